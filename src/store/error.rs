use crate::seal::SealError;

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique or check constraint refused the change; the constraint's or column's name as the database tells it.
    #[error("the database refused the change: {0}")]
    Constraint(String),
    /// The disk that holds the database is full.
    #[error("the disk that holds the database is full")]
    DiskFull,
    /// A stored value is none that this program writes.
    #[error("the database holds something unexpected: {0}")]
    Inconsistent(String),
    /// A sealed column could not be opened.
    #[error("a sealed value could not be opened")]
    Sealed(#[from] SealError),
    /// The database cannot be used by this program.
    #[error("{0}")]
    Unusable(String),
    /// The migrations could not be applied.
    #[error("the database could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Anything else the driver reports.
    #[error("the database failed")]
    Driver(#[source] sqlx::Error),
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// SQLite's result code for a full disk; Postgres reports SQLSTATE 53100.
const FULL: [&str; 2] = ["13", "53100"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                if database.code().is_some_and(|code| FULL.contains(&code.as_ref())) {
                    return Self::DiskFull;
                }
                if database.is_unique_violation()
                    || database.is_check_violation()
                    || database.is_foreign_key_violation()
                {
                    return Self::Constraint(database.constraint().unwrap_or(database.message()).to_owned());
                }
                Self::Driver(error)
            }
            _ => Self::Driver(error),
        }
    }
}

/// A word in a column that the domain does not know.
pub(crate) fn unknown(column: &str, word: &str) -> Error {
    Error::Inconsistent(format!("{column} holds `{word}`"))
}
