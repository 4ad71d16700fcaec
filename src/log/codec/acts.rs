//! The messages of acts: one statement each.

use beraad_client::v1;

use crate::domain::act::{
    Acknowledgement, Affiliations, Appeal, AppealRuling, Attachment, Basis, ChallengeRating,
    Classification, ClauseDecision, ClauseVersion, Commitment, CommitmentSettlement,
    CommitmentWaiver, ConsequencesCheck, Contribution, Countersignature, Decision, Disposal,
    EditAcceptance, EntryConfirmation, EntryContest, Extras, FlagReply, FloorGrant, Moderation,
    Motion, MotionConsent, MotionEnd, MotionSubject, NewParty, NoticeAcknowledgement, Precondition,
    Promise, PromiseWithdrawal, Provision, ProvisionSettlement, Response, Resumption, Reversal,
    Target, Understanding, Unreachability, View, WorkingGroup,
};
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, message, message_or_default, oneof};

// Framing.
message!(ChallengeRating => ChallengeRated { member, version, answer });
message!(Affiliations => AffiliationsDeclared { party, affiliations });
message!(NewParty => NewPartyRef { party, kind, display_name, affiliations });
message!(Motion => MotionMade { subject, reason });
message!(MotionConsent => MotionConsented { motion, member });
message!(MotionEnd => MotionEnded { motion, reason });
message!(WorkingGroup => WorkingGroupFormed { group, title, parties });
oneof!(MotionSubject => motion_made::Subject { Charter, Party });

// The mandate.
message!(Promise => PromiseMade { body, level, text, grounds });
message!(PromiseWithdrawal => PromiseWithdrawn { body, reason });
message!(Precondition => PreconditionDeclared { body, text, consequence, answers });
message!(Provision => ProvisionDeclared { body, text, due });
message!(ProvisionSettlement => ProvisionSettled { provision, kept, evidence });
message!(Acknowledgement => ConsequencesAcknowledged { body, number, decided, term_ends, text });
message!(ConsequencesCheck => ConsequencesChecked { body, on, breaks, text });

// Taking part.
message!(Contribution => ContributionAdded {
    contribution, kind, text, author, to_authority, answer_by, extras, round
});
message_or_default!(Extras => ExtrasRef { attachments, place, public_before });
message!(Attachment => AttachmentRef { address, media_type, sha256 });
message!(Response => Responded { to, author, kind, text, round });
message!(Understanding => Understood { response, member, understood });
message!(Classification => ResponseClassified { response, substantive, reason });
message!(View => Viewed { item, member });
message!(Disposal => Disposed { item, disposition, reason, basis });
message!(FloorGrant => FloorGranted { party, granted_seconds, used_seconds, cut_short, round });
message!(ClauseVersion => ClauseVersion { proposal, version, clause });
message!(EditAcceptance => EditsAccepted { edits, member });
oneof!(Basis => disposed::Basis { Clause, Precondition, Criterion });

// The verdict.
message!(Decision => DecisionRecorded { body, number, decided, clauses });
message!(ClauseDecision => ClauseDecided { clause, status, reason });
message!(Reversal => DecisionReversed { body, number, decided, clauses, reason });
message!(NoticeAcknowledgement => NoticeAcknowledged { notice, member });
message!(Unreachability => PartyUnreachable { notice, party, reason });
message!(Resumption => RecoveryResumed { reopened });

// Follow-up.
message!(Commitment => CommitmentMade { member, text, due, round });
message!(CommitmentSettlement => CommitmentSettled { commitment, kept, member, evidence });
message!(CommitmentWaiver => CommitmentWaived { commitment, member });

// Care for the record.
message!(Moderation => Moderated { reason, target });
message!(Appeal => ModerationAppealed { moderation, member, reason });
message!(AppealRuling => AppealRuled { moderation, restored, reason });
message!(EntryConfirmation => EntryConfirmed { entry, member });
message!(Countersignature => CheckpointCountersigned {
    member, sequence, link, public_key, signature
});
message!(EntryContest => EntryContested { entry, member, reason });
message!(FlagReply => FlagReplied { flag, member, text });
oneof!(Target => moderated::Target { Item, Response });
