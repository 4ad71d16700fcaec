//! Scripts: a deliberation as a file that a facilitator can write and a reader can retell.
//!
//! Reading never touches a server. Whatever can be wrong in a file is found here, all at once,
//! with line and column, before anything is sent.

pub mod actions;
mod decode;
pub mod kind;
pub mod limits;
pub mod moment;
pub mod names;
pub mod node;
pub mod problem;
pub mod schema;
pub mod space;
mod steps;
mod tables;
pub mod value;

use std::fs;
use std::path::Path;

use beraad_client::v1::Role;

use crate::app::cli::failure::Failure;
use crate::app::cli::script::actions::Action;
use crate::app::cli::script::kind::Args;
use crate::app::cli::script::limits::{FILE_BYTES_MAX, PROBLEMS_SHOWN_MAX};
use crate::app::cli::script::moment::Time;
use crate::app::cli::script::problem::{Position, Problem};

/// A script that is sound by itself: every name in it is known and every value has its form.
#[derive(Debug, Clone)]
pub struct Script {
    /// Title.
    pub title: String,
    /// The moment it begins; `None` for the real clock.
    pub start: Option<Time>,
    /// Who acts in it without being a member.
    pub people: Vec<Person>,
    /// What happens, before any ending.
    pub steps: Vec<Step>,
    /// The ways in which it may end; none when the steps are all.
    pub endings: Vec<Ending>,
}

/// One way in which a script ends, after the steps that all endings share.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Its name.
    pub name: String,
    /// What happens in it.
    pub steps: Vec<Step>,
}

/// An actor that is not a member.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its name in the script.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The credential; empty to make one from the name.
    pub credential: String,
    /// For an app: the issuer whose members it acts for.
    pub issuer: String,
}

/// Somebody does something.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it stands.
    pub place: Position,
    /// When it happens; `None` for: without delay.
    pub at: Option<Time>,
    /// Who does it, and where that stands.
    pub actor: (Position, String),
    /// What is done.
    pub action: &'static Action,
    /// With which values.
    pub args: Args,
    /// What should come of it; empty means that it is accepted.
    pub expects: Vec<Expected>,
}

impl Step {
    /// The reason with which the step should be refused, when it should be.
    #[must_use]
    pub fn refusal_expected(&self) -> Option<i32> {
        self.expects.iter().find_map(|expected| match expected.what {
            Expectation::Refused(reason) => Some(reason),
            _ => None,
        })
    }

    /// Whether a name that this step gives exists afterwards.
    #[must_use]
    pub fn gives_names(&self) -> bool {
        self.refusal_expected().is_none() && !self.args.flag("validate_only")
    }
}

/// An expectation with its place.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Where it stands.
    pub place: Position,
    /// What is expected.
    pub what: Expectation,
}

/// What should come of a step.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// It is accepted.
    Accepted,
    /// It is refused with this reason; in a table of stances at least one is, and none otherwise.
    Refused(i32),
    /// A path of the answer, or else of the deliberation, has this value.
    State {
        /// The path.
        path: String,
        /// The value as text.
        value: String,
    },
    /// Parts of the answer have these values.
    Answer(Vec<Wanted>),
    /// A figure of a closed round.
    Figure(Args),
    /// The advice on an item after a closed round.
    Advice(Args),
}

/// What a part of an answer should be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where it stands.
    pub place: Position,
    /// Path into the answer.
    pub path: String,
    /// The value as a script writes it.
    pub value: String,
}

/// Reads and checks a script.
///
/// # Errors
/// When the file cannot be read, or with every problem in it.
pub fn load(path: &Path) -> Result<Script, Failure> {
    let shown = path.display();
    let cannot = |error| Failure::io(format!("script {shown} cannot be read: {error}"));
    let size = fs::metadata(path).map_err(cannot)?.len();
    if size > FILE_BYTES_MAX {
        let rule = format!("has {size} bytes; a script has at most {FILE_BYTES_MAX}");
        return Err(Failure::input(format!("{shown} {rule} (FILE_BYTES_MAX); split it")));
    }
    let bytes = fs::read(path).map_err(cannot)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::input(format!("{shown} is not UTF-8 from byte {at} on; save it as UTF-8"))
    })?;
    parse(&text).map_err(|problems| Failure::input(listed(&shown.to_string(), problems)))
}

/// Checks the text of a script.
///
/// # Errors
/// Every problem in it, in the order of the file.
pub fn parse(text: &str) -> Result<Script, Vec<Problem>> {
    let root = node::parse(text)?;
    let (script, mut problems) = steps::read(&root);
    // Names are checked even then, but not when so much is wrong that they would only echo it.
    if let Some(script) = &script {
        problems.extend(names::check(script));
    }
    problems.sort();
    problems.dedup();
    match script {
        Some(script) if problems.is_empty() => Ok(script),
        _ => Err(problems),
    }
}

/// Every problem in the text of a script, each with its place; none when it is sound.
#[must_use]
pub fn problems_in(text: &str) -> Vec<String> {
    let problems = parse(text).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn listed(file: &str, problems: Vec<Problem>) -> String {
    let count = problems.len();
    let shown = problems.iter().take(PROBLEMS_SHOWN_MAX);
    let mut lines: Vec<String> = shown.map(|problem| format!("{file}:{problem}")).collect();
    if count > PROBLEMS_SHOWN_MAX {
        lines.push(format!("… and {} more", count - PROBLEMS_SHOWN_MAX));
    }
    let what = if count == 1 { "problem" } else { "problems" };
    lines.push(format!("{count} {what}; nothing was sent"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::script::limits::{ENDINGS_MAX, STEPS_MAX};

    const HEAD: &str = "beraad: 1\ntitle: T\n";
    const CREATE: &str = "  - {as: facilitator, do: {create_deliberation: {title: T}}}\n";

    fn problems(text: &str) -> Vec<String> {
        let problems = parse(text).expect_err("a problem");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_step_that_is_to_be_refused_gives_no_name() {
        let party = "{as: facilitator, do: {add_party: {name: P, kind: resident}}";
        let uses = "  - {as: P, do: accept_charter}\n";
        let sound = format!("{HEAD}steps:\n{CREATE}  - {party}}}\n{uses}");
        assert_eq!(parse(&sound).expect("sound").steps.len(), 3);
        let refused =
            format!("{HEAD}steps:\n{CREATE}  - {party}, expect: {{refused: BUSY}}}}\n{uses}");
        assert_eq!(problems(&refused), ["6:10: nobody is called `P` at this step"]);
    }

    #[test]
    fn names_of_the_common_steps_are_known_in_every_ending_and_its_own_in_that_one() {
        let party = "{as: facilitator, do: {add_party: {name: P, kind: resident}}}";
        let add = "{as: facilitator, do: {add_statement: {name: S, text: T}}}";
        let rate = "{as: P, do: {cast_stance: {item: S, value: 1}}}";
        let common = format!("{HEAD}steps:\n{CREATE}  - {party}\nendings:\n");
        let sound = format!("{common}  one: [{add}, {rate}]\n  two: [{add}]\n");
        let script = parse(&sound).expect("sound");
        let told = script.endings.iter().map(|ending| (ending.name.as_str(), ending.steps.len()));
        assert_eq!(told.collect::<Vec<_>>(), [("one", 2), ("two", 1)]);
        let strange = format!("{common}  one: [{add}]\n  two: [{rate}]\n");
        let told = problems(&strange);
        let unknown = "no statement, proposal or contribution is called `S` at this step";
        assert_eq!(told, [format!("8:42: {unknown}")]);
    }

    #[test]
    fn an_ending_goes_on_where_the_common_steps_end() {
        let head = "beraad: 1\ntitle: T\nstart: 2026-03-02T09:00:00Z\nsteps:\n";
        let get = "as: facilitator, do: get_deliberation";
        let common = format!("{head}{CREATE}  - {{{get}, at: +2d}}\nendings:\n");
        let later = format!("{common}  one: [{{{get}, at: +7d}}]\n  two: [{{{get}, at: +1d}}]\n");
        let script = parse(&later).expect("sound");
        let day = |ending: usize| script.endings[ending].steps[0].at.expect("a moment").ms;
        assert_eq!(day(0) - day(1), 6 * 24 * 3_600_000);
        let before = format!("{common}  one: [{{{get}, at: 2026-03-03T09:00:00Z}}]\n");
        let rule = "`at` lies before the step above it, or before `start`; time only goes on";
        assert_eq!(problems(&before), [format!("8:9: {rule}")]);
    }

    #[test]
    fn endings_have_steps_and_a_number() {
        let common = format!("{HEAD}steps:\n{CREATE}");
        let told = problems(&format!("{common}endings: {{one: []}}\n"));
        assert_eq!(told, ["5:11: ending `one` has no steps; give it at least one"]);
        let told = problems(&format!("{common}endings: [one]\n"));
        assert_eq!(told, ["5:10: `endings` must be a map, not a list"]);
        let endings = |number: usize| {
            let each =
                (0..number).map(|at| format!("  e{at}: [{{as: admin, do: list_parties}}]\n"));
            format!("{common}endings:\n{}", each.collect::<String>())
        };
        assert!(parse(&endings(ENDINGS_MAX)).is_ok());
        let told = problems(&endings(ENDINGS_MAX + 1));
        assert_eq!(told, ["6:3: 21 endings; give 1 to 20 (ENDINGS_MAX)"]);
    }

    #[test]
    fn a_party_with_members_does_not_act_itself() {
        let text = format!(
            "{HEAD}steps:\n{CREATE}\
             \x20 - {{as: facilitator, do: {{add_party: {{name: P, kind: resident}}}}}}\n\
             \x20 - {{as: facilitator, do: {{add_member: {{party: P, name: M}}}}}}\n\
             \x20 - {{as: P, do: accept_charter}}\n"
        );
        assert_eq!(problems(&text), ["7:10: party `P` lists members; name one of them"]);
    }

    #[test]
    fn names_are_given_once() {
        let add = "  - {as: facilitator, do: {add_statement: {name: S, text: T}}}\n";
        let text = format!("{HEAD}steps:\n{CREATE}{add}{add}");
        assert_eq!(problems(&text), ["6:50: the name `S` is taken; choose another"]);
    }

    #[test]
    fn moments_need_a_start_and_an_order() {
        let step = "  - {as: facilitator, at: 2026-03-02T09:00:00Z, \
                    do: {create_deliberation: {title: T}}}\n";
        let told = problems(&format!("{HEAD}steps:\n{step}"));
        assert_eq!(
            told,
            ["4:5: `at` needs a clock that the script sets; give the script a `start`"]
        );
        let told = problems(&format!("{HEAD}start: 2026-03-02T09:00:01Z\nsteps:\n{step}"));
        assert_eq!(
            told,
            ["5:5: `at` lies before the step above it, or before `start`; time only goes on"]
        );
    }

    #[test]
    fn the_number_of_steps_is_limited() {
        let step = "  - {as: facilitator, do: get_server_info}\n";
        let steps = |number: usize| format!("{HEAD}steps:\n{}", step.repeat(number));
        assert!(parse(&steps(STEPS_MAX)).is_ok());
        let told = problems(&steps(STEPS_MAX + 1));
        assert_eq!(told, ["1:1: 20001 steps; give 1 to 20000 (STEPS_MAX)"]);
    }

    #[test]
    fn another_version_of_the_format_is_refused() {
        let text = format!("beraad: 2\ntitle: T\nsteps:\n{CREATE}");
        assert_eq!(problems(&text), ["1:9: `beraad` is the version of the format: write 1"]);
    }

    #[test]
    fn a_table_of_stances_has_rows_versions_and_passes() {
        let text = format!(
            "{HEAD}steps:\n{CREATE}\
             \x20 - {{as: facilitator, do: {{add_party: {{name: P, kind: other}}}}}}\n\
             \x20 - {{as: facilitator, do: {{add_statement: {{name: S, text: T}}}}}}\n\
             \x20 - {{as: P, do: {{stances: {{S: 2, S@1: {{P: pass}}}}}}}}\n"
        );
        let script = parse(&text).expect("sound");
        let Some(kind::Data::Stances(rows)) = script.steps[3].args.get("stances") else {
            panic!("a table");
        };
        assert_eq!((rows[0].speaker.as_deref(), rows[0].answer), (None, Some(2)));
        assert_eq!((rows[1].speaker.as_deref(), rows[1].answer), (Some("P"), None));
        assert_eq!((rows[0].version, rows[1].version), (None, Some(1)));
    }
}
