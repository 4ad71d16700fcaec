//! What a load tells: a table, the audit, the thresholds, and another run beside it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::app::cli::failure::Failure;
use crate::app::cli::load::audit::{Audit, KINDS, Kind};
use crate::app::cli::load::drive::Run;
use crate::app::cli::load::meter::Series;
use crate::app::cli::load::profile::{Pace, Profile};
use crate::app::cli::output::Output;

/// The form of the document; raise it when a field changes its meaning.
const FORMAT: u64 = 1;
/// The percentiles that are told.
const PERCENTILES: [(&str, f64); 4] = [("p50", 50.0), ("p90", 90.0), ("p99", 99.0), ("p999", 99.9)];

/// Everything that came out of a load.
#[derive(Debug)]
pub struct Result {
    /// What it was made of.
    pub profile: Profile,
    /// Where its numbers came from.
    pub seed: u64,
    /// Seconds that were measured, after the warm-up.
    pub seconds: f64,
    /// What was measured.
    pub measured: BTreeMap<&'static str, Series>,
    /// What was measured while it warmed up.
    pub warm: BTreeMap<&'static str, Series>,
    /// What was found when everything was read again.
    pub audit: Audit,
}

/// A limit on the 99th percentile of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The call.
    pub rpc: &'static str,
    /// The most, in milliseconds.
    pub most_ms: f64,
    /// What it was; `None` when the call was not made.
    pub p99_ms: Option<f64>,
}

impl Threshold {
    /// Whether it was kept; a call that was not made keeps nothing.
    #[must_use]
    pub fn met(&self) -> bool {
        self.p99_ms.is_some_and(|p99| p99 <= self.most_ms)
    }
}

impl Result {
    /// The result of a run whose deliberations are all at their end.
    #[must_use]
    pub fn new(run: Run, seconds: f64, audit: Audit) -> Result {
        let Run { profile, seed, meter, .. } = run;
        let (measured, warm) = meter.finish();
        Result { profile, seed, seconds, measured, warm, audit }
    }

    /// The limits, each with what it was held against.
    #[must_use]
    pub fn thresholds(&self) -> Vec<Threshold> {
        let limits = self.profile.most_p99_ms.iter();
        let threshold = |(rpc, most_ms): (&&'static str, &f64)| Threshold {
            rpc,
            most_ms: *most_ms,
            p99_ms: self.measured.get(rpc).map(|series| milliseconds(series, 99.0)),
        };
        limits.map(threshold).collect()
    }

    /// The document.
    #[must_use]
    pub fn document(&self, compared: &[Value]) -> Value {
        let Result { profile, audit, .. } = self;
        let pace = match profile.pace {
            Pace::Concurrency(calls) => json!({ "concurrency": calls }),
            Pace::Rate(rate) => json!({ "rate": rate }),
            Pace::Days { days, time_factor } => json!({ "days": days, "timeFactor": time_factor }),
        };
        let series = |all: &BTreeMap<&'static str, Series>| -> Vec<Value> {
            all.iter().map(|(rpc, series)| self.series(rpc, series)).collect()
        };
        let found: serde_json::Map<String, Value> =
            KINDS.iter().map(|(kind, name)| ((*name).into(), audit.count(*kind).into())).collect();
        let thresholds = self.thresholds();
        let thresholds = thresholds.iter().map(|one| {
            json!({ "rpc": one.rpc, "mostMs": one.most_ms, "p99Ms": one.p99_ms, "met": one.met() })
        });
        json!({
            "format": FORMAT,
            "profile": profile.name,
            "seed": self.seed,
            "deliberations": profile.deliberations,
            "rounds": profile.rounds,
            "parties": profile.parties,
            "members": profile.members,
            "statements": profile.statements,
            "pace": pace,
            "seconds": self.seconds,
            "rpcs": series(&self.measured),
            "warmUp": series(&self.warm),
            "audit": {
                "acknowledged": audit.acknowledged,
                "refused": audit.refused,
                "unknown": audit.unknown,
                "unknownWritten": audit.unknown_written,
                "clashes": audit.clashes,
                "figures": audit.figures,
                "events": audit.events,
                "probes": audit.probes,
                "found": found,
                "findings": audit.findings,
            },
            "thresholds": thresholds.collect::<Vec<Value>>(),
            "compared": compared,
        })
    }

    fn series(&self, rpc: &str, series: &Series) -> Value {
        let per_second = |number: u64| number as f64 / self.seconds.max(1e-9);
        let mut latency: serde_json::Map<String, Value> = PERCENTILES
            .iter()
            .map(|(name, percent)| ((*name).into(), milliseconds(series, *percent).into()))
            .collect();
        latency.insert("max".into(), (series.latency_us.max() as f64 / 1e3).into());
        json!({
            "rpc": rpc,
            "calls": series.latency_us.len(),
            "acknowledged": series.acknowledged,
            "amount": series.amount,
            "refused": series.refused,
            "unknown": series.unknown,
            "unknownAttempts": series.unknown_attempts,
            "putOff": series.put_off,
            "callsPerSecond": per_second(series.latency_us.len()),
            "amountPerSecond": per_second(series.amount),
            "latencyMs": latency,
        })
    }

    /// Tells it all in lines.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn tell(&self, output: Output, compared: &[Value]) -> std::result::Result<(), Failure> {
        let Result { profile, audit, .. } = self;
        let (number, rounds, seed) = (profile.deliberations, profile.rounds, self.seed);
        let size = format!("{} parties, {} members", profile.parties, profile.members);
        let items = format!("{} statements", profile.statements);
        output.line(&format!(
            "{}: {number} deliberations of {rounds} rounds, {size}, {items}; seed {seed}",
            profile.name
        ))?;
        output.line(&format!(
            "{:20}{:>9}{:>10}{:>11}{:>9}{:>9}{:>9}{:>9}{:>9}  {}",
            "", "calls", "a second", "stances/s", "p50 ms", "p90", "p99", "p99.9", "max", "refused"
        ))?;
        for (rpc, series) in &self.measured {
            output.line(&self.row(rpc, series))?;
        }
        self.tell_audit(output)?;
        for finding in &audit.findings {
            output.conclusion(&format!("  {finding}"))?;
        }
        for one in self.thresholds() {
            let (rpc, most) = (one.rpc, one.most_ms);
            let word = if one.met() { "kept" } else { "passed" };
            let was = one.p99_ms.map_or("no such call".to_owned(), |p99| format!("{p99:.1} ms"));
            output
                .conclusion(&format!("threshold {word}: p99 of {rpc} {was}, at most {most} ms"))?;
        }
        for row in compared {
            let text = |key: &str| row[key].as_f64().map_or("–".into(), |x| format!("{x:.2}"));
            let rpc = row["rpc"].as_str().unwrap_or_default();
            let (p50, p99, rate) = (text("p50"), text("p99"), text("callsPerSecond"));
            output.line(&format!("compared: {rpc:20} p50 ×{p50}  p99 ×{p99}  calls/s ×{rate}"))?;
        }
        Ok(())
    }

    fn row(&self, rpc: &str, series: &Series) -> String {
        let seconds = self.seconds.max(1e-9);
        let calls = series.latency_us.len();
        let rate = calls as f64 / seconds;
        let casts = matches!(rpc, "CastStance" | "BatchCastStances" | "StreamStances");
        let stances = match casts {
            true => format!("{:.0}", series.amount as f64 / seconds),
            false => String::new(),
        };
        let [p50, p90, p99, p999] = PERCENTILES.map(|(_, percent)| milliseconds(series, percent));
        let max = series.latency_us.max() as f64 / 1e3;
        let refused: Vec<String> =
            series.refused.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
        let mut rest = refused.join(", ");
        if series.unknown + series.unknown_attempts > 0 {
            let (unknown, attempts) = (series.unknown, series.unknown_attempts);
            rest += &format!(" ({attempts} attempts unknown at first, {unknown} for good)");
        }
        let row = format!(
            "{rpc:20}{calls:>9}{rate:>10.0}{stances:>11}{p50:>9.1}{p90:>9.1}{p99:>9.1}{p999:>9.1}\
             {max:>9.1}  {rest}"
        );
        row.trim_end().to_owned()
    }

    fn tell_audit(&self, output: Output) -> std::result::Result<(), Failure> {
        let audit = &self.audit;
        let found: Vec<String> =
            KINDS.iter().map(|(kind, name)| format!("{} {name}", audit.count(*kind))).collect();
        let verdict = if audit.counts.is_empty() { "sound" } else { "not sound" };
        output.conclusion(&format!("{verdict}: {}", found.join(", ")))?;
        let Audit { acknowledged, refused, unknown, unknown_written, .. } = audit;
        let Audit { clashes, figures, events, probes, .. } = audit;
        output.conclusion(&format!(
            "  {acknowledged} writes acknowledged, {refused} refused, {unknown} unknown of which \
             {unknown_written} are there; {clashes} clashes of edits"
        ))?;
        output.conclusion(&format!(
            "  {events} events verified, {figures} figures computed again, {probes} looks at open \
             rounds"
        ))
    }
}

/// A percentile of the latency, in milliseconds.
fn milliseconds(series: &Series, percent: f64) -> f64 {
    series.latency_us.value_at_percentile(percent) as f64 / 1e3
}

/// Reads the document of another run.
///
/// # Errors
/// When it cannot be read or is none.
pub fn read(path: &Path) -> std::result::Result<Value, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::io(format!("--compare: {shown} cannot be read: {error}")))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        let remedy = "give what `beraad load --json` printed";
        Failure::input(format!("--compare: {shown} is no JSON: {error}; {remedy}"))
    })?;
    if document["format"] != json!(FORMAT) || !document["rpcs"].is_array() {
        let rule = format!("is no result of a load in format {FORMAT}");
        let remedy = "give what `beraad load --json` printed";
        return Err(Failure::input(format!("--compare: {shown} {rule}; {remedy}")));
    }
    Ok(document)
}

/// This run over the other, call by call: above 1 is more.
#[must_use]
pub fn compare(now: &Value, then: &Value) -> Vec<Value> {
    let rows = |document: &Value| document["rpcs"].as_array().cloned().unwrap_or_default();
    let old = rows(then);
    let ratio = |now: &Value, then: &Value| {
        let pair = now.as_f64().zip(then.as_f64()).filter(|(_, then)| *then > 0.0);
        pair.map(|(now, then)| now / then)
    };
    let compared = rows(now).into_iter().filter_map(|row| {
        let other = old.iter().find(|other| other["rpc"] == row["rpc"])?;
        let latency = |name: &str| ratio(&row["latencyMs"][name], &other["latencyMs"][name]);
        Some(json!({
            "rpc": row["rpc"],
            "p50": latency("p50"),
            "p99": latency("p99"),
            "callsPerSecond": ratio(&row["callsPerSecond"], &other["callsPerSecond"]),
            "amountPerSecond": ratio(&row["amountPerSecond"], &other["amountPerSecond"]),
        }))
    });
    compared.collect()
}

/// Whether nothing was found.
#[must_use]
pub fn is_sound(audit: &Audit) -> bool {
    KINDS.iter().all(|(kind, _): &(Kind, _)| audit.count(*kind) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_are_compared_call_by_call() {
        let run = |p99: f64, rate: f64| {
            json!({"rpcs": [{"rpc": "CastStance", "latencyMs": {"p50": 1.0, "p99": p99},
                "callsPerSecond": rate, "amountPerSecond": 0.0}]})
        };
        let compared = compare(&run(3.0, 50.0), &run(2.0, 100.0));
        assert_eq!(
            compared,
            [json!({"rpc": "CastStance", "p50": 1.0, "p99": 1.5, "callsPerSecond": 0.5,
                "amountPerSecond": null})]
        );
    }

    #[test]
    fn a_threshold_on_a_call_that_was_not_made_is_not_kept() {
        let threshold = |p99_ms| Threshold { rpc: "CastStance", most_ms: 5.0, p99_ms };
        assert!(threshold(Some(5.0)).met());
        assert!(!threshold(Some(5.1)).met() && !threshold(None).met());
    }
}
