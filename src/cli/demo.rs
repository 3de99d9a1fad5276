//! `therapybridge demo`: a throwaway practice with three recordings on their way through the real workers.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use app::App;
use app::users::NewUser;
use bytes::Bytes;
use clap::Args;
use domain::audit::Origin;
use domain::patient::NewPatient;
use domain::user::{Caller, Role, Standing, User};
use domain::{LoginId, PatientId};
use secrecy::SecretString;
use serde::Serialize;

use super::exit::Outcome;
use super::serve::Running;
use crate::carried;
use crate::config::{Config, Environment, load};
use crate::telemetry;
use crate::wiring::{self, Tenancy};

/// What a demo asks less of: whoever looks at it has no second factor yet, wants to see how signing up goes, and clicks fast.
/// Sign-ins and sign-ups keep their limits.
const EASY: [(&str, &str); 4] = [
    ("TB_REQUIRE_MFA", "false"),
    ("TB_SIGNUP", "therapist,patient"),
    ("TB_RATE_LIMIT_EXPORT", "0"),
    ("TB_RATE_LIMIT_OTHER", "0"),
];

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Print address and logins as one line of JSON
    #[arg(long)]
    json: bool,
    /// Use this empty PostgreSQL database instead of the built-in one; what the demo writes to it stays there
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Serialize)]
struct Login {
    role: Role,
    email: String,
    password: String,
}

/// Runs `demo`. Takes nothing from the configuration but what concerns the machine: a demo never touches a practice's data.
pub async fn run(args: &DemoArgs) -> Outcome {
    let directory = tempfile::Builder::new().prefix("therapybridge-demo-").tempdir()?;
    let mut config = configuration(directory.path(), args.port)?;
    if let Some(url) = &args.database_url {
        config.database_url = SecretString::from(url.clone());
    }
    telemetry::start(&config);
    let ended = demo(&config, args.json).await;
    directory.close().context("the demo's directory could not be removed")?;
    Ok(ended?)
}

fn configuration(directory: &Path, port: u16) -> anyhow::Result<Config> {
    let mut environment = Environment::of_process();
    environment.retain(&[
        "TB_WORKERS_DIR",
        "TB_ASR_LANES",
        "TB_ASR_BEAM",
        "LOG_LEVEL",
        "TB_LOG_FORMAT",
        "HOST",
        "TB_JOB_ATTEMPTS",
        "TB_RATE_LIMIT_LOGIN",
        "TB_RATE_LIMIT_SIGNUP",
        "TB_RATE_LIMIT_EXPORT",
        "TB_RATE_LIMIT_OTHER",
    ]);
    for (name, value) in EASY {
        let preset = || value.to_owned();
        environment.variables.entry(name.into()).or_insert_with(preset);
    }
    let mut config = load(&environment, None)?.config;
    config.data_dir = directory.join("data");
    config.models_dir = directory.join("models");
    config.database_url = SecretString::from(wiring::sqlite_url(&config.data_dir));
    config.port = port;
    fs::create_dir_all(&config.models_dir)?;
    fs::write(
        config.models_dir.join(carried::DEMO_MODEL.name),
        carried::DEMO_MODEL.bytes,
    )?;
    Ok(config)
}

async fn demo(config: &Config, json: bool) -> anyhow::Result<()> {
    let wired = wiring::wire(config, Tenancy::Server).await?;
    if store::users::any(&mut wired.app.db.read().await?).await? {
        bail!("the database holds a practice already; a demo needs an empty one");
    }
    let logins = seed(&wired.app).await?;
    let running = Running::start(&wired, config).await?;
    announce(&running.url, &logins, json)?;
    running.until_stopped(&wired).await
}

fn announce(url: &str, logins: &[Login], json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::json!({ "url": url, "logins": logins }))?;
        return out.flush();
    }
    writeln!(out, "\nThe TherapyBridge demo is ready at {url}\n")?;
    for login in logins {
        writeln!(
            out,
            "  {:<10} {:<24} {}",
            login.role.as_str(),
            login.email,
            login.password
        )?;
    }
    writeln!(
        out,
        "\nSign in as the therapist: three invented sessions are being transcribed right now."
    )?;
    writeln!(out, "Everything is thrown away when you press Ctrl-C.")?;
    out.flush()
}

/// One admin, one therapist, one patient user, three patients, three recordings.
async fn seed(app: &App) -> anyhow::Result<Vec<Login>> {
    let people = [
        (Role::Therapist, "therapist@demo.invalid", "Jana", "Silva"),
        (Role::Admin, "admin@demo.invalid", "Amir", "Berg"),
        (Role::Patient, "patient@demo.invalid", "Mara", "Okafor"),
    ];
    let mut logins = Vec::new();
    let (mut therapist, mut client): (Option<User>, Option<User>) = (None, None);
    for (role, email, first_name, last_name) in people {
        let password = password()?;
        let new = NewUser {
            email: email.into(),
            password: password.clone(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            role,
        };
        let user = app::users::create(app, new).await?;
        match role {
            Role::Therapist => therapist = Some(user),
            Role::Patient => client = Some(user),
            Role::Admin | Role::Supervisor => {}
        }
        logins.push(Login {
            role,
            email: email.into(),
            password,
        });
    }
    let therapist = therapist.context("the demo has a therapist")?;
    let caller = Caller {
        user: therapist.id,
        login: LoginId::new(app.now()),
        role: therapist.role,
        standing: Standing::Full,
        stepped_up_at: None,
        origin: Origin::default(),
    };
    let patients = ["Mara Okafor", "Tomas Lindqvist", "Ada Moreau"];
    for (name, recording) in patients.into_iter().zip(carried::DEMO_RECORDINGS) {
        let patient = app::patients::create(app, &caller, NewPatient::new(name, None, None)?).await?;
        app::consents::demonstrate(app, patient.id).await?;
        // The patient user is the first of them, and reads in the portal what is released.
        if let Some(client) = client.take() {
            let mut tx = app.db.write().await?;
            store::patients::link(&mut tx, patient.id, client.id, app.now()).await?;
            tx.commit().await?;
        }
        upload(app, &caller, patient.id, recording).await?;
    }
    Ok(logins)
}

async fn upload(app: &App, caller: &Caller, patient: PatientId, recording: carried::CarriedFile) -> anyhow::Result<()> {
    let pieces = recording
        .bytes
        .chunks(64 << 10)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::from_static(piece)));
    app::sessions::receive(
        app,
        caller,
        patient,
        None,
        recording.name,
        futures::stream::iter(pieces),
    )
    .await?;
    Ok(())
}

/// A password of this run that obeys the rule for all passwords.
fn password() -> anyhow::Result<String> {
    let (random, _) = app::tokens::new_refresh()?;
    let letters: String = random.chars().filter(char::is_ascii_alphanumeric).take(14).collect();
    Ok(format!("Demo-{letters}-1a"))
}
