//! Images of ids, of who calls, and of the kinds of event.

use crate::domain::caller::{Channel, Entry, Role};
use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, ContributionId, Credential, DeliberationId, GroupId, ItemId,
    ItemVersion, MemberId, MemberRef, PartyId, ProposalId, PseudonymId, StatementId, TextId,
    TextRef, Timestamp,
};
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, image};
use crate::engine::snapshot::plain::{put_text, take_text};

macro_rules! ids {
    ($($id:ident),* $(,)?) => {$(
        impl Image for $id {
            fn put(&self, out: &mut Vec<u8>) {
                put_text(self.as_str(), out);
            }

            fn take(from: &mut Reader<'_>) -> Result<$id, Damaged> {
                $id::parse(take_text(from)?).map_err(|_| Damaged("an id is none"))
            }

            #[cfg(test)]
            fn shape(_: &mut Shapes) -> String {
                stringify!($id).to_owned()
            }
        }
    )*};
}

ids!(
    BodyId,
    ClauseId,
    ContributionId,
    Credential,
    DeliberationId,
    GroupId,
    MemberId,
    PartyId,
    ProposalId,
    PseudonymId,
    StatementId,
    TextId,
);

impl Image for Timestamp {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Timestamp, Damaged> {
        i64::take(from).map(Timestamp)
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "Timestamp".to_owned()
    }
}

image! {
    struct MemberRef { party, member }
    struct ClauseRef { proposal, clause }
    enum ItemId { 0: Contribution(id), 1: Proposal(id), 2: Statement(id) }
    struct ItemVersion { item, version }
    struct TextRef { id, digest }
    enum Role {
        0: Facilitator, 1: Member, 2: Spokesperson, 3: Clerk, 4: Observer, 5: Auditor, 6: Admin,
        7: App, 8: Engine,
    }
    enum Channel { 0: App, 1: Paper, 2: Meeting, 3: Phone }
    struct Entry { role, credential, channel, evidence }
}

/// The kinds of event, which are the only words that a state holds by reference. One that is not
/// here cannot be taken back, so that its snapshot is refused and the log is replayed.
pub(super) const KINDS: [&str; 65] = [
    "deliberation_created",
    "challenge_revised",
    "charter_set",
    "party_added",
    "member_added",
    "charter_accepted",
    "ready_declared",
    "returned_to_draft",
    "round_opened",
    "statement",
    "proposal",
    "stance",
    "round_closed",
    "figures_recorded",
    "process_recorded",
    "conclusion_called",
    "follow_up_started",
    "deliberation_closed",
    "deliberation_cancelled",
    "erased",
    "challenge_rated",
    "affiliations_declared",
    "motion_made",
    "motion_consented",
    "motion_ended",
    "working_group_formed",
    "promise_made",
    "promise_withdrawn",
    "precondition_declared",
    "provision_declared",
    "provision_settled",
    "consequences_acknowledged",
    "consequences_checked",
    "contribution",
    "response",
    "understood",
    "response_classified",
    "view",
    "disposition",
    "flag_replied",
    "floor_granted",
    "edits_accepted",
    "ballot",
    "pulse",
    "objection_raised",
    "objection_upheld",
    "objection_settled",
    "decision_recorded",
    "decision_reversed",
    "notice_acknowledged",
    "checkpoint_countersigned",
    "party_unreachable",
    "recovery_resumed",
    "commitment_made",
    "commitment_settled",
    "commitment_waived",
    "moderated",
    "moderation_appealed",
    "appeal_ruled",
    "entry_confirmed",
    "entry_contested",
    "motion_carried",
    "pseudonym_bound",
    "roll_published",
    "term_passed",
];

impl Image for &'static str {
    fn put(&self, out: &mut Vec<u8>) {
        put_text(self, out);
    }

    fn take(from: &mut Reader<'_>) -> Result<&'static str, Damaged> {
        let kind = take_text(from)?;
        let known = KINDS.into_iter().find(|known| *known == kind);
        known.ok_or(Damaged("a kind of event is unknown"))
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "kind".to_owned()
    }
}
