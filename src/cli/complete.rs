//! `hushfeed completions` and `hushfeed man`: made from the command line's own definition.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, CliError, print};

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Prints a shell's completions.
pub fn completions(args: &CompletionsArgs) -> Result<u8, CliError> {
    let mut buffer = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "hushfeed", &mut buffer);
    print(&String::from_utf8_lossy(&buffer))
}

/// Prints the manual page.
pub fn man() -> Result<u8, CliError> {
    let mut buffer = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut buffer).map_err(CliError::Output)?;
    print(&String::from_utf8_lossy(&buffer))
}
