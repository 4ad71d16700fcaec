//! From rows as they stand in a file to votes in the order in which they were given.

use std::collections::HashMap;

use crate::analysis::opinion::{Arrival, Standing};
use crate::app::cli::analyze::read::ids::Ids;
use crate::app::cli::analyze::read::statements::Listed;
use crate::app::cli::analyze::read::votes::Votes;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, as the source has it.
    pub id: Box<str>,
    /// Its text, where a table lists it.
    pub text: Option<Box<str>>,
    /// -1 moderated out, 0 not moderated, 1 moderated in.
    pub moderated: i8,
    /// Whether it asks who somebody is, which is no opinion.
    pub is_meta: bool,
}

impl Statement {
    /// How it stands on a map.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing { out: self.moderated < 0, meta: self.is_meta }
    }

    /// Whether it stays out of map, groups and choices.
    #[must_use]
    pub fn is_out(&self) -> bool {
        self.standing().is_out()
    }
}

/// Votes in the order in which they were given, with who and what in the order of the first vote.
#[derive(Debug)]
pub struct Arranged {
    /// The votes.
    pub votes: Vec<Arrival>,
    /// When each was given.
    pub times: Option<Vec<i64>>,
    /// Who voted.
    pub participants: Ids,
    /// What was voted on.
    pub statements: Ids,
}

/// Puts votes in order of time, equal times in the order of the file. Without times, or when they
/// are in order already, nothing moves.
#[must_use]
pub fn by_time(found: Votes) -> Arranged {
    let arranged = Arranged {
        participants: found.participants.into_ids(),
        statements: found.statements.into_ids(),
        votes: found.votes,
        times: found.times,
    };
    let Some(times) = &arranged.times else { return arranged };
    if times.is_sorted() {
        return arranged;
    }
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..count).collect();
    order.sort_by_key(|at| times[*at as usize]);
    let mut votes: Vec<Arrival> = order.iter().map(|at| arranged.votes[*at as usize]).collect();
    let times = order.iter().map(|at| times[*at as usize]).collect();
    let people = first_seen(arranged.participants.len(), votes.iter().map(|one| one.row()));
    let about = first_seen(arranged.statements.len(), votes.iter().map(|one| one.column()));
    renumber(&mut votes, &people.places, &about.places);
    Arranged {
        votes,
        times: Some(times),
        participants: arranged.participants.reordered(&people.order),
        statements: arranged.statements.reordered(&about.order),
    }
}

/// Gives who voted and what was voted on other places.
pub fn renumber(votes: &mut [Arrival], participants: &[u32], statements: &[u32]) {
    for one in votes {
        let (row, column) = (participants[one.row()], statements[one.column()]);
        *one = Arrival::new(row as usize, column as usize, one.vote());
    }
}

struct FirstSeen {
    /// The new place of each old one.
    places: Vec<u32>,
    /// The old place of each new one.
    order: Vec<u32>,
}

fn first_seen(count: usize, seen: impl Iterator<Item = usize>) -> FirstSeen {
    let mut found = FirstSeen { places: vec![u32::MAX; count], order: Vec::with_capacity(count) };
    for old in seen {
        let place = &mut found.places[old];
        if *place == u32::MAX {
            *place = u32::try_from(found.order.len()).unwrap_or(u32::MAX);
            found.order.push(u32::try_from(old).unwrap_or(u32::MAX));
        }
    }
    found
}

/// The place of each listed statement among those with votes, in the order of the list.
#[must_use]
pub fn places(ids: &Ids, listed: &[Listed]) -> Vec<Option<u32>> {
    let known: HashMap<_, u32> = ids.iter().zip(0..).collect();
    listed.iter().map(|one| known.get(&*one.id).copied()).collect()
}

/// What was voted on in the order of the first vote, and what was not in the order of the list;
/// with the number of those that the list lacks.
#[must_use]
pub fn statements(
    ids: &Ids,
    listed: Vec<Listed>,
    places: &[Option<u32>],
) -> (Vec<Statement>, Vec<Box<str>>) {
    let unknown = |id: &str| Statement { id: id.into(), text: None, moderated: 0, is_meta: false };
    let mut all: Vec<Statement> = ids.iter().map(|id| unknown(&id)).collect();
    let mut is_listed = vec![false; all.len()];
    for (one, place) in listed.into_iter().zip(places) {
        let (id, text) = (one.id, Some(one.text));
        let one = Statement { id, text, moderated: one.moderated, is_meta: one.is_meta };
        match place {
            Some(place) => {
                is_listed[*place as usize] = true;
                all[*place as usize] = one;
            }
            None => all.push(one),
        }
    }
    let unlisted = all.iter().zip(is_listed).filter(|(_, is_listed)| !is_listed);
    let unlisted = unlisted.map(|(one, _)| one.id.clone()).collect();
    (all, unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::analyze::read::votes::parse;

    #[test]
    fn votes_go_in_order_of_time_and_equal_times_as_in_the_file() {
        let table = "t,participant,statement,vote\n9,a,1,1\n3,b,2,-1\n3,a,2,0\n-5,c,1,1\n";
        let arranged = by_time(parse("v.csv", table.as_bytes()).expect("sound"));
        assert_eq!(arranged.times, Some(vec![-5, 3, 3, 9]));
        assert_eq!(arranged.participants.iter().collect::<Vec<_>>(), ["c", "b", "a"]);
        assert_eq!(arranged.statements, Ids::Numbers(vec![1, 2]));
        let rows: Vec<_> = arranged.votes.iter().map(|v| (v.row(), v.column())).collect();
        assert_eq!(rows, [(0, 0), (1, 1), (2, 1), (2, 0)]);
        assert_eq!(
            arranged.votes.iter().map(|v| v.vote().sign()).collect::<Vec<_>>(),
            [1, -1, 0, 1]
        );
    }
}
