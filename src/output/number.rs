//! How a number looks in a table.

use std::fmt::Write;

/// Appends `value` as the shortest decimal text that reads back as the same number.
///
/// NaN, the missing value, is an empty text. Numbers under 1e-5 or from 1e16 on take the form `1.5e-7`, which R,
/// Python, Stata and spreadsheets read. Infinities are `INF` and `-INF`, as the Data Package standard has them. The
/// two zeros are both `0`.
pub fn write_number(text: &mut String, value: f64) {
    if value.is_nan() {
        return;
    }
    if value.is_infinite() {
        text.push_str(if value > 0.0 { "INF" } else { "-INF" });
        return;
    }
    let size = value.abs();
    let written = if size == 0.0 {
        text.write_char('0')
    } else if (1e-5..1e16).contains(&size) {
        write!(text, "{value}")
    } else {
        write!(text, "{value:e}")
    };
    written.expect("a String takes any text");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: f64) -> String {
        let mut text = String::new();
        write_number(&mut text, value);
        text
    }

    #[test]
    fn numbers_are_as_short_as_can_be() {
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(1.0), "1");
        assert_eq!(text(-0.0), "0");
        assert_eq!(text(1.5e-7), "1.5e-7");
        assert_eq!(text(1e300), "1e300");
        assert_eq!(text(1.0 / 3.0), "0.3333333333333333");
        assert_eq!(text(f64::NAN), "");
        assert_eq!(text(f64::NEG_INFINITY), "-INF");
    }

    proptest! {
        #[test]
        fn a_number_reads_back_as_itself(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(text(value).parse::<f64>().expect("a number"), value);
        }
    }
}
