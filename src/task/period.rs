//! Stretches of the calendar, as histograms count by them.

use super::timestamp::{MS_PER_DAY, MS_PER_MINUTE, Timestamp, civil_from_days, days_from_civil};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Period {
    Hour,
    Day,
    /// From Monday on.
    Week,
    Month,
    /// From January, April, July or October on.
    Quarter,
    Year,
}

const MS_PER_HOUR: i64 = 60 * MS_PER_MINUTE;

impl Period {
    /// Every period, the shortest first.
    pub const ALL: [Self; 6] = [
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// How the period is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The period of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == name)
    }

    /// The months that make it; none of those that are no months.
    fn months(self) -> i64 {
        match self {
            Self::Hour | Self::Day | Self::Week => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The number of the period that local milliseconds since 1970 lie in.
    fn number(self, local: i64) -> i64 {
        let day = local.div_euclid(MS_PER_DAY);
        match self {
            Self::Hour => local.div_euclid(MS_PER_HOUR),
            Self::Day => day,
            // The first day of 1970 was a Thursday.
            Self::Week => (day + 3).div_euclid(7),
            Self::Month | Self::Quarter | Self::Year => {
                let (year, month, _) = civil_from_days(day);
                (year * 12 + month - 1).div_euclid(self.months())
            }
        }
    }

    /// When the period of a number begins, in local milliseconds since 1970.
    fn start(self, number: i64) -> i64 {
        match self {
            Self::Hour => number * MS_PER_HOUR,
            Self::Day => number * MS_PER_DAY,
            Self::Week => (number * 7 - 3) * MS_PER_DAY,
            Self::Month | Self::Quarter | Self::Year => {
                let months = number * self.months();
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                days_from_civil(year, month, 1) * MS_PER_DAY
            }
        }
    }
}

impl Timestamp {
    /// The beginning of the period that the instant lies in, for a clock so far ahead of UTC; held to
    /// the years that have four digits.
    #[must_use]
    pub fn start_of(self, period: Period, utc_offset_minutes: i32) -> Self {
        self.begin(period, 0, utc_offset_minutes)
    }

    /// The beginning of the period after it.
    #[must_use]
    pub fn start_of_next(self, period: Period, utc_offset_minutes: i32) -> Self {
        self.begin(period, 1, utc_offset_minutes)
    }

    fn begin(self, period: Period, later: i64, utc_offset_minutes: i32) -> Self {
        let offset = i64::from(utc_offset_minutes) * MS_PER_MINUTE;
        let number = period.number(self.millis().saturating_add(offset));
        Self::clamped(period.start(number + later).saturating_sub(offset))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn periods_begin_where_calendars_say() {
        let at = Timestamp::parse("2026-08-20T23:30:00Z").unwrap();
        let starts = |minutes| {
            Period::ALL.map(|period| {
                at.start_of(period, minutes)
                    .to_string()
                    .replace(":00.000Z", "")
            })
        };
        assert_eq!(
            starts(0),
            [
                "2026-08-20T23:00",
                "2026-08-20T00:00",
                "2026-08-17T00:00",
                "2026-08-01T00:00",
                "2026-07-01T00:00",
                "2026-01-01T00:00"
            ]
        );
        assert_eq!(
            starts(330),
            [
                "2026-08-20T23:30",
                "2026-08-20T18:30",
                "2026-08-16T18:30",
                "2026-07-31T18:30",
                "2026-06-30T18:30",
                "2025-12-31T18:30"
            ]
        );
        let last = Timestamp::parse("9999-12-31T23:59:59.999Z").unwrap();
        assert_eq!(last.start_of_next(Period::Year, 0), last);
        assert_eq!(Period::parse("week"), Some(Period::Week));
        assert_eq!(Period::parse("Week"), None);
    }

    proptest! {
        #[test]
        fn an_instant_lies_in_its_period(seconds in -62_000_000_000i64..253_000_000_000, minutes in -1080i32..1080, at in 0usize..6) {
            let time = Timestamp::from_seconds_saturating(seconds);
            let period = Period::ALL[at];
            let (start, next) = (time.start_of(period, minutes), time.start_of_next(period, minutes));
            prop_assert!(start <= time && time < next);
            prop_assert_eq!(start.start_of(period, minutes), start);
            prop_assert_eq!(next.start_of(period, minutes), next);
            let before = Timestamp::from_millis(next.millis() - 1).unwrap();
            prop_assert_eq!(before.start_of(period, minutes), start);
        }
    }
}
