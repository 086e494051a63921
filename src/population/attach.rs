//! Ties of accounts that join a finished network.
//!
//! Ross, Pilz, Cabrera, Brachten, Neubaum & Stieglitz 2019: each bot is tied to m distinct humans, drawn one after
//! the other with weight `A_i` (preferential), 1/`A_i` (inverse) or 1 (random). All weights are computed once on the
//! finished network; added accounts are not tied to each other and do not change the weights of later ones. `A_i` is
//! the attractiveness that a growth model gave agent i or, where there is none, [`attractiveness`].

use std::ops::Range;

use crate::choices;
use crate::network::Network;
use crate::random::{Draws, Purpose, Stream};

choices! {
    /// How the humans are chosen to whom an added account is tied.
    pub enum Attachment {
        /// In proportion to their attractiveness.
        Preferential = "preferential",
        /// In inverse proportion to their attractiveness.
        Inverse = "inverse",
        /// All alike.
        Random = "random",
    }
}

/// Redraws for one tie before the rest is drawn by [`race`], which takes O(candidates) time and never repeats.
const REDRAWS: usize = 64;

/// The attractiveness of every agent where no growth model says it: the number of its followers, which is the degree
/// in an undirected network. O(agents + ties).
pub fn attractiveness(network: &Network) -> Vec<f64> {
    network.graph.follower_counts().into_iter().map(f64::from).collect()
}

/// Ties each of `accounts` to `ties` distinct `candidates`. Returns the pairs (account, candidate), account by
/// account.
///
/// `weights` holds the attractiveness of every candidate, 0 or more. An agent with 0 is never chosen by preferential
/// attachment and counts as 1 in the inverse, lest it be infinite; `Random` uses no weights. `round` keeps the draws of
/// several calls for the same account apart. Draws from the stream ([`Purpose::Attachment`], `round`,
/// account): one number a tie and one more for each repetition. O(candidates + accounts · ties · log candidates).
///
/// # Errors
/// More ties than candidates that can be chosen; an attractiveness that is not a finite number of at least 0.
pub fn attach(
    candidates: &[u32],
    weights: &[f64],
    rule: Attachment,
    accounts: Range<u32>,
    ties: usize,
    draws: &Draws,
    round: u32,
) -> Result<Vec<(u32, u32)>, String> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let weight = |index: usize| match rule {
        Attachment::Preferential => weights[index],
        Attachment::Inverse if weights[index] == 0.0 => 1.0,
        Attachment::Inverse => 1.0 / weights[index],
        Attachment::Random => 1.0,
    };
    let mut sum = 0.0;
    let mut possible = 0;
    let mut last = 0;
    let mut cumulative = Vec::with_capacity(candidates.len());
    for (index, candidate) in candidates.iter().enumerate() {
        let weight = weight(index);
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(format!("agent {candidate} has the attractiveness {}", weights[index]));
        }
        if weight > 0.0 {
            possible += 1;
            last = index;
        }
        sum += weight;
        cumulative.push(sum);
    }
    if ties > possible {
        return Err(format!("{ties} ties each to {possible} humans that can be chosen"));
    }
    let mut taken = vec![false; candidates.len()];
    let mut chosen: Vec<usize> = Vec::with_capacity(ties);
    let mut pairs = Vec::with_capacity(accounts.len() * ties);
    for account in accounts {
        let mut stream = draws.stream(Purpose::Attachment, round, account);
        while chosen.len() < ties {
            let next = (0..REDRAWS)
                .map(|_| {
                    let point = stream.uniform() * sum;
                    cumulative.partition_point(|&sum| sum <= point).min(last)
                })
                .find(|&index| !taken[index]);
            if let Some(index) = next {
                taken[index] = true;
                chosen.push(index);
            } else {
                race(&mut stream, weight, &taken, ties, &mut chosen);
            }
        }
        for index in chosen.drain(..) {
            taken[index] = false;
            pairs.push((account, candidates[index]));
        }
    }
    Ok(pairs)
}

/// Fills `chosen` up to `ties` by an exponential race: the candidate with the smallest Exp(1)/weight comes first,
/// which is the same as drawing one after the other without replacement (Efraimidis & Spirakis 2006). One draw a
/// candidate.
fn race(
    stream: &mut Stream,
    weight: impl Fn(usize) -> f64,
    taken: &[bool],
    ties: usize,
    chosen: &mut Vec<usize>,
) {
    let mut arrivals: Vec<(f64, usize)> = taken
        .iter()
        .enumerate()
        .filter(|&(index, taken)| !taken && weight(index) > 0.0)
        .map(|(index, _)| (stream.exponential() / weight(index), index))
        .collect();
    arrivals.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let missing = ties - chosen.len();
    chosen.extend(arrivals.into_iter().take(missing).map(|(_, index)| index));
}
