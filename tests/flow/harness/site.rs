//! A clinic's machine: directories, database, accounts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::database::Database;
use super::fake;
use super::server::{Log, Server};

/// The password of every account.
pub const PASSWORD: &str = "Quiet-Harbour-42!";

/// Tests ask faster than people do, and sign in with a password alone unless they are about the second factor.
const UNLIMITED: [(&str, &str); 5] = [
    ("TB_RATE_LIMIT_LOGIN", "0"),
    ("TB_RATE_LIMIT_SIGNUP", "0"),
    ("TB_RATE_LIMIT_EXPORT", "0"),
    ("TB_RATE_LIMIT_OTHER", "0"),
    ("TB_REQUIRE_MFA", "false"),
];

/// A machine on which the appliance may be started any number of times.
pub struct Site {
    root: TempDir,
    pub database: Database,
    /// What every server of this site logged.
    pub log: Log,
    settings: Vec<(String, String)>,
}

impl Site {
    /// A machine with scripted workers and no model.
    pub async fn new() -> Self {
        let root = tempfile::tempdir().expect("a directory");
        fake::install(&root.path().join("workers"));
        for name in ["models", "tmp"] {
            fs::create_dir(root.path().join(name)).expect("a directory");
        }
        let database = Database::new(root.path().join("data")).await;
        Self {
            root,
            database,
            log: Log::default(),
            settings: Vec::new(),
        }
    }

    /// A machine whose speech worker follows this script.
    pub async fn with_speech(script: &Value) -> Self {
        let site = Self::new().await;
        site.speech_model(script);
        site
    }

    /// One more environment variable for everything that is started from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.push((name.into(), value.into()));
    }

    /// Puts a speech model in place, in one step as a copying administrator's file manager does at its end.
    pub fn speech_model(&self, script: &Value) {
        self.put("ggml-fake.bin", script);
    }

    /// Puts a language model in place.
    pub fn language_model(&self, script: &Value) {
        self.put("fake.gguf", script);
    }

    fn put(&self, name: &str, script: &Value) {
        let aside = self.root.path().join(name);
        fs::write(&aside, script.to_string()).expect("a script");
        fs::rename(aside, self.root.path().join("models").join(name)).expect("the script in its place");
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub fn practice_key(&self) -> PathBuf {
        self.data().join("keys").join("practice.key")
    }

    /// The built binary with this site's environment and nothing of the machine's own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let at = |name: &str| self.root.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
        command
            .args(arguments)
            .env_clear()
            .env("TB_DATA_DIR", at("data"))
            .env("TB_MODELS_DIR", at("models"))
            .env("TB_WORKERS_DIR", at("workers"))
            .env("TMPDIR", at("tmp"))
            .env("PORT", "0")
            .envs(UNLIMITED)
            .current_dir(self.root.path())
            .kill_on_drop(true);
        if let Some(url) = self.database.server_url() {
            command.env("DATABASE_URL", url);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A command that refuses its arguments does not wait for what it would have read.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        child.wait_with_output().await.expect("the binary ends")
    }

    /// Makes an account with [`PASSWORD`].
    pub async fn account(&self, email: &str, role: &str) {
        let arguments = [
            "user",
            "create",
            "--email",
            email,
            "--role",
            role,
            "--first-name",
            "Ruth",
            "--last-name",
            "Adeyemi",
        ];
        let made = self.run(&arguments, &format!("{PASSWORD}\n")).await;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    /// Starts the appliance and waits until it is ready.
    pub async fn serve(&self) -> Server {
        let command = self.command(&["serve"]);
        Server::start(command, &self.log)
            .await
            .unwrap_or_else(|end| panic!("serve ended: {end}"))
    }

    /// Starts the appliance, which must refuse; returns its exit status and what it said.
    pub async fn serve_refused(&self) -> (Option<i32>, String) {
        let output = self.run(&["serve"], "").await;
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }
}
