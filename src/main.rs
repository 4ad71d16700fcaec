//! The program: reads the command line, does what it says, and ends with its exit code.

use std::process::ExitCode;

use beraad::app::cli::{Cli, exit_code};

fn main() -> ExitCode {
    exit_code(Cli::from_arguments().run())
}
