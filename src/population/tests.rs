//! From the text of `[population]` to agents and a network.

use super::{Attachment, Distribution, Population, attach};
use crate::network::{Attribute, Graph, Labels, Network};
use crate::random::Draws;
use crate::registry::Parameters;
use crate::world::{AgentKind, Agents, OpinionRange};

fn population(text: &str) -> Population {
    Population::from_toml(text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A ring of `n` agents, undirected or each following the next.
fn ring(n: u32, directed: bool) -> Network {
    let ties: Vec<(u32, u32)> = (0..n).map(|i| (i, (i + 1) % n)).collect();
    Network::bare(Graph::from_ties(n as usize, &ties, directed))
}

/// A hub 0 with `n` − 1 leaves.
fn star(n: u32) -> Network {
    let ties: Vec<(u32, u32)> = (1..n).map(|i| (0, i)).collect();
    Network::bare(Graph::from_ties(n as usize, &ties, false))
}

fn labelled(n: u32) -> Network {
    let labels = Labels {
        names: vec!["left".into(), "right".into()],
        of: (0..n).map(|i| u16::from(i >= n / 4)).collect(),
    };
    Network { labels: Some(labels), ..ring(n, false) }
}

fn build(text: &str, network: Network) -> Result<(Network, Agents), String> {
    let start = Distribution::Constant(0.5);
    population(text).build(network, &start, &Draws::new(11, 0)).map_err(|error| error.to_string())
}

fn members(agents: &Agents, name: &str) -> Vec<usize> {
    let group = agents.group_names.iter().position(|group| group == name).unwrap();
    (0..agents.len()).filter(|&i| usize::from(agents.group[i]) == group).collect()
}

#[test]
fn an_empty_table_is_a_population() {
    let (network, agents) = build("", ring(500, false)).unwrap();
    assert_eq!(network, ring(500, false));
    assert_eq!(agents.group_names, ["everybody"]);
    assert!(agents.inner.iter().all(|&inner| inner == 0.5));
    assert!(agents.profile.iter().all(|&profile| profile == 0.0));
    assert_eq!(agents.anchor, agents.opinion);
    assert!(agents.side.iter().zip(&agents.opinion).all(|(&side, &x)| f64::from(side) == x.signum()));
    assert!(agents.self_censorship.iter().all(|phi| (0.0..1.0).contains(phi)));
    assert_ne!(agents.self_censorship, agents.opinion);
    let unit = population("range = [0, 1]\nneutral_band = 0.1");
    assert_eq!(unit.attributes.opinion, Some(Distribution::Uniform { low: 0.0, high: 1.0 }));
    assert_eq!(population("range = \"real\"").attributes.range.0, OpinionRange::Real);
}

#[test]
fn shares_are_exact_and_leave_nobody_out() {
    let text = "[[group]]\nname = 'a'\nshare = 0.5\n[[group]]\nname = 'b'\nshare = 0.5\n";
    let (_, agents) = build(text, ring(5, false)).unwrap();
    assert_eq!(agents.group_names, ["a", "b"]);
    assert_eq!((members(&agents, "a").len(), members(&agents, "b").len()), (3, 2));
    let text = "[[group]]\nname = 'a'\nshare = 0.02\n[[group]]\nname = 'b'\ncount = 30\n";
    let (_, agents) = build(text, ring(1000, false)).unwrap();
    assert_eq!((members(&agents, "a").len(), members(&agents, "b").len()), (20, 30));
    assert_eq!(members(&agents, "everybody").len(), 950);
    let (_, more) = build(&text.replace("0.02", "0.04"), ring(1000, false)).unwrap();
    assert!(
        members(&agents, "a").iter().all(|i| members(&more, "a").contains(i)),
        "a larger share keeps its members"
    );
    assert!(
        members(&agents, "a").iter().any(|&i| i >= 500) && members(&agents, "a").iter().any(|&i| i < 500)
    );
}

#[test]
fn members_differ_in_what_their_group_says() {
    let text = "opinion = { split = 0.5 }\nactivity = 0.5\n[[group]]\nname = 'farm'\nkind = 'bot'\nshare = 0.1\n\
                opinion = 1.0\nactivity = 1.0\n[[group]]\nname = 'zealots'\ncount = 10\nstubbornness = 1\n\
                self_censorship = 0\nconfidence = { uniform = [2, 3] }\n";
    let (_, agents) = build(text, ring(200, false)).unwrap();
    for i in members(&agents, "farm") {
        assert_eq!((agents.opinion[i], agents.activity[i], agents.kind[i]), (1.0, 1.0, AgentKind::Bot));
        assert_eq!((agents.stubbornness[i], agents.self_censorship[i]), (1.0, 0.0));
    }
    for i in members(&agents, "zealots") {
        assert_eq!((agents.stubbornness[i], agents.self_censorship[i], agents.activity[i]), (1.0, 0.0, 0.5));
        assert!((2.0..3.0).contains(&agents.inner[i]));
    }
    // The split is exact among those whom it is for.
    let rest: Vec<usize> = (0..200).filter(|i| !members(&agents, "farm").contains(i)).collect();
    assert_eq!(rest.iter().filter(|&&i| agents.opinion[i] == 1.0).count(), 90);
    assert_eq!(agents.humans(), 180);
}

#[test]
fn a_group_changes_nobody_else() {
    let (_, alone) = build("", ring(100, false)).unwrap();
    let text = "[[group]]\nname = 'farm'\nkind = 'bot'\nadded = 10\nfollowees = 2\nopinion = 1\n";
    let (_, agents) = build(text, ring(100, false)).unwrap();
    assert_eq!(agents.opinion[..100], alone.opinion[..]);
    assert_eq!(agents.self_censorship[..100], alone.self_censorship[..]);
}

#[test]
fn sides_are_those_of_the_built_population() {
    for text in [
        "",
        "opinion = { split = 0.5 }",
        "range = [0, 1]\nneutral_band = 0.2\nopinion = { beta = [2, 2] }",
        "opinion = { split = 0.5 }\n[[group]]\nname = 'a'\nshare = 0.3\nopinion = { binary = 0.2 }",
        "opinion = { split = 0.5 }\n[[group]]\nname = 'bots'\nadded = 33\nfollowees = 1",
        "opinion = { split = 0.5 }\n[[group]]\nname = 'l'\nlabel = 'left'\nactivity = 0.5",
    ] {
        let draws = Draws::new(11, 0);
        let sides = population(text).sides(300, &draws).unwrap();
        let (_, agents) = build(text, labelled(300)).unwrap();
        assert_eq!(sides, agents.side[..300], "{text}");
        assert!(sides.contains(&1) && sides.contains(&-1));
    }
    let draws = Draws::new(11, 0);
    let column = population("opinion = { column = 'value' }").sides(10, &draws).unwrap_err();
    assert!(column.to_string().contains("population.opinion: comes from a column"), "{column}");
    let label =
        population("[[group]]\nname = 'l'\nlabel = 'left'\nopinion = 1").sides(10, &draws).unwrap_err();
    assert!(label.to_string().contains("population.group \"l\", label: depends on labels"), "{label}");
}

#[test]
fn labels_and_columns_make_groups() {
    let text =
        "[[group]]\nname = 'blues'\nlabel = 'left'\nopinion = -1\n[[group]]\nname = 'a'\nshare = 0.5\n";
    let (_, agents) = build(text, labelled(100)).unwrap();
    assert_eq!(members(&agents, "blues"), (0..25).collect::<Vec<_>>());
    assert_eq!(members(&agents, "a").len(), 50);
    assert_eq!(agents.group_names, ["blues", "a", "right"]);

    let mut network = ring(4, false);
    let values = ["r", "d", "", "d"].map(|text| (!text.is_empty()).then(|| text.to_owned())).to_vec();
    network.attributes.push(Attribute { name: "party".into(), values });
    let text = "group_column = 'party'\nopinion = { column = 'party', map = { r = 1, d = -1 }, missing = 0 }\n\
                [[group]]\nname = 'democrats'\nlabel = 'd'\n";
    let (_, agents) = build(text, network.clone()).unwrap();
    assert_eq!(agents.opinion, [1.0, -1.0, 0.0, -1.0]);
    assert_eq!(agents.group_names, ["democrats", "r", "everybody"]);
    assert_eq!(agents.group, [1, 0, 2, 0]);

    for (text, expected) in [
        ("group_column = 'part'", "did you mean \"party\"?"),
        ("group_column = 'party'\n[[group]]\nname = 'x'\nlabel = 'dd'", "did you mean \"d\"?"),
        ("[[group]]\nname = 'x'\nlabel = 'd'", "the network has no labels"),
        ("group_column = 'party'\n[[group]]\nname = 'r'\nlabel = 'd'", "give the group another name"),
        (
            "group_column = 'party'\n[[group]]\nname = 'x'\nlabel = 'd'\n[[group]]\nname = 'y'\ncount = 3",
            "takes 3 agents, but 2 of 4",
        ),
    ] {
        let error = build(text, network.clone()).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

const BOTS: &str = "[[group]]\nname = 'bots'\nkind = 'bot'\nadded_share = 0.1\nfollowees = 3\nopinion = -1\n";

#[test]
fn added_accounts_are_tied_to_distinct_humans() {
    let (network, agents) = build(BOTS, ring(200, false)).unwrap();
    assert_eq!((network.graph.agents(), agents.len()), (220, 220));
    assert!(!network.graph.is_directed());
    for bot in 200..220 {
        let humans = network.graph.followees(bot);
        assert!(humans.len() == 3 && humans.iter().all(|&human| human < 200));
        assert!(humans.iter().all(|&human| network.graph.follows(human as usize, bot as u32)));
        assert_eq!((agents.kind[bot], agents.opinion[bot]), (AgentKind::Bot, -1.0));
    }
    // Accounts of the network that are automated themselves are not candidates.
    let text = format!("[[group]]\nname = 'inside'\nkind = 'media'\nshare = 0.9\n{BOTS}");
    let (network, agents) = build(&text, ring(200, false)).unwrap();
    let tied = (200..220).flat_map(|bot| network.graph.followees(bot));
    assert!(tied.into_iter().all(|&human| agents.kind[human as usize] == AgentKind::Person));
}

#[test]
fn in_a_directed_network_humans_follow_the_accounts() {
    let error = build(BOTS, ring(200, true)).unwrap_err();
    assert!(error.contains("in a directed network nobody would hear"), "{error}");
    let text = BOTS.replace("followees = 3", "followers = 4\nfollowees = 2");
    let (network, _) = build(&text, ring(200, true)).unwrap();
    let followers = network.graph.follower_counts();
    assert!((200..220).all(|bot| (followers[bot], network.graph.degree(bot)) == (4, 2)));
    let error = build(&text, ring(200, false)).unwrap_err();
    assert!(error.contains("run both ways"), "{error}");
}

#[test]
fn what_is_known_of_the_nodes_grows_with_the_network() {
    let mut network = labelled(20);
    let ties: Vec<(u32, u32)> = (0..19).map(|i| (i, i + 1)).collect();
    network.graph = Graph::from_weighted_ties(20, &ties, &[0.25; 19], false);
    network.names = Some((0..20).map(|i| if i == 7 { "bots-1".into() } else { format!("n{i}") }).collect());
    network.attributes.push(Attribute { name: "age".into(), values: vec![Some("3".into()); 20] });
    let (network, agents) = build(BOTS, network).unwrap();
    assert_eq!(network.names.as_ref().unwrap()[20..], ["-bots-1", "bots-2"]);
    assert_eq!(network.attributes[0].values[19..], [Some("3".to_owned()), None, None]);
    let labels = network.labels.unwrap();
    assert_eq!((labels.of.len(), &labels.names[usize::from(labels.of[21])][..]), (22, "bots"));
    assert_eq!(agents.group_names, ["bots", "left", "right"]);
    let weights = network.graph.weights().unwrap();
    assert_eq!(network.graph.ties(), 2 * 19 + 2 * 2 * 3);
    assert_eq!(weights.iter().filter(|&&weight| weight == 0.25).count(), 38);
    assert_eq!(weights.iter().filter(|&&weight| weight == 1.0).count(), 12);
}

/// How many of `accounts` accounts with one tie each reach the hub of a star of 101.
fn hub_share(rule: &str) -> f64 {
    let text = format!("[[group]]\nname = 'b'\nadded = 20000\nfollowees = 1\nattachment = '{rule}'\n");
    let (network, _) = build(&text, star(101)).unwrap();
    (101..20_101).filter(|&bot| network.graph.followees(bot) == [0]).count() as f64 / 20_000.0
}

#[test]
fn attachment_follows_attractiveness() {
    // Degrees: hub 100, each of 100 leaves 1. Five standard errors.
    for (rule, expected) in
        [("preferential", 100.0 / 200.0), ("random", 1.0 / 101.0), ("inverse", 0.01 / 100.01)]
    {
        let found = hub_share(rule);
        let error: f64 = expected * (1.0 - expected) / 20_000.0;
        assert!((found - expected).abs() <= 5.0 * error.sqrt(), "{rule}: {found}, not {expected}");
    }
}

#[test]
fn drawing_without_replacement_is_exact_where_it_repeats_itself() {
    // One candidate has nearly all the weight, so that the second tie goes through the race.
    let candidates = [10, 11, 12];
    let draws = Draws::new(5, 0);
    let pairs =
        attach(&candidates, &[1e9, 3.0, 1.0], Attachment::Preferential, 100..4100, 2, &draws, 0).unwrap();
    let second: Vec<u32> = pairs.iter().map(|&(_, human)| human).filter(|&human| human != 10).collect();
    assert_eq!(second.len(), 4000);
    let share = second.iter().filter(|&&human| human == 11).count() as f64 / 4000.0;
    assert!((share - 0.75).abs() < 5.0 * (0.1875_f64 / 4000.0).sqrt(), "{share}");
    let all = attach(&candidates, &[1.0; 3], Attachment::Inverse, 0..1, 3, &draws, 0).unwrap();
    assert_eq!(all.len(), 3);
    assert!(attach(&candidates, &[1.0; 3], Attachment::Random, 0..1, 4, &draws, 0).is_err());
    assert!(attach(&candidates, &[1.0, -1.0, 1.0], Attachment::Inverse, 0..1, 1, &draws, 0).is_err());
}

#[test]
fn agents_without_followers() {
    let draws = Draws::new(5, 0);
    let chosen = |rule, ties| attach(&[10, 11, 12], &[0.0, 4.0, 0.0], rule, 0..3000, ties, &draws, 0);
    let preferred = chosen(Attachment::Preferential, 1).unwrap();
    assert!(preferred.iter().all(|&(_, human)| human == 11));
    let error = chosen(Attachment::Preferential, 2).unwrap_err();
    assert_eq!(error, "2 ties each to 1 humans that can be chosen");
    // 1/A is 1, 1/4, 1.
    let inverse = chosen(Attachment::Inverse, 1).unwrap();
    let share = inverse.iter().filter(|&&(_, human)| human == 11).count() as f64 / 3000.0;
    assert!((share - 1.0 / 9.0).abs() < 5.0 * (8.0 / 81.0 / 3000.0_f64).sqrt(), "{share}");
}

#[test]
fn attractiveness_from_outside_is_used() {
    let text = "[[group]]\nname = 'b'\nadded = 50\nfollowees = 1\nattachment = 'preferential'\n";
    let mut weights = vec![1e-12; 20];
    weights[13] = 1.0;
    let draws = Draws::new(1, 0);
    let (network, _) = population(text)
        .build_with(ring(20, false), Some(&weights), &Distribution::Constant(0.0), &draws)
        .unwrap();
    assert!((20..70).all(|bot| network.graph.followees(bot) == [13]));
}

#[test]
fn what_only_the_size_tells() {
    for (text, expected) in [
        ("opinion = { values = [1, 0] }", "population.opinion: 2 values for 10 agents"),
        ("[[group]]\nname = 'a'\ncount = 11", "population.group \"a\", count: takes 11 agents, but 10 of 10"),
        (
            "[[group]]\nname = 'a'\nshare = 0.6\n[[group]]\nname = 'b'\ncount = 5",
            "takes 5 agents, but 4 of 10",
        ),
        (
            "[[group]]\nname = 'a'\nadded = 1\nfollowers = 11",
            "population.group \"a\", followers: 11 ties each to 10",
        ),
        ("[[group]]\nname = 'a'\ncount = 3\nopinion = { values = [1, 0] }", "\"a\", opinion: 2 values for 3"),
    ] {
        let error = population(text).check(10).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(
            build(text, ring(10, false)).is_err() && population(text).sides(10, &Draws::new(1, 0)).is_err()
        );
    }
    let text = "self_censorship = { values = [0, 1] }\n[[group]]\nname = 'a'\nkind = 'bot'\ncount = 8\n";
    assert_eq!(population(text).check(10), Ok(()));
    let (_, agents) = build(text, ring(10, false)).unwrap();
    assert_eq!(agents.self_censorship.iter().sum::<f64>(), 1.0);
}

#[test]
fn contradictions_are_found_in_the_file_all_at_once() {
    let text = "\
range = [0, 2]
neutral_band = 1
activity = 0
[[group]]
name = 'a'
share = 0.6
count = 5
[[group]]
share = 0.6
[[group]]
name = 'everybody'
share = 0.6
followees = 3
[[group]]
name = 'b'
[[group]]
name = 'c'
kind = 'bot'
added = 5
stubbornness = 0.5
opinoin = 1
[[group]]
name = 'b'
label = 'l'
[[group]]
name = 'b'
label = 'l'
opinion = 2
";
    let errors = Population::from_toml(text).unwrap_err().to_string();
    for expected in [
        "`range` is no range of opinions",
        "expected above 0 and at most 1",
        "a group by share and count at once",
        "`group.name` is missing",
        "cannot be called \"everybody\"",
        "`followees` is for accounts that join the network",
        "nothing says who is in this group",
        "nobody hears the accounts of group \"c\"",
        "`stubbornness` of automated accounts (kind \"bot\")",
        "did you mean `opinion`?",
    ] {
        assert!(errors.contains(expected), "{expected} is not in\n{errors}");
    }
    for (text, expected) in [
        ("range = [0, 1]\nneutral_band = 0.5", "expected below 0.5"),
        ("range = [0, 1]\nopinion = { uniform = [-1, 1] }", "draws from [-1, 1], expected from 0 to 1"),
        ("opinion = { normal = { mean = 0, sd = 1 } }", "add `within = [lo, hi]`"),
        ("range = 'unit'", "expected [-1, 1], [0, 1] or \"real\""),
        ("[[group]]\nname = 'a'\ncount = 1\nopinion = 2", "`group.opinion` is out of range"),
        (
            "[[group]]\nname = 'a'\nshare = 0.6\n[[group]]\nname = 'b'\nshare = 0.6",
            "sum to 1.200, more than 1",
        ),
        (
            "[[group]]\nname = 'a'\nshare = 0.1\n[[group]]\nname = 'a'\nshare = 0.1",
            "two groups are called \"a\"",
        ),
        ("[[group]]\nname = 'a'\nlabel = 'x'\n[[group]]\nname = 'b'\nlabel = 'x'", "group \"a\" has it"),
        ("group = 3", "expected one or more tables"),
    ] {
        let errors = Population::from_toml(text).unwrap_err().to_string();
        assert!(errors.contains(expected) && errors.contains("parameters:"), "{errors}");
    }
    assert!(population("range = \"real\"\nopinion = { normal = { mean = 0, sd = 3 } }").groups.is_empty());
}

#[test]
fn what_is_written_reads_the_same() {
    let text =
        format!("range = [0, 1]\nself_censorship = {{ beta = [3.4, 5] }}\n{}", BOTS.replace("-1", "0"));
    let population = population(&text);
    let written = population.write().to_string();
    assert_eq!(Population::from_toml(&written).unwrap(), population, "{written}");
    assert!(written.contains("attachment = \"random\"") && written.contains("uniform"), "{written}");
}

/// Changes here change every result: a value-breaking change.
#[test]
fn value_stability() {
    let text = "[[group]]\nname = 'a'\nshare = 0.2\n[[group]]\nname = 'b'\nadded = 3\nfollowees = 2\n\
                attachment = 'preferential'\n";
    let (network, agents) = build(text, star(20)).unwrap();
    assert_eq!(members(&agents, "a"), [1, 4, 12, 13]);
    assert_eq!(
        [20, 21, 22].map(|account| network.graph.followees(account).to_vec()),
        [[0, 14], [0, 13], [0, 7]]
    );
}

/// A ring on which agent i follows the next 1 + i mod 8, and is followed back.
fn uneven(n: u32) -> Network {
    let ties: Vec<(u32, u32)> = (0..n).flat_map(|i| (1..=i % 8 + 1).map(move |d| (i, (i + d) % n))).collect();
    Network::bare(Graph::from_ties(n as usize, &ties, false))
}

#[test]
fn opinions_are_placed_by_degree() {
    use crate::network::measures::degree_attribute_correlation;
    let text = |placement: &str| {
        format!(
            "opinion = {{ uniform = [-1, 1] }}\n{placement}\n[[group]]\nname = \"fixed\"\ncount = 50\nopinion = 0.25"
        )
    };
    let correlation = |network: &Network, agents: &Agents| {
        let movable =
            (0..agents.len()).filter(|&i| agents.group_names[usize::from(agents.group[i])] != "fixed");
        let (degrees, sides): (Vec<u32>, Vec<bool>) =
            movable.map(|i| (network.graph.degree(i) as u32, agents.opinion[i] > 0.0)).unzip();
        degree_attribute_correlation(&degrees, &sides)
    };
    let (network, free) = build(&text(""), uneven(2000)).unwrap();
    assert!(correlation(&network, &free).abs() < 0.05);
    for (target, key) in [(0.5, "degree_correlation = 0.5"), (-0.3, "degree_correlation = -0.3")] {
        let (_, placed) = build(&text(key), uneven(2000)).unwrap();
        let reached = correlation(&network, &placed);
        assert!((reached - target).abs() < 0.01, "{reached} for {target}");
        let sorted = |agents: &Agents| {
            let mut all = agents.opinion.clone();
            all.sort_by(f64::total_cmp);
            all
        };
        assert_eq!(sorted(&placed), sorted(&free), "the opinions as a whole stay the same");
        assert_ne!(placed.opinion, free.opinion);
        assert_eq!(placed.anchor, placed.opinion);
        for agent in members(&placed, "fixed") {
            assert_eq!(placed.opinion[agent], 0.25);
        }
    }
    let error = build(&text("degree_correlation = 0.99"), uneven(2000)).unwrap_err();
    assert!(error.contains("degree_correlation: 0.99 cannot be reached"), "{error}");
    let error = build("degree_correlation = 0.1", ring(50, false)).unwrap_err();
    assert!(error.contains("same degree"), "{error}");
    assert!(population("degree_correlation = 0.1").sides(50, &Draws::new(1, 0)).is_err());
}
