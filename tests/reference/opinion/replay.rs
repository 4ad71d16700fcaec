//! Twenty computations one after another, each going on from the one before.

use std::collections::BTreeMap;

use beraad::analysis::opinion::{Arrival, Axes, Conversation, History, Standing, Tick, Vote};

use super::Tally;
use super::case::{Case, integers};
use super::levels;

/// Plays the stream in the parts of the reference; within a part, votes come by statement and then
/// by participant, as its server hands them over. Axes are found by the reference's steps.
pub fn ticks(case: &Case, tally: &mut Tally) {
    let Some(expected) = case.other("expected_replay20.json.gz") else { return };
    let stream = case.stream();
    let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
    let mut standing = Vec::new();
    let mut conversation = Conversation::new(0, Vec::new(), &[], None, 1);
    let mut history = History::default();
    let mut start = 0;
    let mut last: Option<Tick> = None;
    for (at, tick) in expected["ticks"].as_array().expect("a list").iter().enumerate() {
        let end = tick["rows_end"].as_u64().expect("a number") as usize;
        let mut part = stream[start..end].to_vec();
        part.sort_by_key(|row| (row[2], row[1]));
        start = end;
        let mut arrivals = Vec::new();
        for row in part {
            let next = rows.len();
            let participant = *rows.entry(row[1]).or_insert(next);
            let next = columns.len();
            let statement = *columns.entry(row[2]).or_insert_with(|| {
                let place = case.columns.get(&row[2]);
                standing.push(place.map_or(Standing::default(), |at| case.standing[*at]));
                next
            });
            let vote = Vote::of(row[3]).expect("a vote is -1, 0 or 1");
            arrivals.push(Arrival::new(participant, statement, vote));
        }
        conversation.add(&arrivals, &[]);
        conversation.moderate(standing.clone());
        let own = history.tick(&conversation, Axes::Steps);
        compare(&format!("replay/{at}"), tick, &own, (rows.len(), columns.len()), tally);
        last = Some(own);
    }
    let own = last.expect("at least one tick").labels;
    let inside = integers(&expected["final_in_conv"]);
    tally.same("replay/final_in_conv", inside.len(), own.iter().flatten().count());
    let mut theirs = vec![None; rows.len()];
    for (id, label) in expected["final_labels"].as_object().expect("by participant") {
        let row = rows[&id.parse::<i64>().expect("an id")];
        theirs[row] = label.as_u64().map(|label| label as usize);
    }
    levels::labels("replay/final_labels", &theirs, &own, tally);
}

fn compare(
    path: &str,
    tick: &serde_json::Value,
    own: &Tick,
    (rows, columns): (usize, usize),
    tally: &mut Tally,
) {
    let inside = own.labels.iter().flatten().count();
    let counts = [
        ("n_participants", rows),
        ("n_statements", columns),
        ("n_in_conv", inside),
        ("n_base", own.base.len()),
        ("this_k", own.smoother.last),
        ("last_k_count", own.smoother.count),
        ("smoothed_k", own.smoother.smoothed),
    ];
    for (key, computed) in counts {
        tally.same(&format!("{path}/{key}"), tick[key].as_u64(), Some(computed as u64));
    }
    levels::silhouettes(path, &tick["silhouettes"], &own.silhouettes, tally);
    let sizes = tick["group_sizes"].as_object().expect("by group");
    let mut theirs: Vec<u64> = sizes.values().filter_map(serde_json::Value::as_u64).collect();
    let mut sizes = vec![0u64; own.groups.len()];
    own.labels.iter().flatten().for_each(|group| sizes[*group] += 1);
    theirs.sort_unstable();
    sizes.sort_unstable();
    tally.same(&format!("{path}/group_sizes"), theirs, sizes);
}
