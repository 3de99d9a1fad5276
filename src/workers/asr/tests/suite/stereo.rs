use std::path::Path;

use protocol::asr::Options;
use tb_asr::channels::Layout;

use crate::support::{decoded, ffmpeg, session, transcribed};

/// The layout found for two demo sessions laid on left and right by an ffmpeg pan expression.
fn layout_of(inputs: &[&str], filter: &str) -> Layout {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("stereo.wav");
    make(inputs, filter, 90, &path);
    decoded(&path).unwrap().0.layout
}

fn make(inputs: &[&str], filter: &str, seconds: u32, path: &Path) {
    let sessions: Vec<_> = inputs.iter().map(|name| session(name, "mp3")).collect();
    let length = seconds.to_string();
    let mut arguments = Vec::new();
    for file in &sessions {
        arguments.extend(["-t", &length, "-i", file.to_str().unwrap()]);
    }
    arguments.extend(["-filter_complex", filter, "-ar", "16000", path.to_str().unwrap()]);
    ffmpeg(&arguments);
}

#[test]
fn one_signal_stored_twice_is_mixed() {
    assert_eq!(layout_of(&["work-stress"], "[0]pan=stereo|c0=c0|c1=c0"), Layout::Mixed);
}

#[test]
fn one_room_panned_to_a_side_is_mixed() {
    assert_eq!(
        layout_of(&["work-stress"], "[0]pan=stereo|c0=0.7*c0|c1=0.3*c0"),
        Layout::Mixed
    );
}

#[test]
fn two_microphones_in_one_room_are_mixed() {
    // Each hears both voices, the nearer one 5 dB louder, a little earlier than the other microphone does.
    let filter = "[0]pan=stereo|c0=c0+0.56*c1|c1=c1+0.56*c0,adelay=0|3[a];[a]volume=0.6";
    assert_eq!(layout_of(&["panic-grounding"], filter), Layout::Mixed);
}

#[test]
fn a_single_microphone_on_a_stereo_recorder_is_mixed() {
    assert_eq!(
        layout_of(&["work-stress"], "[0]pan=stereo|c0=c0|c1=0*c0"),
        Layout::Mixed
    );
}

#[test]
fn opposed_channels_are_not_summed_to_silence() {
    assert_eq!(
        layout_of(&["work-stress"], "[0]pan=stereo|c0=c0|c1=-1*c0"),
        Layout::FirstOnly
    );
}

#[test]
fn two_people_on_two_channels_stay_apart() {
    assert_eq!(layout_of(&["panic-grounding"], "[0]anull"), Layout::Apart);
}

#[test]
fn lapel_microphones_that_hear_each_other_a_little_stay_apart() {
    assert_eq!(
        layout_of(&["panic-grounding"], "[0]pan=stereo|c0=c0+0.1*c1|c1=c1+0.1*c0"),
        Layout::Apart
    );
}

#[test]
fn nobody_is_transcribed_twice_through_the_other_ones_microphone() {
    let directory = tempfile::tempdir().unwrap();
    let (clean, bleeding) = (
        directory.path().join("clean.wav"),
        directory.path().join("bleeding.wav"),
    );
    make(&["panic-grounding"], "[0]anull", 60, &clean);
    make(
        &["panic-grounding"],
        "[0]pan=stereo|c0=c0+0.1*c1|c1=c1+0.1*c0",
        60,
        &bleeding,
    );
    let options = Options {
        beam_size: 1,
        ..Options::default()
    };
    let clean = transcribed(&clean, &options).unwrap().0;
    let bleeding = transcribed(&bleeding, &options).unwrap().0;
    let ratio = bleeding.speech_seconds / clean.speech_seconds;
    assert!(
        (0.9..1.1).contains(&ratio),
        "{} s instead of {} s",
        bleeding.speech_seconds,
        clean.speech_seconds
    );
}
