//! Who is in which group.

use std::collections::BTreeMap;

use super::distribution::unknown_column;
use super::{Membership, Population, PopulationError};
use crate::network::Network;
use crate::random::{Draws, Purpose};
use crate::registry::nearest;

/// The name of the group of all who are in no other.
pub(super) use crate::world::EVERYBODY;

/// In no group; group g of the file is slot g + 1.
pub(super) const NO_GROUP: u16 = 0;

/// What `label` refers to: the network's labels or a column of its node table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The labels, without repetitions.
    pub names: Vec<String>,
    /// The label of each node; None where it has none.
    pub of: Vec<Option<u16>>,
    /// The columns of the grid that the nodes stand on, if they do.
    pub columns: Option<u32>,
}

impl Marks {
    fn index(&self, label: &str) -> Option<u16> {
        self.names.iter().position(|name| name == label).map(|index| index as u16)
    }
}

impl Population {
    /// The labels that groups may refer to.
    pub(super) fn marks(&self, network: &Network) -> Result<Marks, PopulationError> {
        let Some(column) = &self.attributes.group_column else {
            return Ok(network.labels.as_ref().map_or_else(Marks::default, |labels| Marks {
                names: labels.names.clone(),
                of: labels.of.iter().map(|&label| Some(label)).collect(),
                columns: None,
            }));
        };
        let fail = |message: String| PopulationError::at_key("group_column", message);
        let Some(attribute) = network.attributes.iter().find(|attribute| attribute.name == *column) else {
            return Err(fail(unknown_column(column, &network.attributes)));
        };
        let text = |value: &Option<String>| {
            value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut index: BTreeMap<String, u16> =
            attribute.values.iter().filter_map(text).map(|text| (text, 0)).collect();
        if index.len() >= usize::from(u16::MAX) - self.groups.len() {
            return Err(fail(format!("column \"{column}\" has {} different values", index.len())));
        }
        for (position, place) in index.values_mut().enumerate() {
            *place = position as u16;
        }
        let of = attribute.values.iter().map(|value| text(value).and_then(|text| index.get(&text).copied()));
        let of = of.collect();
        Ok(Marks { names: index.into_keys().collect(), of, columns: None })
    }

    /// How many agents of the network each group draws at random; 0 for the others. Shares are rounded by their
    /// running sum.
    pub(super) fn drawn(&self, agents: usize) -> Vec<usize> {
        let n = agents as f64;
        let mut shares = 0.0;
        let mut before = 0;
        self.groups
            .iter()
            .map(|group| match group.membership() {
                Some(Membership::Count(count)) => count,
                Some(Membership::Share(share)) => {
                    shares += share;
                    let upto = ((shares * n).round() as usize).min(agents);
                    upto - std::mem::replace(&mut before, upto)
                }
                _ => 0,
            })
            .collect()
    }

    /// Whether membership depends on the network's labels.
    pub(super) fn uses_labels(&self) -> bool {
        self.groups.iter().any(|group| group.label.is_some())
    }

    /// The slot of every agent of the network: 0, or 1 + the group's position in the file.
    ///
    /// Labelled agents first, then blocks on the grid; the rest is put in a random order (one draw of [`Purpose::Groups`] an agent), from
    /// which the other groups take their members in the order of the file. A group that grows keeps its members.
    pub(super) fn slots(
        &self,
        agents: usize,
        marks: &Marks,
        draws: Draws,
    ) -> Result<Vec<u16>, PopulationError> {
        let mut slots = vec![NO_GROUP; agents];
        let mut slot_of_mark = vec![NO_GROUP; marks.names.len()];
        for (position, group) in self.groups.iter().enumerate() {
            let Some(label) = &group.label else { continue };
            let Some(mark) = marks.index(label) else {
                return Err(unknown_label(&group.name, label, &marks.names));
            };
            slot_of_mark[usize::from(mark)] = position as u16 + 1;
        }
        for (slot, mark) in slots.iter_mut().zip(&marks.of) {
            if let Some(mark) = mark {
                *slot = slot_of_mark[usize::from(*mark)];
            }
        }
        let mut drawn = self.drawn(agents);
        self.place_blocks(marks, &mut slots, &mut drawn)?;
        if drawn.iter().all(|&count| count == 0) {
            return Ok(slots);
        }
        let mut order: Vec<(u64, u32)> = (0..agents as u32)
            .filter(|&agent| slots[agent as usize] == NO_GROUP)
            .map(|agent| (draws.stream(Purpose::Groups, 0, agent).next_u64(), agent))
            .collect();
        order.sort_unstable();
        let mut free = order.into_iter();
        for (position, (group, count)) in self.groups.iter().zip(drawn).enumerate() {
            let left = free.len();
            if count > left {
                let key = if group.count.is_some() { "count" } else { "share" };
                let message = format!("takes {count} agents, but {left} of {agents} are in no group yet");
                return Err(PopulationError::at_group(&group.name, key, message)
                    .with_help("lower it, or add the accounts to the network with `added`"));
            }
            for (_, agent) in free.by_ref().take(count) {
                slots[agent as usize] = position as u16 + 1;
            }
        }
        Ok(slots)
    }

    /// Gives the groups with `block` their agents on the grid and takes them out of those that are to be `drawn`.
    fn place_blocks(
        &self,
        marks: &Marks,
        slots: &mut [u16],
        drawn: &mut [usize],
    ) -> Result<(), PopulationError> {
        let mut first = 0;
        for (position, group) in self.groups.iter().enumerate() {
            let Some(across) = group.block.map(|across| across as usize) else { continue };
            let fail = |message: String| PopulationError::at_group(&group.name, "block", message);
            let Some(columns) = marks.columns.map(|columns| columns as usize) else {
                return Err(fail("needs a network whose agents stand on a grid".to_owned()).with_help(
                    "write generator = \"lattice\" in [network], or take `block` out: then members are drawn",
                ));
            };
            let (count, rows) = (std::mem::take(&mut drawn[position]), slots.len() / columns);
            let needed = count.div_ceil(across);
            if first + across > columns || needed > rows {
                return Err(fail(format!(
                    "{count} agents in a block {across} wide, {needed} high, from column {first} on, do not fit on a grid of \
                     {columns} columns and {rows} rows"
                ))
                .with_help("make it narrower or wider, or lower `count`"));
            }
            for member in 0..count {
                let slot = &mut slots[member / across * columns + first + member % across];
                if *slot != NO_GROUP {
                    let name = &self.groups[usize::from(*slot) - 1].name;
                    return Err(fail(format!("reaches over agents of group \"{name}\"")));
                }
                *slot = position as u16 + 1;
            }
            first += across;
        }
        Ok(())
    }

    /// What is wrong with the population on a network of `agents` agents, as far as its size alone tells.
    ///
    /// # Errors
    /// Groups larger than the network, added accounts with more ties than there are humans, lists of values of the
    /// wrong length.
    pub fn check(&self, agents: usize) -> Result<(), PopulationError> {
        let total = agents.saturating_add(self.added(agents));
        if total > u32::MAX as usize {
            let message = format!("{total} agents, at most {} are possible", u32::MAX);
            return Err(PopulationError::at_key("group", message));
        }
        let drawn = self.drawn(agents);
        let mut left = agents;
        for (group, &count) in self.groups.iter().zip(&drawn) {
            if count > left {
                let key = if group.count.is_some() { "count" } else { "share" };
                let message = format!("takes {count} agents, but {left} of {agents} are in no group yet");
                return Err(PopulationError::at_group(&group.name, key, message)
                    .with_help("lower it, or add the accounts to the network with `added`"));
            }
            left -= count;
        }
        for group in &self.groups {
            for (key, ties) in [("followers", group.followers), ("followees", group.followees)] {
                let ties = ties.unwrap_or(0) as usize;
                if ties > agents && group.added_to(agents) > 0 {
                    let message = format!("{ties} ties each to {agents} agents");
                    return Err(PopulationError::at_group(&group.name, key, message));
                }
            }
        }
        if self.uses_labels() {
            return Ok(());
        }
        // In no group, then the groups.
        let mut sizes = vec![left];
        sizes.extend(drawn);
        for (size, group) in sizes[1..].iter_mut().zip(&self.groups) {
            *size += group.added_to(agents);
        }
        for attribute in self.sources() {
            for source in 0..=self.groups.len() {
                let Some(distribution) = attribute.distribution(source) else { continue };
                let takers = (0..sizes.len())
                    .filter(|&slot| attribute.source(slot) == source)
                    .filter(|&slot| attribute.for_automated || self.kind_of(slot).is_human());
                let count: usize = takers.map(|slot| sizes[slot]).sum();
                if distribution.exact_count().is_some_and(|exact| exact != count && count > 0) {
                    let exact = distribution.exact_count().unwrap_or(0);
                    return Err(self.at(source, attribute.key, format!("{exact} values for {count} agents")));
                }
            }
        }
        Ok(())
    }
}

fn unknown_label(group: &str, label: &str, known: &[String]) -> PopulationError {
    let error = PopulationError::at_group(group, "label", format!("no agent has the label \"{label}\""));
    if known.is_empty() {
        return error.with_help(
            "the network has no labels: set population.group_column to a column of the node table, or use a \
             generator with blocks",
        );
    }
    if let Some(name) = nearest(label, known.iter().map(String::as_str)) {
        return error.with_help(format!("did you mean \"{name}\"?"));
    }
    let shown: Vec<String> = known.iter().take(20).map(|name| format!("\"{name}\"")).collect();
    error.with_help(format!("the labels are: {}", shown.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::network::generators::{Lattice, Neighbourhood, testing::grow};
    use crate::population::{Distribution, Population};
    use crate::random::Draws;
    use crate::registry::Parameters;

    fn grid(width: u32, height: u32) -> Network {
        grow(&Lattice { width, height, neighbourhood: Neighbourhood::Moore, rewiring: 0.0 }, 1, None)
    }

    /// The members of each of two groups, the rest left out.
    fn members(text: &str, network: Network) -> Result<[Vec<usize>; 2], String> {
        let population = Population::from_toml(text).unwrap_or_else(|errors| panic!("{errors}"));
        let built = population.build(network, &Distribution::from(0.0), &Draws::new(1, 0));
        let (_, agents) = built.map_err(|error| error.to_string())?;
        let of = |group: u16| (0..agents.len()).filter(|&agent| agents.group[agent] == group).collect();
        Ok([of(0), of(1)])
    }

    #[test]
    fn blocks_stand_side_by_side() {
        let two =
            "[[group]]\nname = \"a\"\ncount = 6\nblock = 4\n[[group]]\nname = \"b\"\ncount = 3\nblock = 1\n";
        let [first, second] = members(two, grid(5, 4)).unwrap();
        assert_eq!(first, [0, 1, 2, 3, 5, 6]);
        assert_eq!(second, [4, 9, 14]);
        // Those who are drawn are drawn from the rest.
        let drawn = "[[group]]\nname = \"a\"\ncount = 16\n[[group]]\nname = \"b\"\ncount = 4\nblock = 2\n";
        let [first, second] = members(drawn, grid(5, 4)).unwrap();
        assert_eq!(second, [0, 1, 5, 6]);
        assert_eq!(first.len(), 16);
    }

    #[test]
    fn blocks_need_room_on_a_grid() {
        let block = |across: u32| format!("[[group]]\nname = \"a\"\ncount = 9\nblock = {across}\n");
        let refused = |text: &str, network| members(text, network).unwrap_err();
        assert!(refused(&block(6), grid(5, 4)).contains("do not fit on a grid of 5 columns and 4 rows"));
        assert!(refused(&block(2), grid(5, 4)).contains("5 high"));
        let ring = Network { columns: None, ..grid(5, 4) };
        assert!(refused(&block(3), ring).contains("needs a network whose agents stand on a grid"));
    }
}
