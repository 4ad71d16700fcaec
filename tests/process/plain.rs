//! The same figures by plain counting over the log, without anything of the engine's state: slow,
//! and short enough to be read.

use std::collections::{BTreeMap, BTreeSet};

use beraad::domain::act::Disposition;
use beraad::domain::event::{Event, EventBody};
use beraad::domain::ids::PartyId;

/// A clause of a version: proposal, version, clause.
type Place = (String, u32, String);

/// What a clause of a version is made of.
#[derive(Debug, Clone)]
struct Written {
    sequence: u64,
    round: u32,
    by: String,
    authors: BTreeSet<String>,
    derives_from: Vec<(String, String)>,
}

/// What the log said so far.
#[derive(Debug, Default)]
pub struct Plain {
    sequence: u64,
    parties: Vec<String>,
    /// Contributions with their authors.
    contributions: BTreeMap<String, (String, u64)>,
    opened: BTreeSet<(String, String)>,
    /// Responses: to what, by whom, and whether they are substantive.
    responses: BTreeMap<u64, (String, String, bool)>,
    disposed: BTreeMap<String, Disposition>,
    written: BTreeMap<Place, Written>,
    accepted: BTreeSet<Place>,
    adopted: Option<(u64, Vec<(String, u32)>)>,
    decisions: Vec<u64>,
}

impl Plain {
    /// Whether an event only opens or answers something, or says that an answer was understood.
    pub fn only_adds(event: &Event) -> bool {
        match &event.body {
            EventBody::Viewed(_) | EventBody::Responded(_) => true,
            EventBody::Understood(word) => word.understood,
            _ => false,
        }
    }

    /// Takes the next event.
    pub fn note(&mut self, event: &Event) {
        self.sequence += 1;
        let sequence = self.sequence;
        let name = |party: &PartyId| party.to_string();
        match &event.body {
            EventBody::PartyAdded { party, .. } => self.parties.push(name(party)),
            EventBody::ContributionAdded(given) => {
                let author = name(&given.author.as_ref().expect("a party").party);
                let id = format!("contributions/{}", given.contribution);
                self.contributions.insert(id, (author, sequence));
            }
            EventBody::Viewed(view) => {
                self.opened.insert((view.item.to_string(), name(&view.member.party)));
            }
            EventBody::Responded(given) => {
                let response = (given.to.to_string(), name(&given.author.party), false);
                self.responses.insert(sequence, response);
            }
            EventBody::Understood(word) => {
                if let Some(response) = self.responses.get_mut(&word.response) {
                    response.2 = word.understood;
                }
            }
            EventBody::Disposed(disposal) => {
                self.disposed.insert(disposal.item.to_string(), disposal.disposition);
            }
            EventBody::ProposalVersionAdded {
                proposal, version, author, clauses, round, ..
            } => {
                for clause in clauses {
                    let by = name(&author.party);
                    let mut authors: BTreeSet<String> = clause.authors.iter().map(name).collect();
                    if authors.is_empty() {
                        authors.insert(by.clone());
                    }
                    let derives_from = clause.derives_from.iter().map(|(other, clause)| {
                        let other = other.as_ref().unwrap_or(proposal).to_string();
                        (other, clause.to_string())
                    });
                    let derives_from = derives_from.collect();
                    let round = *round;
                    let written = Written { sequence, round, by, authors, derives_from };
                    let place = (proposal.to_string(), *version, clause.id.to_string());
                    self.written.insert(place, written);
                }
            }
            EventBody::EditsAccepted(accepted) => {
                for edit in &accepted.edits {
                    let place = (edit.proposal.to_string(), edit.version, edit.clause.to_string());
                    self.accepted.insert(place);
                }
            }
            EventBody::FiguresRecorded(record) => {
                if let Some(outcome) = &record.outcome {
                    let adopted = outcome.adopted.iter().map(|on| {
                        let item = on.item.to_string();
                        (item.trim_start_matches("proposals/").to_owned(), on.version)
                    });
                    self.adopted = Some((sequence, adopted.collect()));
                }
            }
            EventBody::DecisionRecorded(_) => self.decisions.push(sequence),
            _ => {}
        }
    }

    /// Seen, heard, valued and uptake of a party; nothing for one that contributed nothing in time.
    pub fn recognition(&self, place: usize) -> [(&'static str, Option<f64>); 4] {
        let names = ["seen", "heard", "valued", "uptake"];
        let Some(party) = self.parties.get(place) else { return names.map(|name| (name, None)) };
        let outcome = self.adopted.as_ref().map_or(u64::MAX, |(sequence, _)| *sequence);
        let late = self.decisions.iter().find(|decision| **decision > outcome);
        let until = late.copied().unwrap_or(u64::MAX);
        let own: Vec<&String> = self
            .contributions
            .iter()
            .filter(|(_, (author, sequence))| author == party && *sequence < until)
            .map(|(id, _)| id)
            .collect();
        let mean = |of: &dyn Fn(&String) -> f64| {
            (!own.is_empty()).then(|| own.iter().map(|id| of(id)).sum::<f64>() / own.len() as f64)
        };
        let others = (self.parties.len() - 1) as f64;
        let opened = |id: &String| {
            let by = |other: &&String| self.opened.contains(&(id.clone(), (*other).clone()));
            let others_by = self.parties.iter().filter(|other| *other != party).filter(by);
            others_by.count() as f64 / others
        };
        let heard = |id: &String| {
            let answered = self.responses.iter().any(|(sequence, (to, by, substantive))| {
                *sequence < until && to == id && by != party && *substantive
            });
            f64::from(u8::from(answered))
        };
        let is = |id: &String, all: &[Disposition]| {
            f64::from(u8::from(self.disposed.get(id).is_some_and(|one| all.contains(one))))
        };
        let closed = [Disposition::Adopted, Disposition::RejectedWithReason];
        [
            ("seen", mean(&opened)),
            ("heard", mean(&heard)),
            ("valued", mean(&|id| is(id, &closed))),
            ("uptake", mean(&|id| is(id, &closed[..1]))),
        ]
    }

    /// The contribution share of a party; nothing when nothing was adopted that somebody wrote.
    pub fn share(&self, place: usize) -> Option<f64> {
        let party = self.parties.get(place)?;
        let (_, adopted) = self.adopted.as_ref()?;
        let there = self.written.keys();
        let clauses =
            there.filter(|(proposal, version, _)| adopted.contains(&(proposal.clone(), *version)));
        let families: Vec<BTreeSet<String>> = clauses.map(|place| self.family(place)).collect();
        let families: Vec<_> = families.into_iter().filter(|one| !one.is_empty()).collect();
        let own = families.iter().filter(|family| family.contains(party));
        let sum: f64 = own.map(|family| 1.0 / family.len() as f64).sum();
        (!families.is_empty()).then(|| sum / families.len() as f64)
    }

    /// The parties on a clause and on what it descends from, as far as their edits were accepted.
    fn family(&self, place: &Place) -> BTreeSet<String> {
        let own = &self.written[place];
        let sources = own.derives_from.iter().cloned();
        let sources = sources.chain([(place.0.clone(), place.2.clone())]);
        let mut family = BTreeSet::new();
        for (proposal, clause) in sources {
            let earlier = self.written.iter().filter(|((other, _, name), written)| {
                let sealed = written.round == own.round && written.by != own.by;
                (other, name) == (&proposal, &clause) && written.sequence < own.sequence && !sealed
            });
            if let Some((parent, _)) = earlier.max_by_key(|(_, written)| written.sequence) {
                family.extend(self.family(parent));
            }
        }
        let before = |(other, version, name): &Place| {
            other == &place.0 && name == &place.2 && *version < place.1
        };
        let edit = !own.derives_from.is_empty() || self.written.keys().any(before);
        if !edit || own.authors.len() > 1 || self.accepted.contains(place) {
            family.extend(own.authors.iter().cloned());
        }
        family
    }
}
