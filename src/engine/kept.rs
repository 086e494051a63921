//! What readers heard, kept from tick to tick where all followees are perceived: who has nothing new to hear is not told
//! again.
//!
//! In a spiral of silence most voices soon stay as they are. What a reader hears is a function of the voices of its
//! followees and of its own side: it is counted anew only if one of these has changed since it was counted. The result is
//! that of counting always.

use crate::network::Graph;
use crate::world::Heard;

/// What each reader heard when it last counted.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The voices by which `stale` is up to date.
    voices: Vec<u8>,
    /// Whether each agent has to count anew. Length N.
    pub stale: Vec<bool>,
    /// What each heard. Length N; of no meaning where it is stale.
    pub heard: Vec<Heard>,
}

impl Kept {
    /// Marks whom the change of voices since the last call concerns. `holds`: ties, and what a voice counts, are the same as
    /// at the last call, and every tie goes both ways; otherwise everybody counts anew. O(N + ties of those who changed).
    pub fn refresh(&mut self, voices: &[u8], graph: &Graph, holds: bool) {
        /// Voices that are compared at once.
        const BLOCK: usize = 64;
        let n = voices.len();
        if !holds || self.voices.len() != n {
            self.stale.clear();
            self.stale.resize(n, true);
            self.heard.resize(n, Heard::default());
            self.voices.clear();
            self.voices.extend_from_slice(voices);
            return;
        }
        // Beyond this, to mark the readers of every changed voice is no gain on counting.
        let mut budget = graph.ties() / 8;
        for (block, (old, new)) in self.voices.chunks_mut(BLOCK).zip(voices.chunks(BLOCK)).enumerate() {
            if old == new {
                continue;
            }
            for (at, (old, new)) in old.iter_mut().zip(new).enumerate() {
                if old == new {
                    continue;
                }
                *old = *new;
                let agent = block * BLOCK + at;
                let readers = graph.followees(agent);
                if readers.len() > budget {
                    self.stale.fill(true);
                    self.voices.copy_from_slice(voices);
                    return;
                }
                budget -= readers.len();
                self.stale[agent] = true;
                for &reader in readers {
                    self.stale[reader as usize] = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_count_anew_whose_neighbours_changed() {
        // A line of 200.
        let ties: Vec<(u32, u32)> = (0..199).map(|agent| (agent, agent + 1)).collect();
        let graph = Graph::from_ties(200, &ties, false);
        let mut voices = vec![1_u8; 200];
        let mut kept = Kept::default();
        let stale = |kept: &Kept| (0..200_usize).filter(|&agent| kept.stale[agent]).collect::<Vec<usize>>();
        kept.refresh(&voices, &graph, true);
        assert_eq!(stale(&kept).len(), 200);
        kept.stale.fill(false);
        kept.refresh(&voices, &graph, true);
        assert!(stale(&kept).is_empty());
        voices[0] = 2;
        voices[130] = 0;
        kept.refresh(&voices, &graph, true);
        assert_eq!(stale(&kept), [0, 1, 129, 130, 131]);
        // Who has not read yet stays so.
        kept.stale[130] = false;
        kept.refresh(&voices, &graph, true);
        assert_eq!(stale(&kept), [0, 1, 129, 131]);
        // Too many changes, or none that can be followed: everybody.
        kept.stale.fill(false);
        voices[20..80].fill(3);
        kept.refresh(&voices, &graph, true);
        assert_eq!(stale(&kept).len(), 200);
        kept.stale.fill(false);
        kept.refresh(&voices, &graph, true);
        assert!(stale(&kept).is_empty());
        kept.refresh(&voices, &graph, false);
        assert_eq!(stale(&kept).len(), 200);
    }
}
