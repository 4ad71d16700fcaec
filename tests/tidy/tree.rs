//! The files of a repository, and what a rule says about them.

use std::fmt;
use std::fs;
use std::path::Path;

/// One text file; its path is relative to the repository and uses `/`.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file is this path, or lies in the folder or module of this name.
    pub fn is_within(&self, home: &str) -> bool {
        match self.path.strip_prefix(home) {
            Some(rest) => rest.is_empty() || rest == ".rs" || rest.starts_with('/'),
            None => false,
        }
    }
}

/// All text files, in order of path.
pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    pub fn of_this_repository() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        walk(root, "", &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(files.iter().any(|file| file.path == "Cargo.toml"), "the walk missed Cargo.toml");
        Tree { files }
    }

    pub fn of(samples: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.into(), text: text.into() };
        Tree { files: samples.iter().map(file).collect() }
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Rust sources that end up in a shipped crate: the server's and the client's.
    pub fn sources(&self) -> impl Iterator<Item = &File> {
        let shipped = |file: &&File| file.is_within("src") || file.is_within("clients/rust/src");
        self.files.iter().filter(|file| file.is_rust()).filter(shipped)
    }
}

/// One place that breaks one rule, with what to do about it.
#[derive(Debug)]
pub struct Violation {
    pub path: String,
    pub line: usize,
    pub rule: String,
    pub remedy: String,
}

impl Violation {
    pub fn new(
        file: &File,
        line: usize,
        rule: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Violation { path: file.path.clone(), line, rule: rule.into(), remedy: remedy.into() }
    }

    pub fn of_path(path: &str, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Violation { path: path.into(), line: 1, rule: rule.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.path, self.line, self.rule, self.remedy)
    }
}

/// Built output and installed packages are not ours, and neither is what editors and git hide.
const FOREIGN: &[&str] = &[".git", "target", "node_modules", "__pycache__", "dist"];
const OUR_HIDDEN_FOLDERS: &[&str] = &[".ci", ".cargo", ".github"];

fn walk(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    for entry in entries {
        let entry = entry.expect("a folder can be listed to its end");
        let kind = entry.file_type().expect("an entry that was listed has a type");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if FOREIGN.contains(&name.as_str()) {
            continue;
        }
        if kind.is_dir() {
            let is_hidden = name.starts_with('.') && !OUR_HIDDEN_FOLDERS.contains(&name.as_str());
            // A build folder of another name is known by the tag that cargo puts in it.
            let is_cache = entry.path().join("CACHEDIR.TAG").exists();
            if !is_hidden && !is_cache {
                walk(&entry.path(), &format!("{path}/"), files);
            }
        } else if kind.is_file() {
            // What is not UTF-8 is an image or an archive, which no rule here reads.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push(File { path, text });
            }
        }
    }
}

#[test]
fn a_module_is_a_file_or_a_folder_but_no_prefix() {
    let within = |path: &str| File { path: path.into(), text: String::new() }.is_within("src/log");
    assert!(within("src/log.rs") && within("src/log/sqlite.rs"));
    assert!(!within("src/logistics.rs") && !within("tests/src/log.rs"));
}

#[test]
fn a_violation_names_place_rule_and_remedy() {
    let file = File { path: "src/a.rs".into(), text: String::new() };
    let violation = Violation::new(&file, 3, "too long", "split it");
    assert_eq!(violation.to_string(), "src/a.rs:3: too long; split it");
}
