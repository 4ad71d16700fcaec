//! Floors: what may import what. A module may use its own floor's module and everything below.

use crate::tokens::Tokens;
use crate::tree::{File, Tree, Violation};

const FLOORS: &[(&str, u8)] = &[
    ("domain", 1),
    ("analysis", 2),
    ("log", 3),
    ("engine", 4),
    ("service", 5),
    ("gateway", 5),
    ("app", 6),
];

/// The command line speaks to a server as any client does; one file may run one in-process.
const CLI: &str = "src/app/cli";
const EMBEDDED_SERVER: &str = "src/app/cli/embedded.rs";
const HIDDEN_FROM_CLI: &[&str] = &["engine", "service", "gateway"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.files.iter().filter(|file| file.is_rust() && file.is_within("src")).flat_map(of).collect()
}

fn of(file: &File) -> Vec<Violation> {
    let home = top_module(&file.path);
    if matches!(home, "lib" | "main") {
        return Vec::new();
    }
    let Some(own) = floor(home) else {
        let rule = format!("module `{home}` has no floor");
        return vec![Violation::of_path(&file.path, rule, "move it below a known module")];
    };
    let tokens = Tokens::of(&file.text);
    let names = root_names(file, &tokens);
    let judge = |at: usize| judge(file, &tokens, at, home, own);
    names.into_iter().filter_map(judge).collect()
}

fn judge(file: &File, tokens: &Tokens, at: usize, home: &str, own: u8) -> Option<Violation> {
    let (name, line) = (tokens.text(at), tokens.line(at));
    let Some(other) = floor(name) else {
        let rule = format!("`crate::{name}` names no floor");
        return Some(Violation::new(file, line, rule, "import from the module that defines it"));
    };
    if other > own {
        let rule = format!("floor {own} ({home}) imports floor {other} ({name})");
        let remedy = "imports point down: pass it in as an argument or move the code up";
        return Some(Violation::new(file, line, rule, remedy));
    }
    if other == own && name != home {
        let rule = format!("{home} imports its neighbour {name}");
        return Some(Violation::new(file, line, rule, "move what both need to a lower floor"));
    }
    let is_cli = file.is_within(CLI) && file.path != EMBEDDED_SERVER;
    if is_cli && HIDDEN_FROM_CLI.contains(&name) {
        let rule = format!("the command line imports `{name}`");
        let remedy = format!("reach a server through beraad_client, or from {EMBEDDED_SERVER}");
        return Some(Violation::new(file, line, rule, remedy));
    }
    None
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn top_module(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let first = inside.split('/').next().unwrap_or(inside);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The places of names that hang directly below the crate's root, however the root was reached.
fn root_names(file: &File, tokens: &Tokens) -> Vec<usize> {
    let depth_of_file = module_depth(&file.path);
    let mut inline_ends: Vec<usize> = Vec::new();
    let mut names = Vec::new();
    for (at, token) in tokens.iter() {
        inline_ends.retain(|end| *end >= at);
        match token.text.as_str() {
            "mod" if tokens.text(at + 2) == "{" => inline_ends.push(tokens.close_of(at + 2)),
            "crate" if tokens.text(at + 1) == "::" => names.extend(tokens.heads(at + 2)),
            "crate" if tokens.text(at + 1) == "as" => names.push(at + 2),
            "super" if is_first_super(tokens, at) => {
                let climbed = supers(tokens, at);
                if climbed == depth_of_file + inline_ends.len() {
                    names.extend(tokens.heads(at + 2 * climbed));
                }
            }
            _ => {}
        }
    }
    names
}

fn is_first_super(tokens: &Tokens, at: usize) -> bool {
    tokens.before(at) != "::" || (at >= 2 && tokens.text(at - 2) == "self")
}

fn supers(tokens: &Tokens, at: usize) -> usize {
    (0..).take_while(|n| tokens.text(at + 2 * n) == "super").count()
}

/// How many `super` lead from a file's module to the root: 1 for `src/log.rs` and `src/log/mod.rs`.
fn module_depth(path: &str) -> usize {
    let parts = path.strip_prefix("src/").unwrap_or(path).split('/').count();
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    check(&Tree::of(&[(path, text)])).len()
}

#[test]
fn an_upward_import_bites() {
    assert_eq!(found("src/domain/ids.rs", "use crate::analysis::Report;"), 1);
    assert_eq!(found("src/log/mod.rs", "use crate::{domain::X, engine::{Cell, Feed}};"), 1);
    assert_eq!(found("src/engine/cell.rs", "fn f() { crate::service::g() }"), 1);
    assert_eq!(found("src/engine/cell.rs", "use super::super::app::Config;"), 1);
    assert_eq!(found("src/log/a.rs", "mod tests { use super::super::super::engine::X; }"), 1);
    assert_eq!(found("src/log/a.rs", "use crate::*;"), 1);
    assert_eq!(found("src/log/a.rs", "use crate as root;"), 1);
}

#[test]
fn neighbours_strangers_and_the_command_line_bite() {
    assert_eq!(found("src/service/watch.rs", "use crate::gateway::page;"), 1);
    assert_eq!(found("src/gateway/page.rs", "use crate::service::watch;"), 1);
    assert_eq!(found("src/helpers/mod.rs", ""), 1);
    assert_eq!(found("src/app/cli/run.rs", "use crate::engine::Registry;"), 1);
    assert_eq!(found("src/app/cli/embedded.rs", "use crate::engine::Registry;"), 0);
}

#[test]
fn a_downward_import_and_a_word_in_text_pass() {
    assert_eq!(found("src/engine/cell.rs", "use crate::{domain::X, engine::y, log::Z};"), 0);
    assert_eq!(found("src/domain/ids.rs", "// see crate::engine::cell\nuse super::limits;"), 0);
    assert_eq!(
        found("src/domain/ids.rs", "pub(crate) fn f() -> &'static str { \"crate::app\" }"),
        0
    );
    assert_eq!(found("src/domain/a.rs", "mod tests { use super::super::ids; }"), 0);
}
