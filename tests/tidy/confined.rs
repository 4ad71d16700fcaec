//! Which libraries may be used where, and what the two pure floors may not touch at all.

use crate::tokens::Tokens;
use crate::tree::{File, Tree, Violation};

/// The floors that must give the same answer for the same arguments, and the crates they may use.
const PURE: &[(&str, &[&str])] = &[
    ("src/domain", &["imbl", "thiserror"]),
    (
        "src/analysis",
        &["thiserror", "libm", "num_bigint", "num_integer", "num_rational", "num_traits", "sha2"],
    ),
];

/// Time, randomness, scheduling, and maps whose order differs from one run to the next.
const IMPURE_WORDS: &[&str] = &[
    "SystemTime",
    "Instant",
    "HashMap",
    "HashSet",
    "RandomState",
    "async",
    "await",
    "thread_local",
];

const IMPURE_STD: &[&str] = &["env", "fs", "net", "process", "thread"];

/// Where the machine may be reached all the same: work on whole numbers, divided over its cores,
/// has one outcome however it is divided.
const EXCEPT: &[(&str, &str)] = &[("src/analysis/opinion/parts.rs", "thread")];

/// A library, with those named `library_…` after it, and its only homes.
const HOMES: &[(&str, &[&str])] = &[
    ("tonic", &["src/service", "src/app", "clients/rust/src"]),
    ("rusqlite", &["src/log/sqlite"]),
    ("dashmap", &["src/engine"]),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let crates = dependencies(tree);
    let mut violations = Vec::new();
    for file in tree.sources() {
        let tokens = Tokens::of(&file.text);
        for (home, allowed) in PURE.iter().filter(|(home, _)| file.is_within(home)) {
            violations.extend(impurities(file, &tokens, home, allowed, &crates));
        }
        violations.extend(strays(file, &tokens));
    }
    violations.extend(maps_too_many(tree));
    violations
}

fn impurities(
    file: &File,
    tokens: &Tokens,
    home: &str,
    allowed: &[&str],
    crates: &[String],
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (at, token) in tokens.iter() {
        let name = token.text.as_str();
        let is_foreign = crates.iter().any(|known| known == name)
            && !allowed.contains(&name)
            && tokens.begins_path(at);
        if is_foreign {
            let rule = format!("{home} uses the crate `{name}`");
            let remedy = format!("only std and {} belong here: pass values in", allowed.join(", "));
            violations.push(Violation::new(file, token.line, rule, remedy));
        }
        if IMPURE_WORDS.contains(&name) {
            let rule = format!("{home} uses `{name}`");
            let remedy = "take time and chance as arguments, and use BTreeMap or BTreeSet";
            violations.push(Violation::new(file, token.line, rule, remedy));
        }
        if name == "std" && tokens.text(at + 1) == "::" {
            let heads = tokens.heads(at + 2);
            let impure = |head: &usize| {
                let name = tokens.text(*head);
                let excepted = |(path, word): &(&str, &str)| file.is_within(path) && *word == name;
                IMPURE_STD.contains(&name) && !EXCEPT.iter().any(excepted)
            };
            for head in heads.into_iter().filter(impure) {
                let rule = format!("{home} uses `std::{}`", tokens.text(head));
                let remedy = "reach the machine from floor 3 or higher";
                violations.push(Violation::new(file, tokens.line(head), rule, remedy));
            }
        }
    }
    violations
}

/// Libraries outside their homes. The pure floors are left to `impurities`, which says why.
fn strays(file: &File, tokens: &Tokens) -> Vec<Violation> {
    if PURE.iter().any(|(home, _)| file.is_within(home)) {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for (library, homes) in HOMES {
        if homes.iter().any(|home| file.is_within(home)) {
            continue;
        }
        if let Some(line) = first_use(tokens, library) {
            let rule = format!("`{library}` is used outside {}", homes.join(", "));
            let remedy = "put it behind that module's own types";
            violations.push(Violation::new(file, line, rule, remedy));
        }
    }
    violations
}

/// Exactly one concurrent map: one place in which to look for a guard that is held too long.
fn maps_too_many(tree: &Tree) -> Vec<Violation> {
    let uses = |file: &&File| first_use(&Tokens::of(&file.text), "dashmap").is_some();
    let users: Vec<&File> = tree.sources().filter(uses).collect();
    let has_engine = tree.sources().any(|file| file.is_within("src/engine"));
    match users.len() {
        0 if has_engine => {
            let rule = "no file of the engine uses `dashmap`";
            vec![Violation::of_path(
                "src/engine",
                rule,
                "keep the registry in it, or drop this rule",
            )]
        }
        0 | 1 => Vec::new(),
        _ => {
            let rule = format!("`dashmap` is used in {} files", users.len());
            let remedy = "keep one directory of handles and hand out clones";
            users[1..].iter().map(|file| Violation::new(file, 1, rule.as_str(), remedy)).collect()
        }
    }
}

fn first_use(tokens: &Tokens, library: &str) -> Option<usize> {
    let is_library = |name: &str| {
        name.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let mut uses =
        tokens.iter().filter(|(at, token)| is_library(&token.text) && tokens.begins_path(*at));
    uses.next().map(|(_, token)| token.line)
}

/// The crates that Cargo.toml lets the server use, as Rust spells them.
fn dependencies(tree: &Tree) -> Vec<String> {
    let Some(manifest) = tree.get("Cargo.toml") else {
        return Vec::new();
    };
    let mut names = Vec::new();
    let mut is_inside = false;
    for line in manifest.text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            is_inside = section == "dependencies]";
            names.extend(
                section.strip_prefix("dependencies.").map(|rest| rest.trim_end_matches(']')),
            );
        } else if is_inside && !line.starts_with('#') {
            names.extend(line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty()));
        }
    }
    names.into_iter().map(|name| name.replace('-', "_")).collect()
}

#[cfg(test)]
fn found(path: &str, text: &str) -> Vec<String> {
    let manifest = "[dependencies]\ntokio.workspace = true\nbase64 = \"1\"\nthiserror = \"2\"\n\
                    beraad-client = { path = \"clients/rust\" }\n[dependencies.serde]\n";
    let tree = Tree::of(&[("Cargo.toml", manifest), (path, text)]);
    check(&tree).iter().map(ToString::to_string).collect()
}

#[test]
fn impure_floors_bite() {
    assert_eq!(found("src/domain/a.rs", "use tokio::sync::watch;").len(), 1);
    assert_eq!(found("src/domain/a.rs", "#[derive(serde::Serialize)] struct A;").len(), 1);
    assert_eq!(found("src/analysis/a.rs", "use beraad_client::v1::Stance;").len(), 1);
    assert_eq!(found("src/domain/a.rs", "use std::time::SystemTime;").len(), 1);
    assert_eq!(found("src/analysis/a.rs", "use std::collections::{BTreeMap, HashMap};").len(), 1);
    assert_eq!(found("src/domain/a.rs", "pub async fn f() {}").len(), 1);
    assert_eq!(found("src/domain/a.rs", "use std::{fmt, fs::File};").len(), 1);
}

#[test]
fn strays_bite() {
    let stray = found("src/engine/cell.rs", "use dashmap::DashMap;\n\nuse tonic_types::StatusExt;");
    assert_eq!(stray.len(), 1);
    assert!(stray[0].starts_with("src/engine/cell.rs:3: `tonic` is used outside"), "{stray:?}");
    assert_eq!(found("src/log/memory.rs", "use rusqlite::Connection;").len(), 1);
    assert_eq!(found("src/app/serve.rs", "use dashmap::DashMap;").len(), 1);
    assert_eq!(found("src/engine/cell.rs", "").len(), 1);
    let two = [("src/engine/a.rs", "use dashmap::DashMap;"), ("src/engine/b.rs", "dashmap::f();")];
    assert_eq!(check(&Tree::of(&two)).len(), 1);
}

#[test]
fn what_is_at_home_passes() {
    assert_eq!(found("src/domain/a.rs", "use thiserror::Error; // no tokio::x here"), [""; 0]);
    assert_eq!(found("src/log/sqlite/writer.rs", "use rusqlite::Connection;"), [""; 0]);
    assert_eq!(found("src/service/watch.rs", "use tonic::Status;"), [""; 0]);
}
