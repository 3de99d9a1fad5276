//! A practice on the embedded database, in a temporary directory, for benchmarks.

use std::time::Duration;

use domain::patient::Patient;
use domain::session::{Session, Status};
use domain::user::{Role, User};
use domain::{PatientId, SessionId, Timestamp, UserId};
use store::Db;
use store::db::PoolSize;
use store::keys::PracticeKey;
use store::seal::DataKey;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The moment at which benchmarks take place: the end of November 2025.
pub const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

/// A database with one therapist and one client.
pub struct Practice {
    /// Runs the store's functions.
    pub runtime: Runtime,
    /// The database.
    pub db: Db,
    /// The practice's key.
    pub key: PracticeKey,
    /// The therapist.
    pub therapist: UserId,
    /// The client.
    pub patient: PatientId,
    /// Where it all lies; removed at the end.
    pub directory: TempDir,
}

impl Practice {
    /// Makes one.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let runtime = Runtime::new().expect("a runtime");
        let key = PracticeKey::open_or_create(&directory.path().join("practice.key")).expect("a key");
        let url = format!("sqlite://{}", directory.path().join("practice.db").display());
        let (therapist, patient) = (UserId::new(NOW), PatientId::new(NOW));
        let db = runtime.block_on(async {
            let db = Db::open(&url, PoolSize::default()).await.expect("a database");
            db.migrate().await.expect("a schema");
            let mut tx = db.write().await.expect("a transaction");
            store::users::insert(&mut tx, &jane(therapist), "no hash")
                .await
                .expect("a therapist");
            store::patients::insert(&mut tx, key.contact_key(), &mara(patient, therapist))
                .await
                .expect("a client");
            tx.commit().await.expect("a commit");
            db
        });
        Self {
            runtime,
            db,
            key,
            therapist,
            patient,
            directory,
        }
    }

    /// Adds `count` processed sessions, a minute apart, and gives the last one.
    pub fn add_sessions(&self, count: u32) -> SessionId {
        self.runtime.block_on(async {
            let mut tx = self.db.write().await.expect("a transaction");
            let mut last = SessionId::new(NOW);
            for number in 0..count {
                let key = DataKey::generate().expect("a key");
                let session = self.session(NOW + Duration::from_secs(60 * u64::from(number)));
                store::sessions::insert(&mut tx, &self.key, &key, &session, &[0; 32])
                    .await
                    .expect("a session");
                last = session.id;
            }
            tx.commit().await.expect("a commit");
            last
        })
    }

    fn session(&self, at: Timestamp) -> Session {
        Session {
            id: SessionId::new(at),
            patient_id: self.patient,
            patient_name: "Mara Okafor".into(),
            therapist_id: self.therapist,
            status: Status::Processed,
            appointment_id: None,
            note_state: None,
            audio_filename: "monday, first hour.m4a".into(),
            audio_bytes: 48_000_000,
            audio_type: "audio/mp4".into(),
            duration_seconds: None,
            error_message: None,
            created_at: at,
            updated_at: at,
        }
    }
}

fn jane(id: UserId) -> User {
    User {
        id,
        email: "jane@practice.invalid".into(),
        first_name: "Jane".into(),
        last_name: "Silva".into(),
        role: Role::Therapist,
        is_active: true,
        is_verified: true,
        is_shadow: false,
        created_at: NOW,
    }
}

fn mara(id: PatientId, therapist_id: UserId) -> Patient {
    Patient {
        id,
        name: "Mara Okafor".into(),
        email: Some("mara@home.invalid".into()),
        phone: None,
        therapist_id,
        redisclosure_notice: false,
        archived_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}
