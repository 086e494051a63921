//! `hushfeed network` as a user sees it: what goes to stdout, what to stderr, what into files.

use std::path::Path;

use clap::{Args, Command, FromArgMatches};
use hushfeed::cli::network::{NetworkArgs, run_with};

/// Runs the command in `folder`: what it prints, what it says, or how it fails.
fn network(folder: &Path, line: &str) -> Result<(String, String), String> {
    // File names begin with `@`, which stands for the folder.
    let words = line.split_whitespace().map(|word| word.replace('@', &format!("{}/", folder.display())));
    let command = NetworkArgs::augment_args(Command::new("network"));
    let matches = command
        .try_get_matches_from(std::iter::once("network".to_owned()).chain(words))
        .map_err(|error| error.to_string())?;
    let args = NetworkArgs::from_arg_matches(&matches).map_err(|error| error.to_string())?;
    let (mut out, mut log) = (Vec::new(), Vec::new());
    let result = run_with(&args, &mut out, &mut log);
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(&format!("{}/", folder.display()), "");
    match result {
        Ok(()) => Ok((text(out), text(log))),
        Err(error) => Err(text(error.to_string().into_bytes())),
    }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_network_is_grown_measured_and_converted() {
    let folder = folder(&[]);
    let at = folder.path();
    let (out, log) = network(at, "generate watts_strogatz -p agents=100 --seed 7 -o @ws.csv").unwrap();
    assert_eq!(out, "");
    assert!(log.contains("100 agents") && log.ends_with("wrote ws.csv\nwrote ws.nodes.csv\n"), "{log}");
    let first = std::fs::read(at.join("ws.csv")).unwrap();

    let taken = network(at, "generate watts_strogatz -p agents=100 --seed 8 -o @ws.csv").unwrap_err();
    assert!(taken.starts_with("ws.csv: expected a name that is free"), "{taken}");
    assert_eq!(std::fs::read(at.join("ws.csv")).unwrap(), first);
    network(at, "generate watts_strogatz -p agents=100 --seed 8 -o @ws.csv --force").unwrap();
    assert_ne!(std::fs::read(at.join("ws.csv")).unwrap(), first);
    network(at, "generate watts_strogatz -p agents=100 --seed 7 -o @ws.csv --force").unwrap();
    assert_eq!(std::fs::read(at.join("ws.csv")).unwrap(), first);

    let (out, log) =
        network(at, "convert @ws.csv @ws.graphml --attributes @ws.nodes.csv --add-isolates").unwrap();
    assert!(out.is_empty() && log.contains("undirected (as the file says)"), "{log}");
    let (of_file, _) = network(at, "measure @ws.graphml").unwrap();
    let (of_generator, _) = network(at, "measure --generator watts_strogatz -p agents=100 --seed 7").unwrap();
    // A file may number the agents in another order, and sums of floats follow that order.
    let exact =
        |text: &str| text.lines().filter(|line| !line.contains("clustering")).collect::<Vec<_>>().join("\n");
    assert_eq!(exact(&of_file), exact(&of_generator));
    assert!(of_file.starts_with("measure,value\nagents,100\nties,"), "{of_file}");
}

#[test]
fn sides_come_from_an_attribute() {
    let folder = folder(&[
        ("edges.csv", "follower,followee\na,b\nb,a\nb,c\nc,d\nd,a\n"),
        ("nodes.csv", "id,party,three\na,D,x\nb,D,y\nc,R,z\n"),
    ]);
    let at = folder.path();
    let read = "measure @edges.csv --attributes @nodes.csv";
    let (out, log) = network(at, &format!("{read} --side party")).unwrap();
    assert!(log.contains("sides from \"party\": D is -1, R is +1; 1 neutral or missing"), "{log}");
    for line in ["agents,4", "ties,5", "directed,true", "mean_degree,1.25", "components,1", "agents_minus,2"]
    {
        assert!(out.lines().any(|one| one == line), "{line} in {out}");
    }
    // a-b and b-a within, b-c across; d has no party.
    assert!(out.contains("same_side_ties,0.6666666666666666\n"), "{out}");
    let (out, _) = network(at, &format!("{read} --side party --map D=+1 --json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["same_side_ties"], &json["assortativity"]), (&1.0.into(), &serde_json::Value::Null));
    let messages = [
        format!("{read} --side party --map S=+1"),
        format!("{read} --side party --map D=left"),
        format!("{read} --side partie"),
        format!("{read} --side three"),
        "measure @edges.csv --side party".to_owned(),
    ]
    .map(|line| network(at, &line).unwrap_err());
    insta::assert_snapshot!("side_messages", messages.join("\n\n"));
}

#[test]
fn a_generator_that_needs_sides_gets_them() {
    let folder = folder(&[]);
    let at = folder.path();
    let line = "generate homophilic -p agents=400 -p homophily=0.9 --plus 0.25 -o @h.gml";
    network(at, line).unwrap();
    let (out, _) = network(at, "measure @h.gml --side side").unwrap();
    assert!(out.contains("agents_minus,300\nagents_neutral,0\nagents_plus,100\n"), "{out}");
    let share: f64 =
        out.lines().find_map(|line| line.strip_prefix("same_side_ties,")).unwrap().parse().unwrap();
    assert!(share > 0.8, "{share}");
}

#[test]
fn wrong_commands_say_the_way_out() {
    let folder = folder(&[]);
    let messages = [
        "generate wats_strogatz -o @a.csv",
        "generate watts_strogatz -p agent=10 -o @a.csv",
        "generate watts_strogatz -p agents=many -o @a.csv",
        "generate complete -o @a.xlsx",
        "generate complete -o @a.mat",
        "measure",
        "measure @none.csv --generator complete",
        "measure @none.csv",
    ]
    .map(|line| network(folder.path(), line).unwrap_err());
    insta::assert_snapshot!("command_messages", messages.join("\n\n"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The published figures of the political blogs (undirected, largest component): share .906, assortativity .811.
#[test]
fn the_political_blogs_are_measured_as_published() {
    let data = std::env::var_os("HUSHFEED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), Into::into);
    if !data.join("polblogs/polblogs.gml").exists() {
        eprintln!("skipped: polblogs/polblogs.gml is not in {}; set HUSHFEED_DATA", data.display());
        return;
    }
    let line = "measure @polblogs/polblogs.gml --directed false --largest-component --side value --json";
    let (out, log) = network(&data, line).unwrap();
    assert!(log.contains("0 is -1, 1 is +1; 0 neutral or missing"), "{log}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let number = |name: &str| json[name].as_f64().unwrap();
    assert_eq!((number("agents"), number("ties"), number("components")), (1222.0, 33_428.0, 1.0));
    assert!((number("same_side_ties") - 0.906).abs() < 0.0005);
    assert!((number("assortativity") - 0.811).abs() < 0.0005);
}
