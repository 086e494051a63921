//! Encounters of two, and well-mixed populations.

mod support;

use std::sync::atomic::AtomicBool;

use hushfeed::engine::{ClusterStop, Model, Order, Schedule, Simulation, StoppedBy};
use hushfeed::expression::Confidence;
use hushfeed::influence::pairs::{PartnerChoice, PartnerKeys};
use hushfeed::influence::{AssimilationRepulsion, Bound, BoundedConfidence, DeGroot, Influence, Persuasion};
use hushfeed::network::{Generator as _, Graph, Request, generators::Complete};
use hushfeed::random::{Draws, Purpose};
use hushfeed::registry::Parameters as _;
use hushfeed::world::{Agents, OpinionRange, Scale};
use support::{agents, graph, model};

fn deffuant(epsilon: f64, selection: PartnerChoice, gamma: Option<f64>) -> BoundedConfidence {
    BoundedConfidence {
        epsilon,
        rate: 0.5,
        bound: Bound::Open,
        pairwise: true,
        partner: PartnerKeys { selection, gamma, ..PartnerKeys::default() },
        ..BoundedConfidence::default()
    }
}

fn pairs(schedule: Schedule, rule: impl Influence + 'static) -> Model {
    let mut model = model();
    model.order = Order { schedule, express_last: false, turns: 1 };
    model.influence = Box::new(rule);
    model
}

fn complete(agents: u32) -> Graph {
    Complete { agents }.grow(&Request { draws: &Draws::new(1, 0), sides: None }).unwrap().graph
}

fn unit(count: usize, draws: Draws) -> Agents {
    let mut people = agents(count, false, &draws);
    people.scale = Scale { range: OpinionRange::Unit, ..Scale::default() };
    people.opinion.iter_mut().for_each(|x| *x = x.midpoint(1.0));
    people
}

/// Opinions after some ticks, with every tick observed (phase by phase) or none (one tight loop).
fn play(model: &Model, graph: &Graph, people: &Agents, draws: Draws, watched: bool) -> Vec<f64> {
    let mut run = Simulation::new(model, graph.clone(), people.clone(), draws, false).unwrap();
    if watched {
        run.run(&AtomicBool::new(false), &|_| {}, |_| {});
    } else {
        (0..12).for_each(|_| run.step());
    }
    run.state().agents.opinion.clone()
}

fn rules() -> Vec<Box<dyn Influence>> {
    let repel = |text: &str| Box::new(AssimilationRepulsion::from_toml(text).unwrap()) as Box<dyn Influence>;
    vec![
        Box::new(deffuant(0.3, PartnerChoice::Uniform, None)),
        Box::new(deffuant(0.3, PartnerChoice::Biased, Some(1.2))),
        repel("pairwise = true\nrepulsion = 2.0"),
        repel("pairwise = true\nrepulsion = 2.0\nselection = \"similar\"\nsimilarity_exponent = 3.0"),
        Box::new(Persuasion::from_toml("step = 0.05").unwrap()),
    ]
}

/// The loop of pairs alone, the phases one by one, a graph that is complete and one that is not written down: all the
/// same, to the last bit.
#[test]
fn the_tight_loop_is_the_model() {
    let draws = Draws::new(14, 2);
    let people = unit(120, draws);
    for schedule in [Schedule::RandomReader, Schedule::Permutation] {
        for rule in rules() {
            let name = rule.name();
            let mut model = model();
            model.order = Order { schedule, express_last: false, turns: 1 };
            model.influence = rule;
            model.stop.ticks = 12;
            let of = |graph: &Graph, watched| play(&model, graph, &people, draws, watched);
            let tight = of(&complete(120), false);
            assert_ne!(tight, people.opinion);
            assert_eq!(tight, of(&complete(120), true), "{name} {schedule:?}");
            assert_eq!(tight, of(&Graph::well_mixed(120), false), "{name} {schedule:?}");
            assert_eq!(tight, of(&Graph::well_mixed(120), true), "{name} {schedule:?}");
            let sparse = graph(120, 7, true, &draws);
            let tight = of(&sparse, false);
            assert_ne!(tight, people.opinion);
            assert_eq!(tight, of(&sparse, true), "{name} {schedule:?}");
        }
    }
}

/// Against a plain loop over the same draws.
#[test]
fn a_plain_loop_of_pairs_gives_the_same() {
    let draws = Draws::new(3, 0);
    let people = unit(200, draws);
    let model = pairs(Schedule::RandomReader, deffuant(0.25, PartnerChoice::Uniform, None));
    let mut x = people.opinion.clone();
    for tick in 1..=12 {
        for step in 0..200 {
            let mut stream = draws.stream(Purpose::Step, tick, step);
            let i = stream.below(200) as usize;
            let j = stream.below(199) as usize;
            let j = j + usize::from(j >= i);
            let (a, b) = (x[i], x[j]);
            if (a - b).abs() < 0.25 {
                x[i] += 0.5 * (b - a);
                x[j] -= 0.5 * (b - a);
            }
        }
    }
    assert_eq!(play(&model, &Graph::well_mixed(200), &people, draws, false), x);
}

/// Both move alike, so that the mean stays, unless one of them is a bot or stubborn.
#[test]
fn the_mean_is_conserved_and_bots_stay() {
    let draws = Draws::new(5, 0);
    let mut people = unit(400, draws);
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let model = pairs(Schedule::RandomReader, deffuant(0.4, PartnerChoice::Biased, Some(0.5)));
    let after = play(&model, &Graph::well_mixed(400), &people, draws, false);
    assert!((mean(&after) - mean(&people.opinion)).abs() < 1e-12);
    people.kind[7] = hushfeed::world::AgentKind::Bot;
    people.stubbornness[8] = 1.0;
    let after = play(&model, &Graph::well_mixed(400), &people, draws, false);
    assert_eq!((after[7], after[8]), (people.opinion[7], people.opinion[8]));
    assert!((mean(&after) - mean(&people.opinion)).abs() > 1e-6);
}

/// Two groups out of reach of each other end a run; a gap of exactly ε parts them.
#[test]
fn a_run_ends_when_opinions_have_clustered() {
    let mut people = Agents::new(40, Scale { range: OpinionRange::Unit, ..Scale::default() });
    for (i, x) in people.opinion.iter_mut().enumerate() {
        *x = if i < 20 { 0.2 + 1e-3 * i as f64 } else { 0.8 - 1e-3 * i as f64 };
    }
    let mut model = pairs(Schedule::RandomReader, deffuant(0.3, PartnerChoice::Uniform, None));
    model.stop.ticks = 1000;
    model.stop.clusters = Some(ClusterStop { within: 0.001, apart: 0.3, every: 4 });
    let mut run = Simulation::new(&model, Graph::well_mixed(40), people, Draws::new(1, 0), false).unwrap();
    let stopped = run.run(&AtomicBool::new(false), &|_| {}, |_| {});
    assert_eq!(stopped, Some(StoppedBy::Settled));
    assert!(run.state().tick.is_multiple_of(4) && run.state().tick < 100);
    let x = &run.state().agents.opinion;
    assert!(x[1..20].iter().all(|y| (y - x[0]).abs() < 0.001));
}

/// Everybody at once over a well-mixed population: as over a complete graph, up to the rounding of sums.
#[test]
fn a_well_mixed_population_is_a_complete_graph() {
    let draws = Draws::new(2, 0);
    let mut people = unit(300, draws);
    people.activity.fill(0.9);
    people.stubbornness[5] = 0.5;
    people.kind[9] = hushfeed::world::AgentKind::Bot;
    let average = |text: &str| Box::new(BoundedConfidence::from_toml(text).unwrap()) as Box<dyn Influence>;
    for case in 0..6 {
        let silent = case >= 3;
        let mut model = model();
        model.influence = match case % 3 {
            0 => average("epsilon = 0.15\nrate = 1.0\ninclude_self = true"),
            1 => average("epsilon = 0.1\nrate = 0.4\nbound = \"open\""),
            _ => Box::new(DeGroot::from_toml("self_weight = 0.7").unwrap()),
        };
        if silent {
            model.expression = Box::new(Confidence { alpha: 1.0, clamp: true });
        }
        model.stop.ticks = 8;
        let both = [complete(300), Graph::well_mixed(300)].map(|graph| {
            let mut run = Simulation::new(&model, graph, people.clone(), draws, false).unwrap();
            let mut seen = Vec::new();
            run.run(&AtomicBool::new(false), &|_| {}, |observed| {
                let o = observed.view.observed;
                seen.push((o.record.funnel, o.record.shown.0, o.tallies.clone(), o.views.clone()));
                seen.push((
                    o.record.funnel,
                    o.record.bot_views,
                    o.tallies.clone(),
                    o.published.iter().map(|&p| u32::from(p)).collect(),
                ));
            });
            (run.state().agents.opinion.clone(), run.state().agents.inner.clone(), seen)
        });
        for (a, b) in both[0].0.iter().zip(&both[1].0) {
            assert!((a - b).abs() < 1e-12, "{case}: {a} {b}");
        }
        assert_eq!(both[0].1, both[1].1);
        assert_eq!(both[0].2, both[1].2);
    }
}
