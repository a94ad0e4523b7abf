//! Filters over columns, in SQL's three-valued logic: a set of rows that are true and one of rows
//! that are false; the rest is unknown.

use memchr::memmem::Finder;

use super::TaskTable;
use super::bitmap::Bitmap;
use super::order::Key;
use crate::filter::{Expr, Op, Predicate, Value};
use crate::task::Field;

/// What a filter says of every row.
struct Truth {
    yes: Bitmap,
    no: Bitmap,
}

impl TaskTable {
    /// The rows for which a filter is true; every row without one.
    pub(crate) fn matches(&self, filter: Option<&Expr>) -> Bitmap {
        match filter {
            Some(filter) => self.truth(filter).yes,
            None => Bitmap::filled(self.len(), true),
        }
    }

    /// How many rows match.
    #[must_use]
    pub fn count(&self, filter: Option<&Expr>) -> usize {
        self.matches(filter).count()
    }

    fn truth(&self, expr: &Expr) -> Truth {
        match expr {
            Expr::And(parts) => self.fold(parts, true, |truth, part| {
                truth.yes.and(&part.yes);
                truth.no.or(&part.no);
            }),
            Expr::Or(parts) => self.fold(parts, false, |truth, part| {
                truth.yes.or(&part.yes);
                truth.no.and(&part.no);
            }),
            Expr::Not(part) => {
                let Truth { yes, no } = self.truth(part);
                Truth { yes: no, no: yes }
            }
            Expr::Is(predicate) => self.test(predicate),
        }
    }

    fn fold(&self, parts: &[Expr], start: bool, join: impl Fn(&mut Truth, &Truth)) -> Truth {
        let mut truth = Truth {
            yes: Bitmap::filled(self.len(), start),
            no: Bitmap::filled(self.len(), !start),
        };
        for part in parts {
            join(&mut truth, &self.truth(part));
        }
        truth
    }

    fn test(&self, predicate: &Predicate) -> Truth {
        let Predicate { target, op, value } = predicate;
        let op = *op;
        let Some(field) = target.field() else {
            return self.decide(|_| None);
        };
        match value {
            Value::Null => {
                let nulls = self.bits(|row| self.key(field, row) == Key::Null);
                let others = nulls.complement();
                match op {
                    Op::Ne => Truth {
                        yes: others,
                        no: nulls,
                    },
                    _ => Truth {
                        yes: nulls,
                        no: others,
                    },
                }
            }
            Value::Time(time) => self.compare_ints(field, op, time.millis()),
            Value::Status(status) => self.compare_ints(field, op, *status as i64),
            Value::Platform(platform) => self.compare_texts(field, op, platform.as_str()),
            Value::Text(text) if op == Op::Contains => {
                let finder = Finder::new(text.as_bytes());
                self.test_texts(field, |held| finder.find(held.as_bytes()).is_some())
            }
            Value::Text(text) => self.compare_texts(field, op, text),
            _ => self.decide(|_| None),
        }
    }

    /// The columns that filters name most are read straight, the others through their keys.
    fn compare_ints(&self, field: Field, op: Op, wanted: i64) -> Truth {
        let test = |held: i64| holds(op, held.cmp(&wanted));
        match field {
            Field::CreatedAt => self.decide(|row| self.created_at.get(row as usize).map(test)),
            Field::UpdatedAt => self.decide(|row| self.updated_at.get(row as usize).map(test)),
            Field::Status => self.decide(|row| {
                let held = self.status.get(row as usize)?;
                Some(test(*held as i64))
            }),
            _ => self.decide(|row| match self.key(field, row) {
                Key::Int(held) => Some(test(held)),
                Key::Null | Key::Text(_) => None,
            }),
        }
    }

    /// Code point order is byte order in UTF-8.
    fn compare_texts(&self, field: Field, op: Op, wanted: &str) -> Truth {
        self.test_texts(field, |held| holds(op, held.cmp(wanted)))
    }

    fn test_texts(&self, field: Field, test: impl Fn(&str) -> bool) -> Truth {
        match field {
            Field::Name => self.decide(|row| self.name.get(row as usize).map(&test)),
            _ => self.decide(|row| match self.key(field, row) {
                Key::Text(held) => Some(test(&held)),
                Key::Null | Key::Int(_) => None,
            }),
        }
    }

    fn bits(&self, mut bit: impl FnMut(u32) -> bool) -> Bitmap {
        Bitmap::from_fn(self.len(), |row| index(row).is_some_and(&mut bit))
    }

    /// The truth of a test that may be unknown for a row.
    fn decide(&self, test: impl Fn(u32) -> Option<bool>) -> Truth {
        let (yes, no) = Bitmap::pair_from_fn(self.len(), |row| {
            let answer = index(row).and_then(&test);
            (answer == Some(true), answer == Some(false))
        });
        Truth { yes, no }
    }
}

/// Rows are counted in 32 bits: a table refuses more.
fn index(row: usize) -> Option<u32> {
    u32::try_from(row).ok()
}

fn holds(op: Op, order: std::cmp::Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
        // The checker gives `~` to texts only, which `test` answers before it comes here.
        _ => false,
    }
}
