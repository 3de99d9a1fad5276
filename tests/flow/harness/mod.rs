//! What every test stands on.

pub mod client;
pub mod database;
pub mod fake;
pub mod mail;
pub mod processes;
pub mod server;
pub mod site;

use std::future::Future;
use std::time::{Duration, Instant};

/// How long a test waits for what takes moments on an idle machine.
pub const SOON: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer, and fails the test when there is none in time.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, limit: Duration, mut ask: impl FnMut() -> F) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A WAV file of 16-bit silence at 16 kHz whose samples begin with `marker`.
pub fn wav(marker: &[u8], samples: u32) -> Vec<u8> {
    let mut file = wav_header(u64::from(samples) * 2);
    file.extend_from_slice(marker);
    file.resize(44 + samples as usize * 2, 0);
    file
}

/// The first 44 bytes of a WAV file with so many bytes of 16-bit mono samples at 16 kHz.
pub fn wav_header(data_bytes: u64) -> Vec<u8> {
    let size = |bytes: u64| u32::try_from(bytes).expect("a WAV file of 4 GB at most").to_le_bytes();
    let mut header = Vec::with_capacity(44);
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&size(36 + data_bytes));
    header.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    header.extend_from_slice(&16_000u32.to_le_bytes());
    header.extend_from_slice(&32_000u32.to_le_bytes());
    header.extend_from_slice(b"\x02\0\x10\0data");
    header.extend_from_slice(&size(data_bytes));
    header
}
