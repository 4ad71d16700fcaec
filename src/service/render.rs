//! What the domain holds, as the contract says it.

mod care;
mod items;
mod summary;
mod verdict;
mod voices;

use std::cell::RefCell;

use beraad_client::v1 as wire;

use crate::domain::act::MotionSubject;
use crate::domain::caller::Caller;
use crate::domain::charter::Charter;
use crate::domain::event::Answer;
use crate::domain::ids::{
    ClauseRef, DeliberationId, GroupId, ItemId, ItemVersion, MemberRef, PartyId, TextRef,
};
use crate::domain::party::{Party, Seat};
use crate::domain::state::{Deliberation, Item, MotionState, Phase, Round, Version};
use crate::domain::visibility::{self, TextUse, Withheld};
use crate::engine::submission::Written;
use crate::engine::{Summary, Texts};
use crate::log::codec::{self, timestamp, words};
use crate::service::names;

pub(super) use care::is_nameless;
pub(super) use summary::listed;
pub(super) use verdict::clause_status;
pub(super) use voices::{Speaker, objected_to};

/// Renders for one caller, with the texts at hand.
pub(super) struct Renderer<'a> {
    state: &'a Deliberation,
    caller: &'a Caller,
    texts: &'a Texts,
    /// The texts that were asked for and may be shown.
    asked: RefCell<Vec<TextRef>>,
}

/// Where something was written, with its receipt.
pub(super) fn written(id: &DeliberationId, written: &Written) -> wire::Written {
    wire::Written {
        deliberation: names::of_deliberation(id),
        sequence: written.last_sequence,
        time: Some(timestamp(written.at)),
        receipt: Some(wire::Receipt {
            deliberation: names::of_deliberation(id),
            sequence: written.proved,
            envelope_digest: written.envelope_digest.to_vec(),
            link: written.link.to_vec(),
            signature: written.signature.to_vec(),
            payload: written.payload.to_vec(),
            salt: if written.payload.is_empty() { Vec::new() } else { written.salt.to_vec() },
        }),
        warnings: Vec::new(),
    }
}

/// Why something is withheld, as the contract says it.
pub(super) fn withheld(withheld: Withheld) -> wire::Withheld {
    match withheld {
        Withheld::UntilRoundCloses => wire::Withheld::UntilRoundCloses,
        Withheld::AuditorOnly => wire::Withheld::AuditorOnly,
        Withheld::Erased => wire::Withheld::Erased,
        Withheld::Moderated => wire::Withheld::Moderated,
    }
}

fn phase(phase: Phase) -> (wire::Phase, u32) {
    match phase {
        Phase::Absent => (wire::Phase::Unspecified, 0),
        Phase::Draft => (wire::Phase::Draft, 0),
        Phase::Ready => (wire::Phase::Ready, 0),
        Phase::RoundOpen { round } => (wire::Phase::RoundOpen, round),
        Phase::Tallying { round, .. } => (wire::Phase::Tallying, round),
        Phase::Between { round } => (wire::Phase::Between, round),
        Phase::Concluded => (wire::Phase::Concluded, 0),
        Phase::Decided => (wire::Phase::Decided, 0),
        Phase::Recovery => (wire::Phase::Recovery, 0),
        Phase::FollowUp => (wire::Phase::FollowUp, 0),
        Phase::Closed => (wire::Phase::Closed, 0),
        Phase::Cancelled => (wire::Phase::Cancelled, 0),
    }
}

/// The versions of an item that a caller sees, as numbers from 1.
pub(super) fn visible<'a>(
    state: &'a Deliberation,
    caller: &'a Caller,
    id: &'a ItemId,
    item: &'a Item,
) -> impl Iterator<Item = (u32, &'a Version)> {
    let sees = move |version: &&Version| visibility::sees_version(state, caller, id, version);
    (1..).zip(&item.versions).filter(move |(_, version)| sees(version))
}

impl<'a> Renderer<'a> {
    /// Renders with these texts.
    pub(super) fn new(
        state: &'a Deliberation,
        caller: &'a Caller,
        texts: &'a Texts,
    ) -> Renderer<'a> {
        Renderer { state, caller, texts, asked: RefCell::default() }
    }

    /// The texts that something shows to this caller.
    pub(super) fn wanted<T>(
        state: &Deliberation,
        caller: &Caller,
        make: impl Fn(&Renderer<'_>) -> T,
    ) -> Vec<TextRef> {
        let none = Texts::default();
        let renderer = Renderer::new(state, caller, &none);
        make(&renderer);
        renderer.asked.into_inner()
    }
}

impl Renderer<'_> {
    fn name(&self, relative: &dyn std::fmt::Display) -> String {
        names::within(&self.state.id, relative)
    }

    /// A text as this caller may see it.
    pub(super) fn text(&self, reference: &TextRef, text_use: &TextUse) -> Option<wire::Text> {
        use wire::text::Content;
        let content = match visibility::text(self.state, self.caller, text_use) {
            Some(reason) => Content::Withheld(withheld(reason).into()),
            None => {
                self.asked.borrow_mut().push(reference.clone());
                match self.texts.get(reference) {
                    Some(opened) => Content::Value(opened.text.clone()),
                    None => Content::Withheld(wire::Withheld::Erased.into()),
                }
            }
        };
        Some(wire::Text { content: Some(content) })
    }

    fn number(&self, collection: &str, number: u64) -> String {
        names::of_number(&self.state.id, collection, number)
    }

    fn version(&self, on: &ItemVersion) -> wire::ItemVersionRef {
        wire::ItemVersionRef { item: self.name(&on.item), version: on.version }
    }

    fn clause_ref(&self, clause: &ClauseRef) -> wire::ClauseRef {
        wire::ClauseRef {
            proposal: self.name(&ItemId::Proposal(clause.proposal.clone())),
            clause: clause.clause.to_string(),
        }
    }

    fn charter(&self, charter: &Charter) -> wire::Charter {
        wire::Charter { frozen: self.state.frozen(), ..codec::charter_to_wire(charter) }
    }

    pub(super) fn shared(&self, reference: &TextRef) -> Option<wire::Text> {
        self.text(reference, &TextUse::Shared)
    }

    pub(super) fn deliberation(&self) -> wire::Deliberation {
        let state = self.state;
        let sees = |(id, item)| visible(state, self.caller, id, item).next().is_some();
        wire::Deliberation {
            title: state.title.as_ref().and_then(|title| self.shared(title)),
            challenge: state.challenge.as_ref().map(|(version, text)| wire::Challenge {
                version: *version,
                text: self.shared(text),
            }),
            charter: state.charter.as_ref().map(|charter| self.charter(charter)),
            item_count: state.items.iter().filter(|item| sees(*item)).count() as u32,
            engaged_by: state.engaged_by.as_ref().and_then(|text| self.shared(text)),
            ..summary::facts(&Summary::of(state))
        }
    }

    pub(super) fn party(&self, id: &PartyId, party: &Party) -> wire::Party {
        let (charter, challenge) = party.accepted.unwrap_or_default();
        wire::Party {
            name: names::of_party(&self.state.id, id),
            display_name: self.shared(&party.display_name),
            kind: words::kind_to(party.kind),
            affiliations: party.affiliations.iter().map(ToString::to_string).collect(),
            headcount: party.headcount() as u32,
            lists_members: !party.members.is_empty(),
            accepted_charter_version: charter,
            accepted_challenge_version: challenge,
            entered_after: party.entered_after,
            challenge_rating: party.challenge_rating.as_ref().map(|(version, answer)| {
                use wire::challenge_rating::Answer as Said;
                let answer = Some(match answer {
                    Answer::Stance(value) => Said::Value(*value),
                    Answer::Pass => Said::Pass(wire::Pass {}),
                });
                wire::ChallengeRating { version: *version, answer }
            }),
        }
    }

    pub(super) fn group(
        &self,
        id: &GroupId,
        title: Option<&TextRef>,
        parties: &[PartyId],
    ) -> wire::WorkingGroup {
        wire::WorkingGroup {
            name: self.name(&format_args!("groups/{id}")),
            title: title.and_then(|title| self.shared(title)),
            parties: self.parties(parties),
            in_charter: title.is_none(),
        }
    }

    pub(super) fn motion(&self, number: u64, of: &MotionState) -> wire::Motion {
        use wire::motion::Subject;
        let missing = self.state.parties.keys().filter(|id| of.open && !of.consented.contains(*id));
        wire::Motion {
            name: self.number("motions", number),
            subject: Some(match &of.subject {
                MotionSubject::Charter(charter) => Subject::Charter(self.charter(charter)),
                MotionSubject::Party(party) => Subject::Party(wire::MovedParty {
                    party: party.party.to_string(),
                    display_name: self.shared(&party.display_name),
                    kind: words::kind_to(party.kind),
                    affiliations: party.affiliations.iter().map(ToString::to_string).collect(),
                }),
            }),
            reason: self.shared(&of.reason),
            consented: self.parties(&of.consented),
            missing: self.parties(missing),
            open: of.open,
            carried: of.carried,
            time: Some(timestamp(of.at)),
        }
    }

    pub(super) fn member(&self, number: u32, seat: &Seat) -> wire::Member {
        let member = MemberRef { party: seat.party.clone(), member: seat.member.clone() };
        let speaks = self.state.parties.get(&seat.party).and_then(|party| party.spokesperson);
        let linked = self.state.erased.get(&member) != Some(&true);
        let issuer = seat.identity.as_ref().filter(|_| linked).map(|(issuer, _)| issuer);
        let name = TextUse::MemberName(member.clone());
        wire::Member {
            name: self.name(&member),
            display_name: seat.display_name.as_ref().and_then(|text| self.text(text, &name)),
            identity_issuer: issuer.map(ToString::to_string).unwrap_or_default(),
            spokesperson: speaks == Some(number),
        }
    }

    pub(super) fn round(&self, number: u32, round: &Round) -> wire::Round {
        let closed = round.closed.as_ref();
        wire::Round {
            name: self.name(&format_args!("rounds/{number}")),
            number,
            title: round.plan.title.as_ref().and_then(|title| self.shared(title)),
            activities: round.plan.activities.iter().copied().map(words::activity_to).collect(),
            closing: Some(codec::closing_to_wire(round.plan.closing)),
            open_time: Some(timestamp(round.opened)),
            close_time: closed.map(|closed| timestamp(closed.at)),
            close_cause: closed.map_or(0, |closed| words::cause_to(closed.cause)),
            figures_recorded: round.figures.is_some(),
            extension: round.plan.extension,
            open_proposals: round.plan.open_proposals,
            invited: self.parties(&round.plan.invited),
            group: (round.plan.group.as_ref())
                .map(|group| self.name(&format_args!("groups/{group}")))
                .unwrap_or_default(),
            ballot: round.plan.ballot.as_ref().map(|plan| self.ballot_plan(plan)),
            outcome: (round.figures.as_ref())
                .and_then(|record| record.outcome.as_ref())
                .map(|outcome| self.outcome(outcome, self.grades(number))),
        }
    }
}
