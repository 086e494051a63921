//! What shadow bans and warnings leave of a reader's candidates.

use super::heed;
use super::pass::{Frozen, Reader, Scratch};
use crate::feed::form;
use crate::random::Purpose;
use crate::world::post_draw;

/// Takes out what the reader is not offered: of accounts whose visibility is lowered, and of posts with a warning. Drawn
/// once a reader and original, whoever passes it on; once a reader, author and tick for a standing expression.
pub(super) fn hide(frozen: &Frozen<'_>, reader: Reader, scratch: &mut Scratch) {
    let Some(levers) = frozen.levers else { return };
    let warning = heed::warning(frozen, reader.id).map(|(way, _)| way);
    let way = warning.filter(|way| way.reach < 1.0 || !way.offenders.is_empty());
    if !levers.hides() && way.is_none() {
        return;
    }
    let key = frozen.draws.words(Purpose::Hidden, 0, reader.id as u32)[0];
    scratch.candidates.retain(|item, slot| {
        let (author, drawn) = if slot.is_none() {
            (item as usize, f64::from(form::lasting_draw(key, item, frozen.tick)) / 4_294_967_296.0)
        } else {
            let original = heed::original(frozen, item);
            (original.author() as usize, post_draw(key, original, frozen.posts.per_tick))
        };
        let reach = way.map_or(1.0, |way| {
            // Who passes a post on is an offender too.
            let poster = frozen.author_of(item) as usize;
            way.reach_of(heed::is_warned(frozen, way, item), poster)
        });
        drawn < levers.visibility_of(author) * reach
    });
}
