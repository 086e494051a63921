//! A generator as the value of a key of another: `inner = { generator = "degree_power", followees = 10 }`.

use super::{DegreePower, GENERATORS};
use crate::network::{Generator, Graph, GrowthError};
use crate::registry::{
    Bounds, Configured as _, Diagnostics, Document, Entry, Kind, Named, Node, NodeValue, Parameters as _,
    Reader, Value, find,
};

/// A generator and its keys, without the number of agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    name: &'static str,
    /// Its keys but `agents`.
    parameters: toml::Table,
}

impl Default for Inner {
    /// `degree_power` at its defaults.
    fn default() -> Self {
        // Spelt out, as where a scenario names it: what is written down must not depend on later defaults.
        let any = DegreePower::from_toml("agents = 1000");
        let mut parameters = any.map_or_else(|_| toml::Table::new(), |generator| generator.parameters());
        parameters.remove(AGENTS);
        Self { name: DegreePower::NAME, parameters }
    }
}

/// The key that the owner gives.
const AGENTS: &str = "agents";

impl Inner {
    /// The generator for a network of `agents` agents.
    ///
    /// # Errors
    /// A number of agents out of the generator's range.
    pub fn of_size(&self, agents: u32) -> Result<Box<dyn Generator>, GrowthError> {
        let mut parameters = self.parameters.clone();
        parameters.insert(AGENTS.to_owned(), i64::from(agents).into());
        let fail = |what: &dyn std::fmt::Display| GrowthError(what.to_string());
        let document = Document::parse(self.name, &parameters.to_string()).map_err(|error| fail(&error))?;
        let mut diagnostics = Diagnostics::new(document.sources);
        let mut reader = Reader::new("", None, document.root, &mut diagnostics);
        let generator = self.entry().and_then(|entry| (entry.read)(&mut reader));
        let first = diagnostics.items().first();
        generator.ok_or_else(|| first.map_or_else(|| fail(&"is refused"), |item| fail(&item.message)))
    }

    /// As the generator says where that goes by the degree alone; a growth model that counts what an agent received in
    /// its own community does not know this graph, and the number of followers stands in.
    pub fn attractiveness(&self, graph: &Graph) -> Vec<f64> {
        let own =
            (self.name == DegreePower::NAME).then(|| self.of_size(graph.agents() as u32).ok()).flatten();
        own.map_or_else(
            || graph.follower_counts().into_iter().map(f64::from).collect(),
            |generator| generator.attractiveness(graph),
        )
    }

    fn entry(&self) -> Option<&'static Entry<dyn Generator>> {
        GENERATORS.iter().find(|entry| entry.name == self.name)
    }
}

impl Value for Inner {
    fn kind() -> Kind {
        Kind::Other {
            name: "a generator with its keys, { generator = \"…\", … }",
            schema: r#"{"type":"object","properties":{"generator":{"type":"string"}},"required":["generator"]}"#,
        }
    }

    fn read(name: &str, node: Node, _: Bounds, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Node { value: NodeValue::Table(mut table), place } = node else {
            let label = format!("expected {}, found {}", Self::kind().describe(), node.value.type_name());
            let message = format!("`{name}` has the wrong type");
            let help = "write for instance inner = { generator = \"degree_power\", followees = 10 }";
            diagnostics.error(Some(node.place), message, label).help.push(help.to_owned());
            return None;
        };
        let given = table.get(AGENTS).map(|node| node.place.clone());
        let Some((_, chosen)) = table.take("generator") else {
            let message = format!("`{name}` names no generator");
            let help = "add generator = \"degree_power\" (`hushfeed list networks` shows them all)";
            diagnostics.error(Some(place), message, "expected `generator` in it").help.push(help.to_owned());
            return None;
        };
        let entry = find(&format!("{name}.generator"), &chosen, GENERATORS, diagnostics)?;
        if !(entry.keys)().iter().any(|key| key.name == AGENTS) {
            let message = format!("\"{}\" cannot grow a community of a given size", entry.name);
            let label = "expected a generator with a key `agents`";
            let help = "`hushfeed list networks` shows them; \"degree_power\" is that of Cabrera et al.";
            diagnostics.error(Some(chosen.place), message, label).help.push(help.to_owned());
            return None;
        }
        if let Some(place) = given {
            let message = format!("`{name}.{AGENTS}` is what the sizes of the communities say");
            let help = "take it out, and write the numbers of agents as sizes = [500, 500]";
            diagnostics.error(Some(place), message, "expected without it").help.push(help.to_owned());
            return None;
        }
        // Any number will do: only the other keys are kept.
        let agents = Node { value: NodeValue::Integer(1000), place: place.clone() };
        table.insert(AGENTS.to_owned(), place.clone(), agents);
        let mut reader = Reader::new(name, Some(place), table, diagnostics);
        let generator = (entry.read)(&mut reader);
        let others: Vec<_> = GENERATORS.iter().map(|entry| (entry.name, (entry.keys)())).collect();
        reader.finish_rule("generator", entry.name, &others);
        let mut parameters = generator?.parameters();
        parameters.remove(AGENTS);
        Some(Self { name: entry.name, parameters })
    }

    fn write(&self) -> Option<toml::Value> {
        let mut table = toml::Table::new();
        table.insert("generator".to_owned(), self.name.into());
        table.extend(self.parameters.clone());
        Some(toml::Value::Table(table))
    }
}
