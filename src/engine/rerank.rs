//! Phase 3, between scores and feed: the steps of a ranking that look at the whole list.

use super::pass::{Frozen, Scratch};
use super::serve::{counted_in, stance_of};
use crate::feed::{Lift, Ranked, Workspace};
use crate::random::mix;
use crate::world::total;

/// Memory of a re-ranking for diversity.
#[derive(Debug, Default)]
pub(super) struct Rerank {
    pub posts: Vec<Ranked>,
    pub order: Vec<u32>,
    pub list: Vec<(u64, u32)>,
    pub space: Workspace,
}

/// Selects the first `count` candidates: by their scores, then for diversity, then with new authors lifted, as far as the
/// ranking has these steps. A longer selection begins with the shorter one.
pub(super) fn select(frozen: &Frozen<'_>, scratch: &mut Scratch, count: usize) {
    let ranking = &frozen.model.ranking;
    let (diversity, lift) = (ranking.diversity(), ranking.lift());
    let (key, candidates) = (scratch.keys[0], &scratch.candidates);
    let items = &candidates.items;
    let wanted = match (diversity, lift) {
        (None, None) => count,
        (Some(diversity), None) => count.max(diversity.first as usize),
        (_, Some(_)) => items.len(),
    };
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
        diversity.rearrange(&work.posts, count, &mut work.space, &mut work.order);
        work.list.clear();
        work.list.extend(work.order.iter().map(|&at| best[at as usize]));
        best[..first].copy_from_slice(&work.list);
    }
    if let Some(lift) = lift {
        Lift::apply(best, |(_, candidate)| is_new(frozen, lift, items[candidate as usize]));
    }
    best.truncate(count);
}

/// Whether a post is one that few have seen, of an author whom few follow.
fn is_new(frozen: &Frozen<'_>, lift: Lift, item: u32) -> bool {
    let author = frozen.author_of(item);
    if frozen.followers[author as usize] >= lift.followers {
        return false;
    }
    if frozen.standing || frozen.pushed.is_some() {
        return true;
    }
    let slot = item as usize - author as usize * frozen.posts.capacity;
    let views =
        frozen.posts.counts.get(counted_in(frozen, item) as usize).map_or(0, |counts| total(counts.views));
    views < lift.views && f64::from(frozen.age_of_slot[slot]) < lift.age
}
