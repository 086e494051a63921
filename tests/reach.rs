//! Who reaches a reader beside its followees: recommended and sponsored posts, organic reach, the platform's quota.

mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use hushfeed::engine::{AdRules, Model, Reach, Retrieval, Simulation, Slots, Source, Targeting};
use hushfeed::feed::{self, EqualTime, Executive, Quota, QuotaLevel, QuotaRule, Ranking};
use hushfeed::influence::Influence;
use hushfeed::network::Graph;
use hushfeed::random::Draws;
use hushfeed::reaction::Kernel;
use hushfeed::registry::{Diagnostics, Document, Entry, Parameters, Reader};
use hushfeed::world::{AgentKind, Agents, Shown};
use support::{agents, graph, model};

/// Of an item in a feed: the author, the tie and the index.
type Item = (u32, u32, u32);
/// One feed: the reader's opinion, and the items.
type Feed = (f64, Vec<Item>);

thread_local! {
    static FEEDS: RefCell<Vec<Feed>> = const { RefCell::new(Vec::new()) };
}

hushfeed::rule! {
    name: "witness",
    source: "this test",
    /// Writes down what is shown and moves nothing.
    pub struct Witness {}
}

impl Influence for Witness {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        let items = (0..shown.len()).map(|i| (shown.authors[i], shown.ties[i], shown.items[i])).collect();
        FEEDS.with_borrow_mut(|feeds| feeds.push((own, items)));
        own
    }
}

/// Posts that live for four ticks, six slots, nobody silent, readers who like and sometimes reshare what is near.
fn posting(reach: Reach) -> Model {
    let mut model = model();
    model.feed.source = Source::Posts;
    model.feed.window = 4;
    model.feed.slots = Slots::First(6);
    model.feed.reach = reach;
    model.ranking = Box::new(feed::Chronological {});
    model.reaction = Box::new(Kernel::from_toml("like = 0.9\nreshare = 0.3").unwrap());
    model.influence = Box::new(Witness {});
    model
}

/// Plays some ticks; what every reader was shown, tick by tick: (reader, items).
fn play(model: &Model, graph: &Graph, agents: &Agents, ticks: u32) -> Vec<Vec<(usize, Vec<Item>)>> {
    let mut simulation =
        Simulation::new(model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
    let reader = |own: f64| agents.opinion.iter().position(|&x| x.to_bits() == own.to_bits()).unwrap();
    (0..ticks)
        .map(|_| {
            FEEDS.with_borrow_mut(Vec::clear);
            simulation.step();
            FEEDS.take().into_iter().map(|(own, items)| (reader(own), items)).collect()
        })
        .collect()
}

/// Every ranking with its defaults.
fn rankings() -> Vec<Box<dyn Ranking>> {
    let read = |entry: &Entry<dyn Ranking>| {
        let document = Document::parse("ranking", "").unwrap();
        let mut diagnostics = Diagnostics::new(document.sources);
        let mut reader = Reader::new("", None, document.root, &mut diagnostics);
        let ranking = (entry.read)(&mut reader);
        reader.finish(&[]);
        ranking.unwrap()
    };
    feed::RANKINGS.iter().map(read).collect()
}

/// No post twice, in a feed or in later ones; none of the reader's own; none recommended of an account that it follows, or
/// from before the window; and as many of either kind as the quota says.
#[test]
fn recommendations_are_new_strange_and_as_many_as_kept() {
    const N: u32 = 60;
    let draws = Draws::new(8, 0);
    let (graph, agents) = (graph(N, 8, true, &draws), agents(N as usize, false, &draws));
    let ads = AdRules { budget: 40.0, ..RULES };
    let mut buyers = agents.clone();
    buyers.kind[7] = AgentKind::Advertiser;
    let cases = [(0.5, None), (0.0, None), (0.5, Some(ads)), (0.0, Some(ads))];
    for (retrieval, (quota, ads)) in [Retrieval::Popular, Retrieval::Similar, Retrieval::Random]
        .into_iter()
        .flat_map(|retrieval| cases.map(|case| (retrieval, case)))
    {
        for ranking in rankings() {
            if quota > 0.0 && ranking.quota().is_some() {
                continue; // both say what the slots are kept for
            }
            let name = format!("{} {} {quota} {}", ranking.name(), retrieval.word(), ads.is_some());
            let (admits, agents) =
                (ranking.admits_outsiders(), if ads.is_some() { &buyers } else { &agents });
            let always_full = admits && (!ranking.excludes() || ranking.name() == "x_2026");
            let retrieved = (quota == 0.0).then_some(12);
            let mut model =
                posting(Reach { out_of_network: quota, retrieved, retrieval, ads, ..Reach::default() });
            model.ranking = ranking;
            let per_author = model.feed.window * model.slots_per_tick();
            let mut seen = BTreeSet::new();
            let mut strangers = 0;
            for (tick, feeds) in (1_u32..).zip(play(&model, &graph, agents, 12)) {
                for (reader, items) in feeds {
                    assert!(items.len() <= 6, "{name}");
                    let followees = graph.followees(reader);
                    let outside = |&&(_, tie, _): &&Item| tie as usize >= followees.len();
                    if quota > 0.0 && always_full && ads.is_none() && tick > 4 && items.len() == 6 {
                        assert_eq!(items.iter().filter(outside).count(), 3, "{name}");
                    }
                    let once: BTreeSet<u32> = items.iter().map(|item| item.2).collect();
                    assert_eq!(once.len(), items.len(), "{name}: a post twice in a feed");
                    for item in &items {
                        let &(author, tie, index) = item;
                        assert_eq!(author, index / per_author);
                        assert_ne!(author as usize, reader, "{name}: an own post");
                        if outside(&item) {
                            strangers += 1;
                            assert!(!followees.contains(&author), "{name}: {author} is followed");
                            let slot_tick = index % per_author / model.slots_per_tick();
                            let born =
                                (0..4).map(|age| tick.saturating_sub(age)).find(|b| b % 4 == slot_tick);
                            assert!(born.is_some_and(|born| born >= 1), "{name}");
                            assert!(seen.insert((reader, author, born)), "{name}: recommended twice");
                        } else {
                            assert_eq!(followees[tie as usize], author, "{name}");
                        }
                    }
                }
            }
            assert!(strangers > 500 || quota == 0.0 || !admits, "{name}: {strangers}");
            assert!(admits || ads.is_some() || strangers == 0, "{name}: {strangers}");
        }
    }
}

#[test]
fn similar_posts_are_the_nearest_of_strangers() {
    // Reader 0, at −.9, follows nobody; 1 … 40 stand in a row.
    let mut agents = Agents::new(41, hushfeed::world::Scale::default());
    for j in 0..41 {
        agents.opinion[j] = if j == 0 { -0.9 } else { -1.0 + j as f64 * 0.05 + 0.001 };
    }
    let graph = Graph::from_ties(41, &[], true);
    let mut model = posting(Reach { retrieved: Some(4), retrieval: Retrieval::Similar, ..Reach::default() });
    model.feed.oracle = true;
    let feeds = play(&model, &graph, &agents, 1);
    let (_, shown) = feeds[0].iter().find(|(reader, _)| *reader == 0).unwrap();
    let authors: BTreeSet<u32> = shown.iter().map(|item| item.0).collect();
    // −.949, −.899, −.849, −.799 lie nearest to −.9.
    assert_eq!(authors, BTreeSet::from([1, 2, 3, 4]));
}

#[test]
fn strangers_are_no_followers_reached() {
    const N: u32 = 60;
    let draws = Draws::new(8, 0);
    let (graph, agents) = (graph(N, 8, true, &draws), agents(N as usize, false, &draws));
    let followers = graph.follower_counts();
    let mut model = posting(Reach { out_of_network: 0.5, retrieval: Retrieval::Random, ..Reach::default() });
    model.reaction = Box::new(hushfeed::reaction::NoReaction {});
    model.stop.ticks = 8;
    let column = |name: &str| hushfeed::metrics::find(&[name.to_owned()]).unwrap();
    let (reach, views) = (column("reach_followers"), column("reach_mean"));
    let mut simulation =
        Simulation::new(&model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
    let mut ticks = 0;
    FEEDS.with_borrow_mut(Vec::clear);
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
        let feeds = FEEDS.take();
        if feeds.is_empty() {
            return; // the start, which nobody reads at
        }
        ticks += 1;
        let (mut reached, mut strangers) = (0.0, 0);
        for (own, items) in &feeds {
            let reader = agents.opinion.iter().position(|x| x.to_bits() == own.to_bits()).unwrap();
            for &(author, _, _) in items {
                if graph.followees(reader).contains(&author) {
                    reached += 1.0 / f64::from(followers[author as usize]);
                } else {
                    strangers += 1;
                }
            }
        }
        // Everybody publishes one post a tick.
        let posts = followers.iter().filter(|&&followers| followers > 0).count() as f64;
        let found = reach.measure(&observation.view)[0];
        assert!((found - reached / posts).abs() < 1e-12, "{found} {}", reached / posts);
        assert!(strangers > 60);
        let shown: usize = feeds.iter().map(|(_, items)| items.len()).sum();
        assert!((views.measure(&observation.view)[0] - shown as f64 / f64::from(N)).abs() < 1e-12);
    });
    assert_eq!(ticks, 8);
}

#[test]
fn friends_only_admits_nobody_else() {
    let draws = Draws::new(8, 0);
    let mut model = posting(Reach { out_of_network: 0.5, ..Reach::default() });
    model.ranking = Box::new(feed::FriendsOnly {});
    let (graph, agents) = (graph(40, 6, true, &draws), agents(40, false, &draws));
    let mut without = posting(Reach::default());
    without.ranking = Box::new(feed::FriendsOnly {});
    assert_eq!(play(&model, &graph, &agents, 6), play(&without, &graph, &agents, 6));
}

/// The mean of a column over the ticks after the first four.
fn mean(model: &Model, graph: &Graph, agents: &Agents, column: &str) -> f64 {
    let metrics = hushfeed::metrics::find(&[column.to_owned()]).unwrap();
    let mut values = Vec::new();
    let mut simulation =
        Simulation::new(model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
    simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
        if observation.view.tick > 4 {
            values.push(metrics.measure(&observation.view)[0]);
        }
    });
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn organic_reach_is_what_is_set() {
    // A page with 400 followers, who have room for all that it posts.
    let draws = Draws::new(8, 0);
    let mut agents = agents(401, false, &draws);
    agents.kind[0] = AgentKind::Page;
    let star: Vec<(u32, u32)> = (1..401).map(|j| (j, 0)).collect();
    let graph = Graph::from_ties(401, &star, true);
    for organic in [1.0, 0.1205, 0.0615] {
        let mut model = posting(Reach { organic, ..Reach::default() });
        model.reaction = Box::new(hushfeed::reaction::NoReaction {});
        model.stop.ticks = 64;
        // 24,000 pairs of a post and a follower: a standard error of .0021 at most.
        let found = mean(&model, &graph, &agents, "organic_reach");
        assert!((found - organic).abs() < 0.0065, "{organic}: {found}");
    }
}

/// 50 readers who follow ten others each, and an advertiser, number 50, that nobody follows.
fn market(rules: AdRules) -> (Model, Graph, Agents) {
    let draws = Draws::new(8, 0);
    let mut agents = agents(51, false, &draws);
    agents.kind[50] = AgentKind::Advertiser;
    agents.opinion[50] = 0.5;
    let mut ties = Vec::new();
    for (reader, author) in graph(50, 10, true, &draws).iter() {
        ties.push((reader, author));
    }
    let mut model = posting(Reach { ads: Some(rules), ..Reach::default() });
    model.feed.oracle = true;
    (model, Graph::from_ties(51, &ties, true), agents)
}

const RULES: AdRules = AdRules {
    buyers: AgentKind::Advertiser,
    budget: 100.0,
    price: 0.8,
    price_spread: 0.0,
    gap: 3,
    targeting: Targeting::All,
    persuadable_within: 0.3,
};

#[test]
fn a_budget_buys_what_it_can_and_no_more() {
    let (model, graph, agents) = market(RULES);
    let bought: Vec<usize> = play(&model, &graph, &agents, 6)
        .into_iter()
        .map(|feeds| {
            let mut ads = 0;
            for (_, items) in feeds {
                assert!(items.len() <= 6);
                for (place, item) in items.iter().enumerate() {
                    if item.0 == 50 {
                        assert_eq!(place, 3, "three organic posts come before it");
                        ads += 1;
                    }
                }
            }
            ads
        })
        .collect();
    // 100/.8 = 125 views: 50, 50, 25.
    assert_eq!(bought, [50, 50, 25, 0, 0, 0]);
}

#[test]
fn a_feed_without_room_costs_nothing() {
    // Seven organic posts would have to come first, and a feed has six slots.
    let (mut model, graph, agents) = market(AdRules { gap: 5, ..RULES });
    // Readers of four accounts never get to the fifth post.
    let few: Vec<(u32, u32)> = graph.iter().filter(|&(reader, author)| (reader + author) % 3 == 0).collect();
    let graph = Graph::from_ties(51, &few, true);
    model.reaction = Box::new(hushfeed::reaction::NoReaction {});
    let mut total = 0;
    for feeds in play(&model, &graph, &agents, 20) {
        for (_, items) in feeds {
            let ads = items.iter().filter(|item| item.0 == 50).count();
            assert!(ads == 0 || items.len() == 6, "{items:?}");
            total += ads;
        }
    }
    assert!(total <= 125);
    assert!(total > 20, "{total}");
}

#[test]
fn advertisements_find_their_side() {
    for (targeting, side) in [(Targeting::OwnSide, 1.0), (Targeting::OtherSide, -1.0)] {
        let (model, graph, agents) = market(AdRules { targeting, budget: 1e6, ..RULES });
        let mut found = 0;
        for feeds in play(&model, &graph, &agents, 3) {
            for (reader, items) in feeds {
                let wanted = agents.opinion[reader] * side > 0.0;
                assert_eq!(items.iter().any(|item| item.0 == 50), wanted && items.len() > 3);
                found += usize::from(wanted);
            }
        }
        assert!(found > 30);
    }
}

#[test]
fn the_higher_bid_goes_first() {
    let (model, graph, mut agents) = market(AdRules { price_spread: 5.0, budget: 40.0, ..RULES });
    for other in 40..50 {
        agents.kind[other] = AgentKind::Advertiser;
    }
    // Nobody follows a buyer, so that all of their views are bought.
    let ties: Vec<(u32, u32)> = graph.iter().filter(|&(_, author)| author < 40).collect();
    let graph = Graph::from_ties(51, &ties, true);
    let mut bought = std::collections::BTreeMap::new();
    let mut simulation =
        Simulation::new(&model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
    for _ in 0..12 {
        FEEDS.with_borrow_mut(Vec::clear);
        simulation.step();
        for (_, items) in FEEDS.take() {
            for item in items.iter().filter(|item| item.0 >= 40 && item.1 > 1_000) {
                *bought.entry(item.0).or_insert(0_u32) += 1;
            }
        }
    }
    // Whoever bids b buys 40/b views: between 8 and 50. All budgets are spent.
    assert_eq!(bought.len(), 11, "{bought:?}");
    let bids = |agent: u32| {
        0.8 * (1.0 + 5.0 * Draws::new(8, 0).uniform(hushfeed::random::Purpose::Sponsored, 0, agent))
    };
    for (&agent, &views) in &bought {
        assert_eq!(views, (40.0 / bids(agent)) as u32, "{agent}");
    }
}

#[test]
fn a_platform_makes_up_for_one_sided_readers() {
    // Reader 0 follows twelve accounts of the + side; reader 1 follows those and twelve of the − side.
    let mut agents = Agents::new(26, hushfeed::world::Scale::default());
    let mut ties = Vec::new();
    for j in 2..26 {
        agents.opinion[j] = if j < 14 { 0.5 } else { -0.5 };
        agents.kind[j] = AgentKind::Media;
        ties.push((1, j as u32));
        if j < 14 {
            ties.push((0, j as u32));
        }
    }
    let graph = Graph::from_ties(26, &ties, true);
    let shown = |rule, level| {
        let mut model = posting(Reach::default());
        model.feed.slots = Slots::First(8);
        model.reaction = Box::new(hushfeed::reaction::NoReaction {});
        model.influence = Box::new(hushfeed::influence::NoInfluence {});
        model.ranking = Box::new(EqualTime {
            quota: Quota { rule, level, executive: Executive::Negative, pull: 10_000.0, tolerance: 0.0 },
        });
        model.stop.ticks = 30;
        let mut sides = [[0, 0]; 2];
        let mut simulation =
            Simulation::new(&model, graph.clone(), agents.clone(), Draws::new(8, 0), false).unwrap();
        simulation.run(&AtomicBool::new(false), &|_| {}, |observation| {
            for (reader, sides) in sides.iter_mut().enumerate() {
                if let Some(tally) = observation.view.observed.tallies.get(reader) {
                    let (positive, negative) = tally.sides();
                    *sides = [sides[0] + negative, sides[1] + positive];
                }
            }
        });
        sides
    };
    // Each feed by itself: eight + for the one, four and four for the other.
    assert_eq!(shown(QuotaRule::Equal, QuotaLevel::Feed), [[0, 240], [120, 120]]);
    // The platform as a whole: the second reader makes up for the first, as far as its feed can.
    let [[_, one], [negative, positive]] = shown(QuotaRule::Equal, QuotaLevel::Platform);
    assert_eq!(one, 240);
    // It learns in the first ticks what the other readers cannot see.
    assert!((228..=240).contains(&negative), "{negative} {positive}");
    // The executive's 1/3 + 2/3 · 1/2 of one feed.
    let [_, [negative, positive]] = shown(QuotaRule::Csa2018, QuotaLevel::Feed);
    assert!((f64::from(negative) / f64::from(negative + positive) - 2.0 / 3.0).abs() < 0.05);
}
