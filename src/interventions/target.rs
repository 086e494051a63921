//! Whom an intervention is aimed at.

use super::Misfit;
use crate::choices;
use crate::network::Graph;
use crate::population::{Distribution, Sampler};
use crate::random::{Draws, Purpose};
use crate::registry::{Bounds, Diagnostics, Kind, Node, NodeValue, Reader, Value, within, within_open_low};
use crate::world::Agents;

choices! {
    /// One of the two sides of opinion.
    pub enum Among {
        /// The + side.
        Positive = "positive",
        /// The − side.
        Negative = "negative",
    }
}

/// Which of those who come into question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pick {
    /// All of them.
    All,
    /// This share, at random.
    Random(f64),
    /// The share with the most followers.
    Hubs(f64),
    /// The share with the highest activity.
    TopPosters(f64),
    /// This share in circles of people who follow each other.
    Circles(f64),
}

/// Whom an intervention is aimed at: humans, or the accounts of a group of whatever kind.
///
/// Written "all", "positive", "negative" or as a table: `{ group = "farm" }`, `{ side = "positive", random = 0.1 }`,
/// `{ hubs = 0.01 }`, `{ top_posters = 0.1 }`, `{ circles = 0.05, circle = 50 }`. Shares are of those that `side` and
/// `group` leave. They are chosen when the intervention begins: by the opinions and ties that hold then; of equal ones
/// by a keyed draw (purpose Target). A random share contains every smaller one. A circle grows from a random agent: again and again it takes in
/// whoever has the largest share of its followees inside, until it has `circle` members or none is left; then the next
/// circle begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Only this side.
    pub side: Option<Among>,
    /// Only this group.
    pub group: Option<String>,
    /// Which of those.
    pub pick: Pick,
    /// Members of a circle.
    pub circle: u32,
}

/// The usual size of a circle.
const CIRCLE: u32 = 50;

impl Target {
    /// All humans.
    pub const ALL: Self = Self { side: None, group: None, pick: Pick::All, circle: CIRCLE };

    /// The ids of its members, ascending. `number` tells the interventions of a scenario apart.
    /// O(agents), with circles O(agents · ties of a circle).
    pub fn members(&self, agents: &Agents, graph: &Graph, draws: &Draws, number: u32) -> Vec<u32> {
        let group = self.group.as_ref().map(|name| agents.group_names.iter().position(|known| known == name));
        let wanted = self.side.map(|side| if side == Among::Positive { 1 } else { -1 });
        let mut eligible: Vec<u32> = (0..agents.len())
            .filter(|&agent| match group {
                Some(group) => group == Some(usize::from(agents.group[agent])),
                None => agents.kind[agent].is_human(),
            })
            .filter(|&agent| wanted.is_none_or(|side| agents.side[agent] == side))
            .map(|agent| agent as u32)
            .collect();
        let count = |share: f64| (share * eligible.len() as f64).round() as usize;
        let draw = |agent: u32| draws.uniform(Purpose::Target, number, agent);
        let (count, rank): (usize, Box<dyn Fn(u32) -> f64>) = match self.pick {
            Pick::All => return eligible,
            Pick::Circles(share) => return self.circles(&eligible, count(share), graph, draw),
            Pick::Random(share) => (count(share), Box::new(|_| 0.0)),
            Pick::TopPosters(share) => (count(share), Box::new(|agent| -agents.activity_of(agent as usize))),
            Pick::Hubs(share) => {
                let followers = graph.follower_counts();
                (count(share), Box::new(move |agent| -f64::from(followers[agent as usize])))
            }
        };
        let order = |agent: &u32| (rank(*agent), draw(*agent), *agent);
        eligible.sort_by(|a, b| {
            let (a, b) = (order(a), order(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        eligible.truncate(count);
        eligible.sort_unstable();
        eligible
    }

    fn circles(&self, eligible: &[u32], count: usize, graph: &Graph, draw: impl Fn(u32) -> f64) -> Vec<u32> {
        let followers = graph.followers();
        let mut free = vec![false; graph.agents()];
        for &agent in eligible {
            free[agent as usize] = true;
        }
        let mut seeds = eligible.to_vec();
        seeds.sort_by(|&a, &b| draw(a).total_cmp(&draw(b)).then(a.cmp(&b)));
        let mut chosen = Vec::new();
        for seed in seeds {
            if chosen.len() >= count {
                break;
            }
            if free[seed as usize] {
                let room = (count - chosen.len()).min(self.circle as usize);
                grow(seed, room, graph, &followers, &mut free, &mut chosen);
            }
        }
        chosen.sort_unstable();
        chosen
    }
}

/// Grows one circle from `seed`; whoever joins is no longer free.
fn grow(seed: u32, room: usize, graph: &Graph, followers: &Graph, free: &mut [bool], chosen: &mut Vec<u32>) {
    let mut inside = vec![0_u32; graph.agents()];
    let mut frontier: Vec<u32> = Vec::new();
    let mut next = Some(seed);
    let end = chosen.len() + room;
    while let Some(agent) = next {
        free[agent as usize] = false;
        chosen.push(agent);
        if chosen.len() == end {
            return;
        }
        for &follower in followers.followees(agent as usize) {
            if free[follower as usize] {
                if inside[follower as usize] == 0 {
                    frontier.push(follower);
                }
                inside[follower as usize] += 1;
            }
        }
        frontier.retain(|&agent| free[agent as usize]);
        // Shares as products of integers, so that rounding decides nothing; of equal ones the lowest id.
        let share =
            |agent: u32| (u64::from(inside[agent as usize]), graph.degree(agent as usize).max(1) as u64);
        next = frontier.iter().copied().max_by(|&a, &b| {
            let ((in_a, of_a), (in_b, of_b)) = (share(a), share(b));
            (in_a * of_b).cmp(&(in_b * of_a)).then(b.cmp(&a))
        });
    }
}

/// Draws a distribution for all agents, whose form [`check_distribution`] has found good.
pub(super) fn drawn(distribution: &Distribution, sampler: &Sampler<'_>, agents: usize) -> Vec<f64> {
    let everybody: Vec<u32> = (0..agents as u32).collect();
    let mut values = vec![0.0; agents];
    if let Err(message) = distribution.fill(sampler, &everybody, &mut values) {
        unreachable!("a distribution that was checked: {message}");
    }
    values
}

/// Refuses a distribution that needs a network, or as many values as there are agents.
pub(super) fn check_distribution(key: &'static str, distribution: &Distribution) -> Result<(), Misfit> {
    let misfit =
        |message: String, help| Misfit { key, message, label: "expected another distribution", help };
    match distribution {
        Distribution::Column(_) | Distribution::Values(_) => Err(misfit(
            format!("`{key}` lists values one by one"),
            "give a number or a distribution: { uniform = [0.0, 1.0] }",
        )),
        _ => Ok(()),
    }
}

impl Value for Target {
    fn kind() -> Kind {
        Kind::Other {
            name: "whom it is aimed at",
            schema: r#"{"anyOf":[{"enum":["all","positive","negative"]},{"type":"object","additionalProperties":false,"properties":{"side":{"enum":["positive","negative"]},"group":{"type":"string"},"random":{"type":"number","minimum":0,"maximum":1},"hubs":{"type":"number","minimum":0,"maximum":1},"top_posters":{"type":"number","minimum":0,"maximum":1},"circles":{"type":"number","minimum":0,"maximum":1},"circle":{"type":"integer","minimum":1}}}]}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        const FORMS: &str = "write \"all\", \"positive\", \"negative\", { group = \"bots\" }, { random = 0.1 }, \
                             { hubs = 0.01 }, { top_posters = 0.1 } or { circles = 0.1 }";
        let side = |side| Some(Self { side: Some(side), ..Self::ALL });
        match node.value {
            NodeValue::Text(word) if word == "all" => Some(Self::ALL),
            NodeValue::Text(word) if word == "positive" => side(Among::Positive),
            NodeValue::Text(word) if word == "negative" => side(Among::Negative),
            NodeValue::Table(table) => {
                let mut reader = Reader::new(name, Some(node.place), table, diagnostics);
                let target = read_table(&mut reader, FORMS);
                reader.finish(&[]);
                target
            }
            other => {
                let message = format!("`{name}` has the wrong form");
                let label = format!("expected whom it is aimed at, found {}", other.type_name());
                diagnostics.error(Some(node.place), message, label).help.push(FORMS.to_owned());
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        let mut table = toml::Table::new();
        let mut put = |key: &str, value: toml::Value| table.insert(key.to_owned(), value);
        if let Some(side) = &self.side {
            put("side", side.word().into());
        }
        if let Some(group) = &self.group {
            put("group", group.clone().into());
        }
        match self.pick {
            Pick::All => {}
            Pick::Random(share) => drop(put("random", share.into())),
            Pick::Hubs(share) => drop(put("hubs", share.into())),
            Pick::TopPosters(share) => drop(put("top_posters", share.into())),
            Pick::Circles(share) => {
                put("circles", share.into());
                put("circle", i64::from(self.circle).into());
            }
        }
        Some(if table.is_empty() { "all".into() } else { table.into() })
    }
}

fn read_table(reader: &mut Reader<'_>, forms: &str) -> Option<Target> {
    let places: Vec<_> = ["random", "hubs", "top_posters", "circles"]
        .into_iter()
        .filter_map(|key| reader.place_of(key))
        .collect();
    let (circle_place, circle_alone) = (reader.place_of("circle"), reader.place_of("circles").is_none());
    let share = within(0.0, 1.0);
    let side = reader.take::<Option<Among>>("side", Bounds::ANY, Some(None))?;
    let group = reader.take::<Option<String>>("group", Bounds::ANY, Some(None))?;
    let random = reader.take::<Option<f64>>("random", share, Some(None))?.map(Pick::Random);
    let hubs = reader.take::<Option<f64>>("hubs", share, Some(None))?.map(Pick::Hubs);
    let posters = reader.take::<Option<f64>>("top_posters", share, Some(None))?.map(Pick::TopPosters);
    let circles = reader.take::<Option<f64>>("circles", share, Some(None))?.map(Pick::Circles);
    let circle = reader.take::<u32>("circle", within_open_low(0.0, f64::from(u32::MAX)), Some(CIRCLE))?;
    if let [_, second, ..] = &places[..] {
        let message = format!("`{}` chooses in two ways at once", reader.name);
        let label = "expected one of random, hubs, top_posters and circles";
        reader
            .diagnostics
            .error(Some(second.clone()), message, label)
            .help
            .push("keep one of them".to_owned());
        return None;
    }
    if let Some(place) = circle_place.filter(|_| circle_alone) {
        let message = "`circle` is the size of circles, and there are none";
        let label = "expected `circles` beside it";
        reader.diagnostics.error(Some(place), message, label).help.push(forms.to_owned());
        return None;
    }
    let pick = random.or(hubs).or(posters).or(circles).unwrap_or(Pick::All);
    Some(Target { side, group, pick, circle })
}
