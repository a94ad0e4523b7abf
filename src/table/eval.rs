//! Filters over columns, in SQL's three-valued logic: a set of rows that are true and one of rows
//! that are false; the rest is unknown.
//!
//! A comparison holds if one of a row's values fits it, and is unknown where there are none. A denial
//! is the comparison that it denies with the two sets exchanged.

use std::borrow::Cow;

use super::TaskTable;
use super::bitmap::Bitmap;
use super::lazy::{Column, Lazy, Places};
use super::place;
use super::test::{Ordered, TextTest};
use crate::filter::{Expr, Op, Path, Predicate, Target, Value};
use crate::task::{Decimal, Field, FieldType};

/// What a filter says of every row.
struct Truth {
    yes: Bitmap,
    no: Bitmap,
}

impl TaskTable {
    /// The rows for which a filter is true; every row without one.
    pub(crate) fn matches(&self, filter: Option<&Expr>) -> Bitmap {
        let Some(filter) = filter else {
            return Bitmap::filled(self.len(), true);
        };
        self.prepare(filter);
        let lazy = self.lazy.borrow();
        let evaluator = Evaluator {
            table: self,
            lazy: &lazy,
        };
        evaluator.truth(filter).yes
    }

    /// How many rows match.
    #[must_use]
    pub fn count(&self, filter: Option<&Expr>) -> usize {
        self.matches(filter).count()
    }
}

/// A table with all columns that a filter names.
struct Evaluator<'t> {
    table: &'t TaskTable,
    lazy: &'t Lazy,
}

impl Evaluator<'_> {
    fn truth(&self, expr: &Expr) -> Truth {
        match expr {
            Expr::And(parts) => self.join(parts, true, |truth, part| {
                truth.yes.and(&part.yes);
                truth.no.or(&part.no);
            }),
            Expr::Or(parts) => self.join(parts, false, |truth, part| {
                truth.yes.or(&part.yes);
                truth.no.and(&part.no);
            }),
            Expr::Not(part) => self.truth(part).turned(),
            Expr::Is(predicate) => self.compare(predicate),
        }
    }

    fn join(&self, parts: &[Expr], start: bool, join: impl Fn(&mut Truth, &Truth)) -> Truth {
        let mut truth = Truth {
            yes: Bitmap::filled(self.table.len(), start),
            no: Bitmap::filled(self.table.len(), !start),
        };
        for part in parts {
            join(&mut truth, &self.truth(part));
        }
        truth
    }

    fn compare(&self, predicate: &Predicate) -> Truth {
        let is_denial = predicate.op.is_denial();
        let op = if is_denial {
            predicate.op.negation()
        } else {
            predicate.op
        };
        let truth = match (&predicate.value, &predicate.target) {
            (Value::Null, Target::Field(field)) => Some(self.is_null(*field)),
            (Value::Null, Target::Data(path)) => Some(self.leads_nowhere(path)),
            (_, Target::Field(field)) => self.compare_field(*field, op, predicate.values()),
            (_, Target::Data(path)) => self.compare_place(path, op, predicate.values()),
        };
        // Nothing is known of values that are not of the target's type, as relative times are not.
        let truth = truth.unwrap_or_else(|| self.any(|_| None::<()>, |()| false));
        if is_denial { truth.turned() } else { truth }
    }

    fn compare_field(&self, field: Field, op: Op, values: &[Value]) -> Option<Truth> {
        match field.info().kind {
            FieldType::Text => self.test_texts(field, TextTest::new(op, texts(values)?)?),
            FieldType::Platform => {
                let names = read(values, |value| match value {
                    Value::Platform(platform) => Some(platform.as_str()),
                    _ => None,
                });
                self.test_texts(field, TextTest::new(op, names?)?)
            }
            FieldType::Time => self.test_ints(field, &Ordered::new(op, times(values)?)?),
            FieldType::Status => {
                let places = read(values, |value| match value {
                    Value::Status(status) => Some(*status as i64),
                    _ => None,
                });
                self.test_ints(field, &Ordered::new(op, places?)?)
            }
            FieldType::Number => {
                let Column::Numbers(rows) = self.lazy.detail(field)? else {
                    return None;
                };
                let test = Ordered::new(op, numbers(values)?)?;
                Some(self.any(|row| rows.get(row), |held| test.fits(held)))
            }
            FieldType::Boolean => {
                let Column::Booleans(rows) = self.lazy.detail(field)? else {
                    return None;
                };
                let test = Ordered::new(op, booleans(values)?)?;
                Some(self.any(|row| rows.get(row), |held| test.fits(held)))
            }
            FieldType::Object => None,
        }
    }

    fn test_ints(&self, field: Field, test: &Ordered<i64>) -> Option<Truth> {
        let table = self.table;
        let fits = |held: i64| test.fits(&held);
        Some(match field {
            Field::CreatedAt => self.any(|row| table.created_at.get(row), fits),
            Field::UpdatedAt => self.any(|row| table.updated_at.get(row), fits),
            Field::Status => self.any(|row| table.status.get(row), |held| fits(*held as i64)),
            Field::LastSyncedAt => {
                let of_source = table.sources.iter();
                let fits = of_source.map(|source| fits(source.synced_at.millis()));
                self.of_sources(fits.collect())
            }
            _ => match self.lazy.detail(field)? {
                Column::Times(rows) => self.any(|row| rows.get(row), |held| fits(*held)),
                _ => return None,
            },
        })
    }

    fn test_texts(&self, field: Field, mut test: TextTest<'_>) -> Option<Truth> {
        let table = self.table;
        Some(match field {
            Field::Name => self.any(|row| table.name.get(row), |held| test.fits(held)),
            Field::PlatformId => self.any(|row| table.platform_id.get(row), |held| test.fits(held)),
            Field::PlatformStatus => {
                self.any(|row| table.platform_status.get(row), |held| test.fits(held))
            }
            Field::Id => {
                let id = |row| u32::try_from(row).ok().and_then(|row| table.id(row));
                self.any(id, |held| test.fits(&held))
            }
            Field::Platform => {
                let of_source = table.sources.iter();
                let fits = of_source.map(|source| test.fits(source.platform.as_str()));
                self.of_sources(fits.collect())
            }
            Field::ConnectionId => {
                let of_source = table.sources.iter();
                let fits = of_source.map(|source| test.fits(&source.connection_id));
                self.of_sources(fits.collect())
            }
            _ => match self.lazy.detail(field)? {
                Column::Texts(dictionary, rows) => {
                    let fits: Vec<bool> = dictionary.texts().map(|text| test.fits(text)).collect();
                    let fits = |number: &u32| fits.get(*number as usize) == Some(&true);
                    self.any(|row| rows.get(row), fits)
                }
                _ => return None,
            },
        })
    }

    /// What is one for all rows of a source.
    fn of_sources(&self, fits: Vec<bool>) -> Truth {
        self.any(
            |row| self.table.source.get(row),
            |source| fits.get(*source as usize) == Some(&true),
        )
    }

    /// The literal gives the type; what does not read as it is no value.
    fn compare_place(&self, path: &Path, op: Op, values: &[Value]) -> Option<Truth> {
        Some(match values.first()? {
            Value::Text(_) => {
                let mut test = TextTest::new(op, texts(values)?)?;
                self.test_place(path, place::text, |held| test.fits(&held))
            }
            Value::Number(_) => {
                let test = Ordered::new(op, numbers(values)?)?;
                self.test_place(path, place::number, |held| test.fits(&held))
            }
            Value::Boolean(_) => {
                let test = Ordered::new(op, booleans(values)?)?;
                self.test_place(path, place::boolean, |held| test.fits(&held))
            }
            Value::Time(_) => {
                let test = Ordered::new(op, times(values)?)?;
                self.test_place(path, place::time, |held| test.fits(&held.millis()))
            }
            _ => return None,
        })
    }

    fn test_place<'s, T>(
        &'s self,
        path: &Path,
        read: fn(&'s str) -> Option<T>,
        fits: impl FnMut(T) -> bool,
    ) -> Truth {
        let places = self.places(path);
        let held = |row| {
            let raw = self.table.raw(row).map(|(raw, _)| raw);
            let extents = places.get(row).iter();
            extents.filter_map(move |(start, end)| read(raw?.get(*start as usize..*end as usize)?))
        };
        self.any(held, fits)
    }

    fn places(&self, path: &Path) -> Cow<'_, Places> {
        let kept = self.lazy.place(path).map(Cow::Borrowed);
        kept.unwrap_or_else(|| Cow::Owned(self.table.places(path)))
    }

    fn leads_nowhere(&self, path: &Path) -> Truth {
        let places = self.places(path);
        self.either(|row| places.get(row).is_empty())
    }

    fn is_null(&self, field: Field) -> Truth {
        let table = self.table;
        match field {
            Field::CreatedAt => self.either(|row| table.created_at.get(row).is_none()),
            Field::UpdatedAt => self.either(|row| table.updated_at.get(row).is_none()),
            Field::PlatformStatus => self.either(|row| table.platform_status.get(row).is_none()),
            // No document gives a URL of a task.
            Field::PlatformUrl => self.either(|_| true),
            _ => match self.lazy.detail(field) {
                Some(column) => self.either(|row| column.is_empty(row)),
                None => self.either(|_| false),
            },
        }
    }

    /// The truth of what is never unknown.
    fn either(&self, test: impl Fn(usize) -> bool) -> Truth {
        let yes = Bitmap::from_fn(self.table.len(), test);
        let no = yes.complement();
        Truth { yes, no }
    }

    /// Whether one of a row's values fits; unknown where it has none.
    fn any<T, I: IntoIterator<Item = T>>(
        &self,
        values: impl Fn(usize) -> I,
        mut fits: impl FnMut(T) -> bool,
    ) -> Truth {
        let (yes, no) = Bitmap::pair_from_fn(self.table.len(), |row| {
            let mut is_known = false;
            for value in values(row) {
                if fits(value) {
                    return (true, false);
                }
                is_known = true;
            }
            (false, is_known)
        });
        Truth { yes, no }
    }
}

impl Truth {
    /// The truth of the denial.
    fn turned(self) -> Self {
        Self {
            yes: self.no,
            no: self.yes,
        }
    }
}

/// All the values, if all are of one type.
fn read<'v, T>(values: &'v [Value], as_type: impl Fn(&'v Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(as_type).collect()
}

fn texts(values: &[Value]) -> Option<Vec<&str>> {
    read(values, |value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

fn times(values: &[Value]) -> Option<Vec<i64>> {
    read(values, |value| match value {
        Value::Time(time) => Some(time.millis()),
        _ => None,
    })
}

fn numbers(values: &[Value]) -> Option<Vec<Decimal>> {
    read(values, |value| match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    })
}

fn booleans(values: &[Value]) -> Option<Vec<bool>> {
    read(values, |value| match value {
        Value::Boolean(boolean) => Some(*boolean),
        _ => None,
    })
}
