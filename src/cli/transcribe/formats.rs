//! A transcription as a document: plain text, SubRip, WebVTT, JSON. Pure functions.

use std::fmt::Write;
use std::path::Path;

use protocol::asr::{Segment, Summary};
use serde::Serialize;

/// A finished transcription, its segments in order of time.
#[derive(Debug, Serialize)]
pub struct Transcription {
    /// File name of the speech model.
    pub model: String,
    /// Totals.
    pub summary: Summary,
    /// The words.
    pub segments: Vec<Segment>,
}

/// How a transcription is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A line a segment.
    Text,
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// Everything there is.
    Json,
}

impl Format {
    /// The format that a file's ending names; plain text when it names none.
    pub fn of_file(path: &Path) -> Self {
        match path
            .extension()
            .and_then(|ending| ending.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("srt") => Self::Srt,
            Some("vtt") => Self::Vtt,
            Some("json") => Self::Json,
            _ => Self::Text,
        }
    }

    /// The whole document.
    ///
    /// # Errors
    /// When a number cannot be written as JSON.
    pub fn write(self, transcription: &Transcription) -> serde_json::Result<String> {
        Ok(match self {
            Self::Text => text(&transcription.segments),
            Self::Srt => srt(&transcription.segments),
            Self::Vtt => vtt(&transcription.segments),
            Self::Json => serde_json::to_string_pretty(transcription)? + "\n",
        })
    }
}

/// A segment as it is shown while the rest is still being transcribed: `[12:34] Left: words`.
pub fn live_line(segment: &Segment) -> String {
    format!("[{}] {}", clock(segment.start_ms as f64 / 1000.0), spoken(segment))
}

/// Minutes and seconds, with hours once there is one: `5:07`, `1:05:07`.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

fn text(segments: &[Segment]) -> String {
    said(segments).fold(String::new(), |text, segment| text + &spoken(segment) + "\n")
}

fn srt(segments: &[Segment]) -> String {
    said(segments)
        .enumerate()
        .fold(String::new(), |mut text, (index, segment)| {
            let (start, end) = times(segment, ',');
            // Writing to a string cannot fail.
            let _ = write!(text, "{}\n{start} --> {end}\n{}\n\n", index + 1, spoken(segment));
            text
        })
}

fn vtt(segments: &[Segment]) -> String {
    said(segments).fold(String::from("WEBVTT\n\n"), |mut text, segment| {
        let (start, end) = times(segment, '.');
        let voice = channel_name(segment)
            .map(|name| format!("<v {name}>"))
            .unwrap_or_default();
        let words = one_line(segment)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let _ = write!(text, "{start} --> {end}\n{voice}{words}\n\n");
        text
    })
}

/// The segments in which something was said.
fn said(segments: &[Segment]) -> impl Iterator<Item = &Segment> {
    segments.iter().filter(|segment| !segment.text.trim().is_empty())
}

/// The words, behind the channel's name where channels are kept apart.
fn spoken(segment: &Segment) -> String {
    match channel_name(segment) {
        Some(name) => format!("{name}: {}", one_line(segment)),
        None => one_line(segment),
    }
}

/// A blank line would end a subtitle, so the words stand on one line.
fn one_line(segment: &Segment) -> String {
    segment.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn channel_name(segment: &Segment) -> Option<String> {
    segment.channel.map(|channel| match channel {
        0 => "Left".into(),
        1 => "Right".into(),
        other => format!("Channel {}", other + 1),
    })
}

/// Start and end as `hh:mm:ss`, the point of the format, and milliseconds. Both formats want an end after its start.
fn times(segment: &Segment, point: char) -> (String, String) {
    let time = |ms: u64| {
        let (hours, minutes, seconds, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        format!("{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}")
    };
    (time(segment.start_ms), time(segment.end_ms.max(segment.start_ms + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(channel: Option<u16>, start_ms: u64, end_ms: u64, text: &str) -> Segment {
        Segment {
            channel,
            start_ms,
            end_ms,
            text: text.into(),
            average_log_probability: -0.1,
            no_speech_probability: 0.0,
            words: Vec::new(),
        }
    }

    #[test]
    fn subrip_counts_its_subtitles_and_writes_hours() {
        let segments = [
            segment(None, 0, 1_500, "Good morning."),
            segment(None, 2_000, 2_100, "  "),
            segment(None, 3_723_004, 3_723_004, "More than\nan hour."),
        ];
        assert_eq!(
            srt(&segments),
            "1\n00:00:00,000 --> 00:00:01,500\nGood morning.\n\n2\n01:02:03,004 --> 01:02:03,005\nMore than an hour.\n\n"
        );
    }

    #[test]
    fn webvtt_escapes_words_and_names_the_channel() {
        let segments = [
            segment(Some(0), 250, 900, "a < b & c --> d"),
            segment(Some(1), 1000, 1200, "Yes."),
            segment(Some(4), 1300, 1400, "Hm."),
        ];
        assert_eq!(
            vtt(&segments),
            "WEBVTT\n\n00:00:00.250 --> 00:00:00.900\n<v Left>a &lt; b &amp; c --&gt; d\n\n\
             00:00:01.000 --> 00:00:01.200\n<v Right>Yes.\n\n00:00:01.300 --> 00:00:01.400\n<v Channel 5>Hm.\n\n"
        );
    }

    #[test]
    fn text_is_a_line_a_segment() {
        let segments = [segment(None, 0, 1, " One. "), segment(Some(1), 2, 3, "Two.")];
        assert_eq!(text(&segments), "One.\nRight: Two.\n");
    }

    #[test]
    fn a_recording_without_words_gives_documents_that_are_still_valid() {
        assert_eq!(
            (text(&[]), srt(&[]), vtt(&[])),
            (String::new(), String::new(), "WEBVTT\n\n".into())
        );
    }

    #[test]
    fn json_holds_the_words_with_their_times() {
        let mut spoken = segment(None, 0, 400, "Hello.");
        spoken.words.push(protocol::asr::Word {
            start_ms: 10,
            end_ms: 390,
            text: "Hello.".into(),
            probability: 0.5,
        });
        let summary = Summary {
            format: "wav/pcm".into(),
            duration_seconds: 0.4,
            speech_seconds: 0.4,
            channels: 1,
            sample_rate: 16_000,
            language: "en".into(),
            encoder_windows: 1,
            warnings: Vec::new(),
        };
        let transcription = Transcription {
            model: "m.bin".into(),
            summary,
            segments: vec![spoken],
        };
        let value: serde_json::Value =
            serde_json::from_str(&Format::Json.write(&transcription).expect("writes")).expect("JSON");
        assert_eq!(value["segments"][0]["words"][0]["end_ms"], 390);
        assert_eq!(value["summary"]["duration_seconds"], 0.4);
    }

    #[test]
    fn the_ending_of_the_output_file_decides_the_format() {
        for (name, format) in [
            ("a.SRT", Format::Srt),
            ("a.vtt", Format::Vtt),
            ("a.json", Format::Json),
            ("a.md", Format::Text),
            ("a", Format::Text),
        ] {
            assert_eq!(Format::of_file(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn clocks_show_hours_only_when_there_are_some() {
        assert_eq!(
            (clock(0.4), clock(307.9), clock(3907.0)),
            ("0:00".into(), "5:07".into(), "1:05:07".into())
        );
    }
}
