//! Acts: what somebody asks to do and, once it is accepted, what happened. A command and its event
//! share the act; what only the rules know (the round, a term) is blank on the way in.

mod checkpoint;
mod entry;
mod followup;
mod framing;
mod mandate;
mod participation;
mod verdict;
mod voice;

pub use checkpoint::{CHECKPOINT_KINDS, CheckpointCause, Countersignature};
pub use entry::{
    Appeal, AppealRuling, EntryConfirmation, EntryContest, FlagReply, Moderation, Target,
};
pub use followup::{Commitment, CommitmentSettlement, CommitmentWaiver, Term};
pub use framing::{
    Affiliations, ChallengeRating, Motion, MotionConsent, MotionEnd, MotionSubject, NewParty,
    WorkingGroup,
};
pub use mandate::{
    Acknowledgement, ConsequencesCheck, DeviationGround, Level, Precondition, Promise,
    PromiseWithdrawal, Provision, ProvisionSettlement,
};
pub use participation::{
    Attachment, Basis, Classification, ClauseVersion, Contribution, ContributionKind, Disposal,
    Disposition, EditAcceptance, Extras, FloorGrant, Response, ResponseKind, Understanding, View,
};
pub use verdict::{
    ClauseDecision, ClauseStatus, Decision, NoticeAcknowledgement, Resumption, Reversal,
    Unreachability,
};
pub use voice::{
    Ballot, BallotCast, ConsentStance, Objection, ObjectionEnd, ObjectionSettlement,
    ObjectionUpholding, Pulse, PulseGiven, Voice, Vote,
};
