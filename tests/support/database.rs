use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Clock, SystemClock};
use sqlx::{Connection, Executor, PgConnection};
use store::Db;
use store::db::PoolSize;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The file of the embedded database, and its log.
const SQLITE: &str = "practice.db";
const SQLITE_LOG: &str = "practice.db-wal";

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
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(sqlite_template).await;
        let directory = TempDir::new().expect("a temporary directory");
        std::fs::write(directory.path().join(SQLITE), template).expect("a place for the database");
        let url = sqlite_url(directory.path());
        Self {
            db: open(&url).await,
            directory,
            server: None,
        }
    }

    async fn fresh_on_server(url: String) -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(|| template(&url)).await;
        let name = format!("tb_test_{}", domain::ids::new_uuid(SystemClock.now()).simple());
        statement(
            &mut connect(&url).await,
            format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        Self {
            db: open(&beside(&url, &name)).await,
            directory: TempDir::new().expect("a temporary directory"),
            server: Some(Server { url, name }),
        }
    }

    /// Its address, for another process.
    pub fn url(&self) -> String {
        match &self.server {
            Some(Server { url, name }) => beside(url, name),
            None => sqlite_url(self.directory()),
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
        [SQLITE, SQLITE_LOG]
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

fn sqlite_url(directory: &Path) -> String {
    format!("sqlite://{}", directory.join(SQLITE).display())
}

/// A migrated database as a file, of which fresh ones are copies: see [`template`].
async fn sqlite_template() -> Vec<u8> {
    let directory = TempDir::new().expect("a temporary directory");
    open(&sqlite_url(directory.path())).await.close().await;
    // Who closes last empties the log into the file.
    assert!(!directory.path().join(SQLITE_LOG).exists(), "the file is whole");
    std::fs::read(directory.path().join(SQLITE)).expect("the database is a file")
}

/// The name of a migrated database on this server that fresh ones are copied from, since running every migration for every test
/// takes several times as long as the copy. It is made once for each state of the migrations, by whichever suite comes first.
async fn template(url: &str) -> String {
    let name = format!("tb_template_{:016x}", migrations());
    let mut connection = connect(url).await;
    // Suites may run beside each other.
    statement(&mut connection, "SELECT pg_advisory_lock(7230)".to_owned()).await;
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM pg_database WHERE datname = $1")
        .bind(&name)
        .fetch_one(&mut connection)
        .await
        .expect("the server tells its databases");
    if known == 0 {
        // Under another name until it is whole: who dies here leaves no half template.
        let unfinished = format!("{name}_unfinished");
        statement(
            &mut connection,
            format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
        )
        .await;
        statement(&mut connection, format!("CREATE DATABASE {unfinished}")).await;
        open(&beside(url, &unfinished)).await.close().await;
        statement(&mut connection, format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
    // The lock goes with the connection.
    connection.close().await.expect("the connection closes");
    name
}

/// Tells one state of the migrations from another.
fn migrations() -> u64 {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let texts: BTreeMap<PathBuf, Vec<u8>> = std::fs::read_dir(&directory)
        .and_then(|entries| {
            entries
                .map(|entry| {
                    let path = entry?.path();
                    let text = std::fs::read(&path)?;
                    Ok((path, text))
                })
                .collect()
        })
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut hasher = DefaultHasher::new();
    texts.hash(&mut hasher);
    hasher.finish()
}

/// The address of another database on the same server.
fn beside(url: &str, name: &str) -> String {
    let (base, _) = url.rsplit_once('/').expect("the address names a database");
    format!("{base}/{name}")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .unwrap_or_else(|error| panic!("{VARIABLE}: {error}"))
}

async fn statement(connection: &mut PgConnection, sql: String) {
    connection
        .execute(sqlx::AssertSqlSafe(sql.as_str()))
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
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
