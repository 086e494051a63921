//! Reads a scenario, table by table.

use std::path::{Path, PathBuf};

use super::sections::{
    AdKeys, FeedKeys, HeardKeys, NetworkKeys, OutputKeys, ReshareKeys, StopKeys, SweepKeys, TopKeys,
};
use super::{AttributionKeys, NetworkSource, Scenario, SectionKeys, checks, hints, interventions};
use crate::engine::Model;
use crate::metrics;
use crate::network::formats::NetworkFile;
use crate::network::generators::GENERATORS;
use crate::population::Population;
use crate::registry::{Diagnostics, Document, Entry, Node, NodeValue, Parameters, Place, Reader, find};
use crate::world::PostLaw;
use crate::{expression, feed, influence, reaction, ties};

/// Reads a scenario. `path` is the file that it came from: relative paths in it start at its folder, those in
/// overrides at the current one. The second result holds the warnings.
///
/// # Errors
/// Everything that is wrong with it, and the warnings, with their places.
pub fn load(path: &Path, document: Document) -> Result<(Scenario, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::new(document.sources.clone());
    let kept = document.clone();
    let mut root = Reader::new("", None, document.root, &mut diagnostics);
    let scenario = read(path, &mut root);
    root.finish(&[]);
    let scenario = match scenario {
        Some((mut scenario, places)) if !diagnostics.has_errors() => {
            checks::check(&scenario, &kept, &places, &mut diagnostics);
            if !diagnostics.has_errors() {
                interventions::make_eras(path, &mut scenario, &places.interventions, &kept, &mut diagnostics);
                interventions::check(&scenario, &places.interventions, &kept, &mut diagnostics);
            }
            Some(scenario)
        }
        _ => None,
    };
    hints::add(&mut diagnostics);
    match scenario {
        Some(scenario) if !diagnostics.has_errors() => Ok((scenario, diagnostics)),
        _ => Err(diagnostics),
    }
}

/// The places of the values that later checks may speak of.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub name: Option<Place>,
    /// The heading of the first table.
    pub first_table: Option<Place>,
    pub cap: Option<Place>,
    pub generator: Option<Place>,
    pub ranking: Option<Place>,
    pub window: Option<Place>,
    pub reshare: Option<Place>,
    pub influence: Option<Place>,
    pub output_window: Option<Place>,
    pub settled: Option<Place>,
    /// One table a [[intervention]].
    pub interventions: Vec<Node>,
}

fn read(path: &Path, root: &mut Reader<'_>) -> Option<(Scenario, Places)> {
    let mut places =
        Places { name: root.place_of("name"), first_table: root.first_table(), ..Places::default() };
    let has_ticks = root.peek("ticks").is_some();
    let top = TopKeys::read(root);
    let has_ticks = has_ticks || root.has_misspelt("ticks");
    let network = if root.peek("network").is_some() {
        read_network(path, root.table("network"), &mut places)
    } else {
        no_network(root, &places);
        (None, None)
    };

    let mut reader = root.table("population");
    let population = Population::read(&mut reader);
    reader.finish(&[]);

    let reader = root.table("feed");
    places.ranking = reader.place_of("ranking");
    places.window = reader.place_of("window");
    let (ranking, feed) = with_rule::<_, FeedKeys>(reader, "ranking", feed::RANKINGS, "chronological");

    let mut reader = root.table("ads");
    let ads = AdKeys::read(&mut reader);
    reader.finish(&[]);

    let mut reader = root.table("posts");
    let posts = PostLaw::read(&mut reader);
    reader.finish(&[]);

    let reader = root.table("reaction");
    places.reshare = reader.place_of("reshare");
    let (reaction, reshare) = with_rule::<_, ReshareKeys>(reader, "rule", reaction::RULES, "kernel");

    let reader = root.table("expression");
    let (expression, heard) = with_rule::<_, HeardKeys>(reader, "rule", expression::RULES, "logistic");

    let reader = root.table("influence");
    places.influence = reader.place_of("rule").or_else(|| reader.place.clone());
    let (influence, _) = with_rule::<_, Nothing>(reader, "rule", influence::RULES, "none");

    let (ties, _) = with_rule::<_, Nothing>(root.table("ties"), "rule", ties::RULES, "static");

    let (interventions, program) = interventions::read(root, &mut places);

    let mut reader = root.table("stop");
    places.cap = reader.place_of("cap");
    places.settled = reader.place_of("settled");
    let stop = StopKeys::read(&mut reader);
    let has_cap = places.cap.is_some() || reader.has_misspelt("cap");
    reader.finish(&[]);
    if !has_ticks && !has_cap {
        no_end(root, &places);
    }

    let mut reader = root.table("output");
    places.output_window = reader.place_of("window");
    let chosen = reader.peek("metrics").cloned();
    let output = OutputKeys::read(&mut reader);
    reader.finish(&[]);
    let selection = output.as_ref().and_then(|output| select_metrics(output, chosen.as_ref(), root));

    let mut reader = root.table("sweep");
    let sweep = SweepKeys::read(&mut reader);
    reader.finish(&[]);

    let mut reader = root.table("attribution");
    let attribution = AttributionKeys::read(&mut reader);
    reader.finish(&[]);

    // Everything has been read and its errors noted: only now may a missing part end it.
    let (top, feed, ads, posts, reshare) = (top?, feed?, ads?, posts?, reshare?);
    let (heard, stop, output) = (heard?, stop?, output?);
    let name = top.name.clone().unwrap_or_else(|| stem(path));
    let influence = influence?;
    let (network_keys, network) = (network.0?, network.1?);
    let keys = SectionKeys { network: network_keys, feed, ads, reshare, heard, stop, interventions };
    let stop = keys.stop.stop(top.ticks, influence.confidence_bound());
    let model = Model {
        order: top.order(),
        feed: keys.feed.feed(keys.reshare.reshares_per_tick, &keys.ads),
        ranking: ranking?,
        posts,
        reaction: reaction?,
        expression: expression?,
        climate: keys.heard.climate(),
        influence,
        ties: ties?,
        stop,
        watch: output.watch(),
        program: program?,
    };
    let scenario = Scenario {
        name,
        network,
        population: population?,
        model,
        output,
        metrics: selection?,
        sweep: sweep?,
        attribution: attribution?,
        keys,
        top,
    };
    Some((scenario, places))
}

/// The rule that `key` of the table names, and the table's other keys.
fn with_rule<R: ?Sized, K: Parameters>(
    mut reader: Reader<'_>,
    key: &str,
    entries: &[Entry<R>],
    default: &str,
) -> (Option<Box<R>>, Option<K>) {
    let entry = match reader.node(key) {
        Some(node) => find(&reader.path(key), &node, entries, reader.diagnostics),
        None => entries.iter().find(|entry| entry.name == default),
    };
    let keys = K::read(&mut reader);
    let Some(entry) = entry else {
        reader.abandon(); // which of its keys are known depends on the rule
        return (None, keys);
    };
    let rule = (entry.read)(&mut reader);
    let others: Vec<_> = entries.iter().map(|entry| (entry.name, (entry.keys)())).collect();
    reader.finish_rule(key, entry.name, &others);
    (rule, keys)
}

/// The empty set of keys.
struct Nothing;

impl Parameters for Nothing {
    fn keys() -> Vec<crate::registry::Key> {
        Vec::new()
    }

    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }

    fn write(&self) -> toml::Table {
        toml::Table::new()
    }
}

/// `[network]`: its own keys, and a generator, or a file.
fn read_network(
    path: &Path,
    mut reader: Reader<'_>,
    places: &mut Places,
) -> (Option<NetworkKeys>, Option<NetworkSource>) {
    let keys = NetworkKeys::read(&mut reader);
    (keys, read_source(path, reader, places))
}

/// Where the network comes from.
fn read_source(path: &Path, mut reader: Reader<'_>, places: &mut Places) -> Option<NetworkSource> {
    let (file, generator) = (reader.place_of("file"), reader.place_of("generator"));
    places.generator = generator.clone().or_else(|| reader.place.clone());
    match (file, generator) {
        (Some(file), None) => {
            let options = <NetworkFile as Parameters>::read(&mut reader);
            reader.finish(&[]);
            let folder = if file.source == 0 {
                path.parent().map(Path::to_path_buf).unwrap_or_default()
            } else {
                PathBuf::new()
            };
            Some(NetworkSource::File { options: options?, folder })
        }
        (None, Some(_)) => {
            let node = reader.node("generator")?;
            let Some(entry) = find("network.generator", &node, GENERATORS, reader.diagnostics) else {
                reader.abandon();
                return None;
            };
            let generator = (entry.read)(&mut reader);
            let others: Vec<_> = GENERATORS.iter().map(|entry| (entry.name, (entry.keys)())).collect();
            reader.finish_rule("generator", entry.name, &others);
            generator.map(NetworkSource::Generated)
        }
        (file, generator) => {
            let both = file.is_some();
            if !both && (reader.has_misspelt("generator") || reader.has_misspelt("file")) {
                reader.node("file");
                reader.node("generator");
                reader.finish(&[]);
                return None;
            }
            let place = generator.or_else(|| reader.place.clone());
            let (message, label) = if both {
                ("[network] has both a file and a generator", "expected one of them")
            } else {
                ("[network] says neither `generator` nor `file`", "expected one of them in this table")
            };
            reader.diagnostics.error(place, message, label).help.push(
                "give one: generator = \"homophilic\" grows a network (`hushfeed list networks`), file = \"edges.csv\" reads one"
                    .to_owned(),
            );
            reader.abandon();
            None
        }
    }
}

/// The error of a scenario without an end.
fn no_end(root: &mut Reader<'_>, places: &Places) {
    let place = places.first_table.clone().or_else(|| root.start());
    let message = "the scenario does not say when it ends";
    let help = "write ticks = 500 above the first table, or settled = 0.001 and cap = 5000 in [stop]";
    let label = "expected `ticks` above this line";
    root.diagnostics.error(place, message, label).help.push(help.to_owned());
}

/// The error of a scenario without `[network]`.
fn no_network(root: &mut Reader<'_>, places: &Places) {
    if root.has_misspelt("network") {
        root.table("network");
        return;
    }
    root.table("network");
    let place = places.first_table.clone().or_else(|| root.start());
    let message = "the scenario has no table [network]";
    let help = "write [network] and below it generator = \"homophilic\" (`hushfeed list networks` shows them all), or \
                file = \"edges.csv\"";
    root.diagnostics.error(place, message, "expected [network] in this file").help.push(help.to_owned());
}

/// The metrics that `[output] metrics` names.
fn select_metrics(
    output: &OutputKeys,
    node: Option<&Node>,
    root: &mut Reader<'_>,
) -> Option<metrics::Selection> {
    match metrics::find(&output.metrics) {
        Ok(selection) => Some(selection),
        Err(unknown) => {
            for metric in unknown.0 {
                let place = node.and_then(|node| match &node.value {
                    NodeValue::Array(items) => items.get(metric.position).map(|item| item.place.clone()),
                    _ => None,
                });
                let message = format!("unknown metric \"{}\"", metric.name);
                let diagnostic =
                    root.diagnostics.error(place, message, "expected a column or a family of columns");
                if let Some(nearest) = metric.nearest {
                    diagnostic.help.push(format!("did you mean \"{nearest}\"?"));
                }
                diagnostic.help.push("`hushfeed list metrics` shows them all".to_owned());
            }
            None
        }
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "scenario".to_owned(), |stem| stem.to_string_lossy().into_owned())
}
