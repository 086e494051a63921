//! The comparison of all rankings that ships with the program.

use std::path::Path;

use hushfeed::design::Plan;
use hushfeed::feed::RANKINGS;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario::{load, takes_whole_numbers};

/// It names every ranking but `weighted`, which ranks nothing without weights, and each of its points is valid and
/// without a warning.
#[test]
fn the_sweep_holds_every_named_ranking() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sweeps/rankings.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let read = |assignments: &[(String, String)]| {
        let mut document = Document::parse("rankings.toml", &text).unwrap();
        for (key, value) in assignments {
            document.set("sweep", &format!("{key}={value}")).unwrap();
        }
        let (scenario, warnings) = load(&path, document).unwrap();
        assert_eq!(warnings.items().len(), 0, "{assignments:?}: {warnings:?}");
        scenario
    };
    let scenario = read(&[]);
    let draws = Draws::new(scenario.top.seed, 0);
    let blocks =
        scenario.sweep.designs().into_iter().flat_map(|design| design.blocks(&draws, &takes_whole_numbers));
    let plan = Plan::new(blocks.collect());
    let mut named: Vec<String> = (0..plan.points())
        .map(|point| {
            let values: Vec<(String, String)> =
                plan.point(point).iter().map(|value| (value.key.name.clone(), value.text())).collect();
            read(&values).model.ranking.name().to_owned()
        })
        .collect();
    named.push("weighted".to_owned());
    named.sort();
    let mut registered: Vec<&str> = RANKINGS.iter().map(|entry| entry.name).collect();
    registered.sort_unstable();
    assert_eq!(named, registered);
}
