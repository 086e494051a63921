//! What must hold whatever the parameters: ranges, limits, symmetries, conservation; and that no text makes the reader
//! of scenarios panic.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hushfeed::engine::Simulation;
use hushfeed::network::{Graph, Network};
use hushfeed::random::{Draws, Purpose};
use hushfeed::registry::Document;
use hushfeed::scenario::{Scenario, load, sections};
use hushfeed::world::{Agents, View};
use proptest::prelude::*;

/// The scenario of a text.
fn scenario(text: &str) -> Scenario {
    let document = Document::parse("test.toml", text).unwrap_or_else(|error| panic!("{error}"));
    load(Path::new("test.toml"), document).unwrap_or_else(|error| panic!("{error}\n{text}")).0
}

/// Plays a network of agents; `observer` sees every observed tick.
fn play(
    scenario: &Scenario,
    network: Network,
    agents: Agents,
    draws: Draws,
    observer: impl FnMut(&View<'_>),
) {
    let mut observer = observer;
    let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, false).unwrap();
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| observer(&observation.view));
}

/// Plays the first replicate of a scenario.
fn watch(text: &str, observer: impl FnMut(&View<'_>)) {
    let scenario = scenario(text);
    let draws = Draws::new(scenario.top.seed, 0);
    let (network, agents) = scenario.build(&scenario.prepare().unwrap(), &draws).unwrap();
    play(&scenario, network, agents, draws, observer);
}

/// The values of some columns at every tick of the first replicate.
fn columns(text: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let selection = hushfeed::metrics::find(&names).unwrap();
    // A selection has its columns in the order of the registry.
    let order: Vec<usize> = names
        .iter()
        .map(|name| selection.columns().iter().position(|column| column.name == name).unwrap())
        .collect();
    let mut rows = Vec::new();
    watch(text, |view| {
        let values = selection.measure(view);
        rows.push(order.iter().map(|&index| values[index]).collect());
    });
    rows
}

const INFLUENCES: [&str; 5] = [
    "rule = \"none\"",
    "rule = \"degroot\"\nself_weight = RATE",
    "rule = \"degroot\"\nself_weight = RATE\nweights = \"affinity\"",
    "rule = \"bounded_confidence\"\nrate = RATE\nepsilon = 0.3",
    "rule = \"bounded_confidence\"\nrate = RATE\nepsilon = 5\ninclude_self = true\nbound = \"open\"",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn opinions_stay_in_their_range(
        rule in 0..INFLUENCES.len(),
        rate in 0.01_f64..=1.0,
        unit in any::<bool>(),
        stubborn in 0.0_f64..=1.0,
        seed in any::<u32>(),
    ) {
        let (range, low) = if unit { ("[0, 1]", 0.0) } else { ("[-1, 1]", -1.0) };
        let influence = INFLUENCES[rule].replace("RATE", &rate.to_string());
        let text = format!(
            "seed = {seed}\nticks = 20\n[network]\ngenerator = \"erdos_renyi\"\nagents = 50\nmean_degree = 5\n\
             [population]\nrange = {range}\nstubbornness = {stubborn}\n[feed]\nslots = 4\nwindow = 3\n\
             [influence]\n{influence}\n[output]\nmetrics = [\"all\"]\n"
        );
        watch(&text, |view| {
            for &x in &view.agents.opinion {
                assert!((low..=1.0).contains(&x), "{x} at tick {}", view.tick);
            }
        });
    }

    #[test]
    fn shares_of_the_funnel_are_shares(
        ranking in 0..4_usize,
        slots in 1..12_u32,
        homophily in 0.0_f64..=1.0,
        seed in any::<u32>(),
    ) {
        let ranking = ["chronological", "random", "popularity", "similarity"][ranking];
        let text = format!(
            "seed = {seed}\nticks = 8\n[network]\ngenerator = \"homophilic\"\nagents = 60\nfollowees = 4\n\
             homophily = {homophily}\n[feed]\nranking = \"{ranking}\"\nslots = {slots}\nwindow = 4\n"
        );
        for row in columns(&text, &FUNNEL) {
            for (share, name) in row.iter().zip(FUNNEL) {
                assert!(share.is_nan() || (0.0..=1.0).contains(share), "{name} = {share}");
            }
        }
    }
}

const FUNNEL: [&str; 5] =
    ["crosscut_population", "crosscut_network", "crosscut_expressed", "crosscut_shown", "crosscut_engaged"];

/// Two columns are the same to the last bit at every tick that has them.
fn same(text: &str, one: &str, other: &str) {
    let rows = columns(text, &[one, other]);
    let rows: Vec<&Vec<f64>> = rows.iter().filter(|row| !row[1].is_nan()).collect(); // none at tick 0
    let defined = rows.len();
    assert!(defined >= 5, "{one} is hardly ever defined");
    for row in rows {
        assert_eq!(row[0].to_bits(), row[1].to_bits(), "{one} = {} and {other} = {}", row[0], row[1]);
    }
}

#[test]
fn without_homophily_of_ties_the_network_is_the_population() {
    let text =
        "ticks = 6\n[network]\ngenerator = \"complete\"\nagents = 60\n[influence]\nrule = \"degroot\"\n";
    same(text, "crosscut_population", "crosscut_network");
}

#[test]
fn without_silence_the_expressed_is_the_network() {
    let text = "ticks = 6\n[network]\ngenerator = \"homophilic\"\nagents = 300\n[feed]\nsource = \"accounts\"\n\
                [expression]\nrule = \"always\"\n";
    same(text, "crosscut_network", "crosscut_expressed");
}

/// Where everything is shown, no ranking acts: whichever it is, the shown is the expressed, and the readers think and speak
/// as with any other.
#[test]
fn with_room_for_all_no_ranking_matters() {
    let mut voices: Vec<Vec<u64>> = Vec::new();
    for entry in hushfeed::feed::RANKINGS {
        let text = format!(
            "ticks = 7\n[network]\ngenerator = \"homophilic\"\nagents = 120\n[feed]\nwindow = 3\nslots = \"all\"\n\
             ranking = \"{}\"\n",
            entry.name
        );
        let rows = columns(&text, &["crosscut_expressed", "crosscut_shown", "silent_share", "reach_mean"]);
        let played = &rows[rows.len() - 6..];
        for row in played {
            assert!(row[0] > 0.0, "{}", entry.name);
            assert_eq!(row[0].to_bits(), row[1].to_bits(), "{}", entry.name);
        }
        voices.push(rows.iter().flatten().map(|value| value.to_bits()).collect());
    }
    assert!(voices.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn without_an_algorithm_the_shown_is_the_expressed() {
    for source in ["accounts", "posts"] {
        let text = format!(
            "ticks = 8\n[network]\ngenerator = \"homophilic\"\nagents = 300\n[feed]\nsource = \"{source}\"\n\
             slots = \"all\"\n"
        );
        same(&text, "crosscut_expressed", "crosscut_shown");
    }
}

/// An undirected random graph, and the same one with agent i called `names[i]`.
fn two_names(agents: u32, draws: Draws) -> (Graph, Graph, Vec<u32>) {
    let mut order: Vec<(u64, u32)> =
        (0..agents).map(|i| (draws.stream(Purpose::Test, 0, i).next_u64(), i)).collect();
    order.sort_unstable();
    let mut names = vec![0; agents as usize];
    for (name, (_, agent)) in order.into_iter().enumerate() {
        names[agent as usize] = name as u32;
    }
    let mut ties = Vec::new();
    for i in 0..agents {
        let mut stream = draws.stream(Purpose::Network, 0, i);
        ties.extend((0..3).map(|_| (i, stream.below(agents))).filter(|(i, j)| i != j));
    }
    let renamed: Vec<(u32, u32)> =
        ties.iter().map(|&(i, j)| (names[i as usize], names[j as usize])).collect();
    let n = agents as usize;
    (Graph::from_ties(n, &ties, false), Graph::from_ties(n, &renamed, false), names)
}

/// A deterministic model does not know what agents are called.
#[test]
fn names_of_agents_do_not_matter() {
    let everything_shown = "ticks = 15\n[network]\ngenerator = \"complete\"\nagents = 120\n[feed]\nslots = \"all\"\n\
                            source = \"accounts\"\n[reaction]\nrule = \"none\"\n";
    let ross = "[expression]\nrule = \"confidence\"\n";
    let hegselmann_krause = "[expression]\nrule = \"always\"\n[influence]\nrule = \"bounded_confidence\"\n\
                             epsilon = 0.25\nrate = 1\ninclude_self = true\n";
    for (rule, tolerance) in [(ross, 0.0), (hegselmann_krause, 1e-12)] {
        let scenario = scenario(&format!("{everything_shown}{rule}"));
        let draws = Draws::new(21, 0);
        let (graph, renamed, names) = two_names(120, draws);
        let scale = scenario.population.attributes.scale();
        let (mut agents, mut others) = (Agents::new(120, scale), Agents::new(120, scale));
        for (i, &name) in names.iter().enumerate() {
            let x = 2.0 * draws.uniform(Purpose::Opinion, 0, i as u32) - 1.0;
            let j = name as usize;
            for (world, agent) in [(&mut agents, i), (&mut others, j)] {
                world.opinion[agent] = x;
                world.anchor[agent] = x;
                world.inner[agent] = draws.uniform(Purpose::Confidence, 0, i as u32);
                world.self_censorship[agent] = draws.uniform(Purpose::SelfCensorship, 0, i as u32);
            }
        }
        agents.refresh_sides();
        others.refresh_sides();
        let history = |graph: Graph, agents: Agents| {
            let mut history = Vec::new();
            play(&scenario, Network::bare(graph), agents, draws, |view| {
                history.push((view.agents.opinion.clone(), view.agents.inner.clone()));
            });
            history
        };
        let (one, two) = (history(graph, agents), history(renamed, others));
        assert!(one.first() != one.last(), "something moves");
        for ((x, c), (y, d)) in one.iter().zip(&two) {
            for i in 0..120 {
                let j = names[i] as usize;
                assert!((x[i] - y[j]).abs() <= tolerance && (c[i] - d[j]).abs() <= tolerance);
            }
        }
    }
}

/// One reader in the middle of 40 who always speak, and how often each of them was seen.
fn views_of_a_star(feed: &str) -> Vec<f64> {
    let scenario = scenario(&format!(
        "ticks = 4000\n[network]\ngenerator = \"complete\"\nagents = 41\n[feed]\nslots = 5\nwindow = 1\n{feed}\n\
         [reaction]\nlike = 0.5\nreshare = 0\n[expression]\nrule = \"always\"\n"
    ));
    let draws = Draws::new(8, 0);
    let ties: Vec<(u32, u32)> = (1..41).map(|j| (0, j)).collect();
    let mut agents = Agents::new(41, scenario.population.attributes.scale());
    for i in 0..41 {
        agents.opinion[i] = i as f64 / 20.0 - 1.0;
    }
    agents.refresh_sides();
    let mut views = vec![0.0; 41];
    let network = Network::bare(Graph::from_ties(41, &ties, true));
    play(&scenario, network, agents, draws, |view| {
        for (sum, &count) in views.iter_mut().zip(&view.observed.views) {
            *sum += f64::from(count);
        }
    });
    views.split_off(1)
}

/// χ² of the counts against equal ones.
fn chi_squared(counts: &[f64]) -> f64 {
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    counts.iter().map(|count| (count - mean) * (count - mean) / mean).sum()
}

#[test]
fn a_ranking_without_strength_is_a_random_sample() {
    // 39 degrees of freedom: above 73 in one of a thousand.
    let random = views_of_a_star("ranking = \"random\"");
    assert_eq!(random.iter().sum::<f64>(), 20_000.0);
    assert!(chi_squared(&random) < 73.0, "{}", chi_squared(&random));
    for ranking in ["popularity", "similarity"] {
        let idle = views_of_a_star(&format!("ranking = \"{ranking}\"\nstrength = 0"));
        assert!(chi_squared(&idle) < 73.0, "{ranking}: {}", chi_squared(&idle));
        // The same draws break the ties, so that the sample is even the same one.
        assert_eq!(idle, random, "{ranking}");
    }
    let acts = views_of_a_star("ranking = \"similarity\"\nprofile = \"oracle\"");
    assert!(chi_squared(&acts) > 1e4, "a ranking with strength is no random sample");
}

#[test]
fn symmetric_averaging_conserves_the_mean() {
    // Every agent has as many neighbours as any other, so that the weights are doubly stochastic.
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    for network in ["generator = \"complete\"\nagents = 40", "generator = \"lattice\""] {
        let text = format!(
            "ticks = 30\n[network]\n{network}\n[feed]\nslots = \"all\"\nsource = \"accounts\"\n\
             [expression]\nrule = \"always\"\n[influence]\nrule = \"degroot\"\nself_weight = 0.3\n"
        );
        let mut means = Vec::new();
        let mut spreads = Vec::new();
        watch(&text, |view| {
            let x = &view.agents.opinion;
            means.push(mean(x));
            spreads.push(x.iter().map(|x| (x - mean(view.agents.opinion.as_slice())).abs()).sum::<f64>());
        });
        assert!(spreads.last() < spreads.first(), "opinions converge");
        for now in &means {
            assert!((now - means[0]).abs() < 1e-12, "{network}: {now} from {}", means[0]);
        }
    }
}

#[test]
fn unfollowing_conserves_the_number_of_followees() {
    for replacement in ["random", "repost", "recommendation"] {
        let text = format!(
            "ticks = 30\n[network]\ngenerator = \"erdos_renyi\"\nagents = 80\nmean_degree = 8\n[feed]\nslots = 5\n\
             window = 4\n[reaction]\nreshare = 0.3\n[ties]\nrule = \"unfollow\"\nprobability = 0.5\nepsilon = 0.4\n\
             replacement = \"{replacement}\"\n"
        );
        let mut first: Option<(Vec<usize>, Vec<u32>)> = None;
        let mut changed = false;
        watch(&text, |view| {
            let agents = view.agents.len();
            let degrees: Vec<usize> = (0..agents).map(|i| view.graph.degree(i)).collect();
            for i in 0..agents {
                let mut followees = view.graph.followees(i).to_vec();
                followees.sort_unstable();
                let count = followees.len();
                followees.dedup();
                assert_eq!(followees.len(), count, "agent {i} follows somebody twice");
                assert!(!followees.contains(&(i as u32)), "agent {i} follows itself");
            }
            let (start, targets) =
                first.get_or_insert_with(|| (degrees.clone(), view.graph.targets().to_vec()));
            assert_eq!(degrees, *start, "tick {}", view.tick);
            changed |= view.graph.targets() != targets.as_slice();
        });
        assert!(changed, "{replacement}: no tie ever changed");
    }
}

/// Pieces of text that people put into scenarios.
const PIECES: [&str; 40] = [
    "\"",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "#",
    ",",
    ".",
    "-1",
    "0",
    "1e308",
    "nan",
    "-inf",
    "99999999999999999999",
    "9223372036854775807",
    "4294967296",
    "1.5",
    "true",
    "\"all\"",
    "[feed]\n",
    "[[population.group]]\n",
    "[network]\n",
    "slots = ",
    "name = \"x\"\n",
    "share = 2\n",
    "\\",
    "\u{feff}",
    "“",
    "é",
    "\0",
    "\r\n",
    "'''",
    "ticks = 0\n",
    "window = [1, 2]\n",
    "opinion = { uniform = [1, 0] }\n",
    "grid = { \"feed.slots\" = [1] }\n",
    "2024-01-01",
    "0x1F",
];

/// Cuts a piece out of the text and puts another one in its place.
fn mutate(text: &str, at: f64, length: usize, piece: usize) -> String {
    let boundary = |mut index: usize| {
        while !text.is_char_boundary(index) {
            index -= 1;
        }
        index
    };
    let start = boundary((at * text.len() as f64) as usize);
    let end = boundary((start + length).min(text.len())).max(start);
    format!("{}{}{}", &text[..start], PIECES[piece], &text[end..])
}

fn quickstart() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/quickstart.toml");
    std::fs::read_to_string(path).unwrap()
}

/// Reads a text as the program does and renders what is wrong with it: neither may panic.
fn read(text: &str, overrides: &[String]) {
    let mut document = match Document::parse("a.toml", text) {
        Ok(document) => document,
        Err(errors) => {
            assert!(!errors.render(true).is_empty());
            return;
        }
    };
    for assignment in overrides {
        if let Err(errors) = document.set("--set", assignment) {
            assert!(!errors.to_string().is_empty());
            return;
        }
    }
    match load(Path::new("a.toml"), document) {
        Ok((scenario, _)) => {
            // What is read is written, and what is written is read as the same.
            let resolved = scenario.to_toml();
            let again = Document::parse("b.toml", &resolved).unwrap();
            let (again, _) =
                load(Path::new("b.toml"), again).unwrap_or_else(|error| panic!("{error}\n{resolved}"));
            assert_eq!(again.to_toml(), resolved);
        }
        Err(errors) => assert!(errors.has_errors() && !errors.to_string().is_empty()),
    }
}

/// Every dotted key of the format.
fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    for section in sections() {
        let dotted = |key: &str| {
            if section.name.is_empty() { key.to_owned() } else { format!("{}.{key}", section.name) }
        };
        keys.extend(section.keys.iter().map(|key| dotted(key.name)));
        for rule in section.slot.iter().flat_map(|slot| &slot.rules) {
            keys.extend(rule.keys.iter().map(|key| dotted(key.name)));
        }
        keys.extend(section.slot.iter().map(|slot| dotted(slot.key)));
    }
    keys
}

const VALUES: [&str; 24] = [
    "",
    "0",
    "-1",
    "1",
    "2",
    "0.5",
    "1e300",
    "nan",
    "inf",
    "true",
    "\"\"",
    "all",
    "random",
    "homophilic",
    "[1, 2]",
    "[]",
    "{}",
    "{ uniform = [0, 1] }",
    "{ beta = [1, 2] }",
    "[\"all\"]",
    "9223372036854775807",
    "4294967295",
    "'",
    "{ a.b = 1 }",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(
        mutations in prop::collection::vec((0.0_f64..1.0, 0..12_usize, 0..PIECES.len()), 1..5)
    ) {
        let mut text = quickstart();
        for (at, length, piece) in mutations {
            text = mutate(&text, at, length, piece);
        }
        read(&text, &[]);
    }

    #[test]
    fn no_override_makes_the_reader_panic(
        overrides in prop::collection::vec((any::<prop::sample::Index>(), 0..VALUES.len()), 1..4)
    ) {
        let keys = keys();
        let overrides: Vec<String> =
            overrides.iter().map(|(key, value)| format!("{}={}", keys[key.index(keys.len())], VALUES[*value])).collect();
        read(&quickstart(), &overrides);
    }

    #[test]
    fn no_override_of_any_text_makes_the_reader_panic(assignment in "\\PC{0,20}") {
        read(&quickstart(), &[assignment]);
    }
}
