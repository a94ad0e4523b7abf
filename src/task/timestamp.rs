//! Instants: every form that the platforms write is read, one form is printed.

use std::fmt;

use serde::{Serialize, Serializer};

/// An instant in milliseconds since 1970-01-01T00:00:00Z, of the years 0000 to 9999.
/// The default is the epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MS_PER_SECOND: i64 = 1000;
pub(super) const MS_PER_MINUTE: i64 = 60_000;
pub(super) const MS_PER_DAY: i64 = 86_400_000;
/// 0000-01-01T00:00:00.000Z.
const MIN: i64 = -62_167_219_200_000;
/// 9999-12-31T23:59:59.999Z.
const MAX: i64 = 253_402_300_799_999;

/// What a calendar is stepped through by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// So many milliseconds.
    Millis(i64),
    /// So many months.
    Months(i64),
}

impl Timestamp {
    /// The instant of so many milliseconds since the epoch, if its year has four digits.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        (MIN..=MAX).contains(&millis).then_some(Self(millis))
    }

    /// The same, held to the years that have four digits.
    pub(super) fn clamped(millis: i64) -> Self {
        Self(millis.clamp(MIN, MAX))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The second that the instant lies in, in seconds since the epoch.
    #[must_use]
    pub fn floor_second(self) -> i64 {
        self.0.div_euclid(MS_PER_SECOND)
    }

    /// The first whole second that is not before the instant, in seconds since the epoch.
    #[must_use]
    pub fn ceil_second(self) -> i64 {
        -(-self.0).div_euclid(MS_PER_SECOND)
    }

    /// The instant of so many seconds since the epoch, held to the years that have four digits.
    #[must_use]
    pub fn from_seconds_saturating(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MS_PER_SECOND).clamp(MIN, MAX))
    }

    /// The instant so many milliseconds later, held to the years that have four digits.
    #[must_use]
    pub fn plus_millis(self, millis: u64) -> Self {
        Self(self.0.saturating_add_unsigned(millis).clamp(MIN, MAX))
    }

    /// Milliseconds until a later instant; 0 if it is not later.
    #[must_use]
    pub fn millis_until(self, later: Self) -> u64 {
        u64::try_from(later.0.saturating_sub(self.0)).unwrap_or_default()
    }

    /// The beginning of the day that the instant lies in, for a clock so far ahead of UTC.
    #[must_use]
    pub fn midnight(self, utc_offset_minutes: i32) -> Self {
        let offset = i64::from(utc_offset_minutes) * MS_PER_MINUTE;
        let local = self.0.saturating_add(offset);
        let midnight = local.div_euclid(MS_PER_DAY).saturating_mul(MS_PER_DAY);
        Self(midnight.saturating_sub(offset).clamp(MIN, MAX))
    }

    /// The instant so many units away, held to the years that have four digits. Months are counted
    /// on a calendar so far ahead of UTC, and take the last day of a month that is too short.
    #[must_use]
    pub fn plus(self, count: i32, unit: CalendarUnit, utc_offset_minutes: i32) -> Self {
        let count = i64::from(count);
        let millis = match unit {
            CalendarUnit::Millis(millis) => self.0.saturating_add(count.saturating_mul(millis)),
            CalendarUnit::Months(months) => {
                let offset = i64::from(utc_offset_minutes) * MS_PER_MINUTE;
                let local = self.0.saturating_add(offset);
                let (year, month, day) = civil_from_days(local.div_euclid(MS_PER_DAY));
                let months = year * 12 + month - 1 + count.saturating_mul(months);
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                // Far outside of the calendar's years, and far inside of 64 bits.
                let year = year.clamp(-100_000, 100_000);
                let days = days_from_civil(year, month, day.min(days_in_month(year, month)));
                days * MS_PER_DAY + local.rem_euclid(MS_PER_DAY) - offset
            }
        };
        Self(millis.clamp(MIN, MAX))
    }

    /// Unix seconds in decimal digits, as Accelo writes its dates. `"0"` is the epoch here; what it
    /// means is the reader's to say.
    #[must_use]
    pub fn parse_unix_seconds(text: &str) -> Option<Self> {
        let seconds = match seconds(text.as_bytes()) {
            Some(seconds) => seconds,
            None => text.trim().parse().ok()?,
        };
        let is_near = (MIN / MS_PER_SECOND..=MAX / MS_PER_SECOND).contains(&seconds);
        is_near.then(|| Self(seconds * MS_PER_SECOND))
    }

    /// ISO 8601 as the platforms write it: `2021-08-12T17:25:29Z`, `…29.123456Z`,
    /// `2022-05-17T10:04:14-04:00`, `…-0400`, `…-04`, and a bare date, which is 00:00Z. Digits
    /// beyond the millisecond are dropped; a leap second is the last millisecond of its minute.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        common(text.as_bytes()).or_else(|| Scanner::new(text).instant().map(|(instant, _)| instant))
    }

    /// The same, but `None` also where digits beyond the millisecond would be lost.
    #[must_use]
    pub fn parse_exact(text: &str) -> Option<Self> {
        Scanner::new(text)
            .instant()
            .and_then(|(instant, exact)| exact.then_some(instant))
    }
}

impl fmt::Display for Timestamp {
    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(MS_PER_DAY));
        let ms = self.0.rem_euclid(MS_PER_DAY);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Days since the epoch of a date of the proleptic Gregorian calendar. Years begin in March here,
/// so that the leap day is the last of its year.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
pub(super) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = (month_index + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A few digits as a number; `None` leaves it to the slower reading.
#[inline]
fn seconds(text: &[u8]) -> Option<i64> {
    if !(1..=12).contains(&text.len()) || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = text.iter().map(|digit| i64::from(digit - b'0'));
    Some(digits.fold(0, |number, digit| number * 10 + digit))
}

/// The form that nearly all timestamps have, `YYYY-MM-DDTHH:MM:SSZ`, at one look: they are what
/// reading a row would otherwise spend the most on. `None` leaves it to the [`Scanner`].
#[inline]
fn common(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; 20] = text.try_into().ok()?;
    let [y1, y2, y3, y4, _, m1, m2, _] = digits(text.first_chunk()?, b"0000-00-")?;
    let [d1, d2, _, h1, h2, _, n1, n2] = digits(text.get(8..)?.first_chunk()?, b"00T00:00")?;
    let [.., s1, s2, _] = digits(text.last_chunk()?, b"0:00:00Z")?;
    let two = |tens: u8, ones: u8| u32::from(tens) * 10 + u32::from(ones);
    let year = two(y1, y2) * 100 + two(y3, y4);
    let (month, day) = (two(m1, m2), two(d1, d2));
    let (hour, minute, second) = (two(h1, h2), two(n1, n2), two(s1, s2));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        _ => 30 + ((month + (month >> 3)) & 1),
    };
    let is_sound = (1..=12).contains(&month)
        && (1..=days).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 59;
    if !is_sound {
        return None;
    }
    // As in `days_from_civil`, from 400 years before the year 0 on, where nothing is negative.
    let (year, month) = match month {
        1 | 2 => (year + 399, month + 9),
        _ => (year + 400, month - 3),
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let days = i64::from(days) - 1 - 146_097 - 719_468;
    let seconds = (hour * 60 + minute) * 60 + second;
    let millis = days * MS_PER_DAY + i64::from(seconds) * MS_PER_SECOND;
    Some(Timestamp(millis))
}

/// The digits of eight bytes, if there is a digit wherever their form has `0`, and everywhere else what
/// the form has.
#[inline(always)]
fn digits(text: &[u8; 8], form: &[u8; 8]) -> Option<[u8; 8]> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let form = u64::from_le_bytes(*form);
    // 0 to 9 where a digit is asked for, 0 where it is as in the form.
    let values = u64::from_le_bytes(*text) ^ form;
    // What takes 10, or 1 there, to the highest bit of its byte.
    let others = ((form ^ 0x3030_3030_3030_3030) + 0x7f7f_7f7f_7f7f_7f7f) & HIGH;
    let limits = 0x7676_7676_7676_7676 + (others >> 7) * 9;
    let is_sound = (values.wrapping_add(limits) | values) & HIGH == 0;
    is_sound.then(|| values.to_le_bytes())
}

/// Reads a timestamp from left to right.
struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim().as_bytes(),
        }
    }

    /// The instant, and whether no digit beyond the millisecond was lost.
    fn instant(mut self) -> Option<(Timestamp, bool)> {
        let year = self.digits(4)?;
        self.byte(b"-")?;
        let month = self.digits(2)?;
        self.byte(b"-")?;
        let day = self.digits(2)?;
        if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        let midnight = days_from_civil(year, month, day) * MS_PER_DAY;
        if self.rest.is_empty() {
            return Some((Timestamp::from_millis(midnight)?, true));
        }
        self.byte(b"Tt ")?;
        let (ms_of_day, exact) = self.time()?;
        let offset_minutes = self.zone()?;
        if !self.rest.is_empty() {
            return None;
        }
        let millis = midnight + ms_of_day - offset_minutes * MS_PER_MINUTE;
        Some((Timestamp::from_millis(millis)?, exact))
    }

    fn time(&mut self) -> Option<(i64, bool)> {
        let hour = self.digits(2)?;
        self.byte(b":")?;
        let minute = self.digits(2)?;
        let second = match self.byte(b":") {
            Some(_) => self.digits(2)?,
            None => 0,
        };
        let (mut ms, exact) = match self.byte(b".,") {
            Some(_) => self.fraction()?,
            None => (0, true),
        };
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let mut whole = second;
        if second == 60 {
            (whole, ms) = (59, 999);
        }
        Some((
            ((hour * 60 + minute) * 60 + whole) * MS_PER_SECOND + ms,
            exact,
        ))
    }

    fn fraction(&mut self) -> Option<(i64, bool)> {
        let (mut ms, mut count, mut exact) = (0, 0, true);
        while let Some((&digit @ b'0'..=b'9', rest)) = self.rest.split_first() {
            if count < 3 {
                ms = ms * 10 + i64::from(digit - b'0');
            } else if digit != b'0' {
                exact = false;
            }
            count += 1;
            self.rest = rest;
        }
        while (1..3).contains(&count) {
            ms *= 10;
            count += 1;
        }
        (count > 0).then_some((ms, exact))
    }

    /// The offset from UTC in minutes.
    fn zone(&mut self) -> Option<i64> {
        let sign = match self.byte(b"Zz+-")? {
            b'Z' | b'z' => return Some(0),
            b'-' => -1,
            _ => 1,
        };
        let hours = self.digits(2)?;
        let minutes = if self.rest.is_empty() {
            0
        } else {
            let _colon = self.byte(b":");
            self.digits(2)?
        };
        (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let mut value = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
        }
        self.rest = rest;
        Some(value)
    }

    fn byte(&mut self, any_of: &[u8]) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        if any_of.contains(&first) {
            self.rest = rest;
            return Some(first);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> String {
        Timestamp::parse(text).map_or_else(|| "-".to_owned(), |t| t.to_string())
    }

    #[test]
    fn every_form_of_the_documents_is_read() {
        for (text, printed) in [
            ("2023-01-02T02:34:56.000Z", "2023-01-02T02:34:56.000Z"),
            ("2021-08-12T17:25:29Z", "2021-08-12T17:25:29.000Z"),
            ("2022-05-17T10:04:14-04:00", "2022-05-17T14:04:14.000Z"),
            ("2013-11-18T02:17:40-0800", "2013-11-18T10:17:40.000Z"),
            ("2013-11-18T02:17:40+05", "2013-11-17T21:17:40.000Z"),
            ("2023-02-25", "2023-02-25T00:00:00.000Z"),
            ("2024-02-29 23:59:60Z", "2024-02-29T23:59:59.999Z"),
            ("2024-01-01T00:00:00.123987Z", "2024-01-01T00:00:00.123Z"),
            ("2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00.500Z"),
            ("0000-01-01", "0000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(parse(text), printed, "{text}");
        }
        assert_eq!(
            Timestamp::parse_unix_seconds("1003327200")
                .unwrap()
                .to_string(),
            "2001-10-17T14:00:00.000Z"
        );
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2024",
            "2024-13-01",
            "2023-02-29",
            "2024-1-1",
            "2024-01-01T",
            "2024-01-01T25:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00Zx",
            "2024-01-01T00:00:00+1",
            "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "yesterday",
            "２０２４-01-01",
        ] {
            assert_eq!(parse(text), "-", "{text}");
        }
        assert_eq!(Timestamp::parse_exact("2024-01-01T00:00:00.0001Z"), None);
        assert!(Timestamp::parse_exact("2024-01-01T00:00:00.1230Z").is_some());
        assert_eq!(Timestamp::parse_unix_seconds("99999999999999"), None);
        assert_eq!(Timestamp::parse_unix_seconds("9223372036854775807"), None);
        assert_eq!(Timestamp::parse_unix_seconds("-9223372036854775808"), None);
        assert_eq!(Timestamp::parse_unix_seconds("12.5"), None);
    }

    #[test]
    fn seconds_round_both_ways() {
        let at = |ms| Timestamp::from_millis(ms).unwrap();
        assert_eq!((at(1500).floor_second(), at(1500).ceil_second()), (1, 2));
        assert_eq!(
            (at(-1500).floor_second(), at(-1500).ceil_second()),
            (-2, -1)
        );
        assert_eq!((at(2000).floor_second(), at(2000).ceil_second()), (2, 2));
    }

    proptest! {
        #[test]
        fn the_common_form_is_read_as_any_other(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
            odd in prop::option::of((0usize..20, any::<u8>())),
        ) {
            let mut bytes = text.into_bytes();
            if let Some((at, byte)) = odd {
                bytes[at] = byte;
            }
            if let Some(time) = common(&bytes) {
                let text = std::str::from_utf8(&bytes).unwrap();
                prop_assert_eq!(Scanner::new(text).instant(), Some((time, true)));
            } else if let Ok(text) = std::str::from_utf8(&bytes) {
                // What is left to the slower reading is no time, or has a leap second or blanks.
                let left = Scanner::new(text).instant();
                let is_odd = odd.is_some() || text.ends_with(":60Z");
                prop_assert!(left.is_none() || is_odd, "{}", text);
            }
        }

        #[test]
        fn seconds_are_read_as_any_number(text in "[0-9]{0,14}|[-+ ]?[0-9]{1,3}.?") {
            let slow = text.parse::<i64>().ok();
            prop_assert!(seconds(text.as_bytes()).is_none_or(|fast| Some(fast) == slow));
        }

        #[test]
        fn printing_and_reading_agree_with_jiff(millis in MIN..=MAX) {
            let ours = Timestamp::from_millis(millis).unwrap();
            let text = ours.to_string();
            prop_assert_eq!(Timestamp::parse(&text), Some(ours));
            let theirs = jiff::Timestamp::from_millisecond(millis).unwrap();
            prop_assert_eq!(format!("{theirs:.3}"), text);
        }

        #[test]
        fn whatever_is_read_jiff_reads_alike(text in "20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][01][0-9]:?[0-5][0-9])") {
            let ours = Timestamp::parse(&text).map(|time| i128::from(time.millis()));
            let theirs = text.parse::<jiff::Timestamp>().ok().map(|t| t.as_nanosecond().div_euclid(1_000_000));
            prop_assert_eq!(ours, theirs, "{}", text);
        }
    }
}
