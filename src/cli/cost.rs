//! What a scenario will cost, in words: shared by `check` and `sweep --dry-run`.

use std::thread::available_parallelism;

use crate::scenario::bytes;
use crate::sweep::{Experiment, ScenarioExperiment, estimate};

/// A few lines on size, memory, time and disk, from a trial of the first run.
pub fn cost(experiment: &ScenarioExperiment) -> String {
    let (first, prepared) = experiment.first();
    let network = prepared.network();
    let agents = first.agents().or_else(|| network.map(|network| network.graph.agents()));
    let ties = first
        .expected_followees()
        .zip(first.agents())
        .map(|(mean, agents)| mean * agents as f64)
        .or_else(|| network.map(|network| network.graph.ties() as f64));
    let (Some(agents), Some(ties)) = (agents, ties) else { return count(experiment.runs(), "run") };
    let stop = first.model.stop;
    let text = format!(
        "{agents} agents, {ties:.0} ties, {} {}, {}; about {} of memory for each run at a time\n",
        stop.ticks,
        if stop.settles() { "ticks at most" } else { "ticks" },
        count(experiment.runs(), "run"),
        bytes(first.memory(agents as f64, ties)),
    );
    let estimate = match estimate(experiment, agents as f64, ties) {
        Ok(estimate) => estimate,
        Err(reason) => return format!("{text}the first run fails: {reason}"),
    };
    let cores = available_parallelism().map_or(1, usize::from).min(experiment.runs() as usize).max(1);
    let about = if estimate.at_most { "at most about" } else { "about" };
    let whole = if experiment.runs() == 1 {
        String::new()
    } else if cores == 1 {
        format!(", {} for all", duration(estimate.seconds()))
    } else {
        let all = estimate.seconds();
        format!(", {} for all, {} on {cores} cores", duration(all), duration(all / cores as f64))
    };
    text + &format!(
        "{about} {} a run{whole}, {}\nabout {} of tables, {} of journal while it runs",
        duration(estimate.seconds_a_run),
        if estimate.measured { "from a trial of the first run" } else { "reckoned from its size" },
        bytes(estimate.tables),
        bytes(estimate.journal),
    )
}

/// `1 run`, `2 runs`.
pub fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 0.00995 => format!("{:.1} ms", (s * 1e3).max(0.1)),
        s if s < 0.9995 => format!("{:.0} ms", s * 1e3),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_in_the_unit_that_fits() {
        let texts = [0.0, 0.0052, 0.00999, 0.25, 0.9997, 90.0, 600.0, 36_000.0, 864_000.0].map(duration);
        assert_eq!(
            texts,
            ["0.1 ms", "5.2 ms", "10 ms", "250 ms", "1 s", "90 s", "10 min", "10.0 h", "10.0 days"]
        );
    }
}
