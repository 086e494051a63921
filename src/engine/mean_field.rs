//! Phases 3, 5 and 6 where all are mixed: everybody is shown everybody who speaks, and nobody else's ties are in the way.
//!
//! What a reader hears is the tally of all voices less its own. What an average within a distance needs is the sum of a
//! stretch of the sorted stances: the agents are kept in the order of their opinions, which such averages hardly change,
//! and two hands move along it. O(N) a tick once they are sorted, against O(N²).
//!
//! Sums are of whole numbers (stances in units of 2^−62): whoever leaves a stretch is taken off exactly what it brought, and
//! no sum depends on an order. What is read along the order is laid out along it: of a million agents, those next to each
//! other in opinion are anywhere in memory.

use super::influence::held;
use super::model::Model;
use super::perceive;
use super::state::State;
use crate::influence::MeanField;
use crate::world::{ChunkRecord, Impression, OpinionRange, Stage, Tally, bin_of, voice};

/// Units of a whole number in 1.
const UNITS: f64 = 4_611_686_018_427_387_904.0; // 2^62

/// The agents in the order of their opinions, kept from tick to tick, with what is read of each.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    agents: Vec<u32>,
    stances: Vec<f64>,
    voices: Vec<u8>,
}

impl Sorted {
    /// Brings the order up to date. O(N) if it still holds, else O(N log N).
    fn refresh(&mut self, stances: &[f64], voices: &[u8]) {
        if self.agents.len() != stances.len() {
            self.agents = (0..stances.len() as u32).collect();
        }
        self.stances.clear();
        self.stances.extend(self.agents.iter().map(|&agent| stances[agent as usize]));
        if !self.stances.is_sorted() {
            let mut pairs: Vec<(f64, u32)> = self.stances.drain(..).zip(self.agents.drain(..)).collect();
            pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            self.agents.extend(pairs.iter().map(|pair| pair.1));
            self.stances.extend(pairs.iter().map(|pair| pair.0));
        }
        self.voices.clear();
        self.voices.extend(self.agents.iter().map(|&agent| voices[agent as usize]));
    }

    /// Units and number of the agent at a place, if it speaks.
    #[inline]
    fn said(&self, place: usize, range: OpinionRange) -> (i128, u32) {
        let speaks = voice::speaks(self.voices[place]);
        (if speaks { units_of(self.stances[place], range) } else { 0 }, u32::from(speaks))
    }
}

/// A stance in whole units.
#[inline]
fn units_of(stance: f64, range: OpinionRange) -> i128 {
    let units = stance * UNITS;
    if range == OpinionRange::Real { units as i128 } else { i128::from(units as i64) }
}

impl State {
    /// As `read`, for a well-mixed population.
    pub(super) fn read_mixed(&mut self, model: &Model, observe: bool, dry: bool) {
        let total = self.tally_of_all(model.climate.media_weight.is_some());
        if observe {
            self.record_mixed(total);
        }
        if dry {
            return;
        }
        self.moved = 0.0;
        if !model.expression.is_deaf() || !self.outnumbered.is_empty() {
            self.perceive_mixed(model, total);
        }
        if let Some(rule) = model.influence.mean_field() {
            self.average(rule);
        }
    }

    /// How many speak on each side. `media`: media are counted by themselves.
    fn tally_of_all(&self, media: bool) -> Tally {
        let mut total = Tally::default();
        for &voice in self.voices.iter().filter(|&&voice| voice::speaks(voice)) {
            perceive::count(&mut total, voice, voice::side(voice), media);
        }
        total
    }

    /// Phase 5.
    fn perceive_mixed(&mut self, model: &Model, total: Tally) {
        let (rule, climate) = (&model.expression, &model.climate);
        let media_weight = climate.media_weight.unwrap_or(climate.bot_weight);
        let (agents, is_deaf) = (self.agents.len() as u32, rule.is_deaf());
        for agent in 0..self.agents.len() {
            let voice = self.voices[agent];
            if !voice::reads(voice) {
                continue;
            }
            // Of the deaf it is the belief that is in the minority, whatever they voice.
            let own = if is_deaf { self.agents.side[agent] } else { voice::side(voice) };
            let heard = total.without(voice).heard(own, climate.bot_weight, media_weight);
            if let Some(outnumbered) = self.outnumbered.get_mut(agent) {
                *outnumbered = heard.other > heard.own;
            }
            if is_deaf {
                continue;
            }
            let speaks = voice::speaks(voice);
            let impression =
                Impression { heard, accounts: agents - 1, speaks, agents, ..Impression::default() };
            let inner = rule.impress(self.agents.inner[agent], &impression);
            let confidence = rule.confidence(inner);
            self.moved = self.moved.max((confidence - self.agents.confidence[agent]).abs());
            self.agents.inner[agent] = inner;
            self.agents.confidence[agent] = confidence;
        }
    }

    /// Phase 6: everybody moves towards the mean of the stances within reach.
    fn average(&mut self, rule: MeanField) {
        let scale = self.agents.scale;
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.refresh(&self.stances, &self.voices);
        let stances = &sorted.stances;
        let is_near = |a: usize, b: usize| rule.is_near((stances[b] - stances[a]).abs());
        // Where nobody is stubborn, nobody's anchor is looked for.
        let is_free = self.agents.stubbornness.iter().all(|&stubbornness| stubbornness <= 0.0);
        let (mut from, mut to, mut moved) = (0, 0, 0.0_f64);
        // Units and number of those who speak at the places from..to.
        let (mut sum, mut number) = (0_i128, 0_u32);
        for (place, &agent) in sorted.agents.iter().enumerate() {
            while !is_near(from, place) && from < place {
                let (units, count) = sorted.said(from, scale.range);
                (sum, number) = (sum - units, number - count);
                from += 1;
            }
            while to < stances.len() && (to == place || is_near(place, to)) {
                let (units, count) = sorted.said(to, scale.range);
                (sum, number) = (sum + units, number + count);
                to += 1;
            }
            let voice = sorted.voices[place];
            if !voice::reads(voice) {
                continue;
            }
            let (mut units, mut count) = (sum, number);
            let own = stances[place];
            // Oneself is in the sum if one speaks; it belongs there if the rule says so.
            if voice::speaks(voice) && !rule.include_self {
                units -= units_of(own, scale.range);
                count -= 1;
            } else if !voice::speaks(voice) && rule.include_self {
                units += units_of(own, scale.range);
                count += 1;
            }
            let agent = agent as usize;
            // Whoever hears nobody stays where it is, and is pulled back as by every rule.
            let mean = if count == 0 { own } else { units as f64 / UNITS / f64::from(count) };
            let target = own + rule.rate * (mean - own);
            let (stubbornness, anchor) = if is_free {
                (0.0, 0.0)
            } else {
                (self.agents.stubbornness[agent], self.agents.anchor[agent])
            };
            let opinion = held(target, stubbornness, anchor, scale);
            moved = moved.max((opinion - own).abs());
            self.agents.opinion[agent] = opinion;
            self.agents.side[agent] = scale.side(opinion);
        }
        self.moved = self.moved.max(moved);
        self.sorted = sorted;
    }

    /// Phase 8: every reader was shown everybody who speaks, but for itself.
    fn record_mixed(&mut self, total: Tally) {
        let scale = self.agents.scale;
        let mut all = ChunkRecord::default();
        let mut readers = 0_u32;
        let is_bot = |voice: &&u8| voice::speaks(**voice) && voice::is_automated(**voice);
        let bots = self.voices.iter().filter(is_bot).count() as u64;
        let speakers = self.stances.iter().zip(&self.voices).filter(|(_, voice)| voice::speaks(**voice));
        for (&stance, _) in speakers {
            all.shown.0 += 1;
            all.shown.1 += stance;
            all.shown.2 += stance * stance;
            all.shown_bins[bin_of(scale, stance)] += 1;
        }
        let (observed, mut record) = (&mut self.observed, ChunkRecord::default());
        observed.tallies.clear();
        observed.tallies.resize(self.voices.len(), Tally::default());
        for (agent, &voice) in self.voices.iter().enumerate() {
            if !voice::reads(voice) {
                continue;
            }
            readers += 1;
            let tally = total.without(voice);
            let (own, (positive, negative)) = (voice::side(voice), tally.sides());
            let others = all.shown.0 - u64::from(voice::speaks(voice));
            let sideless = others as u32 - positive - negative;
            observed.tallies[agent] = Tally { sideless, served: 1, ..tally };
            for stage in [Stage::Expressed, Stage::Shown] {
                record.funnel[stage as usize].add(own, 1, u64::from(positive));
                record.funnel[stage as usize].add(own, -1, u64::from(negative));
            }
            let (of_own, stance) = (u64::from(voice::speaks(voice)), self.stances[agent]);
            record.shown.0 += all.shown.0 - of_own;
            record.shown.1 += all.shown.1 - of_own as f64 * stance;
            record.shown.2 += all.shown.2 - of_own as f64 * stance * stance;
            for (bin, (sum, &count)) in record.shown_bins.iter_mut().zip(&all.shown_bins).enumerate() {
                *sum += count - u64::from(of_own == 1 && bin == bin_of(scale, stance));
            }
            let cross = if own > 0 { negative } else { positive };
            // As on a complete graph, where every view comes through a tie to its author.
            record.cross_views.0 += if own == 0 { 0 } else { u64::from(cross) };
            record.cross_views.1 = record.cross_views.0;
            record.bot_views += bots;
            record.positive_views.0 += u64::from(positive);
            record.positive_views.1 += u64::from(positive + negative);
        }
        self.records.fill(ChunkRecord::default());
        self.records[0] = record;
        let views = |&voice: &u8| {
            if voice::speaks(voice) { readers - u32::from(voice::reads(voice)) } else { 0 }
        };
        self.mixed_views = Some(self.voices.iter().map(views).collect());
    }
}
