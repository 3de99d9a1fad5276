use std::path::Path;
use std::process::Command;

use domain::audit::{By, Deed, Entry, Outcome};
use domain::{Clock, SystemClock};
use serde_json::Value;
use store::audit::record;
use support::Database;

use super::{Ran, run, therapybridge};

/// A practice with a trail, on the database that this run is about.
struct Practice {
    database: Database,
    data: tempfile::TempDir,
}

impl Practice {
    async fn start() -> Self {
        let practice = Self {
            database: Database::fresh().await,
            data: tempfile::tempdir().expect("a directory"),
        };
        practice.add(20).await;
        practice
    }

    async fn add(&self, count: usize) {
        let mut tx = self.database.db.write().await.expect("a transaction");
        for _ in 0..count {
            let entry = Entry {
                by: By::Appliance,
                deed: Deed::MailSent,
                record: None,
                outcome: Outcome::Done,
                reason: None,
            };
            record(&mut tx, SystemClock.now(), entry).await.expect("stored");
        }
        tx.commit().await.expect("stored");
    }

    fn command(&self) -> Command {
        let mut command = therapybridge(self.data.path());
        command.env("DATABASE_URL", self.database.url());
        command
    }

    fn audit(&self, arguments: &[&str]) -> Ran {
        run(&mut self.command(), &[&["audit"], arguments].concat())
    }

    fn witness(&self) -> std::path::PathBuf {
        self.data.path().join("audit-checkpoints.jsonl")
    }

    async fn attack(&self, statements: &[&str]) {
        for table in ["audit", "audit_checkpoints"] {
            for action in ["update", "delete"] {
                let on = if self.database.is_sqlite() {
                    ""
                } else {
                    &format!(" ON {table}")
                };
                self.database
                    .execute(&format!("DROP TRIGGER IF EXISTS {table}_no_{action}{on}"))
                    .await;
            }
        }
        for sql in statements {
            self.database.execute(sql).await;
        }
    }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err))
}

#[tokio::test]
async fn a_whole_trail_is_verified_signed_and_witnessed() {
    let practice = Practice::start().await;
    let ran = practice.audit(&["verify"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("The audit trail is whole: 20 entries.\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Nothing outside the database vouches"), "{}", ran.out);

    let ran = practice.audit(&["checkpoint"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("Signed the trail up to entry 20;"), "{}", ran.out);
    let again = practice.audit(&["checkpoint", "--json"]);
    assert_eq!((again.status, &json(&again)["signed"]), (0, &false.into()));
    assert_eq!(
        std::fs::read_to_string(practice.witness())
            .expect("a witness")
            .lines()
            .count(),
        1
    );
    assert!(is_private(&practice.witness()) && is_private(&practice.data.path().join("keys/audit.key")));

    practice.add(3).await;
    let ran = practice.audit(&["verify"]);
    assert!(
        ran.out.contains("Witnessed up to entry 20") && ran.out.contains("the 3 after it"),
        "{}",
        ran.out
    );
    let said = json(&practice.audit(&["verify", "--json"]));
    assert_eq!((&said["ok"], &said["entries"]), (&true.into(), &23.into()));
    assert_eq!(
        (&said["last_witnessed"]["seq"], &said["first_broken"]),
        (&20.into(), &Value::Null)
    );
}

fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(file).expect("the file is there");
    metadata.permissions().mode() & 0o777 == 0o600
}

#[tokio::test]
async fn a_broken_trail_is_status_1_and_names_the_first_broken_entry() {
    let practice = Practice::start().await;
    practice
        .attack(&["UPDATE audit SET deed = 'x' WHERE seq IN (7, 11)"])
        .await;
    let ran = practice.audit(&["verify"]);
    assert_eq!(ran.status, 1);
    assert_eq!(
        ran.err,
        "error: the audit trail is broken: entry 7 was changed after it was written\n"
    );
    let ran = practice.audit(&["verify", "--json"]);
    let said = json(&ran);
    assert_eq!((ran.status, &said["ok"]), (1, &false.into()));
    assert_eq!((&said["first_broken"], &said["reason"]), (&7.into(), &"changed".into()));

    let ran = practice.audit(&["checkpoint"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("entry 7"), "{}", ran.err);
    assert_eq!(practice.audit(&["checkpoint", "--despite"]).status, 0);
}

#[tokio::test]
async fn a_trail_that_was_cut_off_with_everything_in_the_database_is_found_by_the_witness() {
    let practice = Practice::start().await;
    assert_eq!(practice.audit(&["checkpoint"]).status, 0);
    practice
        .attack(&[
            "DELETE FROM audit WHERE seq > 15",
            "DELETE FROM audit_checkpoints",
            "UPDATE audit_head SET seq = 15, hash = (SELECT hash FROM audit WHERE seq = 15)",
        ])
        .await;
    let said = json(&practice.audit(&["verify", "--json"]));
    assert_eq!(
        (&said["first_broken"], &said["reason"]),
        (&16.into(), &"cut_off".into())
    );
    // With the witness in a safe place, and none where the attacker was.
    let safe = practice.data.path().join("usb-stick.jsonl");
    std::fs::rename(practice.witness(), &safe).expect("the file moves");
    assert_eq!(practice.audit(&["verify"]).status, 0);
    let safe = safe.to_str().expect("a path");
    let ran = practice.audit(&["verify", "--witness", safe]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("entry 16 and what followed were cut off"),
        "{}",
        ran.err
    );
}

#[tokio::test]
async fn what_cannot_be_verified_is_not_called_broken() {
    let practice = Practice::start().await;
    let ran = practice.audit(&["verify", "--witness", "nowhere.jsonl"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (3, "error: there is no witness nowhere.jsonl\n")
    );
    let mut command = practice.command();
    command
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env("DB_POOL_TIMEOUT", "1");
    assert_eq!(run(&mut command, &["audit", "verify"]).status, 3);
}

#[tokio::test]
async fn the_trail_is_exported_as_a_table_and_that_is_an_entry() {
    let practice = Practice::start().await;
    let ran = practice.audit(&["export", "--csv"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 22);
    assert!(
        lines[0].starts_with("seq,at,") && lines[1].starts_with("1,20"),
        "{}",
        ran.out
    );
    assert!(lines[21].contains(",audit_exported,"), "{}", lines[21]);
    let ran = practice.audit(&["export", "--csv", "--from", "2999-01-01T00:00:00Z"]);
    assert_eq!((ran.status, ran.out.lines().count()), (0, 1));
    assert_eq!(practice.audit(&["export", "--csv", "--to", "today"]).status, 2);
}
