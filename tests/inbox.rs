//! Inboxes against a plain loop that pushes messages, against the exact mean without bots, and on several threads.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{Model, Simulation, Stop};
use hushfeed::network::Graph;
use hushfeed::random::{Draws, Purpose, mix};
use hushfeed::reaction::{CreateOrReshare, Reaction};
use hushfeed::registry::Parameters;
use hushfeed::world::{AgentKind, Agents, Held, Message, PostId, PostLaw, Scale};
use support::{graph, model};

fn inbox_model(slots: u32, create: f64, ticks: u32) -> Model {
    let mut model = model();
    model.feed.inbox = Some(slots);
    model.reaction = Box::new(CreateOrReshare { create, recency_rate: 0.4, recency_power: 0.4 });
    model.stop = Stop { ticks, ..Stop::default() };
    model
}

/// A tenth of the agents, the last ones, are bots.
fn with_bots(agents: usize) -> Agents {
    let mut all = Agents::new(agents, Scale::default());
    all.kind[agents - agents / 10..].fill(AgentKind::Bot);
    all
}

/// `quality_mean` of every tick from the first.
fn qualities(model: &Model, graph: &Graph, agents: &Agents, draws: Draws, parallel: bool) -> Vec<f64> {
    let mut simulation = Simulation::new(model, graph.clone(), agents.clone(), draws, parallel).unwrap();
    let mut qualities = Vec::new();
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
        qualities.extend(observation.view.observed.quality.map(|quality| quality.mean));
    });
    qualities
}

/// The published loop: senders in random order push into lists, which grow at the front and are cut at the end.
fn plain(model: &Model, graph: &Graph, agents: &Agents, draws: Draws, rule: &CreateOrReshare) -> Vec<f64> {
    let n = agents.len();
    let followers = graph.followers();
    let slots = model.feed.inbox.unwrap() as usize;
    let mut feeds: Vec<Vec<Held>> = vec![Vec::new(); n];
    let mut qualities = Vec::new();
    for tick in 1..=model.stop.ticks {
        let word = draws.words(Purpose::Turn, tick, u32::MAX)[0];
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&agent| mix(word, agent as u32));
        let mut incoming: Vec<Vec<(Message, u32)>> = vec![Vec::new(); n];
        for agent in order {
            let is_bot = agents.kind[agent] == AgentKind::Bot;
            let mut stream = draws.stream(Purpose::Turn, tick, agent as u32);
            let turn = [stream.uniform(), stream.uniform()];
            let message = if let Some(at) = rule.choose(&feeds[agent], &[], turn) {
                feeds[agent][at].message
            } else {
                let mut stream = draws.stream(Purpose::Message, tick, agent as u32);
                model.posts.draw(PostId::new(agent as u32, tick), is_bot, &mut stream)
            };
            for &follower in followers.followees(agent) {
                let list = &mut incoming[follower as usize];
                for _ in 0..if is_bot { model.posts.bot_copies } else { 1 } {
                    match list.iter_mut().find(|(other, _)| other.id == message.id) {
                        Some((_, shares)) => *shares += 1,
                        None => list.push((message, 1)),
                    }
                }
            }
        }
        for (feed, incoming) in feeds.iter_mut().zip(incoming) {
            if incoming.is_empty() {
                continue;
            }
            let known = |id: PostId| feed.iter().any(|entry| entry.message.id == id);
            let repeated = incoming.iter().any(|(message, _)| known(message.id));
            let mut next = Vec::new();
            for &(message, shares) in incoming.iter().filter(|(message, _)| !known(message.id)) {
                next.push(Held { message, shares, age: 0 });
            }
            for entry in feed.iter() {
                let more = incoming.iter().find(|(message, _)| message.id == entry.message.id);
                next.push(Held {
                    message: entry.message,
                    shares: entry.shares + more.map_or(0, |&(_, shares)| shares),
                    age: if repeated { entry.age + 1 } else { 1 },
                });
            }
            next.truncate(slots);
            assert!(next.is_sorted_by_key(|entry| entry.age), "the first are the youngest");
            *feed = next;
        }
        let human = |agent: &usize| agents.kind[*agent].is_human();
        let held: Vec<f64> = (0..n)
            .filter(human)
            .flat_map(|agent| &feeds[agent])
            .map(|entry| f64::from(entry.message.quality))
            .collect();
        qualities.push(held.iter().sum::<f64>() / held.len() as f64);
    }
    qualities
}

#[test]
fn pulling_is_pushing() {
    let draws = Draws::new(21, 0);
    let (graph, agents) = (graph(900, 4, true, &draws), with_bots(900));
    for (slots, create, copies) in [(5, 0.3, 1), (15, 0.7, 4), (1, 0.5, 2)] {
        let mut model = inbox_model(slots, create, 30);
        model.posts = PostLaw { bot_copies: copies, bot_appeal: 0.5, ..PostLaw::from_toml("").unwrap() };
        let rule = CreateOrReshare { create, recency_rate: 0.4, recency_power: 0.4 };
        let expected = plain(&model, &graph, &agents, draws, &rule);
        let found = qualities(&model, &graph, &agents, draws, false);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert!(expected[29] < 0.8, "bots leave their mark: {}", expected[29]);
        for threads in [2, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let on = pool.install(|| qualities(&model, &graph, &agents, draws, true));
            assert_eq!(on, found, "{threads} threads");
        }
    }
}

/// Without bots a message's spread does not depend on its quality. Single messages can go round for a while, so that it
/// takes runs to see it: the mean over them may miss by four standard errors, which must be small.
#[test]
fn without_bots_the_mean_quality_is_that_of_new_messages() {
    let agents = Agents::new(1500, Scale::default());
    for (slots, create, followees, growth) in [(3, 0.3, 2, 5.0), (20, 0.8, 12, 5.0), (15, 0.5, 3, 10.0)] {
        let mut model = inbox_model(slots, create, 60);
        model.posts.quality_growth = growth;
        let means: Vec<f64> = (0..24)
            .map(|replicate| {
                let draws = Draws::new(22, replicate);
                let graph = graph(1500, followees, true, &draws);
                let late = &qualities(&model, &graph, &agents, draws, false)[20..];
                late.iter().sum::<f64>() / late.len() as f64
            })
            .collect();
        let (mean, variance) = hushfeed::math::mean_and_variance(&means).unwrap();
        let error = (variance / 23.0).sqrt();
        assert!(error < 0.004, "{slots} {create}: {error}");
        let expected = model.posts.mean_quality();
        assert!((mean - expected).abs() < 4.0 * error, "{slots} {create}: {mean} ± {error} for {expected}");
    }
}
