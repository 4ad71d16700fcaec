//! From the tree of a document to a script: its head, its people, its steps and its endings.

use beraad_client::v1::Role;

use crate::app::cli::script::actions::common::{ADVISED, FIGURE, PERSON, REASON};
use crate::app::cli::script::actions::{Action, actions};
use crate::app::cli::script::decode::Decoder;
use crate::app::cli::script::kind::{Args, Value};
use crate::app::cli::script::limits::{ENDINGS_MAX, NAME_CHARS_MAX, STEPS_MAX};
use crate::app::cli::script::moment::{Moment, Time};
use crate::app::cli::script::node::{Kind, Node};
use crate::app::cli::script::problem::{Problem, did_you_mean};
use crate::app::cli::script::{Ending, Expectation, Expected, Person, Script, Step, Wanted};

/// The version of the format that this program reads.
const FORMAT: &str = "1";
const HEAD: &[&str] = &["beraad", "title", "start", "people", "steps", "endings"];
const STEP: &[&str] = &["as", "do", "expect", "at"];
const EXPECTATIONS: &[&str] = &["ok", "refused", "state", "answer", "figure", "advice"];

/// Reads a document. The script is there even when some of it is wrong, so that its names can be
/// checked as well; it is absent when there is nothing to check.
pub fn read(root: &Node) -> (Option<Script>, Vec<Problem>) {
    let mut decoder = Decoder::default();
    let script = head(&mut decoder, root);
    (script, decoder.problems)
}

fn head(decoder: &mut Decoder, root: &Node) -> Option<Script> {
    let entries = decoder.map(root, "a script")?;
    known_only(decoder, entries, "a script", HEAD);
    match value_of(entries, "beraad") {
        Some(node) if node.text() == Some(FORMAT) => {}
        Some(node) => {
            let message = format!("`beraad` is the version of the format: write {FORMAT}");
            decoder.problem(node, message);
        }
        None => decoder.problem(root, format!("a script begins with `beraad: {FORMAT}`")),
    }
    let title = match value_of(entries, "title") {
        Some(node) => decoder.text(node, "title", 500),
        None => {
            decoder.problem(root, "a script needs `title`");
            None
        }
    };
    let start = value_of(entries, "start").and_then(|node| start(decoder, node));
    let people = value_of(entries, "people").map(|node| people(decoder, node));
    let Some(steps) = value_of(entries, "steps") else {
        decoder.problem(root, "a script needs `steps`");
        return None;
    };
    let steps = decoder.list(steps, "`steps`")?;
    let mut now = start;
    let common = steps_of(decoder, steps, &mut now);
    let (endings, more) = match value_of(entries, "endings") {
        Some(node) => endings(decoder, node, now),
        None => (Vec::new(), 0),
    };
    let number = steps.len() + more;
    if steps.is_empty() || number > STEPS_MAX {
        let message = format!("{number} steps; give 1 to {STEPS_MAX} (STEPS_MAX)");
        decoder.problem(root, message);
    }
    Some(Script {
        title: title.unwrap_or_default(),
        start,
        people: people.unwrap_or_default(),
        steps: common,
        endings,
    })
}

/// `now` is the clock of the script before the steps, and after them.
fn steps_of(decoder: &mut Decoder, steps: &[Node], now: &mut Option<Time>) -> Vec<Step> {
    let steps = steps.iter().take(STEPS_MAX);
    steps.filter_map(|node| step(decoder, node, now)).collect()
}

/// The endings and how many steps they have together; `now` is the clock of the script where each
/// of them begins.
fn endings(decoder: &mut Decoder, node: &Node, now: Option<Time>) -> (Vec<Ending>, usize) {
    let entries = decoder.map(node, "`endings`").unwrap_or_default();
    let (mut endings, mut number) = (Vec::new(), 0);
    if matches!(node.kind, Kind::Map(_)) && !(1..=ENDINGS_MAX).contains(&entries.len()) {
        let message = format!("{} endings; give 1 to {ENDINGS_MAX} (ENDINGS_MAX)", entries.len());
        decoder.problem(node, message);
    }
    for (key, value) in entries.iter().take(ENDINGS_MAX) {
        let name = decoder.text(key, "a name", NAME_CHARS_MAX).unwrap_or_default();
        let Some(steps) = decoder.list(value, &format!("ending `{name}`")) else {
            continue;
        };
        if steps.is_empty() {
            decoder.problem(key, format!("ending `{name}` has no steps; give it at least one"));
        }
        number += steps.len();
        let steps = steps_of(decoder, steps, &mut { now });
        endings.push(Ending { name, steps });
    }
    (endings, number)
}

/// The moment at which the clock of the script is set.
fn start(decoder: &mut Decoder, node: &Node) -> Option<Time> {
    match decoder.moment(node, "start")? {
        Moment::At(time) => Some(time),
        Moment::After(_) => {
            decoder.problem(node, "`start` sets the clock; it cannot count from it");
            None
        }
    }
}

fn people(decoder: &mut Decoder, node: &Node) -> Vec<Person> {
    let mut people = Vec::new();
    for (key, value) in decoder.map(node, "`people`").unwrap_or_default() {
        let name = decoder.text(key, "a name", NAME_CHARS_MAX).unwrap_or_default();
        let thing = format!("person `{name}`");
        let args = decoder.fields(value, &thing, PERSON.iter());
        let role = Role::try_from(args.choice("role")).unwrap_or_default();
        if matches!(role, Role::Member | Role::Spokesperson | Role::Engine) {
            let message = format!(
                "{thing} cannot have this role; members come with `add_member`, and a party \
                 without members acts under its own name"
            );
            decoder.problem(value, message);
        }
        if role == Role::App && args.text("issuer").is_empty() {
            let message = format!("{thing} is an app and needs `issuer`");
            decoder.problem(value, message);
        }
        people.push(Person {
            name,
            role,
            credential: args.text("credential"),
            issuer: args.text("issuer"),
        });
    }
    people
}

/// `now` is the clock of the script before the step, and after it.
fn step(decoder: &mut Decoder, node: &Node, now: &mut Option<Time>) -> Option<Step> {
    let entries = decoder.map(node, "a step")?;
    known_only(decoder, entries, "a step", STEP);
    let actor = match value_of(entries, "as") {
        Some(node) => {
            let name = decoder.text(node, "as", NAME_CHARS_MAX);
            name.map(|name| (node.at, name))
        }
        None => {
            decoder.problem(node, "a step needs `as`: who does it");
            None
        }
    };
    let at = value_of(entries, "at").and_then(|node| decoder.moment(node, "at"));
    // A script without a clock that says `at` is refused when its names are checked.
    let at = at.map(|at| at.counted_from(now.unwrap_or(Time { ms: 0, offset_s: 0 })));
    *now = now.map(|now| at.unwrap_or(now));
    let expects = value_of(entries, "expect").map(|node| expects(decoder, node));
    let Some(deed) = value_of(entries, "do") else {
        decoder.problem(node, "a step needs `do`: what is done");
        return None;
    };
    let (action, args) = deed_of(decoder, deed)?;
    Some(Step {
        place: node.at,
        at,
        actor: actor?,
        action,
        args,
        expects: expects.unwrap_or_default(),
    })
}

/// `do: declare_ready`, or `do: {add_party: {…}}`.
fn deed_of(decoder: &mut Decoder, node: &Node) -> Option<(&'static Action, Args)> {
    let empty;
    let (key, value) = match &node.kind {
        Kind::Scalar { .. } => {
            empty = Node { at: node.at, kind: Kind::Map(Vec::new()) };
            (node, &empty)
        }
        Kind::Map(entries) if entries.len() == 1 => (&entries[0].0, &entries[0].1),
        _ => {
            decoder.problem(node, "`do` names exactly one action");
            return None;
        }
    };
    let name = key.text().unwrap_or_default();
    let Some(action) = actions().find(|action| action.name == name) else {
        let near = did_you_mean(name, actions().map(|action| action.name));
        decoder.problem(key, format!("no action is called `{name}`{near}"));
        return None;
    };
    if action.whole {
        let field = &action.fields[0];
        let data = decoder.data(value, field.name, field.kind)?;
        return Some((action, Args(vec![(field, Value { at: value.at, data })])));
    }
    let empty;
    let value = match value.text() {
        Some("") => {
            empty = Node { at: value.at, kind: Kind::Map(Vec::new()) };
            &empty
        }
        _ => value,
    };
    let thing = format!("`{name}`");
    Some((action, decoder.fields(value, &thing, action.all_fields())))
}

fn expects(decoder: &mut Decoder, node: &Node) -> Vec<Expected> {
    match &node.kind {
        Kind::List(items) => {
            let read = items.iter().filter_map(|item| expected(decoder, item));
            read.collect()
        }
        _ => expected(decoder, node).into_iter().collect(),
    }
}

fn expected(decoder: &mut Decoder, node: &Node) -> Option<Expected> {
    let place = node.at;
    if node.text() == Some("ok") {
        return Some(Expected { place, what: Expectation::Accepted });
    }
    let single = match &node.kind {
        Kind::Map(entries) => match entries.as_slice() {
            [(key, value)] => Some((key, value)),
            _ => None,
        },
        _ => None,
    };
    let Some((key, value)) = single else {
        let message =
            format!("`expect` is one of: {}, or a list of those", EXPECTATIONS.join(", "));
        decoder.problem(node, message);
        return None;
    };
    let what = match key.text().unwrap_or_default() {
        "refused" => Expectation::Refused(decoder.choice(value, "refused", REASON)?),
        "state" => state(decoder, value)?,
        "answer" => Expectation::Answer(wanted(decoder, value)),
        "figure" => figure(decoder, value),
        "advice" => Expectation::Advice(decoder.fields(value, "`advice`", ADVISED.iter())),
        other => {
            let near = did_you_mean(other, EXPECTATIONS.iter().copied());
            let all = EXPECTATIONS.join(", ");
            decoder.problem(key, format!("nothing is expected by `{other}`{near} (one of: {all})"));
            return None;
        }
    };
    Some(Expected { place, what })
}

fn state(decoder: &mut Decoder, node: &Node) -> Option<Expectation> {
    let parts = node.text().and_then(|text| text.split_once('='));
    let Some((path, value)) = parts else {
        let message = format!("`state` must be `path = value`, not {}", node.shown());
        decoder.problem(node, message);
        return None;
    };
    Some(Expectation::State { path: path.trim().to_owned(), value: value.trim().to_owned() })
}

fn wanted(decoder: &mut Decoder, node: &Node) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (key, value) in decoder.map(node, "`answer`").unwrap_or_default() {
        let Some(text) = value.text() else {
            let message = format!("`answer` compares with one value, not {}", value.shown());
            decoder.problem(value, message);
            continue;
        };
        let path = key.text().unwrap_or_default().to_owned();
        wanted.push(Wanted { place: key.at, path, value: text.to_owned() });
    }
    wanted
}

fn figure(decoder: &mut Decoder, node: &Node) -> Expectation {
    let args = decoder.fields(node, "`figure`", FIGURE.iter());
    if args.get("value").is_some() == args.get("undefined").is_some() {
        decoder.problem(node, "`figure` needs either `value` or `undefined`");
    }
    if args.number("tolerance").is_some_and(|tolerance| tolerance < 0.0) {
        decoder.problem(node, "`tolerance` cannot be negative");
    }
    Expectation::Figure(args)
}

fn value_of<'n>(entries: &'n [(Node, Node)], name: &str) -> Option<&'n Node> {
    let found = entries.iter().find(|(key, _)| key.text() == Some(name));
    found.map(|(_, value)| value)
}

fn known_only(decoder: &mut Decoder, entries: &[(Node, Node)], thing: &str, known: &[&str]) {
    for (key, _) in entries {
        let name = key.text().unwrap_or_default();
        if !known.contains(&name) {
            let near = did_you_mean(name, known.iter().copied());
            let all = known.join(", ");
            decoder
                .problem(key, format!("{thing} has no field `{name}`{near} (it may have: {all})"));
        }
    }
}
