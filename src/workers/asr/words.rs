//! From whisper.cpp's tokens to words and segments in the recording's time.
//!
//! Tokens are pieces of words and their times are estimates in the chunk's own time. They are joined to words, mapped to the
//! recording, put in order and kept inside their segment. A segment that runs across a cut-out pause is divided there:
//! nobody spoke during that minute.

use protocol::asr::{Segment, Word};

use crate::pack::{Chunk, TimeMap};
use crate::resample::RATE;

/// A token of text as the recogniser gave it. Times are centiseconds in the chunk.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Its bytes; a character may be spread over several tokens.
    pub bytes: Vec<u8>,
    /// Start.
    pub start: i64,
    /// End.
    pub end: i64,
    /// Probability, 0 to 1.
    pub probability: f32,
    /// Natural logarithm of it.
    pub log_probability: f32,
}

/// A segment as the recogniser gave it. Times are centiseconds in the chunk.
#[derive(Debug, Clone, PartialEq)]
pub struct RawSegment {
    /// Start.
    pub start: i64,
    /// End.
    pub end: i64,
    /// The model's estimate that nothing was said.
    pub no_speech_probability: f32,
    /// Tokens of text, without time marks.
    pub tokens: Vec<Token>,
}

/// A cut-out pause from which on a segment is divided: one second.
const DIVIDING_GAP: u64 = RATE as u64;

/// A segment is never shorter than one step of the recogniser's clock, even where its own times collapse.
const SHORTEST_MS: u64 = 10;

/// Samples at 16 kHz in a centisecond.
const CENTISECOND: u64 = RATE as u64 / 100;

struct RawWord {
    tokens: Vec<Token>,
}

impl RawWord {
    fn text(&self) -> String {
        let bytes: Vec<u8> = self
            .tokens
            .iter()
            .flat_map(|token| token.bytes.iter().copied())
            .collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }

    fn start(&self) -> i64 {
        self.tokens.first().map_or(0, |token| token.start)
    }

    fn end(&self) -> i64 {
        self.tokens.iter().map(|token| token.end).max().unwrap_or(0)
    }
}

/// Turns a recognised segment into segments of the recording; none if it holds no letter or digit.
pub fn place(raw: &RawSegment, chunk: &Chunk, language: &str, with_words: bool) -> Vec<Segment> {
    let map = &chunk.map;
    let words = join(&raw.tokens, is_unspaced(language));
    let mut parts: Vec<Vec<RawWord>> = Vec::new();
    let mut piece = None;
    for word in words {
        let now = map.piece_of(samples((word.start() + word.end()) / 2));
        let divide = piece.is_some_and(|last: usize| (last..now).any(|i| map.gap_after(i) >= DIVIDING_GAP));
        piece = Some(piece.map_or(now, |last| last.max(now)));
        match parts.last_mut() {
            Some(part) if !divide => part.push(word),
            _ => parts.push(vec![word]),
        }
    }
    let count = parts.len();
    let bounds = |index: usize, part: &[RawWord]| {
        let first = part.first().map_or(raw.start, RawWord::start);
        let last = part.last().map_or(raw.end, RawWord::end);
        (
            if index == 0 { raw.start.min(first) } else { first },
            if index + 1 == count { raw.end.max(last) } else { last },
        )
    };
    parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| {
            let (start, end) = bounds(index, part);
            segment(part, start, end, raw.no_speech_probability, chunk, with_words)
        })
        .collect()
}

fn segment(
    part: &[RawWord],
    start: i64,
    end: i64,
    no_speech_probability: f32,
    chunk: &Chunk,
    with_words: bool,
) -> Option<Segment> {
    let bytes: Vec<u8> = part
        .iter()
        .flat_map(|w| w.tokens.iter())
        .flat_map(|t| t.bytes.iter().copied())
        .collect();
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    if !text.contains(char::is_alphanumeric) || is_annotation(&text) {
        return None;
    }
    let start_ms = chunk.map.begin(samples(start));
    let end_ms = chunk.map.end(samples(end)).max(start_ms + SHORTEST_MS);
    let tokens = part.iter().map(|word| word.tokens.len()).sum::<usize>().max(1) as f32;
    let sum: f32 = part
        .iter()
        .flat_map(|word| &word.tokens)
        .map(|token| token.log_probability)
        .sum();
    let words = if with_words {
        place_words(part, &chunk.map, start_ms, end_ms)
    } else {
        Vec::new()
    };
    Some(Segment {
        channel: chunk.channel,
        start_ms,
        end_ms,
        text,
        average_log_probability: sum / tokens,
        no_speech_probability,
        words,
    })
}

fn place_words(part: &[RawWord], map: &TimeMap, start_ms: u64, end_ms: u64) -> Vec<Word> {
    let mut earliest = start_ms;
    part.iter()
        .filter_map(|word| {
            let text = word.text();
            if text.is_empty() {
                return None;
            }
            let start_ms = map.begin(samples(word.start())).clamp(earliest, end_ms);
            let end = map.end(samples(word.end())).clamp(start_ms, end_ms);
            earliest = end;
            let probability = word.tokens.iter().map(|t| t.probability).sum::<f32>() / word.tokens.len().max(1) as f32;
            Some(Word {
                start_ms,
                end_ms: end,
                text,
                probability,
            })
        })
        .collect()
}

/// Joins tokens to words: a word begins with a space, or, in a script without spaces, with every whole character.
/// Punctuation stays with the word before it.
fn join(tokens: &[Token], unspaced: bool) -> Vec<RawWord> {
    let mut words: Vec<RawWord> = Vec::new();
    for token in tokens.iter().filter(|token| !token.bytes.is_empty()) {
        let begins = match words.last() {
            None => true,
            Some(word) => {
                let whole = unspaced && !word.text().contains(char::REPLACEMENT_CHARACTER);
                let punctuation = std::str::from_utf8(&token.bytes)
                    .is_ok_and(|text| !text.trim().is_empty() && text.trim().chars().all(is_closing));
                (token.bytes.starts_with(b" ") || whole) && !punctuation
            }
        };
        match words.last_mut() {
            Some(word) if !begins => word.tokens.push(token.clone()),
            _ => words.push(RawWord {
                tokens: vec![token.clone()],
            }),
        }
    }
    words
}

fn is_closing(c: char) -> bool {
    ".,?!;:%)]}\"'”’…、。，？！：；」』".contains(c)
}

/// A description instead of speech, such as `[BLANK_AUDIO]` or `(music)`, which the models put for noise.
fn is_annotation(text: &str) -> bool {
    let inside = |open, close| text.starts_with(open) && text.ends_with(close) && text.matches(open).count() == 1;
    inside('[', ']') || inside('(', ')')
}

/// Languages that whisper.cpp knows and that are written without spaces between words.
fn is_unspaced(language: &str) -> bool {
    matches!(language, "zh" | "ja" | "th" | "lo" | "my" | "km" | "bo" | "yue")
}

fn samples(centiseconds: i64) -> u64 {
    centiseconds.max(0) as u64 * CENTISECOND
}
