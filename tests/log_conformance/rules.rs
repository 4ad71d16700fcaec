//! The rules that every log keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use beraad::domain::ids::DeliberationId;
use beraad::domain::limits::COMMIT_EVENTS_MAX;
use beraad::log::{
    AppendError, COMMIT_BYTES_MAX, Commit, CommitFault, EventLog, Head, PAGE_BYTES_MAX,
    StoredCommit, Subject, TextClass,
};
use bytes::Bytes;

use crate::build::{commit, id, ids, key, member, stored, text, text_id};

type Log = Arc<dyn EventLog>;

async fn read_all(log: &Log, deliberation: &DeliberationId, most: usize) -> Vec<StoredCommit> {
    let mut all: Vec<StoredCommit> = Vec::new();
    loop {
        let after = all.last().map_or(0, StoredCommit::last_sequence);
        let page = log.read(deliberation, after, most).await.unwrap();
        assert!(page.len() <= most);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

pub async fn a_new_log_is_empty(log: Log) {
    assert_eq!(log.head(&id("park")), None);
    assert_eq!(log.read(&id("park"), 0, 10).await.unwrap(), []);
    assert_eq!(log.tail(0, 10).await.unwrap(), []);
    assert_eq!(ids(log.deliberations(None, 10)), []);
    assert_eq!(log.texts(&id("park"), &[text_id("t1")]).await.unwrap(), []);
    assert_eq!(log.keys(&id("park"), None).await.unwrap(), []);
}

pub async fn commits_come_back_as_they_were_written(log: Log) {
    let commits = [commit("park", 0, 3), commit("square", 0, 1), commit("park", 3, 2)];
    for commit in commits.clone() {
        log.append(commit.into()).await.unwrap();
    }
    let [first, other, second] = commits;
    let head = Head { sequence: 5, link: second.link, position: 3 };
    assert_eq!(log.head(&id("park")), Some(head));
    let (first, other, second) = (stored(1, first), stored(2, other), stored(3, second));
    let own = [first.clone(), second.clone()];
    assert_eq!(log.read(&id("park"), 0, 10).await.unwrap(), own);
    assert_eq!(log.tail(0, 10).await.unwrap(), [first, other, second]);
}

pub async fn only_the_expected_version_is_appended_to(log: Log) {
    let ahead = log.append(commit("park", 1, 1).into()).await;
    assert!(matches!(ahead, Err(AppendError::Conflict { actual: 0 })));
    log.append(commit("park", 0, 2).into()).await.unwrap();
    for after in [0, 1, 3] {
        let refused = log.append(commit("park", after, 1).into()).await;
        assert!(matches!(refused, Err(AppendError::Conflict { actual: 2 })));
    }
    assert_eq!(log.tail(0, 10).await.unwrap().len(), 1);
    log.append(commit("park", 2, 1).into()).await.unwrap();
    assert_eq!(log.head(&id("park")).map(|head| head.sequence), Some(3));
}

pub async fn of_two_who_expect_the_same_one_wins(log: Log) {
    for after in 0..20 {
        let rivals: Vec<_> = (0..8)
            .map(|_| {
                let log = Arc::clone(&log);
                tokio::spawn(async move { log.append(commit("park", after, 1).into()).await })
            })
            .collect();
        let mut won = 0;
        for rival in rivals {
            match rival.await.unwrap() {
                Ok(()) => won += 1,
                Err(AppendError::Conflict { actual }) => assert_eq!(actual, after + 1),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(won, 1);
    }
    assert_eq!(log.head(&id("park")).map(|head| head.position), Some(20));
}

pub async fn a_commit_that_breaks_a_rule_is_refused(log: Log) {
    let whole = || commit("park", 0, 3);
    let mut gap = whole();
    gap.events[1].sequence = 3;
    let mut outside = whole();
    outside.requests[0].last_sequence = 4;
    let subject = Subject::Deliberation;
    let mut both = whole();
    both.texts = vec![text("t1", &subject, TextClass::Content)];
    both.destroy = vec![(subject.clone(), TextClass::Content)];
    let mut twice = whole();
    twice.keys = vec![key(&subject, TextClass::Content); 2];
    let mut large = whole();
    large.events[0].payload = Bytes::from(vec![0; COMMIT_BYTES_MAX]);
    let long = commit("park", 0, COMMIT_EVENTS_MAX as u64 + 1);
    let bytes = COMMIT_BYTES_MAX + "envelope park 1".len();
    let rest: usize = whole().events[1..].iter().map(|e| e.envelope.len() + e.payload.len()).sum();
    let bytes = bytes + rest + 3 * 32 + "outcome 3".len() + 64;
    for (commit, fault) in [
        (commit("park", 0, 0), CommitFault::Empty),
        (gap, CommitFault::NotContiguous { expected: 2, found: 3 }),
        (outside, CommitFault::RequestOutside { first: 1, last: 4 }),
        (both, CommitFault::WritesWhatItDestroys),
        (twice, CommitFault::VaultRepeats),
        (large, CommitFault::TooLarge(bytes)),
        (long, CommitFault::TooManyEvents(COMMIT_EVENTS_MAX + 1)),
    ] {
        assert_eq!(refusal(&log, commit).await, fault);
    }
    assert_eq!(log.head(&id("park")), None);
    log.append(commit("park", 0, COMMIT_EVENTS_MAX as u64).into()).await.unwrap();
}

async fn refusal(log: &Log, commit: Commit) -> CommitFault {
    match log.append(commit.into()).await {
        Err(AppendError::Refused(source)) => *source.downcast::<CommitFault>().unwrap(),
        other => panic!("{other:?}"),
    }
}

pub async fn a_refused_commit_leaves_nothing_behind(log: Log) {
    let subject = member("residents", Some("m-1"));
    let mut first = commit("park", 0, 1);
    first.texts = vec![text("t1", &subject, TextClass::Content)];
    first.keys = vec![key(&subject, TextClass::Content)];
    log.append(first.clone().into()).await.unwrap();

    let mut again = commit("park", 1, 1);
    again.keys = vec![key(&subject, TextClass::Identity)];
    again.texts =
        vec![text("t2", &subject, TextClass::Content), text("t1", &subject, TextClass::Content)];
    assert_eq!(refusal(&log, again).await, CommitFault::VaultHolds);
    let mut rekeyed = commit("park", 1, 1);
    rekeyed.keys = first.keys.clone();
    assert_eq!(refusal(&log, rekeyed).await, CommitFault::VaultHolds);

    let ids = [text_id("t1"), text_id("t2")];
    assert_eq!(log.texts(&id("park"), &ids).await.unwrap(), first.texts);
    assert_eq!(log.keys(&id("park"), None).await.unwrap(), first.keys);
    assert_eq!(log.head(&id("park")).map(|head| head.sequence), Some(1));
    log.append(commit("park", 1, 1).into()).await.unwrap();
    assert_eq!(log.tail(0, 10).await.unwrap().len(), 2);
}

/// Enough commits to pass a milestone of the log on disk twice.
pub async fn pages_join_without_gap_or_overlap(log: Log) {
    let (mut commits, mut after) = (Vec::new(), 0);
    for number in 0..600 {
        let own = commit("park", after, number % 3 + 1);
        log.append(own.clone().into()).await.unwrap();
        log.append(commit("square", number, 1).into()).await.unwrap();
        after += number % 3 + 1;
        commits.push(stored(number * 2 + 1, own));
    }
    for most in [1, 7, 256, 257, 1000] {
        assert_eq!(read_all(&log, &id("park"), most).await, commits);
    }
    for after in (0..after).step_by(13) {
        let beyond = commits.partition_point(|commit| commit.last_sequence() <= after);
        let page = log.read(&id("park"), after, 3).await.unwrap();
        assert_eq!(page, commits[beyond..].iter().take(3).cloned().collect::<Vec<_>>());
    }
    assert_eq!(log.read(&id("park"), after, 3).await.unwrap(), []);
    assert_eq!(log.read(&id("park"), u64::MAX, 3).await.unwrap(), []);
    assert_eq!(log.read(&id("park"), 0, 0).await.unwrap(), []);
    assert_eq!(log.tail(1200, 3).await.unwrap(), []);
    assert_eq!(log.tail(u64::MAX, usize::MAX).await.unwrap(), []);
    assert_eq!(log.tail(1198, 10).await.unwrap().len(), 2);
}

pub async fn a_page_of_large_commits_ends_early(log: Log) {
    for after in 0..3 {
        let mut large = commit("park", after, 1);
        large.events[0].payload = Bytes::from(vec![0; PAGE_BYTES_MAX]);
        log.append(large.into()).await.unwrap();
    }
    assert_eq!(log.read(&id("park"), 0, 10).await.unwrap().len(), 1);
    assert_eq!(log.tail(1, 10).await.unwrap().len(), 1);
    assert_eq!(read_all(&log, &id("park"), 10).await.len(), 3);
}

pub async fn the_tail_has_no_gaps_under_concurrent_appends(log: Log) {
    const WRITERS: u64 = 16;
    const COMMITS: u64 = 25;
    for writer in 0..WRITERS {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            for after in 0..COMMITS {
                let own = commit(&format!("d-{writer}"), after, 1);
                log.append(own.into()).await.unwrap();
                let head = log.head(&id(&format!("d-{writer}"))).unwrap();
                assert_eq!(head.sequence, after + 1);
            }
        });
    }
    let (mut position, mut heads) = (0, BTreeMap::new());
    while position < WRITERS * COMMITS {
        for commit in log.tail(position, 10).await.unwrap() {
            assert_eq!(commit.position, position + 1);
            position += 1;
            let last = heads.insert(commit.deliberation.clone(), commit.last_sequence());
            assert_eq!(commit.first_sequence(), last.unwrap_or(0) + 1);
        }
        tokio::task::yield_now().await;
    }
    assert!(heads.len() as u64 == WRITERS && heads.values().all(|last| *last == COMMITS));
}

pub async fn deliberations_are_listed_in_order(log: Log) {
    for name in ["square", "park", "road-2", "road"] {
        log.append(commit(name, 0, 1).into()).await.unwrap();
    }
    let all = ["park", "road", "road-2", "square"].map(id);
    assert_eq!(ids(log.deliberations(None, 10)), all);
    assert_eq!(ids(log.deliberations(None, 2)), all[..2]);
    assert_eq!(ids(log.deliberations(Some(&all[1]), 2)), all[2..]);
    assert_eq!(ids(log.deliberations(Some(&id("q")), 1)), all[1..2]);
    assert_eq!(ids(log.deliberations(Some(&all[3]), 1)), []);
}

pub async fn a_list_tells_what_the_last_commit_said(log: Log) {
    let summaries = |log: &Log| -> Vec<Bytes> {
        log.deliberations(None, 9).into_iter().map(|listed| listed.summary).collect()
    };
    log.append(commit("park", 0, 1).into()).await.unwrap();
    log.append(commit("square", 0, 4).into()).await.unwrap();
    assert_eq!(summaries(&log), ["summary 1", "summary 4"]);
    log.append(commit("park", 1, 1).into()).await.unwrap();
    log.append(commit("park", 0, 1).into()).await.unwrap_err();
    assert_eq!(summaries(&log), ["summary 2", "summary 4"]);
}

pub async fn texts_and_keys_come_back(log: Log) {
    let alone = member("shop", None);
    let (of, both) = (Subject::Deliberation, [TextClass::Content, TextClass::Identity]);
    let mut first = commit("park", 0, 1);
    first.keys = vec![key(&of, both[0]), key(&alone, both[0]), key(&alone, both[1])];
    first.texts = vec![text("t1", &of, both[0]), text("t2", &alone, both[1])];
    log.append(first.clone().into()).await.unwrap();
    let mut other = commit("square", 0, 1);
    other.texts = vec![text("t1", &alone, both[0])];
    log.append(other.clone().into()).await.unwrap();

    let asked = ["t2", "none", "t1"].map(text_id);
    let found = [first.texts[1].clone(), first.texts[0].clone()];
    assert_eq!(log.texts(&id("park"), &asked).await.unwrap(), found);
    assert_eq!(log.texts(&id("square"), &asked).await.unwrap(), other.texts);
    assert_eq!(log.keys(&id("park"), None).await.unwrap(), first.keys);
    assert_eq!(log.keys(&id("square"), None).await.unwrap(), []);
    let only = BTreeSet::from([(of, both[1]), (alone, both[1])]);
    assert_eq!(log.keys(&id("park"), Some(&only)).await.unwrap(), first.keys[2..]);
    assert_eq!(log.keys(&id("park"), Some(&BTreeSet::new())).await.unwrap(), []);
}

pub async fn a_destroyed_key_takes_its_texts_and_no_others(log: Log) {
    let (one, two) = (member("residents", Some("m-1")), member("residents", Some("m-2")));
    let (content, identity) = (TextClass::Content, TextClass::Identity);
    for name in ["park", "square"] {
        let mut first = commit(name, 0, 1);
        first.keys = vec![key(&one, content), key(&one, identity), key(&two, content)];
        first.texts =
            vec![text("t1", &one, content), text("t2", &one, identity), text("t3", &two, content)];
        log.append(first.into()).await.unwrap();
    }
    let mut erasing = commit("park", 1, 1);
    erasing.destroy = vec![(one.clone(), content)];
    log.append(erasing.into()).await.unwrap();

    let ids = ["t1", "t2", "t3"].map(text_id);
    let left = log.texts(&id("park"), &ids).await.unwrap();
    assert_eq!(left, [text("t2", &one, identity), text("t3", &two, content)]);
    let keys = log.keys(&id("park"), None).await.unwrap();
    assert_eq!(keys, [key(&one, identity), key(&two, content)]);
    assert_eq!(log.texts(&id("square"), &ids).await.unwrap().len(), 3);
    assert_eq!(log.keys(&id("square"), None).await.unwrap().len(), 3);

    // What comes after an erasure is under a new key, and is not taken along.
    let mut later = commit("park", 2, 1);
    later.keys = vec![key(&one, content)];
    later.texts = vec![text("t4", &one, content)];
    log.append(later.into()).await.unwrap();
    assert_eq!(log.texts(&id("park"), &[text_id("t4")]).await.unwrap().len(), 1);
}

pub async fn a_snapshot_is_kept_replaced_and_forgotten(log: Log) {
    let (park, square) = (id("park"), id("square"));
    log.append(commit("park", 0, 1).into()).await.unwrap();
    assert_eq!(log.snapshot(&park).await, None);
    log.forget_snapshot(&park).await;
    for snapshot in ["of one", "of a longer one", "", "short"].map(Bytes::from) {
        log.keep_snapshot(&park, snapshot.clone()).await;
        assert_eq!(log.snapshot(&park).await, Some(snapshot));
        assert_eq!(log.snapshot(&square).await, None);
    }
    log.keep_snapshot(&square, Bytes::from("square")).await;
    log.forget_snapshot(&park).await;
    assert_eq!(log.snapshot(&park).await, None);
    assert_eq!(log.snapshot(&square).await, Some(Bytes::from("square")));
}
