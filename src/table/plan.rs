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
use crate::gather::sorted_by;

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
            self.with_plan(filter, |plan, _| plan.narrow(&mut live));
        }
        live
    }

    /// What is done with a filter's plan.
    pub(super) fn with_plan<T>(
        &self,
        filter: &Expr,
        done: impl FnOnce(&mut Plan<'_>, &Sample) -> T,
    ) -> T {
        self.prepare(filter);
        let lazy = self.lazy.borrow();
        let sample = Sample::of(self.len());
        done(&mut Plan::new(self, &lazy, filter, true, &sample), &sample)
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
        sample: &Sample,
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

    /// Keeps those of some rows for which it holds, in their order.
    pub(super) fn keep(&mut self, rows: &mut Vec<u32>) {
        match self {
            Self::All(parts) => parts.iter_mut().for_each(|part| part.keep(rows)),
            Self::Any(parts) => {
                rows.retain(|row| parts.iter_mut().any(|part| part.holds(*row as usize)));
            }
            Self::Leaf(leaf) => leaf.keep(rows),
        }
    }

    /// Puts first what costs least for each row that it decides.
    fn order(&mut self, sample: &Sample) {
        let (parts, holding_decides) = match self {
            Self::All(parts) => (parts, false),
            Self::Any(parts) => (parts, true),
            Self::Leaf(_) => return,
        };
        let rated: Vec<(f64, Self)> = std::mem::take(parts)
            .into_iter()
            .map(|mut part| {
                let held = sample.share(&mut part).unwrap_or(0.5);
                let decided = if holding_decides { held } else { 1.0 - held };
                // A part that decided no row of the sample may decide a few of all.
                (part.cost() / decided.max(0.001), part)
            })
            .collect();
        let rated = sorted_by(rated, |(a, _), (b, _)| a.total_cmp(b));
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

/// Rows that stand for all; none of a small table.
pub(super) struct Sample(Vec<usize>);

impl Sample {
    fn of(len: usize) -> Self {
        if len < FEW_ROWS {
            return Self(Vec::new());
        }
        let step = len / PLACES;
        // In the middle of each stretch: the first rows of a table are often alike.
        let places = (0..PLACES).map(|place| place * step + step / 2);
        Self(places.flat_map(|at| at..at + AT_A_PLACE).collect())
    }

    /// Of how large a part of all rows a plan holds, about.
    fn share(&self, plan: &mut Plan<'_>) -> Option<f64> {
        let held = self.0.iter().filter(|row| plan.holds(**row)).count();
        (!self.0.is_empty()).then(|| held as f64 / self.0.len() as f64)
    }

    /// How many rows one has to look at, about, to find `count` for which a plan holds; `None` if hardly
    /// any are.
    pub(super) fn reach(&self, plan: &mut Plan<'_>, count: usize) -> Option<usize> {
        let share = self.share(plan).unwrap_or(0.25);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of rows; what is too large becomes the largest"
        )]
        // Half as many again, since a sample is only about right.
        (share > 0.0).then(|| (1.5 * count as f64 / share) as usize)
    }
}
