//! Times relative to when a walk began: `now`, `now-7d`, `today-1mo`.

use std::fmt;

use crate::task::{CalendarUnit, Timestamp};

/// A time that is told by its distance from now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Relative {
    /// Where the counting begins.
    pub anchor: Anchor,
    /// Steps from there, taken one after the other.
    pub steps: Vec<Step>,
}

/// Where the counting begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The very instant.
    Now,
    /// The beginning of the day.
    Today,
}

impl Anchor {
    /// How the anchor is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Today => "today",
        }
    }
}

/// A number of units, forwards or (negative) backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// How many.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
}

/// The units of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// What relative times are told from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When the walk began.
    pub now: Timestamp,
    /// How far the user's clock is ahead of UTC; days begin at its midnight.
    pub utc_offset_minutes: i32,
}

impl Clock {
    /// A clock that shows UTC.
    #[must_use]
    pub fn utc(now: Timestamp) -> Self {
        Self {
            now,
            utc_offset_minutes: 0,
        }
    }
}

impl Unit {
    /// Every unit, in order of length.
    pub const ALL: [Self; 7] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Year,
    ];

    /// How the unit is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
            Self::Year => "y",
        }
    }

    fn of_calendar(self) -> CalendarUnit {
        const SECOND: i64 = 1000;
        match self {
            Self::Second => CalendarUnit::Millis(SECOND),
            Self::Minute => CalendarUnit::Millis(60 * SECOND),
            Self::Hour => CalendarUnit::Millis(3600 * SECOND),
            Self::Day => CalendarUnit::Millis(86_400 * SECOND),
            Self::Week => CalendarUnit::Millis(604_800 * SECOND),
            Self::Month => CalendarUnit::Months(1),
            Self::Year => CalendarUnit::Months(12),
        }
    }
}

impl Relative {
    /// The instant that it means. Months and years keep the day of the month, or take the last day
    /// of a month that is too short; days are of 24 hours. What leaves the years 0000 to 9999 stays
    /// at their edge.
    #[must_use]
    pub fn at(&self, clock: Clock) -> Timestamp {
        let start = match self.anchor {
            Anchor::Now => clock.now,
            Anchor::Today => clock.now.midnight(clock.utc_offset_minutes),
        };
        self.steps.iter().fold(start, |time, step| {
            time.plus(
                step.count,
                step.unit.of_calendar(),
                clock.utc_offset_minutes,
            )
        })
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.anchor.as_str())?;
        for step in &self.steps {
            write!(f, "{:+}{}", step.count, step.unit.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(anchor: Anchor, steps: &[(i32, Unit)], now: &str, utc_offset_minutes: i32) -> String {
        let steps = steps
            .iter()
            .map(|(count, unit)| Step {
                count: *count,
                unit: *unit,
            })
            .collect();
        let now = Timestamp::parse(now).unwrap();
        let clock = Clock {
            now,
            utc_offset_minutes,
        };
        Relative { anchor, steps }.at(clock).to_string()
    }

    #[test]
    fn days_begin_at_the_users_midnight() {
        let now = "2026-03-01T03:30:00Z";
        let today = |offset| at(Anchor::Today, &[], now, offset);
        assert_eq!(today(0), "2026-03-01T00:00:00.000Z");
        assert_eq!(today(-300), "2026-02-28T05:00:00.000Z");
        assert_eq!(today(330), "2026-02-28T18:30:00.000Z");
    }

    #[test]
    fn months_clamp_and_years_end() {
        use Unit::{Day, Hour, Month, Year};
        let of = |steps: &[(i32, Unit)], now: &str| at(Anchor::Now, steps, now, 0);
        assert_eq!(
            of(&[(-1, Month)], "2026-03-31T12:00:00Z"),
            "2026-02-28T12:00:00.000Z"
        );
        assert_eq!(
            of(&[(-1, Year)], "2024-02-29T00:00:00Z"),
            "2023-02-28T00:00:00.000Z"
        );
        assert_eq!(
            of(&[(13, Month)], "2025-12-31T00:00:00Z"),
            "2027-01-31T00:00:00.000Z"
        );
        assert_eq!(
            of(&[(-7, Day), (2, Hour)], "2026-01-03T00:00:00Z"),
            "2025-12-27T02:00:00.000Z"
        );
        assert_eq!(
            of(&[(i32::MAX, Year)], "2026-01-03T00:00:00Z"),
            "9999-12-31T23:59:59.999Z"
        );
        assert_eq!(
            of(&[(i32::MIN, Day)], "2026-01-03T00:00:00Z"),
            "0000-01-01T00:00:00.000Z"
        );
        // A month is counted on the user's calendar.
        assert_eq!(
            at(Anchor::Now, &[(1, Month)], "2026-01-31T23:30:00Z", 60),
            "2026-02-28T23:30:00.000Z"
        );
    }
}
