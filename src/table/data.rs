//! `platform_data`: the platform's own record, as it came.

use std::borrow::Cow;

/// Digits that every integer of up to this many has exactly in a double.
const SAFE_DIGITS: usize = 15;

/// Puts integers that a double cannot hold into quotes, so that a JavaScript reader keeps their
/// digits: ids of Zoho Books pass 2^53 and may come as numbers. `json` is one valid JSON text.
pub(crate) fn quote_large_integers(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (start, end) in numbers(json.as_bytes()) {
        let Some(number) = json.get(start..end) else {
            continue;
        };
        if is_unsafe_integer(number) {
            out.push_str(json.get(copied..start).unwrap_or_default());
            out.push('"');
            out.push_str(number);
            out.push('"');
            copied = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether an integer is outside of what JavaScript calls safe, ±(2^53 − 1).
fn is_unsafe_integer(number: &str) -> bool {
    let digits = number.trim_start_matches('-');
    digits.len() > SAFE_DIGITS
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !number
            .parse::<i64>()
            .is_ok_and(|value| value.unsigned_abs() < 1 << 53)
}

/// Where the numbers of a valid JSON text stand: outside of strings, from a sign or digit to the last
/// byte that a number can have.
fn numbers(json: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    let mut in_string = false;
    std::iter::from_fn(move || {
        while let Some(&byte) = json.get(at) {
            match byte {
                b'\\' if in_string => at += 1,
                b'"' => in_string = !in_string,
                b'-' | b'0'..=b'9' if !in_string => {
                    let start = at;
                    while json
                        .get(at)
                        .is_some_and(|b| b.is_ascii_digit() || b"+-.eE".contains(b))
                    {
                        at += 1;
                    }
                    return Some((start, at));
                }
                _ => {}
            }
            at += 1;
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_integers_that_a_double_loses_are_quoted() {
        let json = r#"{"a":90300000072369001234,"b":-9007199254740993,"c":9007199254740991,"d":"\"12345678901234567890","e":1234567890.12345678901,"f":[9999999999999999]}"#;
        assert_eq!(
            quote_large_integers(json),
            r#"{"a":"90300000072369001234","b":"-9007199254740993","c":9007199254740991,"d":"\"12345678901234567890","e":1234567890.12345678901,"f":["9999999999999999"]}"#
        );
        assert!(matches!(
            quote_large_integers(r#"{"a":12}"#),
            Cow::Borrowed(_)
        ));
    }
}
