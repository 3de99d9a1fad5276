//! What is done in sessions, in the words people use for it.

use super::{Subject, sensitive, subject};

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
