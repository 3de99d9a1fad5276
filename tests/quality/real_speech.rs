//! Recordings of real people, where a folder outside the source tree holds them: the demo's model does not understand them, but
//! decoding and the finding of speech must.

use std::path::PathBuf;

use crate::product::{ready, say, transcribe};

/// Names the folder.
const FOLDER: &str = "TB_EXTRA_ASSETS";

/// File, its length in seconds, and the least that somebody speaks in it.
const RECORDINGS: [(&str, f64, f64); 2] = [("jfk.wav", 11.0, 5.0), ("real-speech-10s.wav", 10.0, 4.0)];

#[test]
fn speech_of_real_people_is_found() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        say(&format!("skipped: speech of real people: {FOLDER} names no folder"));
        return;
    };
    if !ready("speech of real people") {
        return;
    }
    for (name, seconds, least) in RECORDINGS {
        let transcription = transcribe(&folder.join(name), 1).transcription();
        let duration = transcription.number("duration_seconds");
        let speech = transcription.number("speech_seconds");
        say(&format!("{name}: {duration:.2} s, {speech:.2} s of them speech"));
        assert!((duration - seconds).abs() < 0.1, "{name} takes {duration} s");
        assert!((least..=duration).contains(&speech), "{name} has {speech} s of speech");
    }
}
