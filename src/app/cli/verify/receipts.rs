//! Receipts: read from files before the log is, and told after it.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::app::cli::failure::Failure;
use crate::app::cli::verify::Verdict;
use crate::log::verify::receipt::{self, RECEIPTS_BYTES_MAX, Range, Receipt, range, read_receipts};

/// The receipts that were given, each with the name of its file.
pub(super) struct Given {
    pub(super) receipts: Vec<Receipt>,
    files: Vec<String>,
}

/// What is told of receipts.
pub(super) struct Told {
    /// Whether none convicts the log or is itself without worth.
    pub(super) all_well: bool,
    pub(super) lines: Vec<String>,
    pub(super) document: Vec<Value>,
    /// Where the log was changed; null when it was not.
    pub(super) changed: Value,
}

impl Given {
    /// Reads the files; what is wrong with any of them is told before the log is looked at.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Given, Failure> {
        let mut given = Given { receipts: Vec::new(), files: Vec::new() };
        let mut problems = Vec::new();
        for path in paths {
            let shown = path.display().to_string();
            let text = read_text(path)
                .map_err(|error| Failure::io(format!("receipt {shown} cannot be read: {error}")))?;
            match text.map_or_else(
                || Err(TOO_LARGE.to_owned()),
                |text| read_receipts(&text).map_err(|misread| misread.to_string()),
            ) {
                Ok(read) => {
                    given.files.extend(read.iter().map(|_| shown.clone()));
                    given.receipts.extend(read);
                }
                Err(problem) => problems.push(format!("receipt {shown}: {problem}")),
            }
        }
        if problems.is_empty() { Ok(given) } else { Err(Failure::input(problems.join("\n"))) }
    }

    /// What is told of them, with the verdict on the log.
    pub(super) fn told(&self, verdict: &Verdict) -> Told {
        let each = || self.files.iter().zip(&self.receipts).zip(&verdict.receipts);
        let mut lines: Vec<String> = Vec::new();
        let (mut agree, mut document) = (0, Vec::new());
        for ((file, receipt), found) in each() {
            let (sequence, word) = (receipt.sequence, word(found));
            document.push(json!({
                "file": file,
                "sequence": sequence,
                "verdict": word,
                "detail": found.to_string(),
            }));
            match found {
                receipt::Verdict::Agrees { .. } => agree += 1,
                _ => lines.push(format!("  {file}: {word}: sequence {sequence}: {found}")),
            }
        }
        if agree > 0 {
            let many = self.receipts.len();
            lines.insert(0, format!("  as acknowledged: {agree} of {many} receipts"));
        }
        let bad = |found: &receipt::Verdict| matches!(word(found), "convicts" | "no_proof");
        let changed = range(&self.receipts, &verdict.receipts);
        lines.extend(changed.map(|range| format!("  {}", told_range(range))));
        Told {
            all_well: !verdict.receipts.iter().any(bad),
            lines,
            document,
            changed: changed.map_or(Value::Null, |range| {
                json!({ "soundThrough": range.sound_through, "changedBy": range.changed_by })
            }),
        }
    }
}

const TOO_LARGE: &str = "it is larger than 64 MiB; divide it over several files";

/// The text of a file; `None` when it is too large.
fn read_text(path: &PathBuf) -> std::io::Result<Option<String>> {
    let mut text = String::new();
    let most = RECEIPTS_BYTES_MAX as u64;
    let read = File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    Ok(Some(text).filter(|_| read <= RECEIPTS_BYTES_MAX))
}

fn word(verdict: &receipt::Verdict) -> &'static str {
    match verdict {
        receipt::Verdict::Agrees { .. } => "agrees",
        receipt::Verdict::Convicts(_) => "convicts",
        receipt::Verdict::NoProof(_) => "no_proof",
        receipt::Verdict::BeforeStart { .. } => "not_checked",
    }
}

fn told_range(range: Range) -> String {
    let Range { sound_through, changed_by } = range;
    match sound_through {
        0 => format!("at or before sequence {changed_by} it was changed"),
        sound => format!(
            "up to sequence {sound} everything is as the receipts say; at or before sequence \
             {changed_by} it was changed"
        ),
    }
}
