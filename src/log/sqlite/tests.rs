//! What can only be tried with a hand in the database: damage, other schemas, failing disks.

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::log::record::StoredEvent;
use schema::MILESTONE_COMMITS;

fn id(text: &str) -> DeliberationId {
    DeliberationId::parse(text).unwrap()
}

fn commit(deliberation: &str, after: u64) -> Commit {
    Commit {
        deliberation: id(deliberation),
        after,
        events: vec![StoredEvent {
            sequence: after + 1,
            envelope: format!("envelope {deliberation} {after}").into(),
            payload: "payload".into(),
            salt: [7; 32],
        }],
        requests: Vec::new(),
        texts: Vec::new(),
        keys: Vec::new(),
        summary: Default::default(),
        destroy: Vec::new(),
        link: [1; 32],
        signature: [2; 64],
        at_ms: 0,
    }
}

fn change(folder: &TempDir, statement: &str) {
    let connection = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    assert_ne!(connection.execute(statement, []).unwrap(), 0, "{statement}");
}

/// Three commits of park at positions 1, 3 and 5; two of square at 2 and 4.
async fn small_log(folder: &TempDir) -> SqliteLog {
    let log = SqliteLog::open(folder.path()).unwrap();
    for (name, after) in [("park", 0), ("square", 0), ("park", 1), ("square", 1), ("park", 2)] {
        log.append(commit(name, after).into()).await.unwrap();
    }
    log
}

#[tokio::test]
async fn an_unreadable_record_is_named_and_the_others_are_served() {
    for damage in [
        "UPDATE commits SET body = zeroblob(8) WHERE position = 3",
        "UPDATE commits SET digest = zeroblob(32) WHERE position = 3",
        "UPDATE commits SET body = 'text' WHERE position = 3",
        "UPDATE commits SET row_schema = 2 WHERE position = 3",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let log = small_log(&folder).await;
        change(&folder, damage);
        assert_eq!(log.read(&id("park"), 0, 9).await.unwrap().len(), 1, "{damage}");
        let error = log.read(&id("park"), 1, 9).await.unwrap_err();
        let named =
            matches!(error, ReadError::Unreadable { position: 3, first_sequence: Some(2), .. });
        assert!(named, "{damage}: {error}");
        assert_eq!(log.read(&id("park"), 2, 9).await.unwrap().len(), 1);
        assert_eq!(log.read(&id("square"), 0, 9).await.unwrap().len(), 2);
        assert_eq!(log.tail(0, 9).await.unwrap().len(), 2);
        let error = log.tail(2, 9).await.unwrap_err();
        assert!(matches!(error, ReadError::Unreadable { position: 3, .. }));
        assert_eq!(log.tail(3, 9).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_broken_walk_is_named_and_other_deliberations_are_served() {
    for (damage, broken) in [
        ("UPDATE commits SET previous = 2 WHERE position = 3", 2),
        ("UPDATE commits SET previous = 0 WHERE position = 3", 3),
        ("UPDATE commits SET last = 9 WHERE position = 3", 3),
        ("UPDATE commits SET deliberation = 'other' WHERE position = 3", 3),
        ("DELETE FROM commits WHERE position = 3", 3),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let log = small_log(&folder).await;
        change(&folder, damage);
        let error = log.read(&id("park"), 0, 9).await.unwrap_err();
        let ReadError::Unreadable { position, .. } = error else { panic!("{damage}: {error}") };
        assert_eq!(position, broken, "{damage}");
        assert_eq!(log.read(&id("square"), 0, 9).await.unwrap().len(), 2);
        log.append(commit("park", 3).into()).await.unwrap();
        assert_eq!(log.read(&id("park"), 3, 9).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_later_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(small_log(&folder).await);
    change(&folder, "UPDATE meta SET value = 3");
    let refused = SqliteLog::open(folder.path());
    assert!(matches!(refused, Err(OpenError::SchemaTooNew { found: 3, known: 2 })));
    change(&folder, "UPDATE meta SET value = 2");
    assert!(SqliteLog::open(folder.path()).is_ok());
}

#[tokio::test]
async fn a_log_of_schema_1_goes_on_with_empty_summaries() {
    let folder = tempfile::tempdir().unwrap();
    let log = small_log(&folder).await;
    let last = log.head(&id("park")).unwrap().sequence;
    drop(log);
    let connection = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    connection.execute_batch("ALTER TABLE heads DROP COLUMN summary").unwrap();
    drop(connection);
    change(&folder, "UPDATE meta SET value = 1");
    for _ in 0..2 {
        let log = SqliteLog::open(folder.path()).unwrap();
        assert!(log.deliberations(None, 9).iter().all(|listed| listed.summary.is_empty()));
    }
    let log = SqliteLog::open(folder.path()).unwrap();
    let next = Commit { summary: "park".into(), ..commit("park", last) };
    log.append(next.into()).await.unwrap();
    let summaries = log.deliberations(None, 9).into_iter().map(|listed| listed.summary);
    assert_eq!(summaries.collect::<Vec<_>>(), ["park", ""]);
}

#[tokio::test]
async fn heads_that_do_not_fit_the_commits_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(small_log(&folder).await);
    change(&folder, "DELETE FROM heads WHERE deliberation = 'park'");
    assert!(matches!(SqliteLog::open(folder.path()), Err(OpenError::Damaged(_))));
}

#[tokio::test]
async fn a_milestone_stands_at_every_256th_commit() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    for after in 0..2 * MILESTONE_COMMITS + 1 {
        log.append(commit("park", after).into()).await.unwrap();
    }
    let connection = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    let mut statement = connection.prepare("SELECT last FROM milestones").unwrap();
    let lasts = statement.query_map([], |row| row.get(0)).unwrap();
    let lasts: Vec<i64> = lasts.collect::<Result<_, _>>().unwrap();
    assert_eq!(lasts, [256, 512]);
}

/// A disk that fails once at the end of a transaction, after writing it or instead.
fn failing(at: usize, written: bool) -> CommitFn {
    let mut count = 0;
    Box::new(move |connection| {
        count += 1;
        if count != at {
            return connection.execute_batch("COMMIT");
        }
        connection.execute_batch(if written { "COMMIT" } else { "ROLLBACK" })?;
        Err(rusqlite::Error::InvalidQuery)
    })
}

#[tokio::test]
async fn after_a_failed_commit_the_log_says_what_is_stored() {
    for written in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let log = SqliteLog::open_with(folder.path(), failing(2, written)).unwrap();
        log.append(commit("park", 0).into()).await.unwrap();
        let unknown = log.append(commit("park", 1).into()).await;
        assert!(matches!(unknown, Err(AppendError::Unknown(_))));

        // Any next append makes the writer look what is there.
        let probe = log.append(commit("park", 9).into()).await;
        let stored = if written { 2 } else { 1 };
        assert!(matches!(probe, Err(AppendError::Conflict { actual }) if actual == stored));
        assert_eq!(log.head(&id("park")).unwrap().sequence, stored);
        log.append(commit("park", stored).into()).await.unwrap();
        let tail = log.tail(0, 9).await.unwrap();
        let positions: Vec<u64> = tail.iter().map(|commit| commit.position).collect();
        assert_eq!(positions, (1..=stored + 1).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_the_database_refuses_was_surely_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let log = small_log(&folder).await;
    let connection = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON commits
                   BEGIN SELECT RAISE(ABORT, 'no room'); END";
    connection.execute_batch(trigger).unwrap();
    let refused = log.append(commit("park", 3).into()).await;
    assert!(matches!(refused, Err(AppendError::Refused(_))));
    connection.execute_batch("DROP TRIGGER full").unwrap();
    log.append(commit("park", 3).into()).await.unwrap();
    assert_eq!(log.head(&id("park")).unwrap().position, 6);
}

/// One group: conflicts do not fail the others, and a commit may build on one before it.
#[tokio::test]
async fn commits_of_one_group_are_judged_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let log = small_log(&folder).await;
    let group = [("park", 3), ("park", 3), ("square", 2), ("park", 4), ("road", 1)];
    let appends = group.map(|(name, after)| log.append(commit(name, after).into()));
    let answers = futures::future::join_all(appends).await;
    let actual = |answer: &Result<(), AppendError>| match answer {
        Ok(()) => None,
        Err(AppendError::Conflict { actual }) => Some(*actual),
        Err(other) => panic!("{other}"),
    };
    let actual: Vec<_> = answers.iter().map(actual).collect();
    assert_eq!(actual, [None, Some(4), None, None, Some(0)]);
    assert_eq!(log.tail(0, 99).await.unwrap().len(), 8);
}

#[tokio::test]
async fn the_write_ahead_log_is_moved_along() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    for after in 0..200 {
        let mut large = commit("park", after);
        large.events[0].payload = vec![1; 1024 * 1024].into();
        log.append(large.into()).await.unwrap();
    }
    let wal = folder.path().join(format!("{DATABASE_FILE}-wal"));
    let bytes = fs::metadata(wal).unwrap().len();
    assert!(bytes < 160 * 1024 * 1024, "{bytes}");
}
