//! What is done to a running world, and from when to when: `[[intervention]] kind`. One file a kind, registered below.
//!
//! An intervention acts in two ways. It may set keys of the scenario while it is in force (`set`): then another model
//! plays those ticks. Or it has a [`Course`], which in phase 0 of every tick pulls the [`Levers`] anew: who is kept
//! away, for whom speaking is made harder, what quota a feed has. Levers are empty at the start of a tick, so that
//! whatever is no longer pulled is undone. What is left of a course with strength 0 pulls nothing, and changes no byte.
//!
//! Draws have purposes of their own and are keyed by tick and agent: a run with an intervention makes all the draws
//! that the run without it makes, and gets the same ones (common random numbers).

mod closeness;
mod levers;
mod target;
mod warnings;

pub use bridges::BridgeChoice;
pub use click_farm::Delivery;
pub use closeness::{Closeness, Relation, scaled};
pub use hide_counts::HiddenFrom;
pub use levers::{Levers, NewTies};
pub use set::Anything;
pub use sponsored::Targeting;
pub use target::{Among, Pick, Target};
pub use warnings::{Warning, Warnings, rescaled};

use crate::feed::Ranking;
use crate::network::Graph;
use crate::random::Draws;
use crate::reaction::Reaction;
use crate::register;
use crate::registry::{Configured, Node};
use crate::world::{Agents, PostLaw, Posts};

register! {
    /// Every kind that `[[intervention]] kind` can name.
    pub static KINDS: dyn Intervention = [
        set::Set,
        equal_time::EqualTimeRule,
        chill::Chill,
        strike::Strike,
        gardeners::Gardeners,
        bridges::Bridges,
        join::Join,
        click_farm::ClickFarm,
        shadow_ban::ShadowBan,
        label::Label,
        hide_counts::HideCounts,
        friends_and_family::FriendsAndFamily,
        organic_reach::OrganicReach,
        sponsored::Sponsored,
        publishers::Publishers,
        demonetise::Demonetise,
    ];
}

/// A key of the scenario with the value that it has while an intervention is in force.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The dotted key: `feed.ranking`.
    pub key: String,
    /// Its value, with the place where it was written.
    pub value: Node,
}

/// What an intervention meets: for checks before the run.
pub struct Setting<'a> {
    /// The rule of reactions.
    pub reaction: &'a dyn Reaction,
    /// The ranking.
    pub ranking: &'a dyn Ranking,
    /// Whether every candidate is shown, so that no ranking acts.
    pub shows_all: bool,
    /// Whether agents act one after another.
    pub is_sequential: bool,
    /// Whether ties last, and are not contacts that are drawn anew in every tick.
    pub ties_last: bool,
    /// Whether the rule of influence moves all opinions together, over the ties themselves.
    pub moves_together: bool,
    /// Whether the platform keeps its last posts instead of those of a window.
    pub keeps_posts: bool,
    /// Whether feeds are made of posts that are kept for a window.
    pub has_posts: bool,
    /// Whether there are feeds that are ranked: neither inboxes nor a platform's memory.
    pub has_feeds: bool,
    /// What posts are like.
    pub posts: &'a PostLaw,
    /// Whether any account is a page.
    pub has_pages: bool,
    /// Whether posts of accounts that are not followed are candidates.
    pub has_strangers: bool,
    /// Whether slots are kept for such posts.
    pub keeps_slots: bool,
    /// Whether sponsored posts are sold from the start.
    pub has_ads: bool,
    /// Whether any intervention makes publishers.
    pub has_publishers: bool,
    /// Whether any post can have a warning.
    pub has_warnings: bool,
}

impl Setting<'_> {
    /// Refuses a scenario without posts that are kept for a window.
    fn refuse_without_posts(&self, kind: &str) -> Result<(), Misfit> {
        if self.has_posts {
            return Ok(());
        }
        Err(Misfit {
            key: "kind",
            message: format!("\"{kind}\" acts on posts that live for some ticks, and there are none"),
            label: "expected feed.source = \"posts\" with a window of 2 ticks or more, and no memory",
            help: "write source = \"posts\" and window = 24 in [feed], or take the intervention out",
        })
    }
}

/// Why an intervention does not fit a scenario.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// The key of the intervention that it is about; `kind` for the whole.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub label: &'static str,
    /// The way out.
    pub help: &'static str,
}

/// A kind of intervention with its parameters.
pub trait Intervention: Configured + std::fmt::Debug + Send + Sync {
    /// The keys that it sets while it is in force.
    fn assignments(&self) -> Vec<Assignment> {
        Vec::new()
    }

    /// What it does in one run. None: its assignments are all.
    fn course(&self) -> Option<Box<dyn Course>> {
        None
    }

    /// Whether it can be aimed at a part of the agents; else `target` must be "all".
    fn takes_target(&self) -> bool {
        true
    }

    /// Whether a target that says nothing means all accounts, whatever their kind, instead of all humans.
    fn means_all_accounts(&self) -> bool {
        false
    }

    /// Whether it asks what posts are like beside their stance.
    fn needs_content(&self) -> bool {
        false
    }

    /// Whether it asks how often posts were seen.
    fn needs_counts(&self) -> bool {
        false
    }

    /// Whether it asks for the affinity of ties.
    fn needs_affinity(&self) -> bool {
        false
    }

    /// Whether its target publishes for profit.
    fn are_publishers(&self) -> bool {
        false
    }

    /// Whether it puts warnings on posts.
    fn warns(&self) -> bool {
        false
    }

    /// Whether it asks who perceived more of the other side than of the own in the tick before.
    fn tracks_minority(&self) -> bool {
        false
    }

    /// Refuses a scenario in which it could do nothing, or not what it says.
    ///
    /// # Errors
    /// What does not fit.
    fn check(&self, setting: &Setting<'_>) -> Result<(), Misfit> {
        let _ = setting;
        Ok(())
    }
}

/// An intervention in one run.
pub trait Course: std::fmt::Debug + Send + Sync {
    /// Phase 0 of every tick in which it is in force.
    fn act(&mut self, stage: &mut Stage<'_>);

    /// Phase 0 of tick `until`, the first in which it is not in force any more.
    fn end(&mut self, stage: &mut Stage<'_>) {
        let _ = stage;
    }

    /// Phase 0 of every later tick.
    fn linger(&mut self, stage: &mut Stage<'_>) {
        let _ = stage;
    }

    /// Whether it acts before `at` too: then it is aimed at those who come into question at tick 1.
    fn waits(&self) -> bool {
        false
    }

    /// Phase 0 of every tick before `at`, if it [`waits`](Self::waits).
    fn wait(&mut self, stage: &mut Stage<'_>) {
        let _ = stage;
    }
}

/// What a course sees of a tick, and the levers that it pulls.
pub struct Stage<'a> {
    /// The tick.
    pub tick: u32,
    /// Ticks since `at`: 0 in the first one.
    pub since: u32,
    /// Whom it is aimed at, by ascending id: chosen at `at`, by what holds then.
    pub members: &'a [u32],
    /// The agents.
    pub agents: &'a Agents,
    /// Who follows whom.
    pub graph: &'a Graph,
    /// Followers of each agent.
    pub followers: &'a [u32],
    /// The posts of the ticks before.
    pub posts: &'a Posts,
    /// Who perceived more of the other side than of the own in the tick before. Empty unless a kind asks for it.
    pub outnumbered: &'a [bool],
    /// The run's draws.
    pub draws: &'a Draws,
    /// What it acts through.
    pub levers: &'a mut Levers,
}
