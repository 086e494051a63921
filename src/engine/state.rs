//! The state of one run.

use super::advise::Advice;
use super::appraise::Digest;
use super::chunks::{CHUNK, PerWorker};
use super::contacts::Meetings;
use super::inbox::Inbox;
use super::intervene::Running;
use super::kept::Kept;
use super::mean_field::Sorted;
use super::met::Met;
use super::model::{Model, Slots};
use super::pass::{Reshare, Scratch};
use super::sequential::authors::Authors;
use super::sponsor::Market;
use super::together::{self, HeardList, Joint};
use crate::expression::Meeting;
use crate::feed::{Needs, RankingMemory};
use crate::influence::pairs::Ranked;
use crate::network::Graph;
use crate::random::Draws;
use crate::world::{Agents, ChunkRecord, Content, Observed, PostId, PostStore, Posts, View, voice};

/// A run that cannot start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// The arrays of agents and the graph differ in length.
    #[error("the network has {network} agents and the population {population}")]
    Sizes {
        /// Agents of the graph.
        network: usize,
        /// Agents of the population.
        population: usize,
    },
    /// More slots for posts than 32-bit indices can tell apart.
    #[error(
        "{agents} agents with {slots} live posts each are more than this version can index (2^32): \
         make `feed.window` or `feed.posts_per_tick` smaller"
    )]
    TooManyPosts {
        /// Number of agents.
        agents: usize,
        /// Slots an agent.
        slots: usize,
    },
    /// Recommendations that are to be made in fewer turns.
    #[error(
        "`ties.budget` allows {most} recommendations, and up to `ties.spent_by` there are {chances} turns of humans to \
         make them in: lower `ties.budget`, raise `ties.spent_by`, or let the run last more `ticks`"
    )]
    BudgetTooLarge {
        /// Recommendations of the budget.
        most: u64,
        /// Turns of present humans on average.
        chances: u64,
    },
}

/// One run between two ticks.
#[derive(Debug)]
pub struct State {
    /// The last tick played; 0 at the start.
    pub tick: u32,
    /// The agents.
    pub agents: Agents,
    /// Who follows whom now.
    pub graph: Graph,
    /// Followers of each agent. Where ties are contacts, those of the last tick in which anything depended on them.
    pub followers: Vec<u32>,
    /// Voice of each agent in the last tick.
    pub voices: Vec<u8>,
    /// The largest move of a human's confidence or opinion in the last tick.
    pub moved: f64,
    /// The draws of this run.
    pub draws: Draws,
    /// What was recorded of the last observed tick.
    pub observed: Observed,

    /// Expressed stance of each agent, frozen for the tick. Empty where nobody goes by it: [`Model::keeps_stances`].
    pub(super) stances: Vec<f64>,
    /// Whether each agent perceived itself in the minority when it last looked. Empty where nothing depends on it.
    pub(super) outnumbered: Vec<bool>,
    /// The rule of expression that the agents' inner states belong to.
    pub(super) inner_of: &'static str,
    /// The chilling effect on each agent, for a rule that learns from encounters. Empty where nobody is chilled.
    pub(super) chill: Vec<f64>,
    /// What everybody heard, where nothing but the count of speaking followees is needed.
    pub(super) kept: Kept,
    /// The live posts. Without slots where candidates are standing expressions.
    pub(super) posts: Posts,
    /// The last posts of all authors, where the platform has such a memory.
    pub store: Option<PostStore>,
    /// Affinity u of each tie. Empty unless a rule reads it.
    pub(super) affinity: Vec<f32>,
    /// Slots already shown through each tie: `posts.words` words a tie. Empty where candidates are standing.
    pub(super) seen: Vec<u64>,
    /// The tick in which each agent last looked at its feed. Empty where candidates are standing.
    pub(super) looked: Vec<u32>,
    /// What each agent passes on in the next tick: `reshares_per_tick` an agent.
    pub(super) pending: Vec<Reshare>,
    /// Originals that each agent has met, where some come more than once.
    pub(super) met: Met,
    /// What the ranking keeps from tick to tick.
    pub(super) memory: Option<Box<dyn RankingMemory>>,
    /// What is fetched of each candidate in this tick, where the ranking goes by what readers did with posts.
    pub(super) digests: Vec<Digest>,
    /// How much advice on whom to follow there has been.
    pub(super) advice: Advice,
    /// Posts of accounts not followed that readers were shown in the last `window` ticks.
    pub(super) outside: Vec<PostId>,
    /// The most of them that a reader is shown in a tick.
    pub(super) outside_views: usize,
    /// Sponsored posts, where there are any.
    pub(super) market: Option<Market>,
    /// Items of the − and the + side shown so far, where a ranking's quota asks.
    pub(super) served: [u64; 2],
    /// What every reader keeps, where the model has inboxes.
    pub(super) inbox: Option<Inbox>,
    /// All agents in the order of their opinions, in a tick whose encounters go by it.
    pub(super) ranked: Option<Ranked>,
    /// All agents in the order of their opinions, where all are mixed and move at once.
    pub(super) sorted: Sorted,
    /// Views of each author where all are mixed, until they are collected.
    pub(super) mixed_views: Option<Vec<u32>>,
    /// What is kept where ties are contacts that are drawn anew.
    pub(super) meetings: Option<Meetings>,
    /// What is kept where a micro-step is that of an author.
    pub(super) authors: Authors,
    /// What is kept where all opinions move together.
    pub(super) joint: Joint,
    /// Interventions, where there are any.
    pub(super) running: Option<Running>,
    pub(super) records: Vec<ChunkRecord>,
    pub(super) scratch: PerWorker<Scratch>,
    pub(super) parallel: bool,
}

/// The slots for the posts of `n` authors, and what is counted of them for any model that comes into force.
fn empty_posts(model: &Model, n: usize) -> Result<Posts, SetupError> {
    let mut posts = Posts::default();
    if !model.is_standing() && model.feed.memory.is_none() {
        let needs = |of: fn(&Needs) -> bool| model.all().any(|model| of(&model.ranking.needs()));
        let slots = model.feed.window as usize * model.slots_per_tick() as usize;
        if n.checked_mul(slots).is_none_or(|total| total >= u32::MAX as usize) {
            return Err(SetupError::TooManyPosts { agents: n, slots });
        }
        let asks = model.program.asks(|kind| kind.needs_counts());
        posts = Posts::new(
            n,
            model.feed.window,
            model.slots_per_tick(),
            model.has_reshares(),
            needs(|needs| needs.reactions)
                || model.all().any(|model| model.recommends_the_popular() || model.has_social_proof()),
            needs(Needs::keeps_counts) || asks,
        );
        posts.views = needs(Needs::keeps_views) || asks;
    }
    if model.all().any(Model::needs_content) {
        posts.content = vec![Content::default(); n * posts.capacity.max(1)];
    }
    Ok(posts)
}

impl State {
    /// The state at tick 0. `parallel`: spread each tick over the threads of the current pool.
    ///
    /// # Errors
    /// Arrays that do not fit together, or too many posts.
    pub fn new(
        model: &Model,
        graph: Graph,
        mut agents: Agents,
        draws: Draws,
        parallel: bool,
    ) -> Result<Self, SetupError> {
        let n = agents.len();
        if graph.agents() != n {
            return Err(SetupError::Sizes { network: graph.agents(), population: n });
        }
        let standing = model.is_standing();
        let posts = empty_posts(model, n)?;
        agents.refresh_sides();
        agents.start(model.all().any(Model::needs_anchors));
        for (confidence, &inner) in agents.confidence.iter_mut().zip(&agents.inner) {
            *confidence = model.expression.confidence(inner);
        }
        // At tick 0 nobody has spoken, but sides and kinds are known.
        let voices = agents
            .side
            .iter()
            .zip(&agents.kind)
            .map(|(&side, kind)| voice::side_bits(side) | (u8::from(!kind.is_human()) * voice::AUTOMATED))
            .collect();
        let affinity = match (model.all().any(Model::needs_affinity), graph.weights()) {
            (false, _) => Vec::new(),
            (true, Some(weights)) => weights.to_vec(),
            (true, None) => vec![0.5; graph.ties()],
        };
        let window = model.feed.window as usize;
        let most = model.all().map(Model::outside_views).max().unwrap_or(0);
        let outside_views = if standing { 0 } else { most };
        let pending = if model.has_reshares() { model.feed.reshares_per_tick as usize * n } else { 0 };
        let mut joint = Joint::default();
        if model.all().any(together::needs_feeds) {
            joint.lists.resize_with(n.div_ceil(CHUNK), HeardList::default);
        }
        let running = Running::new(model, n);
        let mut state = Self {
            tick: 0,
            followers: graph.follower_counts(),
            voices,
            moved: f64::INFINITY,
            draws,
            observed: Observed::default(),
            stances: vec![0.0; if model.all().any(Model::keeps_stances) { n } else { 0 }],
            outnumbered: vec![false; if model.tracks_minority() { n } else { 0 }],
            chill: Vec::new(),
            kept: Kept::default(),
            inner_of: model.first_with_state().name(),
            store: model.feed.memory.map(|posts| PostStore::new(posts, n)),
            seen: vec![0; if standing { 0 } else { graph.ties() * posts.words }],
            looked: vec![0; if standing { 0 } else { n }],
            posts,
            affinity,
            memory: if standing { None } else { model.ranking.memory() },
            digests: Vec::new(),
            advice: Advice::of(model, &graph, &agents)?,
            pending: vec![Reshare::default(); pending],
            met: Met::new(model, n),
            outside: vec![PostId::NONE; n * window * outside_views],
            outside_views,
            market: if standing { None } else { Market::new(model, &agents, draws) },
            served: [0; 2],
            inbox: model
                .feed
                .inbox
                .filter(|_| model.has_inboxes())
                .map(|slots| Inbox::new(model, n, slots, parallel)),
            ranked: None,
            sorted: Sorted::default(),
            mixed_views: None,
            meetings: model.ties.contacts().map(|_| Meetings::new(n, parallel)),
            authors: Authors::new(model, &graph, running.is_some()),
            joint,
            running,
            records: vec![ChunkRecord::default(); n.div_ceil(CHUNK)],
            scratch: PerWorker::new(parallel),
            parallel,
            graph,
            agents,
        };
        state.chill_all(model);
        Ok(state)
    }

    /// Plays one tick. `observe`: record what the metrics need of it.
    pub fn step(&mut self, model: &Model, observe: bool) {
        self.tick += 1;
        let model = self.intervene(model);
        if self.inbox.is_some() {
            self.exchange(model, observe);
            return;
        }
        if model.order.is_sequential() {
            self.play_steps(model, observe);
            return;
        }
        self.meet(model, observe);
        self.express(model, observe);
        self.met.forget(self.posts.window, self.tick);
        if let Some(market) = &mut self.market {
            market.sell(model, &self.agents, &self.posts, &self.voices, (self.draws, self.tick));
        }
        let joint = together::is_joint(model);
        if joint && !observe && model.needs_only_stances() && self.outnumbered.is_empty() {
            self.moved = 0.0; // no reader does anything of its own
        } else {
            self.read(model, observe, false);
        }
        if joint {
            self.advance(model);
        }
        self.settle_counts();
        self.advise(model);
        if observe {
            self.collect();
        }
    }

    /// Whether [`observe_again`](Self::observe_again) sees just what the tick saw: nothing that a feed depends on has
    /// changed since.
    pub(super) fn can_observe_again(model: &Model) -> bool {
        model.has_inboxes()
            || model.all().all(|model| {
                !model.order.is_sequential()
                    && model.is_standing()
                    && model.feed.slots == Slots::All
                    && model.offers_all()
                    && !model.reaction.is_active()
                    && !model.ties.is_active()
            })
    }

    /// Records the last tick after the fact, without playing it. For runs whose last tick is not known beforehand.
    pub(super) fn observe_again(&mut self, model: &Model) {
        let model = model.at(self.tick);
        if self.inbox.is_some() {
            self.record_inbox(model);
            return;
        }
        let moved = self.moved;
        self.record_published(model);
        self.read(model, true, true);
        self.collect();
        self.moved = moved;
    }

    /// What metrics may look at.
    pub fn view(&self, model: &Model) -> View<'_> {
        let rule = &model.at(self.tick).expression;
        View {
            tick: self.tick,
            agents: &self.agents,
            graph: &self.graph,
            followers: &self.followers,
            voices: &self.voices,
            observed: &self.observed,
            store: self.store.as_ref(),
            draws: &self.draws,
            away: self.running.as_ref().map_or(&[], |running| &running.levers.absent),
            public_voices: rule.meets().is_some_and(Meeting::voices),
            inner_is_value: rule.learns_value(),
            dereferenced_below: model.watch.dereferenced_below,
            cluster_gap: model.watch.cluster_gap,
        }
    }
}
