//! What the engine tests share: small worlds made by hand.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "draws are lent to tests as the engine lends them to rules"
)]

pub mod experiments;

use hushfeed::engine::{Climate, Feed, Model, Order, Program, Reach, Slots, Source, Stances, Stop, Watch};
use hushfeed::expression::Always;
use hushfeed::feed::Random;
use hushfeed::influence::NoInfluence;
use hushfeed::network::Graph;
use hushfeed::random::{Draws, Purpose};
use hushfeed::reaction::NoReaction;
use hushfeed::registry::Parameters as _;
use hushfeed::ties::Static;
use hushfeed::world::{Agents, PostLaw, Scale};

/// A model in which nothing happens but speech: everything is shown, nobody reacts, nothing moves.
pub fn model() -> Model {
    Model {
        order: Order::default(),
        feed: Feed {
            slots: Slots::All,
            window: 1,
            posts_per_tick: 1,
            reshares_per_tick: 1,
            source: Source::Accounts,
            stance: Stances::Opinion,
            oracle: false,
            temperature: 0.0,
            inbox: None,
            memory: None,
            reach: Reach::default(),
        },
        ranking: Box::new(Random {}),
        posts: PostLaw::from_toml("").unwrap(),
        reaction: Box::new(NoReaction {}),
        expression: Box::new(Always {}),
        climate: Climate::default(),
        influence: Box::new(NoInfluence {}),
        ties: Box::new(Static {}),
        stop: Stop { ticks: 20, ..Stop::default() },
        watch: Watch { every: 1, window: None, dereferenced_below: 0.01, cluster_gap: 0.1, content: false },
        program: Program::default(),
    }
}

/// A random graph: every agent follows `followees` draws out of all others.
pub fn graph(agents: u32, followees: u32, directed: bool, draws: &Draws) -> Graph {
    let mut ties = Vec::new();
    for i in 0..agents {
        let mut stream = draws.stream(Purpose::Network, 0, i);
        ties.extend((0..followees).map(|_| (i, stream.below(agents))));
    }
    Graph::from_ties(agents as usize, &ties, directed)
}

/// Agents with uniform opinions, inner states and willingness to self-censor.
pub fn agents(count: usize, binary: bool, draws: &Draws) -> Agents {
    let mut agents = Agents::new(count, Scale::default());
    for i in 0..count {
        let x = 2.0 * draws.uniform(Purpose::Opinion, 0, i as u32) - 1.0;
        agents.opinion[i] = if binary { x.signum() } else { x };
        agents.inner[i] = draws.uniform(Purpose::Confidence, 0, i as u32);
        agents.self_censorship[i] = draws.uniform(Purpose::SelfCensorship, 0, i as u32);
    }
    agents
}
