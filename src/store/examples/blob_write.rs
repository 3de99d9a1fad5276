//! What encryption at rest costs an upload: processor time of storing a file as a blob, against copying the same file
//! and taking its SHA-256, in alternation; and how much memory storing it takes.
//!
//! `cargo run --release -p tb-store --example blob_write -- [MEGABYTES] [PAIRS] [DIRECTORY]`
//!
//! Two ratios are printed: the median over the pairs, and least cost against least cost. Trust the second: what else
//! the machine does only ever adds, and a plain copy has been seen to cost two to three times as much right after a
//! blob as after another copy, which flatters the median.
//!
//! Both sides sync what they wrote. The file is read in pieces of 64 KiB, about what the network hands over at a time.
//! Linux only: figures come from `/proc/self`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use bytes::BytesMut;
use ring::digest::{Context, SHA256};
use ring::rand::{SecureRandom, SystemRandom};
use store::blobs::Blobs;
use store::seal::DataKey;
use uuid::Uuid;

const PIECE: usize = 64 * 1024;
/// Processor time in `/proc` is counted in hundredths of a second on every Linux architecture.
const TICKS_PER_SECOND: f64 = 100.0;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Cost {
    processor: f64,
    wall: f64,
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let megabytes: u64 = arguments.next().map_or(Ok(1024), |text| text.parse())?;
    let pairs: usize = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let home = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);

    let directory = tempfile::tempdir_in(home)?;
    let source = directory.path().join("source");
    write_source(&source, megabytes)?;
    let blobs = Blobs::open(directory.path().join("audio"))?;
    let key = DataKey::generate()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;

    let (mut least_copy, mut least_store) = (f64::INFINITY, f64::INFINITY);
    let mut ratios = Vec::new();
    let mut growth = 0;
    for pair in 0..pairs {
        // A B, B A, A B …: what drifts over time then falls on both sides.
        let (copy, store, grown) = if pair % 2 == 0 {
            let copy = measure(|| copy_and_hash(&source, &directory.path().join("copy")))?;
            let (store, grown) = measure_store(&runtime, &source, &blobs, &key)?;
            (copy, store, grown)
        } else {
            let (store, grown) = measure_store(&runtime, &source, &blobs, &key)?;
            (
                measure(|| copy_and_hash(&source, &directory.path().join("copy")))?,
                store,
                grown,
            )
        };
        let ratio = store.processor / copy.processor;
        println!(
            "copy + SHA-256: {:.2} s processor, {:.2} s wall   blob: {:.2} s processor, {:.2} s wall   ratio {ratio:.2}",
            copy.processor, copy.wall, store.processor, store.wall
        );
        ratios.push(ratio);
        least_copy = least_copy.min(copy.processor);
        least_store = least_store.min(store.processor);
        growth = growth.max(grown);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(ratios.len() / 2).ok_or("at least one pair is needed")?;
    let least = least_store / least_copy;
    println!("processor ratio: median {median:.2}, least against least {least:.2}; peak memory growth {growth} KiB");
    Ok(())
}

fn write_source(path: &Path, megabytes: u64) -> Outcome<()> {
    let mut block = vec![0; 1 << 20];
    SystemRandom::new().fill(&mut block).map_err(|_| "no randomness")?;
    let mut file = File::create(path)?;
    for number in 0..megabytes {
        block[..8].copy_from_slice(&number.to_le_bytes());
        file.write_all(&block)?;
    }
    Ok(file.sync_all()?)
}

/// The yardstick: the kernel copies, then the file is read once more to hash it.
fn copy_and_hash(source: &Path, target: &Path) -> Outcome<()> {
    fs::copy(source, target)?;
    File::open(target)?.sync_all()?;
    let mut hash = Context::new(&SHA256);
    let mut file = File::open(source)?;
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => hash.update(&buffer[..length]),
        }
    }
    std::hint::black_box(hash.finish());
    Ok(fs::remove_file(target)?)
}

fn measure_store(
    runtime: &tokio::runtime::Runtime,
    source: &Path,
    blobs: &Blobs,
    key: &DataKey,
) -> Outcome<(Cost, u64)> {
    // Makes the peak start from here.
    fs::write("/proc/self/clear_refs", "5")?;
    let before = status("VmRSS:")?;
    let cost = measure(|| {
        runtime.block_on(async {
            let id = Uuid::from_u128(1);
            let mut writer = blobs.create(id, key).await?;
            let mut file = File::open(source)?;
            let mut buffer = BytesMut::new();
            loop {
                buffer.resize(PIECE, 0);
                match file.read(&mut buffer)? {
                    0 => break,
                    length => writer.write(buffer.split_to(length).freeze()).await?,
                }
            }
            writer.finish().await?;
            blobs.delete(id).await?;
            Ok(())
        })
    })?;
    Ok((cost, status("VmHWM:")?.saturating_sub(before)))
}

fn measure(work: impl FnOnce() -> Outcome<()>) -> Outcome<Cost> {
    let (started, processor) = (Instant::now(), processor_seconds()?);
    work()?;
    Ok(Cost {
        processor: processor_seconds()? - processor,
        wall: started.elapsed().as_secs_f64(),
    })
}

/// User and system time of all threads, also of those that ended.
fn processor_seconds() -> Outcome<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS_PER_SECOND)
}

/// A field of `/proc/self/status`, in KiB.
fn status(field: &str) -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .ok_or("no such field")?;
    Ok(line.split_whitespace().next().ok_or("no figure")?.parse()?)
}
