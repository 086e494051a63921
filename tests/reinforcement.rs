//! Baumann et al. 2020 and its relatives from scenario to numbers: exact anchors, the onset, and the same bits at any number
//! of threads.

use std::fmt::Write;
use std::path::Path;

use hushfeed::engine::Simulation;
use hushfeed::influence::equilibrium;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario;

/// Plays `ticks` ticks of the scenario in `text` and gives the opinions and the rates of contact.
fn play(text: &str, replicate: u64, ticks: u32, parallel: bool) -> (Vec<f64>, Vec<f64>) {
    let document = Document::parse("test", text).unwrap_or_else(|errors| panic!("{errors}"));
    let (scenario, _) =
        scenario::load(Path::new("test.toml"), document).unwrap_or_else(|errors| panic!("{errors}"));
    let draws = Draws::new(scenario.top.seed, replicate);
    let (network, agents) = scenario.build(&scenario.prepare().unwrap(), &draws).unwrap();
    let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, parallel).unwrap();
    (0..ticks).for_each(|_| simulation.step());
    let agents = &simulation.state().agents;
    (agents.opinion.clone(), agents.contact_rate.clone())
}

/// A scenario in which everybody speaks and everything is shown.
fn scenario_of(network: &str, population: &str, influence: &str, ties: &str) -> String {
    format!(
        "format = 1\nname = \"test\"\nseed = 7\nticks = 1\n[feed]\nsource = \"accounts\"\nslots = \"all\"\n\
         [reaction]\nrule = \"none\"\n[expression]\nrule = \"always\"\n\
         [network]\n{network}\n[influence]\n{influence}\n[ties]\n{ties}\n\
         [population]\n{population}\n"
    )
}

const POWER_LAW: &str = "contact_rate = { power_law = { exponent = 2.1, min = 0.01, max = 1.0 } }";

/// BA5: x = K tanh(αx) has the root 1.9187384098662013 for K = 2, α = 1.01.
#[test]
fn two_agents_who_always_meet_come_to_the_fixed_point() {
    let text = scenario_of(
        "generator = \"empty\"\nagents = 2",
        "range = \"real\"\nopinion = 0.5",
        "rule = \"reinforcement\"\nstrength = 2.0\ncontroversialness = 1.01\nstep = 0.01",
        "rule = \"activity_driven\"\ncontacts = 1\nreciprocity = 1.0",
    );
    let (opinions, _) = play(&text, 0, 6_000, false);
    for opinion in opinions {
        assert!((opinion - 1.918_738_409_866_201_3).abs() < 1e-9, "{opinion}");
    }
}

/// x(t) = (x₀ − K tanh(αx_b))e^−t + K tanh(αx_b) before a bot at x_b.
#[test]
fn a_bot_pulls_along_the_exact_course() {
    for step in [0.01, 0.1] {
        let influence =
            format!("rule = \"reinforcement\"\nstrength = 2.0\ncontroversialness = 1.01\nstep = {step}");
        let text = scenario_of(
            "generator = \"complete\"\nagents = 2",
            "range = \"real\"\nopinion = -0.3\n[[population.group]]\nname = \"bot\"\nkind = \"bot\"\ncount = 1\nopinion = 0.9",
            &influence,
            "rule = \"static\"",
        );
        let push = 2.0 * libm::tanh(1.01 * 0.9);
        for time in [0.5, 1.0, 3.0_f64] {
            let (opinions, _) = play(&text, 0, (time / step).round() as u32, false);
            let human = opinions.iter().copied().find(|&x| x != 0.9).unwrap();
            let exact = push + (-0.3 - push) * libm::exp(-time);
            let tolerance = if step < 0.05 { 1e-9 } else { 1e-5 };
            assert!((human - exact).abs() < tolerance, "{human}, exactly {exact}");
        }
    }
}

/// Without homophily the neutral state loses its stability at α_c = 1/(K·m·λ), λ from the two moments of the rates; the
/// formula for equal rates, 1/((1 + r)·K·m·⟨a⟩), is half as large again.
#[test]
fn the_onset_is_that_of_unequal_activities() {
    let alpha = 0.4;
    let text = scenario_of(
        "generator = \"empty\"\nagents = 2000",
        &format!("range = \"real\"\nopinion = {{ uniform = [1e-9, 2e-9] }}\n{POWER_LAW}"),
        &format!("rule = \"reinforcement\"\nstrength = 3.0\ncontroversialness = {alpha}"),
        "rule = \"activity_driven\"\nhomophily = 0.0",
    );
    for replicate in 0..2 {
        let size = |ticks: u32| {
            let (opinions, rates) = play(&text, replicate, ticks, false);
            (opinions.iter().sum::<f64>(), rates)
        };
        let ((early, rates), (late, _)) = (size(500), size(2_500));
        // ln(late/early)/t = αKmλ − 1 once the first direction has won.
        let growth = libm::log(late / early) / 20.0;
        let onset = alpha / (1.0 + growth);
        let n = rates.len() as f64;
        let (a, squares) =
            (rates.iter().sum::<f64>() / n, rates.iter().map(|rate| rate * rate).sum::<f64>() / n);
        let r = 0.5;
        let lambda = 0.5 * ((1.0 + r) * a + libm::sqrt((1.0 - r) * (1.0 - r) * a * a + 4.0 * r * squares));
        let (unequal, equal) = (1.0 / (30.0 * lambda), 1.0 / ((1.0 + r) * 30.0 * a));
        assert!((onset / unequal - 1.0).abs() < 0.03, "onset {onset}, {unequal} expected");
        assert!(onset < 0.8 * equal, "onset {onset}, {equal} for equal activities");
    }
}

#[test]
fn threads_change_no_bit() {
    let population = format!("range = \"real\"\nopinion = {{ uniform = [-1, 1] }}\n{POWER_LAW}");
    for influence in ["reinforcement", "reinforcement_discrete", "friedkin_johnsen"] {
        let text = scenario_of(
            "generator = \"empty\"\nagents = 5000",
            &population,
            &format!("rule = \"{influence}\""),
            "rule = \"activity_driven\"\nhomophily = 3.0",
        );
        let bits = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (opinions, _) = pool.install(|| play(&text, 1, 60, threads > 1));
            opinions.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        let one = bits(1);
        assert_eq!(one, bits(2), "{influence}");
        assert_eq!(one, bits(3), "{influence}");
    }
}

/// A feed that shows everything it has through the ranking leads to the same as one without a limit.
#[test]
fn a_feed_of_all_is_no_feed() {
    for influence in ["reinforcement", "reinforcement_discrete\"\npolarising = 0.3 #", "friedkin_johnsen"] {
        for ties in ["rule = \"static\"", "rule = \"activity_driven\"\nhomophily = 1.0"] {
            let network = if ties.contains("static") {
                "generator = \"erdos_renyi\"\nagents = 800\nmean_degree = 6"
            } else {
                "generator = \"empty\"\nagents = 800"
            };
            let population = "range = \"real\"\nopinion = { uniform = [-1, 1] }\nactivity = 0.8";
            let text = scenario_of(network, population, &format!("rule = \"{influence}\""), ties);
            let limited = text.replace("slots = \"all\"", "slots = 700\nranking = \"random\"");
            let (all, _) = play(&text, 0, 40, false);
            let (shown, _) = play(&limited, 0, 40, false);
            for (all, shown) in all.iter().zip(&shown) {
                // The order of the sums differs.
                assert!((all - shown).abs() < 1e-10, "{influence}: {all} {shown}");
            }
        }
    }
}

/// A polarising population drifts apart where a converging one radicalises to one side.
#[test]
fn polarising_agents_part_a_population() {
    let minority = |polarising: f64| {
        let text = scenario_of(
            "generator = \"erdos_renyi\"\nagents = 300\nmean_degree = 10",
            "range = \"real\"\nopinion = { uniform = [-1, 1] }",
            &format!(
                "rule = \"reinforcement_discrete\"\nmemory = 0.5\nstrength = 1.0\ncontroversialness = 1.0\n\
                 polarising = {polarising}"
            ),
            "rule = \"static\"",
        );
        let (opinions, _) = play(&text, 0, 500, false);
        let positive = opinions.iter().filter(|&&x| x > 0.0).count();
        positive.min(300 - positive)
    };
    assert_eq!(minority(0.0), 0);
    assert!(minority(1.0) > 100, "{}", minority(1.0));
}

/// The opinions that 2,000 ticks of Friedkin and Johnsen's rule lead to on a weighted file, and the closed form.
fn friedkin_johnsen(table: &str, opinions: &str, tie_weight: f64) -> (Vec<f64>, Vec<f64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ties.csv");
    std::fs::write(&path, table).unwrap();
    let text = scenario_of(
        &format!("file = {:?}\nweight_column = \"weight\"\ndirected = false", path.to_str().unwrap()),
        &format!("opinion = {opinions}"),
        &format!("rule = \"friedkin_johnsen\"\ntie_weight = {tie_weight}"),
        "rule = \"static\"",
    );
    let document = Document::parse("test", &text).unwrap();
    let (scenario, _) =
        scenario::load(Path::new("test.toml"), document).unwrap_or_else(|errors| panic!("{errors}"));
    let draws = Draws::new(7, 0);
    let (network, agents) = scenario.build(&scenario.prepare().unwrap(), &draws).unwrap();
    let exact = equilibrium(&network.graph, &agents.opinion, tie_weight).unwrap();
    let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, false).unwrap();
    (0..2_000).for_each(|_| simulation.step());
    (simulation.state().agents.opinion.clone(), exact)
}

/// FJ1, FJ2: the dynamics come to the closed form.
#[test]
fn friedkin_and_johnsen_come_to_the_equilibrium() {
    let near = |found: &[f64], expected: &[f64]| {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
        }
    };
    let (path, exact) =
        friedkin_johnsen("source,target,weight\na,b,1\nb,c,1\n", "{ values = [1, 0, -1] }", 1.0);
    near(&path, &[0.5, 0.0, -0.5]);
    near(&path, &exact);
    // Two blocks of 50, eight times as much weight inside as across.
    let mut table = "source,target,weight\n".to_owned();
    for (i, j) in (0..100).flat_map(|i| (0..i).map(move |j| (i, j))) {
        let weight = if (i < 50) == (j < 50) { 8 } else { 1 };
        writeln!(table, "{j},{i},{weight}").unwrap();
    }
    let signs: Vec<String> = (0..100).map(|i| if i < 50 { "1" } else { "-1" }.to_owned()).collect();
    let (blocks, exact) = friedkin_johnsen(&table, &format!("{{ values = [{}] }}", signs.join(", ")), 0.05);
    near(&blocks, &exact);
    let sixths: Vec<f64> = (0..100).map(|i| if i < 50 { 1.0 / 6.0 } else { -1.0 / 6.0 }).collect();
    near(&blocks, &sixths);
    let polarisation: f64 = blocks.iter().map(|z| z * z).sum();
    assert!((polarisation / 100.0 - 1.0 / 36.0).abs() < 1e-12);
}
