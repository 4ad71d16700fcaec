//! Statements, proposals and contributions, and what became of them.

use beraad_client::v1 as wire;

use super::{Renderer, visible};
use crate::domain::act::{Basis, ClauseVersion, Commitment, Extras, FloorGrant, Target, Term};
use crate::domain::event::Clause;
use crate::domain::ids::{ItemId, PartyId, ProposalId, TextRef};
use crate::domain::state::{
    CommitmentState, ContributionState, Item, PartySet, ResponseState, Version,
};
use crate::domain::visibility::{self, TextUse};
use crate::log::codec::{timestamp, words};
use crate::service::{names, place};

impl Renderer<'_> {
    pub(in crate::service) fn statement(&self, id: &ItemId, version: &Version) -> wire::Statement {
        wire::Statement {
            name: self.name(id),
            text: self.of(id, version, &version.text),
            party: self.author(version),
            round: version.round,
            create_time: Some(timestamp(version.at)),
            extras: self.extras(id, version),
            moderated: self.moderated(id),
        }
    }

    pub(in crate::service) fn contribution(
        &self,
        id: &ItemId,
        version: &Version,
        of: &ContributionState,
    ) -> wire::Contribution {
        let answered = of.answered.map(|number| {
            let response = self.state.dialogue.responses.contains_key(&number);
            self.number(if response { "responses" } else { "preconditions" }, number)
        });
        wire::Contribution {
            name: self.name(id),
            kind: words::contribution_to(of.kind),
            text: self.of(id, version, &version.text),
            party: self.author(version),
            to_authority: of.to_authority,
            answer_by: of.answer_by.map(timestamp),
            answered: answered.unwrap_or_default(),
            extras: self.extras(id, version),
            round: version.round,
            create_time: Some(timestamp(version.at)),
            moderated: self.moderated(id),
        }
    }

    pub(in crate::service) fn proposal(
        &self,
        (id, key): (&ItemId, &ProposalId),
        item: &Item,
    ) -> wire::Proposal {
        let version = |(number, version): (u32, &Version)| {
            let clause = |clause: &Clause| {
                let edit = ClauseVersion {
                    proposal: key.clone(),
                    version: number,
                    clause: clause.id.clone(),
                };
                self.clause(clause, self.of(id, version, &clause.text), &edit)
            };
            wire::ProposalVersion {
                version: number,
                title: self.of(id, version, &version.text),
                party: self.author(version),
                clauses: version.clauses.iter().map(clause).collect(),
                round: version.round,
                create_time: Some(timestamp(version.at)),
                public_before: version.extras.public_before,
            }
        };
        wire::Proposal {
            name: self.name(id),
            versions: visible(self.state, self.caller, id, item).map(version).collect(),
            moderated: self.moderated(id),
        }
    }

    fn clause(
        &self,
        clause: &Clause,
        text: Option<wire::Text>,
        edit: &ClauseVersion,
    ) -> wire::Clause {
        let origin = |(proposal, clause): &(Option<_>, _)| match proposal {
            Some(proposal) => format!("{proposal}/{clause}"),
            None => format!("{clause}"),
        };
        let accepted = self.state.dialogue.accepted_edits.get(edit);
        wire::Clause {
            id: clause.id.to_string(),
            text,
            derives_from: clause.derives_from.iter().map(origin).collect(),
            authors: self.parties(&clause.authors),
            body: clause.body.as_ref().map(ToString::to_string).unwrap_or_default(),
            accepted_by: self.parties(accepted.into_iter().flatten()),
        }
    }

    /// A text of a version, as moderation leaves it to this caller.
    pub(in crate::service) fn of(
        &self,
        id: &ItemId,
        version: &Version,
        text: &TextRef,
    ) -> Option<wire::Text> {
        self.text(text, &used(id, version))
    }

    fn moderated(&self, id: &ItemId) -> bool {
        visibility::is_moderated(self.state, &Target::Item(id.clone()))
    }

    fn author(&self, version: &Version) -> String {
        let party = version.author.as_ref().map(|author| &author.party);
        party.map(|party| names::of_party(&self.state.id, party)).unwrap_or_default()
    }

    fn extras(&self, id: &ItemId, version: &Version) -> Option<wire::Extras> {
        let extras = &*version.extras;
        if *extras == Extras::default() {
            return None;
        }
        let attachment = |of: &crate::domain::act::Attachment| wire::Attachment {
            address: self.of(id, version, &of.address),
            media_type: of.media_type.to_string(),
            sha256: of.sha256.to_vec(),
        };
        Some(wire::Extras {
            attachments: extras.attachments.iter().map(attachment).collect(),
            place: extras.place.as_ref().map(|text| self.place(text, &used(id, version))),
            public_before: extras.public_before,
        })
    }

    fn place(&self, reference: &TextRef, text_use: &TextUse) -> wire::ShownPlace {
        use wire::shown_place::Content as Shown;
        use wire::text::Content;
        let text = self.text(reference, text_use).and_then(|text| text.content);
        let content = match text {
            Some(Content::Value(text)) => place::read(&text).map(Shown::Place),
            Some(Content::Withheld(why)) => Some(Shown::Withheld(why)),
            None => None,
        };
        wire::ShownPlace { content }
    }

    pub(in crate::service) fn response(&self, number: u64, of: &ResponseState) -> wire::Response {
        let target = Target::Response(number);
        let response = &of.response;
        let moderated = visibility::is_moderated(self.state, &target);
        let party = response.author.party.clone();
        wire::Response {
            name: self.number("responses", number),
            item: self.name(&response.to),
            party: names::of_party(&self.state.id, &party),
            kind: words::response_to(response.kind),
            text: self.text(&response.text, &TextUse::Of(target, Some(party))),
            round: response.round,
            substantive: of.substantive,
            classified: of.classified,
            time: Some(timestamp(of.at)),
            moderated,
        }
    }

    pub(in crate::service) fn disposition(
        &self,
        id: &ItemId,
        views: &PartySet,
    ) -> wire::ItemDisposition {
        use wire::item_disposition::Basis as Shown;
        let viewed = self.state.parties.iter().filter(|(_, party)| views.contains(party.index));
        let disposed = self.state.dialogue.disposals.get(id);
        let disposal = disposed.map(|(disposal, _, _)| disposal);
        let basis = disposal.and_then(|disposal| disposal.basis.as_ref());
        wire::ItemDisposition {
            item: self.name(id),
            viewed_by: self.parties(viewed.map(|(id, _)| id)),
            disposition: disposal.map_or(0, |one| words::disposition_to(one.disposition)),
            reason: disposal.and_then(|one| self.shared(one.reason.as_ref()?)),
            basis: basis.and_then(|basis| {
                Some(match basis {
                    Basis::Clause(clause) => Shown::Clause(self.clause_ref(clause)),
                    Basis::Precondition(number) => {
                        Shown::Precondition(self.number("preconditions", *number))
                    }
                    Basis::Criterion(text) => Shown::Criterion(self.shared(text)?),
                })
            }),
            time: disposed.map(|(_, _, at)| timestamp(*at)),
            sequence: disposed.map_or(0, |(_, sequence, _)| *sequence),
        }
    }

    pub(in crate::service) fn floor_grant(
        &self,
        number: u64,
        grant: &FloorGrant,
    ) -> wire::FloorGrant {
        wire::FloorGrant {
            party: names::of_party(&self.state.id, &grant.party),
            granted_seconds: grant.granted_seconds,
            used_seconds: grant.used_seconds,
            cut_short: grant.cut_short,
            round: grant.round,
            sequence: number,
        }
    }

    pub(in crate::service) fn commitment(
        &self,
        number: u64,
        of: &CommitmentState,
    ) -> wire::Commitment {
        let Commitment { member, text, due, round } = &of.commitment;
        wire::Commitment {
            name: self.number("commitments", number),
            party: names::of_party(&self.state.id, &member.party),
            member: self.name(member),
            text: self.shared(text),
            due: due.map(timestamp),
            round: *round,
            kept: of.kept,
            waived_by: self.parties(&of.waived_by),
            waived: of.waived,
            time: Some(timestamp(of.at)),
            overdue: self.state.passed.contains_key(&Term::Commitment(number)),
        }
    }

    /// Parties as resource names.
    pub(in crate::service) fn parties<'p>(
        &self,
        parties: impl IntoIterator<Item = &'p PartyId>,
    ) -> Vec<String> {
        parties.into_iter().map(|party| names::of_party(&self.state.id, party)).collect()
    }
}

fn used(id: &ItemId, version: &Version) -> TextUse {
    let party = version.author.as_ref().map(|author| author.party.clone());
    TextUse::Of(Target::Item(id.clone()), party)
}
