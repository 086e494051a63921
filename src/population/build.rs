//! Draws the agents.

use super::members::{EVERYBODY, Marks, NO_GROUP};
use super::{Distribution, Group, Population, PopulationError, Sampler, attributes};
use crate::network::{Graph, Network};
use crate::random::{Draws, Purpose};
use crate::registry::Bounds;
use crate::world::{AgentKind, Agents};

/// One attribute: where each group takes it from.
pub(super) struct Sources<'a> {
    /// The key.
    pub key: &'static str,
    purpose: Purpose,
    bounds: Bounds,
    /// Whether automated accounts draw it too.
    pub for_automated: bool,
    /// The population's distribution, then the groups' own.
    own: Vec<Option<&'a Distribution>>,
}

impl<'a> Sources<'a> {
    /// The slot whose distribution the members of `slot` draw from: their own or that of the population.
    pub fn source(&self, slot: usize) -> usize {
        if self.own[slot].is_some() { slot } else { 0 }
    }

    /// Whether anybody has a value.
    fn is_given(&self) -> bool {
        self.own.iter().any(Option::is_some)
    }

    /// The distribution of a source.
    pub fn distribution(&self, source: usize) -> Option<&'a Distribution> {
        self.own[source]
    }
}

impl Population {
    /// How many accounts join a network of `agents` agents.
    pub fn added(&self, agents: usize) -> usize {
        self.groups.iter().map(|group| group.added_to(agents)).fold(0, usize::saturating_add)
    }

    /// The sides (−1, 0, +1) of the agents of a network that does not exist yet, for generators that depend on them.
    /// They are those of [`build`](Self::build) under the same draws. O(agents).
    ///
    /// # Errors
    /// Opinions that come from a column or differ by label, which the network would have to bring; otherwise as
    /// `build`.
    pub fn sides(&self, agents: usize, draws: &Draws) -> Result<Vec<i8>, PopulationError> {
        self.check_sides(agents)?;
        let [opinion, ..] = self.sources();
        let mut slots = if self.groups.iter().any(|group| group.opinion.is_some()) {
            self.slots(agents, &Marks::default(), *draws)?
        } else {
            vec![NO_GROUP; agents]
        };
        self.extend_slots(agents, &mut slots);
        let opinions = self.draw(&opinion, &slots, &Network::bare(Graph::from_ties(0, &[], true)), *draws)?;
        let scale = self.attributes.scale();
        Ok(opinions[..agents].iter().map(|&x| scale.side(x)).collect())
    }

    /// Whether [`sides`](Self::sides) can be known before the network of `agents` agents exists. Draws nothing.
    ///
    /// # Errors
    /// As `sides`, but for single values out of range.
    pub fn check_sides(&self, agents: usize) -> Result<(), PopulationError> {
        self.check(agents)?;
        let [opinion, ..] = self.sources();
        let help = "this network grows by the agents' opinions, which must be known before it";
        for source in 0..=self.groups.len() {
            if opinion.distribution(source).is_some_and(Distribution::needs_network) {
                let message = "comes from a column of a network that does not exist yet";
                return Err(self.at(source, opinion.key, message).with_help(help));
            }
        }
        if self.attributes.degree_correlation.is_some() {
            let message = "moves opinions by a network that does not exist yet";
            return Err(PopulationError::at_key("degree_correlation", message).with_help(help));
        }
        if self.attributes.conformism.is_some() {
            let message = "takes opinions from communities of a network that does not exist yet";
            return Err(PopulationError::at_key("conformism", message).with_help(help));
        }
        let by_group = self.groups.iter().any(|group| group.opinion.is_some());
        if let Some(group) = self.groups.iter().find(|group| by_group && group.block.is_some()) {
            let message = "stands on the grid of a network that does not exist yet";
            return Err(PopulationError::at_group(&group.name, "block", message).with_help(help));
        }
        if by_group && self.uses_labels() {
            let labelled = self.groups.iter().find(|group| group.label.is_some());
            let name = labelled.map_or("", |group| &group.name);
            let message = "depends on labels of a network that does not exist yet";
            return Err(PopulationError::at_group(name, "label", message).with_help(help));
        }
        Ok(())
    }

    /// The agents of a run on `network`, and the network with the accounts that join it behind its own agents, in the
    /// order of the groups.
    ///
    /// `start` is the expression rule's inner state at tick 0 where `confidence` is left out. Anchors are the
    /// opinions; profiles are at the middle of the range, since the platform knows nothing yet; `confidence` is 0 until
    /// the expression rule derives it. Automated accounts have Φ = 0 and λ = 1. Draws: one stream an agent of
    /// each of the purposes `Opinion`, `SelfCensorship`, `Stubbornness`, `Activity`, `Confidence`, `Contacts` where rates of contact are given, `Groups`,
    /// `Attachment` for added accounts, and one stream of `Placement` for a correlation with degree. The attractiveness of agents is [`attractiveness`](super::attractiveness). O(agents + ties).
    ///
    /// # Errors
    /// What does not fit the network: labels and columns that it lacks, groups larger than it, values out of range.
    pub fn build(
        &self,
        network: Network,
        start: &Distribution,
        draws: &Draws,
    ) -> Result<(Network, Agents), PopulationError> {
        self.build_with(network, None, start, draws)
    }

    /// As [`build`](Self::build), with the attractiveness of the network's agents (length N, 0 or more) as the growth
    /// model gave it.
    pub fn build_with(
        &self,
        network: Network,
        weights: Option<&[f64]>,
        start: &Distribution,
        draws: &Draws,
    ) -> Result<(Network, Agents), PopulationError> {
        let n = network.graph.agents();
        self.check(n)?;
        let marks = Marks { columns: network.columns, ..self.marks(&network)? };
        let mut slots = self.slots(n, &marks, *draws)?;
        self.extend_slots(n, &mut slots);

        let scale = self.attributes.scale();
        let mut agents = Agents::new(slots.len(), scale);
        agents.kind = slots.iter().map(|&slot| self.kind_of(usize::from(slot))).collect();
        let [
            opinion,
            self_censorship,
            stubbornness,
            activity,
            mut confidence,
            threshold,
            justification,
            mut contact_rate,
        ] = self.sources();
        confidence.own[0] = Some(self.attributes.confidence.as_ref().unwrap_or(start));
        agents.opinion = self.draw(&opinion, &slots, &network, *draws)?;
        self.conform(&marks, &slots, &opinion, &mut agents.opinion, *draws)?;
        self.place(&network.graph, &slots, &opinion, &mut agents.opinion, *draws)?;
        agents.self_censorship = self.draw(&self_censorship, &slots, &network, *draws)?;
        agents.stubbornness = self.draw(&stubbornness, &slots, &network, *draws)?;
        agents.activity = self.draw(&activity, &slots, &network, *draws)?;
        if contact_rate.own.iter().any(Option::is_some) {
            let always = Distribution::from(1.0);
            contact_rate.own[0] = contact_rate.own[0].or(Some(&always));
            agents.contact_rate = self.draw(&contact_rate, &slots, &network, *draws)?;
        }
        agents.inner = self.draw(&confidence, &slots, &network, *draws)?;
        for (attribute, values) in
            [(threshold, &mut agents.threshold), (justification, &mut agents.justification)]
        {
            if attribute.is_given() {
                *values = self.draw(&attribute, &slots, &network, *draws)?;
            }
        }
        self.harden(n, &mut agents, *draws);
        for (stubbornness, kind) in agents.stubbornness.iter_mut().zip(&agents.kind) {
            if !kind.is_human() {
                *stubbornness = 1.0;
            }
        }
        agents.anchor.clone_from(&agents.opinion);
        agents.refresh_sides();
        self.name_groups(&mut agents, &slots, &marks)?;
        let network = self.complete(network, &agents, weights, *draws)?;
        Ok((network, agents))
    }

    /// The attributes that are drawn, in fixed order. `confidence` and `contact_rate` may lack the population's
    /// distribution.
    pub(super) fn sources(&self) -> [Sources<'_>; 8] {
        let base = &self.attributes;
        let own = |base, of: fn(&Group) -> Option<&Distribution>| {
            std::iter::once(base).chain(self.groups.iter().map(of)).collect()
        };
        [
            Sources {
                key: "opinion",
                purpose: Purpose::Opinion,
                bounds: base.range.bounds(),
                for_automated: true,
                own: own(base.opinion.as_ref(), |group| group.opinion.as_ref()),
            },
            Sources {
                key: "self_censorship",
                purpose: Purpose::SelfCensorship,
                bounds: attributes::UNIT,
                for_automated: false,
                own: own(Some(&base.self_censorship), |group| group.self_censorship.as_ref()),
            },
            Sources {
                key: "stubbornness",
                purpose: Purpose::Stubbornness,
                bounds: attributes::UNIT,
                for_automated: false,
                own: own(Some(&base.stubbornness), |group| group.stubbornness.as_ref()),
            },
            Sources {
                key: "activity",
                purpose: Purpose::Activity,
                bounds: attributes::ACTIVITY,
                for_automated: true,
                own: own(Some(&base.activity), |group| group.activity.as_ref()),
            },
            Sources {
                key: "confidence",
                purpose: Purpose::Confidence,
                bounds: Bounds::ANY,
                for_automated: false,
                own: own(base.confidence.as_ref(), |group| group.confidence.as_ref()),
            },
            Sources {
                key: "threshold",
                // No rule reads both: θ is Φ in other units, and has its draws.
                purpose: Purpose::SelfCensorship,
                bounds: Bounds::ANY,
                for_automated: false,
                own: own(base.threshold.as_ref(), |group| group.threshold.as_ref()),
            },
            Sources {
                key: "justification",
                purpose: Purpose::Chill,
                bounds: attributes::UNIT,
                for_automated: false,
                own: own(base.justification.as_ref(), |group| group.justification.as_ref()),
            },
            Sources {
                key: "contact_rate",
                purpose: Purpose::Contacts,
                bounds: attributes::UNIT,
                for_automated: true,
                own: own(base.contact_rate.as_ref(), |group| group.contact_rate.as_ref()),
            },
        ]
    }

    /// What the members of a slot are.
    pub(super) fn kind_of(&self, slot: usize) -> AgentKind {
        let own = slot.checked_sub(1).and_then(|group| self.groups[group].kind);
        own.unwrap_or(self.attributes.kind)
    }

    /// An error at a key of the population (source 0) or of a group.
    pub(super) fn at(&self, source: usize, key: &str, message: impl Into<String>) -> PopulationError {
        match source.checked_sub(1) {
            Some(group) => PopulationError::at_group(&self.groups[group].name, key, message),
            None => PopulationError::at_key(key, message),
        }
    }

    /// Appends the slots of the accounts that join.
    fn extend_slots(&self, agents: usize, slots: &mut Vec<u16>) {
        for (position, group) in self.groups.iter().enumerate() {
            slots.extend(std::iter::repeat_n(position as u16 + 1, group.added_to(agents)));
        }
    }

    /// Draws one attribute of all agents; 0 where automated accounts do not draw it.
    fn draw(
        &self,
        attribute: &Sources<'_>,
        slots: &[u16],
        network: &Network,
        draws: Draws,
    ) -> Result<Vec<f64>, PopulationError> {
        let mut values = vec![0.0; slots.len()];
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); self.groups.len() + 1];
        for (agent, &slot) in slots.iter().enumerate() {
            let slot = usize::from(slot);
            if attribute.for_automated || self.kind_of(slot).is_human() {
                members[attribute.source(slot)].push(agent as u32);
            }
        }
        let sampler = Sampler {
            draws: &draws,
            purpose: attribute.purpose,
            bounds: attribute.bounds,
            attributes: &network.attributes,
            names: network.names.as_deref(),
        };
        for (source, members) in members.iter().enumerate().filter(|(_, members)| !members.is_empty()) {
            if let Some(distribution) = attribute.distribution(source) {
                distribution
                    .fill(&sampler, members, &mut values)
                    .map_err(|message| self.at(source, attribute.key, message))?;
            }
        }
        Ok(values)
    }

    /// Sets `group` and `group_names`: the groups of the file, then the labels of those in none, then everybody else.
    fn name_groups(&self, agents: &mut Agents, slots: &[u16], marks: &Marks) -> Result<(), PopulationError> {
        let mut names: Vec<String> = self.groups.iter().map(|group| group.name.clone()).collect();
        let mark = |agent: usize| marks.of.get(agent).copied().flatten();
        let mut used = vec![false; marks.names.len()];
        let mut rest = self.groups.is_empty() && marks.names.is_empty();
        for agent in (0..slots.len()).filter(|&agent| slots[agent] == NO_GROUP) {
            match mark(agent) {
                Some(mark) => used[usize::from(mark)] = true,
                None => rest = true,
            }
        }
        let mut index_of_mark = vec![0; marks.names.len()];
        for (mark, label) in marks.names.iter().enumerate().filter(|&(mark, _)| used[mark]) {
            if names.contains(label) || label == EVERYBODY {
                let message = format!("agents in no group have the label \"{label}\"");
                return Err(PopulationError::at_group(label, "name", message)
                    .with_help("give the group another name"));
            }
            index_of_mark[mark] = names.len();
            names.push(label.clone());
        }
        let everybody = names.len();
        if rest {
            names.push(EVERYBODY.to_owned());
        }
        if names.len() > usize::from(u16::MAX) {
            let message = format!("{} groups, at most {} are possible", names.len(), u16::MAX);
            return Err(PopulationError::at_key("group", message));
        }
        for (agent, &slot) in slots.iter().enumerate() {
            let index = match (slot, mark(agent)) {
                (NO_GROUP, Some(mark)) => index_of_mark[usize::from(mark)],
                (NO_GROUP, None) => everybody,
                _ => usize::from(slot) - 1,
            };
            agents.group[agent] = index as u16;
        }
        agents.group_names = names;
        Ok(())
    }
}
