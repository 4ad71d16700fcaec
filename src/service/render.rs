//! What the domain holds, as the contract says it.

use beraad_client::v1 as wire;

use crate::domain::caller::Caller;
use crate::domain::event::{Answer, Clause};
use crate::domain::ids::{DeliberationId, ItemId, ItemVersion, MemberRef, PartyId, TextRef};
use crate::domain::party::{Party, Seat};
use crate::domain::state::{Cell, Deliberation, Item, Phase, Round, Version};
use crate::domain::visibility::{self, TextUse, Withheld};
use crate::engine::Texts;
use crate::engine::submission::Written;
use crate::log::codec::{self, timestamp, words};
use crate::service::names;

/// Renders for one caller, with the texts at hand.
pub(super) struct Renderer<'a> {
    pub(super) state: &'a Deliberation,
    pub(super) caller: &'a Caller,
    pub(super) texts: &'a Texts,
}

/// Where something was written, with its receipt.
pub(super) fn written(id: &DeliberationId, written: &Written) -> wire::Written {
    wire::Written {
        deliberation: names::of_deliberation(id),
        sequence: written.last_sequence,
        time: Some(timestamp(written.at)),
        receipt: Some(wire::Receipt {
            deliberation: names::of_deliberation(id),
            sequence: written.first_sequence,
            envelope_digest: written.envelope_digest.to_vec(),
            link: written.link.to_vec(),
            signature: written.signature.to_vec(),
            payload: written.payload.to_vec(),
            salt: written.salt.to_vec(),
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

impl Renderer<'_> {
    fn name(&self, relative: &dyn std::fmt::Display) -> String {
        names::within(&self.state.id, relative)
    }

    /// A text as this caller may see it.
    pub(super) fn text(&self, reference: &TextRef, text_use: &TextUse) -> Option<wire::Text> {
        use wire::text::Content;
        let content = match visibility::text(self.caller, text_use) {
            Some(reason) => Content::Withheld(withheld(reason).into()),
            None => match self.texts.get(reference) {
                Some(opened) => Content::Value(opened.text.clone()),
                None => Content::Withheld(wire::Withheld::Erased.into()),
            },
        };
        Some(wire::Text { content: Some(content) })
    }

    fn shared(&self, reference: &TextRef) -> Option<wire::Text> {
        self.text(reference, &TextUse::Shared)
    }

    pub(super) fn deliberation(&self) -> wire::Deliberation {
        let state = self.state;
        let (phase, _) = phase(state.phase);
        let sees = |(id, item)| visible(state, self.caller, id, item).next().is_some();
        let charter = state.charter.as_ref().map(|charter| wire::Charter {
            frozen: state.frozen(),
            ..codec::charter_to_wire(charter)
        });
        wire::Deliberation {
            name: names::of_deliberation(&state.id),
            title: state.title.as_ref().and_then(|title| self.shared(title)),
            phase: phase.into(),
            round: state.last_round(),
            sequence: state.sequence,
            etag: state.framing.to_string(),
            challenge: state.challenge.as_ref().map(|(version, text)| wire::Challenge {
                version: *version,
                text: self.shared(text),
            }),
            charter,
            party_count: state.parties.len() as u32,
            headcount: state.headcount() as u32,
            item_count: state.items.iter().filter(|item| sees(*item)).count() as u32,
            create_time: Some(timestamp(state.created)),
            update_time: Some(timestamp(state.updated)),
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
        }
    }

    pub(super) fn statement(&self, id: &ItemId, version: &Version) -> wire::Statement {
        wire::Statement {
            name: self.name(id),
            text: self.shared(&version.text),
            party: self.author(version),
            round: version.round,
            create_time: Some(timestamp(version.at)),
        }
    }

    fn author(&self, version: &Version) -> String {
        let party = version.author.as_ref().map(|author| &author.party);
        party.map(|party| names::of_party(&self.state.id, party)).unwrap_or_default()
    }

    pub(super) fn proposal(&self, id: &ItemId, item: &Item) -> wire::Proposal {
        let version = |(number, version): (u32, &Version)| wire::ProposalVersion {
            version: number,
            title: self.shared(&version.text),
            party: self.author(version),
            clauses: version.clauses.iter().map(|clause| self.clause(clause)).collect(),
            round: version.round,
            create_time: Some(timestamp(version.at)),
        };
        wire::Proposal {
            name: self.name(id),
            versions: visible(self.state, self.caller, id, item).map(version).collect(),
        }
    }

    fn clause(&self, clause: &Clause) -> wire::Clause {
        let origin = |(proposal, clause): &(Option<_>, _)| match proposal {
            Some(proposal) => format!("{proposal}/{clause}"),
            None => format!("{clause}"),
        };
        wire::Clause {
            id: clause.id.to_string(),
            text: self.shared(&clause.text),
            derives_from: clause.derives_from.iter().map(origin).collect(),
        }
    }

    pub(super) fn stance(
        &self,
        on: &ItemVersion,
        round: u32,
        seat: &Seat,
        cell: &Cell,
    ) -> wire::Stance {
        use wire::stance::Answer as Said;
        let member = MemberRef { party: seat.party.clone(), member: seat.member.clone() };
        // A version that is sealed from this caller must not show in what it replaces.
        let newest = self.state.items.get(&on.item).and_then(|item| {
            visible(self.state, self.caller, &on.item, item).map(|(version, _)| version).last()
        });
        wire::Stance {
            item: self.name(&on.item),
            version: on.version,
            party: names::of_party(&self.state.id, &seat.party),
            member: self.name(&member),
            round,
            time: Some(timestamp(cell.at)),
            sequence: cell.sequence,
            stale: newest.is_some_and(|newest| newest > on.version),
            answer: Some(match cell.answer {
                Answer::Stance(value) => Said::Value(value),
                Answer::Pass => Said::Pass(wire::Pass {}),
            }),
        }
    }
}
