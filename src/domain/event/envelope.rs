//! What everyone may know of an event.

use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, ItemVersion, PartyId};

impl EventBody {
    /// Whether it only prepares the act that follows it, as the binding of a pseudonym does. A
    /// receipt proves the act.
    #[must_use]
    pub fn prepares(&self) -> bool {
        matches!(self, EventBody::PseudonymBound { .. })
    }

    /// The neutral name of the kind of event, in snake case: it never tells the content.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            EventBody::DeliberationCreated { .. } => "deliberation_created",
            EventBody::ChallengeRevised { .. } => "challenge_revised",
            EventBody::CharterSet(_) => "charter_set",
            EventBody::PartyAdded { .. } => "party_added",
            EventBody::MemberAdded { .. } => "member_added",
            EventBody::CharterAccepted { .. } => "charter_accepted",
            EventBody::ReadyDeclared { .. } => "ready_declared",
            EventBody::ReturnedToDraft => "returned_to_draft",
            EventBody::RoundOpened { .. } => "round_opened",
            EventBody::StatementAdded { .. } => "statement",
            EventBody::ProposalVersionAdded { .. } => "proposal",
            EventBody::StanceCast { .. } => "stance",
            EventBody::RoundClosed { .. } => "round_closed",
            EventBody::FiguresRecorded(_) => "figures_recorded",
            EventBody::ProcessRecorded(_) => "process_recorded",
            EventBody::ConclusionCalled { .. } => "conclusion_called",
            EventBody::FollowUpStarted => "follow_up_started",
            EventBody::DeliberationClosed => "deliberation_closed",
            EventBody::DeliberationCancelled { .. } => "deliberation_cancelled",
            EventBody::Erased { .. } => "erased",
            EventBody::ChallengeRated(_) => "challenge_rated",
            EventBody::AffiliationsDeclared(_) => "affiliations_declared",
            EventBody::MotionMade(_) => "motion_made",
            EventBody::MotionConsented(_) => "motion_consented",
            EventBody::MotionEnded(_) => "motion_ended",
            EventBody::WorkingGroupFormed(_) => "working_group_formed",
            EventBody::PromiseMade(_) => "promise_made",
            EventBody::PromiseWithdrawn(_) => "promise_withdrawn",
            EventBody::PreconditionDeclared(_) => "precondition_declared",
            EventBody::ProvisionDeclared(_) => "provision_declared",
            EventBody::ProvisionSettled(_) => "provision_settled",
            EventBody::ConsequencesAcknowledged(_) => "consequences_acknowledged",
            EventBody::ConsequencesChecked(_) => "consequences_checked",
            EventBody::ContributionAdded(_) => "contribution",
            EventBody::Responded(_) => "response",
            EventBody::Understood(_) => "understood",
            EventBody::ResponseClassified(_) => "response_classified",
            EventBody::Viewed(_) => "view",
            EventBody::Disposed(_) => "disposition",
            EventBody::FloorGranted(_) => "floor_granted",
            EventBody::EditsAccepted(_) => "edits_accepted",
            EventBody::BallotCast(_) => "ballot",
            EventBody::PulseGiven(_) => "pulse",
            EventBody::ObjectionRaised(_) => "objection_raised",
            EventBody::ObjectionUpheld(_) => "objection_upheld",
            EventBody::ObjectionSettled(_) => "objection_settled",
            EventBody::DecisionRecorded(_) => "decision_recorded",
            EventBody::DecisionReversed(_) => "decision_reversed",
            EventBody::NoticeAcknowledged(_) => "notice_acknowledged",
            EventBody::PartyUnreachable(_) => "party_unreachable",
            EventBody::RecoveryResumed(_) => "recovery_resumed",
            EventBody::CommitmentMade(_) => "commitment_made",
            EventBody::CommitmentSettled(_) => "commitment_settled",
            EventBody::CommitmentWaived(_) => "commitment_waived",
            EventBody::Moderated(_) => "moderated",
            EventBody::ModerationAppealed(_) => "moderation_appealed",
            EventBody::AppealRuled(_) => "appeal_ruled",
            EventBody::EntryConfirmed(_) => "entry_confirmed",
            EventBody::EntryContested(_) => "entry_contested",
            EventBody::FlagReplied(_) => "flag_replied",
            EventBody::CheckpointCountersigned(_) => "checkpoint_countersigned",
            EventBody::MotionCarried { .. } => "motion_carried",
            EventBody::PseudonymBound { .. } => "pseudonym_bound",
            EventBody::RollPublished { .. } => "roll_published",
            EventBody::TermPassed { .. } => "term_passed",
        }
    }

    /// The item the envelope names. A proposal is sealed until its round closes, its id included
    /// (rule 2), and what a ballot is about is hidden with it (rule 3).
    #[must_use]
    pub fn item(&self) -> Option<ItemVersion> {
        let once = |item: &ItemId| Some(ItemVersion { item: item.clone(), version: 1 });
        match self {
            EventBody::StatementAdded { statement, .. } => {
                once(&ItemId::Statement(statement.clone()))
            }
            EventBody::ContributionAdded(added) => {
                once(&ItemId::Contribution(added.contribution.clone()))
            }
            EventBody::StanceCast { on, .. } => Some(on.clone()),
            _ => None,
        }
    }

    /// The party the envelope names.
    #[must_use]
    pub fn party(&self) -> Option<&PartyId> {
        match self {
            EventBody::PartyAdded { party, .. } | EventBody::MemberAdded { party, .. } => {
                Some(party)
            }
            EventBody::CharterAccepted { member, .. } | EventBody::Erased { member, .. } => {
                Some(&member.party)
            }
            EventBody::StanceCast { voice, .. } => voice.in_envelope(),
            EventBody::BallotCast(cast) => cast.voice.in_envelope(),
            EventBody::PulseGiven(given) => given.voice.in_envelope(),
            EventBody::StatementAdded { author, .. } => author.as_ref().map(|a| &a.party),
            EventBody::ProposalVersionAdded { author, .. } => Some(&author.party),
            EventBody::ContributionAdded(added) => added.author.as_ref().map(|a| &a.party),
            EventBody::ChallengeRated(rating) => Some(&rating.member.party),
            EventBody::AffiliationsDeclared(ties) => Some(&ties.party),
            EventBody::MotionConsented(consent) => Some(&consent.member.party),
            EventBody::Responded(response) => Some(&response.author.party),
            EventBody::Understood(word) => Some(&word.member.party),
            EventBody::Viewed(view) => Some(&view.member.party),
            EventBody::FloorGranted(grant) => Some(&grant.party),
            EventBody::EditsAccepted(accepted) => Some(&accepted.member.party),
            EventBody::ObjectionRaised(objection) => Some(&objection.member.party),
            EventBody::ObjectionUpheld(upheld) => Some(&upheld.member.party),
            EventBody::NoticeAcknowledged(reached) => Some(&reached.member.party),
            EventBody::PartyUnreachable(lost) => Some(&lost.party),
            EventBody::CommitmentMade(made) => Some(&made.member.party),
            EventBody::CommitmentWaived(waived) => Some(&waived.member.party),
            EventBody::ModerationAppealed(appeal) => Some(&appeal.member.party),
            EventBody::FlagReplied(reply) => reply.member.as_ref().map(|of| &of.party),
            // A public act of the party, whatever the visibility of stances.
            EventBody::CheckpointCountersigned(signed) => Some(&signed.member.party),
            // What a member says of an entry would tell whom a pseudonym hides.
            _ => None,
        }
    }
}
