use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use app::external::Service;
use app::mail::Transport;
use app::{App, Settings};
use axum::extract::Request;
use axum::http;
use axum::response::Response;
use domain::consent::{Consent, Method, Scope};
use domain::job::Kind;
use domain::user::Role;
use domain::{Clock, PatientId, Timestamp, UserId};
use engine::Transcriber;
use serde_json::{Value, json};
use store::blobs::Blobs;
use store::keys::PracticeKey;
use tokio::task::JoinHandle;
use tower::util::BoxCloneSyncService;
use uuid::Uuid;

use crate::engines::{ScriptedDrafter, ScriptedEmbedder, ScriptedTranscriber};
use crate::mails::{self, RecordingTransport, SentMail};
use crate::{Call, Database, Form, TestClock, conversation, eventually, wav};

/// Makes a model outside the building.
type MakeExternal<'a> = Box<dyn FnOnce(&Database, &TestClock) -> Arc<Service> + Send + 'a>;

/// Makes another way of mail.
type MakeTransport<'a> = Box<dyn FnOnce(&Database, &TestClock) -> Arc<dyn Transport> + Send + 'a>;

/// Everybody's password.
pub const PASSWORD: &str = "SecurePass123!";

/// Somebody with an account, signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Identifier.
    pub id: UserId,
    /// Address to sign in with.
    pub email: String,
    /// Access token of a login.
    pub token: String,
}

/// The product in this process, with a database of its own.
pub struct TestApp {
    /// The application.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: TestClock,
    /// Its recogniser; hears [`conversation::SESSION`] in everything unless told otherwise.
    pub asr: Arc<ScriptedTranscriber>,
    /// Its language model; not installed unless told otherwise.
    pub llm: Arc<ScriptedDrafter>,
    /// Its embedder; not installed unless told otherwise.
    pub embed: Arc<ScriptedEmbedder>,
    /// Its way of mail: a folder, which remembers.
    pub mail: Arc<RecordingTransport>,
    /// Its database.
    pub database: Database,
    pub(crate) service: BoxCloneSyncService<Request, Response, Infallible>,
    people: AtomicU32,
}

/// Runs jobs until it is dropped.
pub struct Runner(JoinHandle<()>);

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl TestApp {
    /// A fresh practice.
    pub async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// A fresh practice with these settings.
    pub async fn with(settings: Settings) -> Self {
        Self::served(settings, &api::Config::default()).await
    }

    /// A fresh practice with these settings, served in this way. Nothing is limited unless `http` says so.
    pub async fn served(settings: Settings, http: &api::Config) -> Self {
        Self::assemble(settings, http, None, None).await
    }

    /// A fresh practice whose mail goes another way than into a folder.
    pub async fn with_transport(transport: impl FnOnce(&Database, &TestClock) -> Arc<dyn Transport> + Send) -> Self {
        let (settings, http) = (Settings::default(), api::Config::default());
        Self::assemble(settings, &http, Some(Box::new(transport)), None).await
    }

    /// A fresh practice with these settings that has configured a model outside the building.
    pub async fn with_external(
        settings: Settings,
        external: impl FnOnce(&Database, &TestClock) -> Arc<Service> + Send,
    ) -> Self {
        Self::assemble(settings, &api::Config::default(), None, Some(Box::new(external))).await
    }

    async fn assemble(
        settings: Settings,
        http: &api::Config,
        transport: Option<MakeTransport<'_>>,
        external: Option<MakeExternal<'_>>,
    ) -> Self {
        let database = Database::fresh().await;
        let clock = TestClock::default();
        let mail = RecordingTransport::new(database.directory());
        let transport = match transport {
            Some(make) => make(&database, &clock),
            None => mail.clone(),
        };
        let asr = Arc::new(ScriptedTranscriber::new(conversation::session()));
        let llm = Arc::new(ScriptedDrafter::default());
        let embed = Arc::new(ScriptedEmbedder::default());
        let app = Arc::new(App {
            db: database.db.clone(),
            blobs: Blobs::open(database.directory().join("recordings")).expect("a place for recordings"),
            key: PracticeKey::open_or_create(&database.directory().join("practice.key")).expect("a practice key"),
            asr: asr.clone(),
            llm: llm.clone(),
            external: external.map(|make| make(&database, &clock)),
            embed: embed.clone(),
            topics: Default::default(),
            clock: Arc::new(clock.clone()),
            tokens: app::tokens::Signer::new(&[7; 32]).expect("the secret is long enough"),
            passwords: app::passwords::Hasher::for_tests().expect("the parameters are valid"),
            mailer: mails::mailer(transport),
            audit: app::audit::Keeper::new(
                &app::audit::new_key().expect("random numbers"),
                database.directory().join("witness.jsonl"),
            )
            .expect("the key is whole"),
            events: Default::default(),
            live: Default::default(),
            wake: Default::default(),
            stopping: Default::default(),
            node: domain::ids::new_uuid(clock.now()),
            settings,
        });
        let service = BoxCloneSyncService::new(api::service(app.clone(), http));
        Self {
            app,
            clock,
            asr,
            llm,
            embed,
            mail,
            database,
            service,
            people: AtomicU32::new(0),
        }
    }

    /// Now, by the practice's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A `GET`.
    pub fn get(&self, uri: &str) -> Call<'_> {
        Call::new(self, http::Method::GET, uri)
    }

    /// A `POST`.
    pub fn post(&self, uri: &str) -> Call<'_> {
        Call::new(self, http::Method::POST, uri)
    }

    /// A request with any method.
    pub fn call(&self, method: &str, uri: &str) -> Call<'_> {
        Call::new(self, method.parse().expect("a method"), uri)
    }

    /// A new account, signed in.
    pub async fn user(&self, role: Role) -> Person {
        let email = format!("{role}.{}@practice.example", self.people.fetch_add(1, Ordering::SeqCst));
        let new = app::users::NewUser {
            email: email.clone(),
            password: PASSWORD.into(),
            first_name: "Robin".into(),
            last_name: "Meyer".into(),
            role,
        };
        let user = app::users::create(&self.app, new)
            .await
            .expect("the account is acceptable");
        let token = self.sign_in(&email).await["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        Person {
            id: user.id,
            email,
            token,
        }
    }

    /// Signs in once more. Returns the answer's body.
    pub async fn sign_in(&self, email: &str) -> Value {
        let credentials = json!({ "email": email, "password": PASSWORD });
        self.post("/api/auth/login")
            .json(&credentials)
            .send()
            .await
            .expect(200)
            .json()
    }

    /// A new client of a therapist who agreed to everything. Returns their id.
    pub async fn patient(&self, therapist: &Person) -> String {
        let patient = self.patient_without_consent(therapist).await;
        self.agrees(&patient, &Scope::ALL).await;
        patient
    }

    /// Lets a client agree to these scopes.
    pub async fn agrees(&self, patient: &str, scopes: &[Scope]) {
        let patient = PatientId::from(patient.parse::<Uuid>().expect("an id"));
        let mut tx = self.app.db.write().await.expect("the database answers");
        for scope in scopes {
            let consent = Consent::by_client(*scope, Method::InPerson, None, self.now());
            let stored = store::consents::insert(&mut tx, patient, &consent).await;
            stored.expect("the client exists");
        }
        tx.commit().await.expect("the consents are stored");
    }

    /// A new client of a therapist who agreed to nothing yet. Returns their id.
    pub async fn patient_without_consent(&self, therapist: &Person) -> String {
        let patient = json!({ "name": "Ada Okafor", "email": "ada@post.example", "phone": "555 0100" });
        let answer = self
            .post("/api/patients")
            .by(therapist)
            .json(&patient)
            .send()
            .await
            .expect(201);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Uploads a form for a client.
    pub fn upload_form(&self, therapist: &Person, patient: &str, form: &Form) -> Call<'_> {
        self.post(&format!("/api/sessions/upload?patient_id={patient}"))
            .by(therapist)
            .form(form)
    }

    /// Uploads a recording for a client; time goes on by a second, so that sessions have an order. Returns the session's id.
    pub async fn upload(&self, therapist: &Person, patient: &str, recording: Vec<u8>) -> String {
        self.clock.advance(Duration::from_secs(1));
        let form = Form::file("file", "session.wav", recording);
        let answer = self.upload_form(therapist, patient, &form).send().await.expect(201);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// A therapist with a client and a session that is fully processed.
    pub async fn processed_session(&self) -> (Person, String) {
        let therapist = self.user(Role::Therapist).await;
        let patient = self.patient(&therapist).await;
        let session = self.upload(&therapist, &patient, wav(2_000)).await;
        self.run_jobs().await;
        assert_eq!(self.session(&therapist, &session).await["status"], "processed");
        (therapist, session)
    }

    /// A session as its therapist sees it.
    pub async fn session(&self, therapist: &Person, id: &str) -> Value {
        self.get(&format!("/api/sessions/{id}"))
            .by(therapist)
            .send()
            .await
            .expect(200)
            .json()
    }

    /// Starts to run jobs in the background.
    pub fn start_jobs(&self) -> Runner {
        Runner(tokio::spawn(app::jobs::run(self.app.clone())))
    }

    /// Runs jobs until none runs and none is due that an engine could take.
    ///
    /// # Panics
    /// When that takes longer than [`crate::DEADLINE`].
    pub async fn run_jobs(&self) {
        let _runner = self.start_jobs();
        eventually("every due job is done", || async { self.is_idle().await.then_some(()) }).await;
    }

    async fn is_idle(&self) -> bool {
        let mut tx = self.app.db.read().await.expect("the database answers");
        let (_, running) = store::jobs::depth(&mut tx).await.expect("the database answers");
        let mut due = false;
        for kind in Kind::ALL {
            let next = store::jobs::next_due(&mut tx, kind)
                .await
                .expect("the database answers");
            let possible = kind != Kind::Transcribe || self.asr.readiness().can_take_work();
            due |= possible && next.is_some_and(|at| at <= self.now());
        }
        running == 0 && !due
    }

    /// Sends every mail that is due and returns all that were sent so far.
    pub async fn mails(&self) -> Vec<SentMail> {
        app::jobs::run_due(&self.app, Kind::SendMail)
            .await
            .expect("the database answers");
        self.mail.sent()
    }

    /// Jobs that wait and jobs that run.
    pub async fn queue(&self) -> (i64, i64) {
        let mut tx = self.app.db.read().await.expect("the database answers");
        store::jobs::depth(&mut tx).await.expect("the database answers")
    }

    /// How often a deed was done to a record.
    pub async fn deeds(&self, record: impl AsRef<str>, deed: &str) -> i64 {
        let record: Uuid = record.as_ref().parse().expect("an id");
        let mut tx = self.app.db.read().await.expect("the database answers");
        let counts = store::audit::counts(&mut tx, record)
            .await
            .expect("the database answers");
        counts
            .into_iter()
            .find(|(found, _)| found == deed)
            .map_or(0, |(_, count)| count)
    }

    /// Files in the place for recordings, finished or not.
    pub fn recording_files(&self) -> usize {
        count_files(&self.database.directory().join("recordings"))
    }

    /// Waits until there is no recording, finished or not: a writer that is given up cleans up behind the answer.
    pub async fn no_recording_is_left(&self) {
        eventually("no recording is left", || async {
            (self.recording_files() == 0).then_some(())
        })
        .await;
    }
}

fn count_files(directory: &Path) -> usize {
    let entries = std::fs::read_dir(directory).expect("the directory is readable");
    let paths = entries.map(|entry| entry.expect("the directory is readable").path());
    // A file may go while it is looked at.
    paths
        .map(|path| {
            if path.is_dir() {
                count_files(&path)
            } else {
                usize::from(path.exists())
            }
        })
        .sum()
}
