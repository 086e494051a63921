//! The hushfeed program: parses the command line, does what it says, prints the error.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use hushfeed::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let _ = writeln!(std::io::stderr(), "{}", error.render(colour));
            ExitCode::from(error.exit_status())
        }
    }
}
