use std::io::Cursor;
use std::path::Path;

use protocol::Failure;
use protocol::asr::Options;
use tb_asr::audio::{Decoded, decode_to_16k};
use tb_asr::decode::{Decoder, Limits};
use tb_asr::model;
use tb_asr::recognise::{Engine, Placement};

use crate::support::{excerpt, ffmpeg, model as model_path, transcribed};

fn decode(bytes: Vec<u8>) -> Result<Decoded, Failure> {
    decode_to_16k(Cursor::new(bytes), |_| ())
}

/// A WAV file with this header and this many bytes of silence.
fn wav(channels: u16, rate: u32, data: usize) -> Vec<u8> {
    let block = channels * 2;
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + data as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate.wrapping_mul(u32::from(block))).to_le_bytes());
    bytes.extend(block.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend((data as u32).to_le_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

fn encoded(name: &str, arguments: &[&str]) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let source = excerpt(directory.path());
    let path = directory.path().join(name);
    let mut all = vec!["-i", source.to_str().unwrap()];
    all.extend_from_slice(arguments);
    all.push(path.to_str().unwrap());
    ffmpeg(&all);
    std::fs::read(path).unwrap()
}

#[test]
fn text_named_like_audio_is_an_unsupported_format() {
    let text = "Dear colleague, this is a letter and no recording.\n"
        .repeat(400)
        .into_bytes();
    assert!(matches!(decode(text), Err(Failure::UnsupportedFormat { .. })));
}

#[test]
fn a_file_without_bytes_is_empty() {
    assert_eq!(decode(Vec::new()).unwrap_err(), Failure::Empty);
}

#[test]
fn a_header_without_samples_is_empty() {
    assert_eq!(decode(wav(1, 16_000, 0)).unwrap_err(), Failure::Empty);
}

#[test]
fn too_many_channels_and_too_long_a_recording_are_beyond_limits() {
    let open = |limits| Decoder::open(Cursor::new(wav(2, 16_000, 640_000)), limits).map(|_| ());
    assert_eq!(open(Limits::default()), Ok(()));
    for limits in [
        Limits {
            channels: 1,
            ..Limits::default()
        },
        Limits {
            seconds: 9.0,
            ..Limits::default()
        },
    ] {
        assert!(matches!(open(limits), Err(Failure::BeyondLimits { .. })), "{limits:?}");
    }
    assert!(decode(wav(40, 16_000, 80_000)).is_err());
}

#[test]
fn a_sample_rate_out_of_range_is_beyond_limits() {
    for rate in [10, 2_000_000] {
        assert!(
            matches!(decode(wav(1, rate, 8_000)), Err(Failure::BeyondLimits { .. })),
            "{rate} Hz"
        );
    }
}

#[test]
fn a_truncated_file_is_decoded_as_far_as_it_goes_and_says_so() {
    let formats: [(&str, &[&str]); 6] = [
        ("a.wav", &[]),
        ("a.flac", &[]),
        ("a.opus", &["-c:a", "libopus"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.webm", &["-c:a", "libopus"]),
        ("a.m4a", &["-c:a", "aac", "-movflags", "faststart"]),
    ];
    for (name, arguments) in formats {
        let mut bytes = encoded(name, arguments);
        bytes.truncate(bytes.len() * 6 / 10);
        let decoded = decode(bytes).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!((9.0..14.0).contains(&decoded.seconds), "{name}: {} s", decoded.seconds);
        // A live stream does not say how long it would have been, so its end cannot be missed.
        assert!(
            !decoded.warnings.is_empty() || name.contains("ogg") || name.contains("opus"),
            "{name} has no warning"
        );
    }
}

#[test]
fn an_mp4_without_its_index_is_told_from_one_without_sound() {
    let mut bytes = encoded("a.m4a", &["-c:a", "aac"]);
    bytes.truncate(bytes.len() / 2);
    let failure = decode(bytes).unwrap_err();
    assert!(
        matches!(&failure, Failure::Damaged { detail } if detail.contains("index")),
        "{failure}"
    );
    let picture = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-t", "2", "-map", "1"];
    let failure = decode(encoded("a.mp4", &picture)).unwrap_err();
    assert!(matches!(failure, Failure::UnsupportedFormat { .. }), "{failure}");
}

#[test]
fn random_damage_never_panics_or_hangs() {
    let formats: [(&str, &[&str]); 8] = [
        ("a.wav", &[]),
        ("a.mp3", &[]),
        ("a.flac", &[]),
        ("a.opus", &["-c:a", "libopus"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.webm", &["-c:a", "libopus"]),
        ("a.m4a", &["-c:a", "aac"]),
        ("a.aiff", &[]),
    ];
    for (name, arguments) in formats {
        let whole = encoded(name, arguments);
        let mut state = 0x9e37_79b9_u64;
        let mut random = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..12 {
            let mut bytes = whole.clone();
            // Half of the rounds hit the header, where the lengths are.
            let reach = if round % 2 == 0 {
                bytes.len().min(600)
            } else {
                bytes.len()
            };
            for _ in 0..8 {
                bytes[random(reach)] = random(256) as u8;
            }
            match decode(bytes) {
                Ok(decoded) => assert!(decoded.seconds < 12.0 * 3600.0 + 1.0),
                Err(failure) => assert!(
                    !matches!(failure, Failure::Internal { .. } | Failure::Unreadable),
                    "{failure}"
                ),
            }
        }
    }
}

#[test]
fn silence_has_no_words() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("silence.wav");
    for source in ["anullsrc=r=16000:cl=mono", "anoisesrc=r=16000:a=0.003"] {
        ffmpeg(&["-f", "lavfi", "-i", source, "-t", "30", path.to_str().unwrap()]);
        let (summary, kept) = transcribed(&path, &Options::default()).unwrap();
        assert_eq!(kept.segments, []);
        assert!((summary.duration_seconds - 30.0).abs() < 0.01);
    }
}

#[test]
fn a_model_that_is_missing_cut_off_or_of_another_kind_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let load = |path: &Path| {
        Engine::load(
            path,
            Placement {
                lanes: Some(1),
                gpu: false,
            },
        )
        .err()
    };
    let path = directory.path().join("model.bin");
    assert!(matches!(load(&path), Some(Failure::ModelUnusable { .. })));
    std::fs::write(&path, b"GGUF and so on").unwrap();
    assert!(matches!(load(&path), Some(Failure::ModelUnusable { .. })));
    let whole = std::fs::read(model_path()).unwrap();
    for length in [0, 3, 40, 100_000, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(
            matches!(load(&path), Some(Failure::ModelUnusable { .. })),
            "cut to {length} bytes"
        );
    }
    for (at, value) in [
        (4, 0xffff_ffff_u32),
        (8, 100_000),
        (12, 0x7fff_ffff),
        (48, 0x4000_0000),
        (44, 1 << 20),
    ] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        assert!(
            matches!(load(&path), Some(Failure::ModelUnusable { .. })),
            "dimension at {at} is {value}"
        );
    }
}

#[test]
fn the_demo_model_passes_its_check() {
    let dimensions = model::check(&model_path()).unwrap();
    assert_eq!((dimensions.audio_context, dimensions.vocabulary), (512, 51_864));
}
