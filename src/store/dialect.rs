//! Every statement that cannot be the same text on both databases, the two texts side by side.

use crate::Tx;

/// A statement in both dialects.
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl Sql {
    /// The text for the database this transaction is on.
    pub(crate) fn on(&self, tx: &Tx) -> &'static str {
        match tx {
            Tx::Sqlite(_) => self.sqlite,
            Tx::Postgres(_) => self.postgres,
        }
    }
}

/// Claims the oldest due job of a kind: `$1` now, `$2` the new lease, `$3` the node, `$4` the kind. Postgres has many writers
/// and skips rows that another one is claiming; SQLite has one.
pub(crate) const CLAIM_JOB: Sql = Sql {
    sqlite: "UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_until = $2, node = $3, updated_at = $1
              WHERE id = (SELECT id FROM jobs
                           WHERE kind = $4
                             AND ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))
                           ORDER BY id LIMIT 1)
          RETURNING id, kind, session_id, mail_id, export_id, attempt, failures",
    postgres: "UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_until = $2, node = $3, updated_at = $1
                WHERE id = (SELECT id FROM jobs
                             WHERE kind = $4
                               AND ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1))
                             ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, session_id, mail_id, export_id, attempt, failures",
};

/// Reads where the audit trail ends and keeps others from adding to it until the transaction ends. SQLite has one writer.
pub(crate) const LOCK_AUDIT_HEAD: Sql = Sql {
    sqlite: "SELECT seq, hash FROM audit_head WHERE id = 1",
    postgres: "SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE",
};

/// Reads how far a session's note is and keeps others from changing anything about it until the transaction ends: `$1` the
/// session. SQLite has one writer.
pub(crate) const LOCK_NOTE: Sql = Sql {
    sqlite: "SELECT state, current_version, offered_version, revision, review_began_at, void_reason FROM note_reviews
              WHERE session_id = $1",
    postgres: "SELECT state, current_version, offered_version, revision, review_began_at, void_reason FROM note_reviews
                WHERE session_id = $1 FOR UPDATE",
};

/// Keeps others from changing what a client agreed to until the transaction ends: `$1` the client. SQLite has one writer.
pub(crate) const HOLD_PATIENT: Sql = Sql {
    sqlite: "SELECT id FROM patients WHERE id = $1",
    postgres: "SELECT id FROM patients WHERE id = $1 FOR SHARE",
};

/// Waits for whoever holds a client, and keeps all others out until the transaction ends: `$1` the client. SQLite has one writer.
pub(crate) const LOCK_PATIENT: Sql = Sql {
    sqlite: "SELECT id FROM patients WHERE id = $1",
    postgres: "SELECT id FROM patients WHERE id = $1 FOR UPDATE",
};

/// Keeps others from changing a therapist's appointments until the transaction ends: `$1` the therapist. SQLite has one writer;
/// on Postgres rows that only refer to the therapist are still made meanwhile.
pub(crate) const LOCK_CALENDAR: Sql = Sql {
    sqlite: "SELECT id FROM users WHERE id = $1",
    postgres: "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE",
};

/// Lets one transaction at a time compute a week again; reading goes on. SQLite has one writer.
pub(crate) const LOCK_SNAPSHOT: Sql = Sql {
    sqlite: "SELECT 1",
    postgres: "LOCK TABLE patient_progress IN SHARE ROW EXCLUSIVE MODE",
};

/// Keeps others from claiming, finishing or calling off a session's work until the transaction ends: `$1` the session. SQLite has
/// one writer.
pub(crate) const LOCK_WORK: Sql = Sql {
    sqlite: "SELECT id FROM jobs WHERE session_id = $1 AND state IN ('queued', 'running')",
    postgres: "SELECT id FROM jobs WHERE session_id = $1 AND state IN ('queued', 'running') FOR UPDATE",
};

/// Keeps others from changing a session's row until the transaction ends: `$1` the session. SQLite has one writer.
pub(crate) const LOCK_SESSION: Sql = Sql {
    sqlite: "SELECT id FROM sessions WHERE id = $1",
    postgres: "SELECT id FROM sessions WHERE id = $1 FOR UPDATE",
};
