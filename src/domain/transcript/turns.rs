//! From recognised segments to turns.
//!
//! Segments arrive in any order (channels are recognised in parallel) and the transcript is shown while it grows, so
//! [`TurnBuilder`] keeps the segments sorted and rebuilds the turns after each one: a one-hour session has a few
//! thousand segments at most, which costs less than recognising one of them.
//!
//! With one channel per person a turn is a run of segments of that channel. A short "mm-hm" of the other person in the
//! middle of it becomes its own turn without cutting the longer one in two. With everything on one channel there is no
//! speaker, so a turn is a group of sentences between pauses, and a question ends one: what follows it is most often
//! somebody else's answer.

use super::{Speaker, Turn, Word, roles};

/// Pause after a finished sentence that ends a turn when the speaker is not known.
const PAUSE_MONO_MS: u64 = 500;
/// Pause after a finished sentence that ends a turn of a known channel (an exercise, a silence).
const PAUSE_CHANNEL_MS: u64 = 2_000;
/// Pause that ends a turn in the middle of a sentence.
const PAUSE_ANY_MS: u64 = 5_000;
/// Length after which the next finished sentence ends a turn, so that a citation stays short enough to listen to.
const LONG_TURN_MS: u64 = 45_000;
/// The same when the speaker is not known: the longer such a turn, the likelier it holds two voices.
const LONG_MONO_TURN_MS: u64 = 12_000;
/// Most words of an interjection that does not cut the other person's turn.
const INTERJECTION_WORDS: usize = 4;
/// Longest gap in a turn that an interjection of the other person may fill.
const INTERJECTION_GAP_MS: u64 = 1_000;

/// A run of words as the recogniser delivers it.
#[derive(Debug, Clone, PartialEq)]
pub struct SpokenSegment {
    /// Channel of the recording when channels are kept apart (0 is left), else `None`.
    pub channel: Option<u16>,
    /// Start in milliseconds from the start of the recording.
    pub start_ms: u64,
    /// End in milliseconds.
    pub end_ms: u64,
    /// The words.
    pub text: String,
    /// How sure the recogniser was, 0 to 1.
    pub confidence: f32,
    /// The words with their times; may be empty.
    pub words: Vec<Word>,
}

/// Makes turns while segments arrive.
#[derive(Debug, Clone, Default)]
pub struct TurnBuilder {
    segments: Vec<SpokenSegment>,
    turns: Vec<Turn>,
}

impl TurnBuilder {
    /// A builder without segments.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a segment. Answers the number of the first turn that is new or different from before; everything in
    /// [`TurnBuilder::turns`] from there on should be shown again. When the answer equals the number of turns, nothing
    /// changed (an empty segment).
    pub fn push(&mut self, segment: SpokenSegment) -> usize {
        if segment.text.trim().is_empty() {
            return self.turns.len();
        }
        for piece in split_at_pauses(segment) {
            let place = self.segments.partition_point(|other| order(other) <= order(&piece));
            self.segments.insert(place, piece);
        }
        let turns = build(&self.segments);
        let first_changed = self
            .turns
            .iter()
            .zip(&turns)
            .take_while(|(old, new)| old == new)
            .count();
        self.turns = turns;
        first_changed
    }

    /// The turns so far.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The turns, when no more segments come.
    pub fn finish(self) -> Vec<Turn> {
        self.turns
    }
}

/// The turns of a finished recording.
pub fn turns_from_segments(segments: impl IntoIterator<Item = SpokenSegment>) -> Vec<Turn> {
    let mut pieces: Vec<SpokenSegment> = segments
        .into_iter()
        .filter(|segment| !segment.text.trim().is_empty())
        .flat_map(split_at_pauses)
        .collect();
    pieces.sort_by_key(order);
    build(&pieces)
}

fn order(segment: &SpokenSegment) -> (u64, u64, Option<u16>) {
    (segment.start_ms, segment.end_ms, segment.channel)
}

/// Cuts a segment where a sentence ends and a pause follows, which its word times show. The recogniser may put a
/// question and its answer into one segment.
fn split_at_pauses(segment: SpokenSegment) -> Vec<SpokenSegment> {
    let cuts: Vec<usize> = segment
        .words
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| {
            let answered = segment.channel.is_none() && asks(&pair[0].text);
            ends_sentence(&pair[0].text) && (answered || gap(pair[0].end_ms, pair[1].start_ms) >= PAUSE_MONO_MS)
        })
        .map(|(at, _)| at + 1)
        .collect();
    if cuts.is_empty() {
        return vec![segment];
    }
    let mut words = segment.words;
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    for cut in cuts.into_iter().rev() {
        pieces.push(words.split_off(cut));
    }
    pieces.push(words);
    pieces.reverse();
    let last = pieces.len() - 1;
    pieces
        .into_iter()
        .enumerate()
        .map(|(at, words)| SpokenSegment {
            channel: segment.channel,
            start_ms: if at == 0 { segment.start_ms } else { words[0].start_ms },
            end_ms: if at == last {
                segment.end_ms
            } else {
                words[words.len() - 1].end_ms
            },
            text: words.iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" "),
            confidence: words.iter().map(|word| word.probability).sum::<f32>() / words.len() as f32,
            words,
        })
        .collect()
}

struct Group<'a> {
    channel: Option<u16>,
    end_ms: u64,
    segments: Vec<&'a SpokenSegment>,
}

impl Group<'_> {
    fn words(&self) -> usize {
        self.segments
            .iter()
            .map(|segment| segment.text.split_whitespace().count())
            .sum()
    }

    fn is_interjection(&self) -> bool {
        self.words() <= INTERJECTION_WORDS && !self.segments.iter().any(|segment| segment.text.contains('?'))
    }

    fn continues_with(&self, next: &SpokenSegment) -> bool {
        if self.channel != next.channel {
            return false;
        }
        let Some(last) = self.segments.last() else { return true };
        let pause = gap(self.end_ms, next.start_ms);
        let finished = ends_sentence(&last.text);
        let limit = match (finished, self.channel) {
            (false, _) => PAUSE_ANY_MS,
            (true, None) => PAUSE_MONO_MS,
            (true, Some(_)) => PAUSE_CHANNEL_MS,
        };
        let most = if self.channel.is_none() {
            LONG_MONO_TURN_MS
        } else {
            LONG_TURN_MS
        };
        let long = self
            .segments
            .first()
            .is_some_and(|first| gap(first.start_ms, self.end_ms) >= most);
        let answered = self.channel.is_none() && asks(&last.text);
        pause < limit && !answered && !(finished && long)
    }
}

fn build(segments: &[SpokenSegment]) -> Vec<Turn> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for segment in segments {
        let at = open_group(&groups, segment).unwrap_or_else(|| {
            groups.push(Group {
                channel: segment.channel,
                end_ms: segment.end_ms,
                segments: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].end_ms = groups[at].end_ms.max(segment.end_ms);
        groups[at].segments.push(segment);
    }
    let speakers = speakers(segments);
    groups
        .iter()
        .zip(0u32..)
        .map(|(group, index)| Turn {
            index,
            speaker: speakers(group.channel),
            start_ms: group.segments[0].start_ms,
            end_ms: group.end_ms,
            text: group
                .segments
                .iter()
                .map(|segment| segment.text.trim())
                .collect::<Vec<_>>()
                .join(" "),
            confidence: confidence(&group.segments),
            words: group
                .segments
                .iter()
                .flat_map(|segment| segment.words.iter().cloned())
                .collect(),
        })
        .collect()
}

/// The group that this segment goes on with: the last one, or the one before it when only an interjection of the other
/// channel, said while that one was talking, lies between.
fn open_group(groups: &[Group<'_>], segment: &SpokenSegment) -> Option<usize> {
    let last = groups.len().checked_sub(1)?;
    if groups[last].continues_with(segment) {
        return Some(last);
    }
    let before = last.checked_sub(1)?;
    let (longer, interjection) = (&groups[before], &groups[last]);
    (segment.channel.is_some()
        && interjection.channel != segment.channel
        && interjection.is_interjection()
        && longer.continues_with(segment)
        && gap(longer.end_ms, segment.start_ms) < INTERJECTION_GAP_MS)
        .then_some(before)
}

fn speakers(segments: &[SpokenSegment]) -> impl Fn(Option<u16>) -> Speaker {
    let mut channels: Vec<u16> = segments.iter().filter_map(|segment| segment.channel).collect();
    channels.sort_unstable();
    channels.dedup();
    let said = |channel: u16| {
        segments
            .iter()
            .filter(move |segment| segment.channel == Some(channel))
            .map(|segment| segment.text.as_str())
    };
    let names = match channels[..] {
        [first, second] => {
            let roles = roles::infer_roles(said(first), said(second));
            vec![(first, roles.first), (second, roles.second)]
        }
        [0] => vec![(0, Speaker::Speaker1)],
        [1] => vec![(1, Speaker::Speaker2)],
        _ => Vec::new(),
    };
    move |channel| {
        names
            .iter()
            .find(|(known, _)| Some(*known) == channel)
            .map_or(Speaker::Unknown, |(_, speaker)| *speaker)
    }
}

fn confidence(segments: &[&SpokenSegment]) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for segment in segments {
        let words = segment.text.split_whitespace().count().max(1) as f32;
        sum += segment.confidence.clamp(0.0, 1.0) * words;
        weight += words;
    }
    if weight > 0.0 { sum / weight } else { 0.0 }
}

fn asks(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', '\u{201d}', '\u{2019}', ' '])
        .ends_with('?')
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')'])
        .ends_with(['.', '?', '!', '\u{2026}'])
}

fn gap(from: u64, to: u64) -> u64 {
    to.saturating_sub(from)
}

#[cfg(test)]
#[path = "turns_tests.rs"]
mod tests;
