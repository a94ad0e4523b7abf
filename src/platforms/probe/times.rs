//! Days as texts and numbers, and the clock of an answer.

use crate::task::Timestamp;

const DAY_MS: i64 = 86_400_000;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The instant of a `Date` header (RFC 9110, section 5.6.7, its first form).
pub(in crate::platforms) fn platform_now(header: &str) -> Option<Timestamp> {
    let (_, rest) = header.split_once(", ")?;
    let mut parts = rest.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS
        .iter()
        .position(|name| *name == month)?
        .checked_add(1)?;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}

/// The day of a text that begins with `YYYY-MM-DD`, in days since 1970.
pub(in crate::platforms) fn day_number(text: &str) -> Option<i64> {
    let day = text.get(..10)?;
    Some(days_of_instant(Timestamp::parse(&format!(
        "{day}T00:00:00Z"
    ))?))
}

/// The day of an instant in UTC, in days since 1970.
pub(in crate::platforms) fn days_of_instant(at: Timestamp) -> i64 {
    at.millis().div_euclid(DAY_MS)
}

/// `YYYY-MM-DD` of a day.
pub(in crate::platforms) fn day_text(day: i64) -> Option<String> {
    let at = Timestamp::from_millis(day.checked_mul(DAY_MS)?)?;
    Some(at.to_string().get(..10)?.to_owned())
}

/// The place of a day in its week, Sunday being 0: 1970 began with a Thursday.
pub(in crate::platforms) fn weekday(day: i64) -> i64 {
    day.saturating_add(4).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_headers_are_read() {
        let at = platform_now("Tue, 30 Jun 2026 12:00:01 GMT").unwrap();
        assert_eq!(at.to_string(), "2026-06-30T12:00:01.000Z");
        assert_eq!(platform_now("30 Jun 2026"), None);
        let day = day_number("2026-06-30T23:00:00-04:00").unwrap();
        assert_eq!(day, days_of_instant(at));
        assert_eq!(day_text(day).unwrap(), "2026-06-30");
        assert_eq!(weekday(day), 2);
        assert_eq!(day_number("soon"), None);
    }
}
