//! Mail on its way. The row says what and to whom; the text, with its link, is written when it is sent and never stored here.

use domain::mail::{Mail, State};
use domain::{InvitationId, MailId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    template: String,
    address: Vec<u8>,
    user_id: Option<Uuid>,
    invitation_id: Option<Uuid>,
    state: String,
    created_at: i64,
    sent_at: Option<i64>,
}

fn place(row: Uuid) -> Place<'static> {
    Place {
        table: "mails",
        row,
        column: "address",
    }
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Mail> {
        let address = contact.open(&place(self.id), &self.address)?;
        Ok(Mail {
            id: MailId::from(self.id),
            template: self
                .template
                .parse()
                .map_err(|()| unknown("mails.template", &self.template))?,
            address: String::from_utf8(address.to_vec())
                .map_err(|_| Error::Inconsistent("mails.address is no text".into()))?,
            user: self.user_id.map(UserId::from),
            invitation: self.invitation_id.map(InvitationId::from),
            state: self.state.parse().map_err(|()| unknown("mails.state", &self.state))?,
            created_at: Timestamp::from_micros(self.created_at),
            sent_at: self.sent_at.map(Timestamp::from_micros),
        })
    }
}

/// Adds a mail.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, mail: &Mail) -> Result<()> {
    const SQL: &str = "INSERT INTO mails (id, template, address, user_id, invitation_id, state, created_at, sent_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let id = mail.id.uuid();
    let address = contact.seal(&place(id), mail.address.as_bytes())?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(mail.template.as_str()).bind(address).bind(mail.user.map(UserId::uuid))
            .bind(mail.invitation.map(InvitationId::uuid)).bind(mail.state.as_str())
            .bind(mail.created_at.micros()).bind(mail.sent_at.map(Timestamp::micros))
            .execute(c).await?;
    });
    Ok(())
}

/// The mail with this id.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, contact: &DataKey, id: MailId) -> Result<Option<Mail>> {
    const SQL: &str = "SELECT id, template, address, user_id, invitation_id, state, created_at, sent_at FROM mails
                        WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(contact)).transpose()
}

/// The newest mails, newest first.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn newest(tx: &mut Tx, contact: &DataKey, limit: u32) -> Result<Vec<Mail>> {
    const SQL: &str = "SELECT id, template, address, user_id, invitation_id, state, created_at, sent_at FROM mails
                        ORDER BY created_at DESC, id DESC LIMIT $1";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(i64::from(limit)).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// Ends the way of a queued mail. `false` when it had ended already.
///
/// # Errors
/// [`Error::Driver`].
pub async fn end(tx: &mut Tx, id: MailId, state: State, sent_at: Option<Timestamp>) -> Result<bool> {
    const SQL: &str = "UPDATE mails SET state = $2, sent_at = $3 WHERE id = $1 AND state = 'queued'";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(state.as_str()).bind(sent_at.map(Timestamp::micros))
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Whether there is any mail: its address is sealed, so it must not meet a new practice key.
///
/// # Errors
/// [`Error::Driver`].
pub async fn any(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT id FROM mails LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.is_some())
}
