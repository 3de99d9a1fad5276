//! A recording is never held in memory.

use bytes::Bytes;
use reqwest::Body;

use crate::harness::client::open;
use crate::harness::processes::peak_memory;
use crate::harness::site::Site;
use crate::harness::wav_header;

const MIB: u64 = 1 << 20;

#[tokio::test]
async fn receiving_three_hundred_megabytes_takes_the_memory_of_a_few() {
    // No speech model: the recording is stored and waits.
    let site = Site::new().await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let before = peak_memory(server.process_id);

    let pieces = 300;
    let silence = Bytes::from(vec![0; MIB as usize]);
    let header = Bytes::from(wav_header(pieces * MIB));
    let body = futures::stream::iter(std::iter::once(header).chain((0..pieces).map(move |_| silence.clone())));
    let body = Body::wrap_stream(futures::StreamExt::map(body, Ok::<_, std::io::Error>));
    let session = client.upload(&patient, "long.wav", body).await;

    let after = peak_memory(server.process_id);
    assert_eq!(client.session(&session).await["audio_bytes"], 44 + pieces * MIB);
    let mib = |bytes: u64| bytes / MIB;
    println!(
        "the server's peak: {} MiB before, {} MiB after a recording of 300 MiB",
        mib(before),
        mib(after)
    );
    assert!(after < 200 * MIB, "the server held {} MiB", mib(after));
    assert!(after - before < 64 * MIB, "receiving took {} MiB", mib(after - before));
    server.stop().await;
}
