//! What people talk about in sessions, in the words they use.

use super::{Subject, sensitive, subject};

/// Topics.
pub const TOPICS: &[Subject] = &[
    subject(
        "sleep",
        &[
            "sleep|slept|sleeping|asleep|insomnia|nightmare|nightmares",
            "wide awake",
            "awake at",
            "wake|woke up at|in|every",
            "bed at|until",
        ],
    ),
    subject(
        "panic",
        &["panic|panicked|panicking", "heart was|is racing", "hyperventilat*"],
    ),
    subject(
        "worry and anxiety",
        &[
            "worry|worries|worried|worrying|worrier",
            "anxious|anxiety|nervous|dread",
            "what ifs",
            "on edge",
        ],
    ),
    subject(
        "low mood",
        &[
            "depress*",
            "low mood",
            "mood",
            "felt|feel|feeling low|empty|numb|heavy|flat|down|hopeless",
            "no energy|motivation",
            "can not get out of bed",
            "could not get out of bed",
            "sad|sadness",
            "crying|cried",
        ],
    ),
    subject(
        "grief and loss",
        &[
            "grief|grieve|grieving|mourning|bereave*",
            "funeral|grave|ashes|cemetery",
            "miss|missing my|our|him|her ~1 father|mother|dad|mum|mom|brother|sister|wife|husband|son|daughter|so|every",
            "passed away",
            "my ~1 died",
            "without him|her $",
            "since he|she died",
        ],
    ),
    subject(
        "work",
        &[
            "work|working|job|boss|manager|colleague|colleagues|deadline|deadlines|office|shift|shifts|overtime|workload|promotion|career|burnout",
            "project|projects",
        ],
    ),
    subject(
        "relationship with the partner",
        &[
            "my wife|husband|partner|boyfriend|girlfriend|fiance",
            "marriage|divorce|couple|our relationship",
            "argue|argued|arguing|argument|arguments ~4 he|she|him|her|we|us",
        ],
    ),
    subject(
        "family",
        &[
            "my mum|mom|mother|dad|father|brother|sister|parents|gran|nan|grandmother|grandfather|family|aunt|uncle|cousin|in",
        ],
    ),
    subject(
        "children and parenting",
        &[
            "my ~1 son|daughter|kids|children|child|baby|toddler|grandson|granddaughter",
            "parenting|nursery|homework club",
        ],
    ),
    subject(
        "friendships and loneliness",
        &[
            "feel|felt|feeling|so alone",
            "lonely|loneliness|isolated|friend|friends|friendship",
        ],
    ),
    subject(
        "self-criticism and self-worth",
        &[
            "not good enough",
            "useless|worthless|failure|stupid|ashamed|shame|guilty|guilt",
            "self esteem|worth|criticism|critical",
            "let everyone|people|them down",
            "perfectionis*",
            "hard on myself",
            "my fault",
        ],
    ),
    subject(
        "anger",
        &["anger|angry|furious|rage|temper", "lost it", "shouted|shouting|yelled"],
    ),
    sensitive(
        "alcohol and other substances",
        &["drink|drinking|drank|sober|alcohol|wine|beer|relapse*|slip|weed|cocaine|craving|cravings|sponsor|aa"],
    ),
    subject("caffeine", &["coffee|coffees|caffeine|tea|espresso"]),
    subject(
        "medication",
        &["medication|tablet|tablets|pill|pills|antidepressant|sertraline|dose|side effects|prescription"],
    ),
    subject(
        "physical health",
        &["doctor|gp|hospital|headache|headaches|physio|operation|surgery|ill|illness|diagnos*|scan|blood"],
    ),
    subject(
        "tension in the body",
        &["jaw|shoulders|tense|tension|stomach|dizzy|shaking|chest|muscles"],
    ),
    subject(
        "appetite and eating",
        &["appetite|eat|eating|ate|meal|meals|weight|food|binge|pounds"],
    ),
    sensitive(
        "memories of trauma",
        &[
            "trauma|traumatic|flashback|flashbacks|abuse*|assault*",
            "the accident|attack|fire|war",
        ],
    ),
    subject(
        "obsessions and compulsions",
        &[
            "ocd|obsession*|compulsion*|compulsive|intrusive|ritual|rituals|reassurance",
            "checking|check the",
            "washing|handwashing",
        ],
    ),
    subject(
        "avoidance",
        &[
            "avoid|avoiding|avoided|avoidance",
            "left the|early ~2 because",
            "put|putting it off",
        ],
    ),
    subject(
        "social situations",
        &["party|parties|strangers|presentation|public speaking|embarrassed|embarrassing|judged|blush*"],
    ),
    subject(
        "study and school",
        &["exam|exams|school|college|university|teacher|essay|revision|degree|class|classes"],
    ),
    subject(
        "money and housing",
        &["money|debt|debts|rent|mortgage|bills|landlord|evict*|afford"],
    ),
    subject(
        "activity and exercise",
        &["walk|walks|walked|walking|run|running|ran|gym|swim|swimming|exercise|yoga|cycling|garden|allotment"],
    ),
    subject(
        "boundaries",
        &["boundary|boundaries", "say|saying|said no", "stand|stood up for"],
    ),
    subject(
        "progress",
        &["progress|better than|easier than|proud|brave|learned|learnt|improv*|getting better"],
    ),
    sensitive(
        "safety",
        &[
            "safety plan",
            "thoughts ~2 become|becomes|get|gets|come|comes|are stronger|back|worse",
            "go ~2 to the hospital|emergency",
            "crisis number|line",
            "dark thoughts",
            "suicid*",
            "not wake up",
            "hurt|harm myself|yourself",
            "keep|keeps you|me safe",
        ],
    ),
    subject(
        "the pace of sessions",
        &[
            "how often",
            "weekly|fortnightly|monthly",
            "longer gap",
            "last session|sessions",
            "ending therapy",
        ],
    ),
    subject(
        "change and transition",
        &["retired|retirement|moving house|moved|redundant|redundancy|new job|pregnan*|wedding"],
    ),
];
