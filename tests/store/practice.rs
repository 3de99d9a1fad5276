//! A practice with rows, for tests that need some.

use std::time::Duration;

use domain::patient::Patient;
use domain::session::{Session, Status};
use domain::user::{Role, User};
use domain::{Clock, PatientId, SessionId, UserId};
use store::keys::PracticeKey;
use store::seal::DataKey;
use store::{Db, Tx};
use support::{Database, TestClock};

/// A database with one therapist and one client.
pub struct Practice {
    pub database: Database,
    pub clock: TestClock,
    pub key: PracticeKey,
    pub therapist: UserId,
    pub patient: PatientId,
}

pub fn user(email: &str, clock: &TestClock) -> User {
    User {
        id: UserId::new(clock.now()),
        email: email.into(),
        first_name: "Robin".into(),
        last_name: "Meyer".into(),
        role: Role::Therapist,
        is_active: true,
        is_verified: true,
        is_shadow: false,
        created_at: clock.now(),
    }
}

impl Practice {
    pub async fn start() -> Self {
        let database = Database::fresh().await;
        let clock = TestClock::default();
        let key = PracticeKey::open_or_create(&database.directory().join("practice.key")).expect("a practice key");
        let therapist = user("robin@practice.example", &clock);
        let patient = Patient {
            id: PatientId::new(clock.now()),
            name: "Ada Okafor".into(),
            email: Some("ada@post.example".into()),
            phone: Some("555 0100".into()),
            therapist_id: therapist.id,
            redisclosure_notice: false,
            archived_at: None,
            created_at: clock.now(),
            updated_at: clock.now(),
        };
        let mut tx = database.db.write().await.expect("a transaction");
        store::users::insert(&mut tx, &therapist, "$argon2id$none")
            .await
            .expect("the account is stored");
        store::patients::insert(&mut tx, key.contact_key(), &patient)
            .await
            .expect("the client is stored");
        tx.commit().await.expect("the practice is stored");
        Self {
            database,
            clock,
            key,
            therapist: therapist.id,
            patient: patient.id,
        }
    }

    pub fn db(&self) -> &Db {
        &self.database.db
    }

    pub async fn write(&self) -> Tx {
        self.db().write().await.expect("a transaction")
    }

    pub async fn read(&self) -> Tx {
        self.db().read().await.expect("a transaction")
    }

    /// Adds a session whose recording is called `filename`.
    pub async fn session(&self, tx: &mut Tx, filename: &str) -> (SessionId, DataKey) {
        self.clock.advance(Duration::from_secs(1));
        let now = self.clock.now();
        let key = DataKey::generate().expect("a key");
        let session = Session {
            id: SessionId::new(now),
            patient_id: self.patient,
            patient_name: String::new(),
            therapist_id: self.therapist,
            status: Status::Uploading,
            appointment_id: None,
            note_state: None,
            audio_filename: filename.into(),
            audio_bytes: 4_096,
            audio_type: "audio/wav".into(),
            duration_seconds: None,
            error_message: None,
            created_at: now,
            updated_at: now,
        };
        store::sessions::insert(tx, &self.key, &key, &session, &[7; 32])
            .await
            .expect("the session is stored");
        (session.id, key)
    }

    /// Adds a session and commits it.
    pub async fn stored_session(&self) -> (SessionId, DataKey) {
        let mut tx = self.write().await;
        let stored = self.session(&mut tx, "session.wav").await;
        tx.commit().await.expect("the session is stored");
        stored
    }
}
