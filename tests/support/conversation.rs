//! Invented words for the scripted recogniser to hear.

use engine::TranscriptionEvent;
use protocol::asr::{Progress, Segment, Word};

/// Half a second per word.
const WORD_MS: u64 = 500;
/// Between two segments.
const PAUSE_MS: u64 = 1_000;

/// Who says a line: each person has a channel of the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The therapist's microphone.
    Left,
    /// The client's microphone.
    Right,
}

/// A segment for every line, one after the other, each word with its time.
pub fn segments(lines: &[(Channel, &str)]) -> Vec<TranscriptionEvent> {
    let mut at = 0;
    let mut events = Vec::new();
    for (channel, line) in lines {
        let start_ms = at;
        let mut words = Vec::new();
        for word in line.split_whitespace() {
            words.push(Word {
                start_ms: at,
                end_ms: at + WORD_MS,
                text: word.into(),
                probability: 0.9,
            });
            at += WORD_MS;
        }
        events.push(TranscriptionEvent::Segment(Segment {
            channel: Some(if *channel == Channel::Left { 0 } else { 1 }),
            start_ms,
            end_ms: at,
            text: (*line).into(),
            average_log_probability: -0.1,
            no_speech_probability: 0.01,
            words,
        }));
        at += PAUSE_MS;
        events.push(TranscriptionEvent::Progress(Progress {
            done_seconds: at as f64 / 1000.0,
            total_seconds: None,
        }));
    }
    events
}

/// A short session with a worry, a technique, an agreement and language to review.
pub const SESSION: [(Channel, &str); 10] = [
    (Channel::Left, "Welcome back. How have you been since we last met?"),
    (
        Channel::Right,
        "Not so good. I keep worrying about my job, and I cannot sleep because of it.",
    ),
    (
        Channel::Left,
        "That sounds exhausting. What goes through your mind when you lie awake?",
    ),
    (
        Channel::Right,
        "That I will lose the job and everybody will be disappointed. Some nights I wish I was dead.",
    ),
    (
        Channel::Left,
        "Thank you for telling me. Have you thought about ending your life?",
    ),
    (
        Channel::Right,
        "No, I would never do that. I have my daughter, but I feel hopeless and anxious at night.",
    ),
    (
        Channel::Left,
        "Let us try the breathing exercise together. Breathe in slowly and count to four, and breathe out to six.",
    ),
    (
        Channel::Right,
        "Okay. That helped a little, I feel calmer now than when I came in.",
    ),
    (
        Channel::Left,
        "Would you be willing to practise the breathing exercise every evening and write down your worries before bed?",
    ),
    (
        Channel::Right,
        "Yes, I will practise the breathing every evening this week and write my worries down before bed.",
    ),
];

/// What [`SESSION`] sounds like to the recogniser.
pub fn session() -> Vec<TranscriptionEvent> {
    segments(&SESSION)
}
