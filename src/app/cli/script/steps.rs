//! From the tree of a document to a script: its head, its people and its steps.

use beraad_client::v1::Role;

use crate::app::cli::script::actions::{ACTIONS, ADVISED, FIGURE, PERSON, REASON, fields_of};
use crate::app::cli::script::decode::Decoder;
use crate::app::cli::script::kind::{Args, Value};
use crate::app::cli::script::limits::{NAME_CHARS_MAX, STEPS_MAX};
use crate::app::cli::script::node::{Kind, Node};
use crate::app::cli::script::problem::{Problem, did_you_mean};
use crate::app::cli::script::{Expectation, Expected, Person, Script, Step};

/// The version of the format that this program reads.
const FORMAT: &str = "1";
const HEAD: &[&str] = &["beraad", "title", "start", "people", "steps"];
const STEP: &[&str] = &["as", "do", "expect", "at"];
const EXPECTATIONS: &[&str] = &["ok", "refused", "state", "figure", "advice"];

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
    let start = value_of(entries, "start").and_then(|node| decoder.time(node, "start"));
    let people = value_of(entries, "people").map(|node| people(decoder, node));
    let Some(steps) = value_of(entries, "steps") else {
        decoder.problem(root, "a script needs `steps`");
        return None;
    };
    let steps = decoder.list(steps, "`steps`")?;
    if steps.is_empty() || steps.len() > STEPS_MAX {
        let message = format!("{} steps; give 1 to {STEPS_MAX} (STEPS_MAX)", steps.len());
        decoder.problem(root, message);
    }
    let steps = steps.iter().take(STEPS_MAX);
    Some(Script {
        title: title.unwrap_or_default(),
        start,
        people: people.unwrap_or_default(),
        steps: steps.filter_map(|node| step(decoder, node)).collect(),
    })
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

fn step(decoder: &mut Decoder, node: &Node) -> Option<Step> {
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
    let at = value_of(entries, "at").and_then(|node| decoder.time(node, "at"));
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
fn deed_of(
    decoder: &mut Decoder,
    node: &Node,
) -> Option<(&'static crate::app::cli::script::actions::Action, Args)> {
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
    let Some(action) = ACTIONS.iter().find(|action| action.name == name) else {
        let near = did_you_mean(name, ACTIONS.iter().map(|action| action.name));
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
    // Fields that nobody could use twice, such as request_id, are known to every writing action.
    let known: Vec<_> = fields_of(action).collect();
    Some((action, decoder.fields(value, &thing, known.into_iter())))
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
