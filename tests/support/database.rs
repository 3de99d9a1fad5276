use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Clock, SystemClock};
use sqlx::{Connection, Executor, PgConnection};
use store::Db;
use store::db::PoolSize;
use tempfile::TempDir;

/// Names the server on which fresh databases are made; unset means SQLite.
const VARIABLE: &str = "TB_TEST_DATABASE";

/// A migrated database that belongs to one test and goes with it.
pub struct Database {
    /// Its connections.
    pub db: Db,
    directory: TempDir,
    server: Option<Server>,
}

/// A database on a server, dropped at the end.
struct Server {
    url: String,
    name: String,
}

impl Database {
    /// A fresh one on the engine this run is about.
    pub async fn fresh() -> Self {
        match std::env::var(VARIABLE) {
            Ok(url) if !url.is_empty() => Self::fresh_on_server(url).await,
            _ => Self::fresh_sqlite().await,
        }
    }

    /// A fresh SQLite file, whatever the run is about.
    pub async fn fresh_sqlite() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let url = format!("sqlite://{}", directory.path().join("practice.db").display());
        Self {
            db: open(&url).await,
            directory,
            server: None,
        }
    }

    async fn fresh_on_server(url: String) -> Self {
        let name = format!("tb_test_{}", domain::ids::new_uuid(SystemClock.now()).simple());
        let mut connection = PgConnection::connect(&url)
            .await
            .unwrap_or_else(|error| panic!("{VARIABLE}: {error}"));
        connection
            .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .expect("a database can be made");
        let (base, _) = url.rsplit_once('/').expect("the address names a database");
        let db = open(&format!("{base}/{name}")).await;
        Self {
            db,
            directory: TempDir::new().expect("a temporary directory"),
            server: Some(Server { url, name }),
        }
    }

    /// Its address, for another process.
    pub fn url(&self) -> String {
        match &self.server {
            Some(Server { url, name }) => {
                let (base, _) = url.rsplit_once('/').expect("the address names a database");
                format!("{base}/{name}")
            }
            None => format!("sqlite://{}", self.directory().join("practice.db").display()),
        }
    }

    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// A directory that goes with it.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The files of the embedded database: the main file and its log.
    pub fn files(&self) -> Vec<PathBuf> {
        ["practice.db", "practice.db-wal"]
            .map(|name| self.directory().join(name))
            .into_iter()
            .filter(|path| path.exists())
            .collect()
    }

    /// Runs a statement that the product has no function for. Returns how many rows it changed.
    pub async fn execute(&self, sql: &str) -> u64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.db {
            Db::Sqlite(pool) => pool.execute(sql).await.expect("the statement is right").rows_affected(),
            Db::Postgres(pool) => pool.execute(sql).await.expect("the statement is right").rows_affected(),
        }
    }

    /// The single number a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.db {
            Db::Sqlite(pool) => sqlx::query_scalar(sql)
                .fetch_one(pool)
                .await
                .expect("the query gives a number"),
            Db::Postgres(pool) => sqlx::query_scalar(sql)
                .fetch_one(pool)
                .await
                .expect("the query gives a number"),
        }
    }
}

async fn open(url: &str) -> Db {
    let size = PoolSize {
        connections: 10,
        wait: Duration::from_secs(30),
    };
    let db = Db::open(url, size).await.expect("the test's database opens");
    db.migrate().await.expect("the migrations apply");
    db
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(Server { url, name }) = self.server.take() else {
            return;
        };
        // A destructor cannot wait, and this thread may already run a runtime: another one does it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&url).await?;
                connection
                    .execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
                    .await?;
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            })
        })
        .join();
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("a test database was left behind on the server");
        }
    }
}
