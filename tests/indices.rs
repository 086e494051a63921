//! Sensitivity indices against SALib and against the closed form of Ishigami's function.
//!
//! `indices/salib_*.txt` are samples of SALib 1.6.0; the numbers beside them are its own. `scripts/salib_ishigami.py` makes
//! the comparison anew.

#[path = "../examples/ishigami.rs"]
mod ishigami;

use std::f64::consts::PI;
use std::fs;
use std::path::Path;

use hushfeed::analysis::{morris, sobol};
use hushfeed::design::{Design, Morris, Sobol};
use hushfeed::random::Draws;
use hushfeed::registry::{Node, Parameters};
use ishigami::Ishigami;

/// The closed form for a = 7, b = 0.1 (Saltelli et al. 2008): V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
fn closed_form() -> ([f64; 3], [f64; 3]) {
    let (a, b) = (7.0, 0.1);
    let (pi4, pi8) = (PI * PI * PI * PI, PI * PI * PI * PI * PI * PI * PI * PI);
    let first = 0.5 * (1.0 + b * pi4 / 5.0) * (1.0 + b * pi4 / 5.0);
    let second = a * a / 8.0;
    let both = b * b * pi8 * 8.0 / 225.0;
    let all = first + second + both;
    ([first / all, second / all, 0.0], [(first + both) / all, second / all, both / all])
}

fn salib(name: &str) -> (Vec<f64>, Vec<f64>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/indices").join(name);
    let text = fs::read_to_string(path).expect("the samples are there");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let y = Ishigami::at_samples(name, &text).unwrap().outcomes(&folder.path().join("result")).unwrap();
    let x = text.split_whitespace().map(|field| field.parse().expect("a number")).collect();
    (x, y)
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found}, not {expected}");
}

#[test]
fn on_salibs_samples_the_indices_are_salibs() {
    let (_, y) = salib("salib_sobol.txt");
    let found = sobol(3, &y, &Draws::new(1, 0)).expect("a Saltelli design");
    let first = [0.322_605_642_109_205_56, 0.474_903_254_377_886_9, 0.048_150_578_557_789_42];
    let total = [0.506_982_437_826_661_2, 0.476_270_064_855_523_9, 0.236_404_651_171_953_6];
    let halves = [(0.164, 0.349), (0.242, 0.157), (0.162, 0.116)];
    for (index, of) in found.iter().enumerate() {
        near(of.first, first[index], 1e-12);
        near(of.total, total[index], 1e-12);
        // Bootstrap intervals: those of SALib are from other, and fewer, resamples.
        assert!((of.first_half_width / halves[index].0 - 1.0).abs() < 0.25, "{of:?}");
        assert!((of.total_half_width / halves[index].1 - 1.0).abs() < 0.25, "{of:?}");
    }
    assert!(sobol(3, &y[1..], &Draws::new(1, 0)).is_none());
}

#[test]
fn on_salibs_trajectories_the_elementary_effects_are_salibs() {
    let (x, y) = salib("salib_morris.txt");
    // SALib's samples are rounded on their way through [−π, π]: back onto the four levels.
    let units: Vec<f64> = x.iter().map(|x| ((x + PI) / (2.0 * PI) * 3.0).round() / 3.0).collect();
    let found = morris(3, &units, &y, &Draws::new(1, 0)).expect("trajectories");
    let expected = [
        (7.704_054_111_593_105, 7.704_054_111_593_105, 6.411_129_528_613_843),
        (0.0, 7.875, 8.079_579_522_670_585),
        (-0.624_879_610_333_311_9, 5.623_916_492_999_806, 8.577_506_717_016_85),
    ];
    for (of, (mu, mu_star, sigma)) in found.iter().zip(expected) {
        near(of.mu, mu, 1e-9);
        near(of.mu_star, mu_star, 1e-9);
        near(of.sigma, sigma, 1e-9);
    }
    near(found[0].mu_star_half_width, 2.6, 0.5);
    let mut wrong = units.clone();
    wrong[3] = 0.25;
    assert!(morris(3, &wrong, &y, &Draws::new(1, 0)).is_none());
}

/// The numbers of the only block of a design.
fn points(design: &dyn Design) -> Vec<[f64; 3]> {
    let blocks = design.blocks(&Draws::new(5, 0), &|_| false);
    let point = |row: &Vec<Node>| [0, 1, 2].map(|column| row[column].number().expect("a number"));
    blocks[0].rows.iter().map(point).collect()
}

const SPANS: &str = "parameters = { x1 = [-3.141592653589793, 3.141592653589793], x2 = [-3.141592653589793, 3.141592653589793], \
     x3 = [-3.141592653589793, 3.141592653589793] }";

#[test]
fn our_own_design_finds_the_known_indices() {
    let design = Sobol::from_toml(&format!("samples = 8192\n{SPANS}")).unwrap();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let y = Ishigami::new(points(&design)).outcomes(&folder.path().join("result")).unwrap();
    let found = sobol(3, &y, &Draws::new(5, 0)).expect("a Saltelli design");
    let (first, total) = closed_form();
    for (index, of) in found.iter().enumerate() {
        near(of.first, first[index], 0.01);
        near(of.total, total[index], 0.01);
        near(of.first, first[index], 1.5 * of.first_half_width);
        near(of.total, total[index], 1.5 * of.total_half_width);
    }
}

#[test]
fn our_own_trajectories_find_the_effects_of_a_plane() {
    let design = Morris::from_toml(
        "trajectories = 10\nlevels = 6\nparameters = { a = [0.0, 2.0], b = [0.0, 1.0], c = [-1.0, 1.0] }",
    )
    .unwrap();
    let plane = |[a, b, c]: [f64; 3]| 3.0 * a - 2.0 * b + 0.0 * c;
    let y: Vec<f64> = points(&design).into_iter().map(plane).collect();
    let found = morris(3, &design.units(&Draws::new(5, 0)), &y, &Draws::new(5, 0)).expect("trajectories");
    // Of a plane every elementary effect is the slope times the width of the range.
    for (of, expected) in found.iter().zip([6.0, -2.0, 0.0]) {
        near(of.mu, expected, 1e-9);
        near(of.mu_star, f64::abs(expected), 1e-9);
        near(of.sigma, 0.0, 1e-9);
    }
}
