//! The summary for the client: second person and plain, put together from their own words, the open names of what was talked
//! about and done, and what was agreed. No risk language, no diagnosis, nothing about anybody else.

use std::collections::HashSet;

use domain::claim::{Claim, ClaimKind};
use domain::note::{MAX_PATIENT_WORDS, Notes, Sentence, Strategy};
use domain::transcript::Transcript;

use super::extractive::{Topic, cited, listing, rank_topics, within};
use super::said::Said;
use super::taxonomy::{STRATEGIES, TOPICS};
use super::verify;

/// Most sentences in the client's own words.
const OWN_WORDS: usize = 3;

/// Sentences for the client, from the supported claims of a note.
pub(super) fn summary(transcript: &Transcript, said: &[Said<'_>], notes: &Notes) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut push = |text: String, turns: Vec<u32>| {
        let supported = verify::is_supported(transcript, &text, &turns);
        sentences.push(Sentence {
            text,
            turns,
            supported,
            ..Sentence::default()
        });
    };
    let shown: Vec<Topic> = rank_topics(said)
        .into_iter()
        .filter(|topic| !TOPICS[topic.number].sensitive)
        .take(4)
        .collect();
    if !shown.is_empty() {
        let names: Vec<&str> = shown.iter().map(|topic| TOPICS[topic.number].name).collect();
        push(
            format!("In this session you talked about {}.", listing(&names)),
            cited(&shown),
        );
    }
    for (number, sentence) in own_words(said, &shown, notes).into_iter().enumerate() {
        let frame = match (sentence.speaker.is_client(), number) {
            (true, 0) => "You said: ",
            (true, _) => "You also said: ",
            (false, _) => "These words were said: ",
        };
        push(format!("{frame}\"{}\"", sentence.text), vec![sentence.turn]);
    }
    let calm = |turns: &[u32]| {
        !said
            .iter()
            .any(|sentence| turns.contains(&sentence.turn) && sentence.reviewed)
    };
    let open = |name: &str| STRATEGIES.iter().any(|known| known.name == name && !known.sensitive);
    let tried: Vec<&Strategy> = notes
        .strategies
        .iter()
        .filter(|strategy| open(&strategy.name) && calm(&strategy.evidence_turns))
        .take(4)
        .collect();
    if !tried.is_empty() {
        let names: Vec<&str> = tried.iter().map(|strategy| strategy.name.as_str()).collect();
        let turns = tried
            .iter()
            .flat_map(|strategy| strategy.evidence_turns.iter().copied())
            .collect();
        push(format!("You spoke about {} together.", listing(&names)), turns);
    }
    let mut planned = false;
    for claim in notes
        .claims
        .iter()
        .filter(|claim| claim.kind == ClaimKind::Plan && claim.is_supported())
    {
        let turns = claim.turns();
        let safe = said
            .iter()
            .filter(|sentence| turns.contains(&sentence.turn))
            .all(|sentence| !sentence.reviewed && !has_private_words(sentence) && !touches_sensitive(sentence));
        let Some(quote) = claim
            .quotes
            .iter()
            .rev()
            .find(|quote| quote.text.split_whitespace().count() >= 3)
        else {
            continue;
        };
        if safe && !quote.text.contains(['"', '\u{201c}', '\u{201d}']) {
            let frame = if planned {
                "Also: "
            } else {
                "For the time until you meet again: "
            };
            planned = true;
            push(format!("{frame}\"{}\"", quote.text), vec![quote.turn]);
        }
    }
    sentences.retain(|sentence| sentence.supported);
    within(&mut sentences, MAX_PATIENT_WORDS);
    sentences
}

/// The client's sentences that claims quote and that they may read back; those about the topics first, then in their order.
fn own_words<'a>(said: &'a [Said<'a>], shown: &[Topic], notes: &Notes) -> Vec<&'a Said<'a>> {
    let quoted = |sentence: &Said<'_>, claim: &Claim| {
        claim.is_supported()
            && matches!(
                claim.kind,
                ClaimKind::Reported | ClaimKind::Response | ClaimKind::Observed
            )
            && claim.quotes.iter().any(|quote| {
                quote.turn == sentence.turn
                    && (sentence.text.contains(&quote.text) || quote.text.contains(sentence.text))
            })
    };
    let mut own: Vec<(&Said<'_>, usize)> = said
        .iter()
        .filter(|sentence| sentence.is_from_client() && !sentence.question && is_for_the_client(sentence))
        .filter(|sentence| notes.claims.iter().any(|claim| quoted(sentence, claim)))
        .map(|sentence| {
            let about = shown
                .iter()
                .filter(|topic| sentence.topics.contains(&topic.number))
                .count();
            let readable = usize::from((7..=24).contains(&sentence.len()));
            (sentence, about + readable)
        })
        .collect();
    own.sort_by_key(|(sentence, worth)| (std::cmp::Reverse(*worth), sentence.turn));
    own.truncate(OWN_WORDS);
    own.sort_by_key(|(sentence, _)| sentence.turn);
    own.into_iter().map(|(sentence, _)| sentence).collect()
}

/// What a client may read back: nothing the risk screen lists, no sensitive topic, nobody else's affairs.
fn is_for_the_client(sentence: &Said<'_>) -> bool {
    !sentence.reviewed
        && (5..=38).contains(&sentence.len())
        && !sentence.text.contains(['"', '\u{201c}', '\u{201d}'])
        && !has_private_words(sentence)
        && !touches_sensitive(sentence)
        && !names_illness(sentence)
}

fn touches_sensitive(sentence: &Said<'_>) -> bool {
    sentence.topics.iter().any(|number| TOPICS[*number].sensitive)
}

/// Other people: pronouns, relations, and names (a capital letter inside the sentence that is not "I" or a day).
fn has_private_words(sentence: &Said<'_>) -> bool {
    const PEOPLE: &[&str] = &["he", "she", "him", "her", "his", "they", "them", "their"];
    let related = domain::transcript::pattern::CLASSES
        .iter()
        .filter(|(name, _)| *name == "kin")
        .flat_map(|(_, words)| words.split('|'))
        .collect::<HashSet<_>>();
    sentence.tokens.iter().enumerate().any(|(at, token)| {
        let written = &sentence.text[token.range.clone()];
        let named = at > 0
            && written.chars().next().is_some_and(char::is_uppercase)
            && !matches!(
                token.text.as_str(),
                "i" | "ok" | "gp" | "tv" | "am" | "have" | "will" | "would"
            )
            && !verify::is_calendar(&token.text)
            && !written.starts_with("I'")
            && !written.starts_with("I\u{2019}");
        PEOPLE.contains(&token.text.as_str()) || related.contains(token.text.as_str()) || named
    })
}

/// Diagnoses are the therapist's to explain.
fn names_illness(sentence: &Said<'_>) -> bool {
    const ILLNESS: &[&str] = &[
        "depress",
        "bipolar",
        "psycho",
        "schizo",
        "disorder",
        "diagnos",
        "ptsd",
        "ocd",
        "adhd",
        "autis",
        "anorex",
        "bulimi",
        "borderline",
    ];
    sentence
        .tokens
        .iter()
        .any(|token| ILLNESS.iter().any(|start| token.text.starts_with(start)))
}
