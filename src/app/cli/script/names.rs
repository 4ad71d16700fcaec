//! Whether every name is known where it is used, and every moment comes in order.
//!
//! The steps are walked once, as if each went as expected: a step that is expected to be refused
//! gives no name. What the common steps name is known in every ending, and what an ending names
//! in that ending only.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::cli::script::kind::{Args, Data, Field, Form, Kind, Space, Value};
use crate::app::cli::script::moment::Time;
use crate::app::cli::script::problem::{Position, Problem, did_you_mean};
use crate::app::cli::script::{Expectation, Script, Step};

/// Actors that every script has, unless it gives the name to somebody else.
pub const STANDING_ACTORS: &[&str] = &["facilitator", "observer", "auditor", "admin"];

/// Every name that is unknown or taken, and every moment out of order. Each ending is walked by
/// itself, from where the common steps end.
pub fn check(script: &Script) -> Vec<Problem> {
    let mut common = Walk::new(script);
    for step in &script.steps {
        common.step(script, step);
    }
    let mut problems = std::mem::take(&mut common.problems);
    for ending in &script.endings {
        let mut walk = common.clone();
        for step in &ending.steps {
            walk.step(script, step);
        }
        problems.extend(walk.problems);
    }
    problems
}

/// How far the check has come on one way through the script.
#[derive(Clone)]
struct Walk {
    scope: Scope,
    last: Option<Time>,
    created: bool,
    problems: Vec<Problem>,
}

impl Walk {
    fn new(script: &Script) -> Walk {
        let (scope, problems) = (Scope::new(script), Vec::new());
        Walk { scope, last: script.start, created: false, problems }
    }

    fn step(&mut self, script: &Script, step: &Step) {
        if let Some(at) = step.at {
            self.problems.extend(moment_problem(script, step, at, self.last));
            self.last = self.last.filter(|last| last.ms > at.ms).or(Some(at));
        }
        self.creation(step);
        let Walk { scope, problems, .. } = self;
        // A party that starts the deliberation acts before it is there.
        let creates = step.action.name == "create_deliberation";
        scope.own = if creates { given(&step.args) } else { Vec::new() };
        scope.actor(step, problems);
        scope.own = given(&step.args);
        scope.uses(&step.args, problems);
        if step.gives_names() {
            scope.take_own(&step.args, problems);
            scope.rounds += i64::from(step.action.gives(Space::Round));
        }
        scope.own.clear();
        for expected in &step.expects {
            if let Expectation::Figure(args) | Expectation::Advice(args) = &expected.what {
                scope.uses(args, problems);
            }
        }
    }

    /// One deliberation exists before anything is done in it.
    fn creation(&mut self, step: &Step) {
        let creates = step.action.name == "create_deliberation";
        if !creates && !step.action.apart && !self.created {
            let message = "no deliberation exists yet; begin with create_deliberation";
            self.problems.push(Problem::new(step.place, message));
            self.created = true;
        }
        if creates && step.gives_names() {
            if self.created {
                let message = "a script is about one deliberation; this would be a second";
                self.problems.push(Problem::new(step.place, message));
            }
            self.created = true;
        }
    }
}

fn moment_problem(script: &Script, step: &Step, at: Time, last: Option<Time>) -> Option<Problem> {
    if script.start.is_none() {
        let message = "`at` needs a clock that the script sets; give the script a `start`";
        return Some(Problem::new(step.place, message));
    }
    let message = "`at` lies before the step above it, or before `start`; time only goes on";
    last.is_some_and(|last| last.ms > at.ms).then(|| Problem::new(step.place, message))
}

/// A name that a step gives, and where it stands.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its kind.
    pub space: Space,
    /// The name; that of a clause begins with its proposal's.
    pub name: String,
    /// Where it stands.
    at: Position,
}

/// Every name that a step gives, those within its objects included.
#[must_use]
pub fn given(args: &Args) -> Vec<Given> {
    let mut found = Vec::new();
    args.visit(&mut |field, value, _| {
        if let (Kind::Gives(space), Data::Name(name)) = (field.kind, &value.data) {
            let name = full_name(space, name, args);
            found.push(Given { space, name, at: value.at });
        }
    });
    found
}

/// The name under which later steps know it: `step` is what the whole step says.
#[must_use]
pub fn full_name(space: Space, name: &str, step: &Args) -> String {
    let outer = space.facts().within.and_then(|outer| step.name_in(outer));
    outer.map_or_else(|| name.to_owned(), |outer| format!("{outer}/{name}"))
}

#[derive(Clone)]
struct Scope {
    known: BTreeMap<Space, BTreeSet<String>>,
    /// Every name that some step gives, for fields that may name what is still to come.
    coming: BTreeSet<(Space, String)>,
    /// What the step itself gives, for use within it.
    own: Vec<Given>,
    people: BTreeSet<String>,
    listing: BTreeSet<String>,
    rounds: i64,
}

impl Scope {
    fn new(script: &Script) -> Scope {
        let people = script.people.iter().map(|person| person.name.clone());
        let standing = STANDING_ACTORS.iter().map(|name| (*name).to_owned());
        let giving = script.steps.iter().filter(|step| step.gives_names());
        let coming = giving.flat_map(|step| given(&step.args));
        Scope {
            known: BTreeMap::new(),
            coming: coming.map(|given| (given.space, given.name)).collect(),
            own: Vec::new(),
            people: people.chain(standing).collect(),
            listing: BTreeSet::new(),
            rounds: 0,
        }
    }

    fn names(&self, space: Space) -> impl Iterator<Item = &str> {
        let known = space.and_held().filter_map(|space| self.known.get(&space));
        let own = self.own.iter().filter(move |own| space.and_held().any(|of| of == own.space));
        known.flatten().map(String::as_str).chain(own.map(|own| own.name.as_str()))
    }

    fn actor(&self, step: &Step, problems: &mut Vec<Problem>) {
        let (at, name) = &step.actor;
        if self.people.contains(name) {
            let speaks = step.action.is_spoken();
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
        args.visit(&mut |field: &Field, value: &Value, _| {
            let mut check = |space: Space, name: &str, at: Position| {
                let to_come = || self.coming.contains(&(space, name.to_owned()));
                if field.form == Form::LaterId && to_come() {
                    return;
                }
                let full = full_name(space, name, args);
                let full = if name.contains('/') { name } else { &full };
                problems.extend(self.unknown(space, full, at));
            };
            match (field.kind, &value.data) {
                (Kind::Uses(space), Data::Name(name)) => check(space, name, value.at),
                (Kind::UsesMany(space), Data::Names(names)) => {
                    names.iter().for_each(|(at, name)| check(space, name, *at));
                }
                (_, Data::Stances(rows)) => {
                    for row in rows {
                        check(Space::Item, &row.item, row.at);
                        let speaker = row.speaker.as_ref();
                        speaker.into_iter().for_each(|name| check(Space::Speaker, name, row.at));
                    }
                }
                (kind, data) => {
                    if let Some(space) = kind.versions_of() {
                        let each = data.versioned().into_iter();
                        each.for_each(|one| check(space, &one.name, one.at));
                    }
                }
            }
        });
    }

    fn unknown(&self, space: Space, name: &str, at: Position) -> Option<Problem> {
        let facts = space.facts();
        let number = name.parse::<i64>().ok().filter(|_| facts.is_numbered);
        if number.is_some_and(|number| (1..=self.rounds.max(1)).contains(&number)) {
            return None;
        }
        if !self.names(space).any(|known| known == name) {
            let near = did_you_mean(name, self.names(space));
            let message = format!("no {} is called `{name}` at this step{near}", facts.label);
            return Some(Problem::new(at, message));
        }
        None
    }

    /// Takes in what a step gives.
    fn take_own(&mut self, args: &Args, problems: &mut Vec<Problem>) {
        for Given { space, name, at } in std::mem::take(&mut self.own) {
            let person =
                space.family().any(|space| space == Space::Speaker) && self.people.contains(&name);
            let mut family =
                space.family().filter(|same| !(space.facts().is_reusable && *same == space));
            let taken = family
                .any(|space| self.known.get(&space).is_some_and(|known| known.contains(&name)));
            if person || taken {
                let message = format!("the name `{name}` is taken; choose another");
                problems.push(Problem::new(at, message));
            }
            self.known.entry(space).or_default().insert(name);
            if space == Space::Member {
                self.listing.extend(args.name("party").map(str::to_owned));
            }
        }
    }
}
