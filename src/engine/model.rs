//! A model: the rule in every slot and the settings around them.

use super::climate::{Climate, Perceives};
use super::filters::Stances;
use super::program::Program;
use super::reach::Reach;
use crate::choices;
use crate::expression::Expression;
use crate::feed::Ranking;
use crate::influence::Influence;
use crate::reaction::Reaction;
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value};
use crate::ties::Ties;
use crate::world::{PostLaw, QualityStop};

choices! {
    /// Where the candidates of a feed come from.
    pub enum Source {
        /// Posts, which live for `window` ticks and are shown to a reader once.
        Posts = "posts",
        /// One standing expression of every speaking followee: the classic case of opinion dynamics.
        Accounts = "accounts",
    }
}

choices! {
    /// Who acts when in a tick.
    pub enum Schedule {
        /// Everybody at once: all see the state that the phase before left.
        Synchronous = "synchronous",
        /// N micro-steps a tick, each of an agent drawn anew (some act twice, some not at all). Each sees the newest
        /// state.
        RandomReader = "random_reader",
        /// N micro-steps a tick: everybody once, in a new random order each tick. Each sees the newest state.
        Permutation = "permutation",
        /// N micro-steps a tick, each of an author drawn anew: what it posts is put before its followers, one after
        /// another in the order of their ids, who see, react, move and rewire at once.
        RandomAuthor = "random_author",
    }
}

/// Who acts when, and in which order the phases come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who acts when.
    pub schedule: Schedule,
    /// In a micro-step an agent expresses itself after it has read, been influenced and rewired, not before.
    pub express_last: bool,
    /// How often an agent reads in its micro-step.
    pub turns: u32,
}

impl Order {
    /// Whether a tick is a sequence of micro-steps.
    pub fn is_sequential(&self) -> bool {
        self.schedule != Schedule::Synchronous
    }

    /// Whether a micro-step is that of an author whose followers read, not of a reader.
    pub fn is_by_author(&self) -> bool {
        self.schedule == Schedule::RandomAuthor
    }
}

impl Default for Order {
    fn default() -> Self {
        Self { schedule: Schedule::Synchronous, express_last: false, turns: 1 }
    }
}

/// How many items a feed shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slots {
    /// Every candidate: no algorithm acts.
    All,
    /// The first k.
    First(u32),
}

impl Value for Slots {
    fn kind() -> Kind {
        Kind::IntegerOr(&["all"])
    }

    fn read(name: &str, node: Node, bounds: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            NodeValue::Text(word) if word == "all" => Some(Self::All),
            NodeValue::Integer(_) => u32::read(name, node, bounds, diagnostics).map(Self::First),
            other => {
                let label = format!("expected {}, found {}", Self::kind().describe(), other.type_name());
                let message = format!("`{name}` has the wrong type");
                diagnostics
                    .error(Some(node.place.clone()), message, label)
                    .help
                    .push("\"all\" shows every candidate: then no algorithm acts".to_owned());
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        Some(match self {
            Self::All => toml::Value::String("all".to_owned()),
            Self::First(k) => toml::Value::Integer(i64::from(*k)),
        })
    }
}

/// The settings of the feed beside its ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feed {
    /// Items shown to a reader in a tick.
    pub slots: Slots,
    /// For how many ticks a post lives.
    pub window: u32,
    /// Posts that a speaker publishes in a tick.
    pub posts_per_tick: u32,
    /// The most reshares that an agent passes on in a tick.
    pub reshares_per_tick: u32,
    /// Where candidates come from.
    pub source: Source,
    /// What a post says.
    pub stance: Stances,
    /// Whether the platform knows every opinion instead of learning a profile.
    pub oracle: bool,
    /// Above 0: the feed is a sample in proportion to exp(score/temperature) instead of the first k.
    pub temperature: f64,
    /// Entries of the inbox that every reader keeps instead of a window. None: no inbox.
    pub inbox: Option<u32>,
    /// The platform keeps the last so many posts of all authors together, instead of a window. None: it does not.
    pub memory: Option<u32>,
    /// Who reaches a reader beside its followees.
    pub reach: Reach,
}

/// A run ends when the opinions have fallen apart into groups that no longer meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterStop {
    /// Every group is narrower than this, in opinion units.
    pub within: f64,
    /// Groups are parted by gaps of at least this.
    pub apart: f64,
    /// Looked at every so many ticks.
    pub every: u32,
}

/// When a run ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stop {
    /// The planned number of ticks, or the cap where a run is to settle.
    pub ticks: u32,
    /// The run ends after a tick in which no human's confidence or opinion moved by more than this.
    pub settled: Option<f64>,
    /// The run ends when the quality in the inboxes is steady.
    pub quality: Option<QualityStop>,
    /// The run ends after a tick in which the network has at least two weakly connected components, and the opinions in
    /// none of them lie further apart than this.
    pub parted: Option<f64>,
    /// The run ends after a tick in which the standard deviation of all opinions is below this.
    pub consensus: Option<f64>,
    /// The run ends when the opinions have clustered.
    pub clusters: Option<ClusterStop>,
}

impl Stop {
    /// Whether the run is expected to settle; then `ticks` is a cap.
    pub fn settles(&self) -> bool {
        self.settled.is_some()
            || self.quality.is_some()
            || self.parted.is_some()
            || self.consensus.is_some()
            || self.clusters.is_some()
    }
}

choices! {
    /// What ended a run.
    pub enum StoppedBy {
        /// The planned number of ticks.
        Ticks = "ticks",
        /// Nothing moved any more.
        Settled = "settled",
        /// The cap, before it settled.
        Cap = "cap",
    }
}

/// What is observed, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// Observe every so many ticks, and the first and last one.
    pub every: u32,
    /// The ticks over which outcomes are averaged, both included. A run that ends before has its last tick.
    pub window: Option<(u32, u32)>,
    /// The share of followers below which a speaker counts as dereferenced.
    pub dereferenced_below: f64,
    /// The gap in opinion that parts two clusters.
    pub cluster_gap: f64,
    /// Whether a metric asks what posts are like beside their stance.
    pub content: bool,
}

/// The rule in every slot, and the settings around them.
#[derive(Debug)]
pub struct Model {
    /// Who acts when.
    pub order: Order,
    /// The feed's settings.
    pub feed: Feed,
    /// The feed's ranking.
    pub ranking: Box<dyn Ranking>,
    /// What posts and messages are like.
    pub posts: PostLaw,
    /// Reactions.
    pub reaction: Box<dyn Reaction>,
    /// Expression and self-censorship.
    pub expression: Box<dyn Expression>,
    /// What a reader takes for the climate of opinion.
    pub climate: Climate,
    /// Influence.
    pub influence: Box<dyn Influence>,
    /// Ties.
    pub ties: Box<dyn Ties>,
    /// When a run ends.
    pub stop: Stop,
    /// What is observed.
    pub watch: Watch,
    /// What is done to the run, and when.
    pub program: Program,
}

impl Model {
    /// Whether candidates are standing expressions: accounts, or posts that live for one tick only, one an author.
    /// Then a candidate is a followee who speaks, and no post needs to be kept.
    pub fn is_standing(&self) -> bool {
        self.has_inboxes() // whose entries are kept elsewhere
            || self.order.is_by_author() // whose posts are read at once
            || self.feed.source == Source::Accounts
            || (self.feed.memory.is_none()
                && self.feed.window == 1
                && self.feed.posts_per_tick == 1
                && !self.has_reshares()
                && !self.posts.is_doubted()
                && !self.reaches_beyond_ties())
    }

    /// Posts that every reader keeps where authors act; None: a post is read by itself, and gone.
    pub fn kept_posts(&self) -> Option<u32> {
        let shown = match self.feed.slots {
            Slots::All => None,
            Slots::First(slots) => Some(slots),
        };
        if self.order.is_by_author() { self.feed.inbox.or(shown) } else { None }
    }

    /// Whether of what every reader keeps no ranking chooses what is shown.
    pub fn shows_what_is_kept(&self) -> bool {
        match (self.kept_posts(), self.feed.slots) {
            (Some(kept), Slots::First(slots)) => slots >= kept && !self.ranking.excludes(),
            _ => true,
        }
    }

    /// Whether every reader keeps an inbox of messages, instead of a feed.
    pub fn has_inboxes(&self) -> bool {
        self.feed.inbox.is_some() && !self.order.is_by_author()
    }

    /// Whether posts can be reshared.
    pub fn has_reshares(&self) -> bool {
        self.feed.source == Source::Posts && self.feed.reshares_per_tick > 0 && self.reaction.reshares()
    }

    /// Slots an author and tick.
    pub fn slots_per_tick(&self) -> u32 {
        self.feed.posts_per_tick + if self.has_reshares() { self.feed.reshares_per_tick } else { 0 }
    }

    /// Whether the feed is made of posts that live in a window.
    pub fn has_windows(&self) -> bool {
        self.feed.source == Source::Posts
            && self.feed.inbox.is_none()
            && self.feed.memory.is_none()
            && !self.order.is_by_author()
    }

    /// Whether anything depends on what posts are like beside their stance.
    pub fn needs_content(&self) -> bool {
        self.has_windows()
            && (self.watch.content
                || self.posts.false_belief.is_some()
                || self.ranking.needs().content
                || self.reaction.needs_content()
                || self.program.asks(|kind| kind.needs_content()))
    }

    /// Whether readers go by the counts that posts show.
    pub fn has_social_proof(&self) -> bool {
        self.has_windows() && self.reaction.social_proof() > 0.0
    }

    /// Whether readers change their ties by what they were shown.
    pub fn rewires(&self) -> bool {
        self.ties.is_active() && self.ties.adviser().is_none() && self.ties.parting().is_none()
    }

    /// Whether every candidate is offered, so that none is left to chance.
    pub fn offers_all(&self) -> bool {
        self.feed.reach.delivery.is_certain()
    }

    /// Whether anything depends on the affinity of ties.
    pub fn needs_affinity(&self) -> bool {
        self.influence.needs_affinity()
            || self.ranking.needs().affinity
            || self.program.asks(|kind| kind.needs_affinity())
    }

    /// Whether of all that is shown a reader needs the stances alone: everything is shown, and nothing but influence
    /// follows.
    pub fn needs_only_stances(&self) -> bool {
        self.feed.slots == Slots::All
            && self.is_standing()
            && self.offers_all()
            && self.expression.is_deaf()
            && self.influence.is_active()
            && !self.reaction.is_active()
            && !self.rewires()
            && !self.needs_affinity()
            && !self.influence.needs_sides()
    }

    /// Whether a rule perceives the opinions of followees themselves, so that everybody's is kept at hand.
    pub fn needs_standing_stances(&self) -> bool {
        self.climate.perceives != Perceives::Shown && self.expression.asks().radius.is_some()
    }

    /// Whether everybody's standing expression is kept at hand. Not where posts are kept; nor where authors act and their
    /// readers are shown, and go by, nothing but what was put before them.
    pub fn keeps_stances(&self) -> bool {
        let expression = &self.expression;
        let hears = self.climate.perceives != Perceives::Shown && !expression.is_deaf();
        let asks = hears || expression.lasts() || expression.meets().is_some() || !self.shows_what_is_kept();
        self.needs_standing_stances() || (self.is_standing() && (!self.order.is_by_author() || asks))
    }

    /// Whether anything goes by the opinions of tick 0, but for stubbornness.
    pub fn needs_anchors(&self) -> bool {
        self.influence.together().is_some() || self.expression.meets().is_some()
    }

    /// Whether a reader needs the list of what was shown, not only how much of it came from each side.
    pub fn needs_lists(&self) -> bool {
        ((self.feed.slots != Slots::All || !self.offers_all()) && self.climate.perceives == Perceives::Shown)
            || !self.is_standing()
            || self.reaction.is_active()
            || self.influence.is_active()
            || self.rewires()
    }
}
