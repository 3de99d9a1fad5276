use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use store::Db;
use support::Database;

/// What a column of SQLite is on Postgres.
const PAIRS: [(&str, &[&str]); 4] = [
    ("BLOB", &["uuid", "bytea"]),
    ("TEXT", &["text", "date"]),
    ("INTEGER", &["bigint", "boolean"]),
    ("REAL", &["double precision"]),
];

/// A column: its type in lower case, and whether it may be null.
type Column = (String, bool);
/// The columns of every table.
type Tables = BTreeMap<String, BTreeMap<String, Column>>;

fn folder(engine: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine)
}

fn files(engine: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(engine)).expect("the folder of migrations is there");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .into_string()
                .expect("a plain name")
        })
        .collect();
    names.sort();
    names
}

/// All migrations of an engine, without comments.
fn text(engine: &str) -> String {
    let texts = files(engine)
        .into_iter()
        .map(|file| std::fs::read_to_string(folder(engine).join(file)).expect("readable"));
    let lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    lines
        .iter()
        .map(|line| line.split("--").next().unwrap_or_default().trim())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The tables as the migrations write them: every column stands on a line of its own.
fn written(engine: &str) -> Tables {
    let text = text(engine);
    let bodies = text.split("CREATE TABLE ").skip(1);
    let tables = bodies.map(|body| {
        let (name, rest) = body.split_once(" (\n").expect("a table begins with its name");
        let (columns, _) = rest.split_once("\n)").expect("a table ends with a parenthesis");
        let columns = columns
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with("CONSTRAINT"));
        let columns = columns.map(|line| {
            let mut words = line.trim_end_matches(',').split_whitespace();
            column(words.next().expect("a name"), words.next().expect("a type"), line)
        });
        (name.to_owned(), columns.collect())
    });
    let mut tables: Tables = tables.collect();
    // What a later migration added to a table of an earlier one.
    for line in text.lines().filter_map(|line| line.strip_prefix("ALTER TABLE ")) {
        let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        let [table, "ADD", "COLUMN", name, kind, ..] = words[..] else {
            panic!("an alteration that is no new column: {line}");
        };
        let columns = tables.get_mut(table).expect("the table was made before");
        columns.extend([column(name, kind, line)]);
    }
    tables
}

/// A column as a line of a migration writes it.
fn column(name: &str, kind: &str, line: &str) -> (String, Column) {
    let kind = match kind.trim_end_matches(';').to_lowercase().as_str() {
        "double" => "double precision".to_owned(),
        kind => kind.to_owned(),
    };
    (name.to_owned(), (kind, !line.contains("NOT NULL")))
}

/// The tables as the database has them.
async fn applied(db: &Db) -> Tables {
    let rows: Vec<(String, String, String, bool)> = match db {
        Db::Sqlite(pool) => sqlx::query_as(
            "SELECT t.name, c.name, lower(c.type), c.\"notnull\" = 0
               FROM sqlite_master t, pragma_table_info(t.name) c
              WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
        )
        .fetch_all(pool)
        .await
        .expect("the schema is readable"),
        Db::Postgres(pool) => sqlx::query_as(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'YES'
               FROM information_schema.columns WHERE table_schema = current_schema()",
        )
        .fetch_all(pool)
        .await
        .expect("the schema is readable"),
    };
    let mut tables = Tables::new();
    for (table, column, kind, nullable) in rows {
        if table != "_sqlx_migrations" {
            tables.entry(table).or_default().insert(column, (kind, nullable));
        }
    }
    tables
}

fn same(sqlite: &Tables, postgres: &Tables) {
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (table, columns) in sqlite {
        let others = &postgres[table];
        assert_eq!(
            columns.keys().collect::<Vec<_>>(),
            others.keys().collect::<Vec<_>>(),
            "{table}"
        );
        for (name, (kind, nullable)) in columns {
            let (other, other_nullable) = &others[name];
            assert_eq!(nullable, other_nullable, "{table}.{name}: may it be null?");
            let allowed = PAIRS
                .iter()
                .find(|(sqlite, _)| sqlite.eq_ignore_ascii_case(kind))
                .map_or(&[][..], |(_, pair)| pair);
            assert!(
                allowed.contains(&other.as_str()),
                "{table}.{name}: {kind} on SQLite, {other} on Postgres"
            );
        }
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let files = files("sqlite");
    assert!(!files.is_empty());
    assert_eq!(files, self::files("postgres"));
}

#[test]
fn both_engines_are_written_with_the_same_tables_and_columns() {
    same(&written("sqlite"), &written("postgres"));
}

#[test]
fn both_engines_have_the_same_indexes_and_constraints() {
    let statements = |engine: &str| {
        let text = text(engine);
        let lines = text.lines().map(|line| line.trim_end_matches(',').to_owned());
        let wanted =
            lines.filter(|line| line.starts_with("CREATE") && line.contains("INDEX") || line.starts_with("CONSTRAINT"));
        wanted.collect::<Vec<_>>()
    };
    let rules = |engine: &str, word: &str| -> Vec<String> {
        let text = text(engine);
        text.lines()
            .filter_map(|line| line.split_once(word))
            .map(|(_, rest)| rest.trim_end_matches(',').to_owned())
            .collect()
    };
    assert!(statements("sqlite").len() > 5);
    assert_eq!(statements("sqlite"), statements("postgres"));
    for word in ["CHECK", "REFERENCES"] {
        assert!(!rules("sqlite", word).is_empty());
        assert_eq!(rules("sqlite", word), rules("postgres", word), "{word}");
    }
}

#[test]
fn every_table_of_sqlite_is_strict() {
    let text = text("sqlite");
    assert_eq!(text.matches("CREATE TABLE").count(), text.matches(") STRICT;").count());
}

#[tokio::test]
async fn the_migrated_database_is_what_the_migrations_write() {
    let database = Database::fresh().await;
    let engine = if database.is_sqlite() { "sqlite" } else { "postgres" };
    assert_eq!(applied(&database.db).await, written(engine));
}

#[tokio::test]
async fn the_migrated_database_matches_the_other_engine() {
    let (here, sqlite) = (Database::fresh().await, Database::fresh_sqlite().await);
    let postgres = if here.is_sqlite() {
        written("postgres")
    } else {
        applied(&here.db).await
    };
    same(&applied(&sqlite.db).await, &postgres);
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let database = Database::fresh().await;
    let before = applied(&database.db).await;
    database.db.migrate().await.expect("nothing is left to do");
    assert_eq!(applied(&database.db).await, before);
    assert_eq!(
        database.number("SELECT COUNT(*) FROM _sqlx_migrations").await,
        files("sqlite").len() as i64
    );
}

#[tokio::test]
async fn an_address_of_no_database_is_refused_in_words() {
    for url in ["mysql://localhost/practice", "practice.db", ""] {
        let error = Db::open(url, Default::default())
            .await
            .map(|_| ())
            .expect_err("no database");
        assert!(error.to_string().contains("sqlite://"), "{url}: {error}");
    }
}
