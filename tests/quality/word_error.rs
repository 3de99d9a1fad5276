//! The three demo recordings against their ground truth: which words are right, when they were said, and by whom.

use std::fs;

use serde_json::Value;

use crate::product::{Spoken, in_parallel, ready, say, session, transcribe};
use crate::words::{Alignment, align, normalised};

/// The recordings, and whether each speaker has a channel of their own (therapist left, client right).
const RECORDINGS: [(&str, bool); 3] = [
    ("work-stress", false),
    ("grief-safety", false),
    ("panic-grounding", true),
];

/// Word error rate in percent of whisper.cpp's own program with the same model, beam and mp3 files, over all three recordings
/// (`models/demo/README.md`, column "from the mp3"), and how far the product may be from it.
const WHISPER_CLI: f64 = 2.6;
const TOLERANCE: f64 = 1.0;
/// The beam of that figure.
const BEAM: u32 = 5;

/// Largest median distance in seconds between where a sentence begins or ends and where the transcript has it. whisper-cli's
/// median is 0.05 s; a click on a word must start the player on that word.
const MEDIAN_TIME: f64 = 0.25;
/// … and the ninth of ten.
const NINTH_TIME: f64 = 0.75;

/// Least share of the words that are on their speaker's channel.
const ATTRIBUTED: f64 = 0.99;

/// What was really said.
struct Truth {
    sentences: Vec<Sentence>,
    /// Every word, with the index of its sentence.
    words: Vec<(String, usize)>,
}

struct Sentence {
    words: Vec<String>,
    start: f64,
    end: f64,
    channel: u64,
}

impl Truth {
    fn read(name: &str) -> Self {
        let text = fs::read_to_string(session(name, "json")).expect("the ground truth is there");
        let document: Value = serde_json::from_str(&text).expect("the ground truth is JSON");
        let list = |value: &Value, name: &str| value[name].as_array().expect("a list").clone();
        let mut sentences = Vec::new();
        for turn in list(&document, "turns") {
            let channel = u64::from(turn["speaker"] != "therapist");
            sentences.extend(list(&turn, "sentences").iter().map(|sentence| Sentence {
                words: normalised(sentence["text"].as_str().expect("a text")),
                start: sentence["start"].as_f64().expect("a time"),
                end: sentence["end"].as_f64().expect("a time"),
                channel,
            }));
        }
        let words = sentences
            .iter()
            .enumerate()
            .flat_map(|(index, sentence)| sentence.words.iter().map(move |word| (word.clone(), index)))
            .collect();
        Self { sentences, words }
    }
}

/// What one recording gave.
struct Measured {
    name: &'static str,
    alignment: Alignment,
    /// Distances in seconds between true and found times of the segments that are exactly one sentence.
    segment_times: Vec<f64>,
    /// … and of the first and the last word of every sentence.
    word_times: Vec<f64>,
    /// Words that were heard rightly and carry a channel, and those on their speaker's.
    on_channels: usize,
    on_right_channel: usize,
}

fn measure(name: &'static str) -> Measured {
    let truth = Truth::read(name);
    let transcription = transcribe(&session(name, "mp3"), BEAM).transcription();
    let segments = transcription.segments();
    // One spoken word may be several words of a text or none ("well-known", "—"), so each keeps its origin.
    let heard: Vec<(String, Spoken)> = transcription
        .words()
        .into_iter()
        .flat_map(|word| normalised(&word.text).into_iter().map(move |text| (text, word.clone())))
        .collect();
    let only_words = |list: &[(String, Spoken)]| list.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>();
    let said: Vec<String> = truth.words.iter().map(|(word, _)| word.clone()).collect();
    assert_eq!(
        only_words(&heard),
        normalised(&transcription.text()),
        "{name}: words and segments say different things"
    );
    let alignment = align(&said, &only_words(&heard));
    let (mut on_channels, mut on_right_channel) = (0, 0);
    let mut word_times = Vec::new();
    for &(index, found) in &alignment.matches {
        let sentence_index = truth.words[index].1;
        let sentence = &truth.sentences[sentence_index];
        let word = &heard[found].1;
        if let Some(channel) = word.channel {
            on_channels += 1;
            on_right_channel += usize::from(channel == sentence.channel);
        }
        let neighbour = |index: Option<usize>| index.and_then(|index| truth.words.get(index)).map(|(_, of)| *of);
        if neighbour(index.checked_sub(1)) != Some(sentence_index) {
            word_times.push((word.start - sentence.start).abs());
        }
        if neighbour(index.checked_add(1)) != Some(sentence_index) {
            word_times.push((word.end - sentence.end).abs());
        }
    }
    Measured {
        name,
        alignment,
        segment_times: segment_times(&truth, &segments),
        word_times,
        on_channels,
        on_right_channel,
    }
}

/// The sentences that are segments of their own, in order, each with the distances of its start and end.
fn segment_times(truth: &Truth, segments: &[Spoken]) -> Vec<f64> {
    /// How many sentences ahead one is looked for; some are lost, and stock phrases come again.
    const AHEAD: usize = 8;
    let mut from = 0;
    let mut times = Vec::new();
    for segment in segments {
        let words = normalised(&segment.text);
        let ahead = truth.sentences.iter().enumerate().skip(from).take(AHEAD);
        if let Some((index, sentence)) = ahead.into_iter().find(|(_, sentence)| sentence.words == words) {
            times.extend([
                (segment.start - sentence.start).abs(),
                (segment.end - sentence.end).abs(),
            ]);
            from = index + 1;
        }
    }
    times
}

/// The value below which this share of the values lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = (share * sorted.len() as f64) as usize;
    sorted[index.min(sorted.len() - 1)]
}

#[test]
fn the_demo_recordings_are_transcribed_as_well_as_by_whisper_cpp_itself() {
    if !ready("word error rate") {
        return;
    }
    let measured = in_parallel(&RECORDINGS, |(name, _)| measure(name));
    let mut total = Alignment::default();
    let mut table = format!(
        "{:18} {:>6} {:>5} {:>5} {:>5} {:>8}\n",
        "recording", "words", "sub", "del", "ins", "WER"
    );
    let line = |name: &str, a: &Alignment| {
        format!(
            "{name:18} {:6} {:5} {:5} {:5} {:6.2} %\n",
            a.reference,
            a.substitutions,
            a.deletions,
            a.insertions,
            a.error_rate()
        )
    };
    for Measured { name, alignment, .. } in &measured {
        table += &line(name, alignment);
        total.reference += alignment.reference;
        total.substitutions += alignment.substitutions;
        total.deletions += alignment.deletions;
        total.insertions += alignment.insertions;
    }
    table += &line("together", &total);
    table += &format!("whisper-cli, same model, beam and mp3: {WHISPER_CLI} %\n");
    for Measured {
        name,
        segment_times,
        word_times,
        ..
    } in &measured
    {
        for (what, times) in [("segments", segment_times), ("words", word_times)] {
            assert!(times.len() > 60, "{name}: only {} {what} to compare", times.len());
            let (median, ninth) = (quantile(times, 0.5), quantile(times, 0.9));
            table += &format!(
                "{name:18} {:4} starts and ends of {what:8} off by {median:.2} s (median), {ninth:.2} s (nine of ten)\n",
                times.len()
            );
            assert!(
                median <= MEDIAN_TIME && ninth <= NINTH_TIME,
                "times of {what} are off\n{table}"
            );
        }
    }
    for ((name, apart), found) in RECORDINGS.iter().zip(&measured) {
        if *apart {
            let share = found.on_right_channel as f64 / found.on_channels.max(1) as f64;
            table += &format!(
                "{name:18} {} of {} words on their speaker's channel ({:.1} %)\n",
                found.on_right_channel,
                found.on_channels,
                100.0 * share
            );
            assert_eq!(
                found.on_channels,
                found.alignment.matches.len(),
                "{name}: words without a channel"
            );
            assert!(share >= ATTRIBUTED, "{table}");
        } else {
            assert_eq!(
                found.on_channels, 0,
                "{name}: one microphone, and channels all the same"
            );
        }
    }
    say(&table);
    assert!((total.error_rate() - WHISPER_CLI).abs() <= TOLERANCE, "{table}");
}
