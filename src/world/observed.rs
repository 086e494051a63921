//! What the engine records in a tick that is observed: integers, and floats added in fixed chunks in order.

use super::{ContentSums, HeedSums, InboxQuality, OpinionRange, Scale, Tally};
use crate::math;

/// Opinion bins of the histograms in `opinions.csv`.
pub const BINS: usize = 20;

/// The bin of an opinion, 0 … [`BINS`] − 1: bins of equal width over the range of the scale, closed below. On the
/// `real` scale the bins are those of [−span, span], and the outer ones hold everything beyond.
#[inline]
pub fn bin_of(scale: Scale, opinion: f64) -> usize {
    // Multiplied before the shift, so that an edge such as −0.9 falls into its own bin in spite of rounding.
    let place = match scale.range {
        OpinionRange::Unit => opinion * BINS as f64,
        OpinionRange::Symmetric => opinion * (BINS as f64 / 2.0) + BINS as f64 / 2.0,
        OpinionRange::Real => opinion / scale.span * (BINS as f64 / 2.0) + BINS as f64 / 2.0,
    };
    // A cast of a float to an integer holds at 0 what is below.
    (place as usize).min(BINS - 1)
}

/// The stages of the funnel that the engine counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What followees published since the reader last looked (for accounts: all that stands; for a platform with a
    /// memory: all that is in store).
    Expressed = 0,
    /// What the feed showed.
    Shown = 1,
    /// What was reacted to: liked, replied to or reshared.
    Engaged = 2,
}

/// Items by the side of the reader and of the item; items and readers without a side are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SideCounts {
    /// `counts[reader][item]`, 0 = the − side, 1 = the + side.
    pub counts: [[u64; 2]; 2],
}

impl SideCounts {
    /// Adds `count` items of side `item` seen by a reader of side `reader` (−1, 0, +1).
    #[inline]
    pub fn add(&mut self, reader: i8, item: i8, count: u64) {
        if reader != 0 && item != 0 {
            self.counts[usize::from(reader > 0)][usize::from(item > 0)] += count;
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &SideCounts) {
        for reader in 0..2 {
            for item in 0..2 {
                self.counts[reader][item] += other.counts[reader][item];
            }
        }
    }

    /// Items from the other side and all items: of all readers (`None`), or of the readers of one side (−1, +1).
    pub fn crosscut(&self, reader: Option<i8>) -> (u64, u64) {
        let of = |side: usize| (self.counts[side][1 - side], self.counts[side][0] + self.counts[side][1]);
        match reader {
            Some(side) => of(usize::from(side > 0)),
            None => (of(0).0 + of(1).0, of(0).1 + of(1).1),
        }
    }
}

/// What one chunk of readers adds to an observation.
#[derive(Clone, Debug, Default)]
pub struct ChunkRecord {
    /// Items by stage ([`Stage`]).
    pub funnel: [SideCounts; 3],
    /// Number of items shown, and the sum and sum of squares of their stances.
    pub shown: (u64, f64, f64),
    /// Shown items by opinion bin.
    pub shown_bins: [u64; BINS],
    /// Ties of these readers across the sides, as they were when the feed was served.
    pub bridges: u64,
    /// Those of them that carried at least one view.
    pub bridges_used: u64,
    /// Cross-cutting views, and those of them that came through a tie across sides.
    pub cross_views: (u64, u64),
    /// Views of items of automated authors.
    pub bot_views: u64,
    /// Views of items on the + side, and of items with a side.
    pub positive_views: (u64, u64),
    /// Screens shown, and the sum of their entropies in bits ([`screen_entropy`]).
    pub screens: (u64, f64),
    /// Views that were bought.
    pub bought_views: u64,
    /// Views of items of accounts that the reader does not follow, not bought.
    pub outside_views: u64,
    /// Views of pages' items by followers, not bought.
    pub organic_page_views: u64,
    /// What the items shown are like, where the metrics ask for it.
    pub content: ContentSums,
    /// What readers made of them.
    pub heeded: HeedSums,
}

/// The entropy in bits of a screen's stances in ten equal bins over the range, 1 added to every bin. O(stances).
pub fn screen_entropy(scale: Scale, stances: &[f64]) -> f64 {
    const SCREEN_BINS: usize = 10;
    let mut counts = [1_u32; SCREEN_BINS];
    for &stance in stances {
        counts[bin_of(scale, stance) * SCREEN_BINS / BINS] += 1;
    }
    let total = f64::from(SCREEN_BINS as u32 + stances.len() as u32);
    // −Σ (c/n)·log₂(c/n) = log₂ n − Σ c·log₂ c / n, in which an empty bin's c = 1 adds nothing.
    let mut filled = 0.0;
    for &count in counts.iter().filter(|&&count| count > 1) {
        filled += f64::from(count) * math::log2(f64::from(count));
    }
    math::log2(total) - filled / total
}

impl ChunkRecord {
    /// Adds another chunk's record; call it in the order of the chunks.
    pub fn merge(&mut self, other: &ChunkRecord) {
        for (mine, theirs) in self.funnel.iter_mut().zip(&other.funnel) {
            mine.merge(theirs);
        }
        self.shown.0 += other.shown.0;
        self.shown.1 += other.shown.1;
        self.shown.2 += other.shown.2;
        for (mine, theirs) in self.shown_bins.iter_mut().zip(&other.shown_bins) {
            *mine += theirs;
        }
        self.bridges += other.bridges;
        self.bridges_used += other.bridges_used;
        self.cross_views.0 += other.cross_views.0;
        self.cross_views.1 += other.cross_views.1;
        self.bot_views += other.bot_views;
        self.positive_views.0 += other.positive_views.0;
        self.positive_views.1 += other.positive_views.1;
        self.bought_views += other.bought_views;
        self.outside_views += other.outside_views;
        self.organic_page_views += other.organic_page_views;
        self.content.merge(&other.content);
        self.heeded.merge(&other.heeded);
        self.screens.0 += other.screens.0;
        self.screens.1 += other.screens.1;
    }
}

/// The record of one observed tick.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Whether a tick has been played. At tick 0 nothing was said, shown or seen, and the rest is empty. Stays false
    /// with `feed.inbox`, whose messages have no stance: then `quality` alone is filled in, and `views`, which counts
    /// the entries of human inboxes by their author.
    pub played: bool,
    /// The sums over all readers.
    pub record: ChunkRecord,
    /// What each reader was shown, by side. Length N; zeros for absent readers.
    pub tallies: Vec<Tally>,
    /// Views of each author's items in this tick (a reshare counts for the one who reshared). Length N.
    pub views: Vec<u32>,
    /// Those of them by readers who do not follow the author. Empty where nobody but followees reaches a reader.
    pub strangers: Vec<u32>,
    /// Items that each author published in this tick, reshares included. Length N.
    pub published: Vec<u16>,
    /// Number, sum and sum of squares of the stances published in this tick.
    pub expressed: (u64, f64, f64),
    /// Published items by opinion bin.
    pub expressed_bins: [u64; BINS],
    /// What the originals published in this tick are like, where the metrics ask for it.
    pub expressed_content: ContentSums,
    /// The quality of what inboxes hold. None without inboxes.
    pub quality: Option<InboxQuality>,
}

impl Observed {
    /// Forgets what was published, for a tick of `agents` agents.
    pub fn start_published(&mut self, agents: usize) {
        self.played = true;
        self.published.clear();
        self.published.resize(agents, 0);
        self.expressed = (0, 0.0, 0.0);
        self.expressed_bins = [0; BINS];
        self.expressed_content = ContentSums::default();
    }

    /// Views of the agent's items by its followers.
    #[inline]
    pub fn followers_views(&self, agent: usize) -> u32 {
        self.views[agent] - self.strangers.get(agent).copied().unwrap_or(0)
    }

    /// Notes an item that `agent` published.
    #[inline]
    pub fn note_published(&mut self, agent: usize, stance: f64, scale: Scale) {
        self.published[agent] = self.published[agent].saturating_add(1);
        self.expressed.0 += 1;
        self.expressed.1 += stance;
        self.expressed.2 += stance * stance;
        self.expressed_bins[bin_of(scale, stance)] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_have_the_entropy_of_their_histogram_plus_one() {
        let scale = Scale::default();
        assert!((screen_entropy(scale, &[]) - math::log2(10.0)).abs() < 1e-12);
        // Counts 3, 1 × 8 and 2 of 13.
        let entropy = |counts: &[f64]| {
            let total: f64 = counts.iter().sum();
            counts.iter().map(|c| -c / total * math::log2(c / total)).sum::<f64>()
        };
        let mut counts = [1.0; 10];
        counts[0] = 3.0;
        counts[9] = 2.0;
        assert!((screen_entropy(scale, &[-1.0, -0.9, 0.95]) - entropy(&counts)).abs() < 1e-12);
        let unit = Scale { range: OpinionRange::Unit, ..scale };
        assert!((screen_entropy(unit, &[0.0, 0.05, 0.99]) - entropy(&counts)).abs() < 1e-12);
    }
}
