//! Words that belong to one machine, or that let a test pass without running.

use crate::tokens::Tokens;
use crate::tree::{File, Tree, Violation};

/// Absolute places on somebody's machine. They are spelled in halves, or this list would be found.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Settings that name a host to fetch packages from; a lock file holds digests, which suffice.
const FETCH_SETTINGS: &[&str] =
    &[concat!("\"res", "olved\":"), concat!("regis", "try="), concat!("index", "-url")];

/// Licences are others' texts, and are kept as they are.
const OTHERS_TEXTS: &[&str] = &["LICENSE"];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.files.iter().filter(|file| !is_others(file)) {
        violations.extend(named_places(file));
        if file.is_rust() {
            violations.extend(idle_tests(file));
        }
    }
    violations
}

fn is_others(file: &File) -> bool {
    OTHERS_TEXTS.iter().any(|name| file.path.rsplit('/').next() == Some(*name))
}

fn named_places(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        if let Some(path) = MACHINE_PATHS.iter().find(|path| holds_path(line, path)) {
            let rule = format!("the text names the machine path `{path}`");
            let remedy = "use a path relative to the repository, or a temporary folder made for it";
            violations.push(Violation::new(file, number + 1, rule, remedy));
        }
        if let Some(setting) = FETCH_SETTINGS.iter().find(|setting| line.contains(**setting)) {
            let rule = format!("the text holds `{setting}`, which names where packages come from");
            let remedy = "leave that to the machine's own settings";
            violations.push(Violation::new(file, number + 1, rule, remedy));
        }
    }
    violations
}

/// An absolute path begins a word; `https://example.org/home/` and `../work/` hold none.
fn holds_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '}' | '/'))
    })
}

fn idle_tests(file: &File) -> Vec<Violation> {
    let tokens = Tokens::of(&file.text);
    let mut violations = Vec::new();
    for (at, token) in tokens.iter() {
        let is_ignored = token.text == "ignore" && tokens.before(at) == "[";
        if is_ignored {
            let remedy = "run it, or report it as not run and fail in CI";
            violations.push(Violation::new(file, token.line, "a test is ignored", remedy));
        }
        let is_thread_sleep = token.text == "sleep"
            && tokens.before(at) == "::"
            && at >= 2
            && tokens.text(at - 2) == "thread";
        if is_thread_sleep {
            let remedy = "wait for the event itself, or pause tokio's time";
            violations.push(Violation::new(file, token.line, "a thread sleeps", remedy));
        }
    }
    violations
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    check(&Tree::of(&[(path, text)])).len()
}

#[test]
fn machine_paths_bite() {
    for path in MACHINE_PATHS {
        assert_eq!(found("README.md", &format!("cd {path}main")), 1, "{path}");
        assert_eq!(found("scripts/a.sh", &format!("out=\"{path}x\"")), 1, "{path}");
        assert_eq!(
            found("README.md", &format!("..{path}x https://example.org{path}x")),
            0,
            "{path}"
        );
        assert_eq!(found("LICENSE", path), 0);
    }
}

#[test]
fn fetch_settings_bite() {
    for setting in FETCH_SETTINGS {
        assert_eq!(found("tools/package-lock.json", &format!("  {setting} x")), 1, "{setting}");
    }
}

#[test]
fn idle_tests_bite() {
    assert_eq!(found("tests/a.rs", "#[test]\n#[ignore]\nfn f() {}"), 1);
    assert_eq!(found("tests/a.rs", "std::thread::sleep(SECOND);"), 1);
    assert_eq!(found("tests/a.rs", "// #[ignore]\ntokio::time::sleep(SECOND).await;"), 0);
}
