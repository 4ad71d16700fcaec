//! `beraad verify`: checks an exported log without a server, and holds it against receipts.

mod receipts;

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor};
use std::path::PathBuf;

use beraad_client::v1::{ExportResponse, export_response::Record};
use clap::Args;
use serde_json::json;

use crate::app::cli::failure::Failure;
use crate::app::cli::output::Output;
use crate::app::cli::verify::receipts::{Given, Told};
use crate::app::recompute::{Recomputed, Recomputer};
use crate::domain::ids::DeliberationId;
use crate::log::jsonl;
use crate::log::verify::receipt::{self, Judge, Receipt};
use crate::log::verify::{Summary, VerifyError, verify_lines};

/// Checks an exported log: chain, signatures, digests, and the figures computed again.
#[derive(Debug, Args)]
pub struct Verify {
    /// The log, as `beraad export` wrote it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The public key that must have signed it, in hexadecimal; left out, the one in the file.
    #[arg(long, value_name = "HEX", value_parser = parse_key)]
    key: Option<[u8; 32]>,
    /// A file with receipts or checkpoints that the server gave, as JSON; may be repeated. The
    /// log must be as they say.
    #[arg(long = "receipt", value_name = "RECEIPT")]
    receipts: Vec<PathBuf>,
}

/// What a log turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Verdict {
    summary: Summary,
    figures_equal: usize,
    unchecked: Vec<String>,
    receipts: Vec<receipt::Verdict>,
}

/// Why a log is not what it says.
enum Defect {
    /// It cannot be read.
    Unreadable(std::io::Error),
    /// The first place that is not as it should be.
    Found(String),
}

/// Checks the file.
///
/// # Errors
/// Exit code 1 with the line and the sequence of the first defect, or a file that cannot be read.
pub fn run(command: &Verify, output: Output) -> Result<(), Failure> {
    let shown = command.file.display().to_string();
    let cannot = |error| Failure::io(format!("log {shown} cannot be read: {error}"));
    let open = || File::open(&command.file).map(BufReader::new).map_err(cannot);
    let given = Given::read(&command.receipts)?;
    match judge((open()?, open()?), command.key, &given.receipts) {
        Ok(verdict) => {
            let told = given.told(&verdict);
            tell(&shown, &verdict, &told, output)?;
            if told.all_well { Ok(()) } else { Err(Failure::expectation()) }
        }
        Err(Defect::Unreadable(error)) => Err(cannot(error)),
        Err(Defect::Found(defect)) => {
            output.document(&json!({ "file": shown, "verified": false, "defect": defect }))?;
            output.conclusion(&format!("{shown}: not verified: {defect}"))?;
            Err(Failure::expectation())
        }
    }
}

/// Checks records that were just exported, as lines of a file.
///
/// # Errors
/// The first defect.
pub fn records(records: &[ExportResponse]) -> Result<(), String> {
    let lines: String = records.iter().map(|one| jsonl::write_line(one) + "\n").collect();
    match judge((Cursor::new(&lines), Cursor::new(&lines)), None, &[]) {
        Ok(_) => Ok(()),
        Err(Defect::Found(defect)) => Err(defect),
        Err(Defect::Unreadable(error)) => Err(error.to_string()),
    }
}

/// Verifies the lines and computes the recorded figures again. `header` gives the same lines: the
/// replay must know the deliberation before the first event comes out.
fn judge(
    (header, lines): (impl BufRead, impl BufRead),
    key: Option<[u8; 32]>,
    receipts: &[Receipt],
) -> Result<Verdict, Defect> {
    let mut replay = deliberation(header).map(Recomputer::new);
    let mut checks = Vec::new();
    let mut judge = Judge::new(receipts);
    let summary = verify_lines(lines, key, |event| {
        judge.see(&event);
        checks.extend(replay.as_mut().and_then(|replay| replay.push(&event)));
    });
    let summary = summary.map_err(|error| match error {
        VerifyError::Io(error) => Defect::Unreadable(error),
        other => Defect::Found(other.to_string()),
    })?;
    let receipts = judge.verdicts(&summary);
    let mut verdict = Verdict { summary, figures_equal: 0, unchecked: Vec::new(), receipts };
    for sequence in &verdict.summary.countersignatures_unchecked {
        let what = format!("the countersignature at sequence {sequence}");
        verdict.unchecked.push(format!("{what}: its checkpoint lies before this part of the log"));
    }
    if verdict.summary.start_after_sequence > 0 {
        let reason = "figures, because the log does not begin at its beginning";
        verdict.unchecked.push(reason.to_owned());
        return Ok(verdict);
    }
    for check in checks {
        let (sequence, about) = (check.sequence, check.about);
        match check.outcome {
            Recomputed::Equal { figures } => verdict.figures_equal += figures,
            Recomputed::Impossible(reason) => {
                let what = format!("figures of {about} at sequence {sequence}");
                verdict.unchecked.push(format!("{what}: {reason}"));
            }
            Recomputed::Differs(lines) => {
                let what = format!("sequence {sequence}: the figures of {about} differ");
                return Err(Defect::Found(format!("{what}: {}", lines.join("; "))));
            }
        }
    }
    Ok(verdict)
}

/// The deliberation that the header names, when the first line is one.
#[must_use]
pub fn deliberation(lines: impl BufRead) -> Option<DeliberationId> {
    let mut lines = lines.take(jsonl::LINE_BYTES_MAX as u64 + 2);
    let mut first = String::new();
    lines.read_line(&mut first).ok()?;
    match jsonl::read_line(first.trim_end_matches('\n')).ok()?.record? {
        Record::Header(header) => {
            DeliberationId::parse(header.deliberation.strip_prefix("deliberations/")?).ok()
        }
        _ => None,
    }
}

fn tell(shown: &str, verdict: &Verdict, told: &Told, output: Output) -> Result<(), Failure> {
    let summary = &verdict.summary;
    let withheld: u64 = summary.withheld.values().sum();
    let key = hex(&summary.public_key());
    let later: Vec<String> = summary.keys.keys()[1..].iter().map(|key| hex(key)).collect();
    output.document(&json!({
        "file": shown,
        "verified": told.all_well,
        "deliberation": format!("deliberations/{}", summary.deliberation),
        "events": summary.events,
        "withheld": withheld,
        "commits": summary.commits,
        "lastSequence": summary.last_sequence,
        "publicKey": key,
        "laterKeys": later,
        "countersignatures": summary.countersignatures,
        "figuresEqual": verdict.figures_equal,
        "notChecked": verdict.unchecked,
        "receipts": told.document,
        "changed": told.changed,
    }))?;
    let (events, commits, figures) = (summary.events, summary.commits, verdict.figures_equal);
    output.conclusion(&format!(
        "{shown}: verified: {events} events in {commits} commits, {figures} figures computed again"
    ))?;
    if withheld > 0 {
        output.conclusion(&format!("  withheld from this reader: {withheld} events"))?;
    }
    if summary.countersignatures > 0 {
        let count = summary.countersignatures;
        output.conclusion(&format!("  countersigned by parties: {count} times, each verified"))?;
    }
    for reason in &verdict.unchecked {
        output.conclusion(&format!("  not checked: {reason}"))?;
    }
    output.conclusion(&format!("  signed with {key}"))?;
    for key in later {
        output.conclusion(&format!("  and later with {key}"))?;
    }
    told.lines.iter().try_for_each(|line| output.conclusion(line))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_key(text: &str) -> Result<[u8; 32], String> {
    let bytes = (text.is_ascii() && text.len() == 64).then(|| {
        let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).ok();
        (0..64).step_by(2).map(byte).collect::<Option<Vec<u8>>>()
    });
    let bytes = bytes.flatten().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| "a key is 64 hexadecimal digits".to_owned())
}
