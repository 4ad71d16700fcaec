//! Whether 1 agrees. Polis' exports say so, its database and API say the opposite, and nothing in
//! a vote tells; so what the votes add up to is held against the totals of an export.

use std::collections::HashSet;
use std::fmt;

use crate::analysis::opinion::{Arrival, Vote};
use crate::app::cli::analyze::read::ids::Keyed;
use crate::app::cli::analyze::read::limits::NAMED_MAX;
use crate::app::cli::failure::Failure;

/// Votes and totals fit when they differ by at most one in so many: exports are made while people
/// vote, and the totals of one file are a little older than the rows of another.
const STALE_ONE_IN: u64 = 10;
/// And they fit when the opposite reading differs by at least so many times as much.
const CLEARLY: u64 = 2;
/// Pairs of participant and statement of which is marked in bits who voted: 256 MiB.
const BITS_MAX: u64 = 1 << 31;

/// What 1 means in a file, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The value that agrees: 1 or -1.
    pub agree_value: i8,
    /// Whether the command line said so.
    pub is_given: bool,
    /// The files whose totals fit.
    pub confirmed_by: Vec<String>,
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} agrees: ", self.agree_value)?;
        match (self.confirmed_by.is_empty(), self.is_given) {
            (false, _) => write!(f, "the totals in {} fit", self.confirmed_by.join(" and ")),
            (true, true) => f.write_str("as --agree-value says"),
            (true, false) => f.write_str(
                "an assumption, because no totals tell; --agree-value -1 says the opposite",
            ),
        }
    }
}

/// What one file of totals says about the sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The file.
    pub file: String,
    /// What it has totals of: `statement` or `participant`.
    pub of: &'static str,
    /// How many agree and disagree by its totals.
    pub stated: [u64; 2],
    /// How many votes are 1 and how many are -1: of all votes, or of the last of each pair,
    /// whichever is nearer to the totals.
    pub counted: [u64; 2],
    /// By how much votes and totals differ, one by one, where 1 agrees.
    pub as_one: u64,
    /// By how much where -1 agrees.
    pub as_minus_one: u64,
    /// Those that differ most in the nearer reading, with what is stated and what is counted.
    pub most: Vec<(String, [u64; 2], [u64; 2])>,
}

impl Comparison {
    /// The value that agrees, where the totals leave no doubt.
    #[must_use]
    pub fn agree_value(&self) -> Option<i8> {
        let sum = |pair: [u64; 2]| pair[0].saturating_add(pair[1]);
        let whole = sum(self.stated).max(sum(self.counted));
        let (near, far, value) = if self.as_one < self.as_minus_one {
            (self.as_one, self.as_minus_one, 1)
        } else {
            (self.as_minus_one, self.as_one, -1)
        };
        let fits = near.saturating_mul(STALE_ONE_IN) <= whole;
        (fits && far > near && far >= near.saturating_mul(CLEARLY)).then_some(value)
    }

    /// Whether the totals could have told.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.as_one != self.as_minus_one || self.as_one > 0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([agree, disagree], [plus, minus]) = (self.stated, self.counted);
        let (file, of, one, other) = (&self.file, self.of, self.as_one, self.as_minus_one);
        write!(
            f,
            "{file} counts {agree} that agree and {disagree} that disagree; where 1 agrees the \
             votes come to {plus} and {minus}, which differs by {one} over the {of}s, and where \
             -1 agrees to {minus} and {plus}, which differs by {other}"
        )
    }
}

/// Votes counted one by one: all of them, and the last of each participant on each statement.
#[derive(Debug, Default)]
pub struct Counts {
    latest: Vec<[u64; 2]>,
    all: Vec<[u64; 2]>,
}

impl Counts {
    fn of(size: usize) -> Counts {
        Counts { latest: vec![[0; 2]; size], all: vec![[0; 2]; size] }
    }

    fn add(&mut self, at: usize, vote: Vote, is_last: bool) {
        let side = match vote {
            Vote::Agree => 0,
            Vote::Disagree => 1,
            Vote::Pass => return,
        };
        self.all[at][side] += 1;
        self.latest[at][side] += u64::from(is_last);
    }
}

/// The counts by statement and by participant; votes come in the order in which they were given.
#[must_use]
pub fn counts(votes: &[Arrival], statements: usize, participants: usize) -> (Counts, Counts) {
    let mut seen = Seen::of(statements as u64, participants as u64);
    let (mut by_statement, mut by_participant) = (Counts::of(statements), Counts::of(participants));
    for vote in votes.iter().rev() {
        let (statement, participant) = (vote.column(), vote.row());
        let pair = participant as u64 * statements as u64 + statement as u64;
        let is_last = seen.is_new(pair);
        by_statement.add(statement, vote.vote(), is_last);
        by_participant.add(participant, vote.vote(), is_last);
    }
    (by_statement, by_participant)
}

/// The pairs that came by.
enum Seen {
    Bits(Vec<u64>),
    Set(HashSet<u64, Keyed>),
}

impl Seen {
    fn of(statements: u64, participants: u64) -> Seen {
        match statements.checked_mul(participants).filter(|pairs| *pairs <= BITS_MAX) {
            Some(pairs) => Seen::Bits(vec![0; pairs.div_ceil(64) as usize]),
            None => Seen::Set(HashSet::default()),
        }
    }

    fn is_new(&mut self, pair: u64) -> bool {
        match self {
            Seen::Set(set) => set.insert(pair),
            Seen::Bits(bits) => {
                let (word, bit) = (&mut bits[(pair / 64) as usize], 1 << (pair % 64));
                let is_new = *word & bit == 0;
                *word |= bit;
                is_new
            }
        }
    }
}

/// Stated totals by id, with the place among what was counted; `None` for one without votes.
pub type Stated<'a> = (&'a str, Option<u32>, (u32, u32));

/// Holds counts against the totals of a file.
#[must_use]
pub fn compare<'a>(
    file: &str,
    of: &'static str,
    counts: &Counts,
    stated: impl Iterator<Item = Stated<'a>> + Clone,
) -> Comparison {
    let latest = compare_one(file, of, &counts.latest, stated.clone());
    let all = compare_one(file, of, &counts.all, stated);
    let near = |one: &Comparison| one.as_one.min(one.as_minus_one);
    if near(&all) < near(&latest) { all } else { latest }
}

fn compare_one<'a>(
    file: &str,
    of: &'static str,
    counts: &[[u64; 2]],
    stated: impl Iterator<Item = Stated<'a>> + Clone,
) -> Comparison {
    let mut found = Comparison {
        file: file.to_owned(),
        of,
        stated: [0; 2],
        counted: [0; 2],
        as_one: 0,
        as_minus_one: 0,
        most: Vec::new(),
    };
    let pairs = stated.map(|(id, at, (agree, disagree))| {
        let counted = at.and_then(|at| counts.get(at as usize)).copied().unwrap_or_default();
        (id, [u64::from(agree), u64::from(disagree)], counted)
    });
    let apart = |[a, b]: [u64; 2], [c, d]: [u64; 2]| a.abs_diff(c) + b.abs_diff(d);
    for (_, stated, counted) in pairs.clone() {
        for side in 0..2 {
            found.stated[side] += stated[side];
            found.counted[side] += counted[side];
        }
        found.as_one += apart(stated, counted);
        found.as_minus_one += apart(stated, [counted[1], counted[0]]);
    }
    let is_flipped = found.as_minus_one < found.as_one;
    let read = |[plus, minus]: [u64; 2]| if is_flipped { [minus, plus] } else { [plus, minus] };
    let mut most: Vec<_> = pairs.map(|(id, stated, counted)| (id, stated, read(counted))).collect();
    most.retain(|(_, stated, counted)| stated != counted);
    most.sort_by_key(|(_, stated, counted)| std::cmp::Reverse(apart(*stated, *counted)));
    most.truncate(NAMED_MAX);
    found.most = most.into_iter().map(|(id, one, other)| (id.to_owned(), one, other)).collect();
    found
}

/// What came of holding votes against totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Established {
    /// What 1 means.
    pub sign: Sign,
    /// The comparisons that fit neither reading, or the opposite of what was asked while another
    /// fits.
    pub doubts: Vec<Comparison>,
}

/// Establishes what 1 means.
///
/// # Errors
/// When totals fit the opposite of what was given or is assumed.
pub fn establish(
    votes_file: &str,
    given: Option<i8>,
    compared: Vec<Comparison>,
) -> Result<Established, Failure> {
    let agree_value = given.unwrap_or(1);
    let found: Vec<Option<i8>> = compared.iter().map(Comparison::agree_value).collect();
    let fits = found.contains(&Some(agree_value));
    let is_opposite = found.contains(&Some(-agree_value));
    if is_opposite && !(fits && given.is_some()) {
        let mut lines: Vec<String> = Vec::new();
        let what = if given.is_some() { "--agree-value says" } else { "is assumed" };
        lines.push(if fits {
            format!("{votes_file}: totals contradict each other on what a vote of 1 means")
        } else {
            format!("{votes_file}: its votes have the opposite sign of what {what}")
        });
        lines.extend(compared.iter().map(|one| format!("  {one}")));
        lines.push(if fits {
            "give --agree-value 1 or --agree-value -1, after asking who made the export".to_owned()
        } else {
            format!("give --agree-value {}", -agree_value)
        });
        lines.push("nothing was analyzed".to_owned());
        return Err(Failure::input(lines.join("\n")));
    }
    let mut sign = Sign { agree_value, is_given: given.is_some(), confirmed_by: Vec::new() };
    let mut doubts = Vec::new();
    for (one, found) in compared.into_iter().zip(found) {
        if found == Some(agree_value) {
            sign.confirmed_by.push(one.file);
        } else if one.says_something() {
            doubts.push(one);
        }
    }
    Ok(Established { sign, doubts })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One statement with so many votes of 1 and of -1, against these totals.
    fn compared(votes: [u32; 2], totals: (u32, u32)) -> Comparison {
        let each = [(votes[0], Vote::Agree), (votes[1], Vote::Disagree)];
        let values = each.iter().flat_map(|(many, value)| (0..*many).map(move |_| *value));
        let votes: Vec<_> =
            (0..).zip(values).map(|(voter, value)| Arrival::new(voter, 0, value)).collect();
        let (by_statement, _) = counts(&votes, 1, votes.len());
        compare("comments.csv", "statement", &by_statement, [("7", Some(0), totals)].into_iter())
    }

    #[test]
    fn totals_that_fit_tell_the_sign_also_when_they_are_a_little_stale() {
        assert_eq!(compared([30, 10], (30, 10)).agree_value(), Some(1));
        assert_eq!(compared([10, 30], (30, 10)).agree_value(), Some(-1));
        assert_eq!(compared([31, 12], (30, 10)).agree_value(), Some(1));
        assert_eq!(compared([12, 31], (30, 10)).agree_value(), Some(-1));
    }

    #[test]
    fn totals_that_cannot_tell_do_not() {
        for (votes, totals) in [
            ([20, 20], (20, 20)),
            ([0, 0], (0, 0)),
            ([30, 10], (90, 5)),
            ([20, 22], (21, 21)),
            ([0, 0], (9, 3)),
        ] {
            assert_eq!(compared(votes, totals).agree_value(), None, "{votes:?} {totals:?}");
        }
        assert!(!compared([20, 20], (20, 20)).says_something(), "no reason to warn");
        assert!(compared([30, 10], (90, 5)).says_something());
    }

    #[test]
    fn totals_may_be_of_all_votes_or_of_the_last_ones() {
        // Everybody voted -1 first and 1 afterwards, but one.
        let row = |voter, value| Arrival::new(voter, 0, value);
        let first = (0..9).map(|voter| row(voter, Vote::Disagree));
        let votes: Vec<_> = first.chain((0..8).map(|voter| row(voter, Vote::Agree))).collect();
        let (by_statement, by_participant) = counts(&votes, 1, 9);
        for (totals, counted) in [((8, 1), [8, 1]), ((8, 9), [8, 9])] {
            let stated = [("0", Some(0), totals)].into_iter();
            let one = compare("c", "statement", &by_statement, stated);
            assert_eq!((one.counted, one.as_one), (counted, 0));
        }
        assert_eq!((by_participant.latest[0], by_participant.all[0]), ([1, 0], [1, 1]));
        assert_eq!(by_participant.latest[8], [0, 1]);
    }

    #[test]
    fn the_opposite_sign_is_refused_with_both_sums_and_the_remedy() {
        let told = |given| establish("votes.csv", given, vec![compared([10, 30], (30, 10))]);
        for given in [None, Some(1)] {
            let told = told(given).expect_err("refused").message;
            assert!(told.starts_with("votes.csv: its votes have the opposite sign"), "{told}");
            assert!(told.contains("comments.csv counts 30 that agree and 10 that"), "{told}");
            assert!(told.contains("come to 10 and 30, which differs by 40"), "{told}");
            assert!(told.contains("to 30 and 10, which differs by 0"), "{told}");
            assert!(told.contains("\ngive --agree-value -1\n"), "{told}");
        }
        let fits = told(Some(-1)).expect("it fits");
        assert_eq!((fits.sign.agree_value, fits.sign.confirmed_by.len()), (-1, 1));
    }

    #[test]
    fn totals_that_contradict_each_other_leave_it_to_who_asks() {
        let both = || vec![compared([10, 30], (30, 10)), compared([30, 10], (30, 10))];
        let told = establish("votes.csv", None, both()).expect_err("refused").message;
        assert!(told.contains("totals contradict each other"), "{told}");
        for given in [1, -1] {
            let settled = establish("votes.csv", Some(given), both()).expect("it was said");
            assert_eq!((settled.sign.agree_value, settled.doubts.len()), (given, 1));
        }
    }

    #[test]
    fn without_totals_the_sign_is_an_assumption_and_says_so() {
        let assumed = establish("votes.csv", None, Vec::new()).expect("assumed");
        assert!(assumed.sign.to_string().starts_with("1 agrees: an assumption"));
        let given = establish("votes.csv", Some(-1), Vec::new()).expect("given");
        assert_eq!(given.sign.to_string(), "-1 agrees: as --agree-value says");
    }
}
