//! One `[[population.group]]`: who belongs to it and in what its members differ.

use super::attributes::{ACTIVITY, UNIT};
use super::{Attachment, Distribution};
use crate::parameters;
use crate::registry::{Bounds, Diagnostic, Parameters, Reader, at_least, within};
use crate::world::AgentKind;

parameters! {
    /// A group of agents. Exactly one of `share`, `count`, `label`, `added` and `added_share` says who belongs to it.
    pub struct Group {
        /// Its name, in tables and as the target of interventions.
        name: String;
        /// Membership: this share of the network's N agents, in [0, 1], drawn at random among those in no group yet.
        /// Counts are rounded so that shares that sum to 1 leave nobody out: the groups up to and including this one
        /// have round(N · sum of their shares) members.
        share: Option<f64> = None, in within(0.0, 1.0);
        /// Membership: this many agents of the network, drawn at random among those in no group yet.
        count: Option<u32> = None;
        /// With `count`, on a lattice: the members are not drawn, but fill a compact block of this many columns, row by row
        /// from the first row of the grid; a second block stands to the right of the first.
        block: Option<u32> = None, in at_least(1.0);
        /// Membership: all agents with this label (block, community, or value of `population.group_column`).
        label: Option<String> = None;
        /// Membership: this many accounts that join the finished network.
        added: Option<u32> = None;
        /// Membership: accounts that join the finished network, as a share of N (Ross et al. 2019): round(share · N).
        added_share: Option<f64> = None, in at_least(0.0);
        /// For added accounts: how many distinct humans follow each. In an undirected network a tie runs both ways:
        /// give either this or `followees`.
        followers: Option<u32> = None, in at_least(1.0);
        /// For added accounts: how many distinct humans each follows. In a directed network it does not make
        /// anybody hear the account; default 0 there.
        followees: Option<u32> = None, in at_least(1.0);
        /// For added accounts: how its humans are chosen, `"random"` (default), `"preferential"` or `"inverse"`.
        attachment: Option<Attachment> = None;
        /// What the members are, where it differs.
        kind: Option<AgentKind> = None;
        /// The members' private opinion x at tick 0, where it differs; in opinion units.
        opinion: Option<Distribution> = None;
        /// The members' willingness to self-censor Φ in [0, 1], where it differs.
        self_censorship: Option<Distribution> = None, in UNIT;
        /// The members' threshold θ, where it differs.
        threshold: Option<Distribution> = None;
        /// The members' justification j in [0, 1], where it differs.
        justification: Option<Distribution> = None, in UNIT;
        /// The members' stubbornness λ in [0, 1], where it differs.
        stubbornness: Option<Distribution> = None, in UNIT;
        /// The members' activity a in (0, 1], where it differs.
        activity: Option<Distribution> = None, in ACTIVITY;
        /// The members' rate of contact in [0, 1], where it differs.
        contact_rate: Option<Distribution> = None, in UNIT;
        /// The members' inner state of the expression rule at tick 0, where it differs.
        confidence: Option<Distribution> = None;
    }
}

/// Who belongs to a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Membership<'a> {
    /// A share of the network's agents.
    Share(f64),
    /// A number of the network's agents.
    Count(usize),
    /// All agents with a label.
    Label(&'a str),
    /// A number of accounts that join.
    Added(usize),
    /// Accounts that join, as a share of the network's agents.
    AddedShare(f64),
}

/// The keys of membership.
const MEMBERSHIP: [&str; 5] = ["share", "count", "label", "added", "added_share"];

impl Group {
    /// Who belongs to it. None if no key says so, which reading refuses.
    pub fn membership(&self) -> Option<Membership<'_>> {
        let share = self.share.map(Membership::Share);
        let count = self.count.map(|count| Membership::Count(count as usize));
        let label = self.label.as_deref().map(Membership::Label);
        let added = self.added.map(|count| Membership::Added(count as usize));
        let added_share = self.added_share.map(Membership::AddedShare);
        share.or(count).or(label).or(added).or(added_share)
    }

    /// How many accounts it adds to a network of `agents` agents.
    pub fn added_to(&self, agents: usize) -> usize {
        match self.membership() {
            Some(Membership::Added(count)) => count,
            Some(Membership::AddedShare(share)) => (share * agents as f64).round() as usize,
            _ => 0,
        }
    }

    /// The rule of attachment.
    pub fn attachment(&self) -> Attachment {
        self.attachment.unwrap_or(Attachment::Random)
    }

    /// Reads a group and refuses what contradicts itself. `opinions` are the bounds of opinions.
    pub(super) fn read_checked(reader: &mut Reader<'_>, opinions: Bounds, kind: AgentKind) -> Option<Self> {
        let place = |reader: &Reader<'_>, key: &str| reader.place_of(key).or_else(|| reader.place.clone());
        let given: Vec<&str> = MEMBERSHIP.into_iter().filter(|key| reader.place_of(key).is_some()).collect();
        let places: Vec<_> = given.iter().map(|key| place(reader, key)).collect();
        let for_added: Vec<_> = ["followers", "followees", "attachment"]
            .into_iter()
            .filter_map(|key| Some((key, reader.place_of(key)?)))
            .collect();
        let for_humans: Vec<_> =
            ["self_censorship", "threshold", "justification", "stubbornness", "confidence"]
                .into_iter()
                .filter_map(|key| Some((key, reader.place_of(key)?)))
                .collect();
        let opinion_place = place(reader, "opinion");
        let block_place = reader.place_of("block");
        let name_place = place(reader, "name");
        let table_place = reader.place.clone();

        let group = <Self as Parameters>::read(reader);
        let misspelt = MEMBERSHIP.into_iter().any(|key| reader.has_misspelt(key));
        let mut refuse = |place, message: String, label: &str, help: Option<String>| {
            let diagnostic: &mut Diagnostic = reader.diagnostics.error(place, message, label);
            diagnostic.help.extend(help);
        };
        let mut good = true;
        if given.len() != 1 {
            good = false;
            let help = Some(format!("give exactly one of {}", MEMBERSHIP.join(", ")));
            match given[..] {
                [first, second, ..] => {
                    let message = format!("a group by {first} and {second} at once");
                    let label = format!("expected one of the two: `{first}` is there already");
                    refuse(places[1].clone(), message, &label, help);
                }
                _ if misspelt => {}
                _ => refuse(
                    table_place.clone(),
                    "nothing says who is in this group".into(),
                    "expected a key that does",
                    help,
                ),
            }
        }
        let mut group = group?;
        if group.name.trim().is_empty() || group.name == super::members::EVERYBODY {
            good = false;
            let message = format!("a group cannot be called \"{}\"", group.name);
            refuse(
                name_place,
                message,
                "expected another name",
                Some("write for instance name = \"bots\"".to_owned()),
            );
        }
        let adds = group.added.is_some() || group.added_share.is_some();
        if adds {
            group.attachment = Some(group.attachment());
            if group.followers.is_none() && group.followees.is_none() {
                good = false;
                let message = format!("nobody hears the accounts of group \"{}\"", group.name);
                let help = Some("add followers = 5: how many humans follow each of them".to_owned());
                refuse(table_place, message, "expected ties to humans", help);
            }
        } else if given.len() == 1 {
            for (key, place) in for_added {
                good = false;
                let message = format!("`{key}` is for accounts that join the network");
                let help = format!("remove it, or replace `{}` by `added` or `added_share`", given[0]);
                refuse(
                    Some(place),
                    message,
                    "expected without it: these members have their ties already",
                    Some(help),
                );
            }
        }
        if let Some(place) = block_place
            && group.count.is_none()
        {
            good = false;
            let message = "`block` says how the agents of `count` stand".to_owned();
            let help = Some("write count = 10 beside it in place of another membership".to_owned());
            refuse(Some(place), message, "expected `count` beside it", help);
        }
        let kind = group.kind.unwrap_or(kind);
        if !kind.is_human() {
            for (key, place) in for_humans {
                good = false;
                let message = format!("`{key}` of automated accounts (kind \"{}\")", kind.word());
                let label = "expected without it: they always speak and never move";
                refuse(Some(place), message, label, Some(format!("remove `{key}`")));
            }
        }
        if let Some(Err(label)) = group.opinion.as_ref().map(|opinion| opinion.check(opinions)) {
            good = false;
            let message = format!("`{}` is out of range", reader.path("opinion"));
            reader.diagnostics.error(opinion_place, message, label);
        }
        good.then_some(group)
    }
}
