//! Which of a reader's candidates it is offered at all, by the distance of opinions (`feed.delivery`).

use super::pass::{Chunk, Frozen, Reader, Scratch};
use super::serve::stance_of;
use crate::feed::form;
use crate::random::{Purpose, mix};

/// Takes out the candidates that the reader is not offered. Of a post it is drawn once for each reader, of a standing
/// expression anew in each turn.
pub(super) fn offer(frozen: &Frozen<'_>, chunk: &Chunk<'_>, reader: Reader, scratch: &mut Scratch) {
    let delivery = frozen.model.feed.reach.delivery;
    if delivery.is_certain() {
        return;
    }
    let key = key(frozen, reader, !frozen.standing);
    let (own, unit) = (chunk.opinion[reader.at], frozen.scale.unit());
    scratch.candidates.retain(|item, slot| {
        let random = match slot {
            None => mix(key, item),
            Some(slot) => form::lasting_draw(key, item, frozen.tick - frozen.age_of_slot[slot as usize]),
        };
        delivery.offers((stance_of(frozen, item) - own).abs(), unit, random)
    });
}

/// Keys the draws of a reader: those of a turn, or those that `last` as long as a post.
pub(super) fn key(frozen: &Frozen<'_>, reader: Reader, last: bool) -> u32 {
    let (tick, index) = if last { (0, reader.id as u32) } else { (frozen.tick, reader.turn) };
    frozen.draws.words(Purpose::Deliver, tick, index)[0]
}
