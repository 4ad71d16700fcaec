//! Short files, lines and functions: what does not fit on a screen is not read.

use crate::lexer::is_word;
use crate::tokens::Tokens;
use crate::tree::{File, Tree, Violation};

const FILE_LINES_MAX: usize = 400;
const LINE_COLUMNS_MAX: usize = 100;
const FUNCTION_LINES_MAX: usize = 70;

/// What people write as code. Prose, data and lock files have lengths of their own.
const CODE: &[&str] = &[".rs", ".proto", ".py", ".ts", ".sh", ".toml", ".yaml", ".yml"];

/// A tool that writes code says so with this mark near the top of the file.
const GENERATED_MARK: &str = concat!("@", "generated");
const MARK_LINES_MAX: usize = 5;

pub fn check(tree: &Tree) -> Vec<Violation> {
    let is_code = |file: &&File| CODE.iter().any(|ending| file.path.ends_with(ending));
    tree.files.iter().filter(is_code).filter(|file| !is_generated(file)).flat_map(of).collect()
}

fn is_generated(file: &File) -> bool {
    file.text.lines().take(MARK_LINES_MAX).any(|line| line.contains(GENERATED_MARK))
}

fn of(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    let lines = file.text.lines().count();
    // A service of the contract lists its calls and their messages in one place, and a story is
    // read from beginning to end.
    let whole = file.path.ends_with(".proto") || file.path.starts_with("examples/");
    if lines > FILE_LINES_MAX && !whole {
        let rule = format!("the file has {lines} lines, at most {FILE_LINES_MAX} are allowed");
        violations.push(Violation::new(file, FILE_LINES_MAX + 1, rule, "split it at a seam"));
    }
    for (number, line) in file.text.lines().enumerate() {
        let columns = line.chars().count();
        let is_address = line.contains("://");
        // The formatter of the contract writes a call on one line, however long.
        let is_call = file.path.ends_with(".proto") && line.starts_with("  rpc ");
        if columns > LINE_COLUMNS_MAX && !is_address && !is_call {
            let rule =
                format!("the line has {columns} columns, at most {LINE_COLUMNS_MAX} are allowed");
            violations.push(Violation::new(file, number + 1, rule, "break it"));
        }
    }
    if file.is_rust() {
        violations.extend(long_functions(file));
    }
    violations
}

fn long_functions(file: &File) -> Vec<Violation> {
    let tokens = Tokens::of(&file.text);
    let mut violations = Vec::new();
    for (at, token) in tokens.iter().filter(|(_, token)| token.text == "fn") {
        let name = tokens.text(at + 1);
        // A function pointer's type is `fn(…)`, and in a macro the name may be `$name`.
        if !name.starts_with(is_word) {
            continue;
        }
        let lines = tokens.line(tokens.end_of_item(at)) - token.line + 1;
        if lines > FUNCTION_LINES_MAX {
            let rule =
                format!("`{name}` has {lines} lines, at most {FUNCTION_LINES_MAX} are allowed");
            violations.push(Violation::new(file, token.line, rule, "name a part and move it out"));
        }
    }
    violations
}

#[cfg(test)]
fn found(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
}

#[cfg(test)]
fn function_of(lines: usize) -> String {
    let tricks = "let a = ('{', \"{\", r#\"{\"#); // {\n";
    format!("\nfn long<'a>(x: &'a str) -> [u8; 2] {{\n{tricks}{}}}\n", "x;\n".repeat(lines - 3))
}

#[test]
fn a_long_function_bites_and_one_at_the_limit_passes() {
    assert_eq!(found("src/a.rs", &function_of(FUNCTION_LINES_MAX)), [""; 0]);
    let long = found("src/a.rs", &function_of(FUNCTION_LINES_MAX + 1));
    assert_eq!(long.len(), 1);
    assert!(long[0].starts_with("src/a.rs:2: `long` has 71 lines"), "{long:?}");
}

#[test]
fn declarations_and_function_pointers_are_no_functions() {
    let text =
        format!("trait T {{ fn f(&self); }}\ntype F = fn(u8);\n{}", "struct S;\n".repeat(90));
    assert_eq!(found("src/a.rs", &text), [""; 0]);
}

#[test]
fn a_long_file_bites() {
    assert_eq!(found("src/a.rs", &"a;\n".repeat(FILE_LINES_MAX)), [""; 0]);
    assert_eq!(found("src/a.rs", &"a;\n".repeat(FILE_LINES_MAX + 1)).len(), 1);
    assert_eq!(found("proto/a.proto", &"a;\n".repeat(FILE_LINES_MAX + 1)), [""; 0]);
    assert_eq!(found("Cargo.lock", &"a\n".repeat(FILE_LINES_MAX + 1)), [""; 0]);
    let generated = format!("# {GENERATED_MARK} by buf\n{}", "a\n".repeat(FILE_LINES_MAX + 1));
    assert_eq!(found("clients/python/a.py", &generated), [""; 0]);
}

#[test]
fn a_long_line_bites() {
    assert_eq!(found("src/a.rs", &"é".repeat(LINE_COLUMNS_MAX)), [""; 0]);
    assert_eq!(found("src/a.rs", &"é".repeat(LINE_COLUMNS_MAX + 1)).len(), 1);
    assert_eq!(found("src/a.rs", &format!("// https://{}", "a".repeat(100))), [""; 0]);
    assert_eq!(found("proto/a.proto", &format!("  rpc {}", "a".repeat(100))), [""; 0]);
    assert_eq!(found("proto/a.proto", &"a".repeat(LINE_COLUMNS_MAX + 1)).len(), 1);
}
