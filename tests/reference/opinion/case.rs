//! A conversation of the reference cases, read from its folder.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use beraad::analysis::opinion::{Arrival, Conversation, Standing, Vote};

/// A conversation, its participants in the order of the reference's matrix.
pub struct Case {
    folder: PathBuf,
    /// What the reference computed.
    pub expected: Value,
    /// Participants and statements by their id, with their positions.
    pub rows: BTreeMap<i64, usize>,
    pub columns: BTreeMap<i64, usize>,
    /// The ids of statements, by position.
    pub statements: Vec<i64>,
    pub standing: Vec<Standing>,
    pub arrivals: Vec<Arrival>,
}

impl Case {
    pub fn read(folder: &Path) -> Case {
        let expected = json(&folder.join("expected_polis.json.gz"));
        let statements = integers(&expected["statement_ids"]);
        let columns = places(&statements);
        let rows = places(&integers(&expected["matrix_row_order"]));
        let (out, meta) = (integers(&expected["mod_out"]), integers(&expected["meta"]));
        let standing = |id: &i64| Standing { out: out.contains(id), meta: meta.contains(id) };
        let standing = statements.iter().map(standing).collect();
        let arrival = |row: &Vec<i64>| {
            let vote = Vote::of(row[2]).expect("a vote is -1, 0 or 1");
            Arrival::new(rows[&row[0]], columns[&row[1]], vote)
        };
        let arrivals = table(&folder.join("votes.csv.gz")).iter().map(arrival).collect();
        let folder = folder.to_owned();
        Case { folder, expected, rows, columns, statements, standing, arrivals }
    }

    /// With all votes at once.
    pub fn conversation(&self) -> Conversation {
        Conversation::new(self.rows.len(), self.standing.clone(), &self.arrivals, None, 1)
    }

    /// What another file of the folder holds, where it is there.
    pub fn other(&self, name: &str) -> Option<Value> {
        let path = self.folder.join(name);
        path.exists().then(|| json(&path))
    }

    /// The votes as they came in: time, participant, statement, vote.
    pub fn stream(&self) -> Vec<Vec<i64>> {
        table(&self.folder.join("stream.csv.gz"))
    }

    /// The participants in the order of the expected lists.
    pub fn participants(&self) -> Vec<usize> {
        integers(&self.expected["participant_ids"]).iter().map(|id| self.rows[id]).collect()
    }

    /// Labels in the order of the expected lists, by position; those below zero are no group.
    pub fn labels(&self, listed: &Value) -> Vec<Option<usize>> {
        let mut labels = vec![None; self.rows.len()];
        for (row, label) in self.participants().into_iter().zip(integers(listed)) {
            labels[row] = usize::try_from(label).ok();
        }
        labels
    }
}

fn places(ids: &[i64]) -> BTreeMap<i64, usize> {
    ids.iter().copied().zip(0..).collect()
}

fn unpacked(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut text = String::new();
    let read = flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text);
    read.unwrap_or_else(|error| panic!("{path:?}: {error}"));
    text
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&unpacked(path)).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn table(path: &Path) -> Vec<Vec<i64>> {
    let text = unpacked(path);
    let row = |line: &str| line.split(',').map(|cell| cell.parse().expect("a number")).collect();
    text.lines().skip(1).map(row).collect()
}

pub fn integers(list: &Value) -> Vec<i64> {
    let list = list.as_array().expect("a list");
    list.iter().map(|number| number.as_i64().expect("a whole number")).collect()
}

pub fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().expect("a list");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}
