//! The table of actions against the contract: every name, path and type in it must be real.

use prost_reflect::{FieldDescriptor, Kind as Wire, MessageDescriptor};

use super::*;
use crate::app::cli::json::{Method, contract};
use crate::app::cli::script::kind::{Choice, Form, HERE};

/// Calls that no action makes, each with the reason.
const WITHOUT_ACTION: &[(&str, &str)] = &[
    ("ParticipationService/StreamStances", "a script casts one stance or a batch"),
    ("LogService/Watch", "a script reads what it wrote"),
    ("AnalysisService/WatchTraces", "a script reads what it wrote"),
    ("AnalysisService/WatchAnalysis", "a script reads what it wrote"),
];

#[test]
fn every_action_fits_its_method() {
    let mut problems = Vec::new();
    for action in actions() {
        let Some(method) = Method::find(action.method) else {
            problems.push(format!("{}: the contract has no {}", action.name, action.method));
            continue;
        };
        if action.whole {
            continue;
        }
        let request = method.descriptor().input();
        let into = descend(&request, action.into).unwrap_or_else(|| request.clone());
        let common = action.all_fields().skip(action.fields.len());
        let common = common.map(|field| (field, &request));
        for (field, message) in action.fields.iter().map(|field| (field, &into)).chain(common) {
            let unfit = unfit(field, message).into_iter();
            problems.extend(unfit.map(|problem| format!("{}: {problem}", action.name)));
        }
        let has_name = method.descriptor().output().get_field_by_name("name").is_some();
        let waits = |field: &Field| {
            // An objection that is a ballot has the number of the ballot.
            let by_answer = action.name != "cast_ballot" && !has_name;
            matches!(field.kind, Kind::Gives(_)) && field.id_to.is_empty() && by_answer
        };
        for field in action.fields.iter().filter(|field| waits(field)) {
            problems.push(format!("{}: no answer names `{}`", action.name, field.name));
        }
        for (_, path) in action.keeps {
            if method.descriptor().output().get_field_by_name(path).is_none() {
                problems.push(format!("{}: the answer has no `{path}`", action.name));
            }
        }
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn every_call_of_the_contract_has_an_action() {
    let services = contract().services().filter(|service| service.package_name() == "beraad.v1");
    for method in services.flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let name = format!("{}/{}", method.parent_service().name(), method.name());
        let is_called = actions().any(|action| action.method == name);
        let is_excused = WITHOUT_ACTION.iter().any(|(excused, _)| *excused == name);
        assert!(is_called != is_excused, "{name} needs an action, or a reason for having none");
    }
}

#[test]
fn every_template_names_fields_only() {
    for action in actions() {
        for template in [action.nl, action.en] {
            assert!(template.starts_with("{actor} "), "{}: {template}", action.name);
            assert_eq!(template.matches('[').count(), template.matches(']').count());
            for path in template.split('{').skip(1) {
                let path = path.split('}').next().expect("split gives a part");
                let path = path.trim_start_matches('!');
                let mut fields = action.fields;
                for part in path.split('.').filter(|part| *part != "actor") {
                    let found = fields.iter().find(|field| field.name == part);
                    let found = found.unwrap_or_else(|| panic!("{}: no {path}", action.name));
                    fields = match found.kind {
                        Kind::Object(inner) => inner,
                        _ => &[],
                    };
                }
            }
        }
    }
}

#[test]
fn every_name_and_field_stands_once() {
    for action in actions() {
        assert_eq!(actions().filter(|other| other.name == action.name).count(), 1);
        for field in action.all_fields() {
            let same = action.all_fields().filter(|other| other.name == field.name);
            assert_eq!(same.count(), 1, "{} of {}", field.name, action.name);
        }
    }
}

/// What of a field does not fit the message that it fills.
fn unfit(field: &Field, message: &MessageDescriptor) -> Vec<String> {
    let mut problems = Vec::new();
    let name = field.name;
    if !field.id_to.is_empty() && !is_text(at(message, field.id_to).as_ref()) {
        problems.push(format!("`{name}` gives an id to {}, which takes none", field.id_to));
    }
    let Some(path) = field.path() else {
        return problems;
    };
    if let (HERE, Kind::Object(inner)) = (path, field.kind) {
        return inner.iter().flat_map(|field| unfit(field, message)).collect();
    }
    let Some(wire) = at(message, path) else {
        problems.push(format!("`{name}` fills {path}, which {} lacks", message.name()));
        return problems;
    };
    if let Kind::Object(inner) | Kind::Objects(inner) = field.kind
        && let Wire::Message(inside) = wire.kind()
    {
        problems.extend(inner.iter().flat_map(|field| unfit(field, &inside)));
    }
    if !fits(field, &wire) {
        problems.push(format!("`{name}` does not fit {path}, a {:?}", wire.kind()));
    }
    problems
}

fn fits(field: &Field, wire: &FieldDescriptor) -> bool {
    let many = matches!(
        field.kind,
        Kind::UsesMany(_)
            | Kind::Choices(_)
            | Kind::Objects(_)
            | Kind::Labels
            | Kind::Ints(..)
            | Kind::Versions(_)
            | Kind::Ranking
            | Kind::Amounts(_)
            | Kind::Texts(_)
    );
    let of_type = match wire.kind() {
        Wire::Message(message) => message.full_name().to_owned(),
        Wire::Enum(found) => found.full_name().to_owned(),
        _ => String::new(),
    };
    let is_message = |name: &str| of_type == name;
    let is_enum = |choice: Choice| of_type == choice.name;
    let kind = match field.kind {
        Kind::Text(_) | Kind::Texts(_) | Kind::Gives(_) => is_text(Some(wire)),
        Kind::Uses(_) | Kind::UsesMany(_) if field.form == Form::Number => takes(wire, 0),
        Kind::Uses(_) | Kind::UsesMany(_) if field.form == Form::Clause => {
            is_message("beraad.v1.ClauseRef")
        }
        Kind::Uses(_) | Kind::UsesMany(_) => is_text(Some(wire)),
        Kind::Version(Space::Clause) | Kind::Versions(Space::Clause) => {
            is_message("beraad.v1.ClauseVersion")
        }
        Kind::Version(_) | Kind::Versions(_) => is_message("beraad.v1.ItemVersionRef"),
        Kind::Ranking => is_message("beraad.v1.RankingPlace"),
        Kind::Amounts(of) if of.field == "grade" => is_message("beraad.v1.OptionGrade"),
        Kind::Amounts(_) => is_message("beraad.v1.OptionCost"),
        Kind::Sha256 => matches!(wire.kind(), Wire::Bytes),
        Kind::Int(lo, _) | Kind::Ints(lo, _) => takes(wire, lo),
        Kind::Duration(_) => takes(wire, 0),
        Kind::Number => matches!(wire.kind(), Wire::Double | Wire::Float),
        Kind::Flag => matches!(wire.kind(), Wire::Bool),
        Kind::Ratio => is_message("beraad.v1.Ratio"),
        Kind::Choice(choice) | Kind::Choices(choice) => is_enum(choice),
        Kind::Object(_) | Kind::Objects(_) => matches!(wire.kind(), Wire::Message(_)),
        Kind::Time => is_message("google.protobuf.Timestamp"),
        Kind::Labels => is_message("beraad.v1.ScaleLabel"),
        Kind::Closing => is_message("beraad.v1.ClosingRule"),
        Kind::Answer => {
            let oneof = wire.containing_oneof();
            takes(wire, -1)
                && oneof.is_some_and(|one| one.fields().any(|field| field.name() == "pass"))
        }
        Kind::Stances => false,
    };
    kind && many == wire.is_list()
}

fn is_text(wire: Option<&FieldDescriptor>) -> bool {
    wire.is_some_and(|wire| matches!(wire.kind(), Wire::String))
}

/// Whether it is a whole number that may be as low as this.
fn takes(wire: &FieldDescriptor, lo: i64) -> bool {
    match wire.kind() {
        Wire::Int32 | Wire::Int64 | Wire::Sint32 | Wire::Sint64 => true,
        Wire::Uint32 | Wire::Uint64 => lo >= 0,
        _ => false,
    }
}

/// The field at a path.
fn at(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    match path.rsplit_once('.') {
        None => message.get_field_by_name(path),
        Some((above, last)) => descend(message, above)?.get_field_by_name(last),
    }
}

/// The message at a path; the message itself for an empty one.
fn descend(message: &MessageDescriptor, path: &str) -> Option<MessageDescriptor> {
    let mut message = message.clone();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let Wire::Message(inside) = message.get_field_by_name(part)?.kind() else {
            return None;
        };
        message = inside;
    }
    Some(message)
}
