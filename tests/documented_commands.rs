//! The commands of docs/attribution.md, docs/cluster.md, docs/sweeps.md and docs/from-ndlib.md, played as they stand there; and what they lead
//! to: shards of a shell loop, shards of points that came from a file, swept keys that have a column already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A scenario that takes a millisecond a run, under the names that the pages use.
const SCENARIO: &str = "\
seed = 3
ticks = 6
network = { generator = \"homophilic\", agents = 60, followees = 4, homophily = 0.7 }
feed = { ranking = \"popularity\", slots = 3 }
output = { every = 4 }

[sweep]
replicates = 5
grid = { \"network.homophily\" = [0.5, 0.6, 0.7, 0.8], \"feed.ranking\" = [\"random\", \"popularity\"] }
";
const SAMPLES: &str = "network.homophily,expression.kappa\n0.5,2.0\n0.7,4.0\n0.9,8.0\n0.6,3.0\n";
const PAGES: [&str; 3] = ["docs/attribution.md", "docs/cluster.md", "docs/sweeps.md"];

struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder in which the commands of the pages can be given.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for name in ["my.toml", "scenario.toml"] {
            fs::write(folder.path(name), SCENARIO).expect("written");
        }
        fs::write(folder.path("samples.csv"), SAMPLES).expect("written");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What a shell makes of some lines, with `hushfeed` on its path.
    fn shell(&self, lines: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_hushfeed")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("sh")
            .args(["-e", "-c", lines])
            .env("PATH", format!("{}:{path}", program.display()))
            .current_dir(self.0.path())
            .output()
            .expect("a shell")
    }

    fn good(&self, lines: &str) -> String {
        let output = self.shell(lines);
        assert!(output.status.success(), "{lines}\n{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The tables of a result, without the time that a run took.
    fn tables(&self, name: &str) -> Vec<String> {
        let runs = self.read(&format!("{name}/runs.csv"));
        let runs = runs.lines().map(|line| line.rsplit_once(',').expect("columns").0).collect::<Vec<_>>();
        let others = ["series.csv", "summary.csv", "opinions.csv", "scenario.toml"];
        let others = others.map(|file| self.read(&format!("{name}/{file}")));
        std::iter::once(runs.join("\n")).chain(others).collect()
    }
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The shell blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    blocks_of(page, "sh")
}

/// The blocks of a page in some language.
fn blocks_of(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1);
    blocks.map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_command_of_the_pages_does_what_it_says() {
    let mut played = 0;
    for page in PAGES {
        let folder = Folder::new();
        folder.good("hushfeed sweep my.toml --set sweep.replicates=20 --out results/pilot --quiet");
        for block in blocks(page) {
            if block.contains("sbatch") {
                continue; // scripts/slurm_trial.sh plays those
            }
            if page == "docs/cluster.md" {
                fs::remove_dir_all(folder.path("results/my")).unwrap_or_default();
            }
            for line in block.lines().filter(|line| !line.is_empty()) {
                // Other machines, and scripts that tests/scripts.rs plays.
                let elsewhere = line.contains(" -S ") || line.contains("scripts/");
                if elsewhere || (line.starts_with("parallel") && !is_there("parallel")) {
                    println!("skipped: {line}");
                    continue;
                }
                folder.good(line);
                played += 1;
            }
        }
    }
    assert!(played >= 17, "{played} commands: the pages have lost some");
}

/// A newcomer from NDlib: the page's scenario beside files as its first step writes them, and all its commands in order.
#[test]
fn the_page_for_ndlib_leads_to_results() {
    let page = "docs/from-ndlib.md";
    let folder = Folder::new();
    let scenarios = blocks_of(page, "toml");
    fs::write(folder.path("hk.toml"), &scenarios[0]).expect("written");
    // A ring of 40 in which everybody knows the three next.
    let edges: String =
        (0..40).flat_map(|i| (1..4).map(move |k| format!("{i},{}\n", (i + k) % 40))).collect();
    fs::write(folder.path("edges.csv"), edges).expect("written");
    let opinions: Vec<String> = (0..40).map(|i| format!("{i},{}\n", f64::from(i * 17 % 40) / 40.0)).collect();
    let opinions = opinions.concat();
    fs::write(folder.path("nodes.csv"), format!("id,opinion\n{opinions}")).expect("written");
    let mut results = 0;
    for block in blocks(page) {
        for line in block.lines() {
            folder.good(line);
            results += usize::from(line.starts_with("hushfeed run"));
        }
    }
    assert_eq!(fs::read_dir(folder.path("results")).expect("results").count(), results, "a folder each");
    let runs = folder.read("results/hk-ndlib/runs.csv");
    assert_eq!(runs.lines().count(), 21, "{runs}");
    // One run of the paper's model: opinions come together on a ring within ε = .5.
    let last = folder.read("results/hk/series.csv");
    assert!(last.lines().count() == 52 && folder.read("results/hk/runs.csv").lines().count() == 2, "{last}");
}

#[test]
fn a_shell_loop_over_shards_gives_the_bytes_of_one_process() {
    let folder = Folder::new();
    folder.good("hushfeed sweep my.toml --out whole --quiet");
    folder.good(
        "for k in $(seq 3); do hushfeed sweep my.toml --out loop --resume --quiet --shard $k/3; done\n\
         hushfeed merge loop --quiet",
    );
    assert_eq!(folder.tables("loop"), folder.tables("whole"));
    if !is_there("parallel") {
        println!("skipped: GNU parallel is not installed");
        return;
    }
    folder.good(
        "parallel --jobs 2 hushfeed sweep my.toml --out side --resume --threads 1 --quiet --shard {}/3 ::: $(seq 3)\n\
         hushfeed merge side --quiet",
    );
    assert_eq!(folder.tables("side"), folder.tables("whole"));
}

#[test]
fn points_from_a_file_are_merged_resumed_and_played_again_without_it() {
    let folder = Folder::new();
    let sweep = "hushfeed sweep scenario.toml --samples samples.csv --quiet";
    folder.good(&format!("{sweep} --out whole"));
    folder.good(&format!("for k in 1 2 3; do {sweep} --out parts --shard $k/3; done"));
    // The points stand in the scenario of the shards: nobody needs the file any more.
    folder.good("rm samples.csv; hushfeed merge parts --quiet");
    assert_eq!(folder.tables("parts"), folder.tables("whole"));
    folder.good("hushfeed sweep whole/scenario.toml --out again --quiet");
    assert_eq!(folder.tables("again"), folder.tables("whole"));
    // Other points are another sweep: not one to go on with.
    fs::write(folder.path("samples.csv"), SAMPLES.replace("0.9", "0.8")).expect("written");
    let output = folder.shell(&format!("{sweep} --out parts --shard 1/3 --resume"));
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_column_of_runs_has_a_name_of_its_own() {
    let folder = Folder::new();
    let keys = "{ \"seed\" = [7, 8], \"ticks\" = [4, 6], \"feed.slots\" = [2] }";
    folder.good(&format!("hushfeed sweep my.toml --set 'sweep.grid={keys}' --out whole --quiet"));
    let runs = folder.read("whole/runs.csv");
    let header: Vec<&str> = runs.lines().next().expect("a header").split(',').collect();
    let first = ["run_id", "point_id", "replicate", "seed", "scenario.ticks", "feed.slots", "status"];
    assert_eq!(header[..7], first);
    let mut names = header.clone();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), header.len(), "{header:?}");
    let seeds: Vec<&str> = runs.lines().skip(1).map(|line| line.split(',').nth(3).expect("a seed")).collect();
    assert!(seeds.contains(&"7") && seeds.contains(&"8"));
    // And what reads the table finds its way.
    folder.good("hushfeed compare whole whole --quiet");
    let output = folder.shell("hushfeed check my.toml --seed 18446744073709551615");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("whole numbers go up to 9223372036854775807"), "{error}");
}
