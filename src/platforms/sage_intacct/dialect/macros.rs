//! The date macros of the query service: periods of whole days.
//!
//! Assumptions, each said in a note where it matters: a week begins on Sunday, days are UTC's.

use crate::task::{CalendarUnit, Timestamp};

/// The complete list of the documents.
pub(super) const MACROS: [&str; 10] = [
    "today",
    "yesterday",
    "currentWeek",
    "lastWeek",
    "currentMonth",
    "priorMonth",
    "currentQuarter",
    "priorQuarter",
    "currentYear",
    "priorYear",
];

const DAY_MS: i64 = 86_400_000;

/// Whole days, both ends included, as the midnights that they begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
}

impl Period {
    /// The period of a macro around a day; `None` for any other word.
    pub(super) fn of(name: &str, day: Timestamp) -> Option<Self> {
        let today = day.midnight(0);
        let week = plus_days(today, -weekday(today));
        let month = first_of_month(today, 0);
        let in_year = month_of(today) - 1;
        let quarter = first_of_month(today, -(in_year % 3));
        let year = first_of_month(today, -in_year);
        Some(match name {
            "today" => Self::days(today, 1),
            "yesterday" => Self::days(plus_days(today, -1), 1),
            "currentWeek" => Self::days(week, 7),
            "lastWeek" => Self::days(plus_days(week, -7), 7),
            "currentMonth" => Self::months(month, 1),
            "priorMonth" => Self::months(plus_months(month, -1), 1),
            "currentQuarter" => Self::months(quarter, 3),
            "priorQuarter" => Self::months(plus_months(quarter, -3), 3),
            "currentYear" => Self::months(year, 12),
            "priorYear" => Self::months(plus_months(year, -12), 12),
            _ => return None,
        })
    }

    fn days(first: Timestamp, count: i32) -> Self {
        Self {
            first,
            last: plus_days(first, count - 1),
        }
    }

    fn months(first: Timestamp, count: i32) -> Self {
        Self {
            first,
            last: plus_days(plus_months(first, count), -1),
        }
    }

    /// The midnight after its last day.
    pub(super) fn end(self) -> Timestamp {
        plus_days(self.last, 1)
    }
}

fn plus_days(time: Timestamp, days: i32) -> Timestamp {
    time.plus(days, CalendarUnit::Millis(DAY_MS), 0)
}

fn plus_months(time: Timestamp, months: i32) -> Timestamp {
    time.plus(months, CalendarUnit::Months(1), 0)
}

/// 0 for Sunday. 1970-01-04 was one.
fn weekday(midnight: Timestamp) -> i32 {
    let days = midnight.millis().div_euclid(DAY_MS);
    i32::try_from((days - 3).rem_euclid(7)).unwrap_or(0)
}

/// From 1 to 12.
fn month_of(time: Timestamp) -> i32 {
    let text = time.to_string();
    text.get(5..7)
        .and_then(|month| month.parse().ok())
        .unwrap_or(1)
}

/// The first of the month so many months away.
fn first_of_month(time: Timestamp, months: i32) -> Timestamp {
    let text = time.to_string();
    let day: i32 = text
        .get(8..10)
        .and_then(|day| day.parse().ok())
        .unwrap_or(1);
    plus_months(plus_days(time, 1 - day), months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_macro_is_its_period() {
        for (day, name, first, last) in [
            ("2025-05-14", "today", "2025-05-14", "2025-05-14"),
            ("2025-05-01", "yesterday", "2025-04-30", "2025-04-30"),
            ("2025-05-14", "currentWeek", "2025-05-11", "2025-05-17"),
            ("2025-05-11", "currentWeek", "2025-05-11", "2025-05-17"),
            ("2025-05-11", "lastWeek", "2025-05-04", "2025-05-10"),
            ("1969-12-31", "currentWeek", "1969-12-28", "1970-01-03"),
            ("2024-02-14", "currentMonth", "2024-02-01", "2024-02-29"),
            ("2025-01-14", "priorMonth", "2024-12-01", "2024-12-31"),
            ("2025-03-31", "priorMonth", "2025-02-01", "2025-02-28"),
            ("2025-05-31", "currentQuarter", "2025-04-01", "2025-06-30"),
            ("2025-01-14", "priorQuarter", "2024-10-01", "2024-12-31"),
            ("2025-12-31", "currentYear", "2025-01-01", "2025-12-31"),
            ("2024-02-29", "priorYear", "2023-01-01", "2023-12-31"),
        ] {
            let period = Period::of(name, Timestamp::parse(day).unwrap()).unwrap();
            let of = |time: Timestamp| time.to_string().replace("T00:00:00.000Z", "");
            assert_eq!(
                (of(period.first), of(period.last)),
                (first.to_owned(), last.to_owned()),
                "{name}"
            );
        }
        assert_eq!(
            Period::of("Today", Timestamp::parse("2025-05-14").unwrap()),
            None
        );
    }

    #[test]
    fn the_ends_of_the_calendar_hold() {
        for day in ["0000-01-01", "9999-12-31T23:59:59.999Z"] {
            for name in MACROS {
                let period = Period::of(name, Timestamp::parse(day).unwrap()).unwrap();
                assert!(period.first <= period.end(), "{day} {name}");
            }
        }
    }
}
