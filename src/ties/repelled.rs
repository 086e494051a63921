//! Parting from those by whom one is repelled: the homophilic rewiring of de Arruda et al. 2022 (Information Sciences
//! 588:265).
//!
//! If a post has moved its reader away from its stance (or would have, at the end of the range), then with
//! y = |x_i − x_j| on a scale on which the range is 2 wide, x_i the author's opinion and x_j the reader's after the move:
//! if y > 1, the tie is cut with probability 1 − cos²(πy/2), and the author is tied to an agent drawn uniformly among
//! those who are neither the author, nor the reader, nor a neighbour of the author. Where there is none, nothing happens.
//! With a feed of several posts (`feed.inbox`) it is what the feed as a whole does that counts: it moved its reader away
//! from the post that has just come. All that is kept must be shown, so that it was seen.
//! In an undirected network both ties of an edge go, and two come; in a directed one it is the tie of a follower.

use super::{Parting, Ties};
use crate::math;
use crate::random::Stream;
use crate::rule;

rule! {
    name: "repelled",
    source: "de Arruda et al. 2022, Information Sciences 588:265",
    /// Cuts the tie between an author and a reader whom its post repelled, and ties the author to somebody else.
    ///
    /// With probability 1 − cos²(πy/2) if their distance y is more than half the range. Needs schedule =
    /// "random_author". The number of ties stays. Of a feed of several posts it is the effect of all together that repels or
    /// not: whether it leads its reader away from the post that has just come. Draws (purpose Rewire): one for each
    /// repulsion at such a distance, and one or more for a change.
    pub struct Repelled {}
}

impl Ties for Repelled {
    fn parting(&self) -> Option<&dyn Parting> {
        Some(self)
    }
}

impl Parting for Repelled {
    fn parts(&self, author: f64, reader: f64, unit: f64, stream: &mut Stream) -> bool {
        let y = (author - reader).abs() / unit;
        y > 1.0 && stream.chance(1.0 - math::square(math::cos(std::f64::consts::FRAC_PI_2 * y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn the_distance_decides() {
        let share = |reader: f64, unit| {
            let mut stream = Draws::new(1, 0).stream(Purpose::Test, 0, 0);
            f64::from(
                (0..20_000)
                    .map(|_| u32::from(Repelled {}.parts(-0.5, reader, unit, &mut stream)))
                    .sum::<u32>(),
            ) / 20_000.0
        };
        // y = 1 is not enough; cos²(.625π) = .1464, cos²(.75π) = .5; on [0, 1] distances are twice as wide.
        assert_eq!(share(0.5, 1.0), 0.0);
        assert!((share(0.75, 1.0) - 0.8536).abs() < 0.01);
        assert!((share(1.0, 1.0) - 0.5).abs() < 0.012);
        assert!((share(0.25, 0.5) - 0.5).abs() < 0.012);
    }
}
