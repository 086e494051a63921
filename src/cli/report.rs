//! `hushfeed report`: pictures of a result.

use std::path::PathBuf;

use clap::Args;

use super::{CliError, print};
use crate::output::{PAGE_FILE, is_page, write_whole};
use crate::report::{Choice, page};
use crate::sweep::SweepError;

/// Arguments of `report`.
#[derive(Clone, Debug, Args)]
pub struct ReportArgs {
    /// The folder of a result.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Where the page goes. Default: report.html in the folder.
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
    /// Metrics to draw over time and over the sweep, with commas. Default: a selection.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    metric: Vec<String>,
    /// Points of a sweep to draw by themselves, with commas (`point_id`). Default: the first twelve.
    #[arg(long, value_name = "N,M", value_delimiter = ',')]
    point: Vec<u64>,
    /// Replaces a file that is not a page of hushfeed. A page that it drew before is drawn anew in any case.
    #[arg(long)]
    force: bool,
}

/// Draws the page and says where it is.
pub fn report(args: &ReportArgs) -> Result<u8, CliError> {
    let path = args.out.clone().unwrap_or_else(|| args.folder.join(PAGE_FILE));
    let choice = Choice { metrics: args.metric.clone(), points: args.point.clone() };
    let text = page(&args.folder, &choice)?;
    if path.exists() && !args.force && !is_page(&path) {
        return Err(CliError::Unknown(format!(
            "{} is there, and hushfeed did not draw it\n  help: another place with --out, or --force to replace it",
            path.display()
        )));
    }
    write_whole(&path, &text).map_err(|error| CliError::from(SweepError::Refused(error)))?;
    print(&format!("{}\n", path.display()))
}
