//! What happens to scores on the way to a feed: factors of relations, re-ranking for diversity, the lift of new authors.

mod support;

use std::cell::RefCell;

use hushfeed::engine::{Reach, Simulation, Slots, Source};
use hushfeed::feed::Weighted;
use hushfeed::influence::Influence;
use hushfeed::random::Draws;
use hushfeed::reaction::Kernel;
use hushfeed::registry::Parameters;
use hushfeed::sweep::RunRecord;
use hushfeed::world::Shown;
use support::experiments;

thread_local! {
    /// The stances of every feed shown.
    static FEEDS: RefCell<Vec<Vec<f64>>> = const { RefCell::new(Vec::new()) };
}

hushfeed::rule! {
    name: "witness",
    source: "this test",
    /// Writes down what is shown and moves nothing.
    pub struct Witness {}
}

impl Influence for Witness {
    fn target(&self, own: f64, shown: &Shown<'_>) -> f64 {
        FEEDS.with_borrow_mut(|feeds| feeds.push(shown.stances.to_vec()));
        own
    }
}

/// A world whose ranking is `weighted` with the keys of the test.
fn world(keys: &str) -> String {
    format!(
        r#"
format = 1
seed = 6
ticks = 12
[network]
generator = "homophilic"
agents = 150
followees = 12
homophily = 0.7
[population]
opinion = {{ uniform = [-1.0, 1.0] }}
[feed]
ranking = "weighted"
slots = 18
window = 4
{keys}
[reaction]
rule = "kernel"
like = 0.4
reshare = 0.2
[output]
metrics = ["default", "funnel", "reach", "attention"]
"#
    )
}

fn play(text: &str) -> RunRecord {
    experiments::play(&experiments::experiment(text), 0)
}

/// The bits of all that was observed.
fn bits(text: &str) -> Vec<u64> {
    experiments::bits(&play(text))
}

#[test]
fn half_for_friends_is_double_for_strangers() {
    let with = |factor: &str| bits(&world(&format!("retrieved = 20\nlike = 1.0\n{factor}")));
    let halved = with("friend_factor = 0.5");
    assert_eq!(halved, with("out_of_network_factor = 2.0"));
    assert_ne!(halved, with(""));
}

#[test]
fn infinite_scores_do_not_end_a_run() {
    let infinite = play(&world("like = 1e39\nretrieved = 20\ndeterminantal = 0.65\nlift = true"));
    assert_eq!(infinite.series.len(), 13);
}

/// In the feed as it is shown, whatever is repeated, reshared or waits for a slot, no new author stands below slots 15 and
/// 16 unless new authors have them both. Opinions do not move: a stance tells who wrote the original.
#[test]
fn new_authors_have_slots_fifteen_and_sixteen_of_what_is_shown() {
    const N: usize = 80;
    const FEW: u32 = 22;
    let draws = Draws::new(9, 0);
    let (graph, agents) = (support::graph(N as u32, 25, true, &draws), support::agents(N, false, &draws));
    let mut followers = [0; N];
    for reader in 0..N {
        graph.followees(reader).iter().for_each(|&followee| followers[followee as usize] += 1);
    }
    let is_new = |stance: f64| {
        let author = agents.opinion.iter().position(|&own| own as f32 == stance as f32).unwrap();
        followers[author] < FEW
    };
    for (out_of_network, reshare, determinantal) in
        [(0.5, 0.0, 1.0), (0.5, 0.6, 1.0), (0.0, 0.6, 1.0), (0.0, 0.6, 0.5), (0.5, 0.6, 0.5)]
    {
        let mut model = support::model();
        model.feed.source = Source::Posts;
        model.feed.window = 4;
        model.feed.slots = Slots::First(18);
        model.feed.reach = Reach { out_of_network, ..Reach::default() };
        model.reaction = Box::new(Kernel::from_toml(&format!("reshare = {reshare:?}")).unwrap());
        model.influence = Box::new(Witness {});
        let bounds = format!("lift_views = 4000000000\nlift_followers = {FEW}\nlift_hours = 1000.0");
        let keys = format!("similarity = 1.0\ndeterminantal = {determinantal:?}\nlift = true\n{bounds}");
        model.ranking = Box::new(Weighted::from_toml(&keys).unwrap());
        let mut simulation = Simulation::new(&model, graph.clone(), agents.clone(), draws, false).unwrap();
        FEEDS.with_borrow_mut(Vec::clear);
        (0..10).for_each(|_| simulation.step());
        let mut lifted = 0;
        for feed in FEEDS.take().into_iter().filter(|feed| feed.len() == 18) {
            let new: Vec<bool> = feed[14..].iter().map(|&stance| is_new(stance)).collect();
            assert!(
                new[0] || !new[1..].contains(&true),
                "{out_of_network} {reshare} {determinantal}: {new:?}"
            );
            assert!(
                new[1] || !new[2..].contains(&true),
                "{out_of_network} {reshare} {determinantal}: {new:?}"
            );
            lifted += usize::from(new[0]);
        }
        assert!(lifted > 100, "{out_of_network} {reshare} {determinantal}: {lifted}");
    }
}
