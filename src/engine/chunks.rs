//! Fixed chunks of agents: the same cut at any number of threads.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

/// Agents a chunk. Fixed, so that sums over chunks are added in the same order everywhere.
pub const CHUNK: usize = 512;

/// Hands out consecutive pieces of a mutable slice.
pub struct Cutter<'a, T> {
    rest: &'a mut [T],
}

impl<'a, T> Cutter<'a, T> {
    /// Cuts `slice` from the front.
    pub fn new(slice: &'a mut [T]) -> Self {
        Self { rest: slice }
    }

    /// The next `length` elements, fewer at the end (none of an array that is not in use).
    pub fn cut(&mut self, length: usize) -> &'a mut [T] {
        let rest = std::mem::take(&mut self.rest);
        let (piece, rest) = rest.split_at_mut(length.min(rest.len()));
        self.rest = rest;
        piece
    }
}

/// The ranges of agents of all chunks.
pub fn ranges(agents: usize) -> impl Iterator<Item = Range<usize>> {
    (0..agents.div_ceil(CHUNK)).map(move |chunk| chunk * CHUNK..agents.min((chunk + 1) * CHUNK))
}

/// Runs `work` on every chunk, on all threads of the current pool or on this one.
pub fn for_each<C: Send>(chunks: &mut [C], parallel: bool, work: impl Fn(&mut C) + Sync + Send) {
    if parallel {
        chunks.par_iter_mut().for_each(work);
    } else {
        chunks.iter_mut().for_each(work);
    }
}

/// One value a worker thread: buffers that are kept from tick to tick.
#[derive(Debug)]
pub struct PerWorker<T> {
    slots: Vec<Mutex<T>>,
}

impl<T: Default> PerWorker<T> {
    /// One value for each thread of the current pool if `parallel`, else one.
    pub fn new(parallel: bool) -> Self {
        let workers = if parallel { rayon::current_num_threads().max(1) } else { 1 };
        Self { slots: (0..workers).map(|_| Mutex::new(T::default())).collect() }
    }

    /// The value of the calling worker. Uncontended: each worker has its own.
    pub fn get(&self) -> MutexGuard<'_, T> {
        let worker = rayon::current_thread_index().unwrap_or(0) % self.slots.len();
        self.slots[worker].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All values, one after another.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().map(|slot| slot.get_mut().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Default> PerWorker<T> {
    /// Hands one list of every worker to `work` and empties them; their memory is kept.
    pub fn with_lists<E>(&mut self, list_of: impl Fn(&mut T) -> &mut Vec<E>, work: impl FnOnce(&[&[E]])) {
        let mut lists: Vec<&mut Vec<E>> = self.iter_mut().map(list_of).collect();
        let slices: Vec<&[E]> = lists.iter().map(|list| list.as_slice()).collect();
        work(&slices);
        for list in &mut lists {
            list.clear();
        }
    }
}

/// Adds 1 to `counts` at each of the indices in `lists`.
pub fn count(counts: &mut [u32], lists: &[&[u32]], parallel: bool) {
    tally(counts, lists, parallel, |&index| index, |count, _| *count += 1);
}

/// Adds every event of `lists` to the cell that `place` names. Cells hold integers: the order cannot matter.
///
/// On several threads each owns a range of `cells` and picks its events out of all lists, since two threads that add
/// at random into one array are slower than one.
pub fn tally<C: Send, E: Sync>(
    cells: &mut [C],
    lists: &[&[E]],
    parallel: bool,
    place: impl Fn(&E) -> u32 + Sync,
    add: impl Fn(&mut C, &E) + Sync,
) {
    let total: usize = lists.iter().map(|list| list.len()).sum();
    let parts = if parallel && total > 1 << 16 { rayon::current_num_threads().clamp(1, 8) } else { 1 };
    if parts == 1 {
        for event in lists.iter().copied().flatten() {
            add(&mut cells[place(event) as usize], event);
        }
        return;
    }
    let length = cells.len().div_ceil(parts);
    cells.par_chunks_mut(length).enumerate().for_each(|(part, piece)| {
        let first = part * length;
        for event in lists.iter().copied().flatten() {
            if let Some(cell) = (place(event) as usize).checked_sub(first).and_then(|at| piece.get_mut(at)) {
                add(cell, event);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_everybody_once() {
        let all: Vec<usize> = ranges(1300).flatten().collect();
        assert_eq!(all, (0..1300).collect::<Vec<_>>());
        assert_eq!(ranges(0).count(), 0);
    }

    #[test]
    fn counting_in_parts_is_counting() {
        let list: Vec<u32> = (0..200_000_u32).map(|i| i * 7919 % 1000).collect();
        let mut one = vec![0; 1000];
        let mut many = vec![0; 1000];
        count(&mut one, &[&list], false);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        pool.install(|| count(&mut many, &[&list[..7], &list[7..]], true));
        assert_eq!(one, many);
        assert_eq!(one.iter().sum::<u32>(), 200_000);
    }
}
