//! A filter as a plan over columns.
//!
//! The three values of SQL's logic need no second set of rows: a denial is first carried inwards to the
//! comparisons (De Morgan's laws hold for all three values), and each comparison is then asked for the
//! rows where it is true, or for those where it is false. Where it is unknown it is neither.
//!
//! A part is asked only of the rows that are still undecided, the cheapest and most decisive part first.

use super::TaskTable;
use super::bitmap::Bitmap;
use super::lazy::Lazy;
use super::leaf::Leaf;
use crate::filter::Expr;

/// So many rows tell how decisive a part is: in so many places, so many that follow each other, which
/// share what is read of them.
const PLACES: usize = 32;
const AT_A_PLACE: usize = 8;
/// Of a smaller table no sample is worth its time.
const FEW_ROWS: usize = 2048;

/// A filter whose comparisons know their columns.
pub(super) enum Plan<'t> {
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// One comparison holds, or, where that is what is asked, does not hold.
    Leaf(Leaf<'t>),
}

impl TaskTable {
    /// The rows for which a filter is true; every row without one.
    pub(crate) fn matches(&self, filter: Option<&Expr>) -> Bitmap {
        let mut live = Bitmap::filled(self.len(), true);
        if let Some(filter) = filter {
            self.with_plan(filter, |plan| plan.narrow(&mut live));
        }
        live
    }

    /// What is done with a filter's plan.
    pub(super) fn with_plan<T>(&self, filter: &Expr, done: impl FnOnce(&mut Plan<'_>) -> T) -> T {
        self.prepare(filter);
        let lazy = self.lazy.borrow();
        done(&mut Plan::new(
            self,
            &lazy,
            filter,
            true,
            &sample(self.len()),
        ))
    }

    /// How many rows match.
    #[must_use]
    pub fn count(&self, filter: Option<&Expr>) -> usize {
        self.matches(filter).count()
    }
}

impl<'t> Plan<'t> {
    /// The plan of a filter that is to be true, or to be false.
    fn new(
        table: &'t TaskTable,
        lazy: &'t Lazy,
        expr: &'t Expr,
        truth: bool,
        sample: &[usize],
    ) -> Self {
        let all = |parts: &'t [Expr]| {
            let parts = parts.iter();
            parts
                .map(|part| Self::new(table, lazy, part, truth, sample))
                .collect()
        };
        let mut plan = match expr {
            Expr::And(parts) if truth => Self::All(all(parts)),
            Expr::Or(parts) if !truth => Self::All(all(parts)),
            Expr::And(parts) | Expr::Or(parts) => Self::Any(all(parts)),
            Expr::Not(part) => return Self::new(table, lazy, part, !truth, sample),
            Expr::Is(predicate) => Self::Leaf(Leaf::new(table, lazy, predicate, truth)),
        };
        plan.order(sample);
        plan
    }

    /// Keeps the rows for which it holds.
    pub(super) fn narrow(&mut self, live: &mut Bitmap) {
        match self {
            Self::All(parts) => {
                for part in parts {
                    if live.is_empty() {
                        return;
                    }
                    part.narrow(live);
                }
            }
            Self::Any(parts) => {
                let mut open = live.clone();
                for part in parts {
                    if open.is_empty() {
                        break;
                    }
                    let mut found = open.clone();
                    part.narrow(&mut found);
                    open.and_not(&found);
                }
                live.and_not(&open);
            }
            Self::Leaf(leaf) => leaf.narrow(live),
        }
    }

    /// Whether it holds for one row.
    pub(super) fn holds(&mut self, row: usize) -> bool {
        match self {
            Self::All(parts) => parts.iter_mut().all(|part| part.holds(row)),
            Self::Any(parts) => parts.iter_mut().any(|part| part.holds(row)),
            Self::Leaf(leaf) => leaf.holds(row),
        }
    }

    /// For how many of some rows it holds.
    fn held(&mut self, rows: &[usize]) -> usize {
        rows.iter().filter(|row| self.holds(**row)).count()
    }

    /// Puts first what costs least for each row that it decides.
    fn order(&mut self, sample: &[usize]) {
        let (parts, holding_decides) = match self {
            Self::All(parts) => (parts, false),
            Self::Any(parts) => (parts, true),
            Self::Leaf(_) => return,
        };
        let mut rated: Vec<(f64, Self)> = std::mem::take(parts)
            .into_iter()
            .map(|mut part| {
                let decided = match sample.is_empty() {
                    true => 0.5,
                    false => {
                        let held = part.held(sample) as f64 / sample.len() as f64;
                        if holding_decides { held } else { 1.0 - held }
                    }
                };
                // A part that decided no row of the sample may decide a few of all.
                (part.cost() / decided.max(0.001), part)
            })
            .collect();
        rated.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        parts.extend(rated.into_iter().map(|(_, part)| part));
    }

    /// About how many nanoseconds it takes a row.
    fn cost(&self) -> f64 {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::cost).sum(),
            Self::Leaf(leaf) => leaf.cost(),
        }
    }
}

/// Rows that stand for all, ascending: none of a small table.
fn sample(len: usize) -> Vec<usize> {
    if len < FEW_ROWS {
        return Vec::new();
    }
    let step = len / PLACES;
    // In the middle of each stretch: the first rows of a table are often alike.
    let places = (0..PLACES).map(|place| place * step + step / 2);
    places.flat_map(|at| at..at + AT_A_PLACE).collect()
}
