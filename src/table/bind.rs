//! Comparisons bound to columns. A comparison holds if one of a row's values fits it, and is unknown
//! where there are none.

use super::lazy::{Column, Lazy, Places};
use super::leaf::Leaf;
use super::place;
use super::search::TextSearch;
use super::test::{Ordered, TextTest};
use super::times::{NO_TIME, TimeColumn};
use super::words::Words;
use super::{Source, TaskTable};
use crate::filter::{Op, Path, Predicate, Target, Value};
use crate::task::{Decimal, Field, FieldType, Status};

/// So many words are tested once each, whatever the number of rows.
const FEW_WORDS: usize = 256;

/// A table with all columns that a filter names, and whether rows are wanted where a comparison is
/// true or where it is false.
pub(super) struct Binder<'t> {
    pub(super) table: &'t TaskTable,
    pub(super) lazy: &'t Lazy,
    pub(super) truth: bool,
}

impl<'t> Binder<'t> {
    /// The question of a comparison whose operator, no denial, is told apart. `None` if nothing is
    /// known of any row.
    pub(super) fn leaf(&self, predicate: &'t Predicate, op: Op) -> Option<Leaf<'t>> {
        match (&predicate.value, &predicate.target) {
            (Value::Null, Target::Field(field)) => Some(self.is_null(*field)),
            (Value::Null, Target::Data(path)) => {
                let places = self.places(path);
                Some(self.rows(1.0, move |row| Some(places.as_ref().get(row).is_empty())))
            }
            (_, Target::Field(field)) => self.field(*field, op, predicate.values()),
            (_, Target::Data(path)) => self.place(path, op, predicate.values()),
        }
    }

    fn field(&self, field: Field, op: Op, values: &'t [Value]) -> Option<Leaf<'t>> {
        match field.info().kind {
            FieldType::Text => self.texts(field, TextTest::new(op, texts(values)?)?),
            FieldType::Platform => {
                let names = read(values, |value| match value {
                    Value::Platform(platform) => Some(platform.as_str()),
                    _ => None,
                });
                self.texts(field, TextTest::new(op, names?)?)
            }
            FieldType::Time => self.times(field, Ordered::new(op, times(values)?)?),
            FieldType::Status => {
                let wanted = read(values, |value| match value {
                    Value::Status(status) => Some(*status),
                    _ => None,
                });
                let test = Ordered::new(op, wanted?)?;
                let fits = Status::ALL.map(|status| test.fits(&status) == self.truth);
                Leaf::of_bytes(&self.table.status, &fits)
            }
            FieldType::Number => {
                let Column::Numbers(rows) = self.lazy.detail(field)? else {
                    return None;
                };
                let test = Ordered::new(op, numbers(values)?)?;
                let ask = move |row| any(rows.get(row), |held| test.fits(held));
                Some(self.rows(10.0, ask))
            }
            FieldType::Boolean => {
                let Column::Flags(rows) = self.lazy.detail(field)? else {
                    return None;
                };
                let test = Ordered::new(op, booleans(values)?)?;
                let fits = [false, true].map(|flag| test.fits(&flag) == self.truth);
                Leaf::of_bytes(rows, &[false, fits[0], fits[1]])
            }
            FieldType::Object => None,
        }
    }

    fn times(&self, field: Field, test: Ordered<i64>) -> Option<Leaf<'t>> {
        let table = self.table;
        let column = match field {
            Field::CreatedAt => &table.created_at,
            Field::UpdatedAt => &table.updated_at,
            Field::LastSyncedAt => {
                return Some(self.of_sources(|source| test.fits(&source.synced_at.millis())));
            }
            _ => match self.lazy.detail(field)? {
                Column::Times(column) => column,
                _ => return None,
            },
        };
        Some(match test.extremes() {
            Some((from, to)) => Leaf::Times {
                column: column.millis(),
                // Null is before all instants.
                from: from.unwrap_or(NO_TIME).max(NO_TIME + 1),
                to: to.unwrap_or(i64::MAX),
                is_within: self.truth,
            },
            None => self.rows(4.0, move |row| Some(test.fits(&column.get(row)?))),
        })
    }

    fn texts(&self, field: Field, mut test: TextTest<'t>) -> Option<Leaf<'t>> {
        let (table, truth) = (self.table, self.truth);
        let arena = |column, test| Leaf::Text(Box::new(TextSearch::new(column, test, truth)));
        Some(match field {
            Field::Name => arena(&table.name, test),
            Field::PlatformId => arena(&table.platform_id, test),
            Field::PlatformStatus => self.words(&table.platform_status, test),
            Field::Id => self.rows(200.0, move |row| {
                let id = table.id(u32::try_from(row).ok()?)?;
                Some(test.fits(&id))
            }),
            Field::Platform => self.of_sources(|source| test.fits(source.platform.as_str())),
            Field::ConnectionId => self.of_sources(|source| test.fits(&source.connection_id)),
            _ => match self.lazy.detail(field)? {
                Column::Words(words) => self.words(words, test),
                Column::WordLists(lists) => {
                    let texts = lists.dictionary().texts();
                    let fits: Vec<bool> = texts.map(|text| test.fits(text)).collect();
                    let fits = move |number: &u32| fits.get(*number as usize) == Some(&true);
                    self.rows(5.0, move |row| any(lists.get(row), &fits))
                }
                _ => return None,
            },
        })
    }

    /// Each word is tested once, unless there are so many that rows have hardly one in common: then
    /// only those of the rows that are asked for.
    fn words(&self, words: &'t Words, mut test: TextTest<'t>) -> Leaf<'t> {
        let dictionary = words.dictionary();
        if dictionary.len() > FEW_WORDS.max(words.len() / 8) {
            return self.rows(30.0, move |row| Some(test.fits(words.get(row)?)));
        }
        let null = std::iter::once(false);
        let texts = dictionary.texts().map(|text| test.fits(text) == self.truth);
        Leaf::of_numbers(words.numbers(), null.chain(texts).collect())
    }

    /// What is one for all rows of a source.
    fn of_sources(&self, mut fits: impl FnMut(&Source) -> bool) -> Leaf<'t> {
        let sources = self.table.sources.iter();
        let fits = sources.map(|source| fits(source) == self.truth).collect();
        Leaf::of_numbers(&self.table.source, fits)
    }

    fn is_null(&self, field: Field) -> Leaf<'t> {
        let (table, truth) = (self.table, self.truth);
        let constant = |is_null: bool| match is_null == truth {
            true => Leaf::Everything,
            false => Leaf::Nothing,
        };
        match field {
            Field::CreatedAt => self.no_time(&table.created_at),
            Field::UpdatedAt => self.no_time(&table.updated_at),
            Field::PlatformStatus => self.no_word(&table.platform_status),
            // No document gives a URL of a task.
            Field::PlatformUrl => constant(true),
            _ => match self.lazy.detail(field) {
                None => constant(false),
                Some(Column::Times(column)) => self.no_time(column),
                Some(Column::Words(words)) => self.no_word(words),
                Some(Column::Flags(rows)) => zeros(rows, truth),
                Some(Column::Objects(rows)) => zeros(rows, truth),
                Some(Column::WordLists(lists)) => {
                    self.rows(2.0, |row| Some(lists.get(row).is_empty()))
                }
                Some(Column::Numbers(rows)) => self.rows(2.0, |row| Some(rows.get(row).is_empty())),
            },
        }
    }

    fn no_time(&self, column: &'t TimeColumn) -> Leaf<'t> {
        // All instants, or what is before all of them.
        let (from, to) = match self.truth {
            true => (NO_TIME, NO_TIME),
            false => (NO_TIME + 1, i64::MAX),
        };
        Leaf::Times {
            column: column.millis(),
            from,
            to,
            is_within: true,
        }
    }

    fn no_word(&self, words: &'t Words) -> Leaf<'t> {
        let mut fits = vec![!self.truth; words.dictionary().len() + 1];
        if let Some(null) = fits.first_mut() {
            *null = self.truth;
        }
        Leaf::of_numbers(words.numbers(), fits)
    }

    /// The literal gives the type; what does not read as it is no value.
    fn place(&self, path: &'t Path, op: Op, values: &'t [Value]) -> Option<Leaf<'t>> {
        Some(match values.first()? {
            Value::Text(_) => {
                let mut test = TextTest::new(op, texts(values)?)?;
                self.held(path, place::text, move |held| test.fits(&held))
            }
            Value::Number(_) => {
                let test = Ordered::new(op, numbers(values)?)?;
                self.held(path, place::number, move |held| test.fits(&held))
            }
            Value::Boolean(_) => {
                let test = Ordered::new(op, booleans(values)?)?;
                self.held(path, place::boolean, move |held| test.fits(&held))
            }
            Value::Time(_) => {
                let test = Ordered::new(op, times(values)?)?;
                self.held(path, place::time, move |held| test.fits(&held.millis()))
            }
            _ => return None,
        })
    }

    fn held<T: 't>(
        &self,
        path: &'t Path,
        read: fn(&'t str) -> Option<T>,
        mut fits: impl FnMut(T) -> bool + 't,
    ) -> Leaf<'t> {
        let (table, places) = (self.table, self.places(path));
        self.rows(120.0, move |row| {
            let extents = places.as_ref().get(row);
            // Most rows that are asked have a value, so the row's own text is found once for all.
            let (raw, _) = extents.first().and_then(|_| table.raw(row))?;
            let values = extents.iter();
            let values =
                values.filter_map(|(start, end)| read(raw.get(*start as usize..*end as usize)?));
            any(values, &mut fits)
        })
    }

    fn places(&self, path: &'t Path) -> Held<'t> {
        match self.lazy.place(path) {
            Some(places) => Held::Kept(places),
            None => Held::Own(self.table.places(path)),
        }
    }

    fn rows(&self, cost: f64, ask: impl FnMut(usize) -> Option<bool> + 't) -> Leaf<'t> {
        Leaf::Rows {
            ask: Box::new(ask),
            truth: self.truth,
            cost,
        }
    }
}

/// The column of a place: a kept one, or one for this filter alone.
enum Held<'t> {
    Kept(&'t Places),
    Own(Places),
}

impl Held<'_> {
    fn as_ref(&self) -> &Places {
        match self {
            Self::Kept(places) => places,
            Self::Own(places) => places,
        }
    }
}

fn zeros(rows: &[u8], truth: bool) -> Leaf<'_> {
    Leaf::Bytes {
        column: rows,
        few: vec![0],
        is_one: truth,
    }
}

/// Whether one of the values fits; unknown where there is none.
fn any<T>(values: impl IntoIterator<Item = T>, mut fits: impl FnMut(T) -> bool) -> Option<bool> {
    let mut is_known = None;
    for value in values {
        if fits(value) {
            return Some(true);
        }
        is_known = Some(false);
    }
    is_known
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
