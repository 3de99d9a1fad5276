//! Who said it, and of whom.

use domain::claim::{ClaimKind, Problem};
use domain::transcript::{Speaker, Token, Transcript, tokens};

use super::scene::{Heard, Scene};
use super::{Piece, Proposed, negation, words};

/// Whether a named role is the one that spoke: "the client" is either client of a couple.
pub(super) fn same_person(actual: Speaker, claimed: Speaker) -> bool {
    actual == claimed || (claimed == Speaker::Client && actual.is_client())
}

/// Turns within which the words of the other are question or answer.
const NEAR: u32 = 4;

/// Checks that the person a claim names spoke the words, and that such a claim can be theirs: a report is the client's, an
/// intervention needs the therapist's voice.
pub(super) fn check(proposed: &Proposed, pieces: &[Piece<'_>]) -> Result<(), Problem> {
    let own: Vec<u32> = pieces
        .iter()
        .filter(|(turn, _)| turn.speaker == proposed.speaker)
        .map(|(turn, _)| turn.index)
        .collect();
    // Words of the other belong to it only as its question or answer.
    let strays = pieces.iter().any(|(turn, _)| {
        turn.speaker != proposed.speaker && !own.iter().any(|index| index.abs_diff(turn.index) <= NEAR)
    });
    let possible = match proposed.kind {
        ClaimKind::Reported | ClaimKind::Response => !proposed.speaker.is_therapist(),
        ClaimKind::Intervention | ClaimKind::Judgement => proposed.speaker.is_therapist(),
        ClaimKind::Observed | ClaimKind::Plan => true,
    };
    let (_, outside) = super::split_quotes(&proposed.text);
    let named = named(&outside);
    let other = named.is_some_and(|named| !same_person(proposed.speaker, named));
    if own.is_empty() || strays || !possible || other {
        return Err(Problem::WrongSpeaker);
    }
    Ok(())
}

/// Who a sentence says is speaking.
pub(super) fn named(outside: &str) -> Option<Speaker> {
    let lower = outside.to_lowercase();
    let saying = [
        "said",
        "says",
        "told",
        "described",
        "describes",
        "asked",
        "asks",
        "reported",
        "reports",
        "put it",
        "agreed",
        "answered",
        "suggested",
        "suggests",
        "stated",
        "states",
        "mentioned",
        "mentions",
        "explained",
        "explains",
        "recalled",
        "disclosed",
        ":",
    ];
    if !saying.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let client = ["client", "you said", "you also said"]
        .iter()
        .filter_map(|words| lower.find(words))
        .min();
    let therapist = lower.find("therapist");
    match (client, therapist) {
        (Some(client), Some(therapist)) if therapist < client => Some(Speaker::Therapist),
        (Some(_), _) => Some(Speaker::Client),
        (None, Some(_)) => Some(Speaker::Therapist),
        (None, None) => None,
    }
}

/// Of whom something is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    Client,
    Therapist,
    Other,
}

/// Checks that what is stated of the client was not said of somebody else, nor the other way round.
pub(super) fn experiencer(speaker: Speaker, claim: &[Token], scene: &Scene<'_>) -> Result<(), Problem> {
    let (mut same, mut different) = (0, 0);
    for (at, word) in claim.iter().enumerate() {
        if words::is_grammar(&word.text)
            || words::is_kin(&word.text)
            || matches!(word.text.as_str(), "client" | "therapist")
        {
            continue;
        }
        // What a therapist did is told in other words than it was done in: "could you keep" was suggesting to keep.
        let Some(of) = subject_in_claim(claim, at).filter(|of| *of != Whom::Therapist) else {
            continue;
        };
        for heard in &scene.heard {
            let said = heard
                .tokens
                .iter()
                .position(|token| words::likeness(&word.text, &token.text).is_some());
            let Some(subject) = said.and_then(|place| subject_in_speech(heard, place)) else {
                continue;
            };
            if subject == of {
                same += 1;
            } else {
                different += 1;
            }
        }
    }
    let speaks_to = |heard: &Heard<'_>| {
        heard.tokens.iter().any(|token| {
            matches!(
                token.text.as_str(),
                "you" | "your" | "yours" | "yourself" | "we" | "us" | "our"
            )
        })
    };
    // "The therapist sleeps badly" on words of the client that address nobody, and the reverse.
    let first = claim.iter().take(3).find_map(|token| match token.text.as_str() {
        "client" => Some(Whom::Client),
        "therapist" => Some(Whom::Therapist),
        _ => None,
    });
    let elsewhere = match first {
        Some(Whom::Therapist) => speaker.is_client() && !scene.heard.iter().any(speaks_to),
        Some(Whom::Client) => {
            speaker.is_therapist()
                && !scene.speaks(Speaker::Client)
                && !scene.speaks(Speaker::Client2)
                && !scene.heard.iter().any(speaks_to)
        }
        _ => false,
    };
    // "Was put on mirtazapine" for "she put me on mirtazapine".
    let passive = claim.windows(2).any(|pair| {
        matches!(pair[0].text.as_str(), "was" | "were" | "been")
            && (words::is_past(&pair[1].text)
                || matches!(pair[1].text.as_str(), "put" | "given" | "told" | "seen" | "left"))
    }) && scene.words().any(|(token, _)| token.text == "me");
    if elsewhere || (different > same && !passive) {
        return Err(Problem::WrongSpeaker);
    }
    Ok(())
}

/// The last subject a claim names before a word.
fn subject_in_claim(claim: &[Token], at: usize) -> Option<Whom> {
    (0..at)
        .rev()
        .find_map(|place| match claim[place].text.as_str() {
            "client" | "you" => {
                let owner = claim.get(place + 1).is_some_and(|next| next.text == "'s");
                (!owner).then_some(Some(Whom::Client))
            }
            "therapist" => Some(Some(Whom::Therapist)),
            // Nobody can tell whom these mean.
            "he" | "she" | "they" | "it" => Some(None),
            word if words::is_kin(word) && is_subject(claim, place) => Some(Some(Whom::Other)),
            _ => None,
        })
        .flatten()
}

/// A relation is a subject at the start of its clause: "my sister cries", but not in "I told my sister".
fn is_subject(tokens: &[Token], at: usize) -> bool {
    let mut start = at;
    while start > 0
        && !tokens[start - 1].breaks_after
        && matches!(
            tokens[start - 1].text.as_str(),
            "my" | "his"
                | "her"
                | "their"
                | "the"
                | "our"
                | "client"
                | "'s"
                | "older"
                | "younger"
                | "little"
                | "big"
                | "best"
        )
    {
        start -= 1;
    }
    start == 0
        || tokens[start - 1].breaks_after
        || matches!(
            tokens[start - 1].text.as_str(),
            "and"
                | "but"
                | "because"
                | "when"
                | "if"
                | "that"
                | "so"
                | "while"
                | "since"
                | "said"
                | "reported"
                | "says"
                | "reports"
                | "is"
        )
}

/// The last subject a speaker names before a word.
fn subject_in_speech(heard: &Heard<'_>, at: usize) -> Option<Whom> {
    let speaker = heard.turn.speaker;
    let (own, addressed) = if speaker.is_therapist() {
        (Whom::Therapist, Whom::Client)
    } else if speaker.is_client() {
        (Whom::Client, Whom::Therapist)
    } else {
        return None;
    };
    let tokens = &heard.tokens;
    (0..at).rev().find_map(|place| match tokens[place].text.as_str() {
        "i" => Some(own),
        "my" if !tokens.get(place + 1).is_some_and(|next| words::is_kin(&next.text)) => Some(own),
        "you" if speaker.is_therapist() => Some(addressed),
        "he" | "she" | "they" => Some(Whom::Other),
        word if words::is_kin(word) && is_subject(tokens, place) => Some(Whom::Other),
        _ => None,
    })
}

/// Checks that a claim does not rest on a question nobody answered, on a proposal that was turned down, or on words of the
/// therapist that the client contradicted.
pub(super) fn answered(
    transcript: &Transcript,
    kind: ClaimKind,
    claim: &[Token],
    scene: &Scene<'_>,
) -> Result<(), Problem> {
    const ASKING: &[&str] = &[
        "ask",
        "explor",
        "inquir",
        "enquir",
        "check",
        "assess",
        "screen",
        "suggest",
        "propos",
        "offer",
        "invit",
        "encourag",
        "review",
        "rais",
        "discuss",
        "want to know",
        "wonder",
        "clarif",
        "question",
        "remind",
        "guid",
        "introduc",
        "request",
        "seek",
        "sought",
        "prompt",
        "probe",
    ];
    let about_asking = claim
        .iter()
        .any(|token| ASKING.iter().any(|start| token.text.starts_with(start)));
    for heard in &scene.heard {
        let says = |heard: &Heard<'_>, word: &Token| {
            heard
                .tokens
                .iter()
                .any(|token| words::likeness(&word.text, &token.text).is_some())
        };
        let stated: Vec<&Token> = claim.iter().filter(|word| words::carries_meaning(&word.text)).collect();
        let only_here = stated
            .iter()
            .filter(|word| {
                says(heard, word)
                    && !scene
                        .heard
                        .iter()
                        .any(|other| !std::ptr::eq(other, heard) && says(other, word))
            })
            .count();
        let says_it = only_here * 2 > stated.len() || (only_here > 0 && scene.heard.len() == 1);
        let ends_turn = heard.range.end + 1 >= heard.turn.text.trim_end().len();
        let next = transcript
            .turn(heard.turn.index + 1)
            .filter(|next| next.speaker != heard.turn.speaker && ends_turn);
        let turned_down = next.is_some_and(|next| negation::answers_no(&tokens(&next.text)));
        if !says_it || about_asking || kind == ClaimKind::Intervention {
            continue;
        }
        if heard.open_question && kind == ClaimKind::Plan {
            if turned_down {
                return Err(Problem::NegationDiffers);
            }
        } else if heard.open_question {
            return Err(Problem::NotCovered);
        } else if heard.turn.speaker.is_therapist()
            && !heard.answered
            && turned_down
            && !negation::is_negative(&heard.tokens)
        {
            return Err(Problem::NegationDiffers);
        }
    }
    Ok(())
}
