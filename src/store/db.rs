//! One connection pool over either database, and transactions in which one SQL text serves both.
//!
//! SQLite has one writer: a writing transaction begins with `BEGIN IMMEDIATE`, so it waits for its turn at the start and never
//! fails in the middle. Acknowledged means durable: WAL with `synchronous=FULL`, and a version of SQLite without the
//! WAL-reset defect that could lose committed transactions before 3.51.3.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::{Error, Result};

/// The first SQLite release whose WAL keeps what it acknowledged (sqlite.org/wal.html, "WAL-reset bug").
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// A pool of connections to one of the two databases.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded database.
    Sqlite(SqlitePool),
    /// A database server.
    Postgres(PgPool),
}

/// A transaction. Dropping it without [`Tx::commit`] undoes everything.
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a database server.
    Postgres(Transaction<'static, Postgres>),
}

/// Expands `$body` once per driver; `$connection` is that driver's `&mut` connection.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::db::Tx::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}
pub(crate) use on;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct PoolSize {
    /// The most connections at once.
    pub connections: u32,
    /// How long to wait for one before giving up.
    pub wait: Duration,
}

impl Default for PoolSize {
    /// The contract's `DB_POOL_SIZE` + `DB_MAX_OVERFLOW` and `DB_POOL_TIMEOUT` defaults.
    fn default() -> Self {
        Self {
            connections: 30,
            wait: Duration::from_secs(30),
        }
    }
}

impl Db {
    /// Opens the database a URL names: `sqlite://FILE` (made when absent) or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Unusable`] for a URL of another kind or a SQLite that is too old, [`Error::Driver`] when it cannot be reached.
    pub async fn open(url: &str, size: PoolSize) -> Result<Self> {
        if let Some(file) = url.strip_prefix("sqlite://") {
            Self::open_sqlite(Path::new(file), size).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|_| Error::Unusable("DATABASE_URL is no valid postgres:// address".into()))?;
            let pool = PgPoolOptions::new()
                .max_connections(size.connections)
                .acquire_timeout(size.wait)
                .connect_with(options.application_name("therapybridge"))
                .await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(Error::Unusable(
                "DATABASE_URL must begin with sqlite:// or postgres://".into(),
            ))
        }
    }

    async fn open_sqlite(file: &Path, size: PoolSize) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // Deleted rows are overwritten: a destroyed key must not linger in a free page.
            .pragma("secure_delete", "ON");
        // Readers beyond the cores only wait for one another.
        let pool = SqlitePoolOptions::new()
            .max_connections(size.connections.min(8))
            .acquire_timeout(size.wait)
            .connect_with(options)
            .await?;
        let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&pool).await?;
        if !at_least(&version, OLDEST_SQLITE) {
            let (major, minor, patch) = OLDEST_SQLITE;
            return Err(Error::Unusable(format!(
                "SQLite {version} may lose committed data; {major}.{minor}.{patch} or newer is needed"
            )));
        }
        Ok(Self::Sqlite(pool))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`Error::Migration`].
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite(pool) => sqlx::migrate!("../../migrations/sqlite").run(pool).await?,
            Self::Postgres(pool) => sqlx::migrate!("../../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// A transaction that changes something.
    ///
    /// # Errors
    /// [`Error::Driver`] when no connection can be had.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(begin_on_server(pool, "BEGIN").await?),
        })
    }

    /// A transaction that only reads: one consistent snapshot.
    ///
    /// # Errors
    /// [`Error::Driver`] when no connection can be had.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(begin_on_server(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Connections in use and idle, for the contract's connection report. On Postgres: all connections of the server.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn active_connections(&self) -> Result<i64> {
        match self {
            Self::Sqlite(pool) => Ok(i64::from(pool.size())),
            Self::Postgres(pool) => {
                let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM pg_stat_activity")
                    .fetch_one(pool)
                    .await?;
                Ok(count)
            }
        }
    }

    /// Closes every connection; SQLite checkpoints its log.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes the changes durable.
    ///
    /// # Errors
    /// [`Error::Driver`] or [`Error::DiskFull`]; nothing was changed then.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Begins a transaction in a task of its own. sqlx-postgres 0.9 forgets a `BEGIN` that it has sent when whoever waits for its
/// answer goes away, as every request does whose client hangs up: the connection would return to the pool inside a
/// transaction that nobody ends, and the next one on it could find itself read-only. A task hears the answer out, and what
/// it then holds for nobody is rolled back.
async fn begin_on_server(pool: &PgPool, statement: &'static str) -> sqlx::Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    begun.await.map_err(|_| sqlx::Error::WorkerCrashed)?
}

fn at_least(version: &str, oldest: (u32, u32, u32)) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= oldest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(at_least("3.51.3", OLDEST_SQLITE));
        assert!(at_least("3.100.0", OLDEST_SQLITE));
        assert!(!at_least("3.51.2", OLDEST_SQLITE));
        assert!(!at_least("3.9.9", OLDEST_SQLITE));
    }
}
