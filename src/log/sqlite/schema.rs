//! The tables, and how a connection is set up.
//!
//! `commits` is one log of all deliberations, keyed by position alone: every append goes to the
//! right edge of the table, which was measured ten times faster than a key that begins with the
//! deliberation. A row points at the row before it of the same deliberation, so a deliberation can
//! be walked from its head. `milestones` holds every 256th row of a deliberation, so that reading
//! from any sequence walks at most that many rows; a 256th of the inserts of a full index does not
//! show in the time of an append.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::log::OpenError;

/// Version of the tables; a later one is refused.
pub(super) const SCHEMA: u32 = 2;

/// Commits of a deliberation between two milestones.
pub(super) const MILESTONE_COMMITS: u64 = 256;

/// How long one connection waits for another to be done: for a checkpoint at most.
const BUSY_WAIT: Duration = Duration::from_secs(5);

const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE commits (
    position INTEGER PRIMARY KEY,
    deliberation TEXT NOT NULL,
    previous INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    row_schema INTEGER NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE heads (
    deliberation TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    commits INTEGER NOT NULL,
    link BLOB NOT NULL,
    summary BLOB NOT NULL DEFAULT x''
) WITHOUT ROWID;
CREATE TABLE milestones (
    deliberation TEXT NOT NULL,
    last INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (deliberation, last)
) WITHOUT ROWID;
CREATE TABLE vault_keys (
    deliberation TEXT NOT NULL,
    party TEXT NOT NULL,
    member TEXT NOT NULL,
    class INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (deliberation, party, member, class)
) WITHOUT ROWID;
CREATE TABLE vault_texts (
    place INTEGER PRIMARY KEY,
    deliberation TEXT NOT NULL,
    id TEXT NOT NULL,
    party TEXT NOT NULL,
    member TEXT NOT NULL,
    class INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (deliberation, id)
);
CREATE INDEX vault_texts_of ON vault_texts (deliberation, party, member, class);
";

fn database(error: rusqlite::Error) -> OpenError {
    OpenError::Database(Box::new(error))
}

/// Opens the one connection that writes, making the tables in a new file.
pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path).map_err(database)?;
    set_up_writer(&connection).map_err(database)?;
    match stored_schema(&connection).map_err(database)? {
        None => create(&mut connection).map_err(database)?,
        Some(SCHEMA) => {}
        Some(1) => add_summaries(&mut connection).map_err(database)?,
        Some(found) if found > SCHEMA => {
            return Err(OpenError::SchemaTooNew { found, known: SCHEMA });
        }
        Some(found) => {
            return Err(OpenError::Damaged(format!("schema {found} was never in use")));
        }
    }
    Ok(connection)
}

/// Every commit is on disk before it is acknowledged (FULL), what is deleted is overwritten
/// (`secure_delete`), nothing is spilled to temporary files, and checkpoints are left to
/// [`super::checkpoint`], away from the appends.
fn set_up_writer(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_WAIT)?;
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "full"),
        ("secure_delete", "on"),
        ("temp_store", "memory"),
        ("wal_autocheckpoint", "0"),
    ] {
        connection.pragma_update_and_check(None, name, value, |_| Ok(())).optional()?;
    }
    Ok(())
}

fn stored_schema(connection: &Connection) -> rusqlite::Result<Option<u32>> {
    let tables = "SELECT count(*) FROM sqlite_schema";
    if connection.query_row(tables, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(None);
    }
    let version = "SELECT value FROM meta WHERE name = 'schema'";
    let found: i64 = connection.query_row(version, [], |row| row.get(0))?;
    Ok(Some(u32::try_from(found).unwrap_or(u32::MAX)))
}

fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute("INSERT INTO meta VALUES ('schema', ?1)", [SCHEMA])?;
    transaction.commit()
}

/// From schema 1, in which heads had no summary: an empty one says so.
fn add_summaries(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(
        "ALTER TABLE heads ADD COLUMN summary BLOB NOT NULL DEFAULT x'';
         UPDATE meta SET value = 2 WHERE name = 'schema';",
    )?;
    transaction.commit()
}

/// Opens a connection that checkpoints and does nothing else.
pub(super) fn open_checkpointer(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(path).map_err(database)?;
    set_up_writer(&connection).map_err(database)?;
    Ok(connection)
}

/// Opens a connection that can only read.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    Ok(connection)
}

/// A number as SQLite keeps it. Sequences and positions are checked to fit before they are stored;
/// a larger one can only be asked for, and lies beyond everything that is stored.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number as it was stored.
pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
