//! No unwrap outside tests: an error is handled, or `expect` says why it cannot happen.

use std::ops::RangeInclusive;

use crate::tokens::Tokens;
use crate::tree::{File, Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let test_modules: Vec<String> = tree.sources().flat_map(test_modules_of).collect();
    let is_test = |file: &&File| test_modules.iter().any(|module| file.is_within(module));
    tree.sources().filter(|file| !is_test(file)).flat_map(of).collect()
}

fn of(file: &File) -> Vec<Violation> {
    let tokens = Tokens::of(&file.text);
    let tests = test_ranges(&tokens);
    let mut violations = Vec::new();
    for (at, token) in tokens.iter() {
        let is_unwrap = token.text == "unwrap" && matches!(tokens.before(at), "." | "::");
        if is_unwrap && !tests.iter().any(|range| range.contains(&at)) {
            let remedy = "return an error, or write expect(\"why this cannot fail\")";
            violations.push(Violation::new(file, token.line, "unwrap() outside tests", remedy));
        }
    }
    violations
}

/// The items that exist in a test build only.
fn test_ranges(tokens: &Tokens) -> Vec<RangeInclusive<usize>> {
    let mut ranges = Vec::new();
    for (at, _) in tokens.iter().filter(|(_, token)| token.text == "#") {
        if tokens.text(at + 1) == "[" && is_test_attribute(tokens, at + 2) {
            let item = after_attributes(tokens, at);
            ranges.push(at..=tokens.end_of_item(item));
        }
    }
    ranges
}

fn is_test_attribute(tokens: &Tokens, at: usize) -> bool {
    let end = tokens.close_of(at - 1);
    let has = |word: &str| (at..end).any(|place| tokens.text(place) == word);
    match tokens.text(at) {
        "test" => true,
        "cfg" => has("test") && !has("not") && !has("any"),
        _ => false,
    }
}

fn after_attributes(tokens: &Tokens, mut at: usize) -> usize {
    while tokens.text(at) == "#" && tokens.text(at + 1) == "[" {
        at = tokens.close_of(at + 1) + 1;
    }
    at
}

/// The paths, without `.rs`, of test modules that a file declares and keeps in other files.
fn test_modules_of(file: &File) -> Vec<String> {
    let tokens = Tokens::of(&file.text);
    let mut modules = Vec::new();
    for range in test_ranges(&tokens) {
        let (_, end) = range.into_inner();
        if tokens.text(end) == ";" && end >= 2 && tokens.text(end - 2) == "mod" {
            modules.push(format!("{}/{}", folder_of_children(&file.path), tokens.text(end - 1)));
        }
    }
    modules
}

fn folder_of_children(path: &str) -> &str {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib" | "main")) => folder,
        _ => stem,
    }
}

#[cfg(test)]
fn lines_of(samples: &[(&str, &str)]) -> Vec<String> {
    let violations = check(&Tree::of(samples));
    violations.iter().map(|found| format!("{}:{}", found.path, found.line)).collect()
}

#[test]
fn an_unwrap_bites() {
    let source = "fn f() {\n    g()\n        .unwrap();\n    h().map(Option::unwrap);\n}\n";
    assert_eq!(lines_of(&[("src/a.rs", source)]), ["src/a.rs:3", "src/a.rs:4"]);
    assert_eq!(lines_of(&[("clients/rust/src/lib.rs", "x.unwrap()")]).len(), 1);
    assert_eq!(lines_of(&[("src/a.rs", "#[cfg(not(test))]\nfn f() { x.unwrap() }")]).len(), 1);
}

#[test]
fn after_a_test_module_it_bites_again() {
    let source =
        "#[cfg(test)]\n#[allow(dead_code)]\nmod tests { fn f() { x.unwrap() } }\nx.unwrap()";
    assert_eq!(lines_of(&[("src/a.rs", source)]), ["src/a.rs:4"]);
}

#[test]
fn tests_and_text_may_unwrap() {
    let declared = ("src/engine/mod.rs", "#[cfg(test)]\nmod simulation;");
    let in_file = ("src/engine/simulation.rs", "fn f() { x.unwrap() }");
    let in_folder = ("src/engine/simulation/faults.rs", "fn f() { x.unwrap() }");
    let in_tests = ("tests/service.rs", "fn f() { x.unwrap() }");
    let text = ("src/a.rs", "// x.unwrap()\nfn f() { \".unwrap()\"; x.unwrap_or(1) }");
    assert_eq!(lines_of(&[declared, in_file, in_folder, in_tests, text]), [""; 0]);
}
