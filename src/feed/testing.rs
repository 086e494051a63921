//! Candidates made by hand, for the tests of the rankings.

use super::form::AuthorOrder;
use super::{Candidates, Ranking, ReaderProfile, Selector};
use crate::registry::Parameters;
use crate::world::{AgentKind, Content, Counts, Predicted};

/// Some candidates of one reader, each of an author of its own, with every column filled in.
pub(super) struct Sample {
    pub opinion: f32,
    pub age: Vec<u32>,
    pub stance: Vec<f32>,
    pub reactions: Vec<u32>,
    pub affinity: Vec<f32>,
    pub counts: Vec<Counts>,
    pub predicted: Vec<Predicted>,
    pub contents: Vec<Content>,
    pub followers: Vec<u32>,
    pub reshared: Vec<bool>,
    pub outside: Vec<bool>,
    pub kinds: Vec<AgentKind>,
    pub fellows: Vec<bool>,
    pub bids: Vec<f32>,
    pub remembered: Vec<f32>,
    pub draws: Vec<u32>,
    pub lasting: Vec<u32>,
    pub ties: Vec<u32>,
}

impl Sample {
    /// `len` candidates that are all alike: new, neutral, without reactions, tie ½.
    pub fn new(len: usize) -> Self {
        Self {
            opinion: 0.0,
            age: vec![0; len],
            stance: vec![0.0; len],
            reactions: vec![0; len],
            affinity: vec![0.5; len],
            counts: vec![Counts::default(); len],
            predicted: vec![Predicted::default(); len],
            contents: vec![Content::default(); len],
            followers: vec![0; len],
            reshared: vec![false; len],
            outside: vec![false; len],
            kinds: vec![AgentKind::Person; len],
            fellows: vec![false; len],
            bids: vec![0.0; len],
            remembered: vec![0.0; len],
            draws: vec![1 << 31; len],
            lasting: vec![1 << 31; len],
            ties: (0..len as u32).collect(),
        }
    }

    /// Three posts with the predicted (like, reshare, reply, negative) that the tests of weighted rankings share.
    pub fn predicting() -> Self {
        let mut sample = Self::new(3);
        for (predicted, (like, reshare, reply, negative)) in sample.predicted.iter_mut().zip([
            (0.2, 0.02, 0.03, 0.0001),
            (0.05, 0.01, 0.3, 0.0002),
            (0.1, 0.0, 0.0, 0.01),
        ]) {
            *predicted = Predicted { like, reshare, reply, negative };
        }
        sample
    }

    /// Three posts with the counts that the tests of vote rankings share: ages 2, 5 and 0 ticks.
    /// Likes 40, 8, 1; reshares 5, 0, 0; replies 8, 0, 12; negative reactions 2, 0, 9.
    pub fn counted() -> Self {
        let mut sample = Self::new(3);
        sample.age = vec![2, 5, 0];
        sample.count(0, [30, 10], 5, 8, 2);
        sample.count(1, [4, 4], 0, 0, 0);
        sample.count(2, [0, 1], 0, 12, 9);
        sample
    }

    /// Sets likes on the − and + side, reshares, replies and negative reactions of post `index`, each viewed 100 times
    /// by each side.
    pub fn count(&mut self, index: usize, likes: [u32; 2], reshares: u32, replies: u32, negatives: u32) {
        self.counts[index] = Counts {
            views: [100, 0, 100],
            likes: [likes[0], 0, likes[1]],
            reshares: [0, 0, reshares],
            replies: [replies, 0, 0],
            negatives: [0, 0, negatives],
        };
        self.reactions[index] = likes[0] + likes[1] + reshares;
    }

    /// The scores, author diversity included.
    pub fn scores(&self, ranking: &dyn Ranking) -> Vec<f32> {
        let decay: Vec<f32> = match ranking.needs().decay {
            Some(decay) => self.age.iter().map(|&age| decay.factor(age)).collect(),
            None => Vec::new(),
        };
        // Who does not ask for views finds none counted.
        let views = ranking.needs().keeps_views();
        let counted =
            |counts: &Counts| Counts { views: if views { counts.views } else { [0; 3] }, ..*counts };
        let worth: Vec<f32> = self
            .counts
            .iter()
            .zip(&self.age)
            .map(|(counts, &age)| ranking.worth(&counted(counts), age))
            .collect();
        let columns = Candidates {
            len: self.age.len(),
            first: usize::MAX,
            age: &self.age,
            decay: &decay,
            stance: &self.stance,
            reactions: &self.reactions,
            affinity: &self.affinity,
            counts: &self.counts,
            worth: &worth,
            predicted: &self.predicted,
            contents: &self.contents,
            followers: &self.followers,
            reshared: &self.reshared,
            outside: &self.outside,
            kinds: &self.kinds,
            fellows: &self.fellows,
            bids: &self.bids,
            remembered: &self.remembered,
            draws: &self.draws,
            lasting: &self.lasting,
            ties: &self.ties,
        };
        let mut scores = vec![0.0; self.age.len()];
        let reader = ReaderProfile { opinion: self.opinion, half_range: 1.0 };
        ranking.score(reader, &columns, &mut scores);
        if let Some(diversity) = ranking.author_diversity() {
            diversity.apply(&self.ties, &mut scores, &mut AuthorOrder::default(), |_| 0);
        }
        scores
    }

    /// The candidates that are shown, best first; of equal ones the earlier.
    pub fn order(&self, ranking: &dyn Ranking) -> Vec<u32> {
        let mut selector = Selector::default();
        selector.select(&self.scores(ranking), self.age.len(), |index| u32::MAX - index as u32);
        selector.best().iter().map(|&(_, candidate)| candidate).collect()
    }
}

/// A ranking read from the text of its table.
pub(super) fn read<R: Parameters>(text: &str) -> R {
    R::from_toml(text).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))
}

/// Fails unless the scores are the expected ones to a relative error of 1e-5.
#[track_caller]
pub(super) fn assert_scores(found: &[f32], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (&found, &expected) in found.iter().zip(expected) {
        let found = f64::from(found);
        let same = found == expected || (found - expected).abs() <= 1e-5 * expected.abs();
        assert!(same, "{found} is not {expected}");
    }
}

/// Where nothing tells the candidates apart, every ranking leaves the order to the keyed draw.
#[test]
fn alike_posts_score_alike() {
    for entry in super::RANKINGS {
        let document = crate::registry::Document::parse("ranking", "").unwrap();
        let mut diagnostics = crate::registry::Diagnostics::new(document.sources);
        let mut reader = crate::registry::Reader::new("", None, document.root, &mut diagnostics);
        let ranking = (entry.read)(&mut reader).unwrap();
        reader.abandon();
        let mut sample = Sample::new(5);
        for index in 0..5 {
            sample.count(index, [40, 50], 3, 4, 0);
        }
        let scores = sample.scores(&*ranking);
        assert!(scores.iter().all(|&score| score == scores[0] && score.is_finite()), "{}", entry.name);
    }
}
