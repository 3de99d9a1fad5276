use tb_asr::resample::Resampler;

/// Resamples in blocks of odd sizes, as decoders deliver them.
fn resampled(rate: u32, input: &[f32]) -> Vec<f32> {
    let mut resampler = Resampler::new(rate).unwrap();
    let mut out = Vec::new();
    for block in input.chunks(1153) {
        resampler.push(block, &mut out).unwrap();
    }
    resampler.finish(&mut out).unwrap();
    out
}

fn tone(rate: u32, hertz: f64, seconds: f64) -> Vec<f32> {
    let step = 2.0 * std::f64::consts::PI * hertz / f64::from(rate);
    (0..(f64::from(rate) * seconds) as usize)
        .map(|n| (step * n as f64).sin() as f32 * 0.5)
        .collect()
}

fn level(samples: &[f32]) -> f32 {
    10.0 * (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32 + 1e-12).log10()
}

#[test]
fn the_length_is_right_to_one_sample_at_every_rate() {
    for rate in [
        1_000, 8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 44_099, 48_000, 96_000, 192_000,
    ] {
        for length in [1, 17, 1_600, 50_001] {
            let out = resampled(rate, &vec![0.1; length]);
            let expected = length as f64 * 16_000.0 / f64::from(rate);
            assert!(
                (out.len() as f64 - expected).abs() <= 1.0,
                "{length} at {rate}: {}",
                out.len()
            );
        }
    }
}

#[test]
fn a_click_stays_at_its_time() {
    for rate in [8_000_u32, 22_050, 44_100, 48_000, 96_000] {
        for second in [0.05, 0.5, 0.98] {
            let mut input = vec![0.0; rate as usize];
            input[(f64::from(rate) * second) as usize] = 1.0;
            let out = resampled(rate, &input);
            let peak = (0..out.len())
                .max_by(|a, b| out[*a].abs().total_cmp(&out[*b].abs()))
                .unwrap();
            assert!(
                (peak as f64 - second * 16_000.0).abs() <= 2.0,
                "{rate} Hz: {peak} for {second} s"
            );
        }
    }
}

#[test]
fn speech_passes_and_what_would_alias_does_not() {
    for rate in [44_100, 48_000, 96_000] {
        let kept = resampled(rate, &tone(rate, 3_000.0, 1.0));
        assert!((level(&kept[2_000..14_000]) - level(&tone(16_000, 3_000.0, 1.0))).abs() < 0.1);
        let alias = resampled(rate, &tone(rate, 9_000.0, 1.0));
        assert!(
            level(&alias[2_000..14_000]) < -70.0,
            "{rate} Hz: {} dB",
            level(&alias[2_000..14_000])
        );
    }
}
