use proptest::prelude::*;
use tb_asr::chunks::Chunker;
use tb_asr::pack::{Chunk, Packer};
use tb_asr::spans::{Cutter, Span};
use tb_asr::speech::{Detector, EnergyDetector, FRAME, Frame};

fn pack(spans: &[Span], longest: usize) -> Vec<Chunk> {
    let mut packer = Packer::new(None, longest);
    let mut chunks: Vec<Chunk> = spans.iter().filter_map(|span| packer.push(span)).collect();
    chunks.extend(packer.finish());
    chunks
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::vec((0_u64..200_000, 160_usize..150_000), 1..40).prop_map(|parts| {
        let mut at = 0;
        parts
            .into_iter()
            .map(|(gap, length)| {
                let start = at + gap;
                at = start + length as u64;
                Span {
                    start,
                    samples: (0..length).map(|i| (start as usize + i) as f32).collect(),
                    lead: 0,
                }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_sample_of_speech_is_in_one_chunk_at_its_mapped_time(spans in spans()) {
        let longest = 164_000;
        let chunks = pack(&spans, longest);
        let mut found = Vec::new();
        for chunk in &chunks {
            prop_assert!(chunk.samples.len() <= longest);
            for piece in chunk.map.pieces() {
                prop_assert_eq!(chunk.samples[piece.at as usize], piece.start as f32);
                found.push((piece.start, piece.start + piece.length));
            }
        }
        for span in &spans {
            let end = span.start + span.samples.len() as u64;
            prop_assert!(found.iter().any(|(from, to)| *from <= span.start && end <= *to));
        }
        let total: u64 = found.iter().map(|(from, to)| to - from).sum();
        prop_assert_eq!(total, spans.iter().map(|span| span.samples.len() as u64).sum::<u64>());
    }

    #[test]
    fn mapped_time_never_runs_backwards(spans in spans()) {
        for chunk in pack(&spans, 480_000) {
            let marks: Vec<u64> = (0..chunk.samples.len() as u64 + 4_000).step_by(1_600).collect();
            for pair in marks.windows(2) {
                prop_assert!(chunk.map.begin(pair[0]) <= chunk.map.begin(pair[1]));
                prop_assert!(chunk.map.end(pair[0]) <= chunk.map.end(pair[1]));
            }
        }
    }

    #[test]
    fn the_cutter_keeps_every_stretch_of_loud_frames(
        loud in prop::collection::vec((8_usize..2_500, 31_usize..400), 1..12),
        lag in 0_usize..600,
    ) {
        let mut frames = Vec::new();
        for (voiced, quiet) in &loud {
            frames.extend(std::iter::repeat_n(Frame { level: -20.0, voiced: true, sustained: true }, *voiced));
            frames.extend(std::iter::repeat_n(Frame { level: -80.0, voiced: false, sustained: false }, *quiet));
        }
        let samples: Vec<f32> = (0..frames.len() * FRAME).map(|i| i as f32).collect();
        let longest = 10 * 16_000;
        let mut cutter = Cutter::new(longest);
        let mut spans = Vec::new();
        for (index, block) in samples.chunks(FRAME).enumerate() {
            let judged = if index >= lag { &frames[index - lag..=index - lag] } else { &[][..] };
            cutter.push(block, judged, &mut spans);
        }
        cutter.push(&[], &frames[frames.len().saturating_sub(lag)..], &mut spans);
        cutter.finish(&mut spans);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].start + pair[0].samples.len() as u64 <= pair[1].start);
        }
        for span in &spans {
            prop_assert!(span.samples.len() <= longest);
            prop_assert!(span.samples.iter().enumerate().all(|(i, x)| *x == (span.start as usize + i) as f32));
        }
        for (index, _) in frames.iter().enumerate().filter(|(_, frame)| frame.voiced) {
            let sample = (index * FRAME) as u64;
            prop_assert!(
                spans.iter().any(|s| s.start <= sample && sample < s.start + s.samples.len() as u64),
                "frame {} is in no span", index
            );
        }
    }
}

/// A voice-like buzz that fades in and out, over noise.
fn noisy(levels: &[(f32, f32)], noise: f32) -> Vec<f32> {
    let mut state = 1_u32;
    let mut samples = Vec::new();
    for (seconds, loudness) in levels {
        for n in 0..(seconds * 16_000.0) as usize {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
            samples.push(hiss * noise + loudness * (n as f32 * 0.06).sin() * (0.6 + 0.4 * (n as f32 * 0.0016).sin()));
        }
    }
    samples
}

fn voiced_seconds(samples: &[f32]) -> Vec<bool> {
    let mut detector = EnergyDetector::default();
    let mut frames = Vec::new();
    for block in samples.chunks(1000) {
        detector.push(block, &mut frames);
    }
    detector.finish(&mut frames);
    assert_eq!(frames.len(), samples.len().div_ceil(FRAME));
    frames
        .chunks(100)
        .map(|second| second.iter().filter(|frame| frame.voiced).count() > 50)
        .collect()
}

#[test]
fn a_whisper_20_db_under_the_other_voice_counts_as_speech() {
    let samples = noisy(&[(3.0, 0.0), (3.0, 0.3), (2.0, 0.0), (3.0, 0.03), (4.0, 0.0)], 0.001);
    let voiced = voiced_seconds(&samples);
    let expected: Vec<bool> = (0..15).map(|s| (3..6).contains(&s) || (8..11).contains(&s)).collect();
    assert_eq!(voiced, expected);
}

#[test]
fn a_fan_that_starts_is_not_speech_for_long() {
    let mut samples = noisy(&[(40.0, 0.0)], 0.0005);
    samples.extend(noisy(&[(60.0, 0.0)], 0.02));
    let voiced = voiced_seconds(&samples);
    assert!(voiced.iter().filter(|v| **v).count() < 15, "{voiced:?}");
    assert!(!voiced[60..].contains(&true));
}

#[test]
fn speech_at_the_very_start_and_end_is_found() {
    let samples = noisy(&[(2.0, 0.2), (5.0, 0.0), (2.0, 0.2)], 0.001);
    let mut chunker = Chunker::new(false, 30.0, &|| Ok(Box::new(EnergyDetector::default()))).unwrap();
    let mut chunks = Vec::new();
    chunker.push(&[&samples], &mut chunks);
    chunker.finish(&mut chunks);
    let pieces: Vec<_> = chunks.iter().flat_map(|chunk| chunk.map.pieces()).collect();
    assert_eq!(pieces.len(), 2);
    assert_eq!(pieces[0].start, 0);
    assert_eq!(pieces[1].start + pieces[1].length, samples.len() as u64);
}
