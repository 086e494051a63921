//! Designs, samples from outside, replay, baseline, stopping rule and comparison, as a user meets them: files in, CSV out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use hushfeed::analysis::{Runs, paired, sobol};
use hushfeed::metrics::Column;
use hushfeed::output::{Existing, Status};
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::sweep::{
    Experiment, Options, RunFailure, RunKey, RunRecord, ScenarioExperiment, Shard, UntilCi, play,
};

/// A scenario that takes a millisecond.
const TINY: &str = "\
name = \"tiny\"
seed = 3
ticks = 6
network = { generator = \"homophilic\", agents = 60, followees = 4, homophily = 0.7 }
feed = { ranking = \"popularity\", slots = 3 }
output = { every = 4, metrics = [\"silent_share\", \"crosscut_shown\", \"perception_gap\"] }
";

fn experiment(sweep: &str) -> ScenarioExperiment {
    let document = Document::parse("tiny.toml", &format!("{TINY}\n[sweep]\n{sweep}")).unwrap();
    let made = ScenarioExperiment::new(Path::new("tiny.toml"), &document, true);
    made.unwrap_or_else(|error| panic!("{error}")).0
}

/// The swept values of all points.
fn points(experiment: &ScenarioExperiment) -> Vec<String> {
    (0..experiment.points()).map(|point| experiment.swept_values(point).join(" ")).collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn hushfeed(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_hushfeed"))
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .output()
            .expect("the program starts")
    }

    /// What a command that succeeds prints.
    fn stdout(&self, arguments: &str) -> String {
        let output = self.hushfeed(arguments);
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn runs(&self, name: &str) -> Runs {
        Runs::read(&self.path(name)).unwrap()
    }
}

/// A table without the last column of each row, which is a time.
fn without_time(text: &str) -> String {
    text.lines().map(|line| line.rsplit_once(',').expect("two columns").0.to_owned() + "\n").collect()
}

#[test]
fn designs_give_their_points_in_order() {
    let grid = experiment(
        "grid = { \"network.homophily\" = { range = { from = 0.5, to = 0.7, step = 0.1 } }, \"feed.slots\" = { log_range = { from = 1, to = 9, count = 3 } } }",
    );
    assert_eq!(grid.swept_keys(), ["network.homophily", "feed.slots"]);
    let expected = ["0.5 1", "0.5 3", "0.5 9", "0.6 1", "0.6 3", "0.6 9", "0.7 1", "0.7 3", "0.7 9"];
    assert_eq!(points(&grid), expected);

    let zip = experiment(
        "zip = { \"feed.slots\" = [1, 2], \"feed.window\" = [5, 6] }\ngrid = { \"feed.ranking\" = [\"random\", \"similarity\"] }",
    );
    assert_eq!(points(&zip), ["1 5 random", "1 5 similarity", "2 6 random", "2 6 similarity"]);

    let list = experiment(
        "list = [{ \"feed.slots\" = 5, \"expression.rule\" = \"always\" }, { \"expression.rule\" = \"logistic\", \"feed.slots\" = 2 }]",
    );
    assert_eq!(points(&list), ["5 always", "2 logistic"]);

    let sampled = "{ samples = 4, parameters = { \"network.homophily\" = [0, 1], \"feed.slots\" = [1, 4], \"feed.ranking\" = { choices = [\"random\", \"similarity\"] }, \"reaction.width\" = { log = [0.01, 1] } } }";
    let latin = experiment(&format!("latin_hypercube = {sampled}"));
    let columns: Vec<Vec<String>> = (0..4).map(|point| latin.swept_values(point)).collect();
    let mut slots: Vec<&str> = columns.iter().map(|row| row[1].as_str()).collect();
    slots.sort_unstable();
    assert_eq!(slots, ["1", "2", "3", "4"], "whole numbers, each in its strip");
    assert_eq!(columns.iter().filter(|row| row[2] == "random").count(), 2);
    let widths: Vec<f64> = columns.iter().map(|row| row[3].parse().unwrap()).collect();
    assert_eq!(widths.iter().filter(|width| **width < 0.1).count(), 2, "{widths:?}");

    let sobol = experiment(&format!("sobol = {sampled}"));
    assert_eq!(sobol.points(), 4 * 6);
    let morris = experiment(
        "morris = { trajectories = 3, parameters = { \"network.homophily\" = [0.2, 0.8], \"feed.slots\" = [1, 4] } }",
    );
    assert_eq!(morris.points(), 9);
    assert!(points(&morris).iter().all(|point| {
        let homophily: f64 = point.split(' ').next().unwrap().parse().unwrap();
        [0.2, 0.4, 0.6, 0.8].iter().any(|level| (homophily - level).abs() < 1e-12)
    }));
}

#[test]
fn samples_come_back_as_one_value_a_line_in_their_order() {
    let folder = Folder::new();
    folder.write("tiny.toml", &format!("{TINY}\n[sweep]\nreplicates = 3\nkeys = [\"network.homophily\", \"feed.slots\"]\ngrid = {{ \"feed.window\" = [1, 2] }}"));
    folder.write("plain.txt", "  9.0e-01 2.0\n0.1\t4\n\n# a remark\n0.5 3");
    folder.write("table.csv", "\u{feff}network.homophily, feed.slots\r\n0.9,2\r\n0.1,4\r\n0.5,3\r\n");
    let y = folder.stdout("sweep tiny.toml --samples plain.txt --y silent_share --out plain --quiet");
    let values: Vec<f64> = y.lines().map(|line| line.parse().expect("a number")).collect();
    assert_eq!(values.len(), 3);
    let again =
        folder.stdout("sweep tiny.toml --samples table.csv --y silent_share --out table --gzip --quiet");
    assert_eq!(y, again);
    folder.write("words.txt", "random 2\nsimilarity 3\n");
    let words = "sweep tiny.toml --samples words.txt --set sweep.keys=[\"feed.ranking\",\"feed.slots\"] --out words --quiet";
    folder.stdout(words);
    assert_eq!(folder.runs("words").rows[3].swept, ["similarity", "3"]);
    // The second point by itself.
    folder.stdout("run tiny.toml --set network.homophily=0.1 --set feed.slots=4 --out alone --quiet");
    let alone = folder.runs("alone");
    let expected = alone.means(alone.metric("silent_share").unwrap());
    assert_eq!(values[1], expected[0]);
    assert!(values[0] != values[1]);
    // What was written alone reproduces it.
    folder.stdout("sweep plain/scenario.toml --out again --quiet");
    for table in ["series.csv", "summary.csv", "opinions.csv", "scenario.toml"] {
        assert_eq!(folder.read(&format!("again/{table}")), folder.read(&format!("plain/{table}")), "{table}");
    }
    let wrong = folder.hushfeed("sweep tiny.toml --samples plain.txt --y silent_shar --out wrong");
    let message = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(message.contains("did you mean \"silent_share\"?"), "{message}");
    assert!(!folder.path("wrong").exists(), "nothing is played for a metric that is none");
}

#[test]
fn a_replay_is_the_run_with_all_its_ticks() {
    let folder = Folder::new();
    folder.write(
        "tiny.toml",
        &format!("{TINY}\n[sweep]\nreplicates = 3\ngrid = {{ \"feed.slots\" = [2, 5] }}"),
    );
    folder.stdout("sweep tiny.toml --out whole --quiet --set output.opinions=false");
    folder.stdout("sweep whole/scenario.toml --replay 4 --quiet");
    let (whole, replay) = ("whole", "results/tiny-run-4");
    let row = |name: &str| {
        let text = without_time(&folder.read(&format!("{name}/runs.csv")));
        let row = text.lines().find(|line| line.starts_with("4,")).expect("the run is there").to_owned();
        (text.lines().count(), row)
    };
    assert_eq!(row(whole).1, row(replay).1);
    assert_eq!(row(replay).0, 2);
    let series = |name: &str| folder.read(&format!("{name}/series.csv"));
    let of_run = |text: String| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("4,")).map(str::to_owned).collect()
    };
    let (before, after) = (of_run(series(whole)), of_run(series(replay)));
    assert_eq!((before.len(), after.len()), (3, 7), "ticks 0, 4, 6 and all of 0 to 6");
    assert!(before.iter().all(|row| after.contains(row)));
    assert!(folder.read(&format!("{replay}/opinions.csv")).lines().count() > 7);
    assert!(folder.read(&format!("{replay}/scenario.toml")).starts_with("# Run 4 alone"));
    let missing = folder.hushfeed("sweep tiny.toml --replay 6");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("from 0 to 5"));
}

/// The rows of summary.csv by point, metric and tick: the fields behind them.
fn summary(text: &str) -> BTreeMap<(String, String, String), Vec<String>> {
    let rows = text.lines().skip(1).map(|line| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        let rest = fields.split_off(3);
        (<[String; 3]>::try_from(fields).map(Into::into).expect("three keys"), rest)
    });
    rows.collect()
}

#[test]
fn a_baseline_adds_paired_differences() {
    let folder = Folder::new();
    let design =
        "replicates = 6\ngrid = { \"feed.ranking\" = [\"random\", \"similarity\"], \"feed.slots\" = [2, 4] }";
    folder.write(
        "tiny.toml",
        &format!("{TINY}\n[sweep]\n{design}\nbaseline = {{ \"feed.ranking\" = \"random\" }}"),
    );
    folder.write("plain.toml", &format!("{TINY}\n[sweep]\n{design}"));
    folder.stdout("sweep tiny.toml --out with --quiet");
    folder.stdout("sweep plain.toml --out without --quiet --set name=tiny");
    let (with, without) = (folder.read("with/summary.csv"), folder.read("without/summary.csv"));
    assert!(
        with.lines()
            .next()
            .unwrap()
            .ends_with("q95,difference_n,difference,difference_sd,difference_ci_low,difference_ci_high")
    );
    // All else is as it was.
    let cut = |line: &str| line.split(',').take(13).collect::<Vec<_>>().join(",");
    assert_eq!(with.lines().map(cut).collect::<Vec<_>>(), without.lines().collect::<Vec<_>>());
    // Point 3 (similarity, 4 slots) against point 1 (random, 4 slots), by hand from runs.csv.
    let runs = folder.runs("with");
    let column = runs.metric("crosscut_shown").unwrap();
    let by_point = runs.by_point(column);
    let expected = paired(&by_point[1], &by_point[3]).unwrap();
    let rows = summary(&with);
    let row = &rows[&("3".into(), "crosscut_shown".into(), String::new())];
    let numbers: Vec<f64> = row[10..].iter().map(|field| field.parse().unwrap()).collect();
    let wanted = [6.0, expected.difference, expected.sd_difference, expected.ci.0, expected.ci.1];
    for (found, wanted) in numbers.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-12, "{row:?}: {wanted}");
    }
    assert!(expected.difference != 0.0);
    let at_tick = &rows[&("3".into(), "crosscut_shown".into(), "4".into())];
    assert_eq!(at_tick[10], "6");
    assert!(!at_tick[11].is_empty());
    let own = &rows[&("1".into(), "crosscut_shown".into(), String::new())];
    assert!(own[10..].iter().all(String::is_empty), "the baseline has no difference: {own:?}");
    let package = folder.read("with/datapackage.json");
    assert!(package.contains("difference_ci_low"));
}

/// An experiment that is interrupted after so many runs.
struct Interrupting<'a> {
    inner: &'a ScenarioExperiment,
    left: AtomicU64,
    interrupted: AtomicBool,
}

impl Experiment for Interrupting<'_> {
    fn name(&self) -> &str {
        self.inner.name()
    }
    fn columns(&self) -> &[Column] {
        self.inner.columns()
    }
    fn swept_keys(&self) -> &[String] {
        self.inner.swept_keys()
    }
    fn points(&self) -> u64 {
        self.inner.points()
    }
    fn replicates(&self) -> u32 {
        self.inner.replicates()
    }
    fn seed(&self, point_id: u64) -> u64 {
        self.inner.seed(point_id)
    }
    fn swept_values(&self, point_id: u64) -> Vec<String> {
        self.inner.swept_values(point_id)
    }
    fn resolved_scenario(&self) -> String {
        self.inner.resolved_scenario()
    }
    fn until_ci(&self) -> Option<UntilCi> {
        self.inner.until_ci()
    }
    fn play(
        &self,
        key: &RunKey,
        interrupted: &AtomicBool,
        progress: &(dyn Fn(u32) + Sync),
        parallel: bool,
    ) -> Result<RunRecord, RunFailure> {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 1 {
            self.interrupted.store(true, Ordering::SeqCst);
        }
        self.inner.play(key, interrupted, progress, parallel)
    }
}

#[test]
fn replicates_go_on_until_the_interval_is_narrow() {
    let sweep = "replicates = 4\nuntil_ci = { metric = \"silent_share\", half_width = 0.03, cap = 60, batch = 3 }\ngrid = { \"network.agents\" = [20, 200] }";
    let inner = experiment(sweep);
    let options = |folder: &Folder, threads, existing| Options {
        folder: folder.path("result"),
        existing,
        gzip: false,
        threads,
        shard: Shard::WHOLE,
        quiet: true,
        command: vec!["hushfeed".into()],
    };
    let tables = |folder: &Folder| {
        ["series.csv", "summary.csv", "opinions.csv"]
            .map(|name| folder.read(&format!("result/{name}")))
            .into_iter()
            .chain([without_time(&folder.read("result/runs.csv"))])
            .collect::<Vec<_>>()
    };
    let reference = Folder::new();
    let outcome = play(&inner, &options(&reference, 1, Existing::Refuse), &AtomicBool::new(false)).unwrap();
    assert_eq!(outcome.status, Status::Done);
    let runs = reference.runs("result");
    let counts: Vec<usize> =
        runs.by_point(runs.metric("silent_share").unwrap()).iter().map(Vec::len).collect();
    // Looks come after 4, 7, 10, … runs; the small network takes more.
    assert!(counts[0] > counts[1] && counts.iter().all(|count| count % 3 == 1 && *count < 60), "{counts:?}");
    assert_eq!(outcome.runs.done as usize, counts[0] + counts[1]);
    // The decisions by hand: the first look at which the interval is narrow enough.
    for (values, count) in runs.by_point(runs.metric("silent_share").unwrap()).iter().zip(&counts) {
        let half = |n: usize| {
            let of = paired(&vec![0.0; n], &values[..n]).unwrap();
            (of.ci.1 - of.ci.0) / 2.0
        };
        assert!(half(*count) <= 0.03, "{count}: {}", half(*count));
        assert!((4..*count).step_by(3).all(|look| half(look) > 0.03), "{count}");
    }
    for threads in [2, 3] {
        let folder = Folder::new();
        play(&inner, &options(&folder, threads, Existing::Refuse), &AtomicBool::new(false)).unwrap();
        assert_eq!(tables(&folder), tables(&reference), "{threads} threads");
    }
    // Interrupted again and again, at another place of a batch each time.
    let folder = Folder::new();
    let mut existing = Existing::Refuse;
    for after in [3, 4, 5, 1, 2, 7, 100] {
        let cut =
            Interrupting { inner: &inner, left: AtomicU64::new(after), interrupted: AtomicBool::new(false) };
        play(&cut, &options(&folder, 2, existing), &cut.interrupted).unwrap();
        existing = Existing::Resume;
    }
    assert_eq!(tables(&folder), tables(&reference));
}

#[test]
fn two_scenarios_are_compared_pair_by_pair() {
    let folder = Folder::new();
    folder.write("a.toml", &format!("{TINY}\n[sweep]\nreplicates = 12"));
    folder.write(
        "b.toml",
        &format!(
            "{}\n[sweep]\nreplicates = 12",
            TINY.replace("popularity", "random").replace("tiny", "other")
        ),
    );
    let csv = folder.stdout("compare a.toml b.toml --quiet");
    assert_eq!(folder.read("results/compare-tiny-other/compare.csv"), csv);
    let (a, b) = (folder.runs("results/compare-tiny-other/a"), folder.runs("results/compare-tiny-other/b"));
    let column = a.metric("crosscut_shown").unwrap();
    let expected = paired(&a.by_point(column)[0], &b.by_point(column)[0]).unwrap();
    let row = csv.lines().find(|line| line.contains(",crosscut_shown,")).expect("a row");
    let fields: Vec<f64> = row.split(',').skip(2).map(|field| field.parse().unwrap()).collect();
    assert_eq!(fields[..4], [12.0, expected.mean_a, expected.mean_b, expected.difference]);
    assert!(expected.correlation > 0.2, "the same people and luck: {expected:?}");
    assert!((fields[10] - expected.variance_reduction).abs() < 1e-12);
    // The same of the two folders.
    let again = folder.stdout("compare results/compare-tiny-other/a results/compare-tiny-other/b --quiet");
    assert_eq!(again, csv);
    let refused = folder.hushfeed("compare a.toml b.toml --set seed=4 --out other");
    assert!(refused.status.success());
    folder.write("c.toml", &TINY.replace("seed = 3", "seed = 4"));
    let refused = folder.hushfeed("compare a.toml c.toml");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("share no draws"));
}

#[test]
fn results_that_sweep_different_keys_are_not_compared() {
    let folder = Folder::new();
    let sweep = |name: &str, grid: &str| {
        folder
            .write(&format!("{name}.toml"), &format!("{TINY}\n[sweep]\nreplicates = 3\ngrid = {{ {grid} }}"));
        assert!(folder.hushfeed(&format!("sweep {name}.toml --out {name} --quiet")).status.success());
    };
    sweep("a", "\"network.homophily\" = [0.2, 0.8]");
    sweep("b", "\"feed.slots\" = [2, 5]");
    sweep("c", "\"feed.slots\" = [2]");
    let refused = folder.hushfeed("compare a b");
    let error = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{error}");
    assert!(error.contains("a/runs.csv sweeps network.homophily; b/runs.csv sweeps feed.slots"), "{error}");
    // One that sweeps nothing is compared with the only point of another.
    folder.write("one.toml", &format!("{TINY}\n[sweep]\nreplicates = 3"));
    assert!(folder.hushfeed("run one.toml --out one --quiet").status.success());
    assert!(folder.hushfeed("compare one c --quiet").status.success());
}

#[test]
fn indices_come_from_the_folder_of_their_design() {
    let folder = Folder::new();
    let parameters = "parameters = { \"network.homophily\" = [0.1, 0.9], \"feed.slots\" = [1, 8] }";
    folder.write("sobol.toml", &format!("{TINY}\n[sweep]\nsobol = {{ samples = 32, {parameters} }}"));
    folder.write("morris.toml", &format!("{TINY}\n[sweep]\nmorris = {{ trajectories = 10, {parameters} }}"));
    let y = folder.stdout("sweep sobol.toml --out sobol --y crosscut_shown --quiet");
    let y: Vec<f64> = y.lines().map(|line| line.parse().unwrap()).collect();
    let expected = sobol(2, &y, &Draws::new(3, 0)).unwrap();
    let csv = folder.stdout("indices sobol --metric crosscut_shown");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["parameter", "index", "value", "ci_low", "ci_high"]);
    assert_eq!((rows[1][0], rows[1][1]), ("network.homophily", "first_order"));
    assert_eq!(rows[1][2].parse::<f64>().unwrap(), expected[0].first);
    assert_eq!((rows[4][0], rows[4][1]), ("feed.slots", "total_order"));
    assert_eq!(rows[4][2].parse::<f64>().unwrap(), expected[1].total);
    assert!(expected[0].total > 0.3, "homophily decides what is shown: {expected:?}");
    folder.stdout("sweep morris.toml --out morris --quiet");
    let csv = folder.stdout("indices morris --metric crosscut_shown");
    let mu: f64 = csv.lines().nth(1).unwrap().split(',').nth(2).unwrap().parse().unwrap();
    assert!(csv.contains("\nnetwork.homophily,mu_star,") && mu < -0.1, "{csv}");
    folder.write("grid.toml", &format!("{TINY}\n[sweep]\ngrid = {{ \"feed.slots\" = [1, 8] }}"));
    folder.stdout("sweep grid.toml --out grid --quiet");
    let refused = folder.hushfeed("indices grid --metric crosscut_shown");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("neither sobol nor morris"));
}

#[test]
fn power_says_how_many_runs() {
    let folder = Folder::new();
    let csv = folder.stdout("power --f 0.2 --points 10 --dz 0.5");
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[1], "f,0.2,10,0.01,0.95,77,770,0.9505,78.90", "{csv}");
    assert!(rows[2].starts_with("d_z,0.5,2,0.01,0.95,"));
    folder.write(
        "tiny.toml",
        &format!("{TINY}\n[sweep]\nreplicates = 8\ngrid = {{ \"network.homophily\" = [0.2, 0.8] }}"),
    );
    folder.stdout("sweep tiny.toml --out pilot --quiet");
    let output = folder.hushfeed("power --pilot pilot --metric crosscut_shown --power 0.8");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("16 runs at 2 points") && text.contains("d_z = "), "{text}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3);
    for points in ["1", "1000001"] {
        assert_eq!(folder.hushfeed(&format!("power --f 0.2 --points {points}")).status.code(), Some(2));
    }
}

#[test]
fn shards_keep_the_baseline_and_refuse_what_is_one_piece() {
    let folder = Folder::new();
    let design = "grid = { \"feed.ranking\" = [\"random\", \"popularity\"] }\n";
    let baseline = "replicates = 3\nbaseline = { \"feed.ranking\" = \"popularity\" }\n";
    folder.write("tiny.toml", &format!("{TINY}\n[sweep]\n{baseline}{design}"));
    folder.stdout("sweep tiny.toml --out whole --quiet");
    for shard in ["1/2", "2/2"] {
        folder.stdout(&format!("sweep tiny.toml --out parts --quiet --shard {shard}"));
    }
    folder.stdout("merge parts --quiet");
    let summary = folder.read("whole/summary.csv");
    assert!(summary.contains("difference_ci_low"));
    assert_eq!(folder.read("parts/summary.csv"), summary);
    for other in ["--replay 1", "--y silent_share"] {
        let output = folder.hushfeed(&format!("sweep tiny.toml --out no --shard 1/2 {other}"));
        assert_eq!(output.status.code(), Some(2), "{other}");
    }
    let rule = "until_ci = { metric = \"silent_share\", half_width = 0.03, cap = 60 }\n";
    folder.write("tiny.toml", &format!("{TINY}\n[sweep]\n{rule}{design}"));
    for more in ["", " --dry-run"] {
        let output = folder.hushfeed(&format!("sweep tiny.toml --out no --shard 1/2{more}"));
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains("cannot be played in shards") && error.contains("until_ci"), "{error}");
    }
    assert!(!folder.path("no").exists());
}
