//! The table of measures.

use crate::network::Graph;
use crate::network::measures::{
    Components, Mixing, degree_summary, mean_local_clustering, out_degrees, reciprocity, transitivity,
};

/// One number of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Number {
    Count(u64),
    /// NaN is an empty field: a share of nothing.
    Real(f64),
    Flag(bool),
}

/// Measures of a network by name, in the order of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures(Vec<(&'static str, Number)>);

impl Measures {
    /// Measures `graph`, and how its ties run between sides where these are given. The time is that of the
    /// transitivity, which looks at every pair of neighbours.
    pub fn of(graph: &Graph, sides: Option<&[i8]>) -> Self {
        use Number::{Count, Flag, Real};
        let components = Components::of(graph);
        let largest = components.sizes().iter().max().copied().unwrap_or(0);
        let isolates = components.sizes().iter().filter(|&&size| size == 1).count();
        let (followees, followers) =
            (degree_summary(&out_degrees(graph)), degree_summary(&graph.follower_counts()));
        let mut rows = vec![
            ("agents", Count(graph.agents() as u64)),
            ("ties", Count(graph.ties() as u64)),
            ("directed", Flag(graph.is_directed())),
            ("mean_degree", Real(followees.mean)),
            ("max_followees", Count(followees.max.into())),
            ("max_followers", Count(followers.max.into())),
            ("followees_gini", Real(followees.gini)),
            ("followers_gini", Real(followers.gini)),
            ("reciprocity", Real(reciprocity(graph))),
            ("isolates", Count(isolates as u64)),
            ("components", Count(components.count() as u64)),
            ("largest_component", Count(largest.into())),
            ("transitivity", Real(transitivity(graph))),
            ("mean_local_clustering", Real(mean_local_clustering(graph))),
        ];
        if let Some(sides) = sides {
            let on = |side: i8| Count(sides.iter().filter(|&&one| one == side).count() as u64);
            let mixing = Mixing::of(graph, sides);
            rows.extend([
                ("agents_minus", on(-1)),
                ("agents_neutral", on(0)),
                ("agents_plus", on(1)),
                ("same_side_ties", Real(mixing.same_side_ties())),
                ("ei_index", Real(mixing.ei_index())),
                ("assortativity", Real(mixing.assortativity())),
                ("modularity", Real(mixing.modularity())),
            ]);
        }
        Self(rows)
    }

    /// As CSV with the columns `measure` and `value`.
    pub fn csv(&self) -> String {
        let mut text = "measure,value\n".to_owned();
        for (name, number) in &self.0 {
            let value = match number {
                Number::Count(count) => count.to_string(),
                Number::Flag(flag) => flag.to_string(),
                Number::Real(real) if real.is_nan() => String::new(),
                Number::Real(real) => real.to_string(),
            };
            text.extend([name, ",", &value, "\n"]);
        }
        text
    }

    /// As one JSON object; a share of nothing is null.
    pub fn json(&self) -> String {
        let object: serde_json::Map<String, serde_json::Value> = self
            .0
            .iter()
            .map(|(name, number)| {
                let value = match *number {
                    Number::Count(count) => count.into(),
                    Number::Flag(flag) => flag.into(),
                    // NaN has no number in JSON and becomes null.
                    Number::Real(real) => real.into(),
                };
                ((*name).to_owned(), value)
            })
            .collect();
        format!("{:#}\n", serde_json::Value::Object(object))
    }
}
