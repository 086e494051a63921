//! What a person sees while runs are played: a bar on a terminal, a line every few seconds elsewhere.

use std::io::{IsTerminal, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::clock;

/// Time between two lines where there is no terminal.
const LINES: Duration = Duration::from_secs(5);
/// Time between two changes of the text beside the bar.
const TEXTS: Duration = Duration::from_millis(200);

/// Counts runs and ticks and shows them on stderr.
pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    /// Units of a run: its ticks, or 1 where they are not known.
    units_of_a_run: u64,
    runs: u64,
    before: u64,
    units: AtomicU64,
    finished: AtomicU64,
    failed: AtomicU64,
    start: Instant,
    shown: Mutex<Instant>,
}

impl Progress {
    /// Progress of `runs` runs, of which `before` are finished already.
    pub fn new(runs: u64, before: u64, ticks_of_a_run: u32, quiet: bool) -> Self {
        let units_of_a_run = u64::from(ticks_of_a_run).max(1);
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new((runs - before) * units_of_a_run);
            let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {msg}  {eta} left");
            bar.with_style(style.expect("the template is well-formed"))
        });
        let start = clock::now();
        Self {
            bar,
            quiet,
            units_of_a_run,
            runs,
            before,
            units: AtomicU64::new(0),
            finished: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            start,
            shown: Mutex::new(start),
        }
    }

    /// What one run reports to.
    pub fn run(&self) -> RunProgress<'_> {
        RunProgress { all: self, units: AtomicU64::new(0) }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn show(&self) {
        if self.quiet {
            return;
        }
        let pause = if self.bar.is_some() { TEXTS } else { LINES };
        // Another thread that is showing shows this too.
        let Ok(mut shown) = self.shown.try_lock() else { return };
        if shown.elapsed() < pause {
            return;
        }
        *shown = clock::now();
        let units = self.units.load(Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_message(self.text());
            bar.set_position(units);
        } else {
            let whole = (self.runs - self.before) * self.units_of_a_run;
            let elapsed = self.start.elapsed().as_secs_f64();
            let left = if units == 0 { f64::NAN } else { elapsed * (whole as f64 / units as f64 - 1.0) };
            // A closed stderr must not end a run, as `eprintln` would.
            let _ = writeln!(std::io::stderr(), "{}{}", self.text(), time_left(left));
        }
    }

    /// `37 of 100 runs, 1 failed, 3.1 a second`.
    fn text(&self) -> String {
        let finished = self.finished.load(Ordering::Relaxed);
        let failed = self.failed.load(Ordering::Relaxed);
        let failures = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        let rate = finished as f64 / self.start.elapsed().as_secs_f64();
        let rate = match finished {
            0 => String::new(),
            _ if rate >= 1.0 => format!(", {rate:.1} a second"),
            _ => format!(", {:.1} a minute", rate * 60.0),
        };
        format!("{} of {} runs{failures}{rate}", self.before + finished, self.runs)
    }
}

/// Progress of one run.
pub struct RunProgress<'a> {
    all: &'a Progress,
    units: AtomicU64,
}

impl RunProgress<'_> {
    /// The run is at `tick`.
    pub fn at(&self, tick: u32) {
        if self.all.units_of_a_run > 1 {
            self.count(u64::from(tick).min(self.all.units_of_a_run));
        }
        self.all.show();
    }

    /// The run has ended.
    pub fn end(&self, failed: bool) {
        self.count(self.all.units_of_a_run);
        self.all.finished.fetch_add(1, Ordering::Relaxed);
        self.all.failed.fetch_add(u64::from(failed), Ordering::Relaxed);
        self.all.show();
    }

    fn count(&self, units: u64) {
        let before = self.units.fetch_max(units, Ordering::Relaxed);
        self.all.units.fetch_add(units.saturating_sub(before), Ordering::Relaxed);
    }
}

/// `, about 3 min left`; empty where it is not known.
fn time_left(seconds: f64) -> String {
    if !seconds.is_finite() {
        String::new()
    } else if seconds < 90.0 {
        format!(", about {seconds:.0} s left")
    } else if seconds < 5400.0 {
        format!(", about {:.0} min left", seconds / 60.0)
    } else {
        format!(", about {:.1} h left", seconds / 3600.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_count_once_and_a_run_that_stops_early_counts_whole() {
        let progress = Progress::new(3, 1, 100, true);
        let run = progress.run();
        run.at(40);
        run.at(30);
        assert_eq!(progress.units.load(Ordering::Relaxed), 40);
        run.end(false);
        let other = progress.run();
        other.end(true);
        assert_eq!(progress.units.load(Ordering::Relaxed), 200);
        assert!(progress.text().starts_with("3 of 3 runs, 1 failed, "), "{}", progress.text());
    }

    #[test]
    fn the_time_left_is_in_the_unit_that_fits() {
        assert_eq!(time_left(12.4), ", about 12 s left");
        assert_eq!(time_left(600.0), ", about 10 min left");
        assert_eq!(time_left(36_000.0), ", about 10.0 h left");
        assert_eq!(time_left(f64::NAN), "");
    }
}
