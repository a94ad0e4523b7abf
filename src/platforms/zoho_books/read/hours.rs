//! Hours as Zoho Books writes them: decimal numbers, or `HH:MM`. No digit of a number is lost, and
//! minutes are added before they are divided.

use crate::platforms::json;
use crate::task::Decimal;

/// So many decimal places of a third of an hour are kept; a double holds fewer.
const PLACES: usize = 20;

/// Hours as they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hours {
    /// Of `HH:MM`.
    minutes: u64,
    /// Of a number: digits with at most one point; empty is none.
    number: String,
}

impl Hours {
    /// Both together.
    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            minutes: self.minutes.saturating_add(other.minutes),
            number: sum(&self.number, &other.number),
        }
    }

    /// The hours as a number, exact unless the minutes are thirds of an hour: 13:06 is 13.1.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        // Sixtieths of 10^20, rounded to the nearest.
        let part = u128::from(self.minutes % 60) * 10_u128.pow(20);
        let part = (part + 30) / 60;
        let whole = self.minutes / 60;
        Decimal::parse(&sum(&self.number, &format!("{whole}.{part:0PLACES$}")))
    }
}

/// The sum of two numbers of digits with at most one point each.
fn sum(a: &str, b: &str) -> String {
    let ((a, a_fraction), (b, b_fraction)) = (split(a), split(b));
    let places = a_fraction.len().max(b_fraction.len());
    // One digit more, for the last carry.
    let width = a.len().max(b.len()) + 1;
    let a = format!("{a:0>width$}{a_fraction:0<places$}");
    let b = format!("{b:0>width$}{b_fraction:0<places$}");
    let mut carry = 0;
    let mut digits = Vec::with_capacity(width + places + 1);
    for (at, (x, y)) in a.chars().rev().zip(b.chars().rev()).enumerate() {
        if at == places {
            digits.push('.');
        }
        let digit = x.to_digit(10).unwrap_or(0) + y.to_digit(10).unwrap_or(0) + carry;
        carry = digit / 10;
        digits.extend(char::from_digit(digit % 10, 10));
    }
    digits.into_iter().rev().collect()
}

fn split(number: &str) -> (&str, &str) {
    number.split_once('.').unwrap_or((number, ""))
}

/// Reads hours from their JSON text: a number, a text of a number, or `HH:MM`, which can pass 24 h.
/// Null and `""` are none.
///
/// # Errors
/// Anything else.
pub(super) fn hours(raw: &str) -> Result<Option<Hours>, ()> {
    match json::text(raw).map_err(|_| ())? {
        Some(text) => read(text.trim()).map(Some).ok_or(()),
        None => Ok(None),
    }
}

fn read(text: &str) -> Option<Hours> {
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let Some((whole, minutes)) = text.split_once(':') else {
        // `-1`, `+1` and `1e3` are numbers, and no hours.
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let number = Decimal::parse(text).filter(|_| plain)?;
        // What no double holds cannot be given out.
        return number.to_f64().is_finite().then(|| Hours {
            minutes: 0,
            number: text.to_owned(),
        });
    };
    if !(1..=7).contains(&whole.len()) || minutes.len() != 2 {
        return None;
    }
    if !are_digits(whole) || !are_digits(minutes) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let minutes: u64 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    Some(Hours {
        minutes: whole * 60 + minutes,
        number: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(raw: &str) -> Option<String> {
        hours(raw)
            .unwrap()
            .map(|hours| hours.decimal().unwrap().to_string())
    }

    #[test]
    fn every_form_of_the_documents_is_read() {
        for (raw, found) in [
            (r#""12:06""#, Some("12.1")),
            (r#""13:06""#, Some("13.1")),
            (r#""01:00""#, Some("1")),
            (r#""00:00""#, Some("0")),
            (r#""00:01""#, Some("0.01666666666666666667")),
            (r#""00:20""#, Some("0.33333333333333333333")),
            (r#""00:59""#, Some("0.98333333333333333333")),
            (r#""130:45""#, Some("130.75")),
            (r#""9999999:59""#, Some("9999999.98333333333333333333")),
            (r#""0""#, Some("0")),
            (r#""2.5""#, Some("2.5")),
            (r#"" 7 ""#, Some("7")),
            ("0", Some("0")),
            ("12.25", Some("12.25")),
            (
                "0.1000000000000000000000001",
                Some("0.1000000000000000000000001"),
            ),
            ("9007199254740993.1", Some("9007199254740993.1")),
            (r#"".5""#, Some("0.5")),
            (r#""5.""#, Some("5")),
            (r#""""#, None),
            ("null", None),
        ] {
            assert_eq!(decimal(raw).as_deref(), found, "{raw}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let plus = |a: &str, b: &str| {
            let (a, b) = (hours(a).unwrap().unwrap(), hours(b).unwrap().unwrap());
            assert_eq!(a.plus(&b).decimal(), b.plus(&a).decimal());
            a.plus(&b).decimal().unwrap().to_string()
        };
        assert_eq!(plus(r#""12:06""#, r#""01:00""#), "13.1");
        assert_eq!(plus(r#""00:20""#, r#""00:40""#), "1", "no third is rounded");
        assert_eq!(plus("0.1", "0.2"), "0.3");
        assert_eq!(plus("9007199254740993", "0.01"), "9007199254740993.01");
        assert_eq!(plus("99.95", "0.05"), "100");
        assert_eq!(plus(".5", "5."), "5.5");
        assert_eq!(plus("1.25", r#""00:45""#), "2");
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        for raw in [
            r#""12:60""#,
            r#""12:6""#,
            r#""12:06:30""#,
            r#"":30""#,
            r#""-1:30""#,
            r#""+1:30""#,
            r#""99999999:00""#,
            r#""1,5""#,
            r#"".""#,
            r#""inf""#,
            r#""nan""#,
            r#""1e3""#,
            r#""soon""#,
            r#"" ""#,
            "-1",
            "true",
            "[]",
            "{}",
        ] {
            assert_eq!(hours(raw), Err(()), "{raw}");
        }
        assert_eq!(hours(&"9".repeat(400)), Err(()), "no finite number");
    }

    proptest! {
        #[test]
        fn a_sum_is_that_of_whole_numbers(a in 0u64..1_000_000, b in 0u64..1_000_000, x in 0u32..5, y in 0u32..5) {
            let written = |n: u64, places: u32| {
                let scale = 10u64.pow(places);
                let width = usize::try_from(places).unwrap();
                format!("{}.{:0width$}", n / scale, n % scale)
            };
            let scaled = a * 10u64.pow(4 - x) + b * 10u64.pow(4 - y);
            let found = Decimal::parse(&sum(&written(a, x), &written(b, y)));
            prop_assert_eq!(found, Decimal::parse(&format!("{scaled}e-4")));
        }

        #[test]
        fn minutes_come_out_as_the_nearest_double(minutes in 0u32..10_000_000) {
            let found = Hours { minutes: minutes.into(), number: String::new() }.decimal().unwrap();
            let nearest = f64::from(minutes) / 60.0;
            prop_assert_eq!(found.to_f64().to_bits(), nearest.to_bits());
        }
    }
}
