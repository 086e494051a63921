//! Phase 0: what is due is done, what has ended is undone.

use super::model::Model;
use super::state::State;
use crate::interventions::{Course, Levers, NewTies, Stage, Target};
use crate::network::Graph;
use crate::random::Purpose;
use crate::registry::Configured;
use crate::world::Posts;

/// The interventions of one run.
#[derive(Debug)]
pub(super) struct Running {
    /// Those of the program that have a course, with their number in it.
    courses: Vec<(usize, Box<dyn Course>)>,
    /// Whom each of them is aimed at; None until it is chosen.
    members: Vec<Option<Vec<u32>>>,
    /// What they do to this tick.
    pub levers: Levers,
}

impl Running {
    /// The interventions of a model's program; None where there are none.
    pub fn new(model: &Model, agents: usize) -> Option<Self> {
        if model.program.is_empty() {
            return None;
        }
        let scheduled = model.program.scheduled.iter().enumerate();
        let courses: Vec<_> =
            scheduled.filter_map(|(number, one)| Some((number, one.kind.course()?))).collect();
        Some(Self { members: vec![None; courses.len()], courses, levers: Levers::new(agents) })
    }
}

impl State {
    /// Lets the interventions act on the tick that begins. Gives the model that plays it.
    pub(super) fn intervene<'m>(&mut self, model: &'m Model) -> &'m Model {
        let Some(mut running) = self.running.take() else { return model };
        let (tick, now) = (self.tick, model.at(self.tick));
        self.enter_era(model.at(tick - 1), now);
        let Running { courses, members, levers } = &mut running;
        levers.release();
        for ((number, course), members) in courses.iter_mut().zip(members) {
            let one = &model.program.scheduled[*number];
            if tick < one.at && !course.waits() {
                continue;
            }
            let choose = || {
                if one.kind.means_all_accounts() && one.target == Target::ALL {
                    return (0..self.agents.len() as u32).collect();
                }
                one.target.members(&self.agents, &self.graph, &self.draws, *number as u32)
            };
            let members = members.get_or_insert_with(choose);
            let mut stage = Stage {
                tick,
                since: tick.saturating_sub(one.at),
                members,
                agents: &self.agents,
                graph: &self.graph,
                followers: &self.followers,
                posts: &self.posts,
                outnumbered: &self.outnumbered,
                draws: &self.draws,
                levers,
            };
            match one.until {
                _ if tick < one.at => course.wait(&mut stage),
                Some(until) if tick == until => course.end(&mut stage),
                Some(until) if tick > until => course.linger(&mut stage),
                _ => course.act(&mut stage),
            }
        }
        let ties = std::mem::take(&mut levers.ties);
        for &(author, likes, burst) in &levers.bought {
            buy(&mut self.posts, now.feed.posts_per_tick, (author, likes, burst), tick);
        }
        self.running = Some(running);
        self.change_ties(&ties);
        now
    }

    /// Takes over what a rule keeps where another one follows it.
    fn enter_era(&mut self, before: &Model, now: &Model) {
        if std::ptr::eq(before, now) {
            return;
        }
        if differ(before.ranking.as_ref(), now.ranking.as_ref()) {
            self.memory = if now.is_standing() { None } else { now.ranking.memory() };
        }
        if differ(before.expression.as_ref(), now.expression.as_ref()) {
            if now.expression.has_state() && now.expression.name() != self.inner_of {
                self.inner_of = now.expression.name();
                self.begin_anew(now);
            }
            for (confidence, &inner) in self.agents.confidence.iter_mut().zip(&self.agents.inner) {
                *confidence = now.expression.confidence(inner);
            }
            if before.expression.name() != now.expression.name() {
                // What a rule that learns from encounters began with, the next one begins anew.
                self.agents.flags.clear();
                self.agents.second.clear();
            }
        }
    }

    /// Gives all humans the inner state that the rule of expression has at the start: that of another rule means something
    /// else. One draw an agent (purpose Confidence, at this tick) where the start is drawn.
    fn begin_anew(&mut self, now: &Model) {
        let (low, high) = now.expression.start();
        for (agent, (inner, kind)) in self.agents.inner.iter_mut().zip(&self.agents.kind).enumerate() {
            if kind.is_human() {
                let drawn = || self.draws.uniform(Purpose::Confidence, self.tick, agent as u32);
                *inner = if low < high { low + (high - low) * drawn() } else { low };
            }
        }
    }

    /// Adds and removes ties. A new followee is read from now on: what it has published before counts as seen.
    fn change_ties(&mut self, ties: &NewTies) {
        if ties.won.is_empty() && ties.lost.is_empty() {
            return;
        }
        let (graph, origin) = self.graph.changed(&ties.won, &ties.lost);
        let words = self.posts.words;
        let mut seen = Vec::with_capacity(if self.seen.is_empty() { 0 } else { origin.len() * words });
        let mut affinity = Vec::with_capacity(if self.affinity.is_empty() { 0 } else { origin.len() });
        for (tie, &origin) in origin.iter().enumerate() {
            let followee = graph.targets()[tie] as usize;
            if !self.seen.is_empty() {
                let words = match origin {
                    Some(old) => &self.seen[old * words..(old + 1) * words],
                    None => &self.posts.live[followee * words..(followee + 1) * words],
                };
                seen.extend_from_slice(words);
            }
            if !self.affinity.is_empty() {
                affinity.push(origin.map_or(0.5, |old| self.affinity[old]));
            }
        }
        self.followers = Graph::follower_counts(&graph);
        self.authors.audience = None;
        (self.graph, self.seen, self.affinity) = (graph, seen, affinity);
    }
}

/// Adds bought likes to an author's own posts of earlier ticks.
fn buy(posts: &mut Posts, own: u32, (author, likes, burst): (u32, u32, bool), tick: u32) {
    for slot in (0..posts.capacity as u32).filter(|slot| slot % posts.per_tick.max(1) < own) {
        // The slots of this tick still hold the posts that die in it.
        let age = posts.age(slot, tick);
        let live = posts.live[author as usize * posts.words + slot as usize / 64] >> (slot % 64) & 1 == 1;
        if age == 0 || !live {
            continue;
        }
        // Evenly: by the end of its life a post has got them all.
        let (likes, window) = (u64::from(likes), u64::from(posts.window - 1));
        let upto = |age: u32| if burst { likes } else { likes * u64::from(age) / window };
        let before = if age == 1 { 0 } else { upto(age - 1) };
        let now = (upto(age) - before) as u32;
        let index = author as usize * posts.capacity + slot as usize;
        if let Some(reactions) = posts.reactions.get_mut(index) {
            *reactions = reactions.saturating_add(now);
        }
        if let Some(counts) = posts.counts.get_mut(index) {
            counts.views[1] = counts.views[1].saturating_add(if posts.views { now } else { 0 });
            counts.likes[1] = counts.likes[1].saturating_add(now);
        }
    }
}

/// Whether two rules of a slot are not the same with the same parameters.
fn differ<R: Configured + ?Sized>(one: &R, other: &R) -> bool {
    one.name() != other.name() || one.parameters() != other.parameters()
}
