//! What must hold of every rule of expression: no ranking acts without a limit on slots; whom a reader looks at; being
//! watched; media; and the exact models of thresholds and of silence within a radius.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hushfeed::engine::Simulation;
use hushfeed::feed::RANKINGS;
use hushfeed::metrics;
use hushfeed::random::Draws;
use hushfeed::registry::Document;
use hushfeed::scenario::{Scenario, load};
use hushfeed::world::{View, voice};

/// Every rule of expression with what it needs, in variants that perceive differently.
const RULES: [(&str, &str); 9] = [
    ("rule = \"always\"", ""),
    ("rule = \"confidence\"", ""),
    ("rule = \"confidence\"\nclamp = false", "hard_core = 0.1\navant_garde = 0.1"),
    ("rule = \"logistic\"", ""),
    ("rule = \"threshold\"", "threshold = { normal = { mean = 2.0, sd = 2.0 } }"),
    ("rule = \"threshold\"\nsupport = \"share_of_heard\"", "threshold = { uniform = [-0.2, 1.0] }"),
    ("rule = \"threshold\"\nsupport = \"share_of_neighbours\"", "threshold = { uniform = [-0.2, 1.0] }"),
    ("rule = \"silence_radius\"", ""),
    ("rule = \"silence_radius\"\nmemory = true", ""),
];

fn scenario(text: &str, overrides: &[String]) -> Scenario {
    let mut document = Document::parse("test.toml", text).unwrap_or_else(|error| panic!("{error}"));
    for assignment in overrides {
        document.set("--set", assignment).unwrap_or_else(|error| panic!("{error}"));
    }
    load(Path::new("scenarios/papers/test.toml"), document)
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
        .0
}

/// Plays the first replicate; `observer` sees every observed tick. Gives the number of ticks.
fn watch(scenario: &Scenario, mut observer: impl FnMut(&View<'_>)) -> u32 {
    let draws = Draws::new(scenario.top.seed, 0);
    let (network, agents) = scenario.build(&scenario.prepare().unwrap(), &draws).unwrap();
    let mut simulation = Simulation::new(&scenario.model, network.graph, agents, draws, false).unwrap();
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| observer(&observation.view));
    simulation.state().tick
}

/// Opinions, inner states and voices of everybody at every tick, to the last bit.
fn trajectory(text: &str) -> Vec<(Vec<u64>, Vec<u64>, Vec<u8>)> {
    let mut ticks = Vec::new();
    watch(&scenario(text, &[]), |view| {
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect();
        ticks.push((bits(&view.agents.opinion), bits(&view.agents.inner), view.voices.to_vec()));
    });
    ticks
}

/// A small world. `feed` and `rule` are lines of their tables.
fn world(feed: &str, (rule, population): (&str, &str), more: &str) -> String {
    format!(
        "seed = 3\nticks = 12\n[network]\ngenerator = \"homophilic\"\nagents = 80\nfollowees = 5\nhomophily = 0.7\n\
         [population]\nactivity = 0.9\n{population}\n[feed]\n{feed}\n[reaction]\nlike = 0.5\n\
         [expression]\n{rule}\n{more}\n[influence]\nrule = \"degroot\"\nself_weight = 0.9\n"
    )
}

fn distinct(trajectory: &[(Vec<u64>, Vec<u64>, Vec<u8>)]) -> usize {
    let mut voices: Vec<_> = trajectory.iter().map(|tick| tick.2.clone()).collect();
    voices.sort();
    voices.dedup();
    voices.len()
}

/// With no limit on slots no algorithm acts, whatever the rule and whomever it looks at.
#[test]
fn without_a_limit_on_slots_rankings_change_nothing() {
    for rule in RULES {
        for source in ["source = \"accounts\"", "source = \"posts\"\nwindow = 3"] {
            if rule.0.contains("memory") && source.contains("posts") {
                continue;
            }
            for perceives in ["\"shown\"", "\"neighbours\"", "3"] {
                let of = |ranking: &str| {
                    let feed =
                        format!("slots = \"all\"\nprofile = \"oracle\"\nranking = \"{ranking}\"\n{source}");
                    trajectory(&world(&feed, rule, &format!("perceives = {perceives}")))
                };
                let first = of("random");
                assert!(distinct(&first) > 5, "{rule:?} is frozen");
                for ranking in RANKINGS.iter().map(|entry| entry.name) {
                    // All of them once, and a few of different kinds with every rule.
                    let few = ["chronological", "similarity", "popularity", "cross_cutting", "equal_time"];
                    if few.contains(&ranking)
                        || (rule.0.ends_with("\"logistic\"") && perceives == "\"shown\"")
                    {
                        assert!(of(ranking) == first, "{rule:?}, {source}, perceives {perceives}: {ranking}");
                    }
                }
            }
        }
    }
}

/// Where everything is shown, the feed is the neighbourhood: to the last bit the model without a feed.
#[test]
fn a_feed_without_a_limit_is_the_neighbourhood() {
    for rule in RULES {
        let feed = "slots = \"all\"\nsource = \"accounts\"";
        let shown = trajectory(&world(feed, rule, "perceives = \"shown\""));
        assert!(shown == trajectory(&world(feed, rule, "perceives = \"neighbours\"")), "{rule:?}");
        // A sample that is larger than any circle is all of it.
        assert!(shown == trajectory(&world(feed, rule, "perceives = 1000")), "{rule:?}");
    }
}

/// Whoever looks at the neighbours is not touched by what the feed shows of them.
#[test]
fn who_looks_at_neighbours_is_beyond_the_ranking() {
    for rule in RULES {
        let of = |slots: u32, ranking: &str, perceives: &str| {
            let feed = format!(
                "slots = {slots}\nsource = \"accounts\"\nprofile = \"oracle\"\nranking = \"{ranking}\""
            );
            let text = world(&feed, rule, &format!("perceives = {perceives}"));
            trajectory(&text.replace("rule = \"degroot\"\nself_weight = 0.9", "rule = \"none\""))
        };
        for perceives in ["\"neighbours\"", "3"] {
            let first = of(2, "similarity", perceives);
            assert!(first == of(1, "cross_cutting", perceives), "{rule:?}, perceives {perceives}");
        }
        if !rule.0.contains("always") {
            assert!(of(2, "similarity", "\"shown\"") != of(2, "cross_cutting", "\"shown\""), "{rule:?}");
        }
    }
}

/// A random feed of a few items, and a random sample of neighbours, see the true share on average.
#[test]
fn a_sample_is_unbiased() {
    // Everybody speaks; the inner state is the share of the own side in what was perceived.
    let rule = ("rule = \"threshold\"\nsupport = \"share_of_heard\"", "threshold = -1.0");
    let text = |slots: &str, perceives: &str| {
        world(&format!("slots = {slots}\nsource = \"accounts\"\nranking = \"random\""), rule, perceives)
            .replace("ticks = 12", "ticks = 2000")
            .replace("rule = \"degroot\"\nself_weight = 0.9", "rule = \"none\"")
            .replace("activity = 0.9", "")
    };
    let mean = |text: &str| {
        let mut sums = vec![0.0; 80];
        let mut ticks = 0.0;
        watch(&scenario(text, &[]), |view| {
            if view.tick > 0 {
                ticks += 1.0;
                sums.iter_mut().zip(&view.agents.inner).for_each(|(sum, inner)| *sum += inner);
            }
        });
        sums.into_iter().map(|sum| sum / ticks).collect::<Vec<f64>>()
    };
    let whole = mean(&text("\"all\"", "perceives = \"neighbours\""));
    for (slots, perceives) in [("3", "perceives = \"shown\""), ("\"all\"", "perceives = 3")] {
        for (agent, (sampled, whole)) in mean(&text(slots, perceives)).iter().zip(&whole).enumerate() {
            // A share of three has a standard deviation of .29 at most: .0065 over 2,000 ticks.
            assert!(
                (sampled - whole).abs() < 0.03,
                "agent {agent}: {sampled} for {whole}, {slots}, {perceives}"
            );
        }
    }
}

/// The mean share of speakers over all ticks.
fn speaking(text: &str) -> f64 {
    let (mut speakers, mut ticks) = (0.0, 0.0);
    watch(&scenario(text, &[]), |view| {
        if view.tick > 0 {
            ticks += 1.0;
            speakers += view.voices.iter().filter(|&&one| voice::speaks(one)).count() as f64;
        }
    });
    speakers / ticks / 80.0
}

#[test]
fn being_watched_silences_under_every_rule_that_can_be_silenced() {
    let feed = "slots = 4\nsource = \"accounts\"";
    for rule in RULES.into_iter().filter(|rule| !rule.0.contains("always")) {
        let of = |more: &str| world(feed, rule, more);
        let free = trajectory(&of(""));
        // At strength zero, or where nobody finds it justified, not a bit changes.
        assert!(free == trajectory(&of("chill = 0.0\nsalience = 0.3")), "{rule:?}");
        assert!(free == trajectory(&of("chill = 0.4\nsalience = 0.0")), "{rule:?}");
        let unjustified = (rule.0, format!("{}\njustification = 0.0", rule.1));
        assert!(free == trajectory(&world(feed, (rule.0, &unjustified.1), "chill = 0.4")), "{rule:?}");
        let strength = if rule.0 == "rule = \"threshold\"" { 2.0 } else { 0.4 };
        let all = speaking(&of(&format!("chill = {strength}")));
        let few = speaking(&of(&format!("chill = {strength}\nchills = \"minority\"")));
        let free = speaking(&of(""));
        assert!(all < free && few < free && all <= few, "{rule:?}: {all} {few} {free}");
    }
}

/// A world of 80 for the rules that learn from encounters or comply.
fn encounters(rule: &str, justification: f64, more: &str, every: u32) -> String {
    format!(
        "seed = 3\nticks = 60\nschedule = \"permutation\"\n[network]\ngenerator = \"homophilic\"\nagents = 80\n\
         followees = 5\n[population]\njustification = {justification}\n[feed]\nsource = \"accounts\"\n\
         slots = \"all\"\n[reaction]\nrule = \"none\"\n[output]\nevery = {every}\n\
         [expression]\nrule = \"{rule}\"\n{more}"
    )
}

#[test]
fn being_watched_is_understood_by_those_who_learn_from_encounters() {
    let speaking = |text: &str| {
        let (mut speakers, mut deviants, mut ticks) = (0.0, 0.0, 0.0);
        watch(&scenario(text, &[]), |view| {
            ticks += f64::from(u8::from(view.tick > 0));
            let count = |is: fn(u8) -> bool| view.voices.iter().filter(|&&one| is(one)).count() as f64;
            speakers += if view.tick > 0 { count(voice::speaks) } else { 0.0 };
            deviants += if view.tick > 0 { count(|voice| voice::side(voice) < 0) } else { 0.0 };
        });
        (speakers / ticks / 80.0, deviants / ticks / 80.0)
    };
    let intervention = "[[intervention]]\nkind = \"chill\"\nstrength = 0.2\n";
    for rule in ["q_learning", "double_q", "enforced_norm"] {
        let of = |more: &str| encounters(rule, 0.5, more, 1);
        let free = trajectory(&of(""));
        // At strength zero, or where nobody finds it justified, not a bit changes.
        assert!(free == trajectory(&of("chill = 0.0\nsalience = 0.3\n")), "{rule}");
        assert!(free == trajectory(&of("chill = 0.4\nsalience = 0.0\n")), "{rule}");
        assert!(free == trajectory(&encounters(rule, 0.0, "chill = 0.4\n", 1)), "{rule}");
        // What an intervention adds is what the key adds.
        let all = trajectory(&of("chill = 0.2\n"));
        assert!(free != all && all == trajectory(&of(intervention)), "{rule}");
        // The minority of the tick before, whether or not anybody observes.
        let minority = "chill = 0.2\nchills = \"minority\"\n";
        let few = trajectory(&of(minority));
        assert!(free != few && all != few, "{rule}");
        let minority_only = intervention.replace("0.2", "0.2\nminority_only = true");
        assert!(few == trajectory(&of(&minority_only)), "{rule}");
        let seldom = trajectory(&encounters(rule, 0.5, minority, 60));
        assert!(few.last() == seldom.last(), "{rule}");

        // So costly that nobody enforces the norm.
        let cost = if rule == "enforced_norm" { "cost = 2.0\n" } else { "" };
        let free = speaking(&of(cost));
        let all = speaking(&of(&format!("chill = 0.4\n{cost}")));
        match rule {
            "q_learning" => assert!(all.0 < free.0, "{all:?} {free:?}"),
            "double_q" => assert_eq!((all.0, free.0), (1.0, 1.0), "everybody speaks"),
            _ => assert!(all.1 < free.1 - 0.05, "{all:?} {free:?}"),
        }
    }
}

/// A rule that comes back in the middle of a run begins anew: what it kept was moved by another one in between.
#[test]
fn a_rule_that_learns_from_encounters_begins_anew_when_it_comes_back() {
    let set = |at: u32, rule: &str| {
        format!(
            "[[intervention]]\nat = {at}\nkind = \"set\"\nkey = \"expression.rule\"\nvalue = \"{rule}\"\n"
        )
    };
    let text = encounters("enforced_norm", 0.5, "", 1) + &set(20, "double_q") + &set(40, "enforced_norm");
    let mut strengths = Vec::new();
    watch(&scenario(&text, &[]), |view| {
        if matches!(view.tick, 19 | 39 | 40) {
            let agents = view.agents;
            let is_a_strength = |(&inner, &side): (&f64, &i8)| match side {
                ..0 => inner > 0.0 && inner <= 1.0,
                _ => inner == 1.0,
            };
            strengths.push(agents.inner.iter().zip(&agents.side).all(is_a_strength));
        }
    });
    assert_eq!(strengths, [true, false, true]);
}

/// What one rule kept means nothing to another: it begins as at a start. Who listens to nobody forgets nothing.
#[test]
fn a_rule_that_listens_begins_anew_after_another() {
    let set = |at: u32, rule: &str| {
        format!(
            "[[intervention]]\nat = {at}\nkind = \"set\"\nkey = \"expression.rule\"\nvalue = \"{rule}\"\n"
        )
    };
    let text = "seed = 3\nticks = 70\n[network]\ngenerator = \"homophilic\"\nagents = 300\nfollowees = 5\n\
                homophily = 0.8\n[feed]\nsource = \"accounts\"\nslots = \"all\"\n[reaction]\nrule = \"none\"\n\
                [expression]\nrule = \"confidence\"\n"
        .to_owned()
        + &set(30, "logistic")
        + &set(40, "confidence")
        + &set(50, "always")
        + &set(60, "confidence");
    let mut states = vec![Vec::new()];
    watch(&scenario(&text, &[]), |view| {
        if view.tick > 0 {
            states.push(view.agents.inner.clone());
        }
    });
    let within =
        |tick: usize, low: f64, high: f64| states[tick].iter().all(|&inner| (low..=high).contains(&inner));
    assert!(!within(29, 0.0, 2.0), "confidence has grown beyond its start, and what a share can be");
    // One step of the moving average, η = .2, from a perceived share of ½; then one of α = 1 from a start in [0, 1).
    assert!(within(30, 0.399, 0.601) && !within(39, 0.399, 0.601));
    assert!(within(40, 0.0, 2.0) && !within(49, 0.0, 2.0) && distinct_values(&states[40]) > 100);
    assert_eq!(states[49], states[59], "nothing is heard in between");
    let moved = states[59].iter().zip(&states[60]).map(|(a, b)| (b - a).abs());
    assert!(moved.fold(0.0, f64::max) <= 1.0 + 1e-12);
}

fn distinct_values(values: &[f64]) -> usize {
    let mut bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len()
}

/// The probability of speaking that the metric gives is that of the agents: σ(βQ − χ), at tick 0 as well.
#[test]
fn a_chill_shows_in_the_probability_of_speaking() {
    let mut seen = Vec::new();
    watch(&scenario(&encounters("q_learning", 1.0, "chill = 2.0\nbeta = 4.0\n", 10), &[]), |view| {
        let agents = view.agents;
        for (&value, &probability) in agents.inner.iter().zip(&agents.confidence) {
            assert_eq!(probability, hushfeed::math::logistic(4.0 * value - 2.0));
        }
        seen.push(agents.confidence[0]);
    });
    assert_eq!(seen[0], hushfeed::math::logistic(-2.0));
}

/// Where everybody hears everybody, ties are not needed to weigh media, to feel outnumbered, or to count support.
#[test]
fn a_well_mixed_population_hears_what_a_complete_network_does() {
    for rule in [
        "rule = \"confidence\"\nmedia_weight = 8.0",
        "rule = \"confidence\"\nmedia_weight = 8.0\nchill = 0.1\nchills = \"minority\"",
        "rule = \"logistic\"\nperceives = \"neighbours\"\nbot_weight = 3.0",
        "rule = \"threshold\"\nsupport = \"share_of_neighbours\"",
        "rule = \"threshold\"\nsupport = \"share_of_all\"",
    ] {
        let thresholds =
            if rule.contains("threshold") { "threshold = { uniform = [0.0, 0.4] }\n" } else { "" };
        let both = ["complete", "well_mixed"].map(|generator| {
            trajectory(&format!(
                "seed = 4\nticks = 10\n[network]\ngenerator = \"{generator}\"\nagents = 90\n[population]\n\
                 opinion = {{ split = 0.6 }}\nactivity = 0.9\n{thresholds}[[population.group]]\nname = \"papers\"\n\
                 kind = \"media\"\nshare = 0.04\nopinion = -1\n[feed]\nsource = \"accounts\"\nslots = \"all\"\n\
                 [reaction]\nrule = \"none\"\n[expression]\n{rule}\n"
            ))
        });
        assert!(distinct(&both[0]) > 2, "{rule} is frozen");
        assert!(both[0] == both[1], "{rule}");
    }
}

/// Agent 0 moves half of the way to .4, the only one near; then nobody is near, and it goes half of the way
/// back to where it began.
#[test]
fn whoever_hears_nobody_is_still_pulled_back() {
    for generator in ["complete", "well_mixed"] {
        let first = trajectory(&format!(
            "seed = 1\nticks = 2\n[network]\ngenerator = \"{generator}\"\nagents = 3\n[population]\n\
             opinion = {{ values = [0.0, 0.4, -0.9] }}\nstubbornness = {{ values = [0.5, 0.0, 0.0] }}\n[feed]\n\
             source = \"accounts\"\nslots = \"all\"\n[reaction]\nrule = \"none\"\n[expression]\nrule = \"always\"\n\
             [influence]\nrule = \"bounded_confidence\"\nepsilon = 0.5\nrate = 1.0\ninclude_self = false\n\
             [[intervention]]\nat = 2\nkind = \"set\"\nkey = \"influence.epsilon\"\nvalue = 0.1\n"
        ));
        let opinions: Vec<f64> = first.iter().map(|tick| f64::from_bits(tick.0[0])).collect();
        for (tick, expected) in [(1, 0.2), (2, 0.1)] {
            assert!((opinions[tick] - expected).abs() < 1e-9, "{generator}: {opinions:?}");
        }
    }
}

/// In ticks that nobody observes readers count anew only what has changed; where every tick is observed, always.
#[test]
fn what_is_kept_from_tick_to_tick_is_what_would_be_counted() {
    let interventions = "[[intervention]]\nat = 9\nuntil = 15\nkind = \"strike\"\ntarget = { random = 0.5 }\n\
                         [[intervention]]\nat = 20\nkind = \"set\"\nkey = \"expression.bot_weight\"\nvalue = 4.0\n";
    for rule in ["confidence\"\nclamp = false\n#\"", "logistic"] {
        for (activity, more) in [(1.0, ""), (0.9, ""), (1.0, interventions), (0.97, interventions)] {
            for generator in
                ["barabasi_albert\"\nfollowees = 4\n#\"", "fixed_out_degree\"\nfollowees = 6\n#\""]
            {
                let end = |every: u32| {
                    let text = format!(
                        "seed = 6\nticks = 40\n[network]\ngenerator = \"{generator}\"\nagents = 1300\n[population]\n\
                         activity = {activity}\n[[population.group]]\nname = \"bots\"\nkind = \"bot\"\nshare = 0.02\n\
                         opinion = -1\n[feed]\nsource = \"accounts\"\nslots = \"all\"\n[reaction]\nrule = \"none\"\n\
                         [output]\nevery = {every}\n[expression]\nrule = \"{rule}\"\n{more}"
                    );
                    trajectory(&text).pop().unwrap()
                };
                assert!(end(1) == end(40) && end(1) == end(7), "{rule} {activity} {generator} {more}");
            }
        }
    }
}

/// A medium of weight w is w people who always say the same.
#[test]
fn a_medium_counts_as_much_as_its_weight() {
    let climate = |media: u32, weight: f64| {
        let text = format!(
            "seed = 2\nticks = 10\n[network]\ngenerator = \"barabasi_albert\"\nagents = 60\nfollowees = 4\n\
             [[population.group]]\nname = \"papers\"\nkind = \"media\"\nadded = {media}\nfollowers = 60\nopinion = 1\n\
             [[population.group]]\nname = \"bots\"\nkind = \"bot\"\nadded = 2\nfollowers = 60\nopinion = -1\n\
             [feed]\nsource = \"accounts\"\nslots = \"all\"\n[reaction]\nrule = \"none\"\n\
             [expression]\nrule = \"confidence\"\nbot_weight = 0.25\nmedia_weight = {weight}\n"
        );
        let mut inner = Vec::new();
        watch(&scenario(&text, &[]), |view| inner.push(view.agents.inner[..60].to_vec()));
        inner
    };
    assert_eq!(climate(3, 1.0), climate(1, 3.0));
    assert_eq!(climate(4, 0.5), climate(2, 1.0));
    assert_ne!(climate(3, 1.0), climate(1, 1.0));
}

/// The scenario of a paper, with overrides.
fn paper(name: &str, overrides: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/papers/{name}.toml"));
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    scenario(&std::fs::read_to_string(path).unwrap(), &overrides)
}

/// The emperor has no clothes, and everybody thinks that the others see them: in a cascade of false compliance nearly all
/// take the norm for what most believe.
#[test]
fn false_compliance_is_pluralistic_ignorance() {
    let scenario = paper("emperor-2005-torus", &["output.metrics=[\"norm\", \"perception\", \"chambers\"]"]);
    let names = ["compliance", "pluralistic_ignorance", "perception_gap", "perceived_pos", "opinion_balance"];
    let columns = metrics::find(&names.map(str::to_owned)).unwrap();
    let mut last = Vec::new();
    let mut order = Vec::new();
    watch(&scenario, |view| {
        last = columns.measure(view);
        order = columns.columns().iter().map(|column| column.name).collect();
    });
    let value = |name: &str| last[order.iter().position(|&column| column == name).unwrap()];
    assert!(value("compliance") > 0.95, "a cascade: {last:?}");
    assert!(value("pluralistic_ignorance") > 0.95 && value("perception_gap") > 0.9, "{last:?}");
    // 10 of 1024 believe in the norm.
    assert!((value("perception_gap") - (value("perceived_pos") - 10.0 / 1024.0)).abs() < 0.01, "{last:?}");
    assert_eq!(value("opinion_balance"), 10.0 / 1014.0);
}

/// Speakers at the end.
fn speakers(scenario: &Scenario) -> usize {
    let mut speakers = 0;
    watch(scenario, |view| speakers = view.voices.iter().filter(|&&one| voice::speaks(one)).count());
    speakers
}

/// Checkpoint T1 (Granovetter 1978).
#[test]
fn one_threshold_decides_over_the_crowd() {
    assert_eq!(speakers(&paper("granovetter-1978", &[])), 100);
    let mut thresholds: Vec<u32> = (0..100).collect();
    thresholds[1] = 2;
    let changed = format!("population.threshold={{ values = {thresholds:?} }}");
    assert_eq!(speakers(&paper("granovetter-1978", &[&changed])), 1);
    // What is permanent needs no more than the least fixed point, and no less.
    assert_eq!(speakers(&paper("granovetter-1978", &[&changed, "expression.permanent=true"])), 1);
}

/// Checkpoint K1 (Kuran 1991).
#[test]
fn one_person_more_makes_the_revolution() {
    assert_eq!(speakers(&paper("kuran-1991", &[])), 1);
    let changed = "population.threshold={ values = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1] }";
    assert_eq!(speakers(&paper("kuran-1991", &[changed])), 9);
}

/// The claim of Sohn 2022: no global spiral unless media agree or people see very many, or both.
#[test]
fn media_and_wide_horizons_make_the_spiral_global() {
    let smaller_camp = |share: f64, radius: f64| {
        let scenario = paper(
            "sohn-2022-inspired",
            &[
                &format!("population.group.media.opinion={{ split = {share} }}"),
                &format!("network.radius={radius}"),
            ],
        );
        let mut camps = [0, 0];
        watch(&scenario, |view| {
            let count = |side: i8| {
                let humans =
                    view.voices.iter().filter(|&&one| voice::speaks(one) && !voice::is_automated(one));
                humans.filter(|&&one| voice::side(one) == side).count()
            };
            camps = [count(1), count(-1)];
        });
        camps[0].min(camps[1])
    };
    let local = smaller_camp(0.5, 0.05);
    let (agreed, wide, both) = (smaller_camp(1.0, 0.05), smaller_camp(0.5, 0.4), smaller_camp(1.0, 0.2));
    assert!(local > 200 && agreed < 20 && wide < 100 && both < local, "{local}; {agreed}, {wide}, {both}");
}

/// Checkpoint D1 (Aranda et al. 2024), and that SOM+ has no such law.
#[test]
fn without_memory_a_clique_agrees() {
    let spread = |memory: bool, seed: u32, radius: f64| {
        let mut spread = 0.0;
        let scenario = paper(
            "silence-degroot-2024",
            &[
                &format!("seed={seed}"),
                &format!("expression.memory={memory}"),
                &format!("expression.radius={radius}"),
                "network.agents=40",
            ],
        );
        let ticks = watch(&scenario, |view| {
            let opinions = &view.agents.opinion;
            let most = opinions.iter().fold(f64::MIN, |most, &x| most.max(x));
            spread = most - opinions.iter().fold(f64::MAX, |least, &x| least.min(x));
        });
        assert!(ticks < 5000, "it settles");
        spread
    };
    for seed in 0..20 {
        for radius in [0.02, 0.1, 0.3] {
            assert!(spread(false, seed, radius) < 1e-6);
        }
    }
    assert!((0..20).all(|seed| spread(true, seed, 0.05) > 1e-3));
}
