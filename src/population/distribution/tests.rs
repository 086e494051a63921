//! Moments, exact counts, errors and golden values of every form.

use super::{Column, Distribution, Sampler};
use crate::math::mean_and_variance;
use crate::network::Attribute;
use crate::random::{Draws, Purpose};
use crate::registry::{Bounds, Diagnostics, Document, Value, above, within, within_open_low};

const N: u32 = 40_000;
const SYMMETRIC: Bounds = within(-1.0, 1.0);

fn read(text: &str, bounds: Bounds) -> Result<Distribution, String> {
    let mut document = Document::parse("test.toml", &format!("x = {text}")).map_err(|e| e.to_string())?;
    let mut diagnostics = Diagnostics::new(document.sources.clone());
    let (_, node) = document.root.take("x").unwrap();
    let read = Distribution::read("x", node, bounds, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics.to_string());
    }
    Ok(read.expect("nothing read and no error"))
}

fn draw(form: &Distribution, bounds: Bounds, n: u32) -> Result<Vec<f64>, String> {
    let draws = Draws::new(7, 0);
    let sampler = Sampler { draws: &draws, purpose: Purpose::Test, bounds, attributes: &[], names: None };
    let members: Vec<u32> = (0..n).collect();
    let mut values = vec![f64::NAN; n as usize];
    form.fill(&sampler, &members, &mut values)?;
    Ok(values)
}

fn values(text: &str, bounds: Bounds, n: u32) -> Vec<f64> {
    draw(&read(text, bounds).unwrap(), bounds, n).unwrap()
}

/// Mean and variance within five standard errors of what theory says.
fn has_moments(text: &str, bounds: Bounds, mean: f64, variance: f64) {
    let values = values(text, bounds, N);
    assert!(values.iter().all(|&x| bounds.contains(x)), "{text}");
    let (m, v) = mean_and_variance(&values).unwrap();
    let n = f64::from(N);
    assert!((m - mean).abs() <= 5.0 * (variance / n).sqrt() + 1e-12, "{text}: mean {m}, not {mean}");
    let squares: Vec<f64> = values.iter().map(|x| (x - mean) * (x - mean)).collect();
    let (_, of_squares) = mean_and_variance(&squares).unwrap();
    // The second term is the square of the mean's own error, which is all there is where x² is constant.
    let tolerance = 5.0 * (of_squares / n).sqrt() + 25.0 * variance / n + 1e-12;
    assert!((v - variance).abs() <= tolerance, "{text}: variance {v}, not {variance}");
}

#[test]
fn moments_are_those_of_theory() {
    has_moments("0.25", SYMMETRIC, 0.25, 0.0);
    has_moments("{ uniform = [-1, 1] }", SYMMETRIC, 0.0, 1.0 / 3.0);
    has_moments("{ normal = { mean = 2, sd = 3 } }", Bounds::ANY, 2.0, 9.0);
    // Truncated at ±1 sd: variance 1 − 2φ(1)/(2Φ(1) − 1) = 0.291125.
    has_moments("{ normal = { mean = 0, sd = 1 }, within = [-1, 1] }", SYMMETRIC, 0.0, 0.291_125);
    // One-sided: φ(0) − φ(1) over Φ(1) − Φ(0) = 0.459862; variance 1 − φ(1)/0.341345 − mean² = 0.079653.
    has_moments("{ normal = { mean = 0, sd = 1 }, within = [0, 1] }", within(0.0, 1.0), 0.459_862, 0.079_653);
    let (a, b) = (3.4, 5.0);
    let variance = a * b / ((a + b) * (a + b) * (a + b + 1.0));
    has_moments("{ beta = [3.4, 5.0] }", within(0.0, 1.0), a / (a + b), variance);
    has_moments("{ beta = [3.4, 5], scale = [-1, 1] }", SYMMETRIC, 2.0 * a / (a + b) - 1.0, 4.0 * variance);
    has_moments("{ exponential = 2 }", Bounds::ANY, 2.0, 4.0);
    // Exponential with mean 1 on [0, 1]: mean 1 − 1/(e − 1), variance 1 − e/(e − 1)².
    let e = std::f64::consts::E;
    let mean = 1.0 - 1.0 / (e - 1.0);
    let variance = 1.0 - e / ((e - 1.0) * (e - 1.0));
    has_moments("{ exponential = 1, within = [0, 1] }", within(0.0, 1.0), mean, variance);
    has_moments("{ binary = 0.3 }", SYMMETRIC, -0.4, 0.84);
    has_moments("{ binary = 0.3 }", within(0.0, 1.0), 0.3, 0.21);
    has_moments("{ choice = { values = [-1, 0, 1], weights = [1, 0, 3] } }", SYMMETRIC, 0.5, 0.75);
    has_moments("{ choice = { values = [0, 1] } }", SYMMETRIC, 0.5, 0.25);
    has_moments("{ spaced = [0, 1] }", within(0.0, 1.0), 0.5, 1.0 / 12.0);
}

#[test]
fn activities_of_baumann_2020_have_their_published_moments() {
    let activity = within_open_low(0.0, 1.0);
    // ⟨a⟩ = .040852, ⟨a²⟩ = .0076377 at γ = 2.1, ε = 0.01 (papers/bubbles.md, BA6).
    let text = "{ power_law = { exponent = 2.1, min = 0.01, max = 1 } }";
    has_moments(text, activity, 0.040_852, 0.007_637_7 - 0.040_852 * 0.040_852);
    // γ = 1: mean (max − min)/ln(max/min), mean square (max² − min²)/(2 ln(max/min)).
    let log = libm::log(100.0);
    let (mean, square) = (0.99 / log, 0.9999 / (2.0 * log));
    has_moments(
        "{ power_law = { exponent = 1, min = 0.01, max = 1 } }",
        activity,
        mean,
        square - mean * mean,
    );
}

#[test]
fn a_split_is_exact_at_random_places_and_nested() {
    for (share, n, plus) in [(0.5, 1000, 500), (0.5, 1001, 501), (0.333, 10, 3), (0.0, 7, 0), (1.0, 7, 7)] {
        let values = values(&format!("{{ split = {share} }}"), SYMMETRIC, n);
        assert_eq!(values.iter().filter(|&&x| x == 1.0).count(), plus);
        assert_eq!(values.iter().filter(|&&x| x == -1.0).count(), n as usize - plus);
    }
    let small = values("{ split = 0.2 }", SYMMETRIC, 1000);
    let large = values("{ split = 0.3 }", SYMMETRIC, 1000);
    assert!(small.iter().zip(&large).all(|(s, l)| s <= l));
    let first_half = small[..500].iter().filter(|&&x| x == 1.0).count();
    assert!((70..=130).contains(&first_half), "{first_half} of 200 in the first half");
}

#[test]
fn a_draw_does_not_depend_on_the_other_agents() {
    for text in
        ["{ uniform = [-1, 1] }", "{ beta = [2, 2] }", "{ normal = { mean = 0, sd = 1 }, within = [-1, 1] }"]
    {
        assert_eq!(values(text, SYMMETRIC, 50)[..20], values(text, SYMMETRIC, 20)[..], "{text}");
    }
}

#[test]
fn deterministic_profiles() {
    assert_eq!(values("{ spaced = [-1, 1] }", SYMMETRIC, 4), [-0.75, -0.25, 0.25, 0.75]);
    assert_eq!(values("{ values = [0.5, -1] }", SYMMETRIC, 2), [0.5, -1.0]);
    let error = draw(&read("{ values = [0.5, -1] }", SYMMETRIC).unwrap(), SYMMETRIC, 3).unwrap_err();
    assert_eq!(error, "2 values for 3 agents");
}

/// Changes here change every result: a value-breaking change.
#[test]
fn value_stability() {
    let golden: [(&str, Bounds, [f64; 3]); 10] = GOLDEN;
    for (text, bounds, expected) in golden {
        assert_eq!(values(text, bounds, 3), expected, "{text}");
    }
}

#[test]
fn columns_are_mapped_or_parsed() {
    let column = |values: &[Option<&str>]| {
        vec![Attribute {
            name: "value".into(),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
        }]
    };
    let fill = |text: &str, attributes: &[Attribute], n: u32| {
        let draws = Draws::new(7, 0);
        let names = ["ann".to_owned(), "bob".to_owned(), "cem".to_owned()];
        let sampler = Sampler {
            draws: &draws,
            purpose: Purpose::Test,
            bounds: SYMMETRIC,
            attributes,
            names: Some(&names),
        };
        let mut out = vec![f64::NAN; n as usize];
        let form = read(text, SYMMETRIC).unwrap();
        form.fill(&sampler, &(0..n).collect::<Vec<_>>(), &mut out).map(|()| out)
    };
    let mapped = r#"{ column = "value", map = { "0" = -1.0, "1" = 1 } }"#;
    assert_eq!(fill(mapped, &column(&[Some("1"), Some(" 0 ")]), 2), Ok(vec![1.0, -1.0]));
    let with_missing = r#"{ column = "value", missing = 0 }"#;
    let full = column(&[Some("0.5"), None, Some("")]);
    assert_eq!(fill(with_missing, &full, 3), Ok(vec![0.5, 0.0, 0.0]));
    // An account that joined has no row in the node table.
    assert_eq!(fill(with_missing, &column(&[Some("0.5")]), 2), Ok(vec![0.5, 0.0]));

    let bare = r#"{ column = "value" }"#;
    for (text, attributes, n, expected) in [
        (
            mapped,
            column(&[Some("1"), Some("2")]),
            2,
            "column \"value\" of node \"bob\": \"2\" is not in `map`",
        ),
        (bare, column(&[Some("left")]), 1, "node \"ann\": \"left\" is not a number"),
        (bare, column(&[Some("1"), None]), 2, "node \"bob\": has no value"),
        (bare, column(&[Some("1")]), 2, "accounts added to the network have no column"),
        (bare, column(&[Some("3")]), 1, "node \"ann\" has the value 3, expected from -1 to 1"),
        (bare, column(&[Some("nan")]), 1, "has the value NaN"),
        (r#"{ column = "vale" }"#, column(&[Some("3")]), 1, "did you mean \"value\"?"),
        (bare, Vec::new(), 1, "it comes without node attributes"),
    ] {
        let error = fill(text, &attributes, n).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn every_mistake_has_a_place_and_a_way_out() {
    for (text, bounds, expected) in [
        ("2", SYMMETRIC, "expected from -1 to 1"),
        ("nan", Bounds::ANY, "any finite number"),
        ("\"uniform\"", SYMMETRIC, "found text in quotes"),
        ("{}", SYMMETRIC, "the forms are: uniform, normal"),
        ("{ unifrom = [0, 1] }", SYMMETRIC, "did you mean `uniform`?"),
        ("{ uniform = [0, 1], beta = [1, 1] }", SYMMETRIC, "is uniform and beta at once"),
        ("{ uniform = [0, 1, 2] }", SYMMETRIC, "expected two numbers, found 3"),
        ("{ uniform = [1, 0] }", SYMMETRIC, "expected the lower limit first"),
        ("{ uniform = [0, inf] }", Bounds::ANY, "any finite number"),
        ("{ uniform = [-1, 1] }", within(0.0, 1.0), "draws from [-1, 1], expected from 0 to 1"),
        ("{ uniform = [0, 1], within = [0, 1] }", SYMMETRIC, "unknown key `within`"),
        ("{ normal = 1 }", Bounds::ANY, "expected a table, found a whole number"),
        ("{ normal = { mean = 1 } }", Bounds::ANY, "`x.normal.sd` is missing"),
        ("{ normal = { mean = 1, sd = 0 } }", Bounds::ANY, "expected above 0"),
        ("{ normal = { mean = 0, sd = 1 } }", SYMMETRIC, "add `within = [lo, hi]`"),
        ("{ normal = { mean = 0, sd = 1 }, witin = [0, 1] }", Bounds::ANY, "did you mean `within`?"),
        ("{ normal = { mean = 0, sd = 0.1 }, within = [0.9, 1] }", SYMMETRIC, "keeps next to nothing"),
        ("{ exponential = 1 }", within(0.0, 1.0), "no upper limit"),
        ("{ exponential = 1 }", above(0.5), "no upper limit"),
        ("{ exponential = 1, within = [-1, 0] }", SYMMETRIC, "keeps next to nothing"),
        ("{ beta = [0, 1] }", SYMMETRIC, "expected above 0"),
        ("{ beta = [1, 1], scale = [0, 2] }", SYMMETRIC, "draws from [0, 2]"),
        ("{ binary = 1.5 }", SYMMETRIC, "expected from 0 to 1"),
        ("{ split = 0.5 }", within_open_low(0.0, 1.0), "contains 0, expected above 0 and at most 1"),
        ("{ values = [] }", SYMMETRIC, "expected at least one number"),
        ("{ values = [0, 3] }", SYMMETRIC, "contains 3"),
        ("{ choice = { values = [0, 1], weights = [1] } }", SYMMETRIC, "expected 2 weights"),
        ("{ choice = { values = [0, 1], weights = [0, 0] } }", SYMMETRIC, "a finite sum above 0"),
        ("{ choice = { values = [0, 1], weights = [-1, 1] } }", SYMMETRIC, "expected at least 0"),
        ("{ power_law = { exponent = 2, min = 1, max = 0.5 } }", SYMMETRIC, "expected above min = 1"),
        ("{ power_law = { exponent = 2, min = 0, max = 0.5 } }", SYMMETRIC, "expected above 0"),
        ("{ column = \"a\", map = { x = 2 } }", SYMMETRIC, "contains 2"),
        ("{ column = \"a\", map = 3 }", SYMMETRIC, "expected a table such as"),
        ("{ column = \"a\", missing = 2 }", SYMMETRIC, "contains 2"),
    ] {
        let error = read(text, bounds).unwrap_err();
        assert!(error.contains(expected) && error.contains("test.toml:1:"), "{text}\n{error}");
    }
}

#[test]
fn what_is_written_reads_the_same() {
    for text in [
        "0.5",
        "{ uniform = [-1, 1] }",
        "{ normal = { mean = 0, sd = 1 }, within = [-1, 1] }",
        "{ beta = [1, 2], scale = [-1, 1] }",
        "{ exponential = 1, within = [0, 1] }",
        "{ binary = 0.5 }",
        "{ split = 0.5 }",
        "{ spaced = [-1, 1] }",
        "{ values = [0, 1] }",
        "{ choice = { values = [0, 1] } }",
        "{ power_law = { exponent = 2.1, min = 0.01, max = 1 } }",
        r#"{ column = "a b", map = { "0" = -1.0, "b c" = 1 }, missing = 0 }"#,
    ] {
        let form = read(text, SYMMETRIC).unwrap();
        assert_eq!(read(&form.write().unwrap().to_string(), SYMMETRIC).unwrap(), form, "{text}");
    }
    let column = Column { column: "a".into(), map: None, missing: None };
    assert!(Distribution::Column(column).needs_network());
}

#[test]
fn a_distribution_made_by_hand_is_checked_when_drawn() {
    let error = draw(&Distribution::Constant(3.0), SYMMETRIC, 1).unwrap_err();
    assert!(error.contains("agent 0 has the value 3"), "{error}");
    let choice = Distribution::Choice { values: Vec::new(), weights: Vec::new() };
    assert!(draw(&choice, SYMMETRIC, 1).is_err());
}

#[expect(clippy::unreadable_literal, reason = "printed by the program, to be compared with it")]
const GOLDEN: [(&str, Bounds, [f64; 3]); 10] = [
    ("{ uniform = [-1, 1] }", SYMMETRIC, [0.46188449605345294, -0.830799117222631, 0.39389582686879376]),
    (
        "{ normal = { mean = 0, sd = 1 } }",
        Bounds::ANY,
        [0.8032883895322227, -0.8267755567904789, 0.1127229774451266],
    ),
    (
        "{ normal = { mean = 0, sd = 1 }, within = [-0.5, 0.5] }",
        SYMMETRIC,
        [-0.17321448761434602, -0.16213876070515468, 0.1127229774451266],
    ),
    ("{ beta = [3.4, 5] }", SYMMETRIC, [0.5579850046866753, 0.3757934900162958, 0.5044820175391912]),
    ("{ exponential = 1 }", Bounds::ANY, [1.5102588530281453, 0.068522780961432, 0.07306697909557362]),
    ("{ binary = 0.5 }", SYMMETRIC, [-1.0, 1.0, -1.0]),
    ("{ split = 0.5 }", SYMMETRIC, [-1.0, 1.0, 1.0]),
    ("{ choice = { values = [-1, 0, 1] } }", SYMMETRIC, [1.0, -1.0, 1.0]),
    (
        "{ power_law = { exponent = 2.1, min = 0.01, max = 1 } }",
        SYMMETRIC,
        [0.03247970654981005, 0.010831016223753114, 0.029218650296516595],
    ),
    (
        "{ beta = [0.5, 0.5], scale = [-1, 1] }",
        SYMMETRIC,
        [-0.4450834912684214, 0.4128694484144062, -0.5646772252073274],
    ),
];
