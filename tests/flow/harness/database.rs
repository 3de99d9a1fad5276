//! The database as an auditor sees it: from outside, with SQL.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::PgPoolCopyExt;
use sqlx::{Connection, Executor, PgConnection};
use store::Db;
use store::db::PoolSize;
use uuid::Uuid;

/// A test's own database.
pub struct Database {
    data: PathBuf,
    /// The server's address and the name of the database there.
    postgres: Option<(String, String)>,
}

const TABLES: [&str; 10] = [
    "users",
    "auth_sessions",
    "patients",
    "sessions",
    "transcripts",
    "jobs",
    "audit",
    "mails",
    "invitations",
    "account_tokens",
];

impl Database {
    /// A database on the server that `TB_TEST_DATABASE` names, else one in a data directory.
    pub async fn new(data: PathBuf) -> Self {
        let postgres = match std::env::var("TB_TEST_DATABASE") {
            Ok(server) if server.starts_with("postgres") => {
                static MADE: AtomicU32 = AtomicU32::new(0);
                let name = format!(
                    "tb_flow_{}_{}",
                    std::process::id(),
                    MADE.fetch_add(1, Ordering::Relaxed)
                );
                statement(&server, format!("CREATE DATABASE {name}"))
                    .await
                    .expect("a database");
                Some((server, name))
            }
            _ => None,
        };
        Self { data, postgres }
    }

    /// The address to configure; `None` for the built-in database.
    pub fn server_url(&self) -> Option<String> {
        self.postgres.as_ref().map(|(server, name)| {
            let (base, _) = server.rsplit_once('/').expect("an address with a database");
            format!("{base}/{name}")
        })
    }

    async fn open(&self) -> Db {
        let url = self
            .server_url()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("therapybridge.db").display()));
        let size = PoolSize {
            connections: 1,
            wait: Duration::from_secs(10),
        };
        Db::open(&url, size).await.expect("the database opens")
    }

    /// The number that a query selects.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let db = self.open().await;
        let counted = match &db {
            Db::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
            Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
        };
        db.close().await;
        counted.expect("a number")
    }

    /// Runs a statement that changes something, as an administrator at the console of the database would.
    pub async fn change(&self, sql: &'static str) {
        let db = self.open().await;
        let changed = match &db {
            Db::Sqlite(pool) => pool.execute(sql).await.map(|_| ()),
            Db::Postgres(pool) => pool.execute(sql).await.map(|_| ()),
        };
        db.close().await;
        changed.expect("the statement is right");
    }

    /// The address of another, empty database on the same server; `None` for the built-in one. Goes with the server of the tests.
    pub async fn empty_twin(&self) -> Option<String> {
        let (server, name) = self.postgres.as_ref()?;
        let twin = format!("{name}_twin");
        statement(server, format!("CREATE DATABASE {twin}"))
            .await
            .expect("a database");
        let (base, _) = server.rsplit_once('/').expect("an address with a database");
        Some(format!("{base}/{twin}"))
    }

    /// Sessions with the number of their lines of a deed in the audit trail.
    pub async fn deeds(&self, deed: &str) -> Vec<(Uuid, i64)> {
        const SQL: &str = "SELECT record, COUNT(*) FROM audit WHERE deed = $1 GROUP BY record";
        let db = self.open().await;
        let rows = match &db {
            Db::Sqlite(pool) => sqlx::query_as(SQL).bind(deed).fetch_all(pool).await,
            Db::Postgres(pool) => sqlx::query_as(SQL).bind(deed).fetch_all(pool).await,
        };
        db.close().await;
        rows.expect("the audit trail")
    }

    /// Everything a database server holds, bytes as they are; nothing for the built-in database, whose files tell the same.
    pub async fn contents(&self) -> Vec<u8> {
        let mut contents = Vec::new();
        if self.postgres.is_none() {
            return contents;
        }
        let db = self.open().await;
        if let Db::Postgres(pool) = &db {
            for table in TABLES {
                // COPY's text format doubles backslashes of the hexadecimal form: `\\x…`.
                let mut copy = pool
                    .copy_out_raw(&format!("COPY {table} TO STDOUT"))
                    .await
                    .expect("a table");
                while let Some(chunk) = futures::StreamExt::next(&mut copy).await {
                    contents.extend_from_slice(&chunk.expect("rows"));
                }
            }
        }
        db.close().await;
        contents
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else {
            return;
        };
        // The test's own runtime cannot wait here.
        let drop = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(statement(
                &server,
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            ))
        });
        // What is left goes with the server of the tests.
        let _ = drop.join();
    }
}

async fn statement(server: &str, sql: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    connection.execute(sqlx::AssertSqlSafe(sql)).await?;
    connection.close().await
}
