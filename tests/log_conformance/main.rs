//! One suite of rules for every log, and what only a log on disk has to keep.

mod build;
mod on_disk;
mod rules;

/// Runs every rule on every log.
macro_rules! conformance {
    ($($rule:ident,)*) => {
        mod memory {
            use std::sync::Arc;

            use beraad::log::memory::MemoryLog;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $rule() {
                    crate::rules::$rule(Arc::new(MemoryLog::new())).await;
                }
            )*
        }

        mod sqlite {
            use std::sync::Arc;

            use beraad::log::sqlite::SqliteLog;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $rule() {
                    let folder = tempfile::tempdir().unwrap();
                    let log = SqliteLog::open(folder.path()).unwrap();
                    crate::rules::$rule(Arc::new(log)).await;
                }
            )*
        }
    };
}

conformance! {
    a_new_log_is_empty,
    commits_come_back_as_they_were_written,
    only_the_expected_version_is_appended_to,
    of_two_who_expect_the_same_one_wins,
    a_commit_that_breaks_a_rule_is_refused,
    a_refused_commit_leaves_nothing_behind,
    pages_join_without_gap_or_overlap,
    a_page_of_large_commits_ends_early,
    the_tail_has_no_gaps_under_concurrent_appends,
    deliberations_are_listed_in_order,
    a_list_tells_what_the_last_commit_said,
    texts_and_keys_come_back,
    a_destroyed_key_takes_its_texts_and_no_others,
    a_snapshot_is_kept_replaced_and_forgotten,
}
