//! Which metrics a scenario wants: `[output] metrics`.

use super::ties::Counts;
use super::{Column, FAMILIES, Family};
use crate::registry::nearest;
use crate::world::View;

/// The families to compute and the columns to keep, in the order of the registry.
#[derive(Clone)]
pub struct Selection {
    parts: Vec<Part>,
    width: usize,
}

#[derive(Clone)]
struct Part {
    family: &'static Family,
    /// Positions of the wanted columns in the family, ascending.
    kept: Vec<usize>,
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.columns().iter().map(|column| column.name)).finish()
    }
}

/// A name that is no metric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown metric \"{name}\"{}", .nearest.map(|word| format!(": did you mean \"{word}\"?")).unwrap_or_default())]
pub struct UnknownMetric {
    /// Its position in the list of names.
    pub position: usize,
    /// What was asked for.
    pub name: String,
    /// The known name that was probably meant.
    pub nearest: Option<&'static str>,
}

/// All names of a list that are no metrics.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct UnknownMetrics(pub Vec<UnknownMetric>);

/// Words that stand for several families.
const DEFAULT: &str = "default";
const ALL: &str = "all";
/// Families that only some scenarios have, or that say more closely what others say: `all` leaves them out.
const BY_NAME_ALONE: &[&str] = &[
    "quality",
    "contacts",
    "content",
    "belief",
    "reach",
    "illusion",
    "censorship",
    "groups",
    "values",
    "norm",
    "accuracy",
];
/// Families that ask what posts are like beside their stance.
const OF_CONTENT: &[&str] = &["quality", "content", "belief"];

/// The metrics of the given names: `default`, `all` (without families that are asked for by name), families and single columns, in any order and number. What is
/// named twice is computed once. An empty list chooses nothing.
///
/// # Errors
/// Every name that is unknown, each with the nearest known one.
pub fn find(names: &[String]) -> Result<Selection, UnknownMetrics> {
    let mut unknown = Vec::new();
    let mut wanted: Vec<Vec<bool>> =
        FAMILIES.iter().map(|family| vec![false; family.columns.len()]).collect();
    for (position, name) in names.iter().enumerate() {
        let mut known = false;
        for (family, wanted) in FAMILIES.iter().zip(&mut wanted) {
            let whole = name == family.name
                || (name == ALL && !BY_NAME_ALONE.contains(&family.name))
                || (name == DEFAULT && family.default);
            known |= whole;
            for (column, wanted) in family.columns.iter().zip(wanted) {
                let this = whole || name == column.name;
                known |= this;
                *wanted |= this;
            }
        }
        if !known {
            unknown.push(UnknownMetric {
                position,
                name: name.clone(),
                nearest: nearest(name, known_names()),
            });
        }
    }
    if !unknown.is_empty() {
        return Err(UnknownMetrics(unknown));
    }
    let mut parts = Vec::new();
    for (family, wanted) in FAMILIES.iter().copied().zip(&wanted) {
        let kept: Vec<usize> = (0..wanted.len()).filter(|&index| wanted[index]).collect();
        if !kept.is_empty() {
            parts.push(Part { family, kept });
        }
    }
    let width = parts.iter().map(|part| part.kept.len()).sum();
    Ok(Selection { parts, width })
}

/// Every word that `[output] metrics` may contain.
fn known_names() -> impl Iterator<Item = &'static str> {
    let families = FAMILIES.iter().map(|family| family.name);
    let columns = FAMILIES.iter().flat_map(|family| family.columns).map(|column| column.name);
    [DEFAULT, ALL].into_iter().chain(families).chain(columns)
}

impl Selection {
    /// The columns, in the order of the registry.
    pub fn columns(&self) -> Vec<Column> {
        self.parts.iter().flat_map(|part| part.kept.iter().map(|&index| part.family.columns[index])).collect()
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.width
    }

    /// Whether a chosen column asks what posts are like beside their stance.
    pub fn needs_content(&self) -> bool {
        self.parts.iter().any(|part| OF_CONTENT.contains(&part.family.name))
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.width == 0
    }

    /// Measures the view: one number a column, NaN where it is undefined.
    pub fn measure(&self, view: &View<'_>) -> Vec<f64> {
        let mut values = vec![f64::NAN; self.width];
        self.measure_into(view, &mut values);
        values
    }

    /// Measures the view into `values`, of length [`len`](Self::len).
    ///
    /// # Panics
    /// If the length differs.
    pub fn measure_into(&self, view: &View<'_>, values: &mut [f64]) {
        assert_eq!(values.len(), self.width, "one value a column");
        let counts = Counts::of(view, self.parts.iter().any(|part| part.family.needs_ties));
        let mut family = [f64::NAN; WIDEST];
        let mut place = 0;
        for part in &self.parts {
            let columns = &mut family[..part.family.columns.len()];
            columns.fill(f64::NAN);
            (part.family.measure)(view, &counts, columns);
            for &index in &part.kept {
                values[place] = columns[index];
                place += 1;
            }
        }
    }
}

/// No family has more columns; a test holds this.
const WIDEST: usize = 32;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::metrics::sample::World;

    fn names(names: &[&str]) -> Result<Selection, UnknownMetrics> {
        find(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
    }

    fn chosen(words: &[&str]) -> Vec<&'static str> {
        names(words).unwrap().columns().iter().map(|column| column.name).collect()
    }

    #[test]
    fn names_are_unique_and_documented() {
        let all: Vec<_> = known_names().collect();
        let unique: BTreeSet<_> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        for family in FAMILIES {
            assert!(family.columns.len() <= WIDEST, "{}", family.name);
            assert!(!family.about.is_empty());
            for column in family.columns {
                assert!(column.about.len() > 20 && !column.unit.is_empty(), "{}", column.name);
                assert!(column.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", column.name);
            }
        }
    }

    #[test]
    fn every_file_is_registered() {
        // What is in the folder and is no family.
        let others = ["mod", "select", "ties", "histogram", "sample"];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/metrics");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .filter(|name| !others.contains(&name.as_str()))
            .collect();
        files.sort();
        let mut families: Vec<_> = FAMILIES.iter().map(|family| family.name).collect();
        families.sort_unstable();
        assert_eq!(files, families);
    }

    #[test]
    fn the_columns_of_the_model_are_there() {
        let model = "crosscut_population crosscut_network crosscut_expressed crosscut_shown crosscut_engaged \
            crosscut_population_pos crosscut_network_pos crosscut_expressed_pos crosscut_shown_pos \
            crosscut_engaged_pos crosscut_population_neg crosscut_network_neg crosscut_expressed_neg \
            crosscut_shown_neg crosscut_engaged_neg speaking_pos speaking_neg majority_speaking \
            minority_speaking silent_share self_censored_share dereferenced_share absent_share perceived_pos \
            perception_gap pluralistic_ignorance perception_bias_minority perception_bias_majority \
            majority_illusion opinion_mean opinion_sd opinion_abs_mean opinion_bimodality opinion_minority \
            opinion_esteban_ray opinion_clusters opinion_clusters_effective expressed_mean expressed_sd \
            shown_mean shown_sd same_side_ties assortativity ei_index modularity_sides rwc clustering \
            components bridge_ties bridge_views reach_mean reach_followers views_gini views_pos_share \
            bot_views central_agreement bot_side_wins neighbour_correlation opinion_balance \
            transitive_triads followers_gini screen_diversity";
        let known: BTreeSet<_> = known_names().collect();
        let missing: Vec<_> = model.split_whitespace().filter(|name| !known.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_selection_keeps_the_order_of_the_registry() {
        assert_eq!(chosen(&["opinion_sd", "speaking_neg", "opinion_sd"]), ["speaking_neg", "opinion_sd"]);
        assert!(names(&[]).unwrap().is_empty());
        let default = chosen(&["default"]).len();
        let all = names(&["all"]).unwrap().len();
        assert!(default < all, "{default} {all}");
        assert_eq!(chosen(&["silence", "default"]).len(), default);
    }

    #[test]
    fn single_columns_are_those_of_the_whole() {
        let world = World::random(100, 3);
        let all = names(&["all"]).unwrap();
        for (column, value) in all.columns().iter().zip(all.measure(&world.view())) {
            assert_eq!(world.measure(column.name).to_bits(), value.to_bits(), "{}", column.name);
        }
    }

    #[test]
    fn unknown_names_are_all_reported_with_the_nearest() {
        let error = names(&["speaking_poss", "default", "xyzzy", "opinions"]).unwrap_err();
        let found: Vec<_> = error.0.iter().map(|one| (one.position, one.nearest)).collect();
        assert_eq!(found, [(0, Some("speaking_pos")), (2, None), (3, Some("opinion"))]);
        assert!(
            error.to_string().contains("unknown metric \"speaking_poss\": did you mean \"speaking_pos\"?")
        );
    }

    #[test]
    fn shares_are_shares() {
        for seed in 0..30 {
            let world = World::random(20 + 10 * seed as u32, seed);
            let all = names(&["all"]).unwrap();
            for (column, value) in all.columns().iter().zip(all.measure(&world.view())) {
                if column.unit == "share" {
                    assert!(value.is_nan() || (0.0..=1.0).contains(&value), "{} = {value}", column.name);
                }
                assert!(!value.is_infinite(), "{} = {value}", column.name);
            }
        }
    }

    #[test]
    fn an_empty_world_measures_nothing() {
        for mut world in [World::new(&[], &[]), World::random(0, 1)] {
            for played in [false, true] {
                world.observed.played = played;
                for value in names(&["all"]).unwrap().measure(&world.view()) {
                    assert!(value.is_nan() || value == 0.0);
                }
            }
        }
    }
}
