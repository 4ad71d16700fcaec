//! The ballots behind an outcome, party by party and member by member.

use std::collections::BTreeMap;

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::ballot::{ConsentParty, VoteParty};
use crate::analysis::choice::contest;
use crate::analysis::choice::favour::{self, Favour};
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::profile::{Ballot as _, Profile};
use crate::analysis::choice::ranking::Ranking;
use crate::domain::act::Ballot;
use crate::domain::charter::BallotKind;
use crate::domain::ids::ItemVersion;

/// Of each party, in order, the ballot of each member.
pub(super) type ByParty<B> = Vec<Vec<Option<B>>>;

/// The ballots, in the form that the rule counts.
#[derive(Debug, Clone)]
pub(super) enum Cast {
    /// On each option by itself.
    Each(Vec<Vec<ConsentParty>>),
    /// Options in order.
    Ranked(ByParty<Ranking>),
    /// A grade for each option.
    Graded(ByParty<Grades>),
    /// Options approved of.
    Approved(ByParty<Approvals>),
}

impl Cast {
    /// The ballots over all options; `ballot` gives what the member of each seat cast.
    pub(super) fn whole(
        kind: BallotKind,
        (options, grade_max): (&[ItemVersion], u32),
        cast: Vec<Vec<Option<&Ballot>>>,
    ) -> Cast {
        let place: BTreeMap<&ItemVersion, usize> =
            options.iter().enumerate().map(|(place, option)| (option, place)).collect();
        let place = |option: &ItemVersion| place[option];
        let count = options.len();
        match kind {
            BallotKind::Ranking => Cast::Ranked(read(cast, |ballot| match ballot {
                Ballot::Ranking(levels) => {
                    let level = |level: &Vec<ItemVersion>| level.iter().map(place).collect();
                    let levels: Vec<Vec<usize>> = levels.iter().map(level).collect();
                    Some(Ranking::new(count, &levels).expect(ADMITTED))
                }
                _ => None,
            })),
            BallotKind::Grades => Cast::Graded(read(cast, |ballot| match ballot {
                Ballot::Grades(grades) => {
                    let grade = |(option, grade): &(ItemVersion, u32)| (place(option), *grade);
                    let grades: Vec<(usize, u32)> = grades.iter().map(grade).collect();
                    Some(Grades::new(count, grade_max, &grades).expect(ADMITTED))
                }
                _ => None,
            })),
            _ => Cast::Approved(read(cast, |ballot| match ballot {
                Ballot::Approvals(options) => {
                    let approved: Vec<usize> = options.iter().map(place).collect();
                    Some(Approvals::new(count, &approved).expect(ADMITTED))
                }
                _ => None,
            })),
        }
    }

    /// The ballots as the rules take them; `None` where each option is decided by itself.
    pub(super) fn contest(&self, options: usize) -> Option<contest::Ballots> {
        Some(match self {
            Cast::Each(_) => return None,
            Cast::Ranked(parties) => contest::Ballots::Ranked(profile(options, parties)),
            Cast::Graded(parties) => contest::Ballots::Graded(profile(options, parties)),
            Cast::Approved(parties) => contest::Ballots::Approved(profile(options, parties)),
        })
    }

    /// Whether each party answered, and how its members voted on what was chosen.
    pub(super) fn votes(&self, chosen: &[usize], grade_max: u32) -> Vec<VoteParty> {
        match self {
            Cast::Each(_) => Vec::new(),
            Cast::Ranked(parties) => favours(parties, chosen, grade_max),
            Cast::Graded(parties) => favours(parties, chosen, grade_max),
            Cast::Approved(parties) => favours(parties, chosen, grade_max),
        }
    }

    /// Without the party at this place.
    pub(super) fn remove(&mut self, party: usize) {
        match self {
            Cast::Each(options) => {
                options.iter_mut().for_each(|parties| drop(parties.remove(party)));
            }
            Cast::Ranked(parties) => drop(parties.remove(party)),
            Cast::Graded(parties) => drop(parties.remove(party)),
            Cast::Approved(parties) => drop(parties.remove(party)),
        }
    }

    /// The number of members of a party that could cast a ballot.
    pub(super) fn members(&self, party: usize) -> usize {
        match self {
            Cast::Each(options) => options.first().map_or(1, |all| all[party].members.len()),
            Cast::Ranked(parties) => parties[party].len(),
            Cast::Graded(parties) => parties[party].len(),
            Cast::Approved(parties) => parties[party].len(),
        }
    }

    /// Gives the members of these parties to the first of them, which objects when one does.
    pub(super) fn merge(&mut self, together: &[usize]) {
        match self {
            Cast::Each(options) => {
                for all in options {
                    let of = || together.iter().map(|party| &all[*party]);
                    let one = ConsentParty {
                        members: of().flat_map(|party| party.members.clone()).collect(),
                        objects: of().any(|party| party.objects),
                    };
                    all[together[0]] = one;
                }
            }
            Cast::Ranked(parties) => gather(parties, together),
            Cast::Graded(parties) => gather(parties, together),
            Cast::Approved(parties) => gather(parties, together),
        }
    }

    /// The bytes of every ballot, by party and seat.
    pub(super) fn put(&self, bytes: &mut Vec<u8>) {
        match self {
            Cast::Each(_) => {}
            Cast::Ranked(parties) => put(parties, bytes, |ballot, bytes| {
                // Nothing ranked and everything ranked equal have the same places.
                bytes.push(u8::from(ballot.is_empty()));
                put_numbers(bytes, ballot.places().iter().copied());
            }),
            Cast::Graded(parties) => put(parties, bytes, |ballot, bytes| {
                let grades = ballot.given().iter();
                put_numbers(bytes, grades.map(|grade| grade.map_or(u32::MAX, |grade| grade)));
            }),
            Cast::Approved(parties) => put(parties, bytes, |ballot, bytes| {
                put_numbers(bytes, ballot.options().map(|option| option as u32));
            }),
        }
    }
}

/// `decide` admits no other ballot.
const ADMITTED: &str = "a ballot on the options of its round";

fn read<B>(cast: Vec<Vec<Option<&Ballot>>>, of: impl Fn(&Ballot) -> Option<B>) -> ByParty<B> {
    let members = |members: Vec<Option<&Ballot>>| {
        members.into_iter().map(|ballot| ballot.and_then(&of)).collect()
    };
    cast.into_iter().map(members).collect()
}

fn profile<B: Favour>(options: usize, parties: &ByParty<B>) -> Profile<B> {
    Profile::of_parties(options, parties.iter().map(Vec::as_slice))
}

fn favours<B: Favour>(parties: &ByParty<B>, chosen: &[usize], grade_max: u32) -> Vec<VoteParty> {
    parties.iter().map(|members| favour::votes(members, chosen, grade_max)).collect()
}

fn gather<B: Clone>(parties: &mut ByParty<B>, together: &[usize]) {
    let members = together.iter().flat_map(|party| parties[*party].clone()).collect();
    parties[together[0]] = members;
}

fn put<B>(parties: &ByParty<B>, bytes: &mut Vec<u8>, of: impl Fn(&B, &mut Vec<u8>)) {
    for members in parties {
        bytes.extend((members.len() as u64).to_be_bytes());
        for ballot in members {
            bytes.push(u8::from(ballot.is_some()));
            ballot.iter().for_each(|ballot| of(ballot, bytes));
        }
    }
}

fn put_numbers(bytes: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u32>) {
    bytes.extend((numbers.len() as u64).to_be_bytes());
    numbers.for_each(|number| bytes.extend(number.to_be_bytes()));
}
