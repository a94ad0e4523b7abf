//! One comparison of a plan, bound to the column that it looks at.

use super::bitmap::Bitmap;
use super::kernel;
use super::lazy::Lazy;
use super::numbers::Numbers;
use super::search::TextSearch;
use super::times::NO_TIME;
use super::{TaskTable, bind};
use crate::filter::Predicate;

/// A question to every row. What is unknown of a row fits no question.
pub(super) enum Leaf<'t> {
    /// No row fits.
    Nothing,
    /// Every row fits.
    Everything,
    /// A small number is one of a few, or none of them.
    Bytes {
        column: &'t [u8],
        few: Vec<u8>,
        is_one: bool,
    },
    /// A number is listed as fitting.
    Listed {
        column: &'t Numbers,
        fits: Vec<bool>,
    },
    /// An instant is within, or, where it is asked for, outside of two instants.
    Times {
        column: &'t [i64],
        from: i64,
        to: i64,
        is_within: bool,
    },
    /// A text of one arena fits.
    Text(Box<TextSearch<'t>>),
    /// Whatever is asked of one row at a time: `None` where it is unknown.
    Rows {
        ask: Box<dyn FnMut(usize) -> Option<bool> + 't>,
        truth: bool,
        cost: f64,
    },
}

/// More values than this are looked up instead of compared with each.
const FEW_VALUES: usize = 6;

impl<'t> Leaf<'t> {
    /// The question whether a comparison is true, or whether it is false.
    pub(super) fn new(
        table: &'t TaskTable,
        lazy: &'t Lazy,
        predicate: &'t Predicate,
        truth: bool,
    ) -> Self {
        let is_denial = predicate.op.is_denial();
        let op = if is_denial {
            predicate.op.negation()
        } else {
            predicate.op
        };
        let binder = bind::Binder {
            table,
            lazy,
            truth: truth != is_denial,
        };
        // Nothing is known of values that are not of the target's type, as relative times are not.
        binder.leaf(predicate, op).unwrap_or(Self::Nothing)
    }

    /// Keeps the rows that fit.
    pub(super) fn narrow(&mut self, live: &mut Bitmap) {
        match self {
            Self::Nothing => live.retain(|_| false),
            Self::Everything => {}
            Self::Bytes {
                column,
                few,
                is_one,
            } => match (*is_one, few.as_slice()) {
                (true, [only]) => kernel::narrow(
                    live,
                    column,
                    |block| kernel::equal(block, *only),
                    |value| value == only,
                ),
                (true, _) => kernel::narrow(
                    live,
                    column,
                    |block| kernel::among(block, few),
                    |value| few.contains(value),
                ),
                (false, _) => kernel::narrow(
                    live,
                    column,
                    |block| !kernel::among(block, few),
                    |value| !few.contains(value),
                ),
            },
            Self::Listed { column, fits } => {
                let fits: &[bool] = fits;
                let one = |number: u32| fits.get(number as usize).copied().unwrap_or_default();
                match column {
                    Numbers::Bytes(column) => kernel::narrow(
                        live,
                        column,
                        |block| kernel::listed(block, fits),
                        |number| one(u32::from(*number)),
                    ),
                    Numbers::Pairs(column) => kernel::narrow(
                        live,
                        column,
                        |block| kernel::listed(block, fits),
                        |number| one(u32::from(*number)),
                    ),
                    Numbers::Quads(column) => kernel::narrow(
                        live,
                        column,
                        |block| kernel::listed(block, fits),
                        |number| one(*number),
                    ),
                }
            }
            Self::Times {
                column,
                from,
                to: i64::MAX,
                is_within: true,
            } => kernel::narrow(
                live,
                column,
                |block| kernel::since(block, *from),
                |time| *from <= *time,
            ),
            Self::Times {
                column,
                from,
                to,
                is_within: true,
            } => kernel::narrow(
                live,
                column,
                |block| kernel::within(block, *from, *to),
                |time| *from <= *time && *time <= *to,
            ),
            Self::Times {
                column, from, to, ..
            } => kernel::narrow(
                live,
                column,
                |block| {
                    !kernel::within(block, *from, *to)
                        & kernel::within(block, NO_TIME + 1, i64::MAX)
                },
                |time| *time != NO_TIME && !(*from <= *time && *time <= *to),
            ),
            Self::Text(search) => search.narrow(live),
            Self::Rows { ask, truth, .. } => live.retain(|row| ask(row) == Some(*truth)),
        }
    }

    /// Whether one row fits.
    pub(super) fn holds(&mut self, row: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Bytes {
                column,
                few,
                is_one,
            } => {
                let value = column.get(row);
                value.is_some_and(|value| few.contains(value) == *is_one)
            }
            Self::Listed { column, fits } => {
                let number = column.get(row);
                number.is_some_and(|number| fits.get(number as usize) == Some(&true))
            }
            Self::Times {
                column,
                from,
                to,
                is_within,
            } => column.get(row).is_some_and(|time| {
                let is_here = *from <= *time && *time <= *to;
                match is_within {
                    true => is_here,
                    false => !is_here && *time != NO_TIME,
                }
            }),
            Self::Text(search) => search.holds(row),
            Self::Rows { ask, truth, .. } => ask(row) == Some(*truth),
        }
    }

    /// Keeps those of some rows that fit, in their order.
    pub(super) fn keep(&mut self, rows: &mut Vec<u32>) {
        match self {
            Self::Bytes {
                column,
                few,
                is_one,
            } => kernel::keep(rows, |row| {
                let value = column.get(row);
                value.is_some_and(|value| few.contains(value) == *is_one)
            }),
            Self::Times {
                column,
                from,
                to,
                is_within: true,
            } => kernel::keep(rows, |row| {
                let time = column.get(row);
                time.is_some_and(|time| (*from <= *time) & (*time <= *to))
            }),
            _ => kernel::keep(rows, |row| self.holds(row)),
        }
    }

    /// About how many nanoseconds it takes a row.
    pub(super) fn cost(&self) -> f64 {
        match self {
            Self::Nothing | Self::Everything => 0.01,
            Self::Bytes { .. } => 0.1,
            Self::Times { .. } => 0.4,
            Self::Listed { .. } => 1.0,
            Self::Text(search) => search.cost(),
            Self::Rows { cost, .. } => *cost,
        }
    }

    /// Whether a row's number is one of those that fit; no row has another number than is told of here.
    pub(super) fn of_numbers(column: &'t Numbers, fits: Vec<bool>) -> Self {
        match column {
            Numbers::Bytes(bytes) => Self::of_bytes(bytes, &fits),
            Numbers::Pairs(_) | Numbers::Quads(_) => None,
        }
        .unwrap_or_else(|| match fits.contains(&true) {
            true => Self::Listed { column, fits },
            false => Self::Nothing,
        })
    }

    /// The same for bytes; `None` where neither the numbers that fit are few nor the others.
    pub(super) fn of_bytes(column: &'t [u8], fits: &[bool]) -> Option<Self> {
        let having = |wanted: bool| -> Vec<u8> {
            let numbers = (0..=u8::MAX).zip(fits);
            numbers
                .filter(|(_, fits)| **fits == wanted)
                .map(|(number, _)| number)
                .collect()
        };
        let (fitting, others) = (having(true), having(false));
        if fitting.is_empty() {
            return Some(Self::Nothing);
        }
        if others.is_empty() {
            return Some(Self::Everything);
        }
        let is_one = fitting.len() <= others.len();
        let few = if is_one { fitting } else { others };
        (few.len() <= FEW_VALUES).then_some(Self::Bytes {
            column,
            few,
            is_one,
        })
    }
}
