//! Finds the reference cases, runs an adapter over each case of a file, and reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::compare::Comparison;

/// Computes all figures that cases of one file may ask for, by the key of the expected result.
pub type Adapter = fn(&Input) -> Map<String, Value>;

/// One case: its input, and the folder to which file names in it are relative.
pub struct Input<'a> {
    pub folder: &'a Path,
    pub value: &'a Value,
}

/// The folder with reference cases; `None`, with a message, where there is none.
pub fn root() -> Option<PathBuf> {
    let named = std::env::var_os("BERAAD_CASES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let found = named.into_iter().chain([beside]).find(|folder| folder.is_dir());
    if found.is_none() {
        println!("not run: no reference cases");
        let must_run = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!must_run, "no reference cases; let BERAAD_CASES name their folder");
    }
    found
}

/// The files with cases and the folders with opinion maps, as `folder/name`.
pub fn entries(root: &Path) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    for folder in ["measures", "choice", "opinion"] {
        let listing = std::fs::read_dir(root.join(folder)).expect("a readable folder of cases");
        for entry in listing {
            let entry = entry.expect("a readable entry");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            let is_folder = entry.path().is_dir();
            let counts = match folder {
                "measures" => name.ends_with(".json"),
                // A folder under choice holds the inputs to which its files refer.
                "choice" => !is_folder,
                _ => true,
            };
            if counts {
                entries.insert(format!("{folder}/{name}"));
            }
        }
    }
    entries
}

/// Compares every case of a file and fails with all differences at once.
pub fn run(file: &str, adapter: Adapter) {
    let Some(root) = root() else { return };
    let path = root.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
    let tolerance = document["tolerance"].as_f64().expect("a tolerance in the file");
    let cases = document["cases"].as_array().expect("a list of cases");
    assert!(!cases.is_empty(), "{file} holds no case");
    let folder = path.parent().expect("a file lies in a folder");
    let (mut figures, mut differences) = (0, Vec::new());
    for case in cases {
        let id = case["id"].as_str().expect("a case with an id");
        let expected = case["expected"].as_object().expect("a case with expected figures");
        let actual = adapter(&Input { folder, value: &case["input"] });
        let mut comparison = Comparison::new(tolerance);
        comparison.keys("", expected, &actual);
        if comparison.compared == 0 {
            differences.push(format!("{id}: compares no figure"));
        }
        figures += comparison.compared;
        differences.extend(comparison.differences.iter().map(|text| format!("{id}: {text}")));
    }
    println!("{file}: {} cases, {figures} figures", cases.len());
    assert!(differences.is_empty(), "{file}:\n{}", differences.join("\n"));
}
