//! Finds the reference cases, runs an adapter over each case of a file, and reports.

use std::borrow::Cow;
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

/// Compares every case of a file and fails with all differences at once. The disputed ones, which
/// are printed, must be there and nothing besides. The keys of others, which must be there too, are
/// counted and not compared.
pub fn run(file: &str, adapter: Adapter, disputed: &[&str], others: &[&str]) {
    let Some(root) = root() else { return };
    let path = root.join(file);
    let document = json(&path);
    let (cases, tolerance) = cases(file, &document);
    let folder = path.parent().expect("a file lies in a folder");
    let (mut figures, mut differences) = (0, Vec::new());
    let mut of_others = vec![0; others.len()];
    for case in cases {
        let id = case["id"].as_str().expect("a case with an id");
        let mut expected =
            case["expected"].as_object().expect("a case with expected figures").clone();
        for (key, count) in others.iter().zip(&mut of_others) {
            *count += usize::from(expected.remove(*key).is_some());
        }
        let value = input(folder, case);
        let actual = adapter(&Input { folder, value: &value });
        let mut comparison = Comparison::new(tolerance);
        comparison.keys("", &expected, &actual);
        if comparison.compared == 0 {
            differences.push(format!("{id}: compares no figure"));
        }
        figures += comparison.compared;
        differences.extend(comparison.differences.iter().map(|text| format!("{id}: {text}")));
    }
    println!("{file}: {} cases, {figures} figures", cases.len());
    for (key, count) in others.iter().zip(of_others) {
        println!("{file}: {count} times `{key}` of another library, not compared");
        assert!(count > 0, "{file}: no case holds `{key}` any more");
    }
    for difference in disputed {
        println!("{file}: disputed: {difference}");
        let at = differences.iter().position(|found| found == difference);
        let at = at.unwrap_or_else(|| panic!("{file}: no longer disputed: {difference}"));
        differences.remove(at);
    }
    assert!(differences.is_empty(), "{file}:\n{}", differences.join("\n"));
}

/// The cases of a measure with the file's tolerance, or those of a decision rule, which is exact.
fn cases<'a>(file: &str, document: &'a Value) -> (&'a [Value], Option<f64>) {
    let (key, tolerance) = match document.get("rule") {
        Some(rule) => {
            let named = Path::new(file).file_stem().and_then(|stem| stem.to_str());
            assert_eq!(rule.as_str(), named, "{file} holds the cases of another rule");
            ("instances", None)
        }
        None => ("cases", Some(document["tolerance"].as_f64().expect("a tolerance in the file"))),
    };
    let cases = document[key].as_array().unwrap_or_else(|| panic!("{file} lists no {key}"));
    assert!(!cases.is_empty(), "{file} holds no case");
    (cases, tolerance)
}

/// The input of a case: in the case itself, or in a file that it names.
fn input<'a>(folder: &Path, case: &'a Value) -> Cow<'a, Value> {
    match (case.get("input"), case.get("input_file")) {
        (Some(input), None) => Cow::Borrowed(input),
        (None, Some(Value::String(name))) => Cow::Owned(json(&folder.join(name))),
        _ => panic!("neither one input nor one file with it: {case}"),
    }
}

pub fn json(path: &Path) -> Value {
    let name = path.display();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}
