//! Decimal numbers as they are written: no digit is lost, and none is made up by a double.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr as _;

use serde::{Serialize, Serializer};

/// A number of any size and precision. Equal numbers are equal values, however they are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    negative: bool,
    /// The digits after `0.`, without zeros at either end; empty for zero.
    digits: String,
    /// The power of ten that `0.digits` is multiplied by; 0 for zero.
    exponent: i64,
}

/// Beyond so many zeros a number is written with an exponent.
const PLAIN_ZEROS: i64 = 20;
/// The largest exponent that is read as written, so that sums with lengths of texts stay within 64
/// bits.
const MOST_EXPONENT: i64 = i64::MAX / 4;

impl Decimal {
    /// Reads `-12.50`, `+3`, `1e-7`; at least one digit must stand before an exponent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = || whole.bytes().chain(fraction.bytes());
        if !all().all(|b| b.is_ascii_digit()) || all().next().is_none() {
            return None;
        }
        let written = [whole, fraction].concat();
        let digits = written.trim_start_matches('0');
        let zeros = i64::try_from(written.len() - digits.len()).ok()?;
        let digits = digits.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self::default());
        }
        Some(Self {
            negative,
            digits,
            // Held where its text reads back as the same: beyond, numbers count as the largest.
            exponent: exponent
                .saturating_add(i64::try_from(whole.len()).ok()?)
                .saturating_sub(zeros)
                .clamp(-MOST_EXPONENT / 2, MOST_EXPONENT / 2),
        })
    }

    /// The nearest double; infinite where it is beyond all of them.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        f64::from_str(&self.to_string()).unwrap_or(f64::NAN)
    }

    /// The bytes that its digits take up.
    pub(crate) fn held_bytes(&self) -> usize {
        self.digits.capacity()
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .exponent
                .cmp(&other.exponent)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// A number that is too large for an exponent counts as the largest.
fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let size = digits
        .parse::<i64>()
        .map_or(MOST_EXPONENT, |size| size.min(MOST_EXPONENT));
    Some(if text.starts_with('-') { -size } else { size })
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    /// One text for each number; it is a JSON number and reads back as the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let digits = self.digits.as_str();
        let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        if digits.is_empty() {
            return f.write_str("0");
        }
        if (count..=count + PLAIN_ZEROS).contains(&self.exponent) {
            return write!(f, "{digits}{}", zeros(self.exponent - count));
        }
        if (-PLAIN_ZEROS..=0).contains(&self.exponent) {
            return write!(f, "0.{}{digits}", zeros(-self.exponent));
        }
        let point = usize::try_from(self.exponent).ok();
        if let Some((whole, fraction)) = point.and_then(|at| digits.split_at_checked(at)) {
            return write!(f, "{whole}.{fraction}");
        }
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        write!(f, "{first}{point}{rest}e{}", self.exponent - 1)
    }
}

impl Serialize for Decimal {
    /// A JSON number: readers of JSON have doubles.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn one_number_has_one_value_and_one_text() {
        for (texts, printed) in [
            (&["0", "-0", "0.000", "+0e9", "-0.0e-9"][..], "0"),
            (&["1.50", "001.5", "+15e-1", "0.15E1"], "1.5"),
            (&["-12", "-12.0", "-1.2e1"], "-12"),
            (&["1e20", "100000000000000000000"], "100000000000000000000"),
            (&["1e21", "1e+21"], "1e21"),
            (&["0.001", "1e-3", ".001"], "0.001"),
            (&["1.5e-30"], "1.5e-30"),
            (&["9007199254740993.1"], "9007199254740993.1"),
        ] {
            for text in texts {
                assert_eq!(decimal(text).to_string(), printed, "{text}");
                assert_eq!(decimal(text), decimal(printed), "{text}");
            }
        }
        for text in [
            "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "0x1", " 1", "1 ", "NaN", "١",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn digits_beyond_a_double_count() {
        assert!(decimal("9007199254740993") > decimal("9007199254740992"));
        assert!(decimal("0.1000000000000000000001") > decimal("0.1"));
        assert!(decimal("1e999999999999999999999") > decimal("1e400"));
        assert!(decimal("-1e400") < decimal("-9"));
        assert!(decimal("1e-400") > decimal("0"));
        for text in ["12.5e99999999999999999999", "-0.0012e-99999999999999999999"] {
            let number = decimal(text);
            assert_eq!(decimal(&number.to_string()), number, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_orders_as_numbers_do(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000, x in 0u32..4, y in 0u32..4) {
            let written = |n: i64, places: u32| {
                let sign = if n < 0 { "-" } else { "" };
                let scale = 10u64.pow(places);
                format!("{sign}{}.{:0width$}", n.unsigned_abs() / scale, n.unsigned_abs() % scale, width = places as usize)
            };
            let scaled = |n: i64, places: u32| n * 10i64.pow(3 - places.min(3));
            let of = |n, places: u32| decimal(written(n, places).trim_end_matches('.'));
            prop_assert_eq!(of(a, x).cmp(&of(b, y)), scaled(a, x).cmp(&scaled(b, y)));
            prop_assert_eq!(decimal(&of(a, x).to_string()), of(a, x));
        }
    }
}
