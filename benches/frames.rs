//! What it costs that recognition and language models live in processes of their own: the frames on the pipe between them.
//!
//! `cargo bench --bench frames`. The transfer is measured beside the same bytes through a bare pipe, so that the frames'
//! share can be told from the kernel's.

use std::hint::black_box;
use std::io::{Read, Write, pipe};
use std::thread;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput};
use protocol::asr::{Segment, Word};
use protocol::{FromWorker, ToWorker, frame};

/// Bytes that a worker asks for at a time.
const BLOCK: usize = 256 << 10;
/// Blocks in one transfer: 16 MiB, a minute and a half of CD audio.
const BLOCKS: usize = 64;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots()
        .configure_from_args();
    messages(&mut criterion);
    transfer(&mut criterion);
    criterion.final_summary();
}

/// A sentence of twelve words with their times, the largest message that comes often: about one in four seconds of audio.
fn sentence() -> FromWorker {
    let words: Vec<Word> = (0..12)
        .map(|number| Word {
            start_ms: 61_000 + 300 * number,
            end_ms: 61_260 + 300 * number,
            text: format!("word{number}"),
            probability: 0.93,
        })
        .collect();
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let segment = Segment {
        channel: Some(1),
        start_ms: 61_000,
        end_ms: 64_560,
        text: texts.join(" "),
        average_log_probability: -0.21,
        no_speech_probability: 0.02,
        words,
    };
    FromWorker::Segment { id: 7, segment }
}

fn messages(criterion: &mut Criterion) {
    let message = sentence();
    let mut group = criterion.benchmark_group("frame");
    group.bench_function("encode a sentence", |bencher| {
        bencher.iter(|| frame::encode(black_box(&message), 0).expect("a message within the limits"));
    });
    let bytes = frame::encode(&message, 0).expect("a message within the limits");
    group.bench_function("decode a sentence", |bencher| {
        bencher.iter(|| {
            let read: Option<(FromWorker, Vec<u8>)> = frame::read(&mut black_box(bytes.as_slice())).expect("a frame");
            read
        });
    });
    group.finish();
}

fn transfer(criterion: &mut Criterion) {
    let block = vec![0x5a; BLOCK];
    let mut group = criterion.benchmark_group("16 MiB through a pipe");
    group.throughput(Throughput::Bytes((BLOCK * BLOCKS) as u64));
    group.bench_function("bare", |bencher| {
        bencher.iter_batched(
            || pipe().expect("a pipe"),
            |ends| bare(ends, &block),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("in frames", |bencher| {
        bencher.iter_batched(
            || pipe().expect("a pipe"),
            |ends| framed(ends, &block),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

type Ends = (std::io::PipeReader, std::io::PipeWriter);

fn bare((mut reader, mut writer): Ends, block: &[u8]) {
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..BLOCKS {
                writer.write_all(block).expect("a reader");
            }
        });
        for _ in 0..BLOCKS {
            let mut into = vec![0; BLOCK];
            reader.read_exact(&mut into).expect("a writer");
            black_box(into);
        }
    });
}

fn framed((mut reader, mut writer): Ends, block: &[u8]) {
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..BLOCKS {
                let offset = (number * BLOCK) as u64;
                frame::write(&mut writer, &ToWorker::Bytes { id: 7, offset }, block).expect("a reader");
            }
        });
        for _ in 0..BLOCKS {
            let read: Option<(ToWorker, Vec<u8>)> = frame::read(&mut reader).expect("a frame");
            black_box(read.expect("as many frames as were written"));
        }
    });
}
