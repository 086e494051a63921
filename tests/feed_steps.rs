//! What happens to scores on the way to a feed: factors of relations, re-ranking for diversity, the lift of new authors.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hushfeed::registry::Document;
use hushfeed::sweep::{Experiment, RunRecord, ScenarioExperiment};

/// A world whose ranking is `weighted` with the keys of the test.
fn world(keys: &str) -> String {
    format!(
        r#"
format = 1
seed = 6
ticks = 12
[network]
generator = "homophilic"
agents = 150
followees = 12
homophily = 0.7
[population]
opinion = {{ uniform = [-1.0, 1.0] }}
[feed]
ranking = "weighted"
slots = 18
window = 4
{keys}
[reaction]
rule = "kernel"
like = 0.4
reshare = 0.2
[output]
metrics = ["default", "funnel", "reach", "attention"]
"#
    )
}

fn play(text: &str) -> RunRecord {
    let document = Document::parse("test.toml", text).unwrap();
    let (experiment, _) = ScenarioExperiment::new(Path::new("test.toml"), &document, false)
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let Ok(record) = experiment.play(&experiment.run(0), &AtomicBool::new(false), &|_| (), false) else {
        panic!("a run failed")
    };
    record
}

/// The bits of all that was observed.
fn bits(text: &str) -> Vec<u64> {
    play(text).series.iter().flat_map(|(_, values)| values.iter().map(|value| value.to_bits())).collect()
}

#[test]
fn half_for_friends_is_double_for_strangers() {
    let with = |factor: &str| bits(&world(&format!("retrieved = 20\nlike = 1.0\n{factor}")));
    let halved = with("friend_factor = 0.5");
    assert_eq!(halved, with("out_of_network_factor = 2.0"));
    assert_ne!(halved, with(""));
}

#[test]
fn infinite_scores_do_not_end_a_run() {
    let infinite = play(&world("like = 1e39\nretrieved = 20\ndeterminantal = 0.65\nlift = true"));
    assert_eq!(infinite.series.len(), 13);
}
