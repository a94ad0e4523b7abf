//! Requests as users write them, and their checks.

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::filter::{Expr, Filter, Op, Predicate, Value};
use crate::platforms::Expansion;
use crate::task::{Field, Sort, Timestamp, closest};
use crate::weave::{OnError, Order};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

/// A request for a page of tasks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ListRequest {
    /// The connections to read; all, if left out.
    pub connections: Option<Vec<String>>,
    /// The filter's text.
    pub filter: Option<String>,
    /// The order's text; `updated_at DESC` if left out.
    pub sort: Option<String>,
    /// Tasks on the page, 1 to 500; 50 if left out.
    pub limit: Option<LimitInput>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// `details`, `platform_data`.
    pub expand: Option<OneOrMany>,
    /// `strict` (the default) or `partial`.
    pub on_error: Option<String>,
    /// `sorted` (the default), or `source`: in the platforms' own order, without a sort.
    pub order: Option<String>,
    /// Whether to read again what the cache holds.
    pub force_fetch: Option<bool>,
    /// How far the user's clock is ahead of UTC, in minutes: where the days of `today` begin; 0 if
    /// left out.
    pub utc_offset_minutes: Option<i64>,
    /// Rutter's older parameter: `updated_at` at or after, in Unix milliseconds.
    pub updated_at_min: Option<i64>,
    /// Rutter's older parameter: `updated_at` at or before, in Unix milliseconds.
    pub updated_at_max: Option<i64>,
    /// Rutter's older parameter: `last_synced_at` at or after, in Unix milliseconds.
    pub last_synced_at_min: Option<i64>,
}

/// A request for one task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GetRequest {
    /// The connections that may be asked; all, if left out.
    pub connections: Option<Vec<String>>,
    /// Whether the id is unified or the platform's own.
    pub id_type: IdType,
    /// `details`, `platform_data`.
    pub expand: Option<OneOrMany>,
}

/// What goes with a write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WriteRequest {
    /// The connections that may be written to; all, if left out.
    pub connections: Option<Vec<String>>,
    /// What the task that is read back carries: `details`, `platform_data`.
    pub expand: Option<OneOrMany>,
    /// The caller's key for this write, forwarded where the platform knows such keys: the same write
    /// with the same key is done once. Where it is left out, each write has one of its own.
    pub idempotency_key: Option<String>,
}

/// Whose id it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdType {
    /// The `id` of a task here; Rutter's word for it.
    #[default]
    Rutter,
    /// The `platform_id` of a task.
    Platform,
}

/// One or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T = String> {
    /// One; of words to expand, or several parted by commas.
    One(T),
    /// Several.
    Many(Vec<T>),
}

/// A limit as it was written, so that an error can repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitInput(pub String);

impl<'de> Deserialize<'de> for LimitInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = LimitInput;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> std::result::Result<LimitInput, E> {
                Ok(LimitInput(value.to_string()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> std::result::Result<LimitInput, E> {
                Ok(LimitInput(value.to_string()))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> std::result::Result<LimitInput, E> {
                Ok(LimitInput(value.to_string()))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> std::result::Result<LimitInput, E> {
                Ok(LimitInput(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Written)
    }
}

impl LimitInput {
    /// The number of tasks on a page.
    ///
    /// # Errors
    /// `limit_invalid` for what is not an integer of at least 1. What is above 500 is lowered, with a
    /// warning.
    pub fn check(limit: Option<&Self>, warnings: &mut Vec<Warning>) -> Result<usize> {
        let Some(Self(written)) = limit else {
            return Ok(DEFAULT_LIMIT);
        };
        let digits = !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit());
        // Digits that do not fit are a number above the maximum all the same.
        let number = digits.then(|| written.parse::<usize>().unwrap_or(usize::MAX));
        match number {
            None | Some(0) => Err(TaskweaveError::new(
                Code::LimitInvalid,
                format!(
                    "the limit `{}` is not a whole number of at least 1",
                    clip(written)
                ),
            )
            .help(format!(
                "write a number from 1 to {MAX_LIMIT}, or leave it out for {DEFAULT_LIMIT}"
            ))),
            Some(number) if number > MAX_LIMIT => {
                warnings.push(Warning::new(
                    "limit_lowered",
                    format!("the limit was lowered to {MAX_LIMIT}, the most that a page can have"),
                ));
                Ok(MAX_LIMIT)
            }
            Some(number) => Ok(number),
        }
    }
}

/// What tasks carry beyond the base fields.
///
/// # Errors
/// `request_invalid` for a word that is none of them.
pub fn expansion(expand: Option<&OneOrMany>) -> Result<Expansion> {
    let written: &[String] = match expand {
        None => &[],
        Some(OneOrMany::One(one)) => std::slice::from_ref(one),
        Some(OneOrMany::Many(many)) => many,
    };
    let mut expansion = Expansion::default();
    for word in written
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
    {
        match word {
            "" => {}
            "details" => expansion.details = true,
            "platform_data" => expansion.platform_data = true,
            other => {
                let near = closest(other, ["details", "platform_data"]);
                let help = near.map_or_else(
                    || "write `details`, `platform_data` or both".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(TaskweaveError::new(
                    Code::RequestInvalid,
                    format!("`{}` cannot be expanded", clip(other)),
                )
                .help(help));
            }
        }
    }
    Ok(expansion)
}

/// A list request whose every part was checked.
pub(super) struct CheckedList {
    pub(super) filter: Option<Expr>,
    /// The order of `sorted`; of no meaning beside `source`.
    pub(super) sort: Sort,
    pub(super) order: Order,
    pub(super) limit: usize,
    pub(super) expand: Expansion,
    pub(super) on_error: OnError,
    pub(super) utc_offset_minutes: i32,
    pub(super) force_fetch: bool,
    pub(super) warnings: Vec<Warning>,
}

impl CheckedList {
    /// What a cursor's fingerprint says of the filter: the same for filters that mean the same. A
    /// relative time means another one in another zone.
    pub(super) fn bound_to(&self) -> String {
        let Some(filter) = &self.filter else {
            return String::new();
        };
        let text = filter.normal().to_string();
        match filter.is_relative() {
            true => format!("{text}\u{1f}{}", self.utc_offset_minutes),
            false => text,
        }
    }
}

impl ListRequest {
    /// Checks everything that needs no connection.
    pub(super) fn check(&self) -> Result<CheckedList> {
        let mut warnings = Vec::new();
        let limit = LimitInput::check(self.limit.as_ref(), &mut warnings)?;
        let sort = match &self.sort {
            None => Sort::default(),
            Some(text) => Sort::parse(text)?,
        };
        let mut parts = Vec::new();
        if let Some(text) = &self.filter {
            parts.push(Filter::parse(text)?.expr().clone());
        }
        parts.extend(bound(
            "updated_at_min",
            Field::UpdatedAt,
            Op::Ge,
            self.updated_at_min,
        )?);
        parts.extend(bound(
            "updated_at_max",
            Field::UpdatedAt,
            Op::Le,
            self.updated_at_max,
        )?);
        parts.extend(bound(
            "last_synced_at_min",
            Field::LastSyncedAt,
            Op::Ge,
            self.last_synced_at_min,
        )?);
        let filter = Expr::all(parts);
        warnings.extend(sync_warning(filter.as_ref()));
        Ok(CheckedList {
            filter,
            sort,
            order: self.check_order()?,
            limit,
            expand: expansion(self.expand.as_ref())?,
            on_error: self.check_on_error()?,
            utc_offset_minutes: utc_offset(self.utc_offset_minutes)?,
            force_fetch: self.force_fetch == Some(true),
            warnings,
        })
    }

    fn check_on_error(&self) -> Result<OnError> {
        match self.on_error.as_deref() {
            None | Some("strict") => Ok(OnError::Strict),
            Some("partial") => Ok(OnError::Partial),
            Some(other) => Err(TaskweaveError::new(
                Code::RequestInvalid,
                format!("`{}` is not a way to take errors", clip(other)),
            )
            .help("write `strict` or `partial`")),
        }
    }

    fn check_order(&self) -> Result<Order> {
        match (self.order.as_deref(), &self.sort) {
            (None | Some("sorted"), _) => Ok(Order::Sorted),
            (Some("source"), None) => Ok(Order::Source),
            (Some("source"), Some(_)) => Err(TaskweaveError::new(
                Code::RequestInvalid,
                "`order` is `source`, the platforms' own order, and `sort` asks for another one",
            )
            .help("leave `sort` out to walk the list unordered, or leave `order` out for one order over all connections")),
            (Some(other), _) => Err(TaskweaveError::new(
                Code::RequestInvalid,
                format!("`{}` is not an order", clip(other)),
            )
            .help("write `sorted`, the default, and name fields in `sort`; or `source` for the platforms' own order")),
        }
    }
}

/// What is said of a filter on when tasks were read.
pub(crate) fn sync_warning(filter: Option<&Expr>) -> Option<Warning> {
    let predicates = filter.map(Expr::predicates).unwrap_or_default();
    predicates
        .iter()
        .any(|predicate| predicate.field() == Some(Field::LastSyncedAt))
        .then(|| {
            Warning::new(
                "last_synced_at_is_now",
                "nothing is stored here, so `last_synced_at` is when this walk began to read; to find what changed, filter on `updated_at` or use `changesSince`",
            )
        })
}

/// How far a user's clock is ahead of UTC, in minutes; 0 unless said.
///
/// # Errors
/// `request_invalid` beyond 18 hours, which no clock on earth is.
pub fn utc_offset(minutes: Option<i64>) -> Result<i32> {
    const MOST: i32 = 18 * 60;
    let minutes = minutes.unwrap_or(0);
    i32::try_from(minutes)
        .ok()
        .filter(|minutes| (-MOST..=MOST).contains(minutes))
        .ok_or_else(|| {
            TaskweaveError::new(
                Code::RequestInvalid,
                format!("a clock cannot be {minutes} minutes ahead of UTC"),
            )
            .help("write minutes from -1080 to 1080, such as 120 for UTC+2 or -300 for UTC-5; `new Date().getTimezoneOffset()` has the other sign")
        })
}

/// One of Rutter's older bounds as a predicate.
fn bound(name: &str, field: Field, op: Op, millis: Option<i64>) -> Result<Option<Expr>> {
    let Some(millis) = millis else {
        return Ok(None);
    };
    let time = Timestamp::from_millis(millis).ok_or_else(|| {
        TaskweaveError::new(
            Code::RequestInvalid,
            format!("`{name}` is not a time of the years 0000 to 9999"),
        )
        .help("write Unix milliseconds")
    })?;
    Ok(Some(Expr::Is(Predicate::new(field, op, Value::Time(time)))))
}

/// As much of a user's text as an error repeats.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(80).collect()
}
