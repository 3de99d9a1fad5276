//! Verifying the trail: entry by entry, then against what was recorded, signed and witnessed about it.

use std::collections::BTreeSet;
use std::fmt;

use domain::Timestamp;

use crate::audit::chain::{self, GENESIS, Hash, Line};
use crate::audit::checkpoints::{self, Checkpoint};
use crate::audit::{Found, head, page};
use crate::{Result, Tx};

/// Entries that are read at a time.
const PAGE: i64 = 2000;

/// What is wrong with the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The entry is not what was written.
    Changed,
    /// The entry is not there, and later ones are.
    Missing,
    /// Another entry stands in its place.
    OutOfOrder,
    /// The entry and all that followed are gone.
    CutOff,
    /// The record of where the trail ends does not fit the trail.
    HeadChanged,
    /// The chain is whole, but it is not the one that was signed.
    Rewritten,
    /// A checkpoint is not signed by a key that is known.
    CheckpointChanged,
    /// The witness knows a checkpoint that is not in the database any more.
    CheckpointMissing,
}

impl Fault {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::OutOfOrder => "out_of_order",
            Self::CutOff => "cut_off",
            Self::HeadChanged => "head_changed",
            Self::Rewritten => "rewritten",
            Self::CheckpointChanged => "checkpoint_changed",
            Self::CheckpointMissing => "checkpoint_missing",
        }
    }
}

/// Where the trail is broken for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The entry.
    pub seq: i64,
    /// What is wrong with it.
    pub fault: Fault,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seq = self.seq;
        match self.fault {
            Fault::Changed => write!(f, "entry {seq} was changed after it was written"),
            Fault::Missing => write!(f, "entry {seq} is missing"),
            Fault::OutOfOrder => write!(f, "entry {seq} is out of order: another one stands in its place"),
            Fault::CutOff => write!(f, "entry {seq} and what followed were cut off"),
            Fault::HeadChanged => write!(f, "the record of where the trail ends does not fit entry {seq}"),
            Fault::Rewritten => write!(
                f,
                "entry {seq} or one soon after it was rewritten together with all that follow"
            ),
            Fault::CheckpointChanged => write!(f, "the checkpoint at entry {seq} is not signed by a key that is known"),
            Fault::CheckpointMissing => write!(f, "the checkpoint at entry {seq} was removed from the database"),
        }
    }
}

fn broken(seq: i64, fault: Fault) -> Broken {
    Broken { seq, fault }
}

/// Goes along the chain. Pure: what it is given decides.
struct Walk {
    /// The number of the next entry.
    next: i64,
    /// The hash of the one before.
    previous: Hash,
}

impl Walk {
    fn step(&mut self, found: &Found) -> std::result::Result<(), Broken> {
        if found.seq > self.next {
            return Err(broken(self.next, Fault::Missing));
        }
        if found.seq < self.next {
            return Err(broken(found.seq, Fault::OutOfOrder));
        }
        match &found.stored {
            Some(stored) if chain::link(&self.previous, &stored.line)[..] == stored.hash => {
                self.previous.copy_from_slice(&stored.hash);
                self.next += 1;
                Ok(())
            }
            _ => Err(broken(self.next, Fault::Changed)),
        }
    }

    /// The end of the chain must be the one that was recorded.
    fn finish(&self, head: Option<&(i64, Vec<u8>)>) -> std::result::Result<(), Broken> {
        let last = self.next - 1;
        match head {
            Some((seq, _)) if *seq > last => Err(broken(self.next, Fault::CutOff)),
            Some((seq, hash)) if *seq == last && hash[..] == self.previous => Ok(()),
            Some((seq, _)) if *seq < last => Err(broken(seq + 1, Fault::HeadChanged)),
            _ => Err(broken(last, Fault::HeadChanged)),
        }
    }

    /// Whether this row is the entry that belongs in the present place.
    fn belongs_here(&self, found: &Found) -> bool {
        found.stored.as_ref().is_some_and(|stored| {
            let line = Line {
                seq: self.next,
                ..stored.line.clone()
            };
            chain::link(&self.previous, &line)[..] == stored.hash
        })
    }
}

/// What the trail is compared with.
#[derive(Debug, Clone, Default)]
pub struct Trusted {
    keys: BTreeSet<Vec<u8>>,
    witness: Vec<Checkpoint>,
}

impl Trusted {
    /// The checkpoints of this key, and those of a witness. The witness vouches for its keys too, so that the trail can be
    /// verified on another machine, and after a key was lost.
    pub fn new(own: Option<&[u8]>, witness: Vec<Checkpoint>) -> Self {
        let signed = witness.iter().filter(|checkpoint| checkpoint.is_signed());
        let keys = signed.map(|checkpoint| checkpoint.public_key.clone());
        Self {
            keys: keys.chain(own.map(<[u8]>::to_vec)).collect(),
            witness,
        }
    }
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The number of the last entry, by the record of where the trail ends.
    pub entries: i64,
    /// The hash of that entry, by the same record; empty when there is no record.
    pub hash: Vec<u8>,
    /// The first entry that was looked at.
    pub from: i64,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
    /// Checkpoints in the database that were looked at.
    pub checkpoints: usize,
    /// Checkpoints of the witness that were looked at.
    pub witnessed: usize,
    /// The newest checkpoint in the database.
    pub last_checkpoint: Option<(i64, Timestamp)>,
    /// The newest checkpoint of the witness.
    pub last_witnessed: Option<(i64, Timestamp)>,
}

/// Verifies the trail from entry `from` on (1: all of it), in pages, within one snapshot; `progress` hears the number of the
/// entry that was reached. The hash of the entry before `from` is taken as it stands.
///
/// # Errors
/// [`crate::Error::Driver`] when the database does not answer. What is wrong with the trail is no error but a report.
pub async fn verify(tx: &mut Tx, from: i64, trusted: &Trusted, mut progress: impl FnMut(i64)) -> Result<Report> {
    let from = from.max(1);
    let head = head(tx).await?;
    let rows = checkpoints::since(tx, from).await?;
    let witness: Vec<&Checkpoint> = trusted.witness.iter().filter(|it| it.seq >= from).collect();
    let mut statements: Vec<&Checkpoint> = rows.iter().chain(witness.iter().copied()).collect();
    statements.sort_by_key(|statement| statement.seq);
    let last = match rows.last() {
        Some(last) => Some(last.clone()),
        None => checkpoints::last(tx).await?,
    };
    let mut report = Report {
        entries: head.as_ref().map_or(0, |(seq, _)| *seq),
        hash: head.as_ref().map(|(_, hash)| hash.clone()).unwrap_or_default(),
        from,
        broken: None,
        checkpoints: rows.len(),
        witnessed: witness.len(),
        last_checkpoint: last.map(|it| (it.seq, it.at)),
        last_witnessed: witness.iter().max_by_key(|it| it.seq).map(|it| (it.seq, it.at)),
    };
    let mut walk = match start(tx, from).await? {
        Ok(walk) => walk,
        Err(found) => {
            report.broken = Some(found);
            return Ok(report);
        }
    };
    report.broken = match along(tx, &mut walk, &statements, trusted, &mut progress).await? {
        Err(found) => Some(found),
        Ok(()) => walk.finish(head.as_ref()).err(),
    };
    if report.broken.is_none() {
        let missing = witness.iter().find(|it| rows.iter().all(|row| row.seq != it.seq));
        report.broken = missing.map(|it| broken(it.seq, Fault::CheckpointMissing));
    }
    Ok(report)
}

/// A walk that begins at entry `from`. Rows before the first entry are met on the way.
async fn start(tx: &mut Tx, from: i64) -> Result<std::result::Result<Walk, Broken>> {
    if from == 1 {
        return Ok(Ok(Walk {
            next: 1,
            previous: GENESIS,
        }));
    }
    let before = match page(tx, from - 2, 1).await?.into_iter().next() {
        Some(found) if found.seq == from - 1 => found,
        Some(_) => return Ok(Err(broken(from - 1, Fault::Missing))),
        None => return Ok(Err(broken(from - 1, Fault::CutOff))),
    };
    let hash = before.stored.and_then(|stored| Hash::try_from(stored.hash).ok());
    Ok(match hash {
        Some(previous) => Ok(Walk { next: from, previous }),
        None => Err(broken(from - 1, Fault::Changed)),
    })
}

async fn along(
    tx: &mut Tx,
    walk: &mut Walk,
    statements: &[&Checkpoint],
    trusted: &Trusted,
    progress: &mut impl FnMut(i64),
) -> Result<std::result::Result<(), Broken>> {
    let mut statements = statements.iter().peekable();
    // The first entry that no statement has confirmed yet.
    let mut unconfirmed = walk.next;
    let mut after = if walk.next == 1 { i64::MIN } else { walk.next - 1 };
    loop {
        let found = page(tx, after, PAGE).await?;
        let Some(last) = found.last() else { break };
        after = last.seq;
        for found in &found {
            if let Err(wrong) = walk.step(found) {
                let is_moved = wrong.fault == Fault::Changed && moved(tx, walk).await?;
                let fault = if is_moved { Fault::OutOfOrder } else { wrong.fault };
                return Ok(Err(Broken { fault, ..wrong }));
            }
            while let Some(statement) = statements.next_if(|it| it.seq == found.seq) {
                if !trusted.keys.contains(&statement.public_key) || !statement.is_signed() {
                    return Ok(Err(broken(found.seq, Fault::CheckpointChanged)));
                }
                if statement.hash[..] != walk.previous {
                    return Ok(Err(broken(unconfirmed, Fault::Rewritten)));
                }
                unconfirmed = found.seq + 1;
            }
        }
        progress(after);
    }
    // What speaks of entries behind the end of the trail.
    Ok(match statements.next() {
        None => Ok(()),
        Some(statement) if trusted.keys.contains(&statement.public_key) && statement.is_signed() => {
            Err(broken(walk.next, Fault::CutOff))
        }
        Some(statement) => Err(broken(statement.seq, Fault::CheckpointChanged)),
    })
}

/// Whether the entry that belongs where the walk stopped stands further on.
async fn moved(tx: &mut Tx, walk: &Walk) -> Result<bool> {
    let mut after = walk.next;
    loop {
        let found = page(tx, after, PAGE).await?;
        let Some(last) = found.last() else { return Ok(false) };
        after = last.seq;
        if found.iter().any(|found| walk.belongs_here(found)) {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests;
