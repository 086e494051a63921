//! Ranges of numbers, with open and closed ends.

use std::fmt;

/// The range that a number must lie in. Either end may be open, or missing (infinite).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Lower end; −∞ where there is none.
    pub low: f64,
    /// Whether `low` itself is allowed.
    pub low_closed: bool,
    /// Upper end; +∞ where there is none.
    pub high: f64,
    /// Whether `high` itself is allowed.
    pub high_closed: bool,
}

/// [low, high].
pub const fn within(low: f64, high: f64) -> Bounds {
    Bounds { low, low_closed: true, high, high_closed: true }
}

/// [low, high).
pub const fn within_open_high(low: f64, high: f64) -> Bounds {
    Bounds { low, low_closed: true, high, high_closed: false }
}

/// (low, high].
pub const fn within_open_low(low: f64, high: f64) -> Bounds {
    Bounds { low, low_closed: false, high, high_closed: true }
}

/// [low, ∞).
pub const fn at_least(low: f64) -> Bounds {
    Bounds { low, low_closed: true, high: f64::INFINITY, high_closed: false }
}

/// (low, ∞).
pub const fn above(low: f64) -> Bounds {
    Bounds { low, low_closed: false, high: f64::INFINITY, high_closed: false }
}

impl Bounds {
    /// Any finite number.
    pub const ANY: Bounds =
        Bounds { low: f64::NEG_INFINITY, low_closed: false, high: f64::INFINITY, high_closed: false };

    /// Whether `x` lies in the range. NaN and infinities never do.
    pub fn contains(&self, x: f64) -> bool {
        x.is_finite()
            && (x > self.low || (self.low_closed && x == self.low))
            && (x < self.high || (self.high_closed && x == self.high))
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            (false, false) => f.write_str("any finite number"),
            (true, false) if self.low_closed => write!(f, "at least {}", self.low),
            (true, false) => write!(f, "above {}", self.low),
            (false, true) if self.high_closed => write!(f, "at most {}", self.high),
            (false, true) => write!(f, "below {}", self.high),
            (true, true) if self.low == self.high => write!(f, "exactly {}", self.low),
            (true, true) => match (self.low_closed, self.high_closed) {
                (true, true) => write!(f, "from {} to {}", self.low, self.high),
                (true, false) => write!(f, "at least {} and below {}", self.low, self.high),
                (false, true) => write!(f, "above {} and at most {}", self.low, self.high),
                (false, false) => write!(f, "above {} and below {}", self.low, self.high),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ends_are_open() {
        assert!(within(0.0, 1.0).contains(1.0));
        assert!(!within_open_high(0.0, 1.0).contains(1.0));
        assert!(!within_open_low(0.0, 1.0).contains(0.0));
        assert!(!above(0.0).contains(0.0));
        assert!(!Bounds::ANY.contains(f64::NAN));
        assert_eq!(within_open_low(0.0, 2.0).to_string(), "above 0 and at most 2");
        assert_eq!(within(0.0, 1.0).to_string(), "from 0 to 1");
        assert_eq!(at_least(1.0).to_string(), "at least 1");
    }
}
