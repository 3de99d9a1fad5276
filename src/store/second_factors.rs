//! Second factors and recovery codes. Secrets are sealed with the practice's contact key; recovery codes are kept as keyed
//! hashes, so that a copy of the database alone says nothing about them.
//!
//! Everything that must happen once is a compare-and-set, decided by the row and not by what was read before: the secret that
//! is confirmed, the step of a code, a recovery code.

use domain::second_factor::{MAX_FAILURES, PAUSE};
use domain::{Timestamp, UserId};
use ring::hmac;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::on;
use crate::seal::{DataKey, Place};
use crate::{Result, Tx};

fn place(user: UserId, column: &str) -> Place<'_> {
    Place {
        table: "second_factors",
        row: user.uuid(),
        column,
    }
}

/// Since when a person has had a second factor that counts.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn confirmed_at(tx: &mut Tx, user: UserId) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT confirmed_at FROM second_factors WHERE user_id = $1";
    let row: Option<(Option<i64>,)> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_optional(c).await?);
    Ok(row.and_then(|(at,)| at).map(Timestamp::from_micros))
}

/// Keeps a secret that was shown until its first code is entered; replaces an earlier one of this kind.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn offer(tx: &mut Tx, contact: &DataKey, user: UserId, secret: &[u8], now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO second_factors (user_id, next_secret, last_step, failures, created_at)
                       VALUES ($1, $2, 0, 0, $3)
                       ON CONFLICT (user_id) DO UPDATE SET next_secret = excluded.next_secret";
    let sealed = contact.seal(&place(user, "next_secret"), secret)?;
    on!(tx, c => {
        sqlx::query(SQL).bind(user.uuid()).bind(sealed).bind(now.micros()).execute(c).await?;
    });
    Ok(())
}

/// A secret that was shown and waits for its first code.
pub struct Offered {
    /// The secret.
    pub secret: Zeroizing<Vec<u8>>,
    /// As it lies in the row, to tell whether it was replaced meanwhile.
    sealed: Vec<u8>,
}

/// The secret that waits for its first code.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn offered(tx: &mut Tx, contact: &DataKey, user: UserId) -> Result<Option<Offered>> {
    const SQL: &str = "SELECT next_secret FROM second_factors WHERE user_id = $1";
    let row: Option<(Option<Vec<u8>>,)> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_optional(c).await?);
    let Some(sealed) = row.and_then(|(sealed,)| sealed) else {
        return Ok(None);
    };
    let secret = contact.open(&place(user, "next_secret"), &sealed)?;
    Ok(Some(Offered { secret, sealed }))
}

/// Lets a secret that was shown hold from now on, in the place of any before it; the code of `step` is spent. Returns `false`
/// when it was confirmed or replaced meanwhile.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn confirm(
    tx: &mut Tx,
    contact: &DataKey,
    user: UserId,
    offered: &Offered,
    step: i64,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE second_factors
                          SET secret = $3, next_secret = NULL, confirmed_at = $4, last_step = $5, failures = 0
                        WHERE user_id = $1 AND next_secret = $2";
    let sealed = contact.seal(&place(user, "secret"), &offered.secret)?;
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(user.uuid()).bind(&offered.sealed).bind(sealed).bind(now.micros()).bind(step)
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// What came of asking for a secret to compare a code with.
pub enum Attempt {
    /// The secret that holds. The attempt counts as wrong until [`accept`] says otherwise.
    Secret(Zeroizing<Vec<u8>>),
    /// Too many codes were wrong; this one is not looked at.
    Paused,
}

/// Takes one attempt at a code, and with it the row: whoever else tries a code for this person waits for this transaction, so
/// that no two guesses are judged by the same count.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn attempt(tx: &mut Tx, contact: &DataKey, user: UserId, now: Timestamp) -> Result<Attempt> {
    const SQL: &str = "UPDATE second_factors SET failures = failures + 1, failed_at = $2
                        WHERE user_id = $1 AND secret IS NOT NULL AND (failures < $3 OR failed_at <= $4)
                    RETURNING secret";
    let row: Option<(Vec<u8>,)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(user.uuid()).bind(now.micros()).bind(i64::from(MAX_FAILURES)).bind((now - PAUSE).micros())
            .fetch_optional(c).await?);
    Ok(match row {
        Some((sealed,)) => Attempt::Secret(contact.open(&place(user, "secret"), &sealed)?),
        None => Attempt::Paused,
    })
}

/// Spends the code of a time step. Returns `false` when it, or a later one, was spent before.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn accept(tx: &mut Tx, user: UserId, step: i64) -> Result<bool> {
    const SQL: &str = "UPDATE second_factors SET last_step = $2, failures = 0 WHERE user_id = $1 AND last_step < $2";
    let changed = on!(tx, c => sqlx::query(SQL).bind(user.uuid()).bind(step).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Takes the row of a second factor that counts, so that nobody else changes what belongs to it in this moment. Returns whether
/// there is one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn hold(tx: &mut Tx, user: UserId) -> Result<bool> {
    const SQL: &str = "UPDATE second_factors SET failures = failures WHERE user_id = $1 AND confirmed_at IS NOT NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(user.uuid()).execute(c).await?.rows_affected()) == 1)
}

/// Removes a person's second factor with its recovery codes, confirmed or not. Returns whether a confirmed one was there.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM second_factors WHERE user_id = $1 RETURNING confirmed_at";
    let row: Option<(Option<i64>,)> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_optional(c).await?);
    remove_recovery_codes(tx, user).await?;
    Ok(row.is_some_and(|(confirmed_at,)| confirmed_at.is_some()))
}

async fn remove_recovery_codes(tx: &mut Tx, user: UserId) -> Result<()> {
    const SQL: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(user.uuid()).execute(c).await?; });
    Ok(())
}

/// A code has 50 random bits, within reach of whoever has a copy of the table and some graphics cards; the key is not in it.
fn code_hash(contact: &DataKey, user: UserId, code: &str) -> Result<Vec<u8>> {
    let key = contact.derive::<32>(b"therapybridge recovery codes", &[b"1"])?;
    let mut hash = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    hash.update(user.uuid().as_bytes());
    hash.update(code.as_bytes());
    Ok(hash.sign().as_ref().to_vec())
}

/// Gives a person these recovery codes; any they had before are void.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn replace_recovery_codes(tx: &mut Tx, contact: &DataKey, user: UserId, codes: &[String]) -> Result<()> {
    const SQL: &str = "INSERT INTO recovery_codes (code, user_id) VALUES ($1, $2)";
    remove_recovery_codes(tx, user).await?;
    for code in codes {
        let hash = code_hash(contact, user, code)?;
        on!(tx, c => { sqlx::query(SQL).bind(hash).bind(user.uuid()).execute(c).await?; });
    }
    Ok(())
}

/// Spends a recovery code. Returns `false` when it is none of this person's or was spent before.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Sealed`].
pub async fn spend_recovery_code(
    tx: &mut Tx,
    contact: &DataKey,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE recovery_codes SET spent_at = $3 WHERE code = $1 AND user_id = $2 AND spent_at IS NULL";
    let hash = code_hash(contact, user, code)?;
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(hash).bind(user.uuid()).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// How many recovery codes a person has left.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn recovery_codes_left(tx: &mut Tx, user: UserId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND spent_at IS NULL";
    let (left,): (i64,) = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_one(c).await?);
    Ok(left)
}

/// Whether any secret is sealed: like a session, it must not meet a new practice key.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn any(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT user_id FROM second_factors LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.is_some())
}
