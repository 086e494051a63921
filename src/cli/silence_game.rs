//! `hushfeed silence-game`: the mean field of the silence game, whose states an agent model can be checked against.

use std::fmt::Write as _;

use clap::Args;

use super::{CliError, print};
use crate::analysis::{ClusteredGrowth, Learning, SilenceGame, critical_betas};

/// Arguments of `silence-game`.
#[derive(Clone, Debug, Args)]
pub struct SilenceGameArgs {
    /// Share of the first group's edges that stay inside it, γ; several values give every combination.
    #[arg(long, value_name = "SHARE", value_delimiter = ',', default_values_t = [0.5])]
    gamma: Vec<f64>,
    /// Share of the second group's edges that stay inside it, δ. Left out: the same as γ.
    #[arg(long, value_name = "SHARE", value_delimiter = ',')]
    delta: Vec<f64>,
    /// How sharply the value of speaking decides, β.
    #[arg(long, value_name = "BETA", value_delimiter = ',', default_values_t = [10.0])]
    beta: Vec<f64>,
    /// Cost of speaking, c, in units of the reward.
    #[arg(long, value_name = "COST", value_delimiter = ',', default_values_t = [0.0], allow_negative_numbers = true)]
    cost: Vec<f64>,
    /// Only who speaks learns: the same states, but other eigenvalues (slower on the silenced side).
    #[arg(long)]
    gated: bool,
    /// The stable states alone.
    #[arg(long)]
    stable: bool,
    /// In place of the states: every β at which a symmetric state of equal groups (γ = δ) gains or loses its stability.
    #[arg(long, conflicts_with_all = ["delta", "beta", "gated", "stable", "closure"])]
    critical: bool,
    /// γ and δ are those that a network comes to which grows by homophily and by closing triads (Castillo & Cozzo 2025;
    /// the generator clustered_homophilic): the probability that a candidate is a friend of a friend.
    #[arg(long, value_name = "P", value_delimiter = ',', conflicts_with_all = ["gamma", "delta"])]
    closure: Vec<f64>,
    /// With --closure: probability that a candidate of the own group is accepted, by the first group and by the second.
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "closure", default_values_t = [0.6525, 0.65])]
    acceptance: Vec<f64>,
    /// With --closure: the first group's share of all.
    #[arg(long, value_name = "SHARE", requires = "closure", default_value_t = 0.5)]
    share: f64,
}

/// Prints the states as CSV.
pub fn silence_game(args: &SilenceGameArgs) -> Result<u8, CliError> {
    check(args).map_err(CliError::Unknown)?;
    print(&if args.critical { critical(args) } else { states(args) })
}

fn check(args: &SilenceGameArgs) -> Result<(), String> {
    let is_share = |share: &f64| (0.0..=1.0).contains(share);
    let wrong = if !args.gamma.iter().chain(&args.delta).all(is_share) {
        "--gamma and --delta: expected shares from 0 to 1, for instance --gamma 0.7 --delta 0.7"
    } else if !args.beta.iter().all(|beta| *beta > 0.0 && *beta <= 1e6) {
        "--beta: expected numbers above 0, up to 1,000,000, for instance --beta 5,10"
    } else if !args.cost.iter().all(|cost| cost.abs() <= 1e3) {
        "--cost: expected numbers from -1000 to 1000, for instance --cost 0.1"
    } else if !args.closure.iter().chain(&args.acceptance).all(is_share) {
        "--closure and --acceptance: expected probabilities from 0 to 1, for instance --closure 0.785 --acceptance 0.6525,0.65"
    } else if args.acceptance.len() != 2 {
        "--acceptance: expected two probabilities, for instance --acceptance 0.6525,0.65"
    } else if args.share <= 0.0 || args.share >= 1.0 || args.share.is_nan() {
        "--share: expected a number between 0 and 1, for instance --share 0.2"
    } else {
        return Ok(());
    };
    Err(wrong.to_owned())
}

/// The pairs of γ and δ, with the closure that they come from.
fn structures(args: &SilenceGameArgs) -> Vec<(Option<f64>, f64, f64)> {
    if !args.closure.is_empty() {
        let settled = |&closure: &f64| {
            let acceptance = [args.acceptance[0], args.acceptance[1]];
            let growth = ClusteredGrowth { closure, acceptance, share: args.share };
            let [gamma, delta] = growth.settled(growth.mixed());
            (Some(closure), gamma, delta)
        };
        return args.closure.iter().map(settled).collect();
    }
    let deltas = |gamma: f64| if args.delta.is_empty() { vec![gamma] } else { args.delta.clone() };
    args.gamma
        .iter()
        .flat_map(|&gamma| deltas(gamma).into_iter().map(move |delta| (None, gamma, delta)))
        .collect()
}

fn states(args: &SilenceGameArgs) -> String {
    let mut text = "closure,gamma,delta,beta,cost,learning,q_1,q_2,speaking_1,speaking_2,eigenvalue_1,eigenvalue_2,stable\n"
        .to_owned();
    let learning = if args.gated { Learning::Gated } else { Learning::Always };
    for (closure, gamma, delta) in structures(args) {
        for &beta in &args.beta {
            for &cost in &args.cost {
                let game = SilenceGame { gamma, delta, beta, cost, learning };
                for point in game.fixed_points() {
                    if args.stable && !point.is_stable() {
                        continue;
                    }
                    if let Some(closure) = closure {
                        let _ = write!(text, "{closure}");
                    }
                    let ([q1, q2], [p1, p2], [e1, e2]) = (point.q, point.speaking, point.eigenvalues);
                    let _ = writeln!(
                        text,
                        ",{gamma:.9},{delta:.9},{beta},{cost},{},{q1:.9},{q2:.9},{p1:.9},{p2:.9},{e1:.6e},{e2:.6e},{}",
                        learning.word(),
                        point.is_stable()
                    );
                }
            }
        }
    }
    text
}

fn critical(args: &SilenceGameArgs) -> String {
    let mut text = "gamma,cost,beta,q\n".to_owned();
    for &gamma in &args.gamma {
        for &cost in &args.cost {
            for point in critical_betas(gamma, cost) {
                let _ = writeln!(text, "{gamma},{cost},{:.9},{:.9}", point.beta, point.q);
            }
        }
    }
    text
}
