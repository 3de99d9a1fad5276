//! Mood from the client's own words: a rating out of ten where one was given, else the words for feelings.
//!
//! Nothing is inferred from voice, pauses or topics. Too few words mean no mood at all.

use std::sync::LazyLock;

use domain::note::{Mood, MoodSource, MoodTrajectory};
use domain::transcript::pattern::PatternSet;
use domain::transcript::{Token, Transcript};

use super::said::{Said, said};

/// Fewest mentions of a feeling that make a mood.
const FEWEST: usize = 2;
/// Fewest mentions that make a direction.
const FEWEST_FOR_DIRECTION: usize = 4;
/// Difference between the first and the last third that makes a direction, on a scale from -2 to 2.
const STEP: f32 = 0.7;

/// Feelings by value: despair, distress, ease, joy. A value is turned round by a "not" within three words before.
const FEELINGS: &[(f32, &[&str])] = &[
    (
        -2.0,
        &[
            "hopeless|despair|desperate|worthless|unbearable|numb|empty",
            "could not get out of bed",
            "not wake up",
            "falling apart",
            "mood ~3 low",
            "terrible|awful|horrible",
        ],
    ),
    (
        -1.0,
        &[
            "sad|anxious|nervous|worried|scared|afraid|frightened|ashamed|guilty|lonely|tired|exhausted|overwhelmed|stressed|angry|furious|\
             frustrated|irritable|tense|upset|miserable|heavy|painful|stuck|lost|rubbish|drained|embarrassed|dizzy|panicked",
            "hard|difficult|bad|rough|tough|stressful week|day|time|month|night",
            "no energy",
            "cry|cried|crying",
            "panic attack|attacks",
            "slept badly",
            "sleep ~1 badly",
        ],
    ),
    (
        1.0,
        &[
            "better|calm|calmer|relaxed|hopeful|proud|relieved|lighter|okay|ok|fine|good|glad|grateful|rested|stronger|brave|warm|pleased|encouraged|lovely|nice",
            "looking forward",
        ],
    ),
    (
        2.0,
        &["happy|happier|great|wonderful|brilliant|fantastic|excited|joyful|amazing"],
    ),
];

static SET: LazyLock<PatternSet<f32>> = LazyLock::new(|| {
    let mut set = PatternSet::new();
    for (value, patterns) in FEELINGS {
        patterns.iter().for_each(|pattern| set.add(pattern, *value));
    }
    set
});
static RATING_ASKED: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "mood ~6 zero|nought|one|0|scale|ten|10",
        "rate|score ~3 mood",
        "the mood",
    ])
});
static ABOUT_ONESELF: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "i",
        "my|me",
        "mood",
        "it was|is|has|felt|feels",
        "feeling|felt|feel",
        "not so|too",
        "yes|no",
    ])
});

const NUMBERS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Mood and direction with the turns they rest on.
#[derive(Debug, PartialEq)]
pub struct MoodReading {
    /// `None` when the client hardly spoke of it.
    pub mood: Option<Mood>,
    /// Turns behind it.
    pub mood_turns: Vec<u32>,
    /// `None` when there is too little to compare.
    pub trajectory: Option<MoodTrajectory>,
    /// Turns behind it.
    pub trajectory_turns: Vec<u32>,
    /// The client's where they gave a number; concluded from their words otherwise.
    pub mood_source: MoodSource,
    /// Likewise, where they compared.
    pub trajectory_source: MoodSource,
}

impl Default for MoodReading {
    fn default() -> Self {
        Self {
            mood: None,
            mood_turns: Vec::new(),
            trajectory: None,
            trajectory_turns: Vec::new(),
            mood_source: MoodSource::Model,
            trajectory_source: MoodSource::Model,
        }
    }
}

/// Reads the mood of a session.
pub fn read(said: &[Said<'_>]) -> MoodReading {
    let mentions: Vec<(u32, f32)> = said
        .iter()
        .filter(|sentence| speaks_of_self(sentence))
        .filter_map(mention)
        .collect();
    let mut reading = MoodReading::default();
    if mentions.len() >= FEWEST {
        let mean = mean(&mentions);
        reading.mood = Some(from_mean(mean));
        reading.mood_turns = turns(&mentions, mean);
        (reading.trajectory, reading.trajectory_turns) = direction(&mentions);
    }
    if let Some((turns, now, before)) = rating(said) {
        reading.mood = Some(from_rating(now));
        reading.mood_source = MoodSource::Client;
        reading.mood_turns = turns.clone();
        if let Some(before) = before {
            reading.trajectory = Some(between(before, now));
            reading.trajectory_source = MoodSource::Client;
            reading.trajectory_turns = turns;
        }
    }
    reading
}

fn between(before: usize, now: usize) -> MoodTrajectory {
    match now.cmp(&before) {
        std::cmp::Ordering::Less => MoodTrajectory::Declining,
        std::cmp::Ordering::Equal => MoodTrajectory::Stable,
        std::cmp::Ordering::Greater => MoodTrajectory::Improving,
    }
}

/// Whether a client says this mood of themselves in these turns: with a number, or with words of the same colour.
pub fn says_it_of_themselves(transcript: &Transcript, mood: Mood, turns: &[u32]) -> bool {
    let said = said(transcript, &[]);
    if let Some((rated, now, _)) = rating(&said)
        && rated.iter().any(|turn| turns.contains(turn))
    {
        return from_rating(now) == mood;
    }
    let side = match mood {
        Mood::VeryLow | Mood::Low => -1.0,
        Mood::Neutral => 0.0,
        Mood::Positive | Mood::VeryPositive => 1.0,
    };
    said.iter()
        .filter(|sentence| turns.contains(&sentence.turn) && sentence.speaker.is_client() && speaks_of_self(sentence))
        .filter_map(mention)
        .any(|(_, value)| value * side > 0.0)
}

/// Whether a client compares in these turns: with two numbers, or with a word such as "better".
pub fn says_where_it_went(transcript: &Transcript, way: MoodTrajectory, turns: &[u32]) -> bool {
    let said = said(transcript, &[]);
    if let Some((rated, now, Some(before))) = rating(&said)
        && rated.iter().any(|turn| turns.contains(turn))
    {
        return between(before, now) == way;
    }
    let words: &[&str] = match way {
        MoodTrajectory::Improving => &[
            "better", "lighter", "calmer", "easier", "improved", "happier", "relieved",
        ],
        MoodTrajectory::Declining => &["worse", "heavier", "harder", "sadder", "declined"],
        MoodTrajectory::Stable => &["same", "unchanged", "steady", "stable"],
        MoodTrajectory::Fluctuating => &["down", "varies", "changes", "swings"],
    };
    said.iter()
        .filter(|sentence| turns.contains(&sentence.turn) && sentence.speaker.is_client() && !sentence.question)
        .any(|sentence| {
            sentence
                .tokens
                .iter()
                .enumerate()
                .any(|(at, token)| words.contains(&token.text.as_str()) && !negated(&sentence.tokens, at))
        })
}

/// Feelings of a client about themselves, or in a short answer such as "Calm.".
fn speaks_of_self(sentence: &Said<'_>) -> bool {
    let other = ["he", "she", "they", "him", "her"]
        .iter()
        .any(|word| sentence.has(word));
    let known_client = sentence.speaker.is_client() && (ABOUT_ONESELF.any(&sentence.tokens) || sentence.len() <= 5);
    !sentence.question && !other && (known_client || (!sentence.speaker.is_known() && sentence.is_from_client()))
}

fn mention(sentence: &Said<'_>) -> Option<(u32, f32)> {
    let values: Vec<f32> = SET
        .matches(&sentence.tokens)
        .map(|(range, value)| {
            if negated(&sentence.tokens, range.start) {
                turned(*value)
            } else {
                *value
            }
        })
        .collect();
    (!values.is_empty()).then(|| (sentence.turn, values.iter().sum::<f32>() / values.len() as f32))
}

fn negated(tokens: &[Token], at: usize) -> bool {
    tokens[at.saturating_sub(3)..at]
        .iter()
        .any(|token| matches!(token.text.as_str(), "not" | "never" | "no" | "without"))
}

/// "Not good" is bad; "not terrible" is merely not terrible.
fn turned(value: f32) -> f32 {
    if value > 0.0 { -1.0 } else { 0.5 }
}

fn mean(mentions: &[(u32, f32)]) -> f32 {
    mentions.iter().map(|(_, value)| value).sum::<f32>() / mentions.len().max(1) as f32
}

fn from_mean(mean: f32) -> Mood {
    match mean {
        m if m <= -1.4 => Mood::VeryLow,
        m if m <= -0.3 => Mood::Low,
        m if m < 0.4 => Mood::Neutral,
        m if m < 1.5 => Mood::Positive,
        _ => Mood::VeryPositive,
    }
}

fn from_rating(rating: usize) -> Mood {
    match rating {
        0..=1 => Mood::VeryLow,
        2..=4 => Mood::Low,
        5..=6 => Mood::Neutral,
        7..=9 => Mood::Positive,
        _ => Mood::VeryPositive,
    }
}

/// Up to six turns on the side of the mean.
fn turns(mentions: &[(u32, f32)], mean: f32) -> Vec<u32> {
    let mut turns: Vec<u32> = mentions
        .iter()
        .filter(|(_, value)| value * mean >= 0.0)
        .map(|(turn, _)| *turn)
        .collect();
    turns.dedup();
    turns.truncate(6);
    turns
}

fn direction(mentions: &[(u32, f32)]) -> (Option<MoodTrajectory>, Vec<u32>) {
    if mentions.len() < FEWEST_FOR_DIRECTION {
        return (None, Vec::new());
    }
    let third = mentions.len().div_ceil(3);
    let (opening, closing) = (&mentions[..third], &mentions[mentions.len() - third..]);
    let middle = &mentions[third..mentions.len() - third];
    let (from, to) = (mean(opening), mean(closing));
    let swing = if middle.is_empty() {
        0.0
    } else {
        (mean(middle) - (from + to) / 2.0).abs()
    };
    let direction = if to - from >= STEP {
        MoodTrajectory::Improving
    } else if from - to >= STEP {
        MoodTrajectory::Declining
    } else if swing >= 2.0 * STEP {
        MoodTrajectory::Fluctuating
    } else {
        MoodTrajectory::Stable
    };
    let mut turns: Vec<u32> = opening
        .iter()
        .take(2)
        .chain(closing.iter().rev().take(2).rev())
        .map(|(turn, _)| *turn)
        .collect();
    turns.dedup();
    (Some(direction), turns)
}

/// A mood rating: question, answer, and what it was before if the client says so.
fn rating(said: &[Said<'_>]) -> Option<(Vec<u32>, usize, Option<usize>)> {
    let asked = said
        .iter()
        .position(|sentence| sentence.question && RATING_ASKED.any(&sentence.tokens))?;
    // With known speakers the answer is another turn. Without them it may stand in the turn of the question.
    let answer_turn = said[asked + 1..]
        .iter()
        .find(|sentence| sentence.turn != said[asked].turn || !sentence.speaker.is_known())?
        .turn;
    let mut numbers = said[asked + 1..]
        .iter()
        .take_while(|sentence| sentence.turn == answer_turn)
        .flat_map(|sentence| {
            let earlier = sentence.has("last") || sentence.has("before");
            sentence
                .tokens
                .iter()
                .filter_map(number)
                .map(move |number| (number, earlier))
        });
    let (now, _) = numbers.next()?;
    let before = numbers.find(|(_, earlier)| *earlier).map(|(number, _)| number);
    Some((vec![said[asked].turn, answer_turn], now, before))
}

fn number(token: &Token) -> Option<usize> {
    NUMBERS
        .iter()
        .position(|word| *word == token.text)
        .or_else(|| token.text.parse().ok())
        .filter(|number| *number <= 10)
}

#[cfg(test)]
mod tests {
    use domain::transcript::{Speaker, Transcript, Turn};

    use super::*;
    use crate::drafting::said::said;

    fn reading(turns: &[(Speaker, &str)]) -> MoodReading {
        let transcript = Transcript {
            turns: turns
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
        };
        read(&said(&transcript, &[]))
    }

    #[test]
    fn a_rating_out_of_ten_decides_and_the_earlier_one_gives_the_direction() {
        let reading = reading(&[
            (
                Speaker::Therapist,
                "How would you rate your mood today, from zero to ten?",
            ),
            (Speaker::Client, "Three. Last week it was five."),
        ]);
        assert_eq!(
            (reading.mood, reading.trajectory),
            (Some(Mood::Low), Some(MoodTrajectory::Declining))
        );
        assert_eq!(reading.mood_turns, [0, 1]);
    }

    #[test]
    fn feelings_that_go_from_dark_to_light_improve() {
        let reading = reading(&[
            (Speaker::Client, "I felt awful. I was exhausted."),
            (Speaker::Client, "I was anxious all day."),
            (Speaker::Client, "I am calmer now."),
            (Speaker::Client, "I feel hopeful and relieved."),
        ]);
        assert_eq!(reading.trajectory, Some(MoodTrajectory::Improving));
    }

    #[test]
    fn a_thin_session_has_no_mood() {
        assert_eq!(
            reading(&[
                (Speaker::Client, "The bus was late."),
                (Speaker::Therapist, "You must be sad.")
            ]),
            MoodReading::default()
        );
    }

    #[test]
    fn not_good_is_not_good() {
        let reading = reading(&[(Speaker::Client, "Not so good."), (Speaker::Client, "I am not happy.")]);
        assert_eq!(reading.mood, Some(Mood::Low));
    }
}
