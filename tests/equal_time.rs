//! The quota of `equal_time` in feeds as the engine fills them.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Simulation, Slots, Source};
use hushfeed::feed::{EqualTime, Executive, Quota, QuotaLevel, QuotaRule};
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::world::{Agents, Scale};
use support::model;

/// How many items of the + and − side the one reader, who follows `positive` and `negative` accounts, is shown in each
/// of five ticks.
fn shown(rule: QuotaRule, source: Source, positive: u32, negative: u32) -> Vec<(u32, u32)> {
    let count = 1 + positive + negative;
    let mut model = model();
    model.ranking = Box::new(EqualTime {
        quota: Quota {
            rule,
            level: QuotaLevel::Feed,
            executive: Executive::Positive,
            pull: 10_000.0,
            tolerance: 0.0,
        },
    });
    model.feed.slots = Slots::First(10);
    model.feed.source = source;
    model.feed.window = if source == Source::Posts { 4 } else { 1 };
    model.stop.ticks = 5;
    let star: Vec<(u32, u32)> = (1..count).map(|j| (0, j)).collect();
    let mut agents = Agents::new(count as usize, Scale::default());
    for j in 1..count {
        agents.opinion[j as usize] = if j <= positive { 0.5 } else { -0.5 };
    }
    let graph = Graph::from_ties(count as usize, &star, true);
    let mut simulation = Simulation::new(&model, graph, agents, Draws::new(5, 0), false).unwrap();
    let mut feeds = Vec::new();
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
        if observation.view.tick > 0 {
            feeds.push(observation.view.observed.tallies[0].sides());
        }
    });
    assert_eq!(feeds.len(), 5);
    feeds
}

#[test]
fn nine_to_one_becomes_five_to_five_or_stays() {
    for source in [Source::Posts, Source::Accounts] {
        assert_eq!(shown(QuotaRule::Equal, source, 90, 10), [(5, 5); 5]);
        assert_eq!(shown(QuotaRule::Population, source, 90, 10), [(9, 1); 5]);
    }
}

#[test]
fn a_side_without_posts_leaves_its_slots() {
    assert_eq!(shown(QuotaRule::Equal, Source::Accounts, 30, 3), [(7, 3); 5]);
    assert_eq!(shown(QuotaRule::Equal, Source::Posts, 30, 0), [(10, 0); 5]);
    assert_eq!(shown(QuotaRule::Equal, Source::Accounts, 4, 2), [(4, 2); 5]);
}
