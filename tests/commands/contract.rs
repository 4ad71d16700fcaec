//! What the comments of the contract say of phases and roles is what the table says.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet};

use beraad::domain::decide::{ALL_PHASES, allowed_phases, allowed_roles};

use crate::ROLES;
use crate::asked::commands;

/// The comments of all calls by name, each on one line; a path of source information is
/// `service = 6, its place, method = 2, its place`.
fn comments() -> BTreeMap<String, String> {
    let set = FileDescriptorSet::decode(beraad_client::FILE_DESCRIPTOR_SET).expect("a contract");
    set.file.iter().flat_map(comments_of).collect()
}

fn comments_of(file: &FileDescriptorProto) -> Vec<(String, String)> {
    let source = file.source_code_info.clone().unwrap_or_default();
    let told = source.location.iter().filter_map(|location| match location.path[..] {
        [6, service, 2, method] => {
            let method = &file.service[service as usize].method[method as usize];
            let words: Vec<&str> = location.leading_comments().split_whitespace().collect();
            Some((method.name().to_owned(), words.join(" ")))
        }
        _ => None,
    });
    told.collect()
}

/// The calls that give a command of the table.
fn calls(command: &str) -> Vec<&str> {
    match command {
        "Erase" => vec!["EraseSubject"],
        "Respond" => vec!["RespondToItem"],
        "Dispose" => vec!["DisposeItem"],
        "Resume" => vec!["ResumeDeliberation"],
        "MakeMotion" => vec!["ProposeAmendment", "ProposeParty"],
        "CastStance" => vec!["CastStance", "BatchCastStances", "StreamStances"],
        "Tick" | "RecordFigures" | "RecordProcess" => Vec::new(),
        same => vec![same],
    }
}

/// The sentence behind a label, such as `Phase:`.
fn sentence<'a>(comment: &'a str, label: &str) -> &'a str {
    let rest = comment.split_once(label).map_or("", |(_, rest)| rest);
    rest.split_once('.').map_or(rest, |(sentence, _)| sentence)
}

/// The names that a sentence says; after `any but` all the others.
fn said(sentence: &str, names: &[String]) -> BTreeSet<String> {
    let words = |name: &&String| {
        let is_word = |word: &str| word == name.as_str();
        sentence.split(|c: char| !c.is_ascii_alphanumeric()).any(is_word)
    };
    let named: BTreeSet<String> = names.iter().filter(words).cloned().collect();
    match sentence.trim().starts_with("any") {
        true => names.iter().filter(|name| !named.contains(*name)).cloned().collect(),
        false => named,
    }
}

#[test]
fn the_contract_tells_phases_and_roles_as_the_table_does() {
    let phases = ALL_PHASES.map(|phase| format!("{phase:?}"));
    let roles = ROLES.map(|role| role.as_str().to_owned());
    let mut table: BTreeMap<&str, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (row, body) in commands() {
        for call in calls(row.split(',').next().unwrap_or(row)) {
            let (when, who) = table.entry(call).or_default();
            when.extend(allowed_phases(&body).iter().map(|phase| format!("{phase:?}")));
            who.extend(allowed_roles(&body).0.iter().map(|role| role.as_str().to_owned()));
        }
    }
    let comments = comments();
    for (call, (when, who)) in table {
        let comment = comments.get(call).unwrap_or_else(|| panic!("no call {call}"));
        assert_eq!(said(sentence(comment, "Phase:"), &phases), when, "the phases of {call}");
        assert_eq!(said(sentence(comment, "Role:"), &roles), who, "the roles of {call}");
    }
}
