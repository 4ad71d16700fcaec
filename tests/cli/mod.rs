//! Runs the real program.

use std::process::{Command, Output};

/// Runs it in the root of the repository, without settings of the machine.
pub fn beraad(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_beraad"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("BERAAD_SERVER")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program was built with this test")
}

/// The exit code.
pub fn exit_of(ended: &Output) -> i32 {
    ended.status.code().expect("it ended by itself")
}

/// What stands on stdout.
pub fn stdout(ended: &Output) -> String {
    String::from_utf8(ended.stdout.clone()).expect("UTF-8")
}

/// What stands on stderr.
#[allow(dead_code, reason = "not every test looks at it")]
pub fn stderr(ended: &Output) -> String {
    String::from_utf8(ended.stderr.clone()).expect("UTF-8")
}
