//! Signatures under notes. What was signed is kept as it was hashed, sealed with the session's key, and its hash is computed
//! again whenever it is read: a document that was changed by whatever way is not shown as signed. Rows are only ever added.

use domain::ids::new_uuid;
use domain::review::Method;
use domain::user::Role;
use domain::{SessionId, Timestamp, UserId};
use ring::digest::{SHA256, digest};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// Whose signature it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The therapist's own.
    Author,
    /// The supervisor's beside it.
    Supervisor,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Supervisor => "supervisor",
        }
    }
}

/// A document as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Its text, in the canonical form.
    pub document: String,
    /// SHA-256 of the text.
    pub content_hash: [u8; 32],
}

impl Signed {
    /// A document with its hash.
    pub fn new(document: String) -> Self {
        let content_hash = sha256(document.as_bytes());
        Self { document, content_hash }
    }

    /// Opens a stored document.
    ///
    /// # Errors
    /// [`Error::Sealed`]; [`Error::Inconsistent`] when it is not the one that was signed.
    pub(crate) fn open(key: &DataKey, place: &Place<'_>, sealed: &[u8], content_hash: &[u8]) -> Result<Self> {
        let plain = key.open(place, sealed)?;
        let damaged = || {
            Error::Inconsistent(format!(
                "the document of {} {} is not the one signed",
                place.table, place.row
            ))
        };
        let document = String::from_utf8(plain.to_vec()).map_err(|_| damaged())?;
        let signed = Self::new(document);
        if signed.content_hash != content_hash {
            return Err(damaged());
        }
        Ok(signed)
    }
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Whose it is.
    pub kind: Kind,
    /// The version that was signed.
    pub version: u32,
    /// Who signed.
    pub signer: UserId,
    /// What they were at that time.
    pub role: Role,
    /// How they showed who they are.
    pub method: Method,
    /// What they signed.
    pub signed: Signed,
    /// When.
    pub at: Timestamp,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "note_signatures",
        row: id,
        column: "document",
    }
}

/// Adds a signature.
///
/// # Errors
/// [`Error::Constraint`] when there is one of this kind already, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, key: &DataKey, session: SessionId, signature: &Signature) -> Result<()> {
    const SQL: &str = "INSERT INTO note_signatures (id, session_id, kind, version, signer_id, role, method, document,
                                                    content_hash, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let id = new_uuid(signature.at);
    let document = key.seal(&place(id), signature.signed.document.as_bytes())?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(session.uuid()).bind(signature.kind.as_str()).bind(i64::from(signature.version))
            .bind(signature.signer.uuid()).bind(signature.role.as_str()).bind(signature.method.as_str()).bind(document)
            .bind(&signature.signed.content_hash[..]).bind(signature.at.micros())
            .execute(c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    signer_id: Uuid,
    signer_name: String,
    role: String,
    method: String,
    document: Vec<u8>,
    content_hash: Vec<u8>,
    created_at: i64,
}

/// A session's signature of this kind, with the signer's name.
///
/// # Errors
/// [`Error::Sealed`]; [`Error::Inconsistent`] when what is stored is not what was signed.
pub async fn find(tx: &mut Tx, key: &DataKey, session: SessionId, kind: Kind) -> Result<Option<(Signature, String)>> {
    const SQL: &str = "SELECT s.id, s.version, s.signer_id, u.full_name AS signer_name, s.role, s.method, s.document,
                              s.content_hash, s.created_at
                         FROM note_signatures s JOIN users u ON u.id = s.signer_id
                        WHERE s.session_id = $1 AND s.kind = $2";
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).bind(kind.as_str()).fetch_optional(c).await?);
    let open = |row: Row| {
        let signature = Signature {
            kind,
            version: u32::try_from(row.version)
                .map_err(|_| unknown("note_signatures.version", &row.version.to_string()))?,
            signer: UserId::from(row.signer_id),
            role: row
                .role
                .parse()
                .map_err(|_| unknown("note_signatures.role", &row.role))?,
            method: row
                .method
                .parse()
                .map_err(|_| unknown("note_signatures.method", &row.method))?,
            signed: Signed::open(key, &place(row.id), &row.document, &row.content_hash)?,
            at: Timestamp::from_micros(row.created_at),
        };
        Ok((signature, row.signer_name))
    };
    row.map(open).transpose()
}
