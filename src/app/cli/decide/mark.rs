//! Ballots from what stands on them: words, numbers and places, the same in every format.

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::ballot::ConsentBallot;
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::ranking::Ranking;
use crate::app::cli::decide::election::Said;
use crate::app::cli::problems::quoted;
use crate::app::cli::script::problem::did_you_mean;
use crate::domain::charter::BallotKind;

/// A ballot that ranks.
///
/// # Errors
/// An option that stands on it twice.
pub fn ranking(options: usize, levels: &[Vec<usize>]) -> Result<Said, String> {
    Ranking::new(options, levels).map(Said::Ranking).map_err(|_| TWICE.to_owned())
}

/// A ballot that grades; every grade is on the scale.
///
/// # Errors
/// An option that stands on it twice.
pub fn grades(options: usize, max: u32, grades: &[(usize, u32)]) -> Result<Said, String> {
    Grades::new(options, max, grades).map(Said::Grades).map_err(|_| TWICE.to_owned())
}

/// A ballot that approves.
///
/// # Errors
/// An option that stands on it twice.
pub fn approvals(options: usize, approved: &[usize]) -> Result<Said, String> {
    Approvals::new(options, approved).map(Said::Approvals).map_err(|_| TWICE.to_owned())
}

const TWICE: &str = "an option stands on the ballot twice; name it once";

/// A grade.
///
/// # Errors
/// What is no grade on a scale up to `max`.
pub fn grade(text: &str, max: u32) -> Result<u32, String> {
    let given: Option<u32> = text.parse().ok();
    given.filter(|grade| *grade <= max).ok_or_else(|| {
        let rule = format!("a grade is a whole number from 0 to {max}");
        format!("{}: {rule}; mend it, or give a higher --grade-max", quoted(text))
    })
}

const STANCES: [(&str, ConsentBallot); 4] = [
    ("consent", ConsentBallot::Consent),
    ("concern", ConsentBallot::Concern),
    ("objection", ConsentBallot::Objection),
    ("abstain", ConsentBallot::Abstain),
];

/// A vote for is counted as consent and one against as a concern, as the service does.
const VOTES: [(&str, ConsentBallot); 3] = [
    ("agree", ConsentBallot::Consent),
    ("disagree", ConsentBallot::Concern),
    ("abstain", ConsentBallot::Abstain),
];

/// A stance or a vote on one option.
///
/// # Errors
/// What is neither.
pub fn stance(kind: BallotKind, text: &str) -> Result<ConsentBallot, String> {
    let known: &[(&str, ConsentBallot)] = match kind {
        BallotKind::Vote => &VOTES,
        _ => &STANCES,
    };
    let lower = text.to_lowercase();
    let found = known.iter().find(|(word, _)| *word == lower);
    found.map(|(_, ballot)| *ballot).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let near = did_you_mean(text, words.iter().copied());
        format!("{}: write {}{near}", quoted(text), words.join(", "))
    })
}

/// Whether a cell approves.
///
/// # Errors
/// What says neither yes nor no.
pub fn approves(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "1" | "x" | "yes" | "ja" => Ok(true),
        "" | "0" | "no" | "nee" => Ok(false),
        _ => Err(format!("{}: write 1, x, yes or ja, or 0, no, nee or nothing", quoted(text))),
    }
}

/// A place on a ranking.
///
/// # Errors
/// What is no place.
pub fn place(text: &str) -> Result<u64, String> {
    let given: Option<u64> = text.parse().ok();
    given.filter(|place| *place > 0).ok_or_else(|| {
        format!("{}: a place is a whole number, 1 the best; leave it empty for none", quoted(text))
    })
}

/// Options with their places as levels, best first.
#[must_use]
pub fn levels(mut places: Vec<(u64, usize)>) -> Vec<Vec<usize>> {
    places.sort_unstable();
    let level = |level: &[(u64, usize)]| level.iter().map(|(_, option)| *option).collect();
    places.chunk_by(|(one, _), (other, _)| one == other).map(level).collect()
}

/// A whole number from 1, such as a count or an amount.
///
/// # Errors
/// What is none.
pub fn whole(text: &str, what: &str) -> Result<u64, String> {
    let given: Option<u64> = text.parse().ok();
    given.filter(|number| *number > 0).ok_or_else(|| {
        let most = u64::MAX;
        format!("{}: {what} is a whole number from 1 to {most}; mend it", quoted(text))
    })
}
