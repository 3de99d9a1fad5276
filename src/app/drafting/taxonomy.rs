//! What therapy sessions are about and what is done in them, as phrases that people say.
//!
//! Names are lower case and plain, so that they can stand in a sentence for the therapist and, unless marked
//! sensitive, for the client. Patterns are those of [`domain::transcript::pattern`].

use std::sync::LazyLock;

use domain::transcript::Token;
use domain::transcript::pattern::PatternSet;

/// A subject of conversation, or a technique.
#[derive(Debug)]
pub struct Subject {
    /// What it is called in a note.
    pub name: &'static str,
    /// Not for the client's summary: private matters, and names that only colleagues understand.
    pub sensitive: bool,
    /// Phrases that speak of it.
    pub patterns: &'static [&'static str],
}

const fn subject(name: &'static str, patterns: &'static [&'static str]) -> Subject {
    Subject {
        name,
        sensitive: false,
        patterns,
    }
}

const fn sensitive(name: &'static str, patterns: &'static [&'static str]) -> Subject {
    Subject {
        name,
        sensitive: true,
        patterns,
    }
}

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

/// Techniques. Their names are the usual ones; an agreed "walk" counts, a walk that is merely told of does not.
pub const STRATEGIES: &[Subject] = &[
    subject(
        "grounding",
        &[
            "grounding",
            "five things",
            "things you|i can|could see|touch|hear",
            "feet ~3 floor",
        ],
    ),
    subject(
        "breathing exercise",
        &[
            "breathing exercise|exercises|together|technique",
            "breathe|breath ~8 count|slowly|four|six",
            "belly breathing",
            "box|paced|slow|deep breathing|breaths",
            "practise|practice|practising ~2 breathing",
            "out breath",
        ],
    ),
    subject(
        "thought record",
        &[
            "thought record|diary|log",
            "write|writing|wrote ~2 thought|thoughts ~1 down?",
            "evidence for|against",
            "thoughts|thought on paper",
        ],
    ),
    sensitive(
        "cognitive restructuring",
        &[
            "another way to|of look|looking|see|seeing|think",
            "balanced|helpful|alternative thought",
            "thinking trap|traps|error|errors",
            "what would you say|tell ~2 to? a friend",
            "is that thought true",
        ],
    ),
    subject(
        "behavioural activation",
        &[
            "activity schedule|plan|list",
            "behavioural|behavioral activation",
            "pleasant|enjoyable|small activities|activity",
            "one small step|thing",
            "something you|i ~1 used to enjoy",
        ],
    ),
    subject(
        "exposure",
        &[
            "exposure|exposures",
            "ladder|hierarchy|rung",
            "next step on your|the|my list",
            "stay|stayed|staying ~2 situation|until it",
            "face|facing ~2 fear|fears",
            "one stop",
            "how anxious would you be",
        ],
    ),
    sensitive(
        "response prevention",
        &[
            "response prevention",
            "without checking|washing|asking|going back",
            "delay|delayed|delaying|wait ~6 check|checking|back",
            "not ~1 go|going back",
        ],
    ),
    sensitive(
        "withholding reassurance",
        &[
            "the ocd|'s question",
            "ocd 's question",
            "asking for reassurance",
            "reassurance",
        ],
    ),
    subject(
        "scheduled worry time",
        &[
            "worry time|period|appointment",
            "what ifs an appointment",
            "postpone|postponing|postponed",
        ],
    ),
    subject(
        "worry log",
        &["worry log|diary|record|list|notes", "practical or|from ~1 what"],
    ),
    sensitive(
        "rating distress or mood",
        &[
            "zero|nought|one|0 to ten|10",
            "out of ten",
            "rate ~6 mood|anxiety|distress|anxious|leaving",
        ],
    ),
    sensitive(
        "safety planning",
        &[
            "safety plan",
            "warning sign|signs",
            "crisis number|line|team",
            "reasons for living|to live",
        ],
    ),
    sensitive(
        "relapse prevention",
        &[
            "relapse prevention",
            "early warning",
            "high risk situation*",
            "notice first",
            "first sign",
        ],
    ),
    subject(
        "sleep hygiene",
        &[
            "sleep hygiene|diary|routine|restriction",
            "phone|screen|screens ~5 bedroom|bed|another room",
            "same time ~3 morning|night|bed|up",
            "get up ~4 can not sleep",
            "wind down",
        ],
    ),
    subject(
        "relaxation",
        &[
            "muscle relaxation",
            "relaxation exercise|technique|recording",
            "body scan",
            "tense and release",
        ],
    ),
    subject(
        "mindfulness",
        &[
            "mindful*",
            "meditat*",
            "thoughts pass|clouds",
            "notice|noticing ~2 thought|thoughts ~2 pass|go|without",
        ],
    ),
    sensitive(
        "psychoeducation",
        &[
            "panic is",
            "it is not dangerous",
            "the body 's alarm",
            "fight or flight",
            "vicious circle|cycle",
            "your brain will|learns",
            "no right way to grieve",
            "normal part of",
        ],
    ),
    subject(
        "problem solving",
        &["problem solving", "pros and cons", "options", "list of options|steps"],
    ),
    subject(
        "boundary setting",
        &[
            "boundary|boundaries",
            "say|saying no to",
            "tell your|my boss|manager|mother|family ~4 can not|need|no",
        ],
    ),
    subject(
        "assertive communication",
        &[
            "i statement|statements",
            "role play|rehearse|rehearsal|practise what",
            "speaker listener|and listener",
            "tell him|her|them how i|you ~1 feel|felt",
        ],
    ),
    subject(
        "time-out",
        &[
            "time out|outs",
            "timeout",
            "twenty|ten|thirty minutes ~4 come|came|back",
        ],
    ),
    subject(
        "self-compassion",
        &[
            "be kind to yourself|myself",
            "self compassion",
            "kinder to yourself|myself",
            "kind to yourself",
        ],
    ),
    subject("letter writing", &["write|writing|wrote ~2 letter to", "unsent letter"]),
    subject(
        "remembering and rituals",
        &["candle|photos|photo|grave|memory box", "favourite|favorite meal"],
    ),
    subject(
        "reducing caffeine",
        &["no|nothing|without|cut|stop ~3 caffeine|coffee", "caffeine after"],
    ),
    subject(
        "walking or exercise as a plan",
        &[
            "walk the dog|after|every|each",
            "short walk",
            "go|going for a walk|run|swim",
        ],
    ),
    subject("three good things", &["three good things", "gratitude"]),
    subject("coping card", &["on a card", "coping card|cards"]),
    sensitive(
        "motivational exploration",
        &[
            "pros and cons of drinking|using|change",
            "ready to change",
            "decisional balance",
        ],
    ),
    sensitive(
        "chain analysis",
        &["chain analysis", "what happened just before", "link in the chain"],
    ),
    subject(
        "imagery or imaginal work",
        &["imaginal", "imagine yourself", "safe place", "script"],
    ),
    subject("values", &["what matters to you", "your values", "values"]),
    sensitive(
        "support network",
        &[
            "call|ring|phone|text ~3 brother|sister|friend|mum|mom|sponsor",
            "support group",
            "meeting|meetings ~3 aa|na|group",
        ],
    ),
];

static TOPIC_SET: LazyLock<PatternSet<usize>> = LazyLock::new(|| compile(TOPICS));
static STRATEGY_SET: LazyLock<PatternSet<usize>> = LazyLock::new(|| compile(STRATEGIES));

fn compile(subjects: &'static [Subject]) -> PatternSet<usize> {
    let mut set = PatternSet::new();
    for (number, subject) in subjects.iter().enumerate() {
        for pattern in subject.patterns {
            set.add(pattern, number);
        }
    }
    set
}

fn found(set: &PatternSet<usize>, tokens: &[Token]) -> Vec<usize> {
    let mut numbers: Vec<usize> = set.matches(tokens).map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Indices into [`TOPICS`] of what a sentence speaks of, ascending.
pub fn topics_in(tokens: &[Token]) -> Vec<usize> {
    found(&TOPIC_SET, tokens)
}

/// Indices into [`STRATEGIES`], ascending.
pub fn strategies_in(tokens: &[Token]) -> Vec<usize> {
    found(&STRATEGY_SET, tokens)
}

#[cfg(test)]
mod tests {
    use domain::transcript::tokens;

    use super::*;

    #[test]
    fn a_sentence_speaks_of_what_its_words_say() {
        let names = |text: &str| {
            topics_in(&tokens(text))
                .into_iter()
                .map(|n| TOPICS[n].name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("I slept badly because of the deadline."), ["sleep", "work"]);
        assert!(names("Come on through.").is_empty());
        let names = |text: &str| {
            strategies_in(&tokens(text))
                .into_iter()
                .map(|n| STRATEGIES[n].name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("I used the grounding exercise."), ["grounding"]);
    }

    #[test]
    fn every_pattern_begins_with_a_word() {
        for pattern in TOPICS.iter().chain(STRATEGIES).flat_map(|subject| subject.patterns) {
            let first = pattern.split(' ').next().unwrap_or_default();
            assert!(
                !first.starts_with(['~', '$', '{']) && !first.ends_with('?'),
                "{pattern}"
            );
        }
    }
}
