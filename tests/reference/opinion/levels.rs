//! Three levels: without groups, with groups that are given, and with groups of our own.

use std::collections::BTreeMap;

use serde_json::Value;

use beraad::analysis::opinion::{Axes, History, OpinionMap, Representative, Shared, Side};

use super::Tally;
use super::case::{Case, integers, numbers};

/// Counts and means to 1e-12, axes to 1e-9, places to 1e-8, variances to 1e-9.
pub fn without_groups(case: &Case, tally: &mut Tally) {
    let map = OpinionMap::stable(&case.conversation());
    let expected = &case.expected;
    tally.same("participants", expected["n_participants"].as_u64(), Some(map.participants));
    tally.same("statements", expected["n_statements"].as_u64(), Some(map.statements));
    tally.same("votes", expected["n_votes"].as_u64(), Some(map.votes));
    let counts = integers(&expected["vote_counts"]);
    for (row, count) in case.participants().into_iter().zip(counts) {
        let own = case.arrivals.iter().filter(|arrival| arrival.row() == row).count();
        tally.same("vote_counts", count, own as i64);
    }
    for (column, mean) in numbers(&expected["column_means"]).into_iter().enumerate() {
        tally.near(&format!("column_means/{column}"), mean, map.mean(column), 1e-12);
    }
    let mut signs = [1.0; 2];
    for (at, sign) in signs.iter_mut().enumerate() {
        let theirs = numbers(&expected["components"][at]);
        let pairs = || theirs.iter().zip(&map.axes);
        let along: f64 = pairs().map(|(theirs, own)| theirs * own[at]).sum();
        let length: f64 = theirs.iter().map(|number| number * number).sum::<f64>().sqrt();
        let length = length * map.axes.iter().map(|axes| axes[at] * axes[at]).sum::<f64>().sqrt();
        tally.near(&format!("components/{at}"), 1.0, along.abs() / length, 1e-9);
        *sign = along.signum();
        let variance = numbers(&expected["explained_variance"])[at];
        tally.near(&format!("explained_variance/{at}"), variance, map.variance[at], 1e-9);
        let share = numbers(&expected["explained_variance_ratio"])[at];
        let own = map.variance[at] / map.whole_variance;
        tally.near(&format!("explained_variance_ratio/{at}"), share, own, 1e-9);
    }
    let places = expected["participant_projections"].as_array().expect("a list");
    for (place, row) in places.iter().zip(case.participants()) {
        near(tally, "participant_projections", place, map.places[row], signs, 1e-8);
    }
    let sample = expected["projection_sample"].as_object().expect("by participant");
    for (id, place) in sample {
        let row = case.rows[&id.parse::<i64>().expect("an id")];
        near(tally, "projection_sample", place, map.places[row], signs, 1e-8);
    }
    let places = expected["comment_projections"].as_array().expect("a list");
    for (column, place) in places.iter().enumerate() {
        near(tally, "comment_projections", place, map.statement_places[column], signs, 1e-8);
    }
    for (column, extremity) in numbers(&expected["extremity"]).into_iter().enumerate() {
        tally.near("extremity", extremity, map.extremity(column), 1e-8);
    }
}

fn near(tally: &mut Tally, path: &str, place: &Value, own: [f64; 2], signs: [f64; 2], by: f64) {
    for (at, theirs) in numbers(place).into_iter().enumerate() {
        tally.near(path, theirs, signs[at] * own[at], by);
    }
}

/// Everything that follows from groups, to 1e-9 beside its size, for three sets of labels.
pub fn with_given_groups(case: &Case, tally: &mut Tally) {
    let conversation = case.conversation();
    let labels = |set: &Value| case.labels(&set["labels"]);
    for (name, set) in [("cold", &case.expected), ("published", &case.expected["published"])] {
        let map = OpinionMap::given(&conversation, labels(set));
        groups(name, set, &map, tally);
        chosen(case, name, set, &map, tally);
    }
    // The third set comes with another library's figures, of which only the products over groups
    // follow the same formulas.
    let other = case.other("expected_reddwarf.json.gz").expect("a third set of labels");
    let map = OpinionMap::given(&conversation, labels(&other));
    products("reddwarf", &other, &map, tally);
}

fn products(name: &str, set: &Value, map: &OpinionMap, tally: &mut Tally) {
    for (key, side) in [("agree", Side::Agree), ("disagree", Side::Disagree)] {
        let products = numbers(&set["group_aware_consensus"][key]);
        for (column, product) in products.into_iter().enumerate() {
            let path = format!("{name}/group_aware_consensus/{key}/{column}");
            tally.near(&path, product, map.group_aware_consensus(column, side), 1e-9);
        }
    }
}

fn groups(name: &str, set: &Value, map: &OpinionMap, tally: &mut Tally) {
    products(name, set, map, tally);
    for (column, priority) in numbers(&set["priorities"]).into_iter().enumerate() {
        tally.near(&format!("{name}/priorities"), priority, map.priority(column), 1e-9);
    }
    for (column, importance) in numbers(&set["importance"]).into_iter().enumerate() {
        tally.near(&format!("{name}/importance"), importance, map.importance(column), 1e-9);
    }
    for (group, statistics) in set["group_stats"].as_object().expect("by group") {
        let group: usize = group.parse().expect("a number");
        for (key, values) in statistics.as_object().expect("by name") {
            for (column, expected) in numbers(values).into_iter().enumerate() {
                let path = format!("{name}/group_stats/{group}/{key}/{column}");
                tally.near(&path, expected, statistic(map, group, column, key), 1e-9);
            }
        }
    }
}

fn statistic(map: &OpinionMap, group: usize, column: usize, key: &str) -> f64 {
    let own = map.group_statement(group, column);
    match key {
        "na" => own.counts.agree,
        "nd" => own.counts.disagree,
        "ns" => own.counts.answered,
        "pa" => own.agree.probability,
        "pd" => own.disagree.probability,
        "pat" => own.agree.probability_test,
        "pdt" => own.disagree.probability_test,
        "ra" => own.agree.representativeness,
        "rd" => own.disagree.representativeness,
        "rat" => own.agree.representativeness_test,
        "rdt" => own.disagree.representativeness_test,
        _ => panic!("no statistic is called {key}"),
    }
}

/// Representative statements, and those that all share.
fn chosen(case: &Case, name: &str, set: &Value, map: &OpinionMap, tally: &mut Tally) {
    for (group, listed) in set["repness"].as_object().expect("by group") {
        let group: usize = group.parse().expect("a number");
        let listed = listed.as_array().expect("a list");
        let own = &map.groups[group].representative;
        let path = format!("{name}/repness/{group}");
        tally.same(&path, listed.len(), own.len());
        for (theirs, own) in listed.iter().zip(own) {
            representative(case, &path, theirs, own, tally);
        }
    }
    // What all share follows from no groups; it stands beside the first set only.
    let Some(consensus) = set.get("consensus") else { return };
    for (key, own) in [("agree", &map.agreed), ("disagree", &map.rejected)] {
        let listed = consensus[key].as_array().expect("a list");
        let path = format!("{name}/consensus/{key}");
        tally.same(&path, listed.len(), own.len());
        for (theirs, own) in listed.iter().zip(own) {
            shared(case, &path, theirs, own, tally);
        }
    }
}

fn representative(
    case: &Case,
    path: &str,
    theirs: &Value,
    own: &Representative,
    tally: &mut Tally,
) {
    let number = |key: &str| theirs[key].as_f64().unwrap_or_else(|| panic!("no {key}"));
    let side = match own.side {
        Side::Agree => "agree",
        Side::Disagree => "disagree",
    };
    tally.same(path, theirs["tid"].as_i64(), Some(case.statements[own.column]));
    tally.same(path, theirs["repful_for"].as_str(), Some(side));
    tally.same(path, theirs.get("best_agree").is_some(), own.best_agree.is_some());
    if let (Some(theirs), Some(own)) = (theirs.get("n_agree"), own.best_agree) {
        tally.near(path, theirs.as_f64().expect("a number"), own, 1e-9);
    }
    tally.near(path, number("n_success"), own.successes, 1e-9);
    tally.near(path, number("n_trials"), own.trials, 1e-9);
    tally.near(path, number("p_success"), own.figures.probability, 1e-9);
    tally.near(path, number("p_test"), own.figures.probability_test, 1e-9);
    tally.near(path, number("repness"), own.figures.representativeness, 1e-9);
    tally.near(path, number("repness_test"), own.figures.representativeness_test, 1e-9);
}

fn shared(case: &Case, path: &str, theirs: &Value, own: &Shared, tally: &mut Tally) {
    let number = |key: &str| theirs[key].as_f64().unwrap_or_else(|| panic!("no {key}"));
    tally.same(path, theirs["tid"].as_i64(), Some(case.statements[own.column]));
    tally.near(path, number("n_success"), own.successes, 1e-9);
    tally.near(path, number("n_trials"), own.trials, 1e-9);
    tally.near(path, number("p_success"), own.probability, 1e-9);
    tally.near(path, number("p_test"), own.probability_test, 1e-9);
}

/// Groups as the reference makes them: the same number, silhouettes to 1e-6, base clusters, sizes
/// and labels the same up to their names.
pub fn with_own_groups(case: &Case, tally: &mut Tally) {
    let tick = History::default().tick(&case.conversation(), Axes::Exact);
    let expected = &case.expected;
    tally.same("k", expected["k"].as_u64(), Some(tick.groups.len() as u64));
    silhouettes("silhouettes", &expected["silhouettes"], &tick.silhouettes, tally);
    let base = &expected["base_clusters"];
    tally.same("base_clusters/n", base["n"].as_u64(), Some(tick.base.len() as u64));
    let sizes = |mut sizes: Vec<i64>| {
        sizes.sort_unstable();
        sizes
    };
    let own = tick.base.iter().map(|cluster| cluster.members.len() as i64).collect();
    tally.same("base_clusters/sizes", sizes(integers(&base["sizes"])), sizes(own));
    let inside = tick.labels.iter().flatten().count() as u64;
    tally.same("n_in_conv", expected["n_in_conv"].as_u64(), Some(inside));
    labels("labels", &case.labels(&expected["labels"]), &tick.labels, tally);
}

/// Mean silhouettes by number of groups, which must be the same numbers.
pub fn silhouettes(path: &str, theirs: &Value, own: &BTreeMap<usize, f64>, tally: &mut Tally) {
    let theirs = theirs.as_object().expect("by number of groups");
    tally.same(path, theirs.len(), own.len());
    for (k, silhouette) in theirs {
        let own = own.get(&k.parse().expect("a number")).copied().unwrap_or(f64::NAN);
        tally.near(&format!("{path}/{k}"), silhouette.as_f64().expect("a number"), own, 1e-6);
    }
}

/// Labels that are the same up to the names of groups.
pub fn labels(path: &str, theirs: &[Option<usize>], own: &[Option<usize>], tally: &mut Tally) {
    let mut names: BTreeMap<Option<usize>, Option<usize>> = BTreeMap::from([(None, None)]);
    for (theirs, own) in theirs.iter().zip(own) {
        let name = *names.entry(*theirs).or_insert(*own);
        tally.same(path, name, *own);
    }
    let distinct: std::collections::BTreeSet<_> = names.values().collect();
    tally.same(path, names.len(), distinct.len());
}
