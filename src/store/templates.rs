//! Templates of notes and their versions. A version is written once and never changed.

use domain::format::{NewTemplate, Template, TemplateSection};
use domain::{TemplateId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::{Error, Result, Tx};

/// A version of a template with what is known of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The version.
    pub template: Template,
    /// Whether the template is out of use.
    pub is_archived: bool,
    /// When the template was made.
    pub created_at: Timestamp,
    /// When this version was made, or the template archived.
    pub updated_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    sections: String,
    archived_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Stored {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let unreadable =
            || Error::Inconsistent(format!("version {} of template {} is no template", row.version, row.id));
        let sections: Vec<TemplateSection> = serde_json::from_str(&row.sections).map_err(|_| unreadable())?;
        Ok(Self {
            template: Template {
                id: TemplateId::from(row.id),
                version: u32::try_from(row.version).map_err(|_| unreadable())?,
                name: row.name,
                sections,
            },
            is_archived: row.archived_at.is_some(),
            created_at: Timestamp::from_micros(row.created_at),
            updated_at: Timestamp::from_micros(row.updated_at),
        })
    }
}

/// Adds a template with its first version.
///
/// # Errors
/// [`Error::Constraint`] when one in use has this name.
pub async fn insert(tx: &mut Tx, id: TemplateId, new: &NewTemplate, author: UserId, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO note_templates (id, folded_name, version, created_at, updated_at)
                       VALUES ($1, $2, 1, $3, $3)";
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(new.folded_name()).bind(now.micros()).execute(c).await?;
    });
    insert_version(tx, id, 1, new, author, now).await
}

async fn insert_version(
    tx: &mut Tx,
    id: TemplateId,
    version: u32,
    new: &NewTemplate,
    author: UserId,
    now: Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO note_template_versions (template_id, version, name, sections, author_id, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
    let sections = serde_json::to_string(new.sections()).map_err(|error| Error::Inconsistent(error.to_string()))?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id.uuid()).bind(i64::from(version)).bind(new.name()).bind(sections)
            .bind(author.uuid()).bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Adds the version that follows `from`. `false` when `from` is not the newest, or the template is out of use.
///
/// # Errors
/// [`Error::Constraint`] when another one in use has this name.
pub async fn change(
    tx: &mut Tx,
    id: TemplateId,
    from: u32,
    new: &NewTemplate,
    author: UserId,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE note_templates SET folded_name = $3, version = version + 1, updated_at = $4
                        WHERE id = $1 AND version = $2 AND archived_at IS NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(i64::from(from)).bind(new.folded_name()).bind(now.micros())
            .execute(c).await?.rows_affected());
    if changed == 1 {
        insert_version(tx, id, from + 1, new, author, now).await?;
    }
    Ok(changed == 1)
}

/// Takes a template out of use. `false` when it was before, or there is none.
///
/// # Errors
/// [`Error::Driver`].
pub async fn archive(tx: &mut Tx, id: TemplateId, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "UPDATE note_templates SET archived_at = $2, updated_at = $2 WHERE id = $1 AND archived_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// The newest version of a template, also of one that is out of use.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, id: TemplateId) -> Result<Option<Stored>> {
    const SQL: &str = "SELECT t.id, v.version, v.name, v.sections, t.archived_at, t.created_at, t.updated_at
                         FROM note_templates t
                         JOIN note_template_versions v ON v.template_id = t.id AND v.version = t.version
                        WHERE t.id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Stored::try_from).transpose()
}

/// One version of a template, also of one that is out of use.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn version(tx: &mut Tx, id: TemplateId, version: u32) -> Result<Option<Stored>> {
    const SQL: &str = "SELECT t.id, v.version, v.name, v.sections, t.archived_at, t.created_at,
                              v.created_at AS updated_at
                         FROM note_templates t JOIN note_template_versions v ON v.template_id = t.id
                        WHERE t.id = $1 AND v.version = $2";
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).bind(i64::from(version)).fetch_optional(c).await?);
    row.map(Stored::try_from).transpose()
}

/// The newest versions of all templates in use, by name; with `archived`, also of those that are not.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn list(tx: &mut Tx, archived: bool) -> Result<Vec<Stored>> {
    const SQL: &str = "SELECT t.id, v.version, v.name, v.sections, t.archived_at, t.created_at, t.updated_at
                         FROM note_templates t
                         JOIN note_template_versions v ON v.template_id = t.id AND v.version = t.version
                        WHERE $1 OR t.archived_at IS NULL ORDER BY t.folded_name, t.id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(archived).fetch_all(c).await?);
    rows.into_iter().map(Stored::try_from).collect()
}
