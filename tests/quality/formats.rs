//! Every format that a recorder, a telephone or a browser writes gives the words that the uncompressed recording gives.

use std::path::Path;

use crate::excerpts::{SECONDS, beginning, encoded};
use crate::product::{Transcription, in_parallel, ready, say, session, transcribe};
use crate::tables;
use crate::words::{align, normalised};

/// A file to make and to transcribe.
struct Case {
    /// As the document names it.
    what: &'static str,
    /// File name; what it ends with decides ffmpeg's container and nothing in the product.
    file: &'static str,
    arguments: &'static str,
    video: bool,
    /// Share of the words of the uncompressed recording that must be found.
    least: f64,
    /// The recording has one person on each channel.
    apart: bool,
}

/// Ordinary quality: a word of forty may differ (a beam of one decides close calls by a hair).
const NEARLY_ALL: f64 = 0.95;
/// The demo's model never heard a telephone, where half of the sound that tells consonants apart is missing, nor the hiss of
/// eight bits.
const POOR_SOUND: f64 = 0.7;

const fn case(what: &'static str, file: &'static str, arguments: &'static str) -> Case {
    Case {
        what,
        file,
        arguments,
        video: false,
        least: NEARLY_ALL,
        apart: false,
    }
}

const fn poor(what: &'static str, file: &'static str, arguments: &'static str) -> Case {
    Case {
        least: POOR_SOUND,
        ..case(what, file, arguments)
    }
}

const fn video(what: &'static str, file: &'static str, arguments: &'static str) -> Case {
    Case {
        video: true,
        ..case(what, file, arguments)
    }
}

const fn apart(what: &'static str, file: &'static str, arguments: &'static str) -> Case {
    Case {
        apart: true,
        ..case(what, file, arguments)
    }
}

const CASES: [Case; 39] = [
    poor("WAV, 8 bits", "u8.wav", "-c:a pcm_u8"),
    case("WAV, 16 bits", "s16.wav", "-c:a pcm_s16le"),
    case("WAV, 24 bits", "s24.wav", "-c:a pcm_s24le"),
    case("WAV, 32 bits", "s32.wav", "-c:a pcm_s32le"),
    case("WAV, 32-bit float", "f32.wav", "-c:a pcm_f32le"),
    case("WAV, 64-bit float", "f64.wav", "-c:a pcm_f64le"),
    case("WAV, µ-law", "mulaw.wav", "-c:a pcm_mulaw"),
    case("WAV, A-law", "alaw.wav", "-c:a pcm_alaw"),
    poor("WAV, 8 kHz", "8000.wav", "-ar 8000"),
    poor(
        "WAV, 8 kHz, µ-law (telephone)",
        "telephone.wav",
        "-ar 8000 -c:a pcm_mulaw",
    ),
    case("WAV, 11.025 kHz", "11025.wav", "-ar 11025"),
    case("WAV, 16 kHz", "16000.wav", "-ar 16000"),
    case("WAV, 22.05 kHz", "22050.wav", "-ar 22050"),
    case("WAV, 48 kHz", "48000.wav", "-ar 48000"),
    case("WAV, 96 kHz", "96000.wav", "-ar 96000"),
    case("WAV, stereo, the same on both channels", "stereo.wav", "-ac 2"),
    apart("WAV, stereo, one person on each channel", "apart.wav", "-c:a pcm_s16le"),
    case("WAV, 6 channels", "six.wav", "-ac 6"),
    case("MP3, constant bit rate", "cbr.mp3", "-c:a libmp3lame -b:a 64k"),
    case("MP3, variable bit rate", "vbr.mp3", "-c:a libmp3lame -q:a 5"),
    apart(
        "MP3, stereo, one person on each channel",
        "apart.mp3",
        "-c:a libmp3lame -b:a 128k",
    ),
    case("FLAC", "a.flac", "-c:a flac"),
    case("Ogg with Vorbis", "vorbis.ogg", "-c:a libvorbis"),
    case("Ogg with Opus", "opus.ogg", "-c:a libopus -b:a 32k"),
    case("WebM with Opus (browser)", "opus.webm", "-c:a libopus -b:a 32k"),
    case(
        "WebM with Opus, as it streams, without a length",
        "live.webm",
        "-c:a libopus -b:a 32k -live 1",
    ),
    video(
        "WebM video, VP8 and Opus",
        "vp8.webm",
        "-c:v libvpx -deadline realtime -c:a libopus",
    ),
    video(
        "WebM video, VP9 and Opus",
        "vp9.webm",
        "-c:v libvpx-vp9 -deadline realtime -c:a libopus",
    ),
    case("M4A with AAC", "aac.m4a", "-c:a aac -b:a 64k"),
    case("M4A with ALAC", "alac.m4a", "-c:a alac"),
    case("AAC without a container", "a.aac", "-c:a aac -b:a 64k"),
    video("MP4 video with AAC, index at the end", "end.mp4", "-c:v mpeg4 -c:a aac"),
    video(
        "MP4 video with AAC, index at the front",
        "front.mp4",
        "-c:v mpeg4 -c:a aac -movflags faststart",
    ),
    video(
        "MP4 video with AAC, in fragments",
        "pieces.mp4",
        "-c:v mpeg4 -c:a aac -movflags frag_keyframe+empty_moov",
    ),
    video("QuickTime video with AAC", "a.mov", "-c:v mpeg4 -c:a aac"),
    video("Matroska video with AAC", "aac.mkv", "-c:v mpeg4 -c:a aac"),
    video("Matroska video with FLAC", "flac.mkv", "-c:v mpeg4 -c:a flac"),
    case("AIFF", "a.aiff", "-c:a pcm_s16be"),
    case("CAF", "a.caf", "-c:a pcm_s16le"),
];

#[test]
fn every_accepted_format_gives_the_words_of_the_uncompressed_recording() {
    if !ready("every accepted format") {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let at = directory.path();
    let one = beginning(&session("work-stress", "mp3"), at, "one-channel.wav");
    let two = beginning(&session("panic-grounding", "mp3"), at, "two-channels.wav");
    let whole = [&one, &two].map(|file| normalised(&transcribe(file, 1).transcription().text()));
    assert!(whole.iter().all(|words| words.len() > 40), "{whole:?}");

    let found = in_parallel(&CASES, |case| {
        let source = if case.apart { &two } else { &one };
        let file = encoded(source, at, case.file, case.arguments, case.video);
        check(case, &file, &whole[usize::from(case.apart)])
    });
    let figures: Vec<String> = found.iter().map(|(_, figure)| figure.clone()).collect();
    say(&format!(
        "words found, of those in the uncompressed recording:\n{}",
        figures.join("\n")
    ));
    let wrong: Vec<&String> = figures.iter().filter(|figure| figure.contains("WRONG")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let rows: Vec<_> = found.into_iter().map(|(row, _)| row).collect();
    tables::documented("formats", &["Recording", "Recognised as", "Result"], &rows);
}

/// The row of the table, and a line with the figures that vary.
fn check(case: &Case, file: &Path, whole: &[String]) -> (Vec<String>, String) {
    let ran = transcribe(file, 1);
    if ran.status != 0 {
        let row = vec![case.what.into(), "—".into(), ran.err.trim().to_owned()];
        return (row, format!("  WRONG  {}: {}", case.what, ran.err.trim()));
    }
    let transcription = ran.transcription();
    let alignment = align(whole, &normalised(&transcription.text()));
    let seconds: f64 = SECONDS.parse().expect("a number");
    let duration = transcription.number("duration_seconds");
    let apart = is_kept_apart(&transcription);
    let wrong = [
        (alignment.found() < case.least, "words are missing"),
        ((duration - seconds).abs() > 0.3, "the duration differs"),
        (apart != case.apart, "the channels are not treated as they should be"),
        (ran.err.contains("note: "), "there is a warning"),
    ];
    let wrong: String = wrong
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| format!("  WRONG: {what}"))
        .collect();
    let figure = format!(
        "  {:5.1} %  {duration:6.2} s  {}{wrong}",
        100.0 * alignment.found(),
        case.what
    );
    let result = if apart { "words, each person apart" } else { "words" };
    let row = vec![case.what.into(), format!("`{}`", transcription.format()), result.into()];
    (row, figure)
}

/// Whether the segments say which channel they came from, both channels among them.
fn is_kept_apart(transcription: &Transcription) -> bool {
    let segments = transcription.segments();
    let on = |channel| segments.iter().any(|segment| segment.channel == Some(channel));
    on(0) && on(1)
}
