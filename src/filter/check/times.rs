//! Times in quotes, and what to write in place of what is none.

use super::super::quote::shown;
use super::super::relative::Relative;
use super::super::steps;
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

/// Words for times in other languages.
const OTHER_TIMES: &[(&str, &str)] = &[
    ("yesterday", "today-1d"),
    ("tomorrow", "today+1d"),
    ("current_date", "today"),
    ("curdate", "today"),
    ("sysdate", "now"),
    ("current_timestamp", "now"),
    ("getdate", "now"),
    ("localtimestamp", "now"),
    ("midnight", "today"),
    ("last week", "now-7d"),
    ("last month", "now-1mo"),
    ("last year", "now-1y"),
    ("next week", "now+7d"),
    ("next month", "now+1mo"),
    ("next year", "now+1y"),
];

/// The instant of a text, of no more digits than are kept.
pub(super) fn instant(text: &str) -> Result<Timestamp> {
    if let Some(time) = Timestamp::parse_exact(text) {
        return Ok(time);
    }
    if let Some(time) = Timestamp::parse(text) {
        let message = format!("{} is finer than a millisecond", shown(text));
        return Err(
            TaskweaveError::new(Code::FilterValue, message).help(format!(
                "times are kept to the millisecond: write \"{time}\""
            )),
        );
    }
    let message = format!("{} is not a time", shown(text));
    Err(TaskweaveError::new(Code::FilterValue, message).help(instead(text)))
}

/// The relative time that a text is, if it is one and nothing else.
pub(super) fn relative(text: &str) -> Option<Relative> {
    let text = text.trim();
    let (length, read) = steps::read(text)?;
    read.ok().filter(|_| length == text.len())
}

/// What to write in place of a text that is no instant.
pub(super) fn instead(text: &str) -> String {
    let text = text.trim();
    if let Some(relative) = relative(text) {
        return format!("take the quotes away: {relative}");
    }
    if let Some((_, Err(flaw))) = steps::read(text) {
        return format!("times from now stand without quotes; {}", flaw.help);
    }
    if let Some(relative) = meant(text) {
        return format!("write {relative}, without quotes");
    }
    if let Some((length, Ok(_))) = steps::read(text) {
        let word = text.get(..length).unwrap_or_default();
        return format!("after `{word}` stand steps only, such as {word}-7d");
    }
    let is_date = text.len() == 10
        && text.chars().zip("dddd-dd-dd".chars()).all(|(c, like)| {
            if like == 'd' {
                c.is_ascii_digit()
            } else {
                c == like
            }
        });
    if is_date {
        return "the calendar has no such day".to_owned();
    }
    let zoned = format!("{text}Z");
    if Timestamp::parse(&zoned).is_some() {
        return format!("say the zone: {} is UTC", shown(&zoned));
    }
    if let Some(plus) = plus_for_space(text) {
        return format!(
            "write {}; in a URL a plus sign is written `%2B`",
            shown(&plus)
        );
    }
    "write \"2024-01-01T00:00:00Z\", or \"2024-01-01\" for midnight UTC, or a time from now such as now-7d, without quotes"
        .to_owned()
}

/// The relative time that a text of other languages means: `yesterday`, `-7d`, `7 days ago`.
pub(super) fn meant(text: &str) -> Option<String> {
    let small = text.trim().chars().flat_map(char::to_lowercase);
    let small = small.collect::<String>().replace('_', " ");
    let words = small.trim_end_matches("()").trim_end();
    let other = OTHER_TIMES
        .iter()
        .find(|(other, _)| other.replace('_', " ") == words);
    if let Some((_, time)) = other {
        return Some((*time).to_owned());
    }
    // `now7d` lacks its sign only.
    let words = words.strip_prefix("now").unwrap_or(words);
    let (words, sign) = match (words.strip_suffix(" ago"), words.strip_prefix("in ")) {
        (Some(words), _) => (words, '-'),
        (None, Some(words)) => (words, '+'),
        (None, None) if words.starts_with('+') => (words, '+'),
        // A time to compare with lies in the past more often than not.
        (None, None) => (words, '-'),
    };
    let words = words.trim_start_matches(['+', '-']).trim_start();
    let digits = words.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = words.split_at_checked(digits)?;
    let unit = steps::unit_like(unit.trim())?;
    let time = format!("now{sign}{count}{unit}");
    relative(&time).map(|_| time)
}

/// The date or time in what other languages write around one: `DATE '2024-01-01'`, `#2024-01-01#`.
pub(super) fn wrapped(text: &str) -> Option<&str> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let inner = text.get(start..)?;
    let inner = inner.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    Timestamp::parse_exact(inner).map(|_| inner)
}

/// The time whose `+` before the zone became a space, as it does in a URL.
fn plus_for_space(text: &str) -> Option<String> {
    let (time, zone) = text.rsplit_once(' ')?;
    let plus = format!("{time}+{zone}");
    Timestamp::parse(&plus).map(|_| plus)
}

/// The instant of Unix seconds or, from a size that no seconds have, milliseconds.
pub(super) fn unix(number: &str) -> Option<Timestamp> {
    const LEAST_MILLIS: i64 = 100_000_000_000;
    let number: i64 = number.parse().ok()?;
    if number.checked_abs()? < LEAST_MILLIS {
        return Timestamp::from_millis(number.checked_mul(1000)?);
    }
    Timestamp::from_millis(number)
}
