//! The report: rows of measures, and how they are written.

use std::fmt::Write;

use crate::statistics::Summary;

/// One measure against its baseline.
#[derive(Debug, Clone)]
pub struct Row {
    /// What is measured.
    pub measure: String,
    /// What it is compared with, and how; empty without a baseline.
    pub ratio: String,
    /// The goal in words; empty without one.
    pub goal: String,
    pub verdict: Verdict,
    /// The absolute figures of this machine.
    pub figures: String,
}

/// What a row says of its goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Missed,
    /// Measured without a goal.
    Reported,
    /// Not measured, and why.
    NotRun(String),
}

impl Verdict {
    /// Of a goal that holds or does not.
    pub fn of(met: bool) -> Verdict {
        if met { Verdict::Met } else { Verdict::Missed }
    }

    fn text(&self) -> String {
        match self {
            Verdict::Met => "met".to_owned(),
            Verdict::Missed => "**missed**".to_owned(),
            Verdict::Reported => "–".to_owned(),
            Verdict::NotRun(why) => format!("not run: {why}"),
        }
    }
}

impl Row {
    /// A row that could not be measured.
    pub fn not_run(measure: &str, goal: &str, why: &str) -> Row {
        Row {
            measure: measure.to_owned(),
            ratio: String::new(),
            goal: goal.to_owned(),
            verdict: Verdict::NotRun(why.replace('|', "/").replace('\n', " ")),
            figures: String::new(),
        }
    }
}

/// The whole report: what it is, ratios first, and the machine's own figures behind them.
pub fn report(machine: &[String], rows: &[Row]) -> String {
    let mut text = String::from(
        "# Benchmarks\n\n\
         Written by `make bench` (@generated); it is not edited by hand.\n\n\
         Speed is told as ratios between things that ran in turns in the same minutes on the same \
         cores; client and server share these cores, and every answer is durable. Between \
         brackets stand the least and the most of the repetitions.\n\n\
         ## Ratios and goals\n\n\
         | measure | ratio | goal | result |\n|---|---|---|---|\n",
    );
    for row in rows {
        let (ratio, goal) = (dash(&row.ratio), dash(&row.goal));
        let _ = writeln!(text, "| {} | {ratio} | {goal} | {} |", row.measure, row.verdict.text());
    }
    text.push_str("\n## Figures of this machine\n\n| measure | figures |\n|---|---|\n");
    for row in rows.iter().filter(|row| !row.figures.is_empty()) {
        let _ = writeln!(text, "| {} | {} |", row.measure, row.figures);
    }
    text.push_str("\n## The machine\n\n");
    for line in machine {
        let _ = writeln!(text, "- {line}");
    }
    text
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// A count in a second, with its spread.
pub fn per_s(summary: Summary) -> String {
    let Summary { median, least, most } = summary;
    format!("{}/s ({}–{})", count(median), count(least), count(most))
}

/// A share in percent, with its spread.
pub fn share(summary: Summary) -> String {
    let Summary { median, least, most } = summary;
    format!("{:.0} % ({:.0}–{:.0})", median * 100.0, least * 100.0, most * 100.0)
}

/// How many times, with its spread.
pub fn times(summary: Summary) -> String {
    let Summary { median, least, most } = summary;
    format!("{median:.1} × ({least:.1}–{most:.1})")
}

/// Microseconds given as milliseconds, with their spread.
pub fn ms(summary: Summary) -> String {
    let Summary { median, least, most } = summary;
    let ms = |us: f64| us / 1000.0;
    format!("{:.2} ms ({:.2}–{:.2})", ms(median), ms(least), ms(most))
}

/// A count in three digits or so: 812, 4.9k, 150k, 1.16M.
pub fn count(number: f64) -> String {
    match number {
        n if n >= 999_500.0 => format!("{:.2}M", n / 1e6),
        n if n >= 9_950.0 => format!("{:.0}k", n / 1e3),
        n if n >= 999.5 => format!("{:.1}k", n / 1e3),
        n => format!("{n:.0}"),
    }
}
