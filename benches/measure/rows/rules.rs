//! The decision rules on large instances, beside the public libraries that compute them.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use beraad::analysis::choice::approving::Approvals;
use beraad::analysis::choice::budget::Budget;
use beraad::analysis::choice::contest::{Ballots, Settings, choose};
use beraad::analysis::choice::grading::Grades;
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::ranking::Ranking;
use beraad::domain::charter::{BallotKind, Rule};
use beraad::domain::round::MissingGrades;
use serde_json::Value;
use tokio::time::Instant;

use crate::Fallible;
use crate::conditions::Run;
use crate::rows::summary;
use crate::table::{Row, Verdict};

/// A file of cases with its rule and the library that computes it too.
const RULES: [(&str, Rule, &str); 13] = [
    ("condorcet", Rule::Condorcet, "pref_voting"),
    ("schulze", Rule::Schulze, "pref_voting"),
    ("ranked_pairs", Rule::RankedPairs, "pref_voting"),
    ("majority_judgment", Rule::MajorityJudgment, "pref_voting"),
    ("star", Rule::Star, "pref_voting"),
    ("score", Rule::Score, "pref_voting"),
    ("av", Rule::Approval, "abcvoting"),
    ("equal_shares", Rule::EqualShares, "abcvoting"),
    ("seqphragmen", Rule::SequentialPhragmen, "abcvoting"),
    ("pb_greedy_votes", Rule::BudgetGreedy, "pabutools"),
    ("pb_mes_cost", Rule::BudgetEqualShares, "pabutools"),
    ("pb_mes_cost_add1", Rule::BudgetEqualSharesAdd1, "pabutools"),
    ("pb_mes_cost_add1_greedy", Rule::BudgetEqualSharesAdd1Greedy, "pabutools"),
];
/// What a library needs before its ratio has a goal, in milliseconds.
const LONG_MS: f64 = 100.0;
const RATIO_GOAL: f64 = 20.0;
const UNFINISHED_GOAL_MS: f64 = 1_000.0;
/// How long a library may take.
const PATIENCE: Duration = Duration::from_secs(90);

pub(super) fn measure(run: &mut Run) -> Fallible<()> {
    let python = std::env::var("BENCH_PYTHON");
    let (Some(folder), Ok(python)) = (cases(), python) else {
        let why = "no reference cases, or no libraries; scripts/bench.sh installs them";
        run.note(Row::not_run("decision rules on large instances", GOAL, why));
        return Ok(());
    };
    for (file, rule, library) in RULES {
        let mut lines = Vec::new();
        let (mut least, mut unfinished) = (f64::INFINITY, 0.0_f64);
        for (name, path) in large(&folder, file)? {
            let own = own_ms(rule, &path, run.repetitions() + 2)?;
            let short = name.split('/').next_back().unwrap_or_default();
            let patience = if run.quick { PATIENCE / 9 } else { PATIENCE };
            match library_ms(&python, file, &path, patience)? {
                Some(other) => {
                    if other >= LONG_MS {
                        least = least.min(other / own);
                    }
                    let ratio = other / own;
                    lines.push(format!(
                        "{short} {own:.2} ms, {library} {other:.0} ms ({ratio:.0} ×)"
                    ));
                }
                None => {
                    unfinished = unfinished.max(own);
                    let waited = patience.as_secs();
                    lines.push(format!("{short} {own:.0} ms, {library} not done in {waited} s"));
                }
            }
        }
        let met = least >= RATIO_GOAL && unfinished < UNFINISHED_GOAL_MS;
        run.note(Row {
            measure: format!("{} on large instances, the least lead", rule.as_str()),
            ratio: match least.is_finite() {
                true => format!("{least:.0} × as fast as {library}"),
                false => String::new(),
            },
            goal: GOAL.to_owned(),
            verdict: if least.is_finite() { Verdict::of(met) } else { Verdict::Reported },
            figures: lines.join("; "),
        });
    }
    Ok(())
}

const GOAL: &str = "≥ 20 × where the library needs 100 ms; < 1 s where it does not finish";

/// The folder with the rules' cases.
fn cases() -> Option<PathBuf> {
    let named = std::env::var_os("BERAAD_CASES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    named.into_iter().chain([beside]).map(|root| root.join("choice")).find(|root| root.is_dir())
}

/// The large instances of a rule; those of the plain rule where a completion lists fewer, because
/// nobody could finish them.
fn large(folder: &Path, file: &str) -> Fallible<Vec<(String, PathBuf)>> {
    let listed = if file.starts_with("pb_mes") { "pb_mes_cost" } else { file };
    let document: Value = read(&folder.join(format!("{listed}.json")))?;
    let instances = document["instances"].as_array().ok_or("a list of instances")?;
    let large = instances.iter().filter(|instance| instance["size"] == "large");
    let named = large.filter_map(|instance| {
        let input = instance["input_file"].as_str()?;
        Some((instance["id"].as_str()?.to_owned(), folder.join(input)))
    });
    Ok(named.collect())
}

fn read(path: &Path) -> Fallible<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

/// Milliseconds from ballots to an outcome with its steps.
fn own_ms(rule: Rule, path: &Path, repetitions: usize) -> Fallible<f64> {
    let instance = read(path)?;
    let (ballots, settings) = Input::of(rule, &instance)?;
    let mut times = Vec::new();
    for _ in 0..repetitions {
        let begin = Instant::now();
        let profile = ballots.profile();
        black_box(choose(rule, &profile, &settings).ok_or("a choice")?);
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    Ok(summary(&times)?.median)
}

/// Milliseconds of the library; `None` when it does not finish.
fn library_ms(python: &str, file: &str, path: &Path, patience: Duration) -> Fallible<Option<f64>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/measure/libraries.py");
    let seconds = patience.as_secs().to_string();
    let run = Command::new("timeout")
        .args([seconds.as_str(), python, script, file])
        .arg(path)
        .arg("3")
        .stderr(Stdio::inherit())
        .output()?;
    if run.status.code() == Some(124) {
        return Ok(None);
    }
    let told: Value = serde_json::from_slice(&run.stdout)?;
    let seconds = told["seconds"].as_array().ok_or("seconds")?;
    let times: Vec<f64> = seconds.iter().filter_map(Value::as_f64).map(|s| s * 1e3).collect();
    Ok(Some(summary(&times)?.median))
}

/// Ballots as they come, each with how many cast it.
enum Input {
    Ranked(usize, Vec<(Ranking, u64)>),
    Graded(usize, Vec<(Grades, u64)>),
    Approved(usize, Vec<(Approvals, u64)>),
}

impl Input {
    fn profile(&self) -> Ballots {
        match self {
            Input::Ranked(m, all) => Ballots::Ranked(Profile::of_counts(*m, all.iter().cloned())),
            Input::Graded(m, all) => Ballots::Graded(Profile::of_counts(*m, all.iter().cloned())),
            Input::Approved(m, all) => {
                Ballots::Approved(Profile::of_counts(*m, all.iter().cloned()))
            }
        }
    }

    fn of(rule: Rule, instance: &Value) -> Fallible<(Input, Settings)> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let numbers = |value: &Value| -> Vec<usize> {
            list(value).iter().map(|number| number.as_u64().unwrap_or_default() as usize).collect()
        };
        let projects: Vec<String> = list(&instance["projects"])
            .iter()
            .filter_map(|project| project["id"].as_str().map(str::to_owned))
            .collect();
        let options = number(&instance["num_candidates"]) as usize + projects.len();
        let max = number(&instance["max_grade"]) as u32;
        let ballots = list(&instance["ballots"]);
        let counted = || ballots.iter().map(|ballot| (ballot, number(&ballot["count"])));
        let place =
            |name: &Value| projects.iter().position(|id| Some(id.as_str()) == name.as_str());
        let input = match rule.ballot() {
            BallotKind::Ranking => {
                let levels =
                    |ballot: &Value| list(&ballot["ranking"]).iter().map(numbers).collect();
                let read = |(ballot, count): (&Value, u64)| {
                    let levels: Vec<Vec<usize>> = levels(ballot);
                    Ranking::new(options, &levels).map(|ballot| (ballot, count))
                };
                Input::Ranked(options, counted().map(read).collect::<Result<_, _>>()?)
            }
            BallotKind::Grades => {
                let read = |(ballot, count): (&Value, u64)| {
                    let grades = numbers(&ballot["grades"]).into_iter().map(|grade| grade as u32);
                    let grades: Vec<(usize, u32)> = grades.enumerate().collect();
                    Grades::new(options, max, &grades).map(|ballot| (ballot, count))
                };
                Input::Graded(options, counted().map(read).collect::<Result<_, _>>()?)
            }
            _ => {
                let read = |(ballot, count): (&Value, u64)| {
                    let approved: Vec<usize> = match projects.is_empty() {
                        true => numbers(&ballot["approves"]),
                        false => list(&ballot["approves"]).iter().filter_map(place).collect(),
                    };
                    Approvals::new(options, &approved).map(|ballot| (ballot, count))
                };
                Input::Approved(options, counted().map(read).collect::<Result<_, _>>()?)
            }
        };
        let costs = list(&instance["projects"]).iter().map(|p| number(&p["cost"])).collect();
        let order = numbers(&instance["tie_order"]);
        let settings = Settings {
            seats: number(&instance["committee_size"]) as usize,
            budget: Budget::new(number(&instance["budget"]), costs).ok(),
            grade_max: max,
            missing_grades: MissingGrades::Exclude,
            lottery: Lottery::of_order(order)
                .filter(|lottery| lottery.order().len() == options)
                .unwrap_or_else(|| Lottery::by_number(options)),
        };
        Ok((input, settings))
    }
}
