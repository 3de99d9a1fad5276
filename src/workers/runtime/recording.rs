//! A recording that lies with the server and is read block by block.
//!
//! Reads that walk forward ask for the next few blocks before they are needed, so decoding does not wait for the pipe at
//! every block. A small cache of the blocks used last keeps container parsers that hop between an index and the media data
//! cheap. At most [`CACHED`] + [`AHEAD`] + 1 blocks are held, whatever the recording's length.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use protocol::FromWorker;

use crate::output::{Output, lock};
use crate::task::Cancel;

/// Bytes per block.
const BLOCK: u64 = 256 << 10;
/// Blocks asked for beyond the one being read.
const AHEAD: u64 = 4;
/// Blocks kept after use.
const CACHED: usize = 16;

/// Where the pipe's reader leaves the blocks of one request for its [`Recording`].
#[derive(Debug, Default)]
pub(crate) struct Transfer {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Offsets asked for and not yet here.
    wanted: HashSet<u64>,
    /// Blocks that came and were not yet taken, by offset.
    arrived: HashMap<u64, Vec<u8>>,
    /// The server could not read the recording.
    failed: bool,
}

impl Transfer {
    /// Takes a block from the pipe; one that nobody asked for is dropped.
    pub(crate) fn deliver(&self, offset: u64, bytes: Vec<u8>) {
        let mut state = lock(&self.state);
        if state.wanted.remove(&offset) {
            state.arrived.insert(offset, bytes);
            self.changed.notify_all();
        }
    }

    /// Notes that the server cannot supply the recording.
    pub(crate) fn fail(&self) {
        lock(&self.state).failed = true;
        self.changed.notify_all();
    }

    /// Whether [`Transfer::fail`] was called.
    pub(crate) fn has_failed(&self) -> bool {
        lock(&self.state).failed
    }

    /// Wakes a waiting reader after its request was cancelled. Taking the lock first closes the gap between its look at
    /// the flag and its sleep.
    pub(crate) fn wake(&self) {
        drop(lock(&self.state));
        self.changed.notify_all();
    }
}

/// The recording of a transcription request. Reading asks the server for what is not here yet and waits for it; an error
/// means that the server could not supply the bytes or that the request was cancelled, and the request ends with
/// [`protocol::Failure::Unreadable`] or [`protocol::Failure::Cancelled`] whatever the handler returns then.
#[derive(Debug)]
pub struct Recording {
    id: u64,
    length: u64,
    position: u64,
    output: Output,
    transfer: Arc<Transfer>,
    cancel: Cancel,
    /// Blocks by index, the one used last at the back.
    cache: VecDeque<(u64, Vec<u8>)>,
    /// Index of the block read last.
    last: Option<u64>,
}

impl Recording {
    pub(crate) fn new(id: u64, length: u64, output: Output, transfer: Arc<Transfer>, cancel: Cancel) -> Self {
        Self {
            id,
            length,
            position: 0,
            output,
            transfer,
            cancel,
            cache: VecDeque::new(),
            last: None,
        }
    }

    /// Length of the recording file in bytes, as the server announced it.
    pub fn byte_len(&self) -> u64 {
        self.length
    }

    /// Moves the block with this index to the back of the cache, fetching it when it is not there.
    fn load(&mut self, index: u64) -> io::Result<()> {
        if self.cache.back().is_some_and(|(at, _)| *at == index) {
            return Ok(());
        }
        let forward = index == self.last.map_or(0, |last| last + 1);
        self.last = Some(index);
        if let Some(found) = self.cache.iter().position(|(at, _)| *at == index) {
            if let Some(block) = self.cache.remove(found) {
                self.cache.push_back(block);
            }
            return Ok(());
        }
        let end = if forward { index + AHEAD } else { index };
        for wanted in index..=end {
            if wanted * BLOCK < self.length && !self.cache.iter().any(|(at, _)| *at == wanted) {
                self.ask(wanted);
            }
        }
        let bytes = self.wait(index)?;
        if self.cache.len() == CACHED {
            self.cache.pop_front();
        }
        self.cache.push_back((index, bytes));
        Ok(())
    }

    /// Asks the server for a block unless it is under way or here already.
    fn ask(&self, index: u64) {
        let offset = index * BLOCK;
        {
            let mut state = lock(&self.transfer.state);
            if state.arrived.contains_key(&offset) || state.wanted.contains(&offset) {
                return;
            }
            // Read-ahead of a place that was left by a seek is not waited for: it gives way to what is wanted now.
            state.arrived.retain(|at, _| at.abs_diff(offset) <= AHEAD * BLOCK);
            state.wanted.insert(offset);
        }
        let length = BLOCK.min(self.length - offset) as u32;
        self.output.say(&FromWorker::Read {
            id: self.id,
            offset,
            length,
        });
    }

    fn wait(&self, index: u64) -> io::Result<Vec<u8>> {
        let mut state = lock(&self.transfer.state);
        loop {
            if self.cancel.is_set() {
                return Err(io::Error::new(
                    io::ErrorKind::ConnectionAborted,
                    "the request was cancelled",
                ));
            }
            if state.failed {
                return Err(io::Error::other("the server could not read the recording"));
            }
            if let Some(bytes) = state.arrived.remove(&(index * BLOCK)) {
                return Ok(bytes);
            }
            state = self
                .transfer
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Read for Recording {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.cancel.is_set() {
            return Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "the request was cancelled",
            ));
        }
        if self.position >= self.length || into.is_empty() {
            return Ok(0);
        }
        self.load(self.position / BLOCK)?;
        let within = (self.position % BLOCK) as usize;
        // A block shorter than asked for is the end of a file that shrank after it was announced.
        let block = self
            .cache
            .back()
            .map_or(&[][..], |(_, bytes)| bytes.get(within..).unwrap_or_default());
        let count = block.len().min(into.len());
        into[..count].copy_from_slice(&block[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Recording {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                "a seek to before the start of the recording",
            )
        })?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::thread;

    use protocol::frame;

    use super::*;

    /// Serves reads of `content` from the other end of a pipe and counts the bytes it sent.
    fn serve(content: Vec<u8>) -> (Recording, Arc<Transfer>, thread::JoinHandle<usize>) {
        let (from_worker, to_server) = rustix::pipe::pipe().unwrap();
        let output = Output::from_file(File::from(to_server));
        let transfer = Arc::new(Transfer::default());
        let recording = Recording::new(7, content.len() as u64, output, transfer.clone(), Cancel::default());
        let into = transfer.clone();
        let server = thread::spawn(move || {
            let mut pipe = File::from(from_worker);
            let mut sent = 0;
            while let Some((FromWorker::Read { offset, length, .. }, _)) = frame::read(&mut pipe).unwrap() {
                let start = (offset as usize).min(content.len());
                let end = (start + length as usize).min(content.len());
                sent += end - start;
                into.deliver(offset, content[start..end].to_vec());
            }
            sent
        });
        (recording, transfer, server)
    }

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8).collect()
    }

    #[test]
    fn a_whole_recording_arrives_in_order_and_once() {
        let content = content(3 * BLOCK as usize + 17);
        let (mut recording, _, server) = serve(content.clone());
        let mut all = Vec::new();
        recording.read_to_end(&mut all).unwrap();
        assert!(all == content);
        drop(recording);
        assert_eq!(server.join().unwrap(), content.len());
    }

    #[test]
    fn hopping_between_two_places_asks_for_each_block_once() {
        let content = content(40 * BLOCK as usize);
        let (mut recording, _, server) = serve(content.clone());
        let far = 30 * BLOCK;
        let mut bytes = [0; 64];
        for hop in 0..100 {
            let at = if hop % 2 == 0 { 2 * BLOCK + hop } else { far + hop };
            recording.seek(SeekFrom::Start(at)).unwrap();
            recording.read_exact(&mut bytes).unwrap();
            assert_eq!(bytes, content[at as usize..at as usize + 64]);
        }
        drop(recording);
        assert_eq!(server.join().unwrap() as u64, 2 * BLOCK);
    }

    #[test]
    fn held_memory_does_not_grow_with_the_recording() {
        let content = content(100 * BLOCK as usize);
        let (mut recording, transfer, _server) = serve(content);
        let mut bytes = vec![0; BLOCK as usize];
        while recording.read(&mut bytes).unwrap() > 0 {
            let state = lock(&transfer.state);
            assert!(recording.cache.len() + state.arrived.len() + state.wanted.len() <= CACHED + AHEAD as usize + 1);
        }
    }

    #[test]
    fn a_server_that_cannot_read_is_an_error_and_not_an_end() {
        let (from_worker, to_server) = rustix::pipe::pipe().unwrap();
        let transfer = Arc::new(Transfer::default());
        let output = Output::from_file(File::from(to_server));
        let mut recording = Recording::new(1, 10, output, transfer.clone(), Cancel::default());
        transfer.fail();
        assert!(recording.read(&mut [0; 4]).is_err());
        drop(from_worker);
    }

    #[test]
    fn a_cancel_wakes_a_waiting_read() {
        let (_from_worker, to_server) = rustix::pipe::pipe().unwrap();
        let (transfer, cancel) = (Arc::new(Transfer::default()), Cancel::default());
        let output = Output::from_file(File::from(to_server));
        let mut recording = Recording::new(1, 10, output, transfer.clone(), cancel.clone());
        let reader = thread::spawn(move || recording.read(&mut [0; 4]));
        cancel.set();
        transfer.wake();
        assert_eq!(
            reader.join().unwrap().unwrap_err().kind(),
            io::ErrorKind::ConnectionAborted
        );
    }
}
