//! An attribution as a table of numbers, and in words.

use std::fmt::Write as _;

use super::effects::{Attribution, Effect, Effects};
use crate::output::write_number;
use crate::scenario::Mechanism;
use crate::sweep::Statistics;

/// The outcomes that are shown where none are asked for.
const SHOWN: [&str; 4] = ["crosscut_shown", "silent_share", "perception_gap", "opinion_sd"];
/// Columns of the names of mechanisms.
const NAME: usize = 19;
/// The longest line.
const WIDTH: usize = 80;

impl Effect {
    /// The word of the column `effect`, and the mechanisms that it is of.
    fn words(self) -> (&'static str, [&'static str; 2]) {
        match self {
            Self::Off => ("off", ["", ""]),
            Self::On => ("on", ["", ""]),
            Self::Total => ("total", ["", ""]),
            Self::Shapley(of) => ("shapley", [of.word(), ""]),
            Self::Alone(of) => ("alone", [of.word(), ""]),
            Self::Last(of) => ("last", [of.word(), ""]),
            Self::Interaction(of, with) => ("interaction", [of.word(), with.word()]),
        }
    }
}

impl Attribution {
    /// The table `attribution.csv`: a row an outcome and effect. Undefined values are empty.
    pub fn csv(&self) -> String {
        let mut text = "outcome,effect,mechanism,with,n,value,sd,ci_low,ci_high\n".to_owned();
        for of in &self.outcomes {
            for (effect, statistics) in &of.effects {
                let (word, [mechanism, with]) = effect.words();
                let _ = write!(text, "{},{word},{mechanism},{with},{}", of.outcome, statistics.n);
                for number in [statistics.mean, statistics.sd, statistics.ci_low, statistics.ci_high] {
                    text.push(',');
                    write_number(&mut text, number);
                }
                text.push('\n');
            }
        }
        text
    }

    /// What a person is told: a table and a sentence an outcome, those of `chosen` or a few that say most.
    pub fn words(&self, chosen: Option<&[String]>) -> String {
        let is_shown = |of: &&Effects| match chosen {
            Some(names) => names.contains(&of.outcome),
            None => SHOWN.contains(&of.outcome.as_str()),
        };
        let mut shown: Vec<&Effects> = self.outcomes.iter().filter(is_shown).collect();
        if shown.is_empty() {
            shown = self.outcomes.iter().take(SHOWN.len()).collect();
        }
        let mut text = String::new();
        for of in shown {
            self.table(&mut text, of);
            for line in wrap(&self.sentence(of)) {
                let _ = writeln!(text, "{line}");
            }
            text.push('\n');
        }
        text
    }

    fn table(&self, text: &mut String, of: &Effects) {
        let (off, on, total) = (mean(of, Effect::Off), mean(of, Effect::On), statistics(of, Effect::Total));
        let few = if total.n < self.replicates { format!(" of {}", self.replicates) } else { String::new() };
        let _ = writeln!(
            text,
            "{}: {} with all off, {} with all on ({}{few} replicates)",
            of.outcome,
            number(off),
            number(on),
            total.n
        );
        let _ = writeln!(
            text,
            "{:<NAME$}{:>8}   {:<26}{:>8}{:>8}",
            "", "Shapley", "95 % interval", "alone", "last"
        );
        let mut row = |name: &str, of: Statistics, others: [String; 2]| {
            let interval = format!("{} to {}", signed(of.ci_low), signed(of.ci_high));
            let [alone, last] = others;
            let line = format!("{name:<NAME$}{:>8}   {interval:<26}{alone:>8}{last:>8}", signed(of.mean));
            let _ = writeln!(text, "{}", line.trim_end());
        };
        for &mechanism in &self.mechanisms {
            let others = [Effect::Alone(mechanism), Effect::Last(mechanism)];
            let others = others.map(|effect| signed(mean(of, effect)));
            row(mechanism.word(), statistics(of, Effect::Shapley(mechanism)), others);
        }
        row("together", total, [String::new(), String::new()]);
    }

    /// The sentence of one outcome.
    fn sentence(&self, of: &Effects) -> String {
        let total = statistics(of, Effect::Total);
        let name = &of.outcome;
        if total.n == 0 {
            return format!(
                "{name} is undefined in some combination of every replicate: nothing can be said."
            );
        }
        let mut parts: Vec<(Mechanism, Statistics)> = self
            .mechanisms
            .iter()
            .map(|&mechanism| (mechanism, statistics(of, Effect::Shapley(mechanism))))
            .collect();
        parts.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
        if parts.iter().all(|(_, part)| part.mean == 0.0 && (part.sd.is_nan() || part.sd == 0.0)) {
            return format!("No mechanism changes {name} at all.");
        }
        let sure = sign(&total);
        let verb = if total.mean < 0.0 { "falls" } else { "rises" };
        let mut text = if sure {
            let (near, far) = (total.ci_low.abs(), total.ci_high.abs());
            let interval = format!("{} to {}", number(near.min(far)), number(near.max(far)));
            format!("{name} {verb} by {} ({interval}) where all act", number(total.mean.abs()))
        } else {
            format!("{name} changes by {}, which could be 0, where all act", signed(total.mean))
        };
        let words: Vec<String> = parts
            .iter()
            .map(|(mechanism, part)| {
                let share = 100.0 * part.mean / total.mean;
                let doubt = if sign(part) { "" } else { ", which could be 0" };
                let share = format!("{share:.0}").replace('-', "−");
                let share = if sure { format!(" ({share} %{doubt})") } else { String::new() };
                format!("{} {}{share}", mechanism.word(), signed(part.mean))
            })
            .collect();
        let _ = write!(text, ": {}.", words.join(", "));
        for (first, second, of) in told(of) {
            let _ = write!(
                text,
                " Beyond what each does apart, {} and {} together change it by {} ({} to {}).",
                first.word(),
                second.word(),
                signed(of.mean),
                signed(of.ci_low),
                signed(of.ci_high)
            );
        }
        text
    }
}

/// The interactions that are told: that of the ranking and the readers' choice, and the largest that is not 0.
fn told(of: &Effects) -> Vec<(Mechanism, Mechanism, Statistics)> {
    let all: Vec<(Mechanism, Mechanism, Statistics)> = of
        .effects
        .iter()
        .filter_map(|(effect, of)| match *effect {
            Effect::Interaction(first, second) => Some((first, second, *of)),
            _ => None,
        })
        .collect();
    let choice = [Mechanism::Ranking, Mechanism::SelectiveReaction];
    let is_choice =
        |pair: &(Mechanism, Mechanism, Statistics)| choice.contains(&pair.0) && choice.contains(&pair.1);
    let mut told: Vec<_> = all.iter().copied().filter(is_choice).collect();
    let others = all.into_iter().filter(|pair| !is_choice(pair) && sign(&pair.2));
    told.extend(others.max_by(|a, b| a.2.mean.abs().total_cmp(&b.2.mean.abs())));
    told
}

/// The statistics of an effect that every outcome has.
fn statistics(of: &Effects, effect: Effect) -> Statistics {
    *of.get(effect).unwrap_or_else(|| unreachable!("{effect:?} of every outcome"))
}

fn mean(of: &Effects, effect: Effect) -> f64 {
    statistics(of, effect).mean
}

/// Whether the interval says on which side of 0 it is.
fn sign(of: &Statistics) -> bool {
    of.ci_low > 0.0 || of.ci_high < 0.0
}

/// A number for the eye.
fn number(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        size if size.is_nan() => return "-".to_owned(),
        0.0 => return "0".to_owned(),
        size if (0.0995..1e4).contains(&size) => format!("{size:.3}"),
        size if (0.000_095..0.0995).contains(&size) => format!("{size:.4}"),
        size => format!("{size:.1e}"),
    };
    if value < 0.0 { format!("−{digits}") } else { digits }
}

/// As [`number`], with its sign.
fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number(value)) } else { number(value) }
}

/// Breaks a paragraph between words.
fn wrap(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let fits =
            |line: &String| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= WIDTH;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
