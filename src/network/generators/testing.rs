//! What the tests of generators share, and the tests that hold for every registered generator.

use proptest::prelude::*;

use super::GENERATORS;
use crate::network::{Generator, Network, Request};
use crate::random::Draws;
use crate::registry::{Diagnostics, Document, Reader};

/// The network of `generator` under `seed`.
pub(crate) fn grow(generator: &dyn Generator, seed: u64, sides: Option<&[i8]>) -> Network {
    let draws = Draws::new(seed, 0);
    generator.grow(&Request { draws: &draws, sides }).expect("a network that exists")
}

/// Sides with exactly `share` of the agents on the + side, scattered over the ids.
pub(crate) fn minority(agents: usize, share: f64) -> Vec<i8> {
    scattered(agents, share, 77)
}

/// As [`minority`], scattered by `seed`.
pub(crate) fn scattered(agents: usize, share: f64, seed: u64) -> Vec<i8> {
    let mut sides = vec![-1; agents];
    sides[..(share * agents as f64) as usize].fill(1);
    Draws::new(seed, 0).stream(crate::random::Purpose::Test, 0, 0).shuffle(&mut sides);
    sides
}

/// The generator `name` with the parameters in `text`.
fn read(name: &str, text: &str) -> Box<dyn Generator> {
    let entry = GENERATORS.iter().find(|entry| entry.name == name).expect("a registered generator");
    let document = Document::parse("parameters", text).expect("TOML");
    let mut diagnostics = Diagnostics::new(document.sources);
    let mut reader = Reader::new("", None, document.root, &mut diagnostics);
    let generator = (entry.read)(&mut reader).expect("parameters in range");
    reader.finish(&[]);
    assert!(!diagnostics.has_errors(), "{name}: {text}");
    generator
}

/// Parameters of a small network for every registered generator. `n` agents, `m` ties, share `p`.
fn small(name: &str, n: u32, m: u32, p: f64, directed: bool) -> Option<String> {
    let m = m.min(n - 1);
    Some(match name {
        "complete" | "empty" | "well_mixed" => format!("agents = {n}"),
        "erdos_renyi" => format!("agents = {n}\nprobability = {p}\ndirected = {directed}"),
        "fixed_out_degree" => format!("agents = {n}\nfollowees = {m}"),
        "watts_strogatz" => {
            format!("agents = {n}\nneighbours = {}\nrewiring = {p}", 2 * m.min((n - 1) / 2).max(1))
        }
        "barabasi_albert" => format!("agents = {n}\nfollowees = {m}\ndirected = {directed}"),
        "dms" => format!("agents = {n}\nfollowees = {m}\nexponent = {}", 2.01 + p),
        "degree_power" => format!("agents = {n}\nfollowees = {m}\npower = {}", 6.0 * p - 3.0),
        "stochastic_block" => {
            format!("sizes = [{m}, 1, {}]\ninside = {p}\nacross = {}\ndirected = {directed}", n, p / 2.0)
        }
        "homophilic" => format!("agents = {n}\nfollowees = {m}\nhomophily = {p}\ndirected = {directed}"),
        "lattice" => format!("width = {}\nheight = {}\nrewiring = {p}", m + 2, 3 + n / 8),
        "random_geometric" => format!("agents = {n}\nradius = {}\ntorus = {directed}", p + 0.01),
        "power_law" => format!("agents = {n}\nexponent = {}\nmax_degree = {m}", 1.0 + p),
        "random_walk_growth" => {
            format!("agents = {n}\nfollowees = {m}\nclosure = {p}\nbots = 0.2\ninfiltration = {p}")
        }
        "fixed_ties" => format!("agents = {n}\nties = {}\ndirected = {directed}", n * m / 2),
        "lfr" => {
            let agents = 2 * n + 20;
            let mean = f64::from(m.min(4)) + 1.5;
            let wiring = if directed { "greedy" } else { "configuration" };
            // At μ near 1 communities of more than half of all would lack partners outside.
            let (low, high) = ((agents / 8).max(8), agents / 2);
            format!(
                "agents = {agents}\nmean_degree = {mean}\nmixing = {p}\nmin_community = {low}\n\
                 max_community = {high}\nmax_degree = 9\ndegree_exponent = 3.5\nwiring = \"{wiring}\""
            )
        }
        "communities" => {
            let inner = if directed { "fixed_out_degree" } else { "degree_power" };
            format!(
                "sizes = [{n}, {}, {n}]\nicd = {p}\ninner = {{ generator = \"{inner}\", followees = {m} }}",
                m + 1
            )
        }
        "clustered_homophilic" => {
            format!("agents = {n}\nmean_degree = {m}\nclosure = {p}\nacceptance = [{p}, 0.6]\nsweeps = 20")
        }
        _ => return None,
    })
}

/// A number that changes with every tie.
fn fingerprint(network: &Network) -> u64 {
    let mut bytes = Vec::new();
    network.graph.offsets().iter().for_each(|&offset| bytes.extend((offset as u64).to_le_bytes()));
    network.graph.targets().iter().for_each(|&target| bytes.extend(target.to_le_bytes()));
    u64::from_le_bytes(blake3::hash(&bytes).as_bytes()[..8].try_into().expect("eight bytes"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_generator_keeps_the_graph_in_order(
        n in 4_u32..90, m in 1_u32..12, p in 0.0..=1.0_f64, directed: bool, seed: u64
    ) {
        for entry in GENERATORS {
            let text = small(entry.name, n, m, p, directed).expect("parameters for every generator");
            let generator = read(entry.name, &text);
            prop_assert!(generator.check().is_ok(), "{}: {text}: {:?}", entry.name, generator.check());
            let sides = scattered(generator.agents(), p, seed);
            let graph = grow(&*generator, seed, generator.needs_sides().then_some(&sides)).graph;
            prop_assert_eq!(graph.agents(), generator.agents());
            for i in 0..graph.agents() {
                let row = graph.followees(i);
                prop_assert!(row.windows(2).all(|pair| pair[0] < pair[1]), "{}: {text}: {row:?}", entry.name);
                prop_assert!(!row.contains(&(i as u32)), "{}: {text}: a self-loop", entry.name);
                prop_assert!(row.iter().all(|&j| (j as usize) < graph.agents()));
            }
            if !graph.is_directed() {
                let followers = graph.followers();
                prop_assert_eq!(followers.targets(), graph.targets(), "{}: {}", entry.name, text);
            }
            prop_assert_eq!(generator.attractiveness(&graph).len(), graph.agents());
        }
    }
}

#[test]
fn threads_change_nothing() {
    for entry in GENERATORS {
        let text = small(entry.name, 9000, 6, 0.02, true).expect("parameters for every generator");
        let text = if entry.name == "complete" { "agents = 300" } else { &text };
        let generator = read(entry.name, text);
        let sides = minority(generator.agents(), 0.3);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fingerprint(&grow(&*generator, 5, Some(&sides))))
        };
        assert_eq!(on(1), on(3), "{}", entry.name);
    }
}

/// A change here is a change of the draws: every published result of the generator changes with it.
#[test]
fn value_stability() {
    let golden: &[(&str, u64)] = &[
        ("complete", 0x5c3f_8f33_db24_26d7),
        ("well_mixed", 0x67a4_8b09_00e0_a264),
        ("erdos_renyi", 0x9f4e_0076_75bb_4f8b),
        ("fixed_out_degree", 0x145e_55cd_2332_ca6b),
        ("watts_strogatz", 0xd637_2488_8d92_5b10),
        ("barabasi_albert", 0xabcb_792f_b0e2_130a),
        ("dms", 0x428f_21ff_06d0_99b1),
        ("degree_power", 0x4697_588b_6d5a_0b7d),
        ("stochastic_block", 0x07cb_e158_66bd_8418),
        ("homophilic", 0xd79e_60ef_8c17_cdf0),
        ("lattice", 0x4bfa_7d3e_2f7b_1381),
        ("random_geometric", 0x820e_e51c_0644_aa42),
        ("power_law", 0xf3db_59cc_ea69_98fc),
        ("random_walk_growth", 0xbc37_5546_bd3c_d1c1),
        ("lfr", 0x6a85_7314_d568_5b1e),
        ("fixed_ties", 0xd2c9_120b_6282_f86e),
        ("empty", 0x67a4_8b09_00e0_a264),
        ("communities", 0x9baa_b9f0_43f1_a502),
        ("clustered_homophilic", 0xd583_6e5c_bc8f_565b),
    ];
    let found: Vec<(&str, u64)> = GENERATORS
        .iter()
        .map(|entry| {
            let text = small(entry.name, 60, 4, 0.3, false).expect("parameters for every generator");
            let generator = read(entry.name, &text);
            (entry.name, fingerprint(&grow(&*generator, 42, Some(&minority(generator.agents(), 0.3)))))
        })
        .collect();
    assert_eq!(found, golden);
}

/// `cargo test --release --lib million -- --ignored --nocapture --test-threads 1`
#[test]
#[ignore = "a measurement of time: a million agents with 30 followees"]
#[expect(clippy::disallowed_methods, reason = "a clock is what a measurement of time needs")]
fn a_million_agents() {
    let n = 1_000_000;
    for (name, text) in [
        ("erdos_renyi", "agents = 1000000\nmean_degree = 30\ndirected = true"),
        ("erdos_renyi", "agents = 1000000\nmean_degree = 30"),
        ("fixed_out_degree", "agents = 1000000\nfollowees = 30"),
        ("watts_strogatz", "agents = 1000000\nneighbours = 30\nrewiring = 0.1"),
        ("watts_strogatz", "agents = 1000000\nneighbours = 30\nrewiring = 1.0"),
        ("barabasi_albert", "agents = 1000000\nfollowees = 30\ndirected = true"),
        ("barabasi_albert", "agents = 1000000\nfollowees = 15"),
        ("dms", "agents = 1000000\nfollowees = 15"),
        ("degree_power", "agents = 1000000\nfollowees = 15"),
        ("stochastic_block", "sizes = [500000, 500000]\ninside = 5e-5\nacross = 1e-5"),
        ("homophilic", "agents = 1000000\nfollowees = 15"),
        ("homophilic", "agents = 1000000\nfollowees = 30\ndirected = true"),
        ("lattice", "width = 1000\nheight = 1000"),
        ("random_geometric", "agents = 1000000\nradius = 0.0031"),
        ("power_law", "agents = 1000000\nexponent = 2.5\nmin_degree = 11\nmax_degree = 10000"),
        ("power_law", "agents = 1000000\ndegrees = \"poisson\"\nmean = 30\nmin_degree = 0"),
    ] {
        let generator = read(name, text);
        let sides = minority(n, 0.5);
        let start = std::time::Instant::now();
        let network = grow(&*generator, 1, Some(&sides));
        let seconds = start.elapsed().as_secs_f64();
        println!("{seconds:6.2} s {:>10} ties  {name} {}", network.graph.ties(), text.replace('\n', ", "));
        assert!((network.graph.ties() as f64 / generator.expected_ties() - 1.0).abs() < 0.05);
    }
}
