//! Profiles: what a load is made of, as a small file.

mod fields;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::app::cli::failure::Failure;
use crate::app::cli::load::profile::fields::Fields;
use crate::app::cli::script::node::{Node, parse};
use crate::app::cli::script::problem::{Problem, did_you_mean};
use crate::domain::limits;

/// The profiles that come with the program.
const SHIPPED: [(&str, &str); 4] = [
    ("smoke", include_str!("../../../../examples/load/smoke.yaml")),
    ("hall", include_str!("../../../../examples/load/hall.yaml")),
    ("city", include_str!("../../../../examples/load/city.yaml")),
    ("ingest", include_str!("../../../../examples/load/ingest.yaml")),
];
/// Bytes in a profile; the longest of ours has a fiftieth.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Deliberations of one run, which all stay in memory until they are verified.
const DELIBERATIONS_MAX: u64 = 100_000;
/// The keys of a profile.
const KEYS: [&str; 18] = [
    "load",
    "name",
    "deliberations",
    "rounds",
    "parties",
    "members",
    "statements",
    "proposals",
    "scale",
    "visibility",
    "opinions",
    "ways",
    "batch",
    "window",
    "clashes",
    "restated",
    "pace",
    "warm_up",
];
const THRESHOLDS: &str = "most_p99_ms";

/// What a load is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Deliberations at once.
    pub deliberations: u32,
    /// Rounds of each.
    pub rounds: u32,
    /// Parties of each; they take the kinds in turn.
    pub parties: u32,
    /// Members of each deliberation, unevenly over its parties.
    pub members: u32,
    /// Statements of each.
    pub statements: u32,
    /// Proposals of each; members change them at the same moment.
    pub proposals: u32,
    /// The scale.
    pub scale: (i32, i32),
    /// Whether stances carry pseudonyms in place of names.
    pub pseudonymous: bool,
    /// Weights of the ways in which opinions form.
    pub opinions: Opinions,
    /// Weights of the ways in which stances come in.
    pub ways: Ways,
    /// Stances in a batch, and in a message of a stream.
    pub batch: u32,
    /// Messages of a stream on their way without an answer.
    pub window: u32,
    /// Pairs of edits of the same version, in each round.
    pub clashes: u32,
    /// The share of the stances that is cast again with another value in the same round.
    pub restated: f64,
    /// When stances leave.
    pub pace: Pace,
    /// Seconds at the beginning that are measured apart.
    pub warm_up: f64,
    /// The most that the 99th percentile of a call may take, in milliseconds.
    pub most_p99_ms: BTreeMap<&'static str, f64>,
}

/// Weights of the models of opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opinions {
    /// Stubborn camps.
    pub stubborn: u32,
    /// Friedkin-Johnsen movers.
    pub movers: u32,
    /// Bounded confidence.
    pub bounded: u32,
    /// Abstainers.
    pub abstainers: u32,
    /// Late-comers.
    pub late: u32,
}

/// Weights of the ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// One stance a call.
    pub unary: u32,
    /// Many in a call.
    pub batch: u32,
    /// Many in a message of a stream.
    pub stream: u32,
}

/// When stances leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// As soon as one of so many calls was answered: a closed loop.
    Concurrency(u32),
    /// So many calls a second, whatever the server does: an open loop.
    Rate(f64),
    /// Every round takes so many days, in which evenings are busy and nights are still, told that
    /// many times faster: an open loop too.
    Days {
        /// Days of each round.
        days: f64,
        /// How many times faster than the clock.
        time_factor: f64,
    },
}

/// Reads a profile: the name of one that comes with the program, or a file.
///
/// # Errors
/// A file that cannot be read, or every problem in it with line and column.
pub fn read(given: &str) -> Result<Profile, Failure> {
    if let Some((name, text)) = SHIPPED.iter().find(|(name, _)| *name == given) {
        return decode(name, text);
    }
    let known = SHIPPED.map(|(name, _)| name);
    let path = Path::new(given);
    let cannot = |error| {
        let near = did_you_mean(given, known);
        let known = known.join(", ");
        Failure::io(format!(
            "profile {given} cannot be read: {error}{near}; give a file, or one of {known}"
        ))
    };
    let size = fs::metadata(path).map_err(cannot)?.len();
    if size > FILE_BYTES_MAX {
        let rule = format!("has {size} bytes; a profile has at most {FILE_BYTES_MAX}");
        return Err(Failure::input(format!("{given} {rule} (FILE_BYTES_MAX)")));
    }
    decode(given, &fs::read_to_string(path).map_err(cannot)?)
}

fn decode(shown: &str, text: &str) -> Result<Profile, Failure> {
    parse(text).and_then(|root| Profile::of(&root)).map_err(|mut problems| {
        problems.sort();
        let mut lines: Vec<String> =
            problems.iter().map(|problem| format!("{shown}:{problem}")).collect();
        lines.push("nothing was sent".into());
        Failure::input(lines.join("\n"))
    })
}

impl Profile {
    fn of(root: &Node) -> Result<Profile, Vec<Problem>> {
        let mut known = KEYS.to_vec();
        known.push(THRESHOLDS);
        let mut fields = Fields::of(root, "a profile", &known);
        fields.whole("load", 1..=1, None);
        let profile = Profile {
            name: fields.text("name"),
            deliberations: fields.whole("deliberations", 1..=DELIBERATIONS_MAX, Some(1)),
            rounds: fields.whole("rounds", 1..=limits::ROUNDS_MAX as u64, Some(3)),
            parties: fields.whole("parties", 2..=limits::PARTIES_MAX as u64, None),
            members: fields.whole("members", 2..=limits::MEMBERS_MAX as u64, None),
            statements: fields.whole("statements", 1..=1_000, None),
            proposals: fields.whole("proposals", 0..=100, Some(0)),
            scale: fields.scale(),
            pseudonymous: fields.word("visibility", &["attributed", "pseudonymous"]) == 1,
            opinions: fields.opinions(),
            ways: fields.ways(),
            batch: fields.whole("batch", 1..=limits::BATCH_STANCES_MAX as u64, Some(50)),
            window: fields.whole("window", 1..=limits::STREAM_WINDOW_MAX as u64, Some(64)),
            clashes: fields.whole("clashes", 0..=limits::VERSIONS_MAX as u64 / 100, Some(0)),
            restated: fields.number("restated", 0.0..=1.0, Some(0.0)),
            pace: fields.pace(),
            warm_up: fields.number("warm_up", 0.0..=3_600.0, Some(0.0)),
            most_p99_ms: fields.thresholds(),
        };
        if profile.members < profile.parties {
            fields.problem("members", "fewer members than parties; give each party one at least");
        }
        if profile.clashes > 0 && profile.proposals == 0 {
            fields.problem("clashes", "edits clash on proposals; give `proposals` 1 or more");
        }
        if fields.problems.is_empty() { Ok(profile) } else { Err(fields.problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profiles_that_come_with_the_program_are_sound() {
        for (name, _) in SHIPPED {
            let profile = read(name).unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(profile.name, name);
        }
    }

    #[test]
    fn every_problem_names_its_place_the_rule_and_the_remedy() {
        let text = "load: 1\nname: x\nparties: 1\nmembers: many\nstatement: 4\n\
                    pace: {rate: 5, days: 2}\nways: {unary: 0}\nmost_p99_ms: {CastStanse: 4}\n";
        let failure = decode("p.yaml", text).expect_err("problems");
        let start = |line: &str| line.chars().take(60).collect::<String>();
        let told: Vec<String> = failure.message.lines().map(start).collect();
        assert_eq!(
            told,
            [
                "p.yaml:1:1: statements: is missing; give a whole number from",
                "p.yaml:3:10: parties: is `1`; give a whole number from 2 to ",
                "p.yaml:4:10: members: is `many`; give a whole number from 2 ",
                "p.yaml:5:1: a profile has no `statement`; did you mean `stat",
                "p.yaml:6:7: pace: give `concurrency`, or `rate`, or `days` w",
                "p.yaml:7:7: ways: every weight is 0; give one of them more",
                "p.yaml:8:15: most_p99_ms has no `CastStanse`; did you mean `",
                "nothing was sent",
            ]
        );
    }

    #[test]
    fn what_is_left_out_has_a_meaning() {
        let text = "load: 1\nname: x\nparties: 3\nmembers: 9\nstatements: 4\n";
        let profile = decode("p.yaml", text).expect("sound");
        assert_eq!((profile.rounds, profile.scale, profile.batch), (3, (-2, 2), 50));
        assert_eq!(profile.pace, Pace::Concurrency(32));
        assert!(profile.most_p99_ms.is_empty() && !profile.pseudonymous);
    }
}
