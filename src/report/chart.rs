//! Charts as SVG text: lines with bands, bars with whiskers, dots with intervals, heat maps.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

/// The colours of Okabe & Ito 2008, which can be told apart with any kind of colour vision.
pub(super) const PLUS: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
pub(super) const MINUS: RGBColor = RGBColor(0x00, 0x72, 0xB2);
pub(super) const SILENT: RGBColor = RGBColor(0x77, 0x77, 0x77);
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xE4, 0xE4, 0xE4);

/// Viridis, from dark to light, for points of a sweep in their order.
const VIRIDIS: [(u8, u8, u8); 5] =
    [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (202, 215, 40)];

/// The most letters of a name beside a dot.
const LONGEST_NAME: usize = 42;

/// What is drawn into.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Axes of numbers.
type Axes<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A value with the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub at: f64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// How the intervals of a line are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    Band,
    Whiskers,
}

/// A line; it is broken where a value is missing.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub colour: RGBColor,
    pub marks: Vec<Mark>,
    pub spread: Spread,
    /// Whether the marks are joined.
    pub joined: bool,
}

/// What stands at the axes, and the range of the vertical one where it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub x: &'a str,
    pub y: &'a str,
    pub range: Option<(f64, f64)>,
}

/// The colour of one of many, in their order.
pub(super) fn colour(index: usize, of: usize) -> RGBColor {
    let place = if of < 2 { 0.0 } else { index as f64 / (of - 1) as f64 * (VIRIDIS.len() - 1) as f64 };
    let (first, part) =
        ((place as usize).min(VIRIDIS.len() - 2), place - (place as usize).min(VIRIDIS.len() - 2) as f64);
    let (a, b) = (VIRIDIS[first], VIRIDIS[first + 1]);
    let mixed = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    RGBColor(mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
}

/// A colour as CSS writes it.
pub(super) fn css(colour: RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

/// Lines over numbers.
pub(super) fn lines(frame: Frame<'_>, lines: &[Line]) -> String {
    let all = || lines.iter().flat_map(|line| &line.marks);
    let x = ends(all().map(|mark| mark.at), 0.02);
    let y =
        frame.range.unwrap_or_else(|| ends(all().flat_map(|mark| [mark.value, mark.low, mark.high]), 0.06));
    draw((440, 260), |area| {
        let mut axes = axes(area, frame, x, y);
        for line in lines {
            match line.spread {
                Spread::Band => bands(&mut axes, line),
                Spread::Whiskers => whiskers(&mut axes, line),
            }
        }
        for line in lines.iter().filter(|line| line.joined) {
            for part in line.marks.split(|mark| !mark.value.is_finite()) {
                let points: Vec<(f64, f64)> = part.iter().map(|mark| (mark.at, mark.value)).collect();
                put(axes.draw_series(LineSeries::new(points, line.colour.stroke_width(2))));
            }
        }
    })
}

/// Names beside dots with intervals, from the top down; no dot where a value is missing.
pub(super) fn dots(names: &[String], marks: &[Option<Mark>], colour: RGBColor) -> String {
    let x = ends(marks.iter().flatten().flat_map(|mark| [mark.value, mark.low, mark.high]), 0.06);
    let names: Vec<String> = names.iter().map(|name| short(name, LONGEST_NAME)).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    draw((470, 56 + 18 * names.len() as u32), |area| {
        let mut axes = named_axes(area, &names, 12 + 6 * longest as u32, "", x);
        for (index, mark) in marks.iter().enumerate() {
            let Some(mark) = mark else { continue };
            let y = (names.len() - 1 - index) as f64;
            if mark.low.is_finite() && mark.high.is_finite() {
                let ends = [(mark.low, y), (mark.high, y)];
                put(axes.draw_series([PathElement::new(ends, colour.stroke_width(2))]));
            }
            put(axes.draw_series([Circle::new((mark.value, y), 4, colour.filled())]));
        }
    })
}

/// Pairs of bars with whiskers, a pair a name, from the top down, on an axis from 0 to 1.
pub(super) fn pairs(names: &[&str], bars: &[[Option<Mark>; 2]], colours: [RGBColor; 2]) -> String {
    draw((440, 250), |area| {
        let mut axes = named_axes(area, names, 74, "share from the other side", (0.0, 1.0));
        for (index, pair) in bars.iter().enumerate() {
            for (which, mark) in pair.iter().enumerate() {
                let Some(mark) = mark else { continue };
                let top = (names.len() - 1 - index) as f64 + 0.36 - 0.36 * which as f64;
                let (bottom, middle) = (top - 0.34, top - 0.17);
                let ends = [(0.0, bottom), (mark.value, top)];
                put(axes.draw_series([Rectangle::new(ends, colours[which].filled())]));
                put(axes.draw_series([PathElement::new([(mark.low, middle), (mark.high, middle)], INK)]));
            }
        }
    })
}

/// A map of shares over two axes: `columns` of equal width from `x.0` to `x.1`, each of cells from `y.0` to `y.1`.
/// The darker, the more; the darkest is `most`.
pub(super) fn heat(frame: Frame<'_>, columns: &[(f64, f64, Vec<f64>)], y: (f64, f64), most: f64) -> String {
    let x = (columns.first().map_or(0.0, |column| column.0), columns.last().map_or(1.0, |column| column.1));
    let map = draw((440, 230), |area| {
        let mut axes = axes(area, frame, x, y);
        for (from, to, cells) in columns {
            let height = (y.1 - y.0) / cells.len() as f64;
            let filled = cells.iter().enumerate().filter(|(_, share)| **share > 0.0);
            put(axes.draw_series(filled.map(|(index, &share)| {
                let strength = (share / most).min(1.0);
                let low = y.0 + index as f64 * height;
                let shade = |full: u8| (255.0 - strength * (255.0 - f64::from(full))).round() as u8;
                let colour = RGBColor(shade(0x2A), shade(0x18), shade(0x50));
                Rectangle::new([(*from, low), (*to, low + height)], colour.filled())
            })));
        }
    });
    // Without blended edges there are no seams between cells.
    map.replacen("<svg ", "<svg shape-rendering=\"crispEdges\" ", 1)
}

/// The smallest and the largest number, with a margin; 0 to 1 where there is none.
fn ends(numbers: impl Iterator<Item = f64>, margin: f64) -> (f64, f64) {
    let (low, high) = numbers
        .filter(|number| number.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
    if low > high {
        return (0.0, 1.0);
    }
    // A line that never moves still has room above and below it.
    let room = if high > low { (high - low) * margin } else { (low.abs() * 0.1).max(0.1) };
    (low - room, high + room)
}

fn axes<'a, 'b>(area: &'a Area<'b>, frame: Frame<'_>, x: (f64, f64), y: (f64, f64)) -> Axes<'a, 'b> {
    let mut chart = ChartBuilder::on(area);
    chart.margin(8).x_label_area_size(34).y_label_area_size(52);
    let mut axes = chart.build_cartesian_2d(x.0..x.1, y.0..y.1).expect("axes of finite ends");
    let mut mesh = axes.configure_mesh();
    mesh.light_line_style(TRANSPARENT).bold_line_style(GRID).axis_style(INK);
    mesh.label_style(("sans-serif", 12, &INK)).x_desc(frame.x).y_desc(frame.y);
    mesh.x_labels(6).y_labels(7).x_label_formatter(&plain).y_label_formatter(&plain);
    put(mesh.draw());
    axes
}

/// Axes with names at the vertical one, from the top down: the last stands at 0, the first at their number less 1.
fn named_axes<'a, 'b, N: AsRef<str>>(
    area: &'a Area<'b>,
    names: &[N],
    room: u32,
    x_description: &str,
    x: (f64, f64),
) -> Axes<'a, 'b> {
    let count = names.len() as f64;
    let name = |place: &f64| {
        let index = (count - 1.0 - place).round();
        let is_whole = (place - place.round()).abs() < 1e-6 && (0.0..count).contains(&index);
        if is_whole { names[index as usize].as_ref().to_owned() } else { String::new() }
    };
    let mut chart = ChartBuilder::on(area);
    chart.margin(8).x_label_area_size(34).y_label_area_size(room);
    let mut axes = chart.build_cartesian_2d(x.0..x.1, -0.5..count - 0.5).expect("axes of finite ends");
    let mut mesh = axes.configure_mesh();
    mesh.light_line_style(TRANSPARENT).bold_line_style(GRID).axis_style(INK).disable_y_mesh();
    mesh.label_style(("sans-serif", 12, &INK)).x_desc(x_description);
    mesh.y_labels(2 * names.len() + 2).y_label_formatter(&name).x_labels(5).x_label_formatter(&plain);
    put(mesh.draw());
    axes
}

fn bands(axes: &mut Axes<'_, '_>, line: &Line) {
    for part in line.marks.split(|mark| !(mark.low.is_finite() && mark.high.is_finite())) {
        let mut outline: Vec<(f64, f64)> = part.iter().map(|mark| (mark.at, mark.high)).collect();
        outline.extend(part.iter().rev().map(|mark| (mark.at, mark.low)));
        put(axes.draw_series([Polygon::new(outline, line.colour.mix(0.18).filled())]));
    }
}

fn whiskers(axes: &mut Axes<'_, '_>, line: &Line) {
    for mark in &line.marks {
        if mark.low.is_finite() && mark.high.is_finite() {
            let ends = [(mark.at, mark.low), (mark.at, mark.high)];
            put(axes.draw_series([PathElement::new(ends, line.colour.stroke_width(1))]));
        }
        if mark.value.is_finite() {
            put(axes.draw_series([Circle::new((mark.at, mark.value), 3, line.colour.filled())]));
        }
    }
}

/// A number at an axis, without trailing noughts.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that plotters asks for")]
fn plain(number: &f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

/// A name of at most so many letters.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// A picture as SVG, on white.
fn draw(size: (u32, u32), draw: impl FnOnce(&Area<'_>)) -> String {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        put(area.fill(&WHITE));
        draw(&area);
        put(area.present());
    }
    text
}

/// Drawing into a text cannot fail.
fn put<T, E: std::fmt::Debug>(result: Result<T, E>) {
    result.map(|_| ()).expect("a String takes any drawing");
}
