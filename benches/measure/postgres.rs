//! What somebody would write instead: a row inserted for each stance. `scripts/bench.sh` starts
//! the database and hands the command over.

use std::process::Command;

use crate::Fallible;

/// A shell command that runs pgbench for `$SECONDS_TO_RUN` seconds.
const COMMAND: &str = "BENCH_PGBENCH";
/// Why there is none.
const WHY_NOT: &str = "BENCH_PGBENCH_WHY_NOT";

/// Whether a database was started, or why not.
pub fn available() -> Result<String, String> {
    let told = |_| std::env::var(WHY_NOT).unwrap_or("scripts/bench.sh starts it".to_owned());
    std::env::var(COMMAND).map_err(told)
}

/// Transactions of one insert each in a second.
pub fn inserts_per_s(quick: bool) -> Fallible<f64> {
    let seconds = if quick { "3" } else { "10" };
    let run =
        Command::new("sh").args(["-c", &available()?]).env("SECONDS_TO_RUN", seconds).output()?;
    let told = String::from_utf8_lossy(&run.stdout);
    let tps = told.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = tps.and_then(|rest| rest.split_whitespace().next());
    let tps = tps.ok_or_else(|| {
        format!("pgbench told no tps: {told}{}", String::from_utf8_lossy(&run.stderr))
    })?;
    Ok(tps.parse()?)
}
