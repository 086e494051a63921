//! Real graphs for the tests of measures: read where they are, skipped with a message where they are not.

use std::path::PathBuf;

use crate::network::Graph;

fn read(path: &str) -> Option<String> {
    let folder = std::env::var_os("HUSHFEED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = folder.join(path);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            eprintln!("skipped: {}: {error} (set HUSHFEED_DATA to the folder of data sets)", path.display());
            None
        }
    }
}

/// The political blogs of Adamic & Glance 2005, directed, and their sides: liberal −1, conservative +1.
pub(crate) fn polblogs() -> Option<(Graph, Vec<i8>)> {
    let text = read("polblogs/polblogs.gml")?;
    let words: Vec<&str> = text.split_whitespace().collect();
    // Node ids are 1 … 1490 in order; nodes have a text attribute `source` too, which is no number.
    let numbers = |key: &str| -> Vec<u32> {
        words.windows(2).filter(|pair| pair[0] == key).filter_map(|pair| pair[1].parse().ok()).collect()
    };
    let (ids, values) = (numbers("id"), numbers("value"));
    let first = ids[0];
    assert!(ids.iter().enumerate().all(|(place, &id)| id == first + place as u32), "ids in order");
    let ties: Vec<(u32, u32)> =
        numbers("source").into_iter().zip(numbers("target")).map(|(a, b)| (a - first, b - first)).collect();
    let sides = values[..ids.len()].iter().map(|&value| if value == 0 { -1 } else { 1 }).collect();
    Some((Graph::from_ties(ids.len(), &ties, true), sides))
}

/// The ego networks that the Facebook data set of SNAP joins, undirected.
pub(crate) fn ego_facebook() -> Option<Graph> {
    let text = read("ego-facebook/facebook_combined.txt")?;
    let numbers: Vec<u32> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let ties: Vec<(u32, u32)> = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    Some(Graph::from_ties(4039, &ties, false))
}

/// `cargo test --release --lib measures_of_a_million -- --ignored --nocapture`
#[test]
#[ignore = "a measurement of time: a million agents with 30 neighbours"]
#[expect(clippy::disallowed_methods, reason = "a clock is what a measurement of time needs")]
fn measures_of_a_million() {
    use super::*;
    use crate::network::generators::Homophilic;
    use crate::network::generators::testing::{grow, minority};
    let sides = minority(1_000_000, 0.5);
    let rule = Homophilic { agents: 1_000_000, followees: 15, homophily: 0.8, directed: false };
    let graph = grow(&rule, 1, Some(&sides)).graph;
    let active: Vec<bool> = sides.iter().map(|&side| side == 1).collect();
    let degrees = out_degrees(&graph);
    let measured: [(&str, &dyn Fn() -> f64); 10] = [
        ("same_side_ties", &|| same_side_ties(&graph, &sides)),
        ("transitivity", &|| transitivity(&graph)),
        ("mean_local_clustering", &|| mean_local_clustering(&graph)),
        ("components", &|| Components::of(&graph).count() as f64),
        ("gini", &|| degree_summary(&degrees).gini),
        ("tail_exponent", &|| tail_exponent(&degrees, 50)),
        ("reciprocity", &|| reciprocity(&graph)),
        ("rwc", &|| random_walk_controversy(&graph, &sides)),
        ("perception_bias", &|| perception_bias(&graph, &sides).minority.group),
        ("majority_illusion", &|| majority_illusion(&graph, &active, 0.5)),
    ];
    for (name, measure) in measured {
        let start = std::time::Instant::now();
        let value = measure();
        println!("{:6.2} s  {name} = {value:.4}", start.elapsed().as_secs_f64());
    }
}
