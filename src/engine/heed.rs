//! What a reader makes of a post beside its stance: whether it believes it, and whether warnings and counts keep it from
//! reacting or draw it to.
//!
//! Belief is drawn once a reader and original: with probability b·f, b the law's (`posts.belief`, `posts.false_belief`), f the
//! factor of warnings. Reactions are drawn by their rule and then drawn anew, so that a reshare has f times the probability
//! that the rule gives it, up to 1, and a like and a reshare 1 + σ·ln(1 + n) times that for n visible likes and reshares.

use super::candidates::CandidateColumns;
use super::met::Keyed;
use super::pass::{Frozen, Reader, Scratch};
use super::serve::counted_in;
use crate::feed::Needs;
use crate::interventions::{Closeness, Relation, Warning, rescaled, scaled};
use crate::math;
use crate::random::{Purpose, mix};
use crate::world::{Content, Counts, PostId, Predicted, mark, post_draw, reaction};

/// The original of an item.
#[inline]
pub(super) fn original(frozen: &Frozen<'_>, item: u32) -> PostId {
    frozen.posts.root.get(item as usize).copied().unwrap_or_else(|| frozen.post_of(item))
}

/// Whether feeds are made of posts in a window.
fn has_posts(frozen: &Frozen<'_>) -> bool {
    !frozen.standing && frozen.store.is_none()
}

/// The warnings that hold for a reader, with its trust in them.
#[inline]
pub(super) fn warning<'a>(frozen: &Frozen<'a>, reader: usize) -> Option<(&'a Warning, f64)> {
    frozen.levers.filter(|levers| !levers.warnings.is_empty())?.warnings.of(reader)
}

/// Whether an item carries a warning.
#[inline]
pub(super) fn is_warned(frozen: &Frozen<'_>, way: &Warning, item: u32) -> bool {
    let content = frozen.posts.content[item as usize];
    content.is(mark::FLAGGED)
        || way.finds(original(frozen, item), frozen.posts.per_tick, frozen.tick, content.is(mark::FALSE))
}

/// What an item is like, its warnings among it.
pub(super) fn content_of(frozen: &Frozen<'_>, way: Option<(&Warning, f64)>, item: u32) -> Content {
    let mut content = frozen.posts.content[item as usize];
    if way.is_some_and(|(way, _)| is_warned(frozen, way, item)) {
        content.marks |= mark::FLAGGED;
    }
    content
}

/// Decides which of the items shown the reader believes: into `scratch.beliefs`, empty where all are, and those that are
/// into `scratch.believed`. One hashed draw an item from a block of the reader (purpose Belief). O(items).
pub(super) fn believe(frozen: &Frozen<'_>, reader: Reader, scratch: &mut Scratch) {
    scratch.beliefs.clear();
    let law = &frozen.model.posts;
    let way = warning(frozen, reader.id).filter(|(way, _)| way.acts_on_belief());
    if !has_posts(frozen) || (way.is_none() && !law.is_doubted()) {
        return;
    }
    let key = frozen.draws.words(Purpose::Belief, 0, reader.id as u32)[0];
    let (feed, believed) = (&scratch.feed, &mut scratch.believed);
    believed.clear();
    for (index, &item) in feed.items.iter().enumerate() {
        let content = frozen.posts.content.get(item as usize);
        let share = law.belief_in(content.is_some_and(|content| content.is(mark::FALSE)));
        let factor = way.map_or(1.0, |(way, trust)| way.belief_of(is_warned(frozen, way, item), trust));
        let believes = post_draw(key, original(frozen, item), frozen.posts.per_tick) < share * factor;
        scratch.beliefs.push(believes);
        if believes {
            believed.authors.push(feed.authors[index]);
            believed.stances.push(feed.stances[index]);
            believed.sides.push(feed.sides[index]);
            believed.ties.push(feed.ties[index]);
            believed.items.push(item);
            believed.affinities.extend(feed.affinities.get(index));
        }
    }
}

/// Draws reactions anew where warnings or counts change their probabilities. Two hashed draws an item (purpose Heed), keyed
/// as those of the reactions. O(items).
pub(super) fn reconsider(frozen: &Frozen<'_>, reader: Reader, own: f64, keyed: Keyed, scratch: &mut Scratch) {
    let rule = &frozen.model.reaction;
    let proof = if frozen.posts.reactions.is_empty() { 0.0 } else { rule.social_proof() };
    let way = warning(frozen, reader.id).filter(|(way, _)| way.acts_on_sharing());
    if !has_posts(frozen) || (way.is_none() && proof == 0.0) {
        return;
    }
    let feed = &scratch.feed;
    scratch.expected.clear();
    scratch.expected.resize(feed.items.len(), Predicted::default());
    if rule.predicts() {
        let stances: Vec<f32> = feed.stances.iter().map(|&stance| stance as f32).collect();
        rule.predict(own, frozen.scale, &stances, &feed.contents, &mut scratch.expected);
    }
    // The first word at tick 0 tells which counts are known.
    let words = keyed.words(frozen, Purpose::Heed);
    let told = Told::new(frozen, reader, frozen.levers.map_or(&[], |levers| &levers.untold));
    for (index, bits) in scratch.reactions.iter_mut().enumerate() {
        let item = feed.items[index];
        let mut liking = 1.0;
        if proof > 0.0 {
            let known = told.knows(frozen, item);
            let shown = if known { frozen.posts.reactions[counted_in(frozen, item) as usize] } else { 0 };
            liking += proof * math::ln(1.0 + f64::from(shown));
        }
        let sharing =
            liking * way.map_or(1.0, |(way, trust)| way.sharing_of(is_warned(frozen, way, item), trust));
        let expected = scratch.expected[index];
        let drawn = [
            (reaction::RESHARE, f64::from(expected.reshare), sharing, words[1]),
            (reaction::LIKE, f64::from(expected.like), liking, words[2]),
        ];
        for (bit, probability, factor, key) in drawn {
            let random = f64::from(mix(key, scratch.numbers[index])) * (1.0 / 4_294_967_296.0);
            let happens = rescaled(*bits & bit != 0, probability, factor, random);
            *bits = (*bits & !bit) | (u8::from(happens) * bit);
        }
    }
}

/// Of which posts the counts are known to a reader, or to the ranking of its feed.
pub(super) struct Told {
    share: f64,
    key: u32,
}

impl Told {
    /// `untold`: for each reader the probability that it is not told, or nothing.
    pub fn new(frozen: &Frozen<'_>, reader: Reader, untold: &[f32]) -> Self {
        let share = untold.get(reader.id).map_or(0.0, |&share| f64::from(share));
        Self { share, key: frozen.draws.words(Purpose::Heed, 0, reader.id as u32)[0] }
    }

    /// Whether everything is told.
    pub fn everything(&self) -> bool {
        self.share == 0.0
    }

    /// Whether the counts of an item are told.
    #[inline]
    pub fn knows(&self, frozen: &Frozen<'_>, item: u32) -> bool {
        self.everything() || post_draw(self.key, original(frozen, item), frozen.posts.per_tick) >= self.share
    }
}

/// Takes the counts that the ranking of the reader's feed is not told out of the candidates' columns.
pub(super) fn hide_counts(
    frozen: &Frozen<'_>,
    reader: Reader,
    needs: Needs,
    candidates: &mut CandidateColumns,
) {
    let told = Told::new(frozen, reader, frozen.levers.map_or(&[], |levers| &levers.uncounted));
    if told.everything() || frozen.standing {
        return;
    }
    for (index, &item) in candidates.items.iter().enumerate() {
        if told.knows(frozen, item) {
            continue;
        }
        if needs.reactions {
            candidates.reactions[index] = 0;
        }
        if needs.counts {
            candidates.counts[index] = Counts::default();
        }
        if needs.worth {
            let age = frozen.age_of_slot[candidates.slots[index] as usize];
            candidates.worth[index] = frozen.model.ranking.worth(&Counts::default(), age);
        }
    }
}

/// Multiplies the scores of the candidates by what their authors are to the reader.
pub(super) fn prefer(
    frozen: &Frozen<'_>,
    closeness: &Closeness,
    reader: Reader,
    affinity: &[f32],
    scratch: &mut Scratch,
) {
    let candidates = &mut scratch.candidates;
    let followees = (reader.row.1 - reader.row.0) as u32;
    for ((score, &item), &tie) in candidates.scores.iter_mut().zip(&candidates.items).zip(&candidates.ties) {
        let author = frozen.author_of(item) as usize;
        let known = (tie < followees).then(|| affinity.get(tie as usize).copied().unwrap_or(1.0));
        let relation = Relation {
            kind: frozen.kinds[author],
            affinity: known,
            is_of_group: frozen.groups.share(reader.id, author),
        };
        *score = scaled(*score, closeness.factor(relation));
    }
}
