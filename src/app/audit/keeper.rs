//! Signs where the trail ends, and verifies it.
//!
//! Before it signs, the keeper verifies what came since the last checkpoint, so that nothing is signed that is already broken.
//! The checkpoint is stored beside the trail and then added to the witness; a witness that could not be written gets what it
//! missed the next time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::access::{Action, Relation};
use domain::user::Caller;
use store::audit::checkpoints::{self, Checkpoint, SigningKey};
use store::audit::witness::{Testimony, Witness};
use store::audit::{Hash, Report, Trusted, head};

use super::recent::Recent;
use crate::error::refuse;
use crate::{App, Error, Result};

/// Entries after which the end of the trail is signed.
const ENTRIES: i64 = 1000;

/// Time after which it is signed if there is any new entry.
const AGE: Duration = Duration::from_secs(10 * 60);

/// How often the keeper looks.
const POLL: Duration = Duration::from_secs(15);

/// The most entries that are verified in a request.
const BOUND: i64 = 10_000;

/// What keeping the trail takes: the key that signs, the witness, and what was noted a moment ago.
pub struct Keeper {
    key: SigningKey,
    witness: Witness,
    pub(crate) recent: Recent,
}

/// A new key for [`Keeper::new`], as text.
///
/// # Errors
/// [`Error::Internal`] when the machine gives no random numbers.
pub fn new_key() -> Result<String> {
    Ok(SigningKey::generate()?.to_string())
}

impl Keeper {
    /// With a key as [`new_key`] makes it, and the path of the witness.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key is damaged.
    pub fn new(key: &str, witness: impl Into<PathBuf>) -> Result<Self> {
        Ok(Self {
            key: SigningKey::parse(key)?,
            witness: Witness::new(witness),
            recent: Recent::default(),
        })
    }

    /// Where the witness is.
    pub fn witness(&self) -> &std::path::Path {
        self.witness.path()
    }
}

/// Does something with the witness, which may be on a slow disk.
async fn with_witness<T: Send + 'static>(
    witness: &Witness,
    act: impl FnOnce(&Witness) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let witness = witness.clone();
    let done = tokio::task::spawn_blocking(move || act(&witness)).await;
    done.map_err(Error::internal)?.map_err(Error::internal)
}

/// Verifies the end of the trail: what came since the last checkpoint, at most [`BOUND`] entries.
async fn verify_end(app: &App) -> Result<Report> {
    // The witness first: what it knows by now is in every later snapshot of the database.
    let witnessed = with_witness(&app.audit.witness, Witness::last).await?;
    let trusted = Trusted::new(Some(app.audit.key.public()), witnessed.into_iter().collect());
    let mut tx = app.db.read().await?;
    let last = checkpoints::last(&mut tx).await?.map_or(1, |last| last.seq);
    let end = head(&mut tx).await?.map_or(0, |(seq, _)| seq);
    Ok(store::audit::verify(&mut tx, last.min(end).max(end - BOUND), &trusted, |_| ()).await?)
}

/// The state of the trail's end, for a page. Verifying all of it is for the command line ([`verify`]).
///
/// # Errors
/// [`Error::Forbidden`] for anybody but an administrator.
pub async fn verification(app: &App, caller: &Caller) -> Result<Report> {
    caller
        .may(Action::ReadAudit, Relation::Other)
        .map_err(refuse(Error::Forbidden))?;
    verify_end(app).await
}

/// Verifies the whole trail against the checkpoints and a witness: this installation's own, or another file. Returns what was
/// found and how many lines of the witness are no checkpoints.
///
/// # Errors
/// [`Error::Internal`] when the database or the file cannot be read.
pub async fn verify(app: &App, witness: Option<PathBuf>, progress: impl FnMut(i64)) -> Result<(Report, usize)> {
    let witness = witness.map_or_else(|| app.audit.witness.clone(), Witness::new);
    let Testimony {
        checkpoints,
        unreadable,
    } = with_witness(&witness, Witness::read).await?;
    let trusted = Trusted::new(Some(app.audit.key.public()), checkpoints);
    let mut tx = app.db.read().await?;
    Ok((store::audit::verify(&mut tx, 1, &trusted, progress).await?, unreadable))
}

/// Signs where the trail ends now, and tells the witness. Returns nothing when there is no entry since the last checkpoint.
///
/// # Errors
/// [`Error::Conflict`] with what is wrong when the trail is broken since the last checkpoint, unless `despite` it.
pub async fn checkpoint(app: &App, despite: bool) -> Result<Option<Checkpoint>> {
    let report = verify_end(app).await?;
    if let Some(broken) = report.broken
        && !despite
    {
        return Err(Error::Conflict(format!("The audit trail is not signed: {broken}.")));
    }
    if report.entries == report.last_checkpoint.map_or(0, |(seq, _)| seq) {
        tell_witness(app).await?;
        return Ok(None);
    }
    let Ok(hash) = Hash::try_from(report.hash) else {
        return Err(Error::Conflict(
            "There is no record of where the audit trail ends.".into(),
        ));
    };
    let signed = app.audit.key.sign(report.entries, app.now(), &hash);
    let mut tx = app.db.write().await?;
    match checkpoints::insert(&mut tx, &signed).await {
        Ok(()) => tx.commit().await?,
        // Another server signed the same entry.
        Err(store::Error::Constraint(_)) => drop(tx),
        Err(error) => return Err(error.into()),
    }
    tell_witness(app).await?;
    Ok(Some(signed))
}

/// Adds to the witness what it does not know yet.
async fn tell_witness(app: &App) -> Result<()> {
    let last = with_witness(&app.audit.witness, Witness::last).await?;
    let next = last.map_or(1, |last| last.seq + 1);
    let missing = checkpoints::since(&mut app.db.read().await?, next).await?;
    if missing.is_empty() {
        return Ok(());
    }
    with_witness(&app.audit.witness, move |witness| witness.append(&missing)).await
}

/// Signs when it is time to. Returns whether it was.
///
/// # Errors
/// As [`checkpoint`].
pub async fn tick(app: &App) -> Result<bool> {
    let mut tx = app.db.read().await?;
    let last = checkpoints::last(&mut tx).await?;
    let end = head(&mut tx).await?.map_or(0, |(seq, _)| seq);
    drop(tx);
    let (signed, is_old) = match &last {
        Some(last) => (last.seq, app.now().since(last.at) >= AGE),
        None => (0, true),
    };
    if end - signed >= ENTRIES || (end != signed && is_old) {
        return Ok(checkpoint(app, false).await?.is_some());
    }
    tell_witness(app).await?;
    Ok(false)
}

/// Signs from time to time until the application is stopping, and once more then.
pub async fn keep(app: Arc<App>) {
    // A trouble that lasts is told once.
    let mut told = None;
    loop {
        let is_last = app.stopping.is_cancelled();
        let done = if is_last {
            checkpoint(&app, false).await.map(|_| ())
        } else {
            tick(&app).await.map(|_| ())
        };
        let trouble = done.err().map(|error| match error {
            Error::Internal(source) => source.to_string(),
            other => other.to_string(),
        });
        if let Some(trouble) = &trouble
            && told.as_ref() != Some(trouble)
        {
            tracing::error!(trouble, "the end of the audit trail could not be signed");
        }
        told = trouble;
        if is_last {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            () = app.stopping.cancelled() => {}
        }
    }
}
