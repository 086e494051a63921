//! Small worlds for the tests of the metrics: made by hand, or drawn.

use crate::network::Graph;
use crate::random::{Draws, Purpose};
use crate::world::{
    AgentKind, Agents, ChunkRecord, Observed, OpinionRange, Scale, Stage, Tally, View, voice,
};

use super::histogram::bin_of;

/// One agent of a small world.
#[derive(Clone, Copy)]
pub(super) struct Agent {
    opinion: f64,
    kind: AgentKind,
    bits: u8,
}

impl Agent {
    /// A person who is present and speaks.
    pub fn human(opinion: f64) -> Self {
        Self { opinion, kind: AgentKind::Person, bits: voice::PRESENT | voice::SPEAKS }
    }

    /// A bot, which always speaks.
    pub fn bot(opinion: f64) -> Self {
        Self { opinion, kind: AgentKind::Bot, bits: voice::PRESENT | voice::SPEAKS }
    }

    /// The same, but choosing silence.
    pub fn silent(self) -> Self {
        Self { bits: voice::PRESENT, ..self }
    }

    /// The same, but not present.
    pub fn absent(self) -> Self {
        Self { bits: 0, ..self }
    }
}

/// Everything that a view borrows.
pub(super) struct World {
    pub agents: Agents,
    pub graph: Graph,
    pub followers: Vec<u32>,
    pub voices: Vec<u8>,
    pub observed: Observed,
    pub away: Vec<bool>,
    pub public_voices: bool,
    pub inner_is_value: bool,
    draws: Draws,
}

impl World {
    /// A world on [−1, 1] in which a tick has been played and nothing has been shown yet.
    pub fn new(agents: &[Agent], ties: &[(u32, u32)]) -> Self {
        Self::on(Scale::default(), agents, ties)
    }

    /// The same on another scale.
    pub fn on(scale: Scale, agents: &[Agent], ties: &[(u32, u32)]) -> Self {
        let count = agents.len();
        let mut all = Agents::new(count, scale);
        all.opinion = agents.iter().map(|agent| agent.opinion).collect();
        all.kind = agents.iter().map(|agent| agent.kind).collect();
        all.refresh_sides();
        let automated = |kind: AgentKind| if kind.is_human() { 0 } else { voice::AUTOMATED };
        let voices = agents.iter().zip(&all.side);
        let voices = voices.map(|(a, &side)| a.bits | voice::side_bits(side) | automated(a.kind)).collect();
        let graph = Graph::from_ties(count, ties, true);
        let voices: Vec<u8> = voices;
        let mut record = ChunkRecord::default();
        for (reader, author) in graph.iter() {
            let (own, other) = (voices[reader as usize], voices[author as usize]);
            let reads = voice::reads(own);
            record.bridges += u64::from(reads && voice::side(own) * voice::side(other) < 0);
        }
        let served = |&one: &u8| Tally { served: u32::from(voice::reads(one)), ..Tally::default() };
        let observed = Observed {
            record,
            played: true,
            tallies: voices.iter().map(served).collect(),
            views: vec![0; count],
            strangers: Vec::new(),
            published: agents.iter().map(|a| u16::from(a.bits & voice::SPEAKS != 0)).collect(),
            ..Observed::default()
        };
        let followers = graph.follower_counts();
        Self {
            agents: all,
            graph,
            followers,
            voices,
            observed,
            away: Vec::new(),
            public_voices: false,
            inner_is_value: false,
            draws: Draws::new(1, 0),
        }
    }

    /// Everybody follows everybody.
    pub fn complete(agents: &[Agent]) -> Self {
        let n = agents.len() as u32;
        let ties: Vec<_> = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).collect();
        Self::new(agents, &ties)
    }

    /// A drawn world: about 5 % bots, a tenth neutral, opinions uniform, up to 12 followees, each item of a speaking
    /// followee shown to a present human with probability 0.6 and liked with probability 0.3.
    pub fn random(agents: u32, seed: u64) -> Self {
        let draws = Draws::new(seed, 0);
        let drawn: Vec<Agent> = (0..agents)
            .map(|agent| {
                let mut stream = draws.stream(Purpose::Test, 0, agent);
                let opinion = if stream.chance(0.1) { 0.0 } else { 2.0 * stream.uniform() - 1.0 };
                let human = Agent::human(opinion);
                match stream.uniform() {
                    u if u < 0.05 => Agent::bot(opinion),
                    u if u < 0.25 => human.silent(),
                    u if u < 0.35 => human.absent(),
                    _ => human,
                }
            })
            .collect();
        let mut ties = Vec::new();
        for agent in 0..agents {
            let mut stream = draws.stream(Purpose::Test, 1, agent);
            for _ in 0..stream.below(13) {
                ties.push((agent, stream.below(agents)));
            }
        }
        let mut world = Self::new(&drawn, &ties);
        world.play(draws);
        world.draws = draws;
        world
    }

    /// Shows every item of a speaking followee with probability 0.6 and keeps the record that the engine would.
    fn play(&mut self, draws: Draws) {
        let observed = &mut self.observed;
        for (&opinion, &one) in self.agents.opinion.iter().zip(&self.voices) {
            if voice::speaks(one) {
                observed.expressed.0 += 1;
                observed.expressed.1 += opinion;
                observed.expressed.2 += opinion * opinion;
                observed.expressed_bins[bin_of(self.agents.scale, opinion)] += 1;
            }
        }
        for reader in 0..self.agents.len() {
            let own = self.voices[reader];
            if !voice::reads(own) {
                continue;
            }
            let mut stream = draws.stream(Purpose::Test, 2, reader as u32);
            for &author in self.graph.followees(reader) {
                let author = author as usize;
                let other = self.voices[author];
                if voice::speaks(other) {
                    let (from, to) = (voice::side(own), voice::side(other));
                    observed.record.funnel[Stage::Expressed as usize].add(from, to, 1);
                    if stream.chance(0.6) {
                        observed.show(
                            reader,
                            author,
                            from,
                            to,
                            self.agents.opinion[author],
                            self.agents.scale,
                        );
                        if voice::is_automated(other) {
                            observed.record.bot_views += 1;
                        }
                        if stream.chance(0.3) {
                            observed.record.funnel[Stage::Engaged as usize].add(from, to, 1);
                        }
                    }
                }
            }
        }
    }

    /// Shows the items of `author` to `reader` once, as the engine would record it.
    pub fn show(&mut self, reader: usize, author: usize) {
        let (from, to) = (voice::side(self.voices[reader]), voice::side(self.voices[author]));
        let stance = self.agents.opinion[author];
        self.observed.show(reader, author, from, to, stance, self.agents.scale);
    }

    /// What a metric sees.
    pub fn view(&self) -> View<'_> {
        View {
            tick: u32::from(self.observed.played),
            agents: &self.agents,
            graph: &self.graph,
            followers: &self.followers,
            voices: &self.voices,
            observed: &self.observed,
            store: None,
            draws: &self.draws,
            away: &self.away,
            public_voices: self.public_voices,
            inner_is_value: self.inner_is_value,
            dereferenced_below: 0.01,
            cluster_gap: 0.1,
        }
    }

    /// The value of one column.
    pub fn measure(&self, column: &str) -> f64 {
        let selection = super::find(&[column.to_owned()]).expect("a known column");
        selection.measure(&self.view())[0]
    }
}

/// Recording of single views.
trait Record {
    fn show(&mut self, reader: usize, author: usize, from: i8, to: i8, stance: f64, scale: Scale);
}

impl Record for Observed {
    fn show(&mut self, reader: usize, author: usize, from: i8, to: i8, stance: f64, scale: Scale) {
        self.record.funnel[Stage::Shown as usize].add(from, to, 1);
        self.record.shown.0 += 1;
        self.record.shown.1 += stance;
        self.record.shown.2 += stance * stance;
        self.record.shown_bins[bin_of(scale, stance)] += 1;
        self.record.positive_views.0 += u64::from(to > 0);
        self.record.positive_views.1 += u64::from(to != 0);
        if from * to < 0 {
            self.record.bridges_used += 1;
            self.record.cross_views.0 += 1;
            self.record.cross_views.1 += 1;
        }
        self.tallies[reader].positive += u32::from(to > 0);
        self.tallies[reader].negative += u32::from(to < 0);
        self.tallies[reader].sideless += u32::from(to == 0);
        self.views[author] += 1;
    }
}

/// The scale [0, 1].
pub(super) const UNIT: Scale = Scale { range: OpinionRange::Unit, neutral_band: 0.0, span: 1.0 };
