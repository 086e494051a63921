//! The keys of every table that do not belong to a rule.

use crate::design::{Baseline, Design, Grid, LatinHypercube, List, Morris, Sobol, UntilCi, Zip};
use crate::engine::{
    AdRules, Chills, Climate, ClusterStop, Delivery, Feed, Offer, Order, Perceives, Posting, Reach,
    Retrieval, Schedule, Slots, Source, Stances, Stop, Targeting, Watch,
};
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Value, above, at_least, within};
use crate::world::{AgentKind, QualityStop};
use crate::{choices, metrics, parameters};

choices! {
    /// What the platform knows of its readers.
    pub enum ProfileSource {
        /// What it learns from their reactions.
        Learnt = "learnt",
        /// Every opinion, as if it could read minds.
        Oracle = "oracle",
    }
}

parameters! {
    /// The keys above the first table.
    pub struct TopKeys {
        /// Version of the scenario format: 1.
        format: FormatVersion = FormatVersion;
        /// Name of the scenario, and of its folder under `results/`: letters, digits, `-`, `_` and `.`. Left out: the
        /// file's name.
        name: Option<String> = None;
        /// What the scenario shows, in a sentence.
        about: String = "";
        /// Seed of all draws. Scenarios with the same seed share every draw that both make.
        seed: u64 = 1_u64, in at_least(0.0);
        /// Number of ticks. Left out where `stop.cap` is given.
        ticks: Option<u32> = None, in at_least(1.0);
        /// Who acts when: everybody at once, or one agent after another in N micro-steps a tick.
        schedule: Schedule = Schedule::Synchronous;
        /// With a sequential schedule: an agent expresses itself at the end of its micro-step, after it has read, been
        /// influenced and rewired, not at its beginning.
        express_last: bool = false;
        /// With a sequential schedule: how often an agent reads, is influenced and rewires in its micro-step (S).
        turns: u32 = 1_u32, in within(1.0, 1024.0);
    }
}

impl TopKeys {
    /// Who acts when.
    pub fn order(&self) -> Order {
        Order { schedule: self.schedule, express_last: self.express_last, turns: self.turns }
    }
}

parameters! {
    /// The network, whichever generator or file it comes from.
    pub struct NetworkKeys {
        /// Whether the ties are dealt anew: every agent keeps its numbers of followees and of followers, and nothing else.
        /// Homophily, communities and clustering are gone; `hushfeed attribute` compares with such a network. Accounts
        /// that join the network keep their ties.
        rewired: bool = false;
    }
}

parameters! {
    /// What the platform shows.
    pub struct FeedKeys {
        /// Every reader keeps an inbox of this many entries (σ) with share counts and ages, from which it reshares
        /// (reaction.rule = "create_or_reshare"), instead of a ranked feed: the other keys of `[feed]` then do not apply.
        /// Its messages have a quality and no stance: metrics of what is said and shown stay empty, and the columns of
        /// `opinions.csv` for them 0. With schedule = "random_author" it is a feed: the last so many posts that came, of
        /// which `slots` are shown; left out: as many as `slots`, or with slots = "all" a post is read by itself.
        inbox: Option<u32> = None, in within(1.0, 65536.0);
        /// With a sequential `schedule`: the platform keeps the last M posts of all authors together, in place of a window;
        /// a feed is the newest of them by the reader's followees. A post may be shown again while it is kept. Left out:
        /// no such memory.
        memory: Option<u32> = None, in within(1.0, 1e9);
        /// Items shown to a reader in a tick (k), or "all": then no algorithm acts.
        slots: Slots = Slots::First(10), in at_least(1.0);
        /// For how many ticks a post lives; it is shown to a reader once in that time.
        window: u32 = 24_u32, in within(1.0, 4096.0);
        /// Where candidates come from: posts, or one standing expression of every speaking followee ("accounts").
        source: Source = Source::Posts;
        /// What a post says: its author's opinion, or with schedule = "random_author" anything ("random": uniform over the
        /// range of opinions).
        stance: Stances = Stances::Opinion;
        /// P_d: with which probability a reader is offered a candidate at all, by the distance y of its opinion from that
        /// of the author as expressed, on a scale of which the range is 2 wide. Of a post it is drawn once for each
        /// reader, of a standing expression anew in each turn. It does not concern recommended and sponsored posts.
        delivery: Offer = Offer::All;
        /// Phase φ of `delivery`, in radians.
        delivery_phase: f64 = 0.0;
        /// Posts that a speaker publishes in a tick; with schedule = "random_author", in its turn.
        posts_per_tick: u32 = 1_u32, in within(1.0, 64.0);
        /// What a ranking knows of the reader: "learnt" from reactions, or every opinion ("oracle").
        profile: ProfileSource = ProfileSource::Learnt;
        /// Chance in the feed: above 0, items are drawn without replacement in proportion to exp(score/temperature), in
        /// units of the ranking's score, instead of the best first. 0: off. No effect with slots = "all".
        temperature: f64 = 0.0, in at_least(0.0);
        /// The share of the slots that is kept for recommended posts, of accounts that the reader does not follow; what they
        /// lack, followees fill, and the other way round. 0: they compete by score alone, if any are retrieved.
        out_of_network: f64 = 0.0, in within(0.0, 1.0);
        /// Recommended posts that are candidates of a reader in a tick, at most. Left out: three for each slot that
        /// `out_of_network` keeps.
        retrieved: Option<u32> = None, in within(1.0, 1024.0);
        /// How they are found among the live originals (in a large network: in a sample of about 4,096 of them): the most
        /// popular, those nearest to the learnt profile, or at random.
        retrieval: Retrieval = Retrieval::Popular;
        /// The share of a page's followers to whom each of its posts, reshares included, is a candidate at all: organic
        /// reach. 1: all.
        organic_reach: f64 = 1.0, in within(0.0, 1.0);
    }
}

/// The default of `ads.persuadable_within`.
pub(super) const PERSUADABLE_WITHIN: f64 = 0.3;

parameters! {
    /// Sponsored posts.
    pub struct AdKeys {
        /// What each buyer may spend in a run, in units of money. The table does nothing without it. Budget and bids are those
        /// of the start; an intervention can change gap and targeting.
        budget: Option<f64> = None, in above(0.0);
        /// The lowest bid for a view, in units of money.
        price: f64 = 1.0, in above(0.0);
        /// Each buyer bids, for the whole run, a price drawn uniformly from [price, price·(1 + this)], pays it for every
        /// view, and goes before whoever bids less.
        price_spread: f64 = 0.0, in at_least(0.0);
        /// Organic posts before each advertisement, at least; 3 at X (authors' code, 2026).
        gap: u32 = 3_u32, in at_least(0.0);
        /// Whom they are shown to, by the learnt profile.
        targeting: Targeting = Targeting::All;
        /// With targeting = "persuadable": the most distance of a profile from the middle, in half-ranges.
        persuadable_within: f64 = PERSUADABLE_WITHIN, in within(0.0, 1.0);
        /// The kind of account that buys: its first post of each tick is what it sponsors.
        buyers: AgentKind = AgentKind::Advertiser;
    }
}

impl AdKeys {
    /// How sponsored posts are sold; None without a budget.
    pub fn rules(&self) -> Option<AdRules> {
        self.budget.map(|budget| AdRules {
            buyers: self.buyers,
            budget,
            price: self.price,
            price_spread: self.price_spread,
            gap: self.gap,
            targeting: self.targeting,
            persuadable_within: self.persuadable_within,
        })
    }
}

impl FeedKeys {
    /// The settings of the feed.
    pub fn feed(&self, reshares_per_tick: u32, ads: &AdKeys) -> Feed {
        Feed {
            slots: self.slots,
            window: self.window,
            posts_per_tick: self.posts_per_tick,
            reshares_per_tick,
            source: self.source,
            stance: self.stance,
            oracle: self.profile == ProfileSource::Oracle,
            temperature: self.temperature,
            inbox: self.inbox,
            memory: self.memory,
            reach: Reach {
                out_of_network: self.out_of_network,
                retrieved: self.retrieved,
                retrieval: self.retrieval,
                organic: self.organic_reach,
                ads: ads.rules(),
                delivery: Delivery { offer: self.delivery, phase: self.delivery_phase },
            },
        }
    }
}

parameters! {
    /// Reshares.
    pub struct ReshareKeys {
        /// The most posts that an agent passes on in a tick, from the top of its feed; 0: nothing is reshared.
        reshares_per_tick: u32 = 1_u32, in within(0.0, 16.0);
    }
}

parameters! {
    /// What is heard, and what chills.
    pub struct HeardKeys {
        /// Whom a reader looks at to tell how much support there is: "shown", what the feed shows; "neighbours", all
        /// followees, whatever the feed shows; or a number, so many followees drawn anew every tick (purpose Sample).
        perceives: Perceives = Perceives::Shown, in at_least(1.0);
        /// How much an item of a bot, medium or advertiser counts in n_s and n_o, against 1 for a human's.
        bot_weight: f64 = 1.0, in at_least(0.0);
        /// How much an item of a mass medium counts in n_s and n_o. Left out: as `bot_weight`.
        media_weight: Option<f64> = None, in at_least(0.0);
        /// The chilling effect of being watched: χ_i = chill · salience · j_i raises the threshold of confidence and of
        /// support, or lowers the log-odds of speaking ("logistic", "q_learning") or of voicing the side that has met with
        /// less approval ("double_q"), or raises what it takes to deviate from the norm ("enforced_norm"), in the units of
        /// the rule's condition. 0: nobody is watched.
        chill: f64 = 0.0, in at_least(0.0);
        /// How present being watched is in people's minds, in [0, 1].
        salience: f64 = 1.0, in within(0.0, 1.0);
        /// Whom it chills: "everybody", or those who perceived more of the other side than of their own in the tick
        /// before ("minority").
        chills: Chills = Chills::Everybody;
        /// P_t, with feed.stance = "random": which posts a speaker publishes, by the distance of the post's stance from its
        /// own opinion.
        posting: Posting = Posting::Uniform;
    }
}

impl HeardKeys {
    /// The settings for the engine.
    pub fn climate(&self) -> Climate {
        Climate {
            perceives: self.perceives,
            bot_weight: self.bot_weight,
            media_weight: self.media_weight,
            chill: self.chill,
            salience: self.salience,
            chills: self.chills,
            posting: self.posting,
        }
    }
}

parameters! {
    /// When a run ends.
    pub struct StopKeys {
        /// The run ends after a tick in which no human's confidence and no opinion moved by more than this. That quiet
        /// tick is counted.
        settled: Option<f64> = None, in at_least(0.0);
        /// The most ticks of a run that is to settle, in place of `ticks`.
        cap: Option<u32> = None, in at_least(1.0);
        /// With `feed.inbox`: ε of a running mean Q of the quality of all entries of human inboxes; the run ends after a
        /// tick in which |ΔQ|/Q is at most this.
        quality_settled: Option<f64> = None, in at_least(0.0);
        /// ε, in opinion units: the run ends after a tick in which the network has at least two weakly connected
        /// components, and the opinions in none of them lie further apart than this (Sasahara et al. 2021).
        parted: Option<f64> = None, in at_least(0.0);
        /// The run ends after a tick in which the standard deviation of all opinions is below this.
        consensus: Option<f64> = None, in above(0.0);
        /// ρ of `quality_settled`: Q ← ρQ + (1 − ρ)·(mean quality), from Q = 1. 0.8 if left out.
        quality_memory: Option<f64> = None, in within(0.0, 1.0);
        /// The run ends when the humans' opinions, sorted and parted at every gap of at least `clusters_apart`, are groups
        /// all narrower than this, in opinion units: they no longer meet.
        clusters_within: Option<f64> = None, in above(0.0);
        /// The gap that parts groups for `clusters_within`. Left out: ε of the rule of influence.
        clusters_apart: Option<f64> = None, in above(0.0);
        /// `clusters_within` is looked at every so many ticks. 1 if left out.
        clusters_every: Option<u32> = None, in at_least(1.0);
    }
}

impl StopKeys {
    /// When a run of `ticks`, if they were given, ends. `confidence_bound`: that of the rule of influence.
    pub fn stop(&self, ticks: Option<u32>, confidence_bound: Option<f64>) -> Stop {
        Stop {
            ticks: ticks.or(self.cap).unwrap_or(0),
            settled: self.settled,
            parted: self.parted,
            consensus: self.consensus,
            quality: self
                .quality_settled
                .map(|tolerance| QualityStop { tolerance, memory: self.quality_memory.unwrap_or(0.8) }),
            clusters: self.clusters_within.map(|within| ClusterStop {
                within,
                apart: self.clusters_apart.or(confidence_bound).unwrap_or(within),
                every: self.clusters_every.unwrap_or(1),
            }),
        }
    }
}

parameters! {
    /// What is observed and written.
    pub struct OutputKeys {
        /// Observe every so many ticks, and the first and last one.
        every: u32 = 1_u32, in at_least(1.0);
        /// The ticks [first, last] over which the outcomes of `runs.csv` are averaged. Left out: the last fifth of
        /// `ticks`; the last tick of a run that is to settle, or that ends before the window.
        window: Option<TickWindow> = None;
        /// Columns: "default", "all" (but those of inboxes and contacts, and a few families that are
        /// asked for by name), names of families or of single columns (`hushfeed list metrics`).
        metrics: Vec<String> = vec!["default".to_owned()];
        /// Whether the histograms of opinions are written (`opinions.csv`).
        opinions: bool = true;
        /// The share of followers below which a speaker counts as dereferenced.
        dereferenced_below: f64 = 0.01, in within(0.0, 1.0);
        /// The gap, in opinion units, that parts two clusters of opinion.
        cluster_gap: f64 = 0.1, in above(0.0);
    }
}

impl OutputKeys {
    /// What is observed.
    pub fn watch(&self) -> Watch {
        Watch {
            every: self.every,
            window: self.window.map(|window| (window.0, window.1)),
            dereferenced_below: self.dereferenced_below,
            cluster_gap: self.cluster_gap,
            content: metrics::find(&self.metrics).is_ok_and(|selection| selection.needs_content()),
        }
    }
}

parameters! {
    /// Replicates and points.
    pub struct SweepKeys {
        /// Runs of every point; they differ in their draws alone.
        replicates: u32 = 1_u32, in within(1.0, 1_000_000.0);
        /// Goes on with each point until a 95 % interval is narrow enough: { metric, half_width, cap, batch }.
        until_ci: Option<UntilCi> = None;
        /// The point that the others are compared with in `summary.csv`: its number, or a table of values.
        baseline: Option<Baseline> = None;
        /// Every combination of these values: dotted keys in quotes, each with an array, { range = { from, to, step } }
        /// or { log_range = { from, to, count } }.
        grid: Grid = Grid::default();
        /// Values that run together: as a grid, but the first of every key, then the second. May stand beside a grid.
        zip: Zip = Zip::default();
        /// Points one by one: a list of tables, each with a value for every key.
        list: List = List::default();
        /// Random points that cover each range evenly: { samples, parameters }; a parameter is a key with [low, high],
        /// { log = [low, high] } or { choices = [ … ] }.
        latin_hypercube: Option<LatinHypercube> = None;
        /// Points for Sobol's sensitivity indices: { samples, parameters }. `hushfeed indices` computes them.
        sobol: Option<Sobol> = None;
        /// Points for Morris's elementary effects: { trajectories, levels, parameters }. `hushfeed indices` computes them.
        morris: Option<Morris> = None;
        /// The keys of a file of samples that has no header, column by column (`hushfeed sweep --samples FILE`).
        keys: Option<Vec<String>> = None;
    }
}

impl SweepKeys {
    /// The designs that were asked for, one line each.
    pub fn designs(&self) -> Vec<&dyn Design> {
        let optional = [
            self.latin_hypercube.as_ref().map(|design| design as &dyn Design),
            self.sobol.as_ref().map(|design| design as &dyn Design),
            self.morris.as_ref().map(|design| design as &dyn Design),
        ];
        // Where a zip stands beside a grid, the grid runs faster.
        let mut designs: Vec<&dyn Design> = vec![&self.zip, &self.grid, &self.list];
        designs.retain(|design| !design.keys().is_empty());
        designs.extend(optional.into_iter().flatten());
        designs
    }
}

/// The version of the scenario format that this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatVersion;

impl Value for FormatVersion {
    fn kind() -> Kind {
        Kind::Other { name: "the number 1", schema: r#"{"const":1}"# }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        if matches!(node.value, NodeValue::Integer(number) if number == i64::from(super::FORMAT)) {
            return Some(Self);
        }
        let message = format!("`{name}` is not a version that this program reads");
        let diagnostic = diagnostics.error(Some(node.place), message, "expected 1");
        diagnostic.help.push(match node.value {
            NodeValue::Integer(number) if number > 1 => {
                "the scenario was written for a newer hushfeed: install that one (`hushfeed --version`)"
                    .to_owned()
            }
            _ => "write format = 1".to_owned(),
        });
        None
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Integer(i64::from(super::FORMAT)))
    }
}

/// A range of ticks, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickWindow(pub u32, pub u32);

impl Value for TickWindow {
    fn kind() -> Kind {
        Kind::Other {
            name: "two ticks [first, last]",
            schema: r#"{"type":"array","items":{"type":"integer","minimum":0},"minItems":2,"maxItems":2}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let place = node.place.clone();
        let ticks = match &node.value {
            NodeValue::Array(_) => Vec::<u32>::read(name, node, Bounds::ANY, diagnostics)?,
            _ => Vec::new(),
        };
        match ticks[..] {
            [first, last] if first <= last => Some(Self(first, last)),
            [_, _] => {
                let message = format!("`{name}` ends before it begins");
                let diagnostic =
                    diagnostics.error(Some(place), message, "expected [first, last], the earlier tick first");
                diagnostic.help.push(format!("write [{}, {}]", ticks[1], ticks[0]));
                None
            }
            _ => {
                let message = format!("`{name}` has the wrong form");
                let label = format!("expected {}", Self::kind().describe());
                let help = "for instance [400, 500]: outcomes are averaged from tick 400 to tick 500";
                diagnostics.error(Some(place), message, label).help.push(help.to_owned());
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(vec![i64::from(self.0).into(), i64::from(self.1).into()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Parameters;

    #[test]
    fn a_window_runs_forward() {
        assert_eq!(OutputKeys::from_toml("window = [4, 9]").unwrap().window, Some(TickWindow(4, 9)));
        for bad in ["window = [9, 4]", "window = [1]", "window = 3", "window = [1, -2]"] {
            assert!(OutputKeys::from_toml(bad).is_err(), "{bad}");
        }
    }
}
