//! The last M posts of a whole platform, of all authors together: the global store of Sasahara et al. 2021.
//!
//! A ring in the order of publication. Every post knows the one before it by the same poster, so that what an agent's
//! followees have in store is found from their last posts, without looking at anybody else's.

use super::PostId;

/// No post.
const NONE: u64 = u64::MAX;

/// A post in the store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoredPost {
    /// How many posts the platform had before it: 0, 1, 2, …
    pub number: u64,
    /// The original: its author and the low half of its number. Of a post that is no reshare, itself.
    pub root: PostId,
    /// Who published it, or passed it on.
    pub poster: u32,
    /// Its stance, on the scale of opinions.
    pub stance: f64,
    /// The number of the poster's post before it.
    previous: u64,
}

impl StoredPost {
    /// Who wrote the original.
    #[inline]
    pub fn originator(&self) -> u32 {
        self.root.author()
    }
}

/// The last M posts. 40 bytes a post and 8 an agent.
#[derive(Clone, Debug)]
pub struct PostStore {
    capacity: usize,
    posts: Vec<StoredPost>,
    last: Vec<u64>,
    next: u64,
}

impl PostStore {
    /// An empty store for the last `capacity` ≥ 1 posts of `agents` agents.
    pub fn new(capacity: u32, agents: usize) -> Self {
        Self { capacity: capacity.max(1) as usize, posts: Vec::new(), last: vec![NONE; agents], next: 0 }
    }

    /// Number of posts in store.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Whether nothing has been published yet.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// How many posts have been published in all: the number of the next one.
    pub fn published(&self) -> u64 {
        self.next
    }

    /// Publishes a post, a new one or (`root`) a reshare; the oldest makes place. O(1).
    pub fn publish(&mut self, poster: u32, root: Option<PostId>, stance: f64) {
        let number = self.next;
        let root = root.unwrap_or_else(|| PostId::new(poster, number as u32));
        let previous = std::mem::replace(&mut self.last[poster as usize], number);
        let post = StoredPost { number, root, poster, stance, previous };
        self.next += 1;
        if self.posts.len() < self.capacity {
            self.posts.push(post);
        } else {
            let slot = self.slot_of(number);
            self.posts[slot] = post;
        }
    }

    /// The slot of a post, in 0..M: what [`Shown::items`](super::Shown::items) holds.
    #[inline]
    pub fn slot_of(&self, number: u64) -> usize {
        (number % self.capacity as u64) as usize
    }

    /// The post in a slot.
    #[inline]
    pub fn at(&self, slot: u32) -> &StoredPost {
        &self.posts[slot as usize]
    }

    /// The post with a number, while it is in store.
    #[inline]
    pub fn get(&self, number: u64) -> Option<&StoredPost> {
        let is_in_store = number < self.next && self.next - number <= self.capacity as u64;
        is_in_store.then(|| &self.posts[self.slot_of(number)])
    }

    /// All posts in store, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = &StoredPost> {
        (self.next - self.posts.len() as u64..self.next).rev().map(|number| &self.posts[self.slot_of(number)])
    }

    /// The posts of one poster in store, the newest first. O(1) a post.
    pub fn of(&self, poster: u32) -> impl Iterator<Item = &StoredPost> {
        std::iter::successors(self.get(self.last[poster as usize]), |post| self.get(post.previous))
    }

    /// Hands to `show` the posts of `followees` in store, the newest first, each with the position of its poster among
    /// them, until it has taken `most`; it gives false for a post that does not count. `heap` is a buffer. O(k + l·log k)
    /// for k followees and l posts.
    pub fn screen(
        &self,
        followees: &[u32],
        most: usize,
        heap: &mut Vec<(u64, u32)>,
        mut show: impl FnMut(&StoredPost, u32) -> bool,
    ) {
        let mut buffer = std::mem::take(heap);
        buffer.clear();
        let oldest = self.next - self.posts.len() as u64;
        let is_in_store = |number: u64| number != NONE && number >= oldest;
        buffer.extend(followees.iter().enumerate().filter_map(|(tie, &followee)| {
            let last = self.last[followee as usize];
            is_in_store(last).then_some((last, tie as u32))
        }));
        let mut heads = std::collections::BinaryHeap::from(buffer);
        let mut shown = 0;
        while shown < most
            && let Some(mut head) = heads.peek_mut()
        {
            let post = &self.posts[self.slot_of(head.0)];
            shown += usize::from(show(post, head.1));
            if is_in_store(post.previous) {
                head.0 = post.previous;
            } else {
                std::collections::binary_heap::PeekMut::pop(head);
            }
        }
        *heap = heads.into_vec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn the_oldest_makes_place() {
        let mut store = PostStore::new(3, 2);
        assert!(store.is_empty());
        for stance in 0..5 {
            store.publish(stance % 2, None, f64::from(stance));
        }
        let stances: Vec<f64> = store.newest().map(|post| post.stance).collect();
        assert_eq!(stances, [4.0, 3.0, 2.0]);
        assert_eq!((store.len(), store.published()), (3, 5));
        assert_eq!(store.of(0).map(|post| post.number).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(store.get(1), None);
        assert_eq!(store.get(5), None);
        assert_eq!(store.get(2).map(|post| store.at(store.slot_of(post.number) as u32)), store.get(2));
    }

    #[test]
    fn a_reshare_keeps_its_original() {
        let mut store = PostStore::new(9, 2);
        store.publish(1, None, 0.25);
        let root = store.at(0).root;
        store.publish(0, Some(root), 0.25);
        assert_eq!((store.at(1).poster, store.at(1).originator(), store.at(1).root), (0, 1, root));
    }

    /// Against a scan of the whole store.
    #[test]
    fn a_screen_is_the_last_posts_of_the_followees() {
        let mut stream = Draws::new(3, 0).stream(Purpose::Test, 0, 0);
        let mut store = PostStore::new(40, 30);
        let mut heap = Vec::new();
        for _ in 0..500 {
            let poster = stream.below(30);
            let root = if stream.chance(0.3) { store.newest().nth(2).map(|post| post.root) } else { None };
            store.publish(poster, root, stream.uniform());
            let reader = stream.below(30);
            let followees: Vec<u32> = (0..30).filter(|&j| j != reader && j % 4 == reader % 4).collect();
            let counts = |post: &StoredPost| post.originator() != reader;
            let scanned: Vec<u64> = store
                .newest()
                .filter(|post| followees.contains(&post.poster) && counts(post))
                .take(5)
                .map(|post| post.number)
                .collect();
            let mut screen = Vec::new();
            store.screen(&followees, 5, &mut heap, |post, tie| {
                assert_eq!(followees[tie as usize], post.poster);
                if counts(post) {
                    screen.push(post.number);
                }
                counts(post)
            });
            assert_eq!(screen, scanned);
        }
    }
}
