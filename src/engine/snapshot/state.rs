//! The image of a deliberation; what lies by seat is apart.

use crate::domain::state::{
    AcknowledgementState, AssistedEntry, Checkpoints, Closed, CommitmentState, ContributionState,
    Countersigned, DecisionState, Deliberation, Dialogue, EntryWord, Item, Mandate,
    ModerationState, MotionState, Notice, ObjectionOf, ObjectionState, OutcomeState, Phase,
    PreconditionState, PromiseState, ProvisionState, Replaced, ReplyState, ResponseState, Round,
    Verdict, Version,
};
use crate::engine::snapshot::image::image;

image! {
    struct Deliberation {
        id, phase, sequence, created, updated, framing, title, challenge, charter, parties, seats,
        items, rounds, entered_by, erased, concluded_at, process_due, conclusion, initiator,
        engaged_by, charter_set, mandate, motions, groups, dialogue, objections, verdict,
        commitments, entries, pseudonyms, terms, passed, reading_until,
        checkpoints,
    }
    enum Phase {
        0: Absent, 1: Draft, 2: Ready, 3: RoundOpen { round }, 4: Tallying { round, conclusion },
        5: Between { round }, 6: Concluded, 7: Decided, 8: FollowUp, 9: Recovery, 10: Closed,
        11: Cancelled,
    }
    struct MotionState { subject, reason, at, consented, open, carried }
    struct Item { versions, contribution }
    struct ContributionState { kind, to_authority, answer_by, answered }
    struct Version { text, clauses, author, entry, round, at, sequence, sealed, extras }
    struct Round { plan, opened, opened_by, closed, columns, ballots, pulses, figures, figures_at }
    struct Closed { at, cause, sequence, agenda, seats }
}

image! {
    struct Dialogue { responses, views, disposals, floor, accepted_edits, moderations, replies }
    struct ReplyState { reply, entry, at }
    struct ResponseState { response, entry, at, substantive, classified }
    struct ModerationState { moderation, at, appeal, restored }
    struct ObjectionState { objection, at, upheld, end, since }
    enum ObjectionOf { 0: Raised(objection), 1: Ballot { on, voice, seat, reason, round } }
    struct CommitmentState { commitment, at, kept, settled, waived_by, waived }
    struct AssistedEntry { seat, kind, round, entry, at, word, replaced }
    enum Replaced { 0: Stance(cell), 1: Ballot(ballot, origin), 2: Pulse(pulse, origin) }
    enum EntryWord { 0: Unconfirmed, 1: Confirmed, 2: Contested }
}

image! {
    struct Mandate {
        levels, withdrawals, promises, preconditions, provisions, acknowledgements, checks,
    }
    struct PromiseState { promise, sequence, at, first_level, withdrawn }
    struct PreconditionState { precondition, at, late }
    struct ProvisionState { provision, at, kept, settled }
    struct AcknowledgementState { acknowledgement, sequence, lapsed }
    struct Verdict { outcome, decisions, reversals, clauses, notices, resumed, reopened }
    struct OutcomeState { sequence, at, round, conclusion, outcome }
    struct DecisionState { decision, at, early }
    struct Checkpoints { marks, countersigned }
    struct Countersigned { signed, at, sequence }
    struct Notice { reversal, reached, unreachable }
}
