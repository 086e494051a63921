//! How ties change: the slot `[ties] rule`. One file a rule, registered below.

#[cfg(test)]
mod testing;

pub use closure::Kinship;
pub use recommend::{Choice, Exploration, Recommender};
pub use unfollow::Replacement;

use crate::network::Graph;
use crate::random::{Draws, Stream};
use crate::register;
use crate::registry::Configured;
use crate::world::{Agents, Partners, PostStore, Ranks, Scale, Shown};

register! {
    /// Every rule that `[ties] rule` can name.
    pub static RULES: dyn Ties = [
        fixed::Static,
        unfollow::Unfollow,
        activity_driven::ActivityDriven,
        recommend::Recommend,
        closure::Closure,
        repelled::Repelled,
    ];
}

/// What a reader knows when it looks at its ties.
pub struct Circle<'a> {
    /// The reader's id.
    pub reader: u32,
    /// Number of agents.
    pub agents: u32,
    /// The reader's opinion, after influence.
    pub opinion: f64,
    /// The reader's opinion when it read its feed, before influence.
    pub before: f64,
    /// The scale of opinions.
    pub scale: Scale,
    /// Whom it follows.
    pub followees: &'a [u32],
    /// What it was shown in this tick.
    pub shown: &'a Shown<'a>,
    /// The author of the original of each shown item.
    pub originators: &'a [u32],
    /// The stance that an agent last expressed in this tick; None if it is silent or absent.
    pub stance_of: &'a dyn Fn(u32) -> Option<f64>,
    /// The last posts of the whole platform, where it keeps them (`feed.memory`). The items of
    /// [`shown`](Self::shown) are then slots of the store.
    pub store: Option<&'a PostStore>,
}

/// One tie given up for another: the number of followees stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Position of the tie among the reader's.
    pub tie: u32,
    /// Whom it follows from the next tick on.
    pub followee: u32,
}

/// A rule of rewiring. It changes ties by what a reader was shown ([`change`](Ties::change)), or by what a platform
/// that sees everything names ([`adviser`](Ties::adviser)).
pub trait Ties: Configured + std::fmt::Debug + Send + Sync {
    /// The change that the reader makes in this tick, if any. `stream` is the reader's own
    /// ([`Purpose::Rewire`](crate::random::Purpose::Rewire)).
    fn change(&self, _circle: &Circle<'_>, _stream: &mut Stream) -> Option<Change> {
        None
    }

    /// Who changes ties by looking at the whole network; then [`change`](Ties::change) is not asked.
    fn adviser(&self) -> Option<&dyn Adviser> {
        None
    }

    /// The rule as one that cuts the tie between an author and a reader whom its post repelled; then
    /// [`change`](Ties::change) is not asked. It needs a schedule in which authors act.
    fn parting(&self) -> Option<&dyn Parting> {
        None
    }

    /// Whether ties change at all.
    fn is_active(&self) -> bool {
        true
    }

    /// What is wrong with the combination of parameters: a key, and what is expected beside it.
    fn check(&self) -> Result<(), (&'static str, String)> {
        Ok(())
    }

    /// Whether ties are contacts that are drawn anew at the beginning of every tick, and how.
    fn contacts(&self) -> Option<&dyn Contacts> {
        None
    }
}

/// A rule by which a reader whom a post repelled parts from its author, who is then tied to somebody else.
pub trait Parting: Send + Sync {
    /// Whether they part, by their opinions after the reader has moved. `unit`: half of the range of opinions. One
    /// draw at most.
    fn parts(&self, author: f64, reader: f64, unit: f64, stream: &mut Stream) -> bool;
}

/// What a platform sees when it advises: everything, as it stands.
#[derive(Clone, Copy)]
pub struct Platform<'a> {
    /// Who follows whom.
    pub graph: &'a Graph,
    /// Followers of each agent. Length N.
    pub followers: &'a [u32],
    /// The agents.
    pub agents: &'a Agents,
}

/// The size of a run, by which an adviser sets its pace.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Humans who are present in a tick on average: the sum of their activities. Only they are advised.
    pub present: f64,
    /// Ties at the start.
    pub ties: usize,
    /// Planned ticks.
    pub ticks: u32,
    /// Turns that an agent has in a tick.
    pub turns: f64,
}

/// How often an adviser speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Probability of advice, a reader and turn.
    pub probability: f64,
    /// The most changes of a run.
    pub most: Option<u64>,
}

/// A platform that tells readers whom to follow.
pub trait Adviser: Send + Sync {
    /// Whether a reader in a sequential schedule is shown the account that was just named to it, and nothing else, in
    /// the turn that follows at once.
    fn introduces(&self) -> bool {
        false
    }

    /// How often it advises in a run of this size.
    fn pace(&self, run: &Extent) -> Pace;

    /// The change that it makes to the reader's ties, if any. `stream` is the reader's own
    /// ([`Purpose::Recommend`](crate::random::Purpose::Recommend)); the draw of whether there is advice at all was
    /// its first.
    fn advise(&self, platform: &Platform<'_>, reader: u32, stream: &mut Stream) -> Option<Change>;
}

/// A tie of the reader's, at random (one draw); None where it has none.
fn random_tie(platform: &Platform<'_>, reader: u32, stream: &mut Stream) -> Option<u32> {
    let degree = platform.graph.degree(reader as usize) as u32;
    (degree > 0).then(|| stream.below(degree))
}

/// A rule under which the ties of a tick are its contacts.
pub trait Contacts: std::fmt::Debug + Sync {
    /// Whether whom one meets depends on opinions, so that the engine keeps `ranks` up to date.
    fn by_opinion(&self) -> bool;

    /// The most others whom an agent contacts in a tick.
    fn most(&self) -> u32;

    /// Adds who hears whom because `agent` is active in the tick, which the engine draws. `ranks` holds the opinions at
    /// the beginning of the tick, or any order of the agents if [`by_opinion`](Self::by_opinion) is false. Pairs may
    /// repeat.
    fn meet(&self, agent: u32, ranks: &Ranks, tick: (&Draws, u32), meeting: &mut Meeting<'_>);
}

/// What a worker uses to draw contacts, and what comes of it.
pub struct Meeting<'a> {
    /// Draws partners by the distance of opinions.
    pub partners: &'a mut Partners,
    /// A buffer.
    pub met: &'a mut Vec<u32>,
    /// (reader, whom it hears).
    pub heard: &'a mut Vec<(u32, u32)>,
}
