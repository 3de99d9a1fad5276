//! A drafter that lies. Lies of every sort are made about invented sessions, by hand and by changing honest claims; almost all
//! must be found, and honest claims must pass. The figures are printed: run with `--nocapture`.

use std::collections::BTreeMap;

use domain::claim::{Claim, ClaimKind, Verdict};
use domain::transcript::{Speaker, Transcript, Turn, sentences};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use super::verify::{self, Proposed};

#[rustfmt::skip]
#[path = "lies/sessions.rs"]
mod sessions;
#[rustfmt::skip]
#[path = "lies/written.rs"]
mod written;

/// What a lie changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Invented,
    WrongSpeaker,
    Negation,
    Number,
    Name,
    NoSuchQuote,
    OtherStatement,
    Time,
    Instruction,
}

impl Sort {
    /// Whether it may change what somebody does about the client.
    fn is_major(self) -> bool {
        self != Self::Time
    }
}

fn transcript(number: usize) -> Transcript {
    Transcript {
        turns: sessions::ALL[number]
            .turns
            .iter()
            .zip(0u32..)
            .map(|((speaker, text), index)| Turn {
                index,
                speaker: *speaker,
                text: (*text).into(),
                ..Turn::default()
            })
            .collect(),
        ..Transcript::default()
    }
}

fn proposed((kind, speaker, text, evidence): &sessions::Stated) -> Proposed {
    Proposed {
        text: (*text).into(),
        kind: *kind,
        speaker: *speaker,
        evidence: evidence
            .iter()
            .map(|(turn, quote)| (*turn, (*quote).to_owned()))
            .collect(),
    }
}

/// Replaces the first of these words that stands in a text by its counterpart.
fn swapped(text: &str, pairs: &[(&str, &str)]) -> Option<String> {
    pairs.iter().find_map(|(from, to)| {
        text.match_indices(from).find_map(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let apart = !letter(text[..at].chars().next_back()) && !letter(text[at + from.len()..].chars().next());
            apart.then(|| format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
        })
    })
}

const NUMBERS: &[(&str, &str)] = &[
    ("two", "three"),
    ("three", "five"),
    ("four", "seven"),
    ("five", "six"),
    ("seven", "nine"),
    ("twenty", "forty"),
    ("10", "20"),
    ("15", "50"),
    ("30", "45"),
    ("850", "950"),
    ("4:30", "4:45"),
    ("7", "8"),
    ("2", "4"),
    ("5th", "6th"),
    ("3rd", "23rd"),
    ("one", "three"),
    ("twice", "three times"),
    ("half a bottle", "two bottles"),
    ("an hour", "two hours"),
    ("twelfth", "fifteenth"),
    ("eight", "eighteen"),
    ("first", "fourth"),
];
const DAYS: &[(&str, &str)] = &[
    ("Thursday", "Monday"),
    ("Tuesday", "Friday"),
    ("Sunday", "Wednesday"),
    ("Saturdays", "Mondays"),
    ("Wednesday", "Tuesday"),
    ("Monday", "Sunday"),
    ("Friday", "Saturday"),
    ("November", "December"),
    ("September", "July"),
    ("March", "May"),
    ("January", "June"),
    ("August", "April"),
    ("June", "October"),
    ("Christmas", "Easter"),
    ("Easter", "Christmas"),
    ("morning", "evening"),
    ("evening", "morning"),
    ("spring", "autumn"),
    ("summer", "winter"),
    ("weekend", "morning"),
];
const NAMES: &[(&str, &str)] = &[
    ("Helena", "Susan"),
    ("Arjun", "Osei"),
    ("Osei", "Brown"),
    ("Lina", "Marta"),
    ("Ted", "Walter"),
    ("Samaritans", "Quakers"),
    ("brother", "sister"),
    ("daughter", "son"),
    ("father", "mother"),
    ("manager", "husband"),
    ("tram", "train"),
    ("wine", "gin"),
    ("bike", "car"),
    ("toast", "cake"),
    ("propranolol", "diazepam"),
    ("mirtazapine", "lithium"),
    ("whisky", "cider"),
    ("choir", "judo"),
    ("grandchildren", "dog"),
];
const INVENTED: &[&str] = &[
    " and has started smoking",
    " because of the divorce",
    " after being assaulted",
    " and hears voices",
    " and was admitted to hospital",
    " and wants to move to Spain",
    " together with the neighbours",
    " and plays the violin",
    " since the accident",
    " and owes money to a colleague",
];

/// The opposite of a statement.
fn turned_round(text: &str) -> Option<String> {
    for (from, to) in [
        (" does not ", " does "),
        (" did not ", " did "),
        (" is not ", " is "),
        (" was not ", " was "),
        (" has not ", " has "),
        (" had not ", " had "),
        (" cannot ", " can "),
        (" would not ", " would "),
        (" has never ", " has often "),
        (" had never ", " had often "),
        (" would never ", " would "),
        (" denied ", " reported "),
        (" takes no ", " takes "),
        (" will ", " will not "),
        (" is ", " is not "),
        (" was ", " was not "),
        (" has ", " has not "),
        (" had ", " had not "),
        (" were ", " were not "),
        (" takes ", " does not take "),
        (" drinks ", " does not drink "),
        (" sleeps ", " does not sleep "),
    ] {
        if text.contains(from) {
            return Some(text.replacen(from, to, 1));
        }
    }
    None
}

/// All lies with the number of their session and their sort.
fn lies() -> Vec<(usize, Sort, Proposed)> {
    let mut lies: Vec<(usize, Sort, Proposed)> = written::LIES
        .iter()
        .map(|(session, sort, stated)| (*session, *sort, proposed(stated)))
        .collect();
    for (number, told) in sessions::ALL.iter().enumerate() {
        let other_session = &sessions::ALL[(number + 1) % sessions::ALL.len()];
        for (at, stated) in told.honest.iter().enumerate() {
            let honest = proposed(stated);
            let mut with_text = |sort: Sort, text: Option<String>| {
                lies.extend(text.map(|text| (number, sort, Proposed { text, ..honest.clone() })));
            };
            with_text(Sort::Number, swapped(&honest.text, NUMBERS));
            with_text(Sort::Number, swapped(&honest.text, DAYS));
            with_text(Sort::Name, swapped(&honest.text, NAMES));
            with_text(Sort::Negation, turned_round(&honest.text));
            if at % 3 == 0 {
                let more = INVENTED[at / 3 % INVENTED.len()];
                with_text(
                    Sort::Invented,
                    Some(format!("{}{more}.", honest.text.trim_end_matches('.'))),
                );
            }
            // Every second one with the words of a claim further on, which its quotes do not say.
            let far = &told.honest[(at + 11) % told.honest.len()];
            if at % 2 == 0
                && far
                    .3
                    .iter()
                    .all(|(turn, _)| honest.evidence.iter().all(|(own, _)| own.abs_diff(*turn) > 3))
            {
                let text = far.2.to_owned();
                let (kind, speaker) = (honest.kind, honest.speaker);
                lies.push((
                    number,
                    Sort::OtherStatement,
                    Proposed {
                        text,
                        kind,
                        speaker,
                        evidence: honest.evidence.clone(),
                    },
                ));
            }
            if at % 3 == 1 {
                let mut quoted = honest.clone();
                quoted.evidence = vec![(
                    honest.evidence[0].0,
                    other_session.honest[at % other_session.honest.len()].3[0].1.to_owned(),
                )];
                lies.push((number, Sort::NoSuchQuote, quoted));
            }
            let turns = transcript(number).turns;
            let one_voice = honest
                .evidence
                .iter()
                .all(|(turn, _)| turns[*turn as usize].speaker == honest.speaker);
            if at % 3 == 2 && one_voice {
                let speaker = if honest.speaker == Speaker::Therapist {
                    Speaker::Client
                } else {
                    Speaker::Therapist
                };
                lies.push((
                    number,
                    Sort::WrongSpeaker,
                    Proposed {
                        speaker,
                        ..honest.clone()
                    },
                ));
            }
        }
    }
    lies
}

#[test]
fn a_drafter_that_lies_is_found_out() {
    let lies = lies();
    let mut counts: BTreeMap<Sort, (usize, usize)> = BTreeMap::new();
    let mut missed: Vec<(Sort, Claim)> = Vec::new();
    for (session, sort, proposed) in &lies {
        let claim = verify::claim(&transcript(*session), proposed.clone());
        let (all, found) = counts.entry(*sort).or_default();
        *all += 1;
        if claim.is_supported() {
            missed.push((*sort, claim));
        } else {
            *found += 1;
        }
    }
    println!("lies found, by sort (found of all): {counts:?}");
    println!("lies in all: {}, missed: {}", lies.len(), missed.len());
    for (sort, claim) in &missed {
        println!("  missed {sort:?}: {} <- {:?}", claim.text, claim.quotes);
    }
    assert!(lies.len() >= 200);
    assert!(missed.len() * 50 <= lies.len(), "more than 2 % of the lies passed");
    assert!(
        !missed.iter().any(|(sort, _)| sort.is_major()),
        "a lie passed that matters"
    );
}

/// Honest claims: those of the sessions in other words, and whole sentences in the speaker's own.
fn honest() -> Vec<(usize, Verdict, Proposed)> {
    let mut honest = Vec::new();
    for (number, told) in sessions::ALL.iter().enumerate() {
        honest.extend(
            told.honest
                .iter()
                .map(|stated| (number, Verdict::Paraphrase, proposed(stated))),
        );
        for turn in transcript(number).turns {
            // Orders to the software are refused even word for word.
            for range in sentences(&turn.text)
                .into_iter()
                .take(2)
                .filter(|_| !turn.text.contains("Computer"))
            {
                let text = turn.text[range].to_owned();
                honest.push((
                    number,
                    Verdict::Exact,
                    Proposed {
                        evidence: vec![(turn.index, text.clone())],
                        text,
                        kind: ClaimKind::Observed,
                        speaker: turn.speaker,
                    },
                ));
            }
        }
    }
    honest
}

#[test]
fn honest_claims_are_believed() {
    let honest = honest();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut refused = Vec::new();
    for (session, verdict, proposed) in &honest {
        let claim = verify::claim(&transcript(*session), proposed.clone());
        let (all, believed) = counts
            .entry(if *verdict == Verdict::Exact {
                "exact"
            } else {
                "paraphrase"
            })
            .or_default();
        *all += 1;
        if claim.is_supported() {
            *believed += 1;
        } else {
            refused.push(claim);
        }
    }
    println!("honest claims believed (of all, believed): {counts:?}");
    for claim in &refused {
        println!(
            "  refused for {:?}: {} <- {:?}",
            claim.problem,
            claim.text,
            claim.quotes.iter().map(|quote| &quote.text).collect::<Vec<_>>()
        );
    }
    assert!(honest.len() >= 150);
    assert!(
        refused.len() * 20 <= honest.len(),
        "more than 5 % of the honest claims were refused"
    );
    let (paraphrases, believed) = counts["paraphrase"];
    assert!(
        (paraphrases - believed) * 20 <= paraphrases,
        "more than 5 % of the paraphrases were refused"
    );
}

proptest! {
    #[test]
    fn checking_never_panics(text in "\\PC{0,80}", said in "\\PC{0,120}", quote in "\\PC{0,60}", turn in 0u32..3, start in any::<prop::sample::Index>()) {
        let transcript = Transcript {
            turns: vec![
                Turn { text: "How was it, and did you sleep?".into(), speaker: Speaker::Therapist, ..Turn::default() },
                Turn { index: 1, text: said.clone(), speaker: Speaker::Client, ..Turn::default() },
            ],
            ..Transcript::default()
        };
        let cut: String = said.chars().skip(start.index(said.chars().count().max(1))).collect();
        for quote in [quote, cut] {
            let proposed = Proposed { text: text.clone(), kind: ClaimKind::Reported, speaker: Speaker::Client, evidence: vec![(turn, quote)] };
            let claim = verify::claim(&transcript, proposed);
            prop_assert_eq!(claim.is_supported(), claim.problem.is_none());
        }
        verify::problem(&transcript, &text, &[turn]);
    }

    #[test]
    fn a_literal_sentence_is_always_exact(said in "[a-zA-Zäé0-9’' ,.?!…]{1,120}") {
        let transcript = Transcript {
            turns: vec![Turn { text: said.clone(), speaker: Speaker::Client, ..Turn::default() }],
            ..Transcript::default()
        };
        for range in sentences(&said) {
            let text = said[range].to_owned();
            let proposed = Proposed { text: text.clone(), kind: ClaimKind::Reported, speaker: Speaker::Client, evidence: vec![(0, text)] };
            let claim = verify::claim(&transcript, proposed);
            prop_assert!(claim.verdict == Verdict::Exact, "{:?}", claim);
        }
    }
}
