//! Reading, on connections of its own, so that a reader never waits for the writer.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use crate::domain::ids::{DeliberationId, MemberId, MemberRef, PartyId, TextId};
use crate::log::ReadError;
use crate::log::record::{
    Head, PAGE_BYTES_MAX, SealedText, StoredCommit, Subject, TextClass, WrappedKey,
};
use crate::log::sqlite::body::{self, Frame};
use crate::log::sqlite::schema::{open_reader, signed, unsigned};
use crate::log::sqlite::write::{class_column, subject_columns};

/// Reads that run at once; more wait for their turn.
pub(super) const READERS_MAX: usize = 4;

/// Connections that are not in use.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Readers {
        Readers { path, idle: Mutex::new(Vec::new()) }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a read on a connection, a new one when none is idle.
    pub(super) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.path).map_err(storage)?,
        };
        let result = read(&connection);
        self.idle().push(connection);
        result
    }

    /// Closes the connections that are not in use.
    pub(super) fn close(&self) {
        self.idle().clear();
    }
}

fn storage(error: rusqlite::Error) -> ReadError {
    ReadError::Storage(Box::new(error))
}

fn unreadable(position: u64, first_sequence: Option<u64>, cause: impl ToString) -> ReadError {
    ReadError::Unreadable { position, first_sequence, cause: cause.to_string() }
}

/// A page of the database that is damaged makes a record unreadable, and not the whole storage.
fn at(position: u64, first_sequence: Option<u64>) -> impl Fn(rusqlite::Error) -> ReadError {
    move |error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) | None => unreadable(position, first_sequence, error),
        Some(_) => storage(error),
    }
}

/// Commits of a deliberation beyond a sequence, given its head.
pub(super) fn read(
    connection: &Connection,
    deliberation: &DeliberationId,
    head: &Head,
    after: u64,
    most: usize,
) -> Result<Vec<StoredCommit>, ReadError> {
    let mut places = Vec::new();
    let mut reached = after;
    while places.len() < most && reached < head.sequence {
        let anchor = anchor(connection, deliberation, head, reached)?;
        let mut stretch = walk(connection, deliberation, anchor, reached)?;
        let Some(last) = stretch.first() else { break };
        reached = last.last;
        stretch.reverse();
        places.extend(stretch);
    }
    places.truncate(most);
    let places = places.into_iter().map(|place| (place.position, Some(place.first)));
    page(connection, places)
}

/// Where a row lies and what it holds.
#[derive(Clone, Copy)]
struct Place {
    position: u64,
    first: u64,
    last: u64,
}

/// The first milestone beyond a sequence, or else the head: from there, walking back meets the row
/// after that sequence within the distance between two milestones.
fn anchor(
    connection: &Connection,
    deliberation: &DeliberationId,
    head: &Head,
    after: u64,
) -> Result<u64, ReadError> {
    let milestone = connection
        .prepare_cached(
            "SELECT position FROM milestones
             WHERE deliberation = ?1 AND last > ?2 AND last <= ?3 ORDER BY last LIMIT 1",
        )
        .and_then(|mut statement| {
            let range = params![deliberation.as_str(), signed(after), signed(head.sequence)];
            statement.query_row(range, |row| row.get(0)).optional()
        });
    Ok(milestone.map_err(storage)?.map_or(head.position, unsigned))
}

/// Walks back from a row to the first one beyond a sequence, checking that no row is left out and
/// none of another deliberation is in between.
fn walk(
    connection: &Connection,
    deliberation: &DeliberationId,
    from: u64,
    after: u64,
) -> Result<Vec<Place>, ReadError> {
    let query = "SELECT deliberation, previous, first, last FROM commits WHERE position = ?1";
    let mut statement = connection.prepare_cached(query).map_err(storage)?;
    let mut places: Vec<Place> = Vec::new();
    let mut position = from;
    loop {
        let next = places.last().map(|place| place.first);
        let row = statement.query_row([signed(position)], |row| {
            let own = row.get_ref(0)?.as_str()? == deliberation.as_str();
            Ok((own, unsigned(row.get(1)?), unsigned(row.get(2)?), unsigned(row.get(3)?)))
        });
        let (own, previous, first, last) = row.map_err(at(position, None))?;
        let joins = next.is_none_or(|next| last.checked_add(1) == Some(next));
        if !own || !joins || first == 0 || first > last || (previous == 0) != (first == 1) {
            return Err(unreadable(position, None, "its frame does not fit in its deliberation"));
        }
        if last <= after {
            return Ok(places);
        }
        places.push(Place { position, first, last });
        if first <= after.saturating_add(1) || previous == 0 {
            return Ok(places);
        }
        position = previous;
    }
}

/// Commits of all deliberations beyond a position.
pub(super) fn tail(
    connection: &Connection,
    position: u64,
    most: usize,
) -> Result<Vec<StoredCommit>, ReadError> {
    let last = "SELECT coalesce(max(position), 0) FROM commits";
    let last = connection.query_row(last, [], |row| row.get(0)).map_err(storage)?;
    let end = position.saturating_add(most as u64).min(unsigned(last));
    page(connection, (position.saturating_add(1)..=end).map(|position| (position, None)))
}

/// The commits at these positions, up to the bytes of a page and to the first unreadable one.
fn page(
    connection: &Connection,
    places: impl Iterator<Item = (u64, Option<u64>)>,
) -> Result<Vec<StoredCommit>, ReadError> {
    let (mut commits, mut bytes) = (Vec::new(), 0);
    for (position, first) in places {
        match commit(connection, position, first) {
            Ok(commit) => {
                bytes += commit.body_bytes();
                commits.push(commit);
            }
            Err(error) if commits.is_empty() => return Err(error),
            Err(_) => break,
        }
        if bytes >= PAGE_BYTES_MAX {
            break;
        }
    }
    Ok(commits)
}

fn commit(
    connection: &Connection,
    position: u64,
    first: Option<u64>,
) -> Result<StoredCommit, ReadError> {
    let query = "SELECT deliberation, first, last, row_schema, digest, body FROM commits
                 WHERE position = ?1";
    let mut statement = connection.prepare_cached(query).map_err(storage)?;
    let stored = statement.query_row([signed(position)], |row| {
        let frame = Frame {
            deliberation: row.get_ref(0)?.as_str()?,
            first: unsigned(row.get(1)?),
            last: unsigned(row.get(2)?),
            row_schema: row.get(3)?,
        };
        let body = Bytes::from(row.get::<_, Vec<u8>>(5)?);
        Ok(body::decode(position, &frame, row.get_ref(4)?.as_blob()?, body))
    });
    stored.map_err(at(position, first))?.map_err(|cause| unreadable(position, first, cause))
}

/// The sealed texts among these ids that still exist, in the order asked for.
pub(super) fn texts(
    connection: &Connection,
    deliberation: &DeliberationId,
    ids: &[TextId],
) -> Result<Vec<SealedText>, ReadError> {
    let query = "SELECT party, member, class, sealed FROM vault_texts
                 WHERE deliberation = ?1 AND id = ?2";
    let mut statement = connection.prepare_cached(query).map_err(storage)?;
    let mut texts = Vec::new();
    for id in ids {
        let found = statement.query_row([deliberation.as_str(), id.as_str()], vault_row);
        if let Some((subject, class, sealed)) = found.optional().map_err(storage)? {
            texts.push(SealedText { id: id.clone(), subject, class, sealed });
        }
    }
    Ok(texts)
}

/// The wrapped keys of a deliberation, in order of subject and class.
pub(super) fn keys(
    connection: &Connection,
    deliberation: &DeliberationId,
) -> Result<Vec<WrappedKey>, ReadError> {
    let query = "SELECT party, member, class, wrapped FROM vault_keys
                 WHERE deliberation = ?1 ORDER BY party, member, class";
    let mut statement = connection.prepare_cached(query).map_err(storage)?;
    let rows = statement.query_map([deliberation.as_str()], vault_row).map_err(storage)?;
    let key = |(subject, class, wrapped)| WrappedKey { subject, class, wrapped };
    rows.map(|row| row.map(key).map_err(storage)).collect()
}

/// The keys in these places.
pub(super) fn keys_of(
    connection: &Connection,
    deliberation: &DeliberationId,
    places: &BTreeSet<(Subject, TextClass)>,
) -> Result<Vec<WrappedKey>, ReadError> {
    let query = "SELECT wrapped FROM vault_keys
                 WHERE deliberation = ?1 AND party = ?2 AND member = ?3 AND class = ?4";
    let mut statement = connection.prepare_cached(query).map_err(storage)?;
    let mut found = Vec::new();
    for (subject, class) in places {
        let (party, member) = subject_columns(subject);
        let place = params![deliberation.as_str(), party, member, class_column(*class)];
        let wrapped = statement.query_row(place, |row| row.get::<_, Vec<u8>>(0)).optional();
        let Some(wrapped) = wrapped.map_err(storage)? else { continue };
        found.push(WrappedKey { subject: subject.clone(), class: *class, wrapped: wrapped.into() });
    }
    Ok(found)
}

fn vault_row(row: &Row<'_>) -> rusqlite::Result<(Subject, TextClass, Bytes)> {
    let party = row.get_ref(0)?.as_str()?;
    let member = row.get_ref(1)?.as_str()?;
    let subject = if party.is_empty() {
        Subject::Deliberation
    } else {
        let member = (!member.is_empty()).then(|| MemberId::parse(member)).transpose();
        Subject::Member(MemberRef {
            party: PartyId::parse(party).map_err(|error| conversion(0, error))?,
            member: member.map_err(|error| conversion(1, error))?,
        })
    };
    let class = match row.get::<_, i64>(2)? {
        1 => TextClass::Content,
        2 => TextClass::Identity,
        other => return Err(rusqlite::Error::IntegralValueOutOfRange(2, other)),
    };
    Ok((subject, class, row.get::<_, Vec<u8>>(3)?.into()))
}

fn conversion(column: usize, error: crate::domain::ids::IdError) -> rusqlite::Error {
    let kind = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}
