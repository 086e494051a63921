//! Who follows whom, the other way round: whom an author's post is put before, by ascending id.

use crate::network::Graph;
use crate::random::Stream;

/// The followers of every agent.
#[derive(Debug)]
pub(in crate::engine) enum Audience {
    /// Every tie has its counterpart: those of the graph's own rows.
    Mutual,
    /// Rows of followers, one after another. 4 bytes a tie and an agent.
    Rows {
        /// Where the row of each agent begins; length N + 1.
        offsets: Vec<u32>,
        /// The followers.
        ids: Vec<u32>,
    },
    /// A list an agent, where ties change.
    Lists(Vec<Vec<u32>>),
}

impl Audience {
    /// The followers in `graph`. `changes`: ties will change. O(N + ties).
    pub fn new(graph: &Graph, changes: bool) -> Self {
        if !graph.is_directed() && !changes {
            return Self::Mutual;
        }
        if changes {
            let followers = graph.followers();
            return Self::Lists(
                (0..graph.agents()).map(|agent| followers.followees(agent).to_vec()).collect(),
            );
        }
        Self::rows(graph)
    }

    /// As [`Graph::followers`], in 32 bits a row, with no memory beside it.
    fn rows(graph: &Graph) -> Self {
        // There are fewer than 2^32 ties: the scenario is refused otherwise. Each row's length goes two places on, so that
        // its beginning can be moved along while it is filled.
        let mut offsets = vec![0_u32; graph.agents() + 2];
        graph.targets().iter().for_each(|&author| offsets[author as usize + 2] += 1);
        for row in 2..=graph.agents() {
            offsets[row] += offsets[row - 1];
        }
        let mut ids = vec![0; graph.ties()];
        for (reader, author) in graph.iter() {
            let next = &mut offsets[author as usize + 1];
            ids[*next as usize] = reader;
            *next += 1;
        }
        offsets.truncate(graph.agents() + 1);
        Self::Rows { offsets, ids }
    }

    /// The number of each tie among its reader's own, in the order of the rows of followers. For ties that do not change, of
    /// readers with 256 at most. O(N + ties).
    pub fn places(&self, graph: &Graph) -> Vec<u8> {
        // Rows ascend, so that a reader's followees come up in the order of its own.
        let mut next = vec![0_u8; graph.agents()];
        let readers = (0..graph.agents()).flat_map(|author| self.of(graph, author));
        let place = |&reader: &u32| {
            let place = next[reader as usize];
            next[reader as usize] = place.wrapping_add(1); // after the last of 256
            place
        };
        let mut places = Vec::with_capacity(graph.ties());
        places.extend(readers.map(place));
        places
    }

    /// Where the row of an author begins, where ties do not change.
    #[inline]
    pub fn start(&self, graph: &Graph, author: usize) -> usize {
        match self {
            Self::Mutual => graph.row(author).start,
            Self::Rows { offsets, .. } => offsets[author] as usize,
            Self::Lists(_) => 0,
        }
    }

    /// Whether ties can change.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Lists(_))
    }

    /// The followers of an agent.
    #[inline]
    pub fn of<'a>(&'a self, graph: &'a Graph, author: usize) -> &'a [u32] {
        match self {
            Self::Mutual => graph.followees(author),
            Self::Rows { offsets, ids } => &ids[offsets[author] as usize..offsets[author + 1] as usize],
            Self::Lists(lists) => &lists[author],
        }
    }

    fn lists(&mut self) -> &mut [Vec<u32>] {
        match self {
            Self::Lists(lists) => lists,
            Self::Mutual | Self::Rows { .. } => unreachable!("ties that change are kept in lists"),
        }
    }

    /// A reader follows `won` in place of `lost`. O(followers of both).
    pub fn refollow(&mut self, reader: u32, lost: u32, won: u32) {
        let lists = self.lists();
        remove(&mut lists[lost as usize], reader);
        insert(&mut lists[won as usize], reader);
    }

    /// Cuts the tie of a reader to an author, and ties somebody else to it, drawn uniformly among those who are neither of
    /// the two nor tied to the author; where there is nobody, nothing happens. `mutual`: ties go both ways. Gives who
    /// comes. About N/(N − degree) draws; O(followers) but for these.
    pub fn part(&mut self, author: u32, reader: u32, mutual: bool, stream: &mut Stream) -> Option<u32> {
        let lists = self.lists();
        let agents = lists.len() as u32;
        // The reader is among the followers.
        if lists[author as usize].len() + 1 >= agents as usize {
            return None;
        }
        let newcomer = loop {
            let drawn = stream.below(agents);
            if drawn != author && lists[author as usize].binary_search(&drawn).is_err() {
                break drawn;
            }
        };
        remove(&mut lists[author as usize], reader);
        insert(&mut lists[author as usize], newcomer);
        if mutual {
            remove(&mut lists[reader as usize], author);
            insert(&mut lists[newcomer as usize], author);
        }
        Some(newcomer)
    }

    /// The graph that these followers make. O(N + ties).
    pub fn graph(&self, directed: bool) -> Option<Graph> {
        let Self::Lists(lists) = self else { return None };
        let mut offsets = Vec::with_capacity(lists.len() + 1);
        offsets.push(0);
        offsets.extend(lists.iter().scan(0, |end, list| {
            *end += list.len();
            Some(*end)
        }));
        let graph = Graph::from_sorted_rows(offsets, lists.concat(), directed);
        Some(if directed { graph.followers() } else { graph })
    }
}

fn remove(list: &mut Vec<u32>, agent: u32) {
    if let Ok(place) = list.binary_search(&agent) {
        list.remove(place);
    }
}

fn insert(list: &mut Vec<u32>, agent: u32) {
    if let Err(place) = list.binary_search(&agent) {
        list.insert(place, agent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn followers_are_read_from_either_form() {
        let ties = [(0, 2), (1, 2), (3, 0), (2, 3), (0, 1)];
        for directed in [true, false] {
            let graph = Graph::from_ties(4, &ties, directed);
            let transposed = graph.followers();
            for changes in [false, true] {
                let audience = Audience::new(&graph, changes);
                (0..4).for_each(|i| assert_eq!(audience.of(&graph, i), transposed.followees(i)));
                assert_eq!(audience.graph(directed), changes.then(|| graph.clone()));
                let places = audience.places(&graph);
                for author in 0..if changes { 0 } else { 4 } {
                    let row = &places[audience.start(&graph, author)..];
                    for (&reader, &place) in audience.of(&graph, author).iter().zip(row) {
                        assert_eq!(graph.followees(reader as usize)[place as usize], author as u32);
                    }
                }
            }
        }
    }

    #[test]
    fn who_parts_is_replaced_by_a_stranger() {
        let circle: Vec<(u32, u32)> = (0..9).map(|i| (i, (i + 1) % 9)).collect();
        for mutual in [true, false] {
            let graph = Graph::from_ties(9, &circle, !mutual);
            let mut counts = [0; 9];
            for agent in 0..6000 {
                let mut audience = Audience::new(&graph, true);
                let mut stream = Draws::new(1, 0).stream(Purpose::Rewire, 1, agent);
                let newcomer = audience.part(4, 3, mutual, &mut stream).unwrap();
                counts[newcomer as usize] += 1;
                let after = audience.graph(!mutual).unwrap();
                assert_eq!(after.ties(), graph.ties());
                assert!(!after.follows(3, 4) && after.follows(newcomer as usize, 4));
                // Where ties go one way, 4 follows 5 from the start.
                assert_eq!(after.follows(4, newcomer), mutual || newcomer == 5);
                let is_symmetric = after.iter().all(|(i, j)| after.follows(j as usize, i));
                assert_eq!(is_symmetric, mutual);
            }
            // Neither 4, nor 3, nor where ties go both ways 5.
            let strangers = counts.iter().filter(|&&count| count > 0).count();
            assert_eq!(strangers, if mutual { 6 } else { 7 });
            let each = 6000 / strangers as i32;
            assert!(counts.iter().all(|&count| count == 0 || (count - each).abs() < 150), "{counts:?}");
        }
        let pair = Graph::from_ties(2, &[(0, 1)], false);
        let mut audience = Audience::new(&pair, true);
        let mut stream = Draws::new(1, 0).stream(Purpose::Rewire, 1, 0);
        assert_eq!(audience.part(0, 1, true, &mut stream), None, "there is nobody else");
        assert_eq!(audience.graph(false), Some(pair));
    }
}
