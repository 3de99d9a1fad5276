//! Files that are cut off, empty, silent or no recordings at all give words or a clear error, and never a hang or a crash.

use std::fs;
use std::path::{Path, PathBuf};

use crate::excerpts::{beginning, encoded, ffmpeg};
use crate::product::{Ran, in_parallel, ready, root, session, transcribe};
use crate::tables;
use crate::words::normalised;

/// What may come of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    /// Words up to the damage, and a note where the format lets one notice it.
    Words,
    /// Status 0 without a word.
    NoWords,
    /// Status 0, and at most a word or two: what can be heard in a piece of a word.
    HardlyWords,
    /// Status 3 and a sentence.
    Refused,
}

use Expected::{HardlyWords, NoWords, Refused, Words};

/// The files, each with its line in the document.
fn files(at: &Path) -> Vec<(&'static str, PathBuf, Expected)> {
    let whole = beginning(&session("work-stress", "mp3"), at, "whole.wav");
    let cut = |name: &str, arguments: &str| {
        let path = encoded(&whole, at, name, arguments, false);
        let bytes = fs::read(&path).expect("the file is there");
        fs::write(&path, &bytes[..bytes.len() / 2]).expect("the file can be written");
        path
    };
    let written = |name: &str, bytes: &[u8]| {
        let path = at.join(name);
        fs::write(&path, bytes).expect("the file can be written");
        path
    };
    let made = |name: &str, arguments: &str| {
        let path = at.join(name);
        let mut all: Vec<&str> = arguments.split_whitespace().collect();
        all.push(path.to_str().expect("a path in UTF-8"));
        ffmpeg(&all);
        path
    };
    let header = fs::read(&whole).expect("the file is there")[..44].to_vec();
    let letter = "Dear colleague, thank you for seeing my patient.\n".repeat(200);
    vec![
        ("WAV, cut in half", cut("half.wav", "-c:a pcm_s16le"), Words),
        ("MP3, cut in half", cut("half.mp3", "-c:a libmp3lame -b:a 64k"), Words),
        ("FLAC, cut in half", cut("half.flac", "-c:a flac"), Words),
        (
            "Ogg with Vorbis, cut in half",
            cut("vorbis.ogg", "-c:a libvorbis"),
            Words,
        ),
        ("Ogg with Opus, cut in half", cut("opus.ogg", "-c:a libopus"), Words),
        ("WebM with Opus, cut in half", cut("half.webm", "-c:a libopus"), Words),
        (
            "M4A, index at the front, cut in half",
            cut("front.m4a", "-c:a aac -movflags faststart"),
            Words,
        ),
        (
            "M4A, index at the end (and lost), cut in half",
            cut("end.m4a", "-c:a aac"),
            Refused,
        ),
        ("A file of no bytes", written("empty.mp3", b""), Refused),
        ("WAV, header only", written("header.wav", &header), Refused),
        ("A text renamed `.mp3`", written("text.mp3", letter.as_bytes()), Refused),
        ("Random bytes", written("random.wav", &random_bytes()), Refused),
        (
            "A picture (PNG) renamed `.wav`",
            made(
                "picture.wav",
                "-f lavfi -i testsrc=size=320x240 -frames:v 1 -c:v png -f image2",
            ),
            Refused,
        ),
        (
            "A video without sound",
            made("silent.mp4", "-f lavfi -i testsrc=size=160x120:rate=10 -t 5 -c:v mpeg4"),
            Refused,
        ),
        (
            "WAV, one minute of digital silence",
            made("silence.wav", "-f lavfi -i anullsrc=r=44100:cl=mono -t 60"),
            NoWords,
        ),
        (
            "WAV, one minute of faint noise",
            made("noise.wav", "-f lavfi -i anoisesrc=r=16000:a=0.003:seed=1 -t 60"),
            NoWords,
        ),
        (
            "WAV, 0.2 s long",
            made(
                "short.wav",
                &format!("-ss 1 -i {} -t 0.2", whole.to_str().expect("a path in UTF-8")),
            ),
            HardlyWords,
        ),
    ]
}

/// 200 kB without any order, the same on every machine.
fn random_bytes() -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..25_000).flat_map(|_| next().to_le_bytes()).collect()
}

#[test]
fn a_damaged_file_gives_words_or_a_clear_error() {
    if !ready("damaged files") {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let files = files(directory.path());
    // The run itself fails on a hang, a signal or a panic.
    let rows = in_parallel(&files, |(what, file, expected)| {
        let ran = transcribe(file, 1);
        let found = outcome(&ran, *expected);
        assert_eq!(found, *expected, "{what}: status {}: {}", ran.status, ran.err);
        vec![(*what).to_owned(), ran.status.to_string(), told(&ran, found)]
    });
    tables::documented("damaged files", &["File", "Exit status", "Outcome"], &rows);
}

fn outcome(ran: &Ran, expected: Expected) -> Expected {
    match ran.status {
        0 => {
            // The first half of the excerpt holds some thirty words.
            match normalised(&ran.transcription().text()).len() {
                0 if expected == HardlyWords => HardlyWords,
                0 => NoWords,
                1..=2 => HardlyWords,
                3..=15 => panic!("hardly anything was understood: {}", ran.out),
                _ => Words,
            }
        }
        3 => {
            assert!(ran.out.is_empty() && ran.err.starts_with("error: "), "{}", ran.err);
            Refused
        }
        other => panic!("status {other}, which is not documented for a file: {}", ran.err),
    }
}

/// The outcome in words that are the same on every machine: no paths, no measured times.
fn told(ran: &Ran, outcome: Expected) -> String {
    let said: Vec<String> = ran
        .err
        .lines()
        .filter(|line| line.starts_with("note: ") || line.starts_with("error: "))
        .map(|line| format!("`{}`", without_numbers(line)))
        .collect();
    assert!(
        !ran.err.contains(root().to_str().expect("a path in UTF-8")),
        "{}",
        ran.err
    );
    let result = match outcome {
        Words => Some("words up to the cut".to_owned()),
        NoWords => Some("no words".to_owned()),
        HardlyWords => Some("a word or two, or none".to_owned()),
        Refused => None,
    };
    result.into_iter().chain(said).collect::<Vec<_>>().join("; ")
}

/// Every number as `…`: where exactly a file was cut depends on the version of ffmpeg that made it.
fn without_numbers(line: &str) -> String {
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = line
        .split(' ')
        .map(|word| if number(word) { "…" } else { word })
        .collect();
    words.join(" ")
}
