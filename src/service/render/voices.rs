//! Stances, ballots, pulses and objections, each under the name that its member has here.

use beraad_client::v1 as wire;

use super::{Renderer, visible};
use crate::domain::act::{Ballot, ObjectionEnd, Pulse, Voice};
use crate::domain::caller::Caller;
use crate::domain::event::Answer;
use crate::domain::ids::{ClauseRef, ItemVersion};
use crate::domain::state::{Cell, Deliberation, ObjectionOf, ObjectionState, Origin};
use crate::domain::visibility::{self, TextUse};
use crate::log::codec::{timestamp, words};
use crate::service::names;

/// Whose something is, for a reader who may see it.
pub(in crate::service) struct Speaker {
    voice: Voice,
    round: u32,
    /// Sorts by party and member, or by pseudonym, which tells nothing of the seat.
    pub(in crate::service) key: String,
}

impl Speaker {
    /// Who gave something hidden from a seat in a round; `None` when that is withheld.
    pub(in crate::service) fn seen(
        state: &Deliberation,
        caller: &Caller,
        (round, seat): (u32, u32),
        origin: &Origin,
    ) -> Option<Speaker> {
        let voice = visibility::voice_of(state, seat)?;
        let (role, credential) = state.entered_by.get(seat)?.get(origin.entered_by as usize)?;
        let hidden = visibility::hidden(state, caller, round, &voice, (*role, credential));
        hidden.is_none().then(|| Speaker::new(voice, round))
    }

    /// Who objects; `None` when that is withheld, as the ballots of a secret round are.
    pub(in crate::service) fn objects(
        state: &Deliberation,
        caller: &Caller,
        objection: &ObjectionState,
    ) -> Option<Speaker> {
        match &objection.objection {
            ObjectionOf::Raised(raised) => {
                Some(Speaker::new(Voice::Named(raised.member.clone()), raised.round))
            }
            ObjectionOf::Ballot { on, seat, round, .. } => {
                let column = state.round(*round)?.ballots.get(&Some(on.clone()))?;
                let (_, origin) = column.cells.get(*seat)?;
                Speaker::seen(state, caller, (*round, *seat), origin)
            }
        }
    }

    fn new(voice: Voice, round: u32) -> Speaker {
        let key = match &voice {
            Voice::Named(member) | Voice::PublicBody(member) => {
                let own = member.member.as_ref().map(ToString::to_string).unwrap_or_default();
                // A space sorts before every character of an id.
                format!("{} {own}", member.party)
            }
            Voice::Pseudonym(pseudonym) => pseudonym.to_string(),
        };
        Speaker { voice, round, key }
    }
}

/// The version that an objection is about.
pub(in crate::service) fn objected_to(objection: &ObjectionState) -> &ItemVersion {
    match &objection.objection {
        ObjectionOf::Raised(raised) => &raised.on,
        ObjectionOf::Ballot { on, .. } => on,
    }
}

impl Renderer<'_> {
    /// Party, member and pseudonym, of which the others are empty under a pseudonym.
    fn voice(&self, voice: &Voice) -> (String, String, String) {
        match voice {
            Voice::Named(member) | Voice::PublicBody(member) => {
                let party = names::of_party(&self.state.id, &member.party);
                (party, self.name(member), String::new())
            }
            Voice::Pseudonym(pseudonym) => (String::new(), String::new(), pseudonym.to_string()),
        }
    }

    pub(in crate::service) fn stance(
        &self,
        on: &ItemVersion,
        speaker: &Speaker,
        cell: &Cell,
    ) -> wire::Stance {
        use wire::stance::Answer as Said;
        // A version that is sealed from this caller must not show in what it replaces.
        let newest = self.state.items.get(&on.item).and_then(|item| {
            visible(self.state, self.caller, &on.item, item).map(|(version, _)| version).last()
        });
        let (party, member, pseudonym) = self.voice(&speaker.voice);
        wire::Stance {
            item: self.name(&on.item),
            version: on.version,
            party,
            member,
            round: speaker.round,
            time: Some(timestamp(cell.origin.at)),
            sequence: cell.origin.sequence,
            stale: newest.is_some_and(|newest| newest > on.version),
            pseudonym,
            answer: Some(match cell.answer {
                Answer::Stance(value) => Said::Value(value),
                Answer::Pass => Said::Pass(wire::Pass {}),
            }),
        }
    }

    pub(in crate::service) fn ballot(
        &self,
        speaker: &Speaker,
        (ballot, origin): &(Ballot, Origin),
    ) -> wire::Ballot {
        let (party, member, pseudonym) = self.voice(&speaker.voice);
        let reason = match ballot {
            Ballot::Consent { reason, .. } => reason.as_ref(),
            _ => None,
        };
        wire::Ballot {
            party,
            member,
            pseudonym,
            round: speaker.round,
            ballot: Some(wire::BallotForm { form: Some(self.form(ballot)) }),
            reason: reason.and_then(|reason| self.shared(reason)),
            time: Some(timestamp(origin.at)),
            sequence: origin.sequence,
        }
    }

    fn form(&self, ballot: &Ballot) -> wire::ballot_form::Form {
        use wire::ballot_form::Form;
        let options = |options: &[ItemVersion]| options.iter().map(|on| self.version(on)).collect();
        match ballot {
            Ballot::Consent { option, stance, .. } => Form::Consent(wire::ConsentBallot {
                option: Some(self.version(option)),
                stance: words::consent_to(*stance),
            }),
            Ballot::Vote { option, vote } => Form::Vote(wire::VoteBallot {
                option: Some(self.version(option)),
                vote: words::vote_to(*vote),
            }),
            Ballot::Ranking(places) => Form::Ranking(wire::RankingBallot {
                places: (places.iter())
                    .map(|place| wire::RankingPlace { options: options(place) })
                    .collect(),
            }),
            Ballot::Grades(grades) => Form::Grades(wire::GradesBallot {
                grades: (grades.iter())
                    .map(|(on, grade)| wire::OptionGrade {
                        option: Some(self.version(on)),
                        grade: *grade,
                    })
                    .collect(),
            }),
            Ballot::Approvals(approved) => {
                Form::Approvals(wire::ApprovalsBallot { options: options(approved) })
            }
        }
    }

    pub(in crate::service) fn pulse(
        &self,
        speaker: &Speaker,
        (pulse, origin): &(Pulse, Origin),
    ) -> wire::Pulse {
        let (party, member, pseudonym) = self.voice(&speaker.voice);
        let clause = |clause: &ClauseRef| self.clause_ref(clause);
        wire::Pulse {
            party,
            member,
            pseudonym,
            round: speaker.round,
            answers: Some(wire::PulseAnswers {
                seen: pulse.seen.unwrap_or_default(),
                heard: pulse.heard.unwrap_or_default(),
                valued: pulse.valued.unwrap_or_default(),
                ownership: pulse.ownership.clone(),
                would_join_again: pulse.would_join_again.unwrap_or_default(),
                new_to_us: pulse.new_to_us.iter().map(clause).collect(),
                better_than_own: pulse.better_than_own,
            }),
            time: Some(timestamp(origin.at)),
            sequence: origin.sequence,
        }
    }

    pub(in crate::service) fn objection(
        &self,
        number: u64,
        speaker: &Speaker,
        objection: &ObjectionState,
    ) -> wire::Objection {
        use wire::ObjectionEndKind as Kind;
        let (party, member, pseudonym) = self.voice(&speaker.voice);
        let (reason, from_ballot) = match &objection.objection {
            ObjectionOf::Raised(raised) => (&raised.reason, false),
            ObjectionOf::Ballot { reason, .. } => (reason, true),
        };
        let (end, integrated_version) = match objection.end {
            None => (Kind::Unspecified, 0),
            Some(ObjectionEnd::Integrated { version }) => (Kind::Integrated, version),
            Some(ObjectionEnd::Withdrawn) => (Kind::Withdrawn, 0),
            Some(ObjectionEnd::NotArgued) => (Kind::NotArgued, 0),
        };
        wire::Objection {
            name: self.number("objections", number),
            on: Some(self.version(objected_to(objection))),
            party,
            member,
            pseudonym,
            reason: self.text(reason, &TextUse::Shared),
            round: speaker.round,
            from_ballot,
            upheld: objection.upheld,
            end: end.into(),
            integrated_version,
            time: Some(timestamp(objection.at)),
        }
    }
}
