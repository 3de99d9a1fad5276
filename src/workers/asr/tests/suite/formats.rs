use std::path::Path;

use crate::support::{decoded, excerpt, ffmpeg};

/// Encodes the excerpt with these ffmpeg arguments, decodes it with ours, and compares length, time and sound.
fn check(name: &str, arguments: &[&str], expected: &str) {
    let directory = tempfile::tempdir().unwrap();
    let source = excerpt(directory.path());
    let (_, reference) = decoded(&source).unwrap();
    let path = directory.path().join(name);
    encode(&source, arguments, &path);
    let (found, samples) = decoded(&path).unwrap();
    assert_eq!(found.format.name, expected);
    assert!((found.seconds - 20.0).abs() < 0.12, "{} s instead of 20", found.seconds);
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    let (lag, likeness) = best_lag(&reference, &samples);
    assert!(lag.abs() <= 480, "{name} is {} ms late", lag as f64 / 16.0);
    assert!(likeness > 0.85, "{name} sounds like another recording: {likeness}");
}

fn encode(source: &Path, arguments: &[&str], path: &Path) {
    let mut all = vec!["-i", source.to_str().unwrap()];
    all.extend_from_slice(arguments);
    all.push(path.to_str().unwrap());
    ffmpeg(&all);
}

/// The shift in samples at which `b` is most like `a`, and the correlation there.
fn best_lag(a: &[f32], b: &[f32]) -> (i64, f64) {
    let correlation = |lag: i64| {
        let (mut both, mut first, mut second) = (0.0, 1e-9, 1e-9);
        for i in (16_000..a.len().min(b.len()) - 32_000).step_by(3) {
            let (x, y) = (f64::from(a[i]), f64::from(b[(i as i64 + lag) as usize]));
            both += x * y;
            first += x * x;
            second += y * y;
        }
        both / (first * second).sqrt()
    };
    (-1600..=1600_i64)
        .step_by(2)
        .map(|lag| (lag, correlation(lag)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap()
}

macro_rules! formats {
    ($($test:ident: $name:literal, $arguments:expr, $expected:literal;)*) => {
        $(#[test] fn $test() { check($name, &$arguments, $expected); })*
    };
}

formats! {
    wav_of_8_bits_decodes: "a.wav", ["-c:a", "pcm_u8"], "wave/pcm_u8";
    wav_of_16_bits_decodes: "a.wav", ["-c:a", "pcm_s16le"], "wave/pcm_s16le";
    wav_of_24_bits_decodes: "a.wav", ["-c:a", "pcm_s24le"], "wave/pcm_s24le";
    wav_of_32_bits_decodes: "a.wav", ["-c:a", "pcm_s32le"], "wave/pcm_s32le";
    wav_of_floats_decodes: "a.wav", ["-c:a", "pcm_f32le"], "wave/pcm_f32le";
    wav_of_doubles_decodes: "a.wav", ["-c:a", "pcm_f64le"], "wave/pcm_f64le";
    wav_of_mu_law_at_8_khz_decodes: "a.wav", ["-ar", "8000", "-c:a", "pcm_mulaw"], "wave/pcm_mulaw";
    wav_of_a_law_at_8_khz_decodes: "a.wav", ["-ar", "8000", "-c:a", "pcm_alaw"], "wave/pcm_alaw";
    wav_at_96_khz_decodes: "a.wav", ["-ar", "96000"], "wave/pcm_s16le";
    wav_at_22_khz_decodes: "a.wav", ["-ar", "22050"], "wave/pcm_s16le";
    wav_of_six_channels_decodes: "a.wav", ["-ac", "6"], "wave/pcm_s16le";
    mp3_decodes: "a.mp3", ["-ar", "44100", "-b:a", "64k"], "mp3";
    mp3_of_a_low_rate_decodes: "a.mp3", ["-ar", "16000", "-b:a", "24k"], "mp3";
    flac_decodes: "a.flac", ["-ar", "44100"], "flac";
    ogg_with_vorbis_decodes: "a.ogg", ["-c:a", "libvorbis"], "ogg/vorbis";
    ogg_with_opus_decodes: "a.opus", ["-c:a", "libopus", "-b:a", "32k"], "ogg/opus";
    webm_with_opus_decodes: "a.webm", ["-c:a", "libopus", "-b:a", "32k"], "matroska/opus";
    a_live_webm_without_a_length_decodes: "a.webm", ["-c:a", "libopus", "-live", "1"], "matroska/opus";
    m4a_with_aac_decodes: "a.m4a", ["-c:a", "aac"], "isomp4/aac";
    mp4_in_fragments_decodes: "a.mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"], "isomp4/aac";
    adts_with_aac_decodes: "a.aac", ["-c:a", "aac"], "aac";
    aiff_decodes: "a.aiff", ["-ar", "44100"], "aiff/pcm_s16be";
    caf_decodes: "a.caf", ["-c:a", "pcm_s16le"], "caf/pcm_s16le";
    alac_decodes: "a.m4a", ["-c:a", "alac"], "isomp4/alac";
}

/// Twenty seconds of picture for the sound of the excerpt.
fn video(name: &str, arguments: &[&str], expected: &str) {
    let mut all = vec!["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-t", "20"];
    all.extend_from_slice(arguments);
    check(name, &all, expected);
}

#[test]
fn the_sound_of_an_mp4_video_decodes() {
    video("a.mp4", &["-c:v", "mpeg4", "-c:a", "aac"], "isomp4/aac");
}

#[test]
fn the_sound_of_a_webm_video_decodes() {
    video("a.webm", &["-c:v", "libvpx", "-c:a", "libopus"], "matroska/opus");
}

#[test]
fn the_sound_of_a_matroska_video_decodes() {
    video("a.mkv", &["-c:v", "mpeg4", "-c:a", "flac"], "matroska/flac");
}
