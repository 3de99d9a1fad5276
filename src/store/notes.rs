//! Notes on their way to a signature: how far one is, its versions, and what was decided about its items. Words are sealed with
//! the session's key. Triggers keep what is closed from changing (`0003_notes.sql`).

use domain::ids::new_uuid;
use domain::note::Notes;
use domain::review::items::Disposition;
use domain::review::{State, Version, VoidReason};
use domain::{SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx, dialect};

/// How far a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The state.
    pub state: State,
    /// The version that counts.
    pub current: u32,
    /// A newer draft that nobody has taken yet.
    pub offered: Option<u32>,
    /// One more with every change that a reader could miss.
    pub revision: i64,
    /// When its review began.
    pub review_began_at: Option<Timestamp>,
    /// Why it was voided.
    pub void_reason: Option<VoidReason>,
}

#[derive(sqlx::FromRow)]
struct RecordRow {
    state: String,
    current_version: i64,
    offered_version: Option<i64>,
    revision: i64,
    review_began_at: Option<i64>,
    void_reason: Option<String>,
}

fn number(column: &str, value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| unknown(column, &value.to_string()))
}

impl RecordRow {
    fn open(self) -> Result<Record> {
        let reason = self.void_reason.map(|word| {
            let reason = word.parse();
            reason.map_err(|_| unknown("note_reviews.void_reason", &word))
        });
        let offered = self
            .offered_version
            .map(|value| number("note_reviews.offered_version", value));
        Ok(Record {
            state: self
                .state
                .parse()
                .map_err(|_| unknown("note_reviews.state", &self.state))?,
            current: number("note_reviews.current_version", self.current_version)?,
            offered: offered.transpose()?,
            revision: self.revision,
            review_began_at: self.review_began_at.map(Timestamp::from_micros),
            void_reason: reason.transpose()?,
        })
    }
}

/// How far a session's note is; `None` while there is none.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, session: SessionId) -> Result<Option<Record>> {
    const SQL: &str = "SELECT state, current_version, offered_version, revision, review_began_at, void_reason
                         FROM note_reviews WHERE session_id = $1";
    let row: Option<RecordRow> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?);
    row.map(RecordRow::open).transpose()
}

/// As [`find`], and nobody else changes anything about the note until the transaction ends. Locked before rows of the session or
/// of its jobs, always in this order.
///
/// # Errors
/// As [`find`].
pub async fn lock(tx: &mut Tx, session: SessionId) -> Result<Option<Record>> {
    let sql = dialect::LOCK_NOTE.on(tx);
    let row: Option<RecordRow> = on!(tx, c => sqlx::query_as(sql).bind(session.uuid()).fetch_optional(c).await?);
    row.map(RecordRow::open).transpose()
}

/// Begins the way of a note with its first version.
///
/// # Errors
/// [`Error::Constraint`] when there is one already.
pub async fn begin(tx: &mut Tx, session: SessionId, version: u32, now: Timestamp) -> Result<Record> {
    const SQL: &str = "INSERT INTO note_reviews (session_id, state, current_version, revision, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $5)";
    let record = Record {
        state: State::Draft,
        current: version,
        offered: None,
        revision: 1,
        review_began_at: None,
        void_reason: None,
    };
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(session.uuid()).bind(record.state.as_str()).bind(i64::from(version)).bind(record.revision)
            .bind(now.micros())
            .execute(c).await?;
    });
    Ok(record)
}

/// Writes down how far a note is, unless it moved since `revision` was read. Returns whether it did.
///
/// # Errors
/// [`Error::Driver`], also for a step back from a signature, which the database refuses.
pub async fn change(tx: &mut Tx, session: SessionId, revision: i64, to: &Record, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE note_reviews SET state = $3, current_version = $4, offered_version = $5, revision = $6,
                              review_began_at = $7, void_reason = $8, updated_at = $9
                        WHERE session_id = $1 AND revision = $2";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(session.uuid()).bind(revision)
            .bind(to.state.as_str()).bind(i64::from(to.current)).bind(to.offered.map(i64::from)).bind(to.revision)
            .bind(to.review_began_at.map(Timestamp::micros)).bind(to.void_reason.map(VoidReason::as_str))
            .bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

fn body_place(id: Uuid) -> Place<'static> {
    Place {
        table: "note_versions",
        row: id,
        column: "body",
    }
}

fn as_json(notes: &Notes) -> Result<Vec<u8>> {
    serde_json::to_vec(notes).map_err(|error| Error::Inconsistent(error.to_string()))
}

/// Adds a version.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken, [`Error::Sealed`].
pub async fn insert_version(
    tx: &mut Tx,
    key: &DataKey,
    session: SessionId,
    version: &Version,
    notes: &Notes,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO note_versions (id, session_id, number, origin, based_on, author_id, drafted_by, body,
                                                  created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    let id = new_uuid(version.created_at);
    let body = key.seal(&body_place(id), &as_json(notes)?)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(session.uuid()).bind(i64::from(version.number)).bind(version.origin.as_str())
            .bind(version.based_on.map(i64::from)).bind(version.author.map(UserId::uuid)).bind(&version.drafted_by)
            .bind(body).bind(version.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Replaces the words of the newest hand version.
///
/// # Errors
/// [`Error::Driver`] for any other version, which the database refuses; [`Error::Inconsistent`] when there is none.
pub async fn extend_version(
    tx: &mut Tx,
    key: &DataKey,
    session: SessionId,
    version: u32,
    notes: &Notes,
    now: Timestamp,
) -> Result<()> {
    const FIND: &str = "SELECT id FROM note_versions WHERE session_id = $1 AND number = $2";
    const SQL: &str = "UPDATE note_versions SET body = $2, updated_at = $3 WHERE id = $1";
    let row: Option<(Uuid,)> =
        on!(tx, c => sqlx::query_as(FIND).bind(session.uuid()).bind(i64::from(version)).fetch_optional(c).await?);
    let (id,) = row.ok_or_else(|| Error::Inconsistent(format!("session {session} has no version {version}")))?;
    let body = key.seal(&body_place(id), &as_json(notes)?)?;
    on!(tx, c => { sqlx::query(SQL).bind(id).bind(body).bind(now.micros()).execute(c).await?; });
    Ok(())
}

/// A version with the name of whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The version.
    pub version: Version,
    /// Given and family name of its author; `None` for a drafter.
    pub author_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: Uuid,
    number: i64,
    origin: String,
    based_on: Option<i64>,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    drafted_by: Option<String>,
    created_at: i64,
}

impl VersionRow {
    fn open(self) -> Result<Listed> {
        let based_on = self.based_on.map(|value| number("note_versions.based_on", value));
        let version = Version {
            number: number("note_versions.number", self.number)?,
            origin: self
                .origin
                .parse()
                .map_err(|_| unknown("note_versions.origin", &self.origin))?,
            based_on: based_on.transpose()?,
            author: self.author_id.map(UserId::from),
            drafted_by: self.drafted_by,
            created_at: Timestamp::from_micros(self.created_at),
        };
        Ok(Listed {
            version,
            author_name: self.author_name,
        })
    }
}

/// The versions of a session's note, oldest first.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn versions(tx: &mut Tx, session: SessionId) -> Result<Vec<Listed>> {
    const SQL: &str =
        "SELECT v.id, v.number, v.origin, v.based_on, v.author_id, u.full_name AS author_name, v.drafted_by,
                              v.created_at
                         FROM note_versions v LEFT JOIN users u ON u.id = v.author_id
                        WHERE v.session_id = $1 ORDER BY v.number";
    let rows: Vec<VersionRow> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_all(c).await?);
    rows.into_iter().map(VersionRow::open).collect()
}

/// One version with its words.
///
/// # Errors
/// [`Error::Sealed`] with the wrong key, [`Error::Inconsistent`].
pub async fn version(tx: &mut Tx, key: &DataKey, session: SessionId, version: u32) -> Result<Option<(Listed, Notes)>> {
    const SQL: &str =
        "SELECT v.id, v.number, v.origin, v.based_on, v.author_id, u.full_name AS author_name, v.drafted_by,
                              v.created_at
                         FROM note_versions v LEFT JOIN users u ON u.id = v.author_id
                        WHERE v.session_id = $1 AND v.number = $2";
    const BODY: &str = "SELECT body FROM note_versions WHERE id = $1";
    let row: Option<VersionRow> =
        on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).bind(i64::from(version)).fetch_optional(c).await?);
    let Some(row) = row else { return Ok(None) };
    let id = row.id;
    let (sealed,): (Vec<u8>,) = on!(tx, c => sqlx::query_as(BODY).bind(id).fetch_one(c).await?);
    let body = key.open(&body_place(id), &sealed)?;
    let notes =
        serde_json::from_slice(&body).map_err(|_| Error::Inconsistent("note_versions.body is no note".into()))?;
    Ok(Some((row.open()?, notes)))
}

fn comment_place(id: Uuid) -> Place<'static> {
    Place {
        table: "note_dispositions",
        row: id,
        column: "comment",
    }
}

/// A decision with the name of whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The decision.
    pub disposition: Disposition,
    /// Given and family name.
    pub by_name: String,
}

#[derive(sqlx::FromRow)]
struct DispositionRow {
    id: Uuid,
    item_key: String,
    decision: String,
    comment: Option<Vec<u8>>,
    user_id: Uuid,
    full_name: String,
    created_at: i64,
}

/// What was decided about the items of a session's note, in the order of their names.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn dispositions(tx: &mut Tx, key: &DataKey, session: SessionId) -> Result<Vec<Decided>> {
    const SQL: &str = "SELECT d.id, d.item_key, d.decision, d.comment, d.user_id, u.full_name, d.created_at
                         FROM note_dispositions d JOIN users u ON u.id = d.user_id
                        WHERE d.session_id = $1 ORDER BY d.item_key";
    let rows: Vec<DispositionRow> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_all(c).await?);
    let open = |row: DispositionRow| {
        let comment = row.comment.map(|sealed| {
            let plain = key.open(&comment_place(row.id), &sealed)?;
            String::from_utf8(plain.to_vec())
                .map_err(|_| Error::Inconsistent("note_dispositions.comment is no text".into()))
        });
        Ok(Decided {
            disposition: Disposition {
                key: row.item_key,
                decision: row
                    .decision
                    .parse()
                    .map_err(|_| unknown("note_dispositions.decision", &row.decision))?,
                comment: comment.transpose()?,
                by: UserId::from(row.user_id),
                at: Timestamp::from_micros(row.created_at),
            },
            by_name: row.full_name,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Writes a decision down, in place of an earlier one about the same item.
///
/// # Errors
/// [`Error::Driver`] when the note is closed, [`Error::Sealed`].
pub async fn decide(tx: &mut Tx, key: &DataKey, session: SessionId, disposition: &Disposition) -> Result<()> {
    const SQL: &str = "INSERT INTO note_dispositions (id, session_id, item_key, decision, comment, user_id, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7)
                       ON CONFLICT (session_id, item_key) DO UPDATE SET
                           id = excluded.id, decision = excluded.decision, comment = excluded.comment,
                           user_id = excluded.user_id, created_at = excluded.created_at";
    let id = new_uuid(disposition.at);
    let comment = disposition.comment.as_ref();
    let comment = comment
        .map(|text| key.seal(&comment_place(id), text.as_bytes()))
        .transpose()?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(session.uuid()).bind(&disposition.key).bind(disposition.decision.as_str()).bind(comment)
            .bind(disposition.by.uuid()).bind(disposition.at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Takes a decision back. Returns whether there was one.
///
/// # Errors
/// [`Error::Driver`] when the note is closed.
pub async fn reopen(tx: &mut Tx, session: SessionId, item: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM note_dispositions WHERE session_id = $1 AND item_key = $2";
    let removed = on!(tx, c => sqlx::query(SQL).bind(session.uuid()).bind(item).execute(c).await?.rows_affected());
    Ok(removed == 1)
}
