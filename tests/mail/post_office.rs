//! A mail server, and mails to send.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use app::mail::{Login, Message, Security, Sender, Server, Template};
use domain::{Clock, MailId};
use serde_json::{Value, json};
use support::{DEADLINE, TestApp, TestClock};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

pub const ADA: &str = "ada.okafor@post.example";
pub const LOGIN: (&str, &str) = ("desk", "correct horse");

/// A running mail server. Dropping it ends it.
pub struct PostOffice {
    directory: TempDir,
    port: u16,
    security: Security,
    received: Arc<Mutex<Vec<Value>>>,
    _child: Child,
}

impl PostOffice {
    /// A server that wants [`LOGIN`] where the connection is protected, and gives these answers in turn.
    pub async fn open(security: Security, answers: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let word = match security {
            Security::StartTls => "starttls",
            Security::Tls => "tls",
            Security::None => "none",
        };
        let mut told = json!({ "security": word, "answers": answers });
        if security != Security::None {
            certify(directory.path());
            told["certificate"] = directory.path().join("server.pem").display().to_string().into();
            told["key"] = directory.path().join("server.key").display().to_string().into();
            told["login"] = json!([LOGIN.0, LOGIN.1]);
        }
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut child = tokio::process::Command::new("python3")
            .arg(here.join("tests/mail/smtp_server.py"))
            .arg(told.to_string())
            .env("PYTHONPATH", here.join("build/python"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python3 is installed");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = tokio::time::timeout(DEADLINE, lines.next_line()).await;
        let first = first.expect("the mail server starts in time").expect("readable");
        let first = first.expect("the mail server starts; `scripts/setup.sh test` installs it");
        let first: Value = serde_json::from_str(&first).expect("JSON");
        let received = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn({
            let received = received.clone();
            async move {
                while let Ok(Some(line)) = lines.next_line().await {
                    let mail = serde_json::from_str(&line).expect("JSON");
                    received.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                }
            }
        });
        Self {
            directory,
            port: u16::try_from(first["port"].as_u64().expect("a port")).expect("a port"),
            security,
            received,
            _child: child,
        }
    }

    /// How an administrator configures it.
    pub fn server(&self) -> Server {
        let is_protected = self.security != Security::None;
        Server {
            host: "localhost".into(),
            port: self.port,
            security: self.security,
            login: is_protected.then(|| Login {
                username: LOGIN.0.into(),
                password: LOGIN.1.into(),
            }),
            authority: is_protected.then(|| self.authority()),
            introduces_itself: Some("practice.example".into()),
        }
    }

    pub fn authority(&self) -> PathBuf {
        self.directory.path().join("ca.pem")
    }

    /// What has arrived. What was answered has been told before.
    pub async fn received(&self, count: usize) -> Vec<Value> {
        support::eventually("the mails have arrived", || async {
            let received = self.received.lock().unwrap_or_else(PoisonError::into_inner).clone();
            (received.len() >= count).then_some(received)
        })
        .await
    }
}

/// Makes a certificate authority and a certificate of `localhost`.
fn certify(directory: &Path) {
    fs::write(
        directory.join("server.ext"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
    )
    .expect("a file");
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).current_dir(directory).output();
        let output = output.expect("openssl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let authority = [
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=Test authority",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
    ];
    openssl(&[&["req"], &key[..], &authority].concat());
    let request = ["-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"];
    openssl(&[&["req"], &key[..], &request].concat());
    openssl(&[
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "server.ext",
        "-out",
        "server.pem",
    ]);
}

/// A mail to [`ADA`].
pub fn message(clock: &TestClock) -> Message {
    Message {
        id: MailId::new(clock.now()),
        template: Template::PasswordReset,
        from: Sender::parse("Front desk <desk@practice.example>").expect("a sender"),
        to: ADA.into(),
        subject: "Choose a new password".into(),
        text: "Open https://practice.example/auth/reset?token=TOKEN\n".into(),
        html: "<p>Öffnen</p>".into(),
        link: None,
        at: clock.now(),
    }
}

/// How often something left for a mail, by the trail.
pub async fn departures(app: &TestApp, id: MailId) -> i64 {
    app.deeds(id.to_string(), "data_left").await
}
