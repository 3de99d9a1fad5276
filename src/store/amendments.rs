//! What was added to a signed note: addenda, corrections, late entries. Each is a signed document of its own, sealed with the
//! session's key and checked against its hash whenever it is read. Rows are only ever added.

use domain::review::{AmendmentKind, Method};
use domain::user::Role;
use domain::{AmendmentId, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::signatures::Signed;
use crate::{Result, Tx};

/// An addition to a signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Identifier.
    pub id: AmendmentId,
    /// 1, 2, 3 … within the session: clocks can be set back, and entries name those before them.
    pub number: u32,
    /// New information, a correction, or something left out.
    pub kind: AmendmentKind,
    /// Who wrote and signed it.
    pub author: UserId,
    /// What they were at that time.
    pub role: Role,
    /// How they showed who they are.
    pub method: Method,
    /// What they signed; the text is in it.
    pub signed: Signed,
    /// When.
    pub at: Timestamp,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "note_amendments",
        row: id,
        column: "document",
    }
}

/// Adds an amendment.
///
/// # Errors
/// [`crate::Error::Constraint`] when its number is taken, [`crate::Error::Sealed`].
pub async fn insert(tx: &mut Tx, key: &DataKey, session: SessionId, amendment: &Amendment) -> Result<()> {
    const SQL: &str = "INSERT INTO note_amendments (id, session_id, number, kind, author_id, role, method, document,
                                                    content_hash, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let id = amendment.id.uuid();
    let document = key.seal(&place(id), amendment.signed.document.as_bytes())?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(session.uuid()).bind(i64::from(amendment.number)).bind(amendment.kind.as_str()).bind(amendment.author.uuid())
            .bind(amendment.role.as_str()).bind(amendment.method.as_str()).bind(document)
            .bind(&amendment.signed.content_hash[..]).bind(amendment.at.micros())
            .execute(c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    kind: String,
    author_id: Uuid,
    author_name: String,
    role: String,
    method: String,
    document: Vec<u8>,
    content_hash: Vec<u8>,
    created_at: i64,
}

/// What was added to a session's note, oldest first, with the authors' names.
///
/// # Errors
/// [`crate::Error::Sealed`]; [`crate::Error::Inconsistent`] when what is stored is not what was signed.
pub async fn list(tx: &mut Tx, key: &DataKey, session: SessionId) -> Result<Vec<(Amendment, String)>> {
    const SQL: &str =
        "SELECT a.id, a.number, a.kind, a.author_id, u.full_name AS author_name, a.role, a.method, a.document,
                              a.content_hash, a.created_at
                         FROM note_amendments a JOIN users u ON u.id = a.author_id
                        WHERE a.session_id = $1 ORDER BY a.number";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_all(c).await?);
    let open = |row: Row| {
        let amendment = Amendment {
            id: AmendmentId::from(row.id),
            number: u32::try_from(row.number)
                .map_err(|_| unknown("note_amendments.number", &row.number.to_string()))?,
            kind: row
                .kind
                .parse()
                .map_err(|_| unknown("note_amendments.kind", &row.kind))?,
            author: UserId::from(row.author_id),
            role: row
                .role
                .parse()
                .map_err(|_| unknown("note_amendments.role", &row.role))?,
            method: row
                .method
                .parse()
                .map_err(|_| unknown("note_amendments.method", &row.method))?,
            signed: Signed::open(key, &place(row.id), &row.document, &row.content_hash)?,
            at: Timestamp::from_micros(row.created_at),
        };
        Ok((amendment, row.author_name))
    };
    rows.into_iter().map(open).collect()
}
