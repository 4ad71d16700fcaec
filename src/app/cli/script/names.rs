//! Whether every name is known where it is used, and every moment comes in order.
//!
//! The steps are walked once, as if each went as expected: a step that is expected to be refused
//! gives no name.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::cli::script::decode::word_for;
use crate::app::cli::script::kind::{Args, Data, Kind, Space};
use crate::app::cli::script::problem::{Position, Problem, did_you_mean};
use crate::app::cli::script::{Expectation, Script, Step};

/// Actors that every script has, unless it gives the name to somebody else.
pub const STANDING_ACTORS: &[&str] = &["facilitator", "observer", "auditor", "admin"];

/// Actions in which somebody speaks for itself.
const SPEAKING: &[&str] = &["accept_charter", "add_proposal", "revise_proposal", "cast_stance"];

/// Every name that is unknown or taken, and every moment out of order.
pub fn check(script: &Script) -> Vec<Problem> {
    let mut scope = Scope::new(script);
    let mut problems = Vec::new();
    let mut last = script.start;
    let mut created = false;
    for step in &script.steps {
        if let Some(at) = step.at {
            problems.extend(moment_problem(script, step, at, last));
            last = Some(at.max(last.unwrap_or(at)));
        }
        let creates = step.action.name == "create_deliberation";
        let apart = ["list_deliberations", "get_server_info"].contains(&step.action.name);
        if !creates && !apart && !created {
            let message = "no deliberation exists yet; begin with create_deliberation";
            problems.push(Problem::new(step.place, message));
            created = true;
        }
        if creates && step.gives_names() {
            if created {
                let message = "a script is about one deliberation; this would be a second";
                problems.push(Problem::new(step.place, message));
            }
            created = true;
        }
        scope.actor(step, &mut problems);
        scope.uses(&step.args, &mut problems);
        if step.gives_names() {
            scope.gives(&step.args, &mut problems);
        }
        for expected in &step.expects {
            if let Expectation::Figure(args) | Expectation::Advice(args) = &expected.what {
                scope.uses(args, &mut problems);
            }
        }
    }
    problems
}

fn moment_problem(script: &Script, step: &Step, at: i64, last: Option<i64>) -> Option<Problem> {
    if script.start.is_none() {
        let message = "`at` needs a clock that the script sets; give the script a `start`";
        return Some(Problem::new(step.place, message));
    }
    let message = "`at` lies before the step above it, or before `start`; time only goes on";
    (last > Some(at)).then(|| Problem::new(step.place, message))
}

struct Scope {
    known: BTreeMap<Space, BTreeSet<String>>,
    people: BTreeSet<String>,
    listing: BTreeSet<String>,
    rounds: i64,
}

impl Scope {
    fn new(script: &Script) -> Scope {
        let people = script.people.iter().map(|person| person.name.clone());
        let standing = STANDING_ACTORS.iter().map(|name| (*name).to_owned());
        Scope {
            known: BTreeMap::new(),
            people: people.chain(standing).collect(),
            listing: BTreeSet::new(),
            rounds: 0,
        }
    }

    fn names(&self, space: Space) -> impl Iterator<Item = &str> {
        let mut spaces = vec![space];
        match space {
            Space::Item => spaces.push(Space::Proposal),
            Space::Speaker => spaces.push(Space::Party),
            _ => {}
        }
        let known = spaces.into_iter().filter_map(|space| self.known.get(&space));
        known.flatten().map(String::as_str)
    }

    fn actor(&self, step: &Step, problems: &mut Vec<Problem>) {
        let (at, name) = &step.actor;
        if self.people.contains(name) {
            let speaks = SPEAKING.contains(&step.action.name);
            if speaks && step.args.name("for").is_none() && step.refusal_expected().is_none() {
                let message = format!("`{name}` is no member; say whose act it is with `for`");
                problems.push(Problem::new(*at, message));
            }
            return;
        }
        let known = self.names(Space::Speaker);
        let known: Vec<&str> = known.chain(self.people.iter().map(String::as_str)).collect();
        if !known.contains(&name.as_str()) {
            let near = did_you_mean(name, known);
            let message = format!("nobody is called `{name}` at this step{near}");
            problems.push(Problem::new(*at, message));
        } else if self.listing.contains(name) {
            let message = format!("party `{name}` lists members; name one of them");
            problems.push(Problem::new(*at, message));
        }
    }

    fn uses(&self, args: &Args, problems: &mut Vec<Problem>) {
        for (field, value) in &args.0 {
            match (field.kind, &value.data) {
                (Kind::Uses(space), Data::Name(name)) => {
                    problems.extend(self.unknown(space, name, value.at));
                }
                (Kind::UsesMany(space), Data::Names(names)) => {
                    let each = names.iter();
                    problems.extend(each.filter_map(|(at, name)| self.unknown(space, name, *at)));
                }
                (_, Data::Stances(rows)) => {
                    for row in rows {
                        problems.extend(self.unknown(Space::Item, &row.item, row.at));
                        let speaker = row.speaker.as_ref();
                        let unknown = |name: &String| self.unknown(Space::Speaker, name, row.at);
                        problems.extend(speaker.and_then(unknown));
                    }
                }
                (_, Data::Object(inner)) => self.uses(inner, problems),
                _ => {}
            }
        }
    }

    fn unknown(&self, space: Space, name: &str, at: Position) -> Option<Problem> {
        let number = name.parse::<i64>().ok();
        if space == Space::Round && number.is_some_and(|n| (1..=self.rounds.max(1)).contains(&n)) {
            return None;
        }
        if !self.names(space).any(|known| known == name) {
            let near = did_you_mean(name, self.names(space));
            let word = word_for(space);
            let message = format!("no {word} is called `{name}` at this step{near}");
            return Some(Problem::new(at, message));
        }
        None
    }

    fn gives(&mut self, args: &Args, problems: &mut Vec<Problem>) {
        for (field, value) in &args.0 {
            let (Kind::Gives(space), Data::Name(name)) = (field.kind, &value.data) else {
                continue;
            };
            let family = match space {
                Space::Proposal => Space::Item,
                Space::Party => Space::Speaker,
                other => other,
            };
            let person = family == Space::Speaker && self.people.contains(name);
            if person || self.names(family).any(|known| known == name) {
                let message = format!("the name `{name}` is taken; choose another");
                problems.push(Problem::new(value.at, message));
            }
            self.known.entry(space).or_default().insert(name.clone());
            if space == Space::Speaker {
                self.listing.extend(args.name("party").map(str::to_owned));
            }
        }
        self.rounds += i64::from(args.get("activities").is_some());
    }
}
