//! Phase 3, between scores and feed: the steps of a ranking that look at the whole list.

use super::heed;
use super::pass::{Frozen, Scratch};
use super::serve::{counted_in, is_new_root, stance_of};
use crate::feed::{Lift, Ranked, Workspace};
use crate::random::mix;
use crate::world::{PostId, total};

/// Memory of a re-ranking for diversity.
#[derive(Debug, Default)]
pub(super) struct Rerank {
    pub posts: Vec<Ranked>,
    pub order: Vec<u32>,
    pub list: Vec<(u64, u32)>,
    /// Originals that stand above in the order.
    pub roots: Vec<PostId>,
    pub space: Workspace,
}

/// Selects the first `count` candidates: by their scores, then for diversity, then with new authors lifted, as far as the
/// ranking has these steps. Without a lift a longer selection begins with the shorter one; with one, ask once.
pub(super) fn select(frozen: &Frozen<'_>, scratch: &mut Scratch, count: usize) {
    let lifts = frozen.model.ranking.lift().is_some();
    order(frozen, scratch, if lifts { scratch.candidates.items.len() } else { count }, count);
    lift(frozen, scratch);
    scratch.selector.best_mut().truncate(count);
}

/// The first `count` candidates at least, by score; for diversity `picks` of them, where the ranking has this step.
pub(super) fn order(frozen: &Frozen<'_>, scratch: &mut Scratch, count: usize, picks: usize) {
    let diversity = frozen.model.ranking.diversity();
    let (key, candidates) = (scratch.keys[0], &scratch.candidates);
    let items = &candidates.items;
    let wanted = diversity.map_or(count, |diversity| count.max(diversity.first as usize));
    scratch.selector.select(&candidates.scores, wanted, |index| mix(key, items[index]));
    let best = scratch.selector.best_mut();
    if let Some(diversity) = diversity {
        let first = best.len().min(diversity.first as usize);
        let unit = frozen.scale.unit();
        let work = &mut scratch.rerank;
        work.posts.clear();
        work.posts.extend(best[..first].iter().map(|&(_, candidate)| Ranked {
            score: candidates.scores[candidate as usize],
            stance: (stance_of(frozen, items[candidate as usize]) / unit) as f32,
            author: candidates.ties[candidate as usize],
        }));
        diversity.rearrange(&work.posts, picks, &mut work.space, &mut work.order);
        work.list.clear();
        work.list.extend(work.order.iter().map(|&at| best[at as usize]));
        best[..first].copy_from_slice(&work.list);
    }
}

/// Lifts new authors in the order of the candidates that is the feed's, if the ranking does: to slots 15 and 16 of what is
/// shown, each original once.
pub(super) fn lift(frozen: &Frozen<'_>, scratch: &mut Scratch) {
    let Some(lift) = frozen.model.ranking.lift() else { return };
    let candidates = &scratch.candidates;
    let item = |candidate: u32| candidates.items[candidate as usize];
    let roots = &mut scratch.rerank.roots;
    roots.clone_from(&scratch.roots);
    let shows = |(_, candidate): (u64, u32)| {
        candidates.reshares == 0 || is_new_root(roots, frozen.posts.root[item(candidate) as usize])
    };
    Lift::apply(scratch.selector.best_mut(), shows, |(_, candidate)| is_new(frozen, lift, item(candidate)));
}

/// Whether the original of a post is one that few have seen, young, and of an author whom few follow.
fn is_new(frozen: &Frozen<'_>, lift: Lift, item: u32) -> bool {
    let followed_by_few = |author: u32| frozen.followers[author as usize] < lift.followers;
    if let Some(pushed) = &frozen.pushed {
        return followed_by_few(pushed.items[item as usize].root.author());
    }
    if frozen.standing {
        return followed_by_few(item);
    }
    let root = heed::original(frozen, item);
    let age = frozen.tick.saturating_sub(root.serial() / frozen.posts.per_tick);
    let counts = frozen.posts.counts.get(counted_in(frozen, item) as usize);
    followed_by_few(root.author())
        && f64::from(age) < lift.age
        && counts.map_or(0, |counts| total(counts.views)) < lift.views
}
