//! Contradictions between the keys of who reaches a reader and the rest of the scenario.

use super::Scenario;
use super::sections::PERSUADABLE_WITHIN;
use crate::engine::{Feed, Retrieval, Slots, Targeting};
use crate::feed::Lift;
use crate::registry::{Diagnostics, Document};

/// Keys of `[feed]` that need posts.
const OF_POSTS: [&str; 4] = ["feed.out_of_network", "feed.retrieved", "feed.retrieval", "feed.organic_reach"];

/// Adds what has no effect, or cannot be had together.
pub(super) fn check(scenario: &Scenario, document: &Document, diagnostics: &mut Diagnostics) {
    let model = &scenario.model;
    let keys = &scenario.keys.feed;
    let reach = model.feed.reach;
    let mut refuse = |key: &str, message: String, label: &str, help: &str| {
        let place = document.place_of(key).or_else(|| document.place_of("ads"));
        diagnostics.error(place, message, label).help.push(help.to_owned());
    };
    let changed = |key: &str| match key {
        "feed.out_of_network" => keys.out_of_network > 0.0,
        "feed.retrieved" => keys.retrieved.is_some(),
        "feed.organic_reach" => keys.organic_reach < 1.0,
        _ => false, // a choice that chooses nothing is checked below
    };
    let is_sold = reach.ads.is_some();
    if model.ranking.needs().bids && !is_sold {
        let message = "`feed.bid` has no effect: nothing is sold".to_owned();
        let label = "expected [ads] beside it: who bids stands there";
        refuse("feed.bid", message, label, "add for instance [ads] budget = 1000, or take this out");
    }
    if let Slots::First(slots @ ..=Lift::FIRST_SLOT) = model.feed.slots
        && model.ranking.lift().is_some()
    {
        let message = format!("`feed.lift` has no effect with {slots} slots");
        let label = "expected feed.slots = 15 or more: new authors are lifted to slots 15 and 16";
        refuse("feed.lift", message, label, "give feeds more slots, or take this out");
    }
    if !model.has_windows() {
        let (with, label, help) = instead_of_windows(&model.feed, model.order.is_by_author());
        for key in OF_POSTS.into_iter().filter(|key| changed(key)).chain(is_sold.then_some("ads")) {
            refuse(key, format!("`{key}` has no effect with {with}"), label, help);
        }
        return;
    }
    if model.feed.slots == Slots::All {
        let label =
            "expected with a number of slots: with slots = \"all\" every post of the followees is shown";
        let help = "give feed.slots a number, or take this out";
        let of_slots = ["feed.out_of_network", "feed.retrieved"];
        for key in of_slots.into_iter().filter(|key| changed(key)).chain(is_sold.then_some("ads")) {
            refuse(key, format!("`{key}` has no effect with feed.slots = \"all\""), label, help);
        }
        return;
    }
    let recommends = changed("feed.out_of_network") || changed("feed.retrieved");
    if document.place_of("feed.retrieval").is_some() && !recommends && keys.retrieval != Retrieval::Popular {
        let message = "`feed.retrieval` has no effect: nothing is retrieved".to_owned();
        let label = "expected `feed.out_of_network` or `feed.retrieved` beside it";
        refuse("feed.retrieval", message, label, "add for instance retrieved = 20, or take this out");
    }
    if changed("feed.out_of_network") && model.ranking.quota().is_some() {
        let message =
            format!("`feed.out_of_network` and the quota of \"{}\" exclude each other", model.ranking.name());
        let label = "expected one of the two: both say what the slots of a feed are kept for";
        let help =
            "write retrieved = 20 in its place: recommended posts then compete by score, under the quota";
        refuse("feed.out_of_network", message, label, help);
    }
    if changed("feed.out_of_network") && reach.retrieved.is_some_and(|n| (n as usize) < model.outside_slots())
    {
        let message = format!(
            "`feed.retrieved` is less than the {} slots that `feed.out_of_network` keeps",
            model.outside_slots()
        );
        let label = "expected at least as many posts as slots to fill";
        refuse("feed.retrieved", message, label, "raise it, or leave it out: three posts a slot");
    }
    let Some(ads) = reach.ads else {
        if document.place_of("ads").is_some() {
            let message = "[ads] does not say what a buyer can spend".to_owned();
            refuse("ads", message, "expected `budget` in this table", "add for instance budget = 1000");
        }
        return;
    };
    if model.ads_per_feed() == 0 {
        let message = "no feed has room for an advertisement".to_owned();
        let label = "expected fewer organic posts before an advertisement than `feed.slots`";
        refuse("ads.gap", message, label, "lower ads.gap, or give feed.slots more");
    }
    if ads.targeting != Targeting::Persuadable && document.place_of("ads.persuadable_within").is_some() && {
        scenario.keys.ads.persuadable_within != PERSUADABLE_WITHIN
    } {
        let message = "`ads.persuadable_within` has no effect".to_owned();
        let label = "expected with targeting = \"persuadable\"";
        refuse("ads.persuadable_within", message, label, "take it out, or set targeting = \"persuadable\"");
    }
    if ads.budget < ads.price {
        let message = "no buyer can pay for a single view".to_owned();
        let label = format!("expected at least the price of a view, {}", ads.price);
        refuse("ads.budget", message, &label, "raise ads.budget, or lower ads.price");
    }
    let population = &scenario.population;
    let buys = population.attributes.kind == ads.buyers
        || population.groups.iter().any(|group| group.kind == Some(ads.buyers));
    if !buys {
        let kind = ads.buyers.word();
        let message = format!("nobody buys: no group of the population is of kind \"{kind}\"");
        let label = format!("expected a [[population.group]] with kind = \"{kind}\"");
        refuse("ads", message, &label, "add one, or choose other buyers (`hushfeed explain ads.buyers`)");
    }
}

/// What a scenario has in place of posts in a window, and what is said of keys that need these.
fn instead_of_windows(feed: &Feed, by_author: bool) -> (&'static str, &'static str, &'static str) {
    if feed.memory.is_some() {
        let label = "expected with posts in a window: a memory shows the newest posts of followees alone";
        ("`feed.memory`", label, "take one of the two out")
    } else if by_author {
        let label = "expected posts in a window: here a post goes straight to the followers";
        ("schedule = \"random_author\"", label, "take one of the two out")
    } else {
        let label = "expected with source = \"posts\": only posts can be recommended, sold or withheld";
        ("feed.source = \"accounts\"", label, "take it out, or set feed.source = \"posts\"")
    }
}
