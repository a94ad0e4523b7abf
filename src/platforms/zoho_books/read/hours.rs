//! Hours as Zoho Books writes them.

use crate::platforms::json;

/// Reads hours from their JSON text: a number, a text of a number, or `HH:MM`, which can pass 24 h.
/// Null and `""` are none.
///
/// # Errors
/// Anything else.
pub(super) fn hours(raw: &str) -> Result<Option<f64>, ()> {
    match json::text(raw).map_err(|_| ())? {
        Some(text) => read(&text).map(Some).ok_or(()),
        None => Ok(None),
    }
}

fn read(text: &str) -> Option<f64> {
    let text = text.trim();
    let Some((whole, minutes)) = text.split_once(':') else {
        // Rust reads "inf", "nan" and "+1" as numbers; these are no hours.
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        return text
            .parse()
            .ok()
            .filter(|hours: &f64| plain && hours.is_finite());
    };
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=7).contains(&whole.len()) || minutes.len() != 2 {
        return None;
    }
    if !are_digits(whole) || !are_digits(minutes) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let minutes: u32 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    // One rounding only, so that 13:06 is 13.1 and prints so.
    Some((f64::from(whole) * 60.0 + f64::from(minutes)) / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_documents_is_read() {
        for (raw, found) in [
            (r#""12:06""#, Some(12.1)),
            (r#""13:06""#, Some(13.1)),
            (r#""01:00""#, Some(1.0)),
            (r#""00:00""#, Some(0.0)),
            (r#""130:45""#, Some(130.75)),
            (r#""0""#, Some(0.0)),
            (r#""2.5""#, Some(2.5)),
            (r#"" 7 ""#, Some(7.0)),
            ("0", Some(0.0)),
            ("12.25", Some(12.25)),
            (r#""""#, None),
            ("null", None),
        ] {
            assert_eq!(hours(raw), Ok(found), "{raw}");
        }
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
}
