//! The house stays tidy: an ordinary test reads the repository and names what breaks a house rule.
//!
//! Every rule is a function over files in memory, so that each has samples beside it that break
//! it on purpose: a guard that never bit anything guards nothing.

mod confined;
mod docs;
mod floors;
mod help;
mod lengths;
mod lexer;
mod tokens;
mod tree;
mod unwraps;
mod words;

use std::process::Command;

use tree::{Tree, Violation};

#[test]
fn imports_point_down_only() {
    pass(floors::check(&Tree::of_this_repository()));
}

#[test]
fn libraries_stay_where_they_belong() {
    pass(confined::check(&Tree::of_this_repository()));
}

#[test]
fn files_lines_and_functions_are_short() {
    pass(lengths::check(&Tree::of_this_repository()));
}

#[test]
fn nothing_unwraps_outside_tests() {
    pass(unwraps::check(&Tree::of_this_repository()));
}

#[test]
fn no_text_names_a_machine_or_a_skipped_test() {
    pass(words::check(&Tree::of_this_repository()));
}

#[test]
fn runnable_blocks_name_commands_that_exist() {
    pass(docs::check_commands(&Tree::of_this_repository(), &mut beraad_help));
}

#[test]
fn every_example_is_mentioned() {
    pass(docs::check_examples(&Tree::of_this_repository()));
}

/// What `beraad <words> --help` prints, or the reason there is none.
fn beraad_help(words: &[&str]) -> Result<String, String> {
    let run = Command::new(env!("CARGO_BIN_EXE_beraad")).args(words).arg("--help").output();
    let output = run.map_err(|error| format!("beraad could not be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`beraad {} --help` ended with {}", words.join(" "), output.status))
    }
}

fn pass(violations: Vec<Violation>) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{} to mend:\n{}\n", lines.len(), lines.join("\n"));
}
