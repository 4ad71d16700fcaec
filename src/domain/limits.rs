//! Every limit by name, with its reason. A limit that is reached is a refusal that names it.

/// Characters in an id: a DNS label, so that ids fit in host names and file names.
pub const ID_CHARS_MAX: usize = 63;
/// Parties in one deliberation: ten times the largest citizens' summit.
pub const PARTIES_MAX: usize = 10_000;
/// People in one deliberation: more than the largest Dutch municipality has inhabitants.
pub const MEMBERS_MAX: usize = 1_000_000;
/// Statements and proposals in one deliberation; the largest Polis conversations have 3,000.
pub const ITEMS_MAX: usize = 20_000;
/// Versions of one proposal: more than any text survives.
pub const VERSIONS_MAX: usize = 1_000;
/// Clauses in one version: a long council proposal has 60.
pub const CLAUSES_MAX: usize = 200;
/// Clauses one clause may derive from.
pub const DERIVED_FROM_MAX: usize = 20;
/// Rounds in one deliberation: a yearlong process with a round a week.
pub const ROUNDS_MAX: usize = 60;
/// Versions of challenge and charter.
pub const FRAMING_VERSIONS_MAX: u32 = 1_000;
/// Ties a party may declare.
pub const AFFILIATIONS_MAX: usize = 20;
/// Characters in a title.
pub const TITLE_CHARS_MAX: usize = 500;
/// Characters in a name of a party or a member.
pub const NAME_CHARS_MAX: usize = 200;
/// Characters in the challenge: eight pages.
pub const CHALLENGE_CHARS_MAX: usize = 20_000;
/// Characters in a statement or a clause: two pages.
pub const TEXT_CHARS_MAX: usize = 5_000;
/// Characters in a reason.
pub const REASON_CHARS_MAX: usize = 2_000;
/// Characters in the value of an external identity.
pub const IDENTITY_CHARS_MAX: usize = 200;
/// Characters in the issuer of an external identity.
pub const ISSUER_CHARS_MAX: usize = 100;
/// Characters in the label of a scale step.
pub const LABEL_CHARS_MAX: usize = 200;
/// Terms of a threshold: a thousandth is finer than any charter needs.
pub const THRESHOLD_TERM_MAX: u32 = 1_000_000;
/// Rounds a threshold may ask for.
pub const THRESHOLD_ROUNDS_MAX: u32 = 60;
/// Stances in one batch: one commit of about a megabyte.
pub const BATCH_STANCES_MAX: usize = 10_000;
/// Messages of a stream of stances that may wait for their answer: with full batches a gigabyte of
/// requests, which no client can send faster than it is taken.
pub const STREAM_WINDOW_MAX: usize = 1_024;
/// The same, when the client does not say.
pub const STREAM_WINDOW_DEFAULT: usize = 64;
/// Results on one page.
pub const PAGE_SIZE_MAX: usize = 1_000;
/// Results on a page when the caller does not say.
pub const PAGE_SIZE_DEFAULT: usize = 100;
/// Deliberations in memory; beyond it the least recently used are put to rest. A small one takes
/// tens of kilobytes.
pub const IN_MEMORY_MAX: usize = 4_096;
/// Seconds without a use after which a deliberation is put to rest.
pub const IDLE_SECONDS: u64 = 600;
/// Commands that wait for one deliberation; more are refused with a request to come back.
pub const MAILBOX_MAX: usize = 4_096;
/// Commands that make a commit worth its signature and its row: so many must wait before the next
/// is drafted while one is on its way.
pub const DRAFT_AHEAD_COMMANDS: usize = 64;
/// Commands folded into one commit.
pub const COMMIT_COMMANDS_MAX: usize = 1_024;
/// Events in one commit, so that a batch cannot grow a row without bound.
pub const COMMIT_EVENTS_MAX: usize = 20_000;
/// Answers remembered per deliberation, for retries with the same request id.
pub const REQUESTS_REMEMBERED_MAX: usize = 1_000_000;
/// Days for which an answer is remembered: longer than any client goes on trying.
pub const REQUESTS_REMEMBERED_DAYS: i64 = 7;
/// Bytes in one request.
pub const REQUEST_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Commits read from the log at once.
pub const READ_COMMITS_MAX: usize = 256;
/// Commits on one page of a replay, which ends at the bytes of a page long before for large ones.
pub const REPLAY_COMMITS_MAX: usize = 4_096;
/// Events behind the last snapshot after which a task keeps another: a tenth of a second of replay.
pub const SNAPSHOT_EVENTS: u64 = 20_000;
/// The same as a part of all events, one in so many: a snapshot grows with the deliberation, and
/// what is written of them stays a small multiple of the log.
pub const SNAPSHOT_EVENTS_SHARE: u64 = 8;
/// The same for a task that ends and at a close: fewer are replayed as soon as a snapshot is read.
pub const SNAPSHOT_LAST_EVENTS: u64 = 2_000;
/// Seconds between two snapshots of one deliberation while its task goes on.
pub const SNAPSHOT_SECONDS: u64 = 5;
/// How many times as long as the last snapshot took goes by before the next.
pub const SNAPSHOT_PAUSES: u32 = 20;
/// Bytes of a snapshot: a million members with twenty stances each fit in.
pub const SNAPSHOT_BYTES_MAX: usize = 1024 * 1024 * 1024;
/// Seconds that open calls get to end when the server stops; a watcher of its health never ends.
pub const DRAIN_SECONDS_MAX: u64 = 10;
/// Seconds of silence after which a peer is asked whether it is still there, and in which it must
/// answer: a phone that lost its network holds a connection for twice as long at most.
pub const PEER_SILENCE_SECONDS_MAX: u64 = 20;
/// Seconds a caller waits at most for a tally or for at_least_sequence.
pub const WAIT_SECONDS_MAX: u64 = 30;
/// Parties in the smallest group that shows where stances are not attributed, by default.
pub const SUBGROUP_MIN_DEFAULT: u32 = 3;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds in a day; terms count whole days of 24 hours.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Days in a term: longer than a term of office.
pub const TERM_DAYS_MAX: u32 = 3_650;
/// Hours of reading time: a month.
pub const READING_HOURS_MAX: u32 = 744;
/// Attachments of one contribution.
pub const ATTACHMENTS_MAX: usize = 20;
/// Characters in the address of an attachment.
pub const ADDRESS_CHARS_MAX: usize = 2_000;
/// Characters in a media type (RFC 6838 allows 127 and 127).
pub const MEDIA_TYPE_CHARS_MAX: usize = 255;
/// Responses, objections, commitments, countersignatures, moderations, decisions, or terms of the
/// mandate, each, in one deliberation.
pub const RECORDS_MAX: usize = 100_000;
/// Countersignatures on one page, which ends before a checkpoint that would bring more; the
/// signatures of all parties under one checkpoint always fit.
pub const COUNTERSIGNATURES_PAGE_MAX: usize = PARTIES_MAX;
/// Working groups in one deliberation, and groups of a partition.
pub const GROUPS_MAX: usize = 200;
/// Deciding bodies of one authority.
pub const BODIES_MAX: usize = 20;
/// Motions in one deliberation.
pub const MOTIONS_MAX: usize = 1_000;
/// Options on one ballot.
pub const OPTIONS_MAX: usize = 1_000;
/// Characters in the number of a decision.
pub const NUMBER_CHARS_MAX: usize = 100;
/// Characters in an evidence reference.
pub const EVIDENCE_CHARS_MAX: usize = 500;
/// Seconds of one floor grant: a day.
pub const FLOOR_SECONDS_MAX: u32 = 86_400;
/// Grades on a scale of grades.
pub const GRADE_MAX: u32 = 100;
/// The highest grade where a round does not say.
pub const GRADE_DEFAULT: u32 = 5;
/// Characters in the name of a grade.
pub const GRADE_LABEL_CHARS_MAX: usize = 100;
/// Units of money in a budget or a cost: whole numbers up to here are exact everywhere.
pub const MONEY_MAX: u64 = 1_000_000_000_000_000;
/// Days an author has to say "you understood me", when the charter does not say.
pub const UNDERSTOOD_DAYS_DEFAULT: u32 = 7;
/// Clauses that one decision, reversal, pulse or acceptance of edits may name: fifty long versions.
pub const CLAUSES_NAMED_MAX: usize = 10_000;
/// Watchers of one deliberation at once: a full council hall and its livestream.
pub const WATCHERS_OF_ONE_MAX: usize = 5_000;
/// Calls that one caller may have under way: a tenth of a second of work for a busy server.
pub const CALLS_OF_CALLER_MAX: usize = 2_048;
/// Streams that one caller may have open: half of all watchers, so that others find a place.
pub const STREAMS_OF_CALLER_MAX: usize = 5_000;
/// Watchers of one server at once.
pub const WATCHERS_MAX: usize = 10_000;
/// Milliseconds that news may wait to be told together.
pub const WATCH_COALESCE_MS: u64 = 50;
/// Seconds without news after which a watcher hears that the log still ends where it did.
pub const WATCH_QUIET_SECONDS_MAX: u64 = 15;
/// Bytes of one message to a watcher, which stays below what every gRPC library takes by itself.
pub const WATCH_MESSAGE_BYTES_MAX: usize = 1024 * 1024;
/// Parties up to which the outcome is computed anew without each: the work grows with their square.
pub const DROP_ONE_PARTIES_MAX: usize = 500;
/// Steps of work up to which the same is done, whatever the rule: some seconds.
pub const DROP_ONE_WORK_MAX: u64 = 1_000_000_000;
/// Questions on whether the plan feels like everybody's own.
pub const OWNERSHIP_QUESTIONS: usize = 4;

/// The most parties of which each figure on the process is recorded one by one; of more, those
/// about all together: an event on ten thousand parties would dwarf the decision.
pub const RECORDED_PARTIES_MAX: usize = 100;
