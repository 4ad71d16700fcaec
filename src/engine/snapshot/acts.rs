//! Images of the acts that a state keeps.

use crate::domain::act::{
    Acknowledgement, Appeal, Attachment, Ballot, Basis, CheckpointCause, ClauseDecision,
    ClauseStatus, ClauseVersion, Commitment, ConsentStance, ConsequencesCheck, ContributionKind,
    Countersignature, Decision, DeviationGround, Disposal, Disposition, Extras, FlagReply,
    FloorGrant, Level, Moderation, MotionSubject, NewParty, Objection, ObjectionEnd, Precondition,
    Promise, Provision, Pulse, Response, ResponseKind, Reversal, Target, Term, Voice, Vote,
    WorkingGroup,
};
use crate::domain::flag::FlagCode;
use crate::engine::snapshot::image::image;

image! {
    enum Target { 0: Item(item), 1: Response(response) }
    struct Moderation { target, reason }
    struct Countersignature { member, sequence, link, public_key, signature }
    enum CheckpointCause {
        0: RoundClosed, 1: FiguresRecorded, 2: ConclusionCalled, 3: Concluded,
        4: DecisionRecorded, 5: DecisionReversed, 6: DeliberationClosed,
    }
    struct Appeal { moderation, member, reason }
    struct FlagReply { flag, member, text }
    enum FlagCode {
        0: LatePrecondition, 1: ForegoneText, 2: Unanswered, 3: UnexplainedDeviation, 4:
        Reversal, 5: LateInformation, 6: UnequalFloor, 7: OneSidedMovement, 8: LowReciprocity,
        9: FeltGap, 10: LevelGap, 11: DecidedBeforeClose, 12: PartyNotInvited, 13:
        PromiseLowered, 14: TermMissed, 15: AuthorityBroke, 16: SameReason,
    }
    struct Commitment { member, text, due, round }
    enum Term {
        0: Answer(question), 1: Decide(figures), 2: Provision(provision),
        3: Commitment(commitment), 4: Office(body),
    }
    struct NewParty { party, kind, display_name, affiliations }
    enum MotionSubject { 0: Charter(charter), 1: Party(party) }
    struct WorkingGroup { group, title, parties }
}

image! {
    enum Level { 0: Inform, 1: Consult, 2: Advise, 3: CoProduce, 4: CoDecide }
    enum DeviationGround { 0: Precondition, 1: ExternalBinding, 2: FormalProcedure }
    struct Promise { body, level, text, grounds }
    struct Precondition { body, text, consequence, answers }
    struct Provision { body, text, due }
    struct Acknowledgement { body, number, decided, term_ends, text }
    struct ConsequencesCheck { body, on, breaks, text }
}

image! {
    enum ContributionKind { 0: Perspective, 1: Concern, 2: Idea, 3: Question, 4: Information }
    struct Attachment { address, media_type, sha256 }
    struct Extras { attachments, place, public_before }
    enum ResponseKind { 0: Answer, 1: Support, 2: Counter, 3: AcknowledgesObjection }
    struct Response { to, author, kind, text, round }
    enum Disposition {
        0: Adopted, 1: RejectedWithReason, 2: RejectedWithoutReason, 3: Deferred, 4: Open,
    }
    enum Basis { 0: Clause(clause), 1: Precondition(precondition), 2: Criterion(text) }
    struct Disposal { item, disposition, reason, basis }
    struct FloorGrant { party, granted_seconds, used_seconds, cut_short, round }
    struct ClauseVersion { proposal, version, clause }
}

image! {
    enum ClauseStatus {
        0: Honoured, 1: AmendedWithConsent { round }, 2: Precondition(precondition),
        3: ExternalBinding { source, contestable }, 4: FormalProcedure, 5: ChangeOfMind,
        6: Reversed, 7: Pending,
    }
    struct ClauseDecision { clause, status, reason }
    struct Decision { body, number, decided, clauses }
    struct Reversal { body, number, decided, clauses, reason }
}

image! {
    enum Voice { 0: Named(member), 1: Pseudonym(pseudonym), 2: PublicBody(member) }
    enum ConsentStance { 0: Consent, 1: Concern, 2: Objection, 3: Abstain }
    enum Vote { 0: Agree, 1: Disagree, 2: Abstain }
    enum Ballot {
        0: Consent { option, stance, reason }, 1: Vote { option, vote }, 2: Ranking(places),
        3: Grades(grades), 4: Approvals(options),
    }
    struct Pulse {
        seen, heard, valued, ownership, would_join_again, new_to_us, better_than_own,
    }
    struct Objection { on, member, reason, round }
    enum ObjectionEnd { 0: Integrated { version }, 1: Withdrawn, 2: NotArgued }
}
