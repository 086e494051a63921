//! Reads and writes `[population]` with its groups.

use super::attributes::Range;
use super::{Attributes, ConformismSides, Distribution, Group};
use crate::registry::{Bounds, Diagnostics, Key, Kind, Parameters, Reader, Value};
use crate::world::{AgentKind, OpinionRange};

/// Tolerance of the sum of shares, for shares such as ⅓ that are written with a few decimals.
const ROUNDING: f64 = 1e-9;

/// Who the agents are. Read it with [`Parameters::read`] from the table `[population]`.
///
/// ```
/// use hushfeed::population::Population;
/// use hushfeed::registry::Parameters;
/// let population = Population::from_toml(r#"
///     opinion = { split = 0.5 }
///     [[group]]
///     name = "bots"
///     kind = "bot"
///     added_share = 0.04
///     followees = 1
///     opinion = -1
/// "#).unwrap();
/// assert_eq!(population.added(1000), 40);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// What holds for everybody.
    pub attributes: Attributes,
    /// The groups, in the order of the file.
    pub groups: Vec<Group>,
}

impl Default for Population {
    /// An empty table: opinions uniform on [−1, 1], Φ uniform on [0, 1), one group of persons.
    fn default() -> Self {
        let text = Self::from_toml("");
        text.unwrap_or_else(|_| unreachable!("every key of [population] has a default"))
    }
}

impl Parameters for Population {
    fn keys() -> Vec<Key> {
        let mut keys = Attributes::keys();
        keys.push(Key {
            name: "group",
            kind: Kind::Other {
                name: "tables [[population.group]]",
                schema: r#"{"type":"array","items":{"type":"object"}}"#,
            },
            bounds: Bounds::ANY,
            default: Some(String::new()),
            doc: "Groups of agents that differ from the rest, or join the network.\n",
        });
        keys
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let opinion_place = reader.place_of("opinion");
        let places = ["conformism_balance", "conformism_sides"].map(|key| (key, reader.place_of(key)));
        let band_place = reader.place_of("neutral_band");
        let span_place = reader.place_of("span");
        // Known even where another key is wrong, so that everything wrong with opinions is said at once too.
        let opinion = quietly::<Distribution>(reader, "opinion");
        let range = match reader.peek("range") {
            Some(_) => quietly::<Range>(reader, "range"),
            None => Some(Range(OpinionRange::Symmetric)),
        };
        let attributes = Attributes::read(reader);
        let opinions = range.map_or(Bounds::ANY, Range::bounds);
        let kind = attributes.as_ref().map_or(AgentKind::Person, |attributes| attributes.kind);
        let groups = read_groups(reader, opinions, kind);

        let mut good = true;
        if let Some(Err(label)) = opinion.map(|opinion| opinion.check(opinions)) {
            good = false;
            let message = format!("`{}` is out of range", reader.path("opinion"));
            reader.diagnostics.error(opinion_place, message, label);
        }
        let mut attributes = attributes?;
        attributes.opinion = Some(attributes.opinions());
        let half = match attributes.range.0 {
            OpinionRange::Symmetric => 1.0,
            OpinionRange::Unit => 0.5,
            OpinionRange::Real => f64::INFINITY,
        };
        if attributes.neutral_band >= half {
            good = false;
            let message = format!("`{}` is out of range", reader.path("neutral_band"));
            let label = format!("expected below {half}, or nobody has a side");
            reader.diagnostics.error(band_place, message, label);
        }
        if attributes.span.is_some() && attributes.range.0 != OpinionRange::Real {
            good = false;
            let message = format!("`{}` is for opinions on the real line", reader.path("span"));
            let label = "expected range = \"real\" beside it: bins cover the whole of a bounded range";
            let help = "take it out, or write range = \"real\"".to_owned();
            reader.diagnostics.error(span_place, message, label).help.push(help);
        }
        let of_communities = [attributes.conformism_balance.is_some(), attributes.conformism_sides.is_some()];
        for ((key, place), given) in places.into_iter().zip(of_communities) {
            let path = reader.path(key);
            if given && attributes.conformism.is_none() {
                good = false;
                let message = format!("`{path}` is for opinions of communities");
                let help = "write conformism = 0.8, for instance, or take it out".to_owned();
                let label = "expected `conformism` beside it";
                reader.diagnostics.error(place, message, label).help.push(help);
            } else if key == "conformism_balance"
                && given
                && attributes.conformism_sides == Some(ConformismSides::Free)
            {
                good = false;
                let message = format!("`{path}` is for balanced sides");
                let help = "take it out, or write conformism_sides = \"balanced\"".to_owned();
                let label = "expected without it: free sides are not drawn again";
                reader.diagnostics.error(place, message, label).help.push(help);
            }
        }
        good.then_some(Self { attributes, groups: groups? })
    }

    fn write(&self) -> toml::Table {
        let mut table = self.attributes.write();
        if !self.groups.is_empty() {
            let groups = self.groups.iter().map(|group| toml::Value::Table(group.write())).collect();
            table.insert("group".to_owned(), toml::Value::Array(groups));
        }
        table
    }
}

/// The value of a key, without a word about what is wrong with it.
fn quietly<T: Value>(reader: &Reader<'_>, key: &str) -> Option<T> {
    T::read(key, reader.peek(key)?.clone(), Bounds::ANY, &mut Diagnostics::default())
}

/// Reads every group and what they contradict each other in.
fn read_groups(reader: &mut Reader<'_>, opinions: Bounds, kind: AgentKind) -> Option<Vec<Group>> {
    let name = reader.path("group");
    let mut groups: Vec<Option<Group>> = Vec::new();
    let mut good = true;
    let mut shares = 0.0;
    for (place, table) in reader.tables("group") {
        let mut inner = Reader::new(&name, Some(place.clone()), table, reader.diagnostics);
        let at = |key: &str| inner.place_of(key).unwrap_or_else(|| place.clone());
        let (name_place, share_place, label_place) = (at("name"), at("share"), at("label"));
        let group = Group::read_checked(&mut inner, opinions, kind);
        inner.finish(&[]);
        if let Some(group) = &group {
            let mut earlier = groups.iter().flatten();
            if earlier.clone().any(|other| other.name == group.name) {
                good = false;
                let message = format!("two groups are called \"{}\"", group.name);
                let help = "groups are told apart by their names in the tables: give one of them another";
                let diagnostic = reader.diagnostics.error(Some(name_place), message, "expected another name");
                diagnostic.help.push(help.to_owned());
            }
            if let Some(label) = &group.label
                && let Some(other) = earlier.find(|other| other.label.as_ref() == Some(label))
            {
                good = false;
                let message = format!("two groups take the label \"{label}\"");
                let label = format!("expected another label: group \"{}\" has it", other.name);
                let help = "an agent is in one group alone: take the label out of one of them";
                reader.diagnostics.error(Some(label_place), message, label).help.push(help.to_owned());
            }
            shares += group.share.unwrap_or(0.0);
            if group.share.is_some_and(|share| shares > 1.0 + ROUNDING && shares - share <= 1.0 + ROUNDING) {
                good = false;
                let label =
                    format!("expected at most {:.3} here", 1.0 - (shares - group.share.unwrap_or(0.0)));
                let message = format!("the groups' shares sum to {shares:.3}, more than 1");
                let help =
                    "an agent is in one group alone: lower a share; accounts that join have `added_share`";
                reader.diagnostics.error(Some(share_place), message, label).help.push(help.to_owned());
            }
        }
        groups.push(group);
    }
    let groups: Option<Vec<Group>> = groups.into_iter().collect();
    groups.filter(|_| good)
}
