//! Ballots as one JSON document.

use crate::app::cli::decide::election::{Asked, Candidate, Election, Row, Said};
use crate::app::cli::decide::mark;
use crate::app::cli::decide::node::Node;
use crate::app::cli::failure::Failure;
use crate::app::cli::problems::{Problems, quoted};
use crate::app::cli::script::problem::did_you_mean;
use crate::domain::charter::BallotKind;
use crate::domain::limits::GRADE_MAX;
use crate::domain::round::MissingGrades;

const KEYS: [&str; 10] = [
    "options",
    "budget",
    "seats",
    "grade_max",
    "grade_labels",
    "missing_grades",
    "lottery",
    "seed",
    "parties",
    "ballots",
];
const OPTION_KEYS: [&str; 3] = ["id", "name", "cost"];
const BALLOT_KEYS: [&str; 9] =
    ["party", "member", "group", "count", "ranking", "grades", "approves", "stances", "votes"];

type Map = [(String, Node)];

/// Reads a document.
///
/// # Errors
/// Every problem in it by its path, or the first place where it is no JSON.
pub fn read(asked: &Asked, mut problems: Problems, text: &str) -> Result<Election, Failure> {
    let node: Node = match serde_json::from_str(text) {
        Ok(node) => node,
        Err(error) => {
            let place = (error.line() as u64, error.column() as u64);
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default();
            problems.at(place, format!("this is no JSON that can be read: {told}"));
            return Err(problems.failure());
        }
    };
    let Node::Map(map) = node else {
        problems.whole("a list or a value; write one object with options and ballots");
        return Err(problems.failure());
    };
    let mut election = Election::default();
    known(&map, &KEYS, "", &mut problems);
    options(&map, &mut election, &mut problems);
    settings(&map, &mut election, &mut problems);
    let max = asked.grade_max.or(election.given.grade_max).unwrap_or(GRADE_MAX);
    match find(&map, "ballots") {
        Some(Node::List(ballots)) => {
            for (at, ballot) in ballots.iter().enumerate() {
                let path = format!("ballots[{at}]");
                let mut reading =
                    Reading { asked, max, election: &mut election, problems: &mut problems };
                reading.ballot(ballot, &path);
                if election.roll.is_full() || problems.is_enough() {
                    break;
                }
            }
        }
        Some(other) => problems.within("ballots", form(other, "a list of ballots")),
        None => problems.within("ballots", "missing; give a list, empty for none"),
    }
    problems.or(election)
}

fn find<'a>(map: &'a Map, key: &str) -> Option<&'a Node> {
    map.iter().find(|(name, _)| name == key).map(|(_, node)| node)
}

fn form(found: &Node, wanted: &str) -> String {
    format!("{}: write {wanted}", quoted(&found.to_string()))
}

fn known(map: &Map, keys: &[&str], path: &str, problems: &mut Problems) {
    for (key, _) in map.iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
        let near = did_you_mean(key, keys.iter().copied());
        let all = keys.join(", ");
        problems.within(path, format!("key {} is not known{near}; known are {all}", quoted(key)));
    }
}

fn options(map: &Map, election: &mut Election, problems: &mut Problems) {
    let list = match find(map, "options") {
        Some(Node::List(list)) if !list.is_empty() => list,
        Some(Node::List(_)) | None => {
            problems.within("options", "none; list at least one, as [\"A\", \"B\"]");
            return;
        }
        Some(other) => {
            problems.within("options", form(other, "a list of options"));
            return;
        }
    };
    for (at, node) in list.iter().enumerate() {
        let path = format!("options[{at}]");
        let candidate = match node {
            Node::Text(id) => Candidate { id: id.clone(), name: id.clone(), cost: None },
            Node::Map(map) => {
                known(map, &OPTION_KEYS, &path, problems);
                let Some(Node::Text(id)) = find(map, "id") else {
                    problems.within(&path, "no id; give a text as \"id\"");
                    continue;
                };
                let name = match find(map, "name") {
                    None => id.clone(),
                    Some(Node::Text(name)) => name.clone(),
                    Some(other) => {
                        problems.within(&format!("{path}.name"), form(other, "a text"));
                        continue;
                    }
                };
                let cost = number(map, "cost", &path, problems);
                Candidate { id: id.clone(), name, cost }
            }
            other => {
                problems.within(&path, form(other, "an id, or an object with id, name and cost"));
                continue;
            }
        };
        if let Err(message) = election.options.add(candidate) {
            problems.within(&path, message);
        }
    }
}

/// A whole number from 1; absent where it is not there or wrong.
fn number(map: &Map, key: &str, path: &str, problems: &mut Problems) -> Option<u64> {
    match find(map, key)? {
        Node::Whole(number) if *number > 0 => Some(*number),
        other => {
            let dot = if path.is_empty() { "" } else { "." };
            problems.within(&format!("{path}{dot}{key}"), form(other, "a whole number from 1"));
            None
        }
    }
}

fn settings(map: &Map, election: &mut Election, problems: &mut Problems) {
    let given = &mut election.given;
    given.budget = number(map, "budget", "", problems);
    given.seats = number(map, "seats", "", problems).map(|seats| seats as usize);
    given.parties = number(map, "parties", "", problems);
    let max = number(map, "grade_max", "", problems);
    let fits = |max: &u64| *max <= u64::from(GRADE_MAX);
    if let Some(max) = max.filter(|max| !fits(max)) {
        problems.within("grade_max", format!("{max}; give a whole number from 1 to {GRADE_MAX}"));
    }
    given.grade_max = max.filter(fits).map(|max| max as u32);
    if let Some(labels) = texts(map, "grade_labels", problems) {
        let highest = labels.len().saturating_sub(1) as u32;
        let max = *given.grade_max.get_or_insert(highest);
        if max != highest || highest == 0 || highest > GRADE_MAX {
            let wanted = u64::from(max) + 1;
            let found = labels.len();
            let rule = format!("{found} labels; give one for each grade from 0 up");
            problems.within("grade_labels", format!("{rule}, so {wanted} for grade_max {max}"));
        }
        given.grade_labels = labels;
    }
    given.missing_grades = match find(map, "missing_grades") {
        None => None,
        Some(Node::Text(text)) if text == "exclude" => Some(MissingGrades::Exclude),
        Some(Node::Text(text)) if text == "lowest" => Some(MissingGrades::Lowest),
        Some(other) => {
            problems.within("missing_grades", form(other, "exclude or lowest"));
            None
        }
    };
    given.lottery = texts(map, "lottery", problems);
    given.seed = match find(map, "seed") {
        None => None,
        Some(Node::Text(text)) => {
            let seed = super::settings::seed(text);
            seed.map_err(|message| problems.within("seed", message)).ok()
        }
        Some(other) => {
            problems.within("seed", form(other, "64 hexadecimal digits"));
            None
        }
    };
    if given.lottery.is_some() && given.seed.is_some() {
        problems.within("seed", "a lottery is given too; keep one of both");
    }
}

/// A list of texts.
fn texts(map: &Map, key: &str, problems: &mut Problems) -> Option<Vec<String>> {
    let node = find(map, key)?;
    let text = |node: &Node| match node {
        Node::Text(text) => Some(text.clone()),
        _ => None,
    };
    let list = match node {
        Node::List(list) => list.iter().map(text).collect(),
        _ => None,
    };
    if list.is_none() {
        problems.within(key, form(node, "a list of texts"));
    }
    list
}

/// One ballot while it is read.
struct Reading<'a> {
    asked: &'a Asked,
    max: u32,
    election: &'a mut Election,
    problems: &'a mut Problems,
}

impl Reading<'_> {
    fn ballot(&mut self, node: &Node, path: &str) {
        let Node::Map(map) = node else {
            self.problems.within(path, form(node, "an object"));
            return;
        };
        let before = self.problems.count();
        known(map, &BALLOT_KEYS, path, self.problems);
        let count = number(map, "count", path, self.problems);
        let [party, member, group] =
            ["party", "member", "group"].map(|key| self.text(map, key, path));
        let said = self.said(map, path);
        if self.problems.count() > before {
            return;
        }
        if let Err(message) = self.election.roll.add(Row { party, member, group, count, said }) {
            self.problems.within(path, message);
        }
    }

    fn text(&mut self, map: &Map, key: &str, path: &str) -> Option<String> {
        match find(map, key)? {
            Node::Text(text) => Some(text.clone()),
            other => {
                self.problems.within(&format!("{path}.{key}"), form(other, "a text"));
                None
            }
        }
    }

    /// What the ballot says in the form that the rule counts; `None` for no ballot.
    fn said(&mut self, map: &Map, path: &str) -> Option<Said> {
        let kind = self.asked.kind();
        let key = match kind {
            BallotKind::Ranking => "ranking",
            BallotKind::Grades => "grades",
            BallotKind::Seats | BallotKind::Budget => "approves",
            BallotKind::Consent => "stances",
            BallotKind::Vote => "votes",
        };
        let Some(node) = find(map, key) else {
            let other = BALLOT_KEYS[4..].iter().find(|other| find(map, other).is_some());
            if let Some(other) = other {
                let rule = self.asked.rule.as_str();
                let remedy = format!("rule {rule} counts `{key}`; give that");
                self.problems.within(path, format!("`{other}` and no `{key}`; {remedy}"));
            }
            return None;
        };
        let path = format!("{path}.{key}");
        let all = self.election.options.all().len();
        let before = self.problems.count();
        let said = match kind {
            BallotKind::Ranking => mark::ranking(all, &self.levels(node, &path)),
            BallotKind::Grades => {
                let max = self.max;
                let grades = self.by_option(node, &path, |node| match node {
                    Node::Null => Ok(None),
                    node => mark::grade(&node.to_string(), max).map(Some),
                });
                mark::grades(all, max, &grades)
            }
            BallotKind::Seats | BallotKind::Budget => {
                mark::approvals(all, &self.listed(node, &path))
            }
            kind @ (BallotKind::Consent | BallotKind::Vote) => {
                let mut each = vec![None; all].into_boxed_slice();
                let stance = |node: &Node| mark::stance(kind, &node.to_string()).map(Some);
                for (option, ballot) in self.by_option(node, &path, stance) {
                    each[option] = Some(ballot);
                }
                if each.iter().all(Option::is_none) {
                    return None;
                }
                Ok(Said::Each(each))
            }
        };
        if self.problems.count() > before {
            return None;
        }
        said.map_err(|message| self.problems.within(&path, message)).ok()
    }

    fn place(&mut self, id: &str, path: &str) -> Option<usize> {
        let place = self.election.options.place(id);
        place.map_err(|message| self.problems.within(path, message)).ok()
    }

    /// Levels, each an option or a list of options that are equal.
    fn levels(&mut self, node: &Node, path: &str) -> Vec<Vec<usize>> {
        let Node::List(list) = node else {
            let wanted = "a list of options, those that are equal in a list";
            self.problems.within(path, form(node, wanted));
            return Vec::new();
        };
        let mut levels = Vec::new();
        for (at, node) in list.iter().enumerate() {
            let path = format!("{path}[{at}]");
            levels.push(match node {
                Node::Text(id) => self.place(id, &path).into_iter().collect(),
                node => self.listed(node, &path),
            });
        }
        levels
    }

    fn listed(&mut self, node: &Node, path: &str) -> Vec<usize> {
        let Node::List(list) = node else {
            self.problems.within(path, form(node, "a list of options"));
            return Vec::new();
        };
        let mut places = Vec::new();
        for (at, node) in list.iter().enumerate() {
            let path = format!("{path}[{at}]");
            match node {
                Node::Text(id) => places.extend(self.place(id, &path)),
                other => self.problems.within(&path, form(other, "the id of an option")),
            }
        }
        places
    }

    fn by_option<T>(
        &mut self,
        node: &Node,
        path: &str,
        read: impl Fn(&Node) -> Result<Option<T>, String>,
    ) -> Vec<(usize, T)> {
        let Node::Map(map) = node else {
            self.problems.within(path, form(node, "an object with a key for each option"));
            return Vec::new();
        };
        let mut marks = Vec::new();
        for (id, node) in map {
            let path = format!("{path}.{id}");
            let Some(option) = self.place(id, &path) else { continue };
            match read(node) {
                Ok(mark) => marks.extend(mark.map(|mark| (option, mark))),
                Err(message) => self.problems.within(&path, message),
            }
        }
        marks
    }
}
