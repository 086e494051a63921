//! `hushfeed power`: how many runs an effect needs.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::{CliError, print, say};
use crate::analysis::{Effect, Runs, pilot, power as power_of, runs_needed, seri_secchi};

/// Arguments of `power`.
#[derive(Clone, Debug, Args)]
pub struct PowerArgs {
    /// Effects between the points, Cohen's f: the standard deviation of the points' means over that within a point. Small is
    /// 0.1, medium 0.2, large 0.4 (Seri & Secchi 2017).
    #[arg(long, value_name = "F", value_delimiter = ',')]
    f: Vec<f64>,
    /// Differences of two points in standard deviations, Cohen's d, with seeds of their own.
    #[arg(long, value_name = "D", value_delimiter = ',')]
    d: Vec<f64>,
    /// Paired differences on common random numbers, over their standard deviation (d_z).
    #[arg(long, value_name = "D", value_delimiter = ',')]
    dz: Vec<f64>,
    /// Number of points that f is about.
    #[arg(long, value_name = "G", value_delimiter = ',', default_values_t = [2])]
    points: Vec<u32>,
    /// Probability of finding an effect where there is none.
    #[arg(long, default_value_t = 0.01)]
    alpha: f64,
    /// Probability of finding the effect where there is one.
    #[arg(long, default_value_t = 0.95)]
    power: f64,
    /// A result folder that the effect is estimated from.
    #[arg(long, value_name = "FOLDER", requires = "metric")]
    pilot: Option<PathBuf>,
    /// The outcome of the pilot: a metric of runs.csv.
    #[arg(long, value_name = "NAME", requires = "pilot")]
    metric: Option<String>,
    /// No explanation on stderr.
    #[arg(long, short)]
    quiet: bool,
}

/// The most points that f can be about: those of the largest sweep.
const MOST_POINTS: u32 = 1_000_000;

/// Prints the table as CSV.
pub fn power(args: &PowerArgs) -> Result<u8, CliError> {
    check(args)?;
    let mut effects: Vec<(&str, Effect)> = Vec::new();
    let points = |f: f64| args.points.iter().map(move |&points| ("f", Effect::Points { f, points }));
    effects.extend(args.f.iter().flat_map(|&f| points(f)));
    effects.extend(args.d.iter().map(|&d| ("d", Effect::Points { f: d.abs() / 2.0, points: 2 })));
    effects.extend(args.dz.iter().map(|&dz| ("d_z", Effect::Paired { dz })));
    if let (Some(folder), Some(metric)) = (&args.pilot, &args.metric) {
        let found = pilot(&Runs::read(folder)?, metric)?;
        let mut text = format!(
            "pilot: {} runs at {} points, standard deviation within a point {:.4}, f = {:.3} ({:.3} before the bias of few \
             runs is taken off)",
            found.runs, found.points, found.sd_within, found.f, found.f_raw
        );
        effects.push(("f", Effect::Points { f: found.f, points: found.points }));
        if let Some(dz) = found.dz.filter(|dz| dz.is_finite()) {
            let _ = write!(text, "; d_z = {dz:.3} on common random numbers");
            effects.push(("d_z", Effect::Paired { dz }));
        }
        text.push_str(
            "\nAn estimate from few runs is uncertain: look at half of it too, and do not test on the pilot's runs.",
        );
        say(args.quiet, &text);
    } else if effects.is_empty() {
        effects.extend([0.1, 0.2, 0.4].into_iter().flat_map(points));
    }
    print(&table(args, &effects))
}

fn check(args: &PowerArgs) -> Result<(), CliError> {
    let inside = |p: f64| p > 0.0 && p < 1.0;
    let sizes = args.f.iter().chain(&args.d).chain(&args.dz);
    let wrong = if !inside(args.alpha) || !inside(args.power) {
        "--alpha and --power: expected probabilities between 0 and 1, for instance --alpha 0.01 --power 0.95"
    } else if args.points.iter().any(|points| !(2..=MOST_POINTS).contains(points)) {
        "--points: expected at least 2, since an effect is a difference between points, and at most 1000000"
    } else if sizes.clone().any(|size| !size.is_finite() || *size == 0.0) || args.f.iter().any(|f| *f < 0.0) {
        "--f, --d and --dz: expected sizes other than 0, and f above it, for instance --f 0.1,0.2,0.4"
    } else {
        return Ok(());
    };
    Err(CliError::Unknown(wrong.to_owned()))
}

fn table(args: &PowerArgs, effects: &[(&str, Effect)]) -> String {
    let mut text =
        "effect,size,points,alpha,power,runs_per_point,runs_total,power_reached,seri_secchi\n".to_owned();
    // The closed formula was fitted to these two.
    let has_formula = args.alpha == 0.01 && args.power == 0.95;
    for &(name, effect) in effects {
        let (size, points, formula) = match effect {
            Effect::Points { f, points } if name == "d" => (2.0 * f, points, None),
            Effect::Points { f, points } => (f, points, Some(seri_secchi(f, points)).filter(|_| has_formula)),
            Effect::Paired { dz } => (dz, 2, None),
        };
        let _ = write!(text, "{name},{size},{points},{},{},", args.alpha, args.power);
        match runs_needed(effect, args.alpha, args.power) {
            Some(runs) => {
                let total = u64::from(runs) * u64::from(points);
                let _ = write!(text, "{runs},{total},{:.4},", power_of(effect, runs, args.alpha));
            }
            None => text.push_str(",,,"),
        }
        if let Some(formula) = formula.filter(|runs| runs.is_finite()) {
            let _ = write!(text, "{formula:.2}");
        }
        text.push('\n');
    }
    text
}
