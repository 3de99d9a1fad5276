//! What somebody agreed to do: a commitment of the client, or a proposal of the therapist that was not refused.

use std::sync::LazyLock;

use domain::note::ActionItem;
use domain::transcript::Speaker;
use domain::transcript::pattern::PatternSet;

use super::said::Said;

/// Most action items of a note.
const MOST: usize = 8;

macro_rules! phrases {
    ($name:ident: $($pattern:literal),+ $(,)?) => {
        static $name: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(&[$($pattern),+]));
    };
}

phrases!(COMMITS: "i will", "i could", "i can", "i would like|rather to?", "i am going to", "we could|can|will", "i shall", "i promise");
phrases!(NO_DEED:
    "i will|can|could|would ~1 not|never|admit|be|say|tell|see|hear|have|remember|feel|imagine|think|miss|know|understand|always|only",
    "i can|could see|touch|hear|feel|not|tell|imagine|remember", "i could have", "see|touch i can|could", "i am going to be|die|faint|lose|sound|say", "i thought", "i was going to",
    "things i could|can", "could i|we", "if i could|can|will", "i can if|only");
phrases!(PROPOSES:
    "could|can|would|will you", "let us", "shall we", "i would like you to", "i suggest|recommend", "i would suggest", "for homework", "your homework",
    "please", "then start|try|keep|write|take|do", "try to|it|that|writing|the", "keep a|writing|going", "start with", "practise|practice it|this|that|the|every|twice|daily", "does ~4 work for you",
    "next step", "see you", "write|put|jot ~2 down");
phrases!(IN_SESSION:
    "close your eyes", "breathe in|out", "hold your breath", "sit back", "feet on the floor", "open your eyes", "let your shoulders", "one more time",
    "could you tell|say|describe|explain", "can you tell|say|describe|explain|feel|hear|imagine", "would you say|like|be|rate", "will you tell", "let us look|go|see|pause|slow|stay",
    "let the|your", "let us leave", "leave ~1 that|it|alone", "let us ~1 plan|make|talk|see|write", "here $", "let us practise|practice|try ~3 now|together", "shall we practise|practice|try|look|leave ~4 together|now|for", "please sit|come|take");
phrases!(THERAPIST_WILL: "i will call|ring|write|send|bring|check|speak|talk|look|phone|email|ask|contact", "i am going to call|ring|talk|speak|write");
phrases!(WHEN:
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekdays|weekend", "this|next|every|each|coming week|evening|morning|day|night|month|time|weekend",
    "tomorrow|tonight|daily|twice|weekly", "before i|you|bed|the|work|our", "half past", "at ~1 oclock|one|two|three|four|five|six|seven|eight|nine|ten|noon|night|home|work|lunch|bedtime",
    "until|by|after ~2 week|session|monday|tuesday|wednesday|thursday|friday|noon|twelve|bed|supper|dinner|work|lunch", "from now on", "once a", "times a", "with my|in my|on a", "in two|three|four|six weeks|days");
phrases!(MEETING: "meet again", "next session|appointment|time", "see you", "next monday|tuesday|wednesday|thursday|friday|saturday|sunday", "same time|slot", "oclock is free", "does ~4 work for you",
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday then");
phrases!(ASKS_FOR_STEP: "step", "what could|can|will|would you", "when could|can|will|would you", "do differently", "how many|often", "what time", "would suit", "this week", "try|plan", "do next");
phrases!(AGREES: "yes|yeah|yep|okay|ok|sure|perfect|alright|right|good|fine|deal|great", "i will|can|could|would|promise|do", "that sounds|works|helps|is", "of course", "thank you", "exactly|lovely", "let us do|try that|it", "deal");
phrases!(REFUSES:
    "no", "not today|yet|really|now", "i would rather not", "i can not", "i will not", "i do not want|think", "that is not", "not for me", "leave it", "difficult", "i hated");

/// Lists the agreements in the order in which they were made.
pub fn read(said: &[Said<'_>]) -> Vec<ActionItem> {
    let mut items: Vec<ActionItem> = Vec::new();
    for (at, sentence) in said.iter().enumerate() {
        let found = if sentence.is_from_client() {
            commitment(said, at)
        } else {
            None
        };
        let found = found.or_else(|| {
            if sentence.is_from_therapist() {
                proposal(said, at)
            } else {
                None
            }
        });
        let Some(item) = found else { continue };
        let farewell = sentence
            .tokens
            .windows(2)
            .any(|pair| pair[0].text == "see" && pair[1].text == "you");
        let met = farewell
            && items
                .iter()
                .any(|other| MEETING.any(&domain::transcript::tokens(&other.text)));
        if !met
            && !items
                .iter()
                .any(|other| other.text == item.text || shares_turn(other, &item))
        {
            items.push(item);
        }
    }
    // Where there are too many, those that name a day or a task-like time matter most.
    if items.len() > MOST {
        let timed = |item: &ActionItem| WHEN.any(&domain::transcript::tokens(&item.text));
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|at| (!timed(&items[*at]), *at));
        order.truncate(MOST);
        order.sort_unstable();
        items = order.into_iter().map(|at| items[at].clone()).collect();
    }
    items
}

fn shares_turn(one: &ActionItem, other: &ActionItem) -> bool {
    one.evidence_turns.first() == other.evidence_turns.first()
        || (one.evidence_turns.len() > 1 && one.evidence_turns.last() == other.evidence_turns.first())
}

/// Whether a clause of the sentence begins as a commitment does; "I worried that I will fail" is none.
fn commits(sentence: &Said<'_>) -> bool {
    COMMITS.matches(&sentence.tokens).any(|(range, ())| {
        let before = range.start.checked_sub(1).map(|at| &sentence.tokens[at]);
        before.is_none_or(|token| {
            token.breaks_after
                || matches!(
                    token.text.as_str(),
                    "and" | "then" | "so" | "maybe" | "perhaps" | "okay" | "yes"
                )
        })
    })
}

/// Whether somebody says here what they are going to do.
pub fn is_commitment(said: &[Said<'_>], at: usize) -> bool {
    commitment(said, at).is_some()
}

fn commitment(said: &[Said<'_>], at: usize) -> Option<ActionItem> {
    let sentence = &said[at];
    // Words that the risk screen lists are for a reader to judge and no agreement: "I am going to hurt him" is no plan of a note.
    if sentence.question
        || sentence.reviewed
        || !commits(sentence)
        || NO_DEED.any(&sentence.tokens)
        || sentence.len() < 3
    {
        return None;
    }
    // "I'll call Monday. No, Tuesday."
    let taken_back = said.get(at + 1).is_some_and(|next| {
        next.turn == sentence.turn
            && next
                .tokens
                .first()
                .is_some_and(|token| matches!(token.text.as_str(), "no" | "sorry" | "wait"))
    });
    if taken_back {
        return None;
    }
    let asked = before_turn(said, at).filter(|question| question.question && ASKS_FOR_STEP.any(&question.tokens));
    let firm = ["will", "promise"].iter().any(|word| sentence.has(word)) || sentence.has("going");
    let timed = WHEN.any(&sentence.tokens);
    // An answer to what the therapist proposed: "Could you keep a log?" "Yeah, I can do a log."
    let answers = before_turn(said, at).is_some_and(|before| {
        said.iter()
            .filter(|other| other.turn == before.turn)
            .any(|other| other.is_from_therapist() && PROPOSES.any(&other.tokens) && !IN_SESSION.any(&other.tokens))
    });
    if !(answers
        || firm && (timed || sentence.len() >= 6)
        || asked.is_some()
        || timed && agreed(said, at) == Some(true))
    {
        return None;
    }
    if agreed(said, at) == Some(false) {
        return None;
    }
    let mut turns: Vec<u32> = asked.map(|question| question.turn).into_iter().collect();
    turns.push(sentence.turn);
    let mut text = quoted(sentence);
    if let Some(day) = (!timed).then(|| agreed_day(said, at)).flatten() {
        text = format!("{text} When: \"{}\"", day.text);
        turns.push(day.turn);
    }
    Some(ActionItem {
        text,
        evidence_turns: turns,
    })
}

fn proposal(said: &[Said<'_>], at: usize) -> Option<ActionItem> {
    let sentence = &said[at];
    let meeting = MEETING.any(&sentence.tokens);
    let own = THERAPIST_WILL.any(&sentence.tokens) && !sentence.question;
    if !PROPOSES.any(&sentence.tokens) && !meeting && !own || IN_SESSION.any(&sentence.tokens) || sentence.len() < 4 {
        return None;
    }
    if !own && !WHEN.any(&sentence.tokens) && !sentence.tokens.iter().any(|token| is_task(&token.text)) {
        return None;
    }
    // "Did you try it?" asks after the last plan and makes none.
    let asks_back = sentence
        .tokens
        .first()
        .is_some_and(|token| matches!(token.text.as_str(), "did" | "have" | "has" | "were" | "was"));
    if asks_back && sentence.question {
        return None;
    }
    let last_of_turn = said.get(at + 1).is_none_or(|next| next.turn != sentence.turn);
    let answer = after_turn(said, at);
    let accepted = answer.is_some_and(|answer| AGREES.any(&answer.tokens[..answer.tokens.len().min(6)]));
    let refused = answer.is_some_and(|answer| REFUSES.any(&answer.tokens[..answer.tokens.len().min(6)]));
    if refused || (sentence.question && !accepted) || (!last_of_turn && sentence.question) {
        return None;
    }
    let mut turns = vec![sentence.turn];
    if accepted {
        turns.extend(answer.map(|answer| answer.turn));
    }
    Some(ActionItem {
        text: quoted(sentence),
        evidence_turns: turns,
    })
}

fn is_task(word: &str) -> bool {
    matches!(
        word,
        "homework"
            | "log"
            | "diary"
            | "record"
            | "practise"
            | "practice"
            | "list"
            | "write"
            | "card"
            | "exercise"
            | "call"
            | "number"
            | "book"
            | "plan"
    )
}

/// The words themselves, with the speaker when known.
fn quoted(sentence: &Said<'_>) -> String {
    match sentence.speaker {
        Speaker::Therapist | Speaker::Client | Speaker::Client2 => {
            format!(
                "{}: \"{}\"",
                sentence.speaker.label().unwrap_or_default(),
                sentence.text
            )
        }
        _ => format!("\"{}\"", sentence.text),
    }
}

fn before_turn<'a, 's>(said: &'a [Said<'s>], at: usize) -> Option<&'a Said<'s>> {
    said[..at].iter().rev().find(|other| other.turn != said[at].turn)
}

fn after_turn<'a, 's>(said: &'a [Said<'s>], at: usize) -> Option<&'a Said<'s>> {
    said[at + 1..].iter().find(|other| other.turn != said[at].turn)
}

/// What the other one says to it: agreed, refused, or neither.
fn agreed(said: &[Said<'_>], at: usize) -> Option<bool> {
    let answer = after_turn(said, at)?;
    let opening = &answer.tokens[..answer.tokens.len().min(6)];
    if AGREES.any(opening) {
        Some(true)
    } else if matches!(answer.tokens.first().map(|token| token.text.as_str()), Some("no")) {
        Some(false)
    } else {
        None
    }
}

/// The day named in the answer to "When could you do it?" right after a commitment.
fn agreed_day<'a, 's>(said: &'a [Said<'s>], at: usize) -> Option<&'a Said<'s>> {
    let turn = said[at].turn;
    let asks = said[at + 1..]
        .iter()
        .take_while(|other| other.turn <= turn + 1)
        .find(|other| other.question && other.has("when"))?;
    said[at + 1..]
        .iter()
        .take_while(|other| other.turn <= asks.turn + 1)
        .find(|other| other.turn == asks.turn + 1 && WHEN.any(&other.tokens))
}
