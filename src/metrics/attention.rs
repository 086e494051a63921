//! Who is seen, and what is said and shown.
//!
//! Views are those of human readers in this tick, of items that may be older than the tick; posts are the items that
//! were published in this tick, reshares included. A post that lives for several ticks collects its views over them, so
//! `reach_mean` and `reach_followers` of one tick are flows: averaged over a stretch of ticks they are the views of a
//! post and the share of its author's followers that it reached, while a single tick after a burst of posts may show
//! more views than its own posts could have.

use super::ties::Counts;
use super::{Column, Family};
use crate::math::{share, square};
use crate::world::View;

/// The family.
pub(super) static FAMILY: Family = Family {
    name: "attention",
    about: "who is seen, and what is said and shown",
    default: true,
    needs_ties: false,
    columns: COLUMNS,
    measure,
};

const COLUMNS: &[Column] = &[
    Column::new("reach_mean", "views per post", "Views in this tick ÷ posts published in it."),
    Column::new(
        "reach_followers",
        "ratio",
        "Views by followers ÷ followers, summed over authors with followers ÷ posts of these authors in this tick.",
    ),
    Column::new(
        "views_gini",
        "share",
        "Gini coefficient of the views of the authors who published or were viewed in this tick.",
    ),
    Column::new("views_pos_share", "share", "Views of items on the + side ÷ views of items with a side."),
    Column::new("bot_views", "share", "Views of items by automated accounts ÷ all views."),
    Column::new(
        "expressed_mean",
        "opinion",
        "Mean stance of the items published in this tick, by any account.",
    ),
    Column::new(
        "expressed_sd",
        "opinion",
        "Standard deviation of the stances published in this tick (divided by n).",
    ),
    Column::new("shown_mean", "opinion", "Mean stance of the items shown in this tick."),
    Column::new(
        "shown_sd",
        "opinion",
        "Standard deviation of the stances shown in this tick (divided by n).",
    ),
];

/// O(agents · log agents), for the order of the views.
fn measure(view: &View<'_>, _: &Counts, values: &mut [f64]) {
    let observed = view.observed;
    if !observed.played {
        return;
    }
    let record = &observed.record;
    let mut seen: Vec<u32> = Vec::with_capacity(observed.views.len());
    let (mut views, mut posts, mut followed_posts) = (0_u64, 0_u64, 0_u64);
    let mut reached = 0.0;
    let authors = observed.views.iter().zip(&observed.published).zip(view.followers);
    for (author, ((&viewed, &published), &followers)) in authors.enumerate() {
        views += u64::from(viewed);
        posts += u64::from(published);
        if followers > 0 {
            followed_posts += u64::from(published);
            reached += f64::from(observed.followers_views(author)) / f64::from(followers);
        }
        if viewed > 0 || published > 0 {
            seen.push(viewed);
        }
    }
    values[0] = share(views as f64, posts as f64);
    values[1] = share(reached, followed_posts as f64);
    values[2] = gini(&mut seen);
    values[3] = share(record.positive_views.0 as f64, record.positive_views.1 as f64);
    values[4] = share(record.bot_views as f64, record.shown.0 as f64);
    (values[5], values[6]) = mean_and_sd(observed.expressed);
    (values[7], values[8]) = mean_and_sd(record.shown);
}

/// The Gini coefficient of the values, which it sorts: `Σ_i (2i − n − 1) x_i ÷ (n Σ x)` over the ascending
/// values, i = 1 … n.
/// 0 for equal values, (n − 1)/n where one has all; not corrected for small samples. NaN where the sum is 0.
fn gini(values: &mut [u32]) -> f64 {
    values.sort_unstable();
    let n = values.len() as i128;
    let mut weighted = 0_i128;
    let mut total = 0_i128;
    for (rank, &value) in (1_i128..).zip(values.iter()) {
        weighted += (2 * rank - n - 1) * i128::from(value);
        total += i128::from(value);
    }
    share(weighted as f64, (n * total) as f64)
}

/// Mean and standard deviation from the number, the sum and the sum of squares.
fn mean_and_sd((count, sum, squares): (u64, f64, f64)) -> (f64, f64) {
    let mean = share(sum, count as f64);
    let mean_square = share(squares, count as f64);
    let variance = mean_square - square(mean);
    // What is left of equal stances after the subtraction is rounding, not spread.
    let sd = if variance <= 1e-13 * mean_square { 0.0 } else { variance.sqrt() };
    (mean, sd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::sample::{Agent, World};

    #[test]
    fn gini_of_known_samples() {
        assert_eq!(gini(&mut [3, 3, 3]), 0.0);
        assert_eq!(gini(&mut [0, 0, 8, 0]), 0.75);
        assert_eq!(gini(&mut [1, 3]), 0.25);
        assert!(gini(&mut [0, 0]).is_nan());
        assert!(gini(&mut []).is_nan());
    }

    #[test]
    fn views_counted_by_hand() {
        // 0, 1 and the bot 3 publish; 2 is silent; 4 is absent.
        let agents = [
            Agent::human(0.5),
            Agent::human(-0.25),
            Agent::human(0.5).silent(),
            Agent::bot(1.0),
            Agent::human(0.0).absent(),
        ];
        let ties = [(1, 0), (2, 0), (4, 0), (0, 1), (0, 3), (1, 3)];
        let mut world = World::new(&agents, &ties);
        world.show(1, 0);
        world.show(2, 0);
        world.show(0, 1);
        world.show(0, 3);
        world.observed.record.bot_views = 1;
        assert_eq!(world.measure("reach_mean"), 4.0 / 3.0);
        // 2 of 3 followers, 1 of 1, 1 of 2, over three posts.
        assert!((world.measure("reach_followers") - (2.0 / 3.0 + 1.0 + 0.5) / 3.0).abs() < 1e-15);
        // Five strangers see 1: more views, and no follower more.
        world.observed.views[1] += 5;
        world.observed.strangers = vec![0, 5, 0, 0, 0];
        assert_eq!(world.measure("reach_mean"), 9.0 / 3.0);
        assert!((world.measure("reach_followers") - (2.0 / 3.0 + 1.0 + 0.5) / 3.0).abs() < 1e-15);
        world.observed.views[1] -= 5;
        world.observed.strangers.clear();
        // 1, 1, 2: (−2·1 + 0·1 + 2·2)/(3·4).
        assert_eq!(world.measure("views_gini"), 2.0 / 12.0);
        assert_eq!(world.measure("views_pos_share"), 0.75);
        assert_eq!(world.measure("bot_views"), 0.25);
        assert_eq!(world.measure("shown_mean"), (0.5 + 0.5 - 0.25 + 1.0) / 4.0);
        let variance = (0.25 + 0.25 + 0.0625 + 1.0) / 4.0 - square(1.75 / 4.0);
        assert_eq!(world.measure("shown_sd"), variance.sqrt());
        assert!(world.measure("expressed_mean").is_nan());
        world.observed.expressed = (3, 0.9, 0.27);
        assert_eq!(world.measure("expressed_sd"), 0.0);
        world.observed.played = false;
        assert!(world.measure("reach_mean").is_nan());
    }

    #[test]
    #[expect(clippy::unreadable_literal, reason = "as they are printed")]
    fn a_drawn_world_keeps_its_values() {
        let world = World::random(300, 11);
        let golden = [
            ("reach_mean", 2.790243902439024),
            ("reach_followers", 0.46449239107775675),
            ("views_gini", 0.3696912843254307),
            ("bot_views", 0.11538461538461539),
            ("shown_sd", 0.5399587796118164),
            ("expressed_mean", -0.020590125714612512),
        ];
        for (column, value) in golden {
            assert_eq!(world.measure(column), value, "{column}");
        }
    }
}
