//! A copy of the database while it is in use, by its own means: `VACUUM INTO` for SQLite, `pg_dump` for PostgreSQL. Each is one
//! consistent moment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::process::Command;

use crate::{Db, Error, Result};

/// Where Debian and its kin keep the programs of every PostgreSQL that is installed.
const VERSIONS: &str = "/usr/lib/postgresql";

impl Db {
    /// The name of a copy's file: it says which database made it.
    pub fn copy_name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => SQLITE_COPY,
            Self::Postgres(_) => POSTGRES_COPY,
        }
    }

    /// Writes a copy of everything committed by now to a file that is not there yet.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Driver`]; [`Error::Unusable`] when `pg_dump` is not installed or does not succeed.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        match self {
            Self::Sqlite(pool) => {
                let path = file
                    .to_str()
                    .ok_or_else(|| Error::Unusable(format!("{} is no name that SQLite can use", file.display())))?;
                sqlx::query("VACUUM INTO $1").bind(path).execute(pool).await?;
                Ok(())
            }
            Self::Postgres(pool) => {
                let output = OsString::from_iter(["--file=".as_ref(), file.as_os_str()]);
                let arguments = ["--format=custom", "--no-owner", "--no-privileges"].map(OsString::from);
                let arguments = arguments.into_iter().chain([output]);
                run("pg_dump", &pool.connect_options(), arguments).await
            }
        }
    }

    /// Loads a copy that [`Db::copy_to`] made on PostgreSQL into this database, which must be empty.
    ///
    /// # Errors
    /// [`Error::Unusable`] when it is not empty, is no PostgreSQL, or `pg_restore` is not installed or does not succeed.
    pub async fn load_copy(&self, file: &Path) -> Result<()> {
        let Self::Postgres(pool) = self else {
            return Err(Error::Unusable("a copy made by pg_dump needs a PostgreSQL".into()));
        };
        let (tables,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()")
                .fetch_one(pool)
                .await?;
        if tables > 0 {
            return Err(Error::Unusable(format!(
                "the database is not empty ({tables} tables); name an empty one in DATABASE_URL"
            )));
        }
        let arguments = [
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
        ]
        .map(OsString::from);
        let arguments = arguments.into_iter().chain([file.as_os_str().to_owned()]);
        run("pg_restore", &pool.connect_options(), arguments).await
    }
}

/// The file of a copy of SQLite.
pub const SQLITE_COPY: &str = "database.sqlite";
/// The file of a copy of PostgreSQL.
pub const POSTGRES_COPY: &str = "database.pgdump";

/// Opens a copy without changing it and looks whether it is whole. Returns how many sessions it holds, where that can be told.
///
/// # Errors
/// [`Error::Unusable`] with what is wrong, [`Error::Driver`] when it cannot be opened.
pub async fn check_copy(file: &Path) -> Result<Option<i64>> {
    if file.file_name().is_some_and(|name| name == POSTGRES_COPY) {
        let list = Command::new(program("pg_restore"))
            .arg("--list")
            .arg(file)
            .stdin(Stdio::null())
            .output()
            .await;
        let list = list
            .map_err(|error| Error::Unusable(format!("pg_restore, which reads the copy, does not start: {error}")))?;
        if !list.status.success() {
            return Err(Error::Unusable(format!(
                "pg_restore cannot read the copy: {}",
                told(&list.stderr)
            )));
        }
        return Ok(None);
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    let (verdict,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&pool).await?;
    let (sessions,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM sessions").fetch_one(&pool).await?;
    pool.close().await;
    if verdict != "ok" {
        return Err(Error::Unusable(format!("SQLite finds the copy damaged: {verdict}")));
    }
    Ok(Some(sessions))
}

/// Runs a program of PostgreSQL's against the database of these options. The password goes by its environment, where other
/// accounts of the machine do not see it.
async fn run(name: &str, options: &PgConnectOptions, arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let url = options.to_url_lossy();
    let mut command = Command::new(program(name));
    match options.get_socket() {
        Some(socket) => command.arg("--host").arg(socket),
        None => command.arg("--host").arg(options.get_host()),
    };
    command
        .arg("--port")
        .arg(options.get_port().to_string())
        .arg("--username")
        .arg(options.get_username())
        .arg("--dbname")
        .arg(options.get_database().unwrap_or(options.get_username()))
        .arg("--no-password")
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", decoded(password));
    }
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "sslmode" => command.env("PGSSLMODE", value.as_ref()),
            "sslrootcert" => command.env("PGSSLROOTCERT", value.as_ref()),
            _ => continue,
        };
    }
    let output = command.output().await.map_err(|error| {
        Error::Unusable(format!(
            "{name} does not start ({error}); install the client programs of PostgreSQL (Debian: postgresql-client)"
        ))
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Unusable(format!("{name}: {}", told(&output.stderr))))
}

/// The program of the newest PostgreSQL here, or else whatever the search path has.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .map(|version| version.path())
        .filter(|version| version.join("bin").join(name).is_file())
        .max_by_key(|version| number(version));
    newest.map_or_else(|| PathBuf::from(name), |version| version.join("bin").join(name))
}

/// The last line somebody said, which with these programs is the reason.
fn told(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or("it failed without a word").to_owned()
}

/// Undoes the percent signs of an address.
fn decoded(text: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_of_a_password_are_undone() {
        assert_eq!(decoded("p%40ss%2Fw%C3%B6rd%"), OsString::from("p@ss/wörd%"));
        assert_eq!(decoded("plain"), OsString::from("plain"));
    }

    #[test]
    fn of_what_a_program_says_the_last_line_is_told() {
        assert_eq!(told(b"pg_dump: reading\npg_dump: error: no\n\n"), "pg_dump: error: no");
        assert_eq!(told(b""), "it failed without a word");
    }
}
