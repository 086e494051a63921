//! `hushfeed merge`: the tables of a sweep from its shards.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, say};
use crate::output::Existing;
use crate::registry::Document;
use crate::sweep::{Experiment, MergeError, MergeOptions, Part, ScenarioExperiment, digest, merge, parts};

/// Arguments of `merge`.
#[derive(Clone, Debug, Args)]
pub struct MergeArgs {
    /// The folders of the shards (shard-K-of-N), or the folder that they are in.
    #[arg(value_name = "FOLDER", required = true)]
    folders: Vec<PathBuf>,
    /// The result folder. Default: the folder that the shards are in.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replaces the files of an earlier result in the folder.
    #[arg(long)]
    force: bool,
    /// Compresses the tables (.csv.gz).
    #[arg(long)]
    gzip: bool,
    /// No summary on stderr.
    #[arg(long, short)]
    quiet: bool,
}

/// Joins shards. All must be there once, finished, and of the same scenario and version.
pub fn run(args: &MergeArgs) -> Result<u8, CliError> {
    let parts = parts(&args.folders)?;
    let folder = match &args.out {
        Some(out) => out.clone(),
        None => common_folder(&parts)?,
    };
    let path = parts[0].folder.join("scenario.toml");
    let document = Document::parse(&path.display().to_string(), &parts[0].scenario)?;
    let experiment = ScenarioExperiment::outline(&path, &document)?;
    let options = MergeOptions {
        folder,
        existing: if args.force { Existing::Force } else { Existing::Refuse },
        gzip: args.gzip,
        command: std::env::args().collect(),
    };
    let outcome = merge(&experiment, &parts, &options)?;
    say(args.quiet, digest(&outcome, experiment.columns(), experiment.swept_keys()).trim_end());
    Ok(outcome.exit_status())
}

/// The folder that all shards are in.
fn common_folder(parts: &[Part]) -> Result<PathBuf, MergeError> {
    let parent = |part: &Part| match part.folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => Path::new(".").to_path_buf(),
    };
    let folder = parent(&parts[0]);
    if parts.iter().any(|part| parent(part) != folder) {
        let text = "the shards are in different folders\n  name the folder of the result with --out";
        return Err(MergeError::Unfit(text.to_owned()));
    }
    Ok(folder)
}
