//! How many rows have their time in each hour, day, week, month, quarter or year.

use serde::Serialize;

use super::TaskTable;
use super::facets::field_of;
use super::lazy::Column;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Expr;
use crate::task::{Expand, Field, FieldType, Period, Timestamp};

/// More buckets than this are no histogram any more.
const MOST_BUCKETS: usize = 10_000;

/// What times are counted by.
#[derive(Clone, Copy, Debug)]
pub struct HistogramOptions {
    /// How long each bucket is.
    pub by: Period,
    /// How far the clock whose days and hours are meant is ahead of UTC.
    pub utc_offset_minutes: i32,
}

/// A stretch of time, and how many rows have their time in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// When it begins; it ends where the next one begins.
    pub start: Timestamp,
    /// How many rows.
    pub count: usize,
}

impl TaskTable {
    /// How many of the rows that match a filter have a time of a field in each bucket, from the
    /// earliest to the latest; empty ones between are given, null times left out.
    ///
    /// # Errors
    /// `request_invalid` for a field that is no time, for a detail if the table has rows whose pages
    /// were dropped, and for more than 10,000 buckets.
    pub fn histogram(
        &self,
        field: Field,
        filter: Option<&Expr>,
        options: HistogramOptions,
    ) -> Result<Vec<Bucket>> {
        if field.info().kind != FieldType::Time {
            return Err(no_time(field));
        }
        if field.info().expand == Expand::Details {
            self.check_pages(field)?;
            self.prepare_detail(field);
        }
        let live = self.matches(filter);
        let lazy = self.lazy.borrow();
        let column = match (field, lazy.detail(field)) {
            (Field::CreatedAt, _) => Some(&self.created_at),
            (Field::UpdatedAt, _) => Some(&self.updated_at),
            (_, Some(Column::Times(column))) => Some(column),
            _ => None,
        };
        let millis = |row: u32| match column {
            Some(column) => column.get(row as usize),
            None => Some(self.source_of(row as usize)?.synced_at.millis()),
        };
        let times = || live.rows().filter_map(millis);
        let mut ends: Option<(i64, i64)> = None;
        for time in times() {
            let (first, last) = ends.unwrap_or((time, time));
            ends = Some((first.min(time), last.max(time)));
        }
        let Some((first, last)) = ends else {
            return Ok(Vec::new());
        };
        let starts = starts(first, last, options).ok_or_else(|| too_many(options))?;
        let mut counts = vec![0; starts.len()];
        // Rows that follow each other are often in one bucket.
        let mut bucket = 0;
        for time in times() {
            let is_here = starts.get(bucket).is_some_and(|start| *start <= time)
                && starts.get(bucket + 1).is_none_or(|next| time < *next);
            if !is_here {
                let after = starts.partition_point(|start| *start <= time);
                bucket = after.saturating_sub(1);
            }
            if let Some(count) = counts.get_mut(bucket) {
                *count += 1;
            }
        }
        let buckets = starts.into_iter().zip(counts);
        Ok(buckets
            .filter_map(|(start, count)| {
                let start = Timestamp::from_millis(start)?;
                Some(Bucket { start, count })
            })
            .collect())
    }
}

impl Bucket {
    /// The time field of a name.
    ///
    /// # Errors
    /// `request_invalid` if it is not one.
    pub fn field(name: &str) -> Result<Field> {
        let field = field_of(name, |kind| kind == FieldType::Time)?;
        match field.info().kind {
            FieldType::Time => Ok(field),
            _ => Err(no_time(field)),
        }
    }
}

impl HistogramOptions {
    /// The period of a name.
    ///
    /// # Errors
    /// `request_invalid` for any other name, and for none.
    pub fn period(name: Option<&str>) -> Result<Period> {
        name.and_then(Period::parse).ok_or_else(|| {
            let message = match name {
                None => "histogram is not told `by` what to count".to_owned(),
                Some(name) => {
                    let shown: String = name.chars().take(60).collect();
                    format!("`{shown}` is no length of a bucket")
                }
            };
            let names = Period::ALL.map(Period::as_str).join("\", \"");
            TaskweaveError::new(Code::RequestInvalid, message)
                .help(format!("write one of \"{names}\" as `by`"))
        })
    }
}

/// Where the buckets from one instant to another begin; `None` if they are too many.
fn starts(first: i64, last: i64, options: HistogramOptions) -> Option<Vec<i64>> {
    let start_of = |millis: i64| {
        let time = Timestamp::from_millis(millis)?;
        Some(time.start_of(options.by, options.utc_offset_minutes))
    };
    let mut start = start_of(first)?;
    let mut starts = vec![start.millis()];
    loop {
        let next = start.start_of_next(options.by, options.utc_offset_minutes);
        // The calendar ends with the year 9999.
        if next <= start || next.millis() > last {
            return Some(starts);
        }
        if starts.len() >= MOST_BUCKETS {
            return None;
        }
        starts.push(next.millis());
        start = next;
    }
}

fn no_time(field: Field) -> TaskweaveError {
    let message = format!("`{}` is not a time", field.name());
    TaskweaveError::new(Code::RequestInvalid, message).help(
        "name a time, such as `updated_at`; the values of texts and statuses are counted by `facets`",
    )
}

fn too_many(options: HistogramOptions) -> TaskweaveError {
    TaskweaveError::new(
        Code::RequestInvalid,
        format!(
            "the times lie so far apart that there would be more than {MOST_BUCKETS} buckets of one {}",
            options.by.as_str()
        ),
    )
    .help("take a longer `by`, or a filter that keeps the times of interest")
}
