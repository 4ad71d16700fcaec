//! The program: reads the command line, does what it says, and ends with its exit code.

use std::process::ExitCode;

use beraad::app::cli::{Cli, exit_code};

/// What a server does most is to take and give back small pieces of memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    exit_code(Cli::from_arguments().run())
}
