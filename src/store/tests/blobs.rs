//! The blob store through its public face: what goes in comes out, what is tampered with does not, and nothing of a
//! recording is ever readable on disk.

// The lint knows test functions, but not the helpers beside them.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::TryStreamExt;
use proptest::prelude::*;
use store::blobs::{BlobError, BlobInfo, Blobs};
use store::seal::DataKey;
use tempfile::TempDir;
use uuid::Uuid;

const SEGMENT: usize = 64 * 1024;
const SEALED: usize = SEGMENT + 16;
const HEADER: usize = 96;
const ID: Uuid = Uuid::from_u128(0x0192_f0c4_7b1d_7c3e_9a54_0f6e_2d8b_a43f);
const MARKER: &[u8] = b"I have not told anyone else about this";

struct Fixture {
    root: TempDir,
    blobs: Blobs,
    key: DataKey,
}

impl Fixture {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(root.path()).unwrap();
        Self {
            root,
            blobs,
            key: DataKey::generate().unwrap(),
        }
    }

    async fn store(&self, id: Uuid, plain: &[u8], chunk: usize) -> BlobInfo {
        let mut writer = self.blobs.create(id, &self.key).await.unwrap();
        for part in plain.chunks(chunk.max(1)) {
            writer.write(Bytes::copy_from_slice(part)).await.unwrap();
        }
        writer.finish().await.unwrap()
    }

    /// What opening and checking the whole blob says.
    async fn verify(&self, id: Uuid) -> Result<BlobInfo, BlobError> {
        self.blobs.reader(id, &self.key).await?.verify().await
    }

    fn file(&self) -> PathBuf {
        self.root.path().join("3f").join(format!("{ID}.blob"))
    }

    fn files(&self) -> Vec<PathBuf> {
        files_below(self.root.path())
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Bytes that differ from segment to segment.
fn recording(length: usize) -> Vec<u8> {
    (0..length as u64)
        .map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as u8)
        .collect()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    ring::digest::digest(&ring::digest::SHA256, bytes)
        .as_ref()
        .try_into()
        .unwrap()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn now_micros() -> i64 {
    let file = tempfile::NamedTempFile::new().unwrap();
    let modified = file.as_file().metadata().unwrap().modified().unwrap();
    modified.duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64
}

async fn until(what: &str, mut met: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !met() {
        assert!(Instant::now() < deadline, "{what} did not happen");
        tokio::task::yield_now().await;
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

#[tokio::test]
async fn recordings_of_every_edge_size_come_back_unchanged() {
    let fixture = Fixture::new();
    for (number, size) in [0, 1, 15, 16, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 5_000_000]
        .into_iter()
        .enumerate()
    {
        let id = Uuid::from_u128(number as u128);
        let plain = recording(size);
        let info = fixture.store(id, &plain, 10_000).await;
        assert_eq!(
            info,
            BlobInfo {
                bytes: size as u64,
                sha256: sha256(&plain)
            }
        );

        let reader = fixture.blobs.reader(id, &fixture.key).await.unwrap();
        assert_eq!(
            (reader.id(), reader.len(), reader.is_empty()),
            (id, size as u64, size == 0)
        );
        assert_eq!(reader.read_at(0, usize::MAX).await.unwrap(), plain, "size {size}");
        assert_eq!(reader.read_at(size as u64, 1).await.unwrap(), Bytes::new());
        assert_eq!(reader.read_at(u64::MAX, usize::MAX).await.unwrap(), Bytes::new());
        assert_eq!(reader.verify().await.unwrap(), info);
    }
}

#[tokio::test]
async fn a_stream_gives_exactly_its_range() {
    let fixture = Fixture::new();
    let plain = recording(10 * SEGMENT + 77);
    fixture.store(ID, &plain, 100_000).await;
    let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
    for range in [
        0..plain.len(),
        5..6,
        SEGMENT - 1..9 * SEGMENT + 3,
        600_000..usize::MAX,
        9..9,
        plain.len()..usize::MAX,
    ] {
        let pieces: Vec<Bytes> = reader
            .stream(range.start as u64..range.end as u64)
            .try_collect()
            .await
            .unwrap();
        assert!(
            pieces
                .iter()
                .all(|piece| !piece.is_empty() && piece.len() <= 4 * SEGMENT),
            "{range:?}"
        );
        let end = range.end.min(plain.len());
        assert!(pieces.concat() == plain[range.start..end], "{range:?}");
    }
}

#[tokio::test]
async fn every_changed_byte_of_a_short_blob_is_noticed() {
    let fixture = Fixture::new();
    fixture.store(ID, MARKER, 7).await;
    let good = fs::read(fixture.file()).unwrap();
    for byte in 0..good.len() {
        let mut changed = good.clone();
        changed[byte] ^= 0x20;
        fs::write(fixture.file(), &changed).unwrap();
        let error = fixture.verify(ID).await.unwrap_err();
        let expected = match byte {
            0..32 => matches!(error, BlobError::Unreadable { .. }),
            32..HEADER => matches!(error, BlobError::WrongKey { .. }),
            _ => matches!(error, BlobError::Damaged { segment: 0, .. }),
        };
        assert!(expected, "byte {byte} gave {error}");
    }
}

#[tokio::test]
async fn a_damaged_segment_is_named_and_the_others_stay_readable() {
    let fixture = Fixture::new();
    let plain = recording(4 * SEGMENT);
    fixture.store(ID, &plain, SEGMENT).await;
    let mut bytes = fs::read(fixture.file()).unwrap();
    bytes[HEADER + 2 * SEALED + 500] ^= 1;
    fs::write(fixture.file(), &bytes).unwrap();

    let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
    assert!(matches!(
        reader.verify().await,
        Err(BlobError::Damaged { segment: 2, .. })
    ));
    assert!(matches!(
        reader.read_at(0, usize::MAX).await,
        Err(BlobError::Damaged { segment: 2, .. })
    ));
    assert_eq!(reader.read_at(0, 2 * SEGMENT).await.unwrap(), plain[..2 * SEGMENT]);
    let streamed: Result<Vec<Bytes>, BlobError> = reader.stream(0..u64::MAX).try_collect().await;
    assert!(matches!(streamed, Err(BlobError::Damaged { segment: 2, .. })));
}

#[tokio::test]
async fn a_blob_that_was_cut_off_or_grew_does_not_open() {
    let fixture = Fixture::new();
    fixture.store(ID, &recording(3 * SEGMENT + 5), SEGMENT).await;
    let good = fs::read(fixture.file()).unwrap();
    let boundaries = (0..=3).map(|segment| HEADER + segment * SEALED);
    let around = boundaries.flat_map(|at| [at - 1, at, at + 1, at + 15, at + 16, at + 17]);
    for length in around
        .chain([0, 50, good.len() - 1])
        .filter(|length| *length < good.len())
    {
        fs::write(fixture.file(), &good[..length]).unwrap();
        let error = fixture.blobs.reader(ID, &fixture.key).await.unwrap_err();
        assert!(
            matches!(error, BlobError::Damaged { .. } | BlobError::Unreadable { .. }),
            "{length} gave {error}"
        );
    }
    for extra in [1, 16, 17, SEALED] {
        fs::write(fixture.file(), [good.as_slice(), &vec![0; extra]].concat()).unwrap();
        assert!(fixture.blobs.reader(ID, &fixture.key).await.is_err(), "{extra} more");
    }
}

#[tokio::test]
async fn a_blob_cut_off_while_it_is_read_is_damaged_not_shorter() {
    let fixture = Fixture::new();
    fixture.store(ID, &recording(20 * SEGMENT), SEGMENT).await;
    let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(fixture.file())
        .unwrap()
        .set_len((HEADER + 10 * SEALED) as u64)
        .unwrap();
    assert!(matches!(
        reader.read_at(0, usize::MAX).await,
        Err(BlobError::Damaged { segment: 10, .. })
    ));
}

#[tokio::test]
async fn segments_that_changed_places_or_files_do_not_open() {
    let fixture = Fixture::new();
    let plain = recording(4 * SEGMENT);
    fixture.store(ID, &plain, SEGMENT).await;
    let good = fs::read(fixture.file()).unwrap();
    let segment = |number: usize| HEADER + number * SEALED..HEADER + (number + 1) * SEALED;

    let mut swapped = good.clone();
    swapped[segment(0)].copy_from_slice(&good[segment(1)]);
    swapped[segment(1)].copy_from_slice(&good[segment(0)]);
    fs::write(fixture.file(), &swapped).unwrap();
    assert!(matches!(
        fixture.verify(ID).await,
        Err(BlobError::Damaged { segment: 0, .. })
    ));

    let dropped = [&good[..segment(1).start], &good[segment(1).end..]].concat();
    fs::write(fixture.file(), &dropped).unwrap();
    assert!(fixture.verify(ID).await.is_err());

    // The same recording under the same id and key, written again: its segments do not fit the first file.
    fs::remove_file(fixture.file()).unwrap();
    fixture.store(ID, &plain, SEGMENT).await;
    let mut mixed = fs::read(fixture.file()).unwrap();
    mixed[segment(2)].copy_from_slice(&good[segment(2)]);
    fs::write(fixture.file(), &mixed).unwrap();
    assert!(matches!(
        fixture.verify(ID).await,
        Err(BlobError::Damaged { segment: 2, .. })
    ));
}

#[tokio::test]
async fn a_file_put_in_place_of_another_recording_does_not_open() {
    let fixture = Fixture::new();
    let other = Uuid::from_u128(ID.as_u128() ^ 1 << 90);
    fixture.store(ID, b"one", 10).await;
    fixture.store(other, b"other", 10).await;
    fs::rename(
        fixture.root.path().join("3f").join(format!("{other}.blob")),
        fixture.file(),
    )
    .unwrap();
    assert!(matches!(fixture.verify(ID).await, Err(BlobError::Unreadable { .. })));
}

#[tokio::test]
async fn another_key_is_told_apart_from_damage() {
    let fixture = Fixture::new();
    fixture.store(ID, MARKER, 10).await;
    let stranger = DataKey::generate().unwrap();
    let error = fixture.blobs.reader(ID, &stranger).await.unwrap_err();
    assert!(matches!(error, BlobError::WrongKey { id } if id == ID));
}

#[tokio::test]
async fn nothing_of_a_recording_is_readable_on_disk_while_it_is_written_or_after() {
    let fixture = Fixture::new();
    let plain = MARKER.repeat(40_000);
    let mut writer = fixture.blobs.create(ID, &fixture.key).await.unwrap();
    writer.write(plain.clone().into()).await.unwrap();
    let grown = || fs::metadata(&fixture.files()[0]).unwrap().len() > 10 * SEALED as u64;
    until("writing before the end", grown).await;
    let unfinished = fixture.files();
    assert_eq!(unfinished.len(), 1);
    assert!(!contains(&fs::read(&unfinished[0]).unwrap(), &MARKER[..8]));

    writer.finish().await.unwrap();
    assert_eq!(fixture.files(), [fixture.file()]);
    assert!(!contains(&fs::read(fixture.file()).unwrap(), &MARKER[..8]));
}

#[tokio::test]
async fn a_blob_has_no_name_before_it_is_finished() {
    let fixture = Fixture::new();
    let mut writer = fixture.blobs.create(ID, &fixture.key).await.unwrap();
    writer.write(Bytes::from(recording(1_000_000))).await.unwrap();
    assert!(matches!(fixture.blobs.reader(ID, &fixture.key).await, Err(BlobError::Missing { id }) if id == ID));
    assert_eq!(fixture.blobs.list().await.unwrap(), []);
    writer.finish().await.unwrap();
    assert_eq!(fixture.blobs.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_dropped_writer_leaves_nothing() {
    let fixture = Fixture::new();
    let mut writer = fixture.blobs.create(ID, &fixture.key).await.unwrap();
    writer.write(Bytes::from(recording(3_000_000))).await.unwrap();
    assert_eq!(fixture.files().len(), 1);
    drop(writer);
    until("removing the file", || fixture.files().is_empty()).await;
}

#[tokio::test]
async fn the_sweep_takes_what_a_crash_left_and_spares_living_writers() {
    let fixture = Fixture::new();
    let left = fixture.root.path().join("incoming").join(format!("{ID}.x7Yq2a.part"));
    fs::write(&left, b"unfinished").unwrap();
    let mut writer = fixture.blobs.create(Uuid::from_u128(5), &fixture.key).await.unwrap();
    writer.write(Bytes::from_static(b"still coming")).await.unwrap();

    let future = now_micros() + 60_000_000;
    assert_eq!(
        fixture.blobs.sweep_unfinished(future - 3_600_000_000).await.unwrap(),
        0,
        "too young"
    );
    assert!(left.exists());
    assert_eq!(fixture.blobs.sweep_unfinished(future).await.unwrap(), 1);
    assert!(!left.exists());
    assert_eq!(writer.finish().await.unwrap().bytes, 12);
}

#[tokio::test]
async fn the_list_names_finished_blobs_in_order_and_passes_over_other_files() {
    let fixture = Fixture::new();
    let before = now_micros();
    let ids = [
        Uuid::from_u128(0x0100),
        Uuid::from_u128(0x02ff),
        Uuid::from_u128(0x0300),
    ];
    for id in ids.iter().rev() {
        fixture.store(*id, &recording(1000), 100).await;
    }
    fs::write(fixture.root.path().join("00/notes.txt"), "").unwrap();
    fs::write(fixture.root.path().join("00/not-an-id.blob"), "").unwrap();
    fs::write(fixture.root.path().join("stray"), "").unwrap();

    let listed = fixture.blobs.list().await.unwrap();
    assert_eq!(listed.iter().map(|blob| blob.id).collect::<Vec<_>>(), ids);
    for blob in listed {
        assert_eq!(blob.bytes_on_disk, (HEADER + 1000 + 16) as u64);
        assert!((before - 2_000_000..before + 60_000_000).contains(&blob.modified_micros));
    }
}

#[tokio::test]
async fn a_deleted_blob_is_gone_and_an_open_reader_keeps_reading() {
    let fixture = Fixture::new();
    let plain = recording(8 * SEGMENT);
    fixture.store(ID, &plain, SEGMENT).await;
    let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
    assert!(fixture.blobs.delete(ID).await.unwrap());
    assert!(!fixture.blobs.delete(ID).await.unwrap());
    assert!(matches!(
        fixture.blobs.reader(ID, &fixture.key).await,
        Err(BlobError::Missing { .. })
    ));
    assert_eq!(reader.read_at(0, usize::MAX).await.unwrap(), plain);
    assert_eq!(fixture.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_blob_is_never_replaced() {
    let fixture = Fixture::new();
    let slow = fixture.blobs.create(ID, &fixture.key).await.unwrap();
    fixture.store(ID, b"first to finish", 100).await;
    assert!(matches!(fixture.blobs.create(ID, &fixture.key).await, Err(BlobError::Exists { id }) if id == ID));
    assert!(matches!(slow.finish().await, Err(BlobError::Exists { id }) if id == ID));
    let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
    assert_eq!(reader.read_at(0, 100).await.unwrap(), "first to finish");
    assert_eq!(fixture.files(), [fixture.file()]);
}

#[test]
fn many_readers_of_one_blob_each_get_their_own_bytes() {
    let fixture = Fixture::new();
    let plain = recording(30 * SEGMENT + 9);
    runtime().block_on(async {
        fixture.store(ID, &plain, 50_000).await;
        let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
        let plain: Bytes = plain.into();
        let tasks: Vec<_> = (0..16_usize)
            .map(|task| {
                let (reader, plain) = (reader.clone(), plain.clone());
                tokio::spawn(async move {
                    for step in 0..60_usize {
                        let start = (task * 7919 + step * 104_729 * (task + 1)) % plain.len();
                        let end = (start + 1 + step * 3001).min(plain.len());
                        let read = reader.read_at(start as u64, end - start).await.unwrap();
                        assert!(read == plain[start..end], "task {task}, {start}..{end}");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[tokio::test]
async fn opening_makes_a_private_directory_and_knows_the_room_left() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("data/audio");
    let blobs = Blobs::open(&root).unwrap();
    for directory in [&root, &root.join("incoming"), &home.path().join("data")] {
        assert_eq!(fs::metadata(directory).unwrap().permissions().mode() & 0o777, 0o700);
    }
    assert!(blobs.free_bytes().unwrap() > 0);
    fs::remove_dir_all(&root).unwrap();
    assert!(matches!(blobs.free_bytes(), Err(BlobError::Store { .. })));
    assert!(matches!(blobs.list().await, Err(BlobError::Store { .. })));
    assert!(matches!(
        blobs.create(ID, &DataKey::generate().unwrap()).await,
        Err(BlobError::Io { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn reads_anywhere_equal_the_recording(
        length in 0_usize..3_000_000,
        chunk in 1_usize..700_000,
        reads in prop::collection::vec((0_u64..3_100_000, 0_usize..300_000), 1..20),
    ) {
        let fixture = Fixture::new();
        let plain = recording(length);
        runtime().block_on(async {
            // Very small chunks are covered at small lengths; here they would only take time.
            let info = fixture.store(ID, &plain, chunk.max(length / 2000)).await;
            assert_eq!(info, BlobInfo { bytes: length as u64, sha256: sha256(&plain) });
            let reader = fixture.blobs.reader(ID, &fixture.key).await.unwrap();
            for (offset, wanted) in reads {
                let start = (offset as usize).min(length);
                let end = (start + wanted).min(length);
                assert!(reader.read_at(offset, wanted).await.unwrap() == plain[start..end], "{offset} + {wanted}");
            }
        });
    }

    #[test]
    fn any_changed_bit_of_a_longer_blob_is_noticed(position in 0.0_f64..1.0, bit in 0_u8..8) {
        let fixture = Fixture::new();
        runtime().block_on(async {
            fixture.store(ID, &recording(2 * SEGMENT + 1234), 40_000).await;
            let mut bytes = fs::read(fixture.file()).unwrap();
            let at = (position * bytes.len() as f64) as usize;
            bytes[at] ^= 1 << bit;
            fs::write(fixture.file(), &bytes).unwrap();
            assert!(fixture.verify(ID).await.is_err(), "byte {at} bit {bit}");
        });
    }
}
