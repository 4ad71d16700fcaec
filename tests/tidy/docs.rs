//! What the documents promise: commands that exist, and examples that somebody can find.
//!
//! A block that opens with "```sh runnable" holds `make` and `beraad` commands only, one a line.

use crate::help::{knows_option, subcommands};
use crate::tree::{File, Tree, Violation};

const RUNNABLE: &str = "```sh runnable";

/// Prints the help of `beraad` and of the subcommand that the words name.
pub type Help<'a> = &'a mut dyn FnMut(&[&str]) -> Result<String, String>;

pub fn check_commands(tree: &Tree, help: Help) -> Vec<Violation> {
    let is_readme = |file: &&File| file.path.rsplit('/').next() == Some("README.md");
    let mut violations = Vec::new();
    for readme in tree.files.iter().filter(is_readme) {
        for (line, command) in runnable_commands(&readme.text) {
            if let Err((rule, remedy)) = check_command(tree, &command, help) {
                violations.push(Violation::new(readme, line, rule, remedy));
            }
        }
    }
    let root = tree.get("README.md").map_or("", |readme| &readme.text);
    if runnable_commands(root).is_empty() {
        let rule = format!("no command stands in a block that opens with {RUNNABLE}");
        violations.push(Violation::of_path("README.md", rule, "show how to start, and mark it so"));
    }
    violations
}

/// Every example is for a reader, so a document must lead there.
pub fn check_examples(tree: &Tree) -> Vec<Violation> {
    let is_example = |file: &&File| {
        file.is_within("examples") && (file.path.ends_with(".yaml") || file.path.ends_with(".yml"))
    };
    let is_document = |file: &&File| {
        file.path == "README.md" || (file.is_within("docs") && file.path.ends_with(".md"))
    };
    let is_mentioned = |example: &File| {
        tree.files.iter().filter(is_document).any(|file| file.text.contains(&example.path))
    };
    let lost = tree.files.iter().filter(is_example).filter(|example| !is_mentioned(example));
    let remedy = "name its path in README.md or in docs/, or remove it";
    lost.map(|file| Violation::new(file, 1, "no document mentions this example", remedy)).collect()
}

/// The commands of runnable blocks with their lines; a trailing backslash joins the next line.
fn runnable_commands(text: &str) -> Vec<(usize, String)> {
    let mut commands: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    let mut is_continued = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if !is_inside || line.starts_with("```") {
            is_inside = line == RUNNABLE;
            is_continued = false;
            continue;
        }
        let command = line.trim_end_matches('\\').trim_start_matches("$ ");
        if is_continued && let Some((_, previous)) = commands.last_mut() {
            previous.push_str(command);
        } else if !command.is_empty() && !command.starts_with('#') {
            commands.push((number + 1, command.into()));
        }
        is_continued = line.ends_with('\\');
    }
    commands
}

type Complaint = (String, String);

fn check_command(tree: &Tree, command: &str, help: Help) -> Result<(), Complaint> {
    let code = command.split(" #").next().unwrap_or(command);
    let is_setting = |word: &&str| word.contains('=') && !word.starts_with('-');
    let words: Vec<&str> = code.split_whitespace().skip_while(is_setting).collect();
    match words.as_slice() {
        ["make", targets @ ..] => check_targets(tree, targets),
        ["cargo", "run", flags @ ..] => {
            let arguments = flags.iter().position(|word| *word == "--");
            check_arguments(arguments.map_or(&[], |at| &flags[at + 1..]), help)
        }
        [program, arguments @ ..] if program.rsplit('/').next() == Some("beraad") => {
            check_arguments(arguments, help)
        }
        _ => {
            complain(format!("`{code}` is neither make nor beraad"), "use a plain sh block for it")
        }
    }
}

fn complain(rule: String, remedy: &str) -> Result<(), Complaint> {
    Err((rule, remedy.into()))
}

fn check_targets(tree: &Tree, targets: &[&str]) -> Result<(), Complaint> {
    let makefile = tree.get("Makefile").map_or("", |file| &file.text);
    let is_target = |target: &str| {
        let is_rule = |line: &str| {
            line.split(':').next().is_some_and(|names| {
                line.contains(':') && names.split_whitespace().any(|name| name == target)
            })
        };
        makefile.lines().any(is_rule)
    };
    let mut named = targets.iter().filter(|word| !word.starts_with('-') && !word.contains('='));
    match named.find(|target| !is_target(target)) {
        Some(target) => complain(format!("make has no target `{target}`"), "correct the document"),
        None => Ok(()),
    }
}

/// Follows the words into subcommands as deep as help lists any, then looks up each long option.
fn check_arguments(arguments: &[&str], help: Help) -> Result<(), Complaint> {
    let failed = |reason: String| (reason, "make the command work".to_owned());
    let mut path: Vec<&str> = Vec::new();
    let mut text = help(&path).map_err(failed)?;
    for word in arguments.iter().filter(|word| !word.starts_with('-')) {
        let known = subcommands(&text);
        if known.is_empty() {
            break;
        }
        if !known.contains(word) {
            let command = [&["beraad"], path.as_slice()].concat().join(" ");
            let rule = format!("{command} has no subcommand `{word}`");
            return complain(rule, &format!("it has: {}", known.join(", ")));
        }
        path.push(word);
        text = help(&path).map_err(failed)?;
    }
    if path.is_empty() {
        return complain("the command names no subcommand of beraad".into(), "name one");
    }
    for word in arguments.iter().filter(|word| word.starts_with("--") && word.len() > 2) {
        let option = word.split('=').next().unwrap_or(word);
        if !knows_option(&text, option) {
            let rule = format!("beraad {} has no option `{option}`", path.join(" "));
            return complain(rule, "correct the document");
        }
    }
    Ok(())
}

#[cfg(test)]
fn found(readme: &str) -> Vec<String> {
    let tree = Tree::of(&[("README.md", readme), ("Makefile", ".PHONY: demo\ndemo:\n\t@x y\n")]);
    let mut help = |words: &[&str]| match words {
        [] => Ok(crate::help::SAMPLE.to_owned()),
        _ => {
            Ok("Usage: beraad serve [OPTIONS] [FILE]\n\nOptions:\n      --quiet  Less\n".to_owned())
        }
    };
    check_commands(&tree, &mut help).iter().map(ToString::to_string).collect()
}

#[cfg(test)]
fn block(commands: &str) -> Vec<String> {
    found(&format!("# Title\n{RUNNABLE}\n{commands}\n```\n"))
}

#[test]
fn commands_that_do_not_exist_bite() {
    assert_eq!(block("make demo\nmake fly").len(), 1);
    assert!(block("make fly")[0].starts_with("README.md:3: make has no target `fly`"));
    assert_eq!(block("beraad fly").len(), 1);
    assert_eq!(block("cargo run --quiet -- fly x").len(), 1);
    assert_eq!(block("cargo run").len(), 1);
    assert_eq!(block("beraad serve --loud").len(), 1);
    assert_eq!(block("curl localhost").len(), 1);
}

#[test]
fn a_readme_without_runnable_block_bites() {
    assert_eq!(found("# Title\n```sh\nmake demo\n```\n").len(), 1);
    assert_eq!(check_commands(&Tree::of(&[]), &mut |_| Ok(String::new())).len(), 1);
}

#[test]
fn help_that_fails_bites() {
    let readme = format!("{RUNNABLE}\nbertha\nberaad serve\n```");
    let tree = Tree::of(&[("README.md", &readme)]);
    let found = check_commands(&tree, &mut |_| Err("no help".into()));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn commands_that_exist_pass() {
    let commands = "# a remark\nmake demo\n$ BERAAD_CASES=cases cargo run --locked -- \\\n  serve \
                    a.yaml --quiet\n./target/debug/beraad import --quiet # why";
    assert_eq!(block(commands), [""; 0]);
}

#[test]
fn an_example_that_nobody_mentions_bites() {
    let (example, other) = (("examples/square.yaml", ""), ("examples/b/c.yml", ""));
    let readme = ("README.md", "see examples/square.yaml");
    assert_eq!(check_examples(&Tree::of(&[example, other, readme])).len(), 1);
    let document = ("docs/more.md", "and `examples/b/c.yml`");
    assert!(check_examples(&Tree::of(&[example, other, readme, document])).is_empty());
}
