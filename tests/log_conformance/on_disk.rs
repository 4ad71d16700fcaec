//! What only a log on disk has to keep: it survives, it is alone, and what is erased is gone.

use std::fs;
use std::path::Path;

use beraad::log::sqlite::{DATABASE_FILE, SqliteLog};
use beraad::log::{EventLog, OpenError, TextClass};
use bytes::Bytes;
use tempfile::tempdir;

use crate::build::{commit, id, ids, key, member, stored, text, text_id};

#[tokio::test]
async fn what_was_acknowledged_is_there_after_opening_again() {
    let folder = tempdir().unwrap();
    let subject = member("residents", None);
    let mut first = commit("park", 0, 2);
    first.keys = vec![key(&subject, TextClass::Content)];
    first.texts = vec![text("t1", &subject, TextClass::Content)];
    let log = SqliteLog::open(folder.path()).unwrap();
    log.append(first.clone().into()).await.unwrap();
    log.append(commit("square", 0, 1).into()).await.unwrap();
    let head = log.head(&id("park"));
    drop(log);

    let log = SqliteLog::open(folder.path()).unwrap();
    assert_eq!(log.head(&id("park")), head);
    assert_eq!(log.texts(&id("park"), &[text_id("t1")]).await.unwrap(), first.texts);
    assert_eq!(log.keys(&id("park"), None).await.unwrap(), first.keys);
    assert_eq!(ids(log.deliberations(None, 9)), [id("park"), id("square")]);
    assert_eq!(log.deliberations(None, 1)[0].summary, "summary 2");
    log.append(commit("park", 2, 1).into()).await.unwrap();
    let all = [stored(1, first), stored(3, commit("park", 2, 1))];
    assert_eq!(log.read(&id("park"), 0, 9).await.unwrap(), all);
}

/// What a crash leaves on disk is what lies there while the log is open.
#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_crash() {
    let (folder, copy) = (tempdir().unwrap(), tempdir().unwrap());
    let log = SqliteLog::open(folder.path()).unwrap();
    for after in 0..50 {
        log.append(commit("park", after, 1).into()).await.unwrap();
    }
    for name in [DATABASE_FILE.to_owned(), format!("{DATABASE_FILE}-wal")] {
        fs::copy(folder.path().join(&name), copy.path().join(&name)).unwrap();
    }
    let copied = SqliteLog::open(copy.path()).unwrap();
    assert_eq!(copied.head(&id("park")), log.head(&id("park")));
    let (ours, theirs) = (log.tail(0, 100).await.unwrap(), copied.tail(0, 100).await.unwrap());
    assert_eq!((ours.len(), ours), (50, theirs));
    copied.append(commit("park", 50, 1).into()).await.unwrap();
}

#[tokio::test]
async fn a_log_that_is_open_is_not_opened_twice() {
    let folder = tempdir().unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    let again = SqliteLog::open(folder.path());
    assert!(matches!(again, Err(OpenError::Locked { .. })));
    drop(log);
    assert!(SqliteLog::open(folder.path()).is_ok());
}

#[tokio::test]
async fn a_file_that_is_no_log_is_refused() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join(DATABASE_FILE), "no database".repeat(1000)).unwrap();
    assert!(matches!(SqliteLog::open(folder.path()), Err(OpenError::Database(_))));
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(SqliteLog::open(&file), Err(OpenError::Folder { .. })));
}

#[tokio::test]
async fn erased_bytes_are_in_no_file() {
    let folder = tempdir().unwrap();
    let (one, two) = (member("residents", Some("m-1")), member("residents", Some("m-2")));
    let log = SqliteLog::open(folder.path()).unwrap();
    for (after, (subject, name)) in (0..).zip([(&one, "t1"), (&two, "t2")]) {
        let mut next = commit("park", after, 1);
        next.keys = vec![key(subject, TextClass::Content)];
        next.texts = vec![text(name, subject, TextClass::Content)];
        log.append(next.into()).await.unwrap();
    }
    let (text_1, key_1) = (text("t1", &one, TextClass::Content), key(&one, TextClass::Content));
    let (text_2, key_2) = (text("t2", &two, TextClass::Content), key(&two, TextClass::Content));
    assert!(is_in_a_file(folder.path(), &text_1.sealed[..40]));
    assert!(is_in_a_file(folder.path(), &key_1.wrapped));

    let mut erasing = commit("park", 2, 1);
    erasing.destroy = vec![(one, TextClass::Content)];
    log.append(erasing.into()).await.unwrap();
    assert!(!is_in_a_file(folder.path(), &text_1.sealed[..20]));
    assert!(!is_in_a_file(folder.path(), &key_1.wrapped));
    assert!(is_in_a_file(folder.path(), &text_2.sealed[..20]));
    assert!(is_in_a_file(folder.path(), &key_2.wrapped));
    drop(log);
    assert!(!is_in_a_file(folder.path(), &text_1.sealed[..20]));
    assert!(!is_in_a_file(folder.path(), &key_1.wrapped));
}

fn is_in_a_file(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let content = fs::read(entry.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().unwrap();
    let own = folder.path().join("data");
    let log = SqliteLog::open(&own).unwrap();
    log.append(commit("park", 0, 1).into()).await.unwrap();
    assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o700);
    for name in [DATABASE_FILE.to_owned(), format!("{DATABASE_FILE}-wal")] {
        let mode = fs::metadata(own.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_snapshot_is_a_private_file_that_takes_no_notice_of_what_a_crash_left() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempdir().unwrap();
    let snapshots = folder.path().join("snapshots");
    let log = SqliteLog::open(folder.path()).unwrap();
    assert!(!snapshots.exists());
    log.keep_snapshot(&id("park"), Bytes::from("one")).await;
    let left = snapshots.join(".park.unfinished");
    fs::write(&left, "half a sna").unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
    log.keep_snapshot(&id("park"), Bytes::from("another")).await;
    drop(log);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&snapshots), mode(&snapshots.join("park"))), (0o700, 0o600));
    assert!(!left.exists());

    let log = SqliteLog::open(folder.path()).unwrap();
    assert_eq!(log.snapshot(&id("park")).await, Some(Bytes::from("another")));
    // What cannot be read or removed is no snapshot, and no reason to stop.
    fs::remove_file(snapshots.join("park")).unwrap();
    fs::create_dir(snapshots.join("park")).unwrap();
    assert_eq!(log.snapshot(&id("park")).await, None);
    log.keep_snapshot(&id("park"), Bytes::from("another")).await;
    log.forget_snapshot(&id("park")).await;
    assert_eq!(log.snapshot(&id("park")).await, None);
}
