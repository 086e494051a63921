//! Candidates beyond the followees' posts: recommended posts of accounts that are not followed. And what pages lose: the
//! organic reach.
//!
//! Once a tick the platform puts together a pool of live originals: the most reacted-to, or a random sample, of about
//! [`POOL`] posts. Each reader is then offered some of the pool: the first ones, the nearest to its profile, or some drawn
//! at random; never its own, those of accounts that it follows, or what it was shown before. O(live posts) a tick, and
//! O(retrieved · followees) a reader.

use super::model::Model;
use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::reach::Retrieval;
use crate::feed::form;
use crate::random::{Draws, Purpose, mix};
use crate::world::{AgentKind, PostId, Posts, voice};

/// Posts that a pool holds, give or take the chance of a sample.
const POOL: usize = 4096;

/// The posts that can be recommended in a tick.
#[derive(Debug)]
pub(super) struct Pool {
    retrieval: Retrieval,
    /// By popularity, stance or index, as the retrieval reads them.
    items: Vec<u32>,
    /// The stance of each.
    stances: Vec<f32>,
}

impl Pool {
    /// The pool of a tick. `reshares`: mask of the slots that hold reshares. Advertisers are not recommended: they pay.
    /// One word for the tick, hashed by post (purpose OutOfNetwork). O(live posts).
    pub fn new(
        model: &Model,
        posts: &Posts,
        reshares: &[u64],
        kinds: &[AgentKind],
        when: (Draws, u32),
    ) -> Self {
        const MOST: u32 = 0xffff;
        let retrieval = model.feed.reach.retrieval;
        let (draws, tick) = when;
        // No agent has this number.
        let key = draws.words(Purpose::OutOfNetwork, tick, u32::MAX)[0];
        let rank = |item: u32| match retrieval {
            Retrieval::Popular => posts.reactions[item as usize].min(MOST),
            Retrieval::Similar | Retrieval::Random => 0,
        };
        let mut numbers = vec![0_usize; MOST as usize + 1];
        for_each_original(posts, reshares, kinds, |item| numbers[rank(item) as usize] += 1);
        // Everything above the lowest rank that fits, and a sample of that rank.
        let (mut lowest, mut above) = (MOST as usize, 0);
        while lowest > 0 && above + numbers[lowest] < POOL {
            above += numbers[lowest];
            lowest -= 1;
        }
        let share = (POOL - above) as f64 / numbers[lowest].max(1) as f64;
        let bound = (share.min(1.0) * 4_294_967_296.0) as u64;
        let mut items = Vec::with_capacity(2 * POOL);
        for_each_original(posts, reshares, kinds, |item| {
            let rank = rank(item) as usize;
            if rank > lowest || (rank == lowest && u64::from(mix(key, item)) < bound) {
                items.push(item);
            }
        });
        match retrieval {
            Retrieval::Popular => {
                items.sort_unstable_by_key(|&item| std::cmp::Reverse((rank(item), mix(key, item), item)));
            }
            Retrieval::Similar => items.sort_unstable_by(|&a, &b| {
                posts.stance[a as usize].total_cmp(&posts.stance[b as usize]).then(a.cmp(&b))
            }),
            Retrieval::Random => {}
        }
        let stances = items.iter().map(|&item| posts.stance[item as usize]).collect();
        Self { retrieval, items, stances }
    }

    /// Puts into `found` up to `wanted` posts of the pool that are `eligible`.
    fn find(
        &self,
        profile: f32,
        wanted: usize,
        draw: impl FnOnce() -> crate::random::Stream,
        eligible: impl Fn(u32) -> bool,
        found: &mut Vec<u32>,
    ) {
        match self.retrieval {
            Retrieval::Popular => {
                found.extend(self.items.iter().copied().filter(|&item| eligible(item)).take(wanted));
            }
            Retrieval::Similar => {
                let mut right = self.stances.partition_point(|&stance| stance < profile);
                let mut left = right;
                while found.len() < wanted && (left > 0 || right < self.items.len()) {
                    let below = if left > 0 { profile - self.stances[left - 1] } else { f32::INFINITY };
                    let above = self.stances.get(right).map_or(f32::INFINITY, |stance| stance - profile);
                    let item = if below < above {
                        left -= 1;
                        self.items[left]
                    } else {
                        right += 1;
                        self.items[right - 1]
                    };
                    if eligible(item) {
                        found.push(item);
                    }
                }
            }
            Retrieval::Random => {
                let mut stream = draw();
                // A pool that is nearly used up ends the search.
                for _ in 0..if self.items.is_empty() { 0 } else { 64 + 8 * wanted } {
                    let item = self.items[stream.below(self.items.len() as u32) as usize];
                    if !found.contains(&item) && eligible(item) {
                        found.push(item);
                        if found.len() == wanted {
                            break;
                        }
                    }
                }
            }
        }
    }
}

/// Calls `each` with every live original, author by author.
fn for_each_original(posts: &Posts, reshares: &[u64], kinds: &[AgentKind], mut each: impl FnMut(u32)) {
    for (author, &kind) in kinds.iter().enumerate() {
        if kind == AgentKind::Advertiser {
            continue;
        }
        for (word, &reshares) in reshares.iter().enumerate() {
            let mut live = posts.live[author * posts.words + word] & !reshares;
            while live != 0 {
                each((author * posts.capacity + word * 64) as u32 + live.trailing_zeros());
                live &= live - 1;
            }
        }
    }
}

/// Adds recommended posts to the candidates, author by author behind the followees' posts. Their ties are numbered on
/// from the reader's own. `profile`: the reader's, as the platform knows it. One stream a reader and tick where posts are
/// drawn at random (purpose OutOfNetwork).
pub(super) fn add(
    frozen: &Frozen<'_>,
    chunk: &Chunk<'_>,
    reader: Reader,
    scratch: &mut Scratch,
    (profile, ads): (f32, &[u32]),
) {
    let Some(pool) = frozen.pool else { return };
    let row = &chunk.targets[reader.row.0..reader.row.1];
    let shown = &chunk.outside[reader.at * frozen.kept_outside()..][..frozen.kept_outside()];
    let found = &mut scratch.recommended;
    found.clear();
    let eligible = |item: u32| {
        let author = frozen.author_of(item);
        author as usize != reader.id
            && !row.contains(&author)
            && !ads.contains(&item)
            && !shown.contains(&frozen.post_of(item))
    };
    let draw = || frozen.draws.stream(Purpose::OutOfNetwork, frozen.tick, reader.id as u32);
    pool.find(profile, frozen.model.retrieved(), draw, eligible, found);
    // Posts of one author lie side by side, as the followees' do.
    found.sort_unstable();
    let candidates = &mut scratch.candidates;
    let (mut tie, mut last) = (row.len() as u32, u32::MAX);
    for &item in found.iter() {
        let author = frozen.author_of(item);
        tie += u32::from(last != u32::MAX && author != last);
        last = author;
        candidates.ties.push(tie);
        candidates.items.push(item);
        candidates.slots.push(item - author * frozen.posts.capacity as u32);
    }
}

/// Takes out of the candidates the pages' posts that do not reach the reader organically, and what it is shown as an
/// advertisement. One hashed draw a post and reader that lasts as long as the post (purpose Organic).
pub(super) fn withhold(frozen: &Frozen<'_>, reader: Reader, scratch: &mut Scratch, ads: &[u32]) {
    let base = frozen.model.feed.reach.organic;
    let changed = frozen.levers.filter(|levers| !levers.organic.is_empty());
    if base >= 1.0 && changed.is_none() && ads.is_empty() {
        return;
    }
    let key = frozen.draws.words(Purpose::Organic, 0, reader.id as u32)[0];
    let candidates = &mut scratch.candidates;
    let mut reshares = 0;
    candidates.retain(|item, slot| {
        let slot = slot.unwrap_or(0) as usize; // pages and advertisements have posts, which have slots
        let author = frozen.author_of(item) as usize;
        let organic = changed.map_or(base, |levers| levers.organic_of(author, base));
        let is_throttled = organic < 1.0 && voice::is_page(frozen.voices[author]) && {
            let born = frozen.tick - frozen.age_of_slot[slot];
            u64::from(form::lasting_draw(key, item, born)) >= (organic * 4_294_967_296.0) as u64
        };
        let is_kept = !(is_throttled || ads.contains(&item));
        reshares += usize::from(!is_kept && frozen.is_reshare_slot[slot]);
        is_kept
    });
    candidates.reshares -= reshares;
}

/// Forgets what the reader was shown a window ago: it is no longer alive.
pub(super) fn forget(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    scratch.noted = 0;
    if !frozen.dry {
        let start = reader.at * frozen.kept_outside() + frozen.first_kept();
        chunk.outside[start..start + frozen.outside_views].fill(PostId::NONE);
    }
}

/// Notes that the reader was shown a post of an account that it does not follow.
pub(super) fn note(frozen: &Frozen<'_>, chunk: &mut Chunk<'_>, reader: Reader, noted: &mut usize, item: u32) {
    if !frozen.dry && *noted < frozen.outside_views {
        let start = reader.at * frozen.kept_outside() + frozen.first_kept();
        chunk.outside[start + *noted] = frozen.post_of(item);
        *noted += 1;
    }
}
