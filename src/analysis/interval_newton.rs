//! All zeros of two equations in two unknowns inside a box, by interval arithmetic and the Krawczyk operator
//! (Krawczyk 1969; Moore 1977).
//!
//! K(X) = m − Y·f(m) + (I − Y·J(X))·(X − m), with m the middle of the box X, J(X) an enclosure of the Jacobian over it and
//! Y an approximate inverse of the one at m. Every zero in X lies in K(X). If K(X) does not meet X, or f(X) does not hold
//! 0, there is none; if K(X) lies inside X there is exactly one. Otherwise the box is cut to what they share and halved.

use std::ops::{Add, Mul, Sub};

/// A closed interval. Its arithmetic is rounded outward by a few units in the last place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub low: f64,
    pub high: f64,
}

/// By how much a result is widened, relative and absolute: some units in the last place of numbers around 1.
const ROUNDING: f64 = 4e-16;

impl Interval {
    pub fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    fn point(at: f64) -> Self {
        Self::new(at, at)
    }

    pub fn widened(self) -> Self {
        let by = ROUNDING * (self.low.abs().max(self.high.abs()) + 1e-300);
        Self::new(self.low - by, self.high + by)
    }

    fn width(self) -> f64 {
        self.high - self.low
    }

    fn middle(self) -> f64 {
        0.5 * (self.low + self.high)
    }

    fn holds(self, at: f64) -> bool {
        self.low <= at && at <= self.high
    }

    fn is_inside(self, other: Self) -> bool {
        other.low < self.low && self.high < other.high
    }

    /// Whether at most [`TOGETHER`] lies between the two.
    fn near(self, other: Self) -> bool {
        self.low <= other.high + TOGETHER && other.low <= self.high + TOGETHER
    }

    /// What both share, if anything.
    fn meet(self, other: Self) -> Option<Self> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low <= high).then_some(Self { low, high })
    }
}

impl Add for Interval {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.low + other.low, self.high + other.high).widened()
    }
}

impl Sub for Interval {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.low - other.high, self.high - other.low).widened()
    }
}

impl Mul for Interval {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let corners =
            [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        let low = corners.into_iter().fold(f64::INFINITY, f64::min);
        let high = corners.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self::new(low, high).widened()
    }
}

impl Mul<f64> for Interval {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        self * Self::point(factor)
    }
}

/// Two equations f(x) = 0 in two unknowns.
pub(super) trait System {
    /// An enclosure of f over a box.
    fn value(&self, x: [Interval; 2]) -> [Interval; 2];

    /// An enclosure of the Jacobian over a box: `[row][column]`, row i the derivatives of f_i.
    fn jacobian(&self, x: [Interval; 2]) -> [[Interval; 2]; 2];
}

/// Boxes narrower than this are not halved any more.
const NARROWEST: f64 = 1e-8;

/// Zeros, and narrow boxes, nearer than this are one.
const TOGETHER: f64 = 1e-7;

/// All zeros in the box `all`, in no order. Where the Jacobian is singular, or nearly so, rounding leaves a string of
/// narrow boxes that may hold zeros: each such string comes out as one, in its middle.
pub(super) fn roots(system: &impl System, all: [Interval; 2]) -> Vec<[f64; 2]> {
    let mut found: Vec<[f64; 2]> = Vec::new();
    let mut unclear: Vec<[Interval; 2]> = Vec::new();
    let mut open = vec![all];
    while let Some(mut x) = open.pop() {
        if !system.value(x).iter().all(|f| f.holds(0.0)) {
            continue;
        }
        if let Some((next, is_one)) = krawczyk(system, x) {
            let (Some(first), Some(second)) = (x[0].meet(next[0]), x[1].meet(next[1])) else { continue };
            let before = x[0].width().max(x[1].width());
            x = [first, second];
            if is_one {
                let root = contract(system, x);
                if !found.iter().any(|known| (0..2).all(|at| (known[at] - root[at]).abs() < TOGETHER)) {
                    found.push(root);
                }
                continue;
            }
            if x[0].width().max(x[1].width()) < 0.5 * before {
                open.push(x);
                continue;
            }
        }
        let wide = usize::from(x[1].width() > x[0].width());
        if x[wide].width() < NARROWEST {
            unclear.push(x);
            continue;
        }
        // Not at the very middle: zeros of symmetric systems like to lie there.
        let cut = x[wide].low + 0.493_7 * x[wide].width();
        let (mut left, mut right) = (x, x);
        left[wide].high = cut;
        right[wide].low = cut;
        open.extend([left, right]);
    }
    for hull in strings(unclear) {
        if !found.iter().any(|root| (0..2).all(|at| hull[at].near(Interval::point(root[at])))) {
            found.push(hull.map(Interval::middle));
        }
    }
    found
}

/// The hulls of the strings that `boxes` make, each box near another of its string.
fn strings(boxes: Vec<[Interval; 2]>) -> Vec<[Interval; 2]> {
    let mut hulls = Vec::new();
    let mut rest = boxes;
    while let Some(first) = rest.pop() {
        let (mut hull, mut ends) = (first, vec![first]);
        while let Some(end) = ends.pop() {
            let (joined, others) =
                rest.into_iter().partition(|x: &[Interval; 2]| (0..2).all(|at| x[at].near(end[at])));
            rest = others;
            ends.extend(joined);
            hull = [0, 1]
                .map(|at| Interval::new(hull[at].low.min(end[at].low), hull[at].high.max(end[at].high)));
        }
        hulls.push(hull);
    }
    hulls
}

/// K(X), and whether exactly one zero lies in X; none where the Jacobian in the middle is singular.
fn krawczyk(system: &impl System, x: [Interval; 2]) -> Option<([Interval; 2], bool)> {
    let middle = x.map(Interval::middle);
    let at = middle.map(Interval::point);
    let j = system.jacobian(at).map(|row| row.map(Interval::middle));
    let determinant = j[0][0] * j[1][1] - j[0][1] * j[1][0];
    let inverse = [[j[1][1], -j[0][1]], [-j[1][0], j[0][0]]].map(|row| row.map(|entry| entry / determinant));
    if inverse.iter().flatten().any(|entry| !entry.is_finite()) {
        return None;
    }
    let (f, jacobian) = (system.value(at), system.jacobian(x));
    let offset = [x[0] - at[0], x[1] - at[1]];
    let next = [0, 1].map(|row| {
        let step = f[0] * inverse[row][0] + f[1] * inverse[row][1];
        let rest = [0, 1].map(|column| {
            let identity = Interval::point(f64::from(u8::from(row == column)));
            let product = jacobian[0][column] * inverse[row][0] + jacobian[1][column] * inverse[row][1];
            (identity - product) * offset[column]
        });
        at[row] - step + rest[0] + rest[1]
    });
    Some((next, next[0].is_inside(x[0]) && next[1].is_inside(x[1])))
}

/// The zero in a box that holds just one, by repeating K; the middle of the box where that does not help.
fn contract(system: &impl System, mut x: [Interval; 2]) -> [f64; 2] {
    for _ in 0..60 {
        let Some((next, _)) = krawczyk(system, x) else { break };
        let (Some(first), Some(second)) = (x[0].meet(next[0]), x[1].meet(next[1])) else { break };
        if [first, second] == x {
            break;
        }
        x = [first, second];
    }
    x.map(Interval::middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x² + y² = 1 and y = s·(x³ − a·x), for (s, a).
    struct Curves(f64, f64);

    impl System for Curves {
        fn value(&self, [x, y]: [Interval; 2]) -> [Interval; 2] {
            [x * x + y * y - Interval::point(1.0), (x * x * x - x * self.1) * self.0 - y]
        }

        fn jacobian(&self, [x, y]: [Interval; 2]) -> [[Interval; 2]; 2] {
            let slope = (x * x * 3.0 - Interval::point(self.1)) * self.0;
            [[x * 2.0, y * 2.0], [slope, Interval::point(-1.0)]]
        }
    }

    #[test]
    fn a_triple_zero_is_one() {
        // y = x³ and y = 0 touch at the origin.
        struct Touch;
        impl System for Touch {
            fn value(&self, [x, y]: [Interval; 2]) -> [Interval; 2] {
                [y - x * x * x, y]
            }
            fn jacobian(&self, [x, _]: [Interval; 2]) -> [[Interval; 2]; 2] {
                [[x * x * -3.0, Interval::point(1.0)], [Interval::point(0.0), Interval::point(1.0)]]
            }
        }
        let found = roots(&Touch, [Interval::new(-1.0, 1.3); 2]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].iter().all(|x| x.abs() < 1e-5));
    }

    #[test]
    fn every_crossing_is_found_once() {
        let all = [Interval::new(-2.0, 2.0); 2];
        // With x² = u: u + s²u(u − a)² = 1 has one root in u in the first two cases, three in the last.
        for (scale, a, expected) in [(1.0, 0.0, 2), (1.0, 4.0, 2), (8.0, 0.6, 6)] {
            let found = roots(&Curves(scale, a), all);
            assert_eq!(found.len(), expected, "{a}: {found:?}");
            for [x, y] in found {
                let cubic = scale * (x * x * x - a * x);
                assert!((x * x + y * y - 1.0).abs() < 1e-12 && (cubic - y).abs() < 1e-12);
            }
        }
    }
}
