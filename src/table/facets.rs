//! How many rows have each value of a field.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;

use super::bitmap::Bitmap;
use super::kernel;
use super::lazy::Column;
use super::numbers::Numbers;
use super::words::Words;
use super::{NO_PAGE, TaskTable};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Expr;
use crate::gather::sorted_by;
use crate::task::{CATALOGUE, Expand, Field, FieldType, Status, closest};

/// A value that rows have, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value.
    pub value: FacetValue,
    /// How many rows have it.
    pub count: usize,
}

/// A value that rows are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum FacetValue {
    /// False or true.
    Boolean(bool),
    /// Text; a status or a platform by its name.
    Text(String),
    /// None, which comes after all others.
    Null,
}

impl TaskTable {
    /// The values of a field among the rows that match a filter, and how many rows have each: most
    /// first, then by value, null after its equals. A row with several values counts once for each
    /// that is different, and one without any counts for null.
    ///
    /// # Errors
    /// `request_invalid` for a field that is no text, status, platform or boolean, and for a detail if
    /// the table has rows whose pages were dropped.
    pub fn facets(&self, field: Field, filter: Option<&Expr>) -> Result<Vec<Facet>> {
        check(field)?;
        if field.info().expand == Expand::Details {
            self.check_pages(field)?;
            self.prepare_detail(field);
        }
        let live = self.matches(filter);
        let counts = self.counts(field, &live);
        let facets: Vec<Facet> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| Facet { value, count })
            .collect();
        Ok(sorted_by(facets, |a, b| {
            let by_count = Reverse(a.count).cmp(&Reverse(b.count));
            by_count.then_with(|| a.value.cmp(&b.value))
        }))
    }

    fn counts(&self, field: Field, live: &Bitmap) -> Vec<(FacetValue, usize)> {
        match field {
            Field::Status => {
                let counts: [usize; Status::ALL.len()] = count_bytes(&self.status, live);
                let names = Status::ALL.map(|status| text(status.as_str()));
                names.into_iter().zip(counts).collect()
            }
            Field::Platform => self.of_sources(live, |at| {
                self.sources.get(at).map(|source| source.platform.as_str())
            }),
            Field::ConnectionId => self.of_sources(live, |at| {
                Some(self.sources.get(at)?.connection_id.as_str())
            }),
            Field::PlatformStatus => of_words(&self.platform_status, live),
            Field::Name => each(live, |row| self.name.get(row)),
            Field::PlatformId => each(live, |row| self.platform_id.get(row)),
            Field::Id => each(live, |row| self.id(u32::try_from(row).ok()?)),
            Field::PlatformUrl => vec![(FacetValue::Null, live.count())],
            _ => match self.lazy.borrow().detail(field) {
                Some(Column::Words(words)) => of_words(words, live),
                Some(Column::Flags(rows)) => {
                    let [null, no, yes] = count_bytes(rows, live);
                    vec![
                        (FacetValue::Null, null),
                        (FacetValue::Boolean(false), no),
                        (FacetValue::Boolean(true), yes),
                    ]
                }
                Some(Column::WordLists(lists)) => {
                    let mut counts = vec![0; lists.dictionary().len()];
                    let (mut nulls, mut different) = (0, Vec::new());
                    for row in live.rows() {
                        different.clear();
                        different.extend_from_slice(lists.get(row as usize));
                        different.sort_unstable();
                        different.dedup();
                        nulls += usize::from(different.is_empty());
                        for number in &different {
                            bump(&mut counts, *number);
                        }
                    }
                    let texts = lists.dictionary().texts().map(text).zip(counts);
                    texts.chain([(FacetValue::Null, nulls)]).collect()
                }
                _ => Vec::new(),
            },
        }
    }

    /// What is one for all rows of a source.
    fn of_sources<'t>(
        &'t self,
        live: &Bitmap,
        name: impl Fn(usize) -> Option<&'t str>,
    ) -> Vec<(FacetValue, usize)> {
        let counts = count(&self.source, live, self.sources.len());
        let mut of_names: HashMap<&str, usize> = HashMap::new();
        for (name, count) in (0..).map_while(name).zip(counts) {
            *of_names.entry(name).or_default() += count;
        }
        let names = of_names.into_iter();
        names.map(|(name, count)| (text(name), count)).collect()
    }

    pub(super) fn check_pages(&self, field: Field) -> Result<()> {
        let is_kept = self.extent.len() == self.len()
            && self.extent.iter().all(|extent| extent.page != NO_PAGE);
        if is_kept {
            return Ok(());
        }
        Err(TaskweaveError::new(
            Code::RequestInvalid,
            format!(
                "`{}` is a detail, and the table has tasks whose pages were not kept",
                field.name()
            ),
        )
        .help("ingest the pages without `keep: false`, or count a field that every task has, such as `status`"))
    }
}

/// Whether the values of a field can be told apart and counted.
fn check(field: Field) -> Result<()> {
    let info = field.info();
    let help = match info.kind {
        FieldType::Text | FieldType::Status | FieldType::Platform | FieldType::Boolean => {
            return Ok(());
        }
        FieldType::Time => format!("ask for its times by `histogram(\"{}\", …)`", info.name),
        FieldType::Object => {
            let start = format!("{}.", info.name);
            let part = CATALOGUE.iter().find(|part| part.name.starts_with(&start));
            match part {
                Some(part) => format!("name a part of it, such as `{}`", part.name),
                None => "name a field of the task itself, such as `status`".to_owned(),
            }
        }
        FieldType::Number => "count the rows of a range by `count` with a filter".to_owned(),
    };
    Err(TaskweaveError::new(
        Code::RequestInvalid,
        format!("`{}` has no values to count by", info.name),
    )
    .help(help))
}

impl Facet {
    /// The field of a name, if it has values to count by.
    ///
    /// # Errors
    /// `request_invalid` if not.
    pub fn field(name: &str) -> Result<Field> {
        let field = field_of(name, has_values)?;
        check(field)?;
        Ok(field)
    }
}

/// The field of a name that somebody wrote.
pub(super) fn field_of(name: &str, fits: impl Fn(FieldType) -> bool) -> Result<Field> {
    Field::parse(name).ok_or_else(|| {
        let names = || {
            let fitting = CATALOGUE.iter().filter(|info| fits(info.kind));
            fitting.map(|info| info.name)
        };
        let shown: String = name.chars().take(60).collect();
        let help = match closest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields are {}", names().collect::<Vec<_>>().join(", ")),
        };
        TaskweaveError::new(Code::RequestInvalid, format!("`{shown}` is not a field")).help(help)
    })
}

fn has_values(kind: FieldType) -> bool {
    matches!(
        kind,
        FieldType::Text | FieldType::Status | FieldType::Platform | FieldType::Boolean
    )
}

fn text(text: &str) -> FacetValue {
    FacetValue::Text(text.to_owned())
}

fn bump(counts: &mut [usize], number: u32) {
    if let Some(count) = counts.get_mut(number as usize) {
        *count += 1;
    }
}

fn count_bytes<const N: usize>(column: &[u8], live: &Bitmap) -> [usize; N] {
    let mut counts = [0; N];
    kernel::count(live, column, &mut counts);
    counts
}

fn count(column: &Numbers, live: &Bitmap, numbers: usize) -> Vec<usize> {
    let mut counts = vec![0; numbers];
    match column {
        Numbers::Bytes(column) => kernel::count(live, column, &mut counts),
        _ => live.rows().for_each(|row| {
            if let Some(number) = column.get(row as usize) {
                bump(&mut counts, number);
            }
        }),
    }
    counts
}

fn of_words(words: &Words, live: &Bitmap) -> Vec<(FacetValue, usize)> {
    let counts = count(words.numbers(), live, words.dictionary().len() + 1);
    let texts = words.dictionary().texts().map(text);
    std::iter::once(FacetValue::Null)
        .chain(texts)
        .zip(counts)
        .collect()
}

/// Counts values that no dictionary has.
fn each<T: AsRef<str> + std::hash::Hash + Eq>(
    live: &Bitmap,
    value: impl Fn(usize) -> Option<T>,
) -> Vec<(FacetValue, usize)> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for row in live.rows() {
        if let Some(value) = value(row as usize) {
            *counts.entry(value).or_default() += 1;
        }
    }
    let counts = counts.into_iter();
    counts
        .map(|(value, count)| (text(value.as_ref()), count))
        .collect()
}
