//! `hushfeed report`: the page shows what the tables say, holds everything itself, and replaces nothing but itself.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::with_status;

const SCENARIO: &str = "\
name = \"camps\"
seed = 3
ticks = 8
network = { generator = \"homophilic\", agents = 60, followees = 4, homophily = 0.7 }
feed = { ranking = \"popularity\", slots = 3 }
output = { every = 2 }

[sweep]
replicates = 3
grid = { \"network.homophily\" = [0.5, 0.7, 0.9], \"feed.ranking\" = [\"random\", \"popularity\"] }
";

fn played(words: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("s.toml"), SCENARIO).expect("written");
    with_status(folder.path(), words, 0);
    folder
}

fn page(folder: &Path, words: &str) -> String {
    let (place, _) = with_status(folder, words, 0);
    fs::read_to_string(folder.join(place.trim())).expect("the page is where it says")
}

fn fails(folder: &Path, words: &str) -> String {
    with_status(folder, words, 2).1
}

/// The figure under a title.
fn figure<'a>(page: &'a str, title: &str) -> &'a str {
    let start =
        page.find(&format!("<figcaption>{title}</figcaption>")).unwrap_or_else(|| panic!("no {title}"));
    &page[start..start + page[start..].find("</figure>").expect("it ends")]
}

#[test]
fn the_page_of_a_run_holds_everything_itself() {
    let folder = played("run s.toml --out r --quiet");
    let text = page(folder.path(), "report r");
    for title in ["Who speaks, of all humans", "camps", "opinions held", "opinions shown"] {
        assert!(figure(&text, title).contains("<svg "), "{title}");
    }
    // Nothing is asked for from outside; the only address is the name of SVG's own format.
    let outside = text.replace("http://www.w3.org/2000/svg", "");
    assert!(!outside.contains("http") && !outside.contains("src=") && !outside.contains("<script"));
    // The number in the table is that of summary.csv.
    let summary = fs::read_to_string(folder.path().join("r/summary.csv")).expect("written");
    let row = summary.lines().find(|line| line.starts_with("0,silent_share,,")).expect("an outcome");
    let mean: f64 = row.split(',').nth(4).expect("a mean").parse().expect("a number");
    assert!(text.contains(&format!("<code>silent_share</code></td><td class=\"n\">{mean:.3}</td>")), "{row}");
    assert_eq!(text, page(folder.path(), "report r"), "drawn anew, it is the same");
}

#[test]
fn of_a_sweep_every_line_has_its_points() {
    let folder = played("sweep s.toml --out r --quiet --gzip");
    let text = page(folder.path(), "report r");
    assert!(text.contains("18 of 18 runs finished, 6 points"));
    // Two lines, one a ranking, over three homophilies: six dots, and nothing else is a circle.
    let over = figure(&text, "silent_share");
    assert_eq!(over.matches("<circle").count(), 6);
    assert!(over.contains("network.homophily"));
    assert!(text.contains("ranking popularity</span>"));
    let chosen = page(folder.path(), "report r --metric opinion_sd --point 5 --out chosen.html");
    assert!(figure(&chosen, "opinion_sd").contains("<circle"));
    assert!(!chosen.contains("<figcaption>silent_share</figcaption>"));
}

#[test]
fn points_without_numbers_stand_by_their_names() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let only_names = SCENARIO.replace("\"network.homophily\" = [0.5, 0.7, 0.9], ", "");
    fs::write(folder.path().join("s.toml"), only_names).expect("written");
    with_status(folder.path(), "sweep s.toml --out r --quiet", 0);
    let text = page(folder.path(), "report r");
    let by_name = figure(&text, "silent_share");
    assert_eq!(by_name.matches("<circle").count(), 2);
    assert!(by_name.contains("ranking random") && by_name.contains("ranking popularity"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let folder = played("run s.toml --out r --quiet");
    let error = fails(folder.path(), "report r --metric silent_shar");
    assert!(error.contains("did you mean") && error.contains("silent_share"), "{error}");
    let error = fails(folder.path(), "report r --point 7");
    assert!(error.contains("has no point 7"), "{error}");
    let error = fails(folder.path(), "report nowhere");
    assert!(error.contains("nowhere") && error.contains("help: "), "{error}");
}

#[test]
fn it_replaces_nothing_but_itself() {
    let folder = played("run s.toml --out r --quiet");
    let own = folder.path().join("r/report.html");
    fs::write(&own, "my own notes").expect("written");
    assert!(fails(folder.path(), "report r").contains("--force"));
    assert_eq!(fs::read_to_string(&own).expect("there"), "my own notes");
    page(folder.path(), "report r --force");
    // A page of an older result goes with it.
    with_status(folder.path(), "run s.toml --out r --quiet --force", 0);
    assert!(!own.exists());
}
