//! What rows are ordered by, as 64-bit keys: equal to [`compare_rows`], many times faster.
//!
//! [`compare_rows`]: super::compare_rows

use std::cmp::Ordering;

use super::TaskTable;
use super::numbers::Numbers;
use super::order::compare_platform_ids;
use super::text::TextColumn;
use super::times::{NO_TIME, TimeColumn};
use super::words::{Dictionary, Words};
use crate::gather::places_in_order;
use crate::task::{Direction, Field, Sort};

/// The key of null: the last one, in both directions.
const NULL: u64 = u64::MAX;

/// So many bytes of a text make one key. The rest of 64 bits then has room for the number of a row,
/// so that both are sorted as one.
pub(super) const TEXT_BYTES: usize = 5;

/// One key of an order, or one of what breaks ties.
pub(super) enum Level<'t> {
    Times {
        column: &'t [i64],
        direction: Direction,
    },
    /// Small numbers that are never null.
    Bytes {
        column: &'t [u8],
        direction: Direction,
    },
    /// Numbers, each with its place in the order.
    Ranks {
        column: &'t Numbers,
        ranks: Vec<u64>,
    },
    /// Texts that are never null.
    Texts {
        column: &'t TextColumn,
        direction: Direction,
    },
    /// Texts made for this order.
    Made {
        column: TextColumn,
        direction: Direction,
    },
    /// Ids of platforms, digit-only ones as integers.
    Ids(&'t TextColumn),
}

/// The levels of an order, down to what makes a row itself. Only the rows that `is_wanted` says will
/// be asked for.
pub(super) fn levels<'t>(
    table: &'t TaskTable,
    sort: &Sort,
    is_wanted: &dyn Fn(u32) -> bool,
) -> Vec<Level<'t>> {
    let keys = sort.keys().iter();
    let keys = keys.filter_map(|key| Level::of_field(table, key.field, key.direction, is_wanted));
    let mut levels: Vec<Level<'t>> = keys.collect();
    // All rows of one source are of one connection.
    if table.sources.len() > 1 {
        levels.extend(Level::of_field(
            table,
            Field::ConnectionId,
            Direction::Ascending,
            is_wanted,
        ));
    }
    levels.push(Level::Ids(&table.platform_id));
    if table.parent.dictionary().len() > 0 {
        let texts = ranks(table.parent.dictionary(), Direction::Ascending);
        // Here null comes first.
        let ranks = std::iter::once(0).chain(texts.iter().map(|rank| rank + 1));
        let ranks = ranks.collect();
        let column = table.parent.numbers();
        levels.push(Level::Ranks { column, ranks });
    }
    levels
}

/// Orders two rows by levels; rows that are equal in all stay as they came.
pub(super) fn compare(levels: &[Level<'_>], a: u32, b: u32) -> Ordering {
    let orders = levels.iter().map(|level| level.compare(a, b));
    let order = orders.into_iter().find(|order| order.is_ne());
    order.unwrap_or_else(|| a.cmp(&b))
}

impl<'t> Level<'t> {
    /// The level of a field; `None` of a field that is null in all rows.
    fn of_field(
        table: &'t TaskTable,
        field: Field,
        direction: Direction,
        is_wanted: &dyn Fn(u32) -> bool,
    ) -> Option<Self> {
        let times = |column: &'t TimeColumn| Self::Times {
            column: column.millis(),
            direction,
        };
        let sources = |ranks| Self::Ranks {
            column: &table.source,
            ranks,
        };
        Some(match field {
            Field::CreatedAt => times(&table.created_at),
            Field::UpdatedAt => times(&table.updated_at),
            Field::Status => Self::Bytes {
                column: &table.status,
                direction,
            },
            Field::Name => Self::Texts {
                column: &table.name,
                direction,
            },
            Field::PlatformId => Self::Texts {
                column: &table.platform_id,
                direction,
            },
            Field::PlatformStatus => Self::of_words(&table.platform_status, direction),
            Field::Platform => sources(ranked(
                table.sources.iter().map(|source| source.platform.as_str()),
                direction,
            )),
            Field::ConnectionId => sources(ranked(
                table.sources.iter().map(|source| &source.connection_id),
                direction,
            )),
            Field::LastSyncedAt => sources(ranked(
                table.sources.iter().map(|source| source.synced_at),
                direction,
            )),
            Field::Id => Self::Made {
                column: ids(table, is_wanted)?,
                direction,
            },
            _ => return None,
        })
    }

    fn of_words(words: &'t Words, direction: Direction) -> Self {
        let mut ranks = ranks(words.dictionary(), direction);
        ranks.insert(0, NULL);
        Self::Ranks {
            column: words.numbers(),
            ranks,
        }
    }

    /// The key of a row; of texts, from the byte `from` on. Where two keys differ, so do the rows, in
    /// the same way.
    pub(super) fn key(&self, row: u32, from: usize) -> u64 {
        let at = row as usize;
        match self {
            Self::Times { column, direction } => {
                let place = place(column.get(at).copied().unwrap_or(NO_TIME));
                match direction {
                    Direction::Ascending => place.wrapping_sub(1),
                    Direction::Descending => !place,
                }
            }
            Self::Bytes { column, direction } => {
                let number = column.get(at).copied().unwrap_or_default();
                match direction {
                    Direction::Ascending => u64::from(number),
                    Direction::Descending => u64::from(u8::MAX - number),
                }
            }
            Self::Ranks { column, ranks } => {
                let number = column.get(at).unwrap_or_default();
                ranks.get(number as usize).copied().unwrap_or(NULL)
            }
            Self::Texts { column, direction } => text_key(column.get(at), from, *direction),
            Self::Made { column, direction } => text_key(column.get(at), from, *direction),
            Self::Ids(column) => id_key(column.get(at).unwrap_or_default()),
        }
    }

    /// The keys of rows.
    pub(super) fn keys(&self, rows: &[u32], from: usize, keys: &mut Vec<u64>) {
        keys.clear();
        // Times, by which nearly all lists are ordered, without asking of each row what its level is.
        match self {
            Self::Times { column, direction } => {
                let times = rows.iter().map(|row| column.get(*row as usize));
                let times = times.map(|time| time.copied().unwrap_or(NO_TIME));
                match direction {
                    Direction::Ascending => {
                        keys.extend(times.map(|time| place(time).wrapping_sub(1)))
                    }
                    Direction::Descending => keys.extend(times.map(|time| !place(time))),
                }
            }
            _ => keys.extend(rows.iter().map(|row| self.key(*row, from))),
        }
    }

    /// Whether rows of one key are equal in this level.
    pub(super) fn is_exact(&self) -> bool {
        match self {
            Self::Times { .. } | Self::Bytes { .. } | Self::Ranks { .. } => true,
            Self::Texts { .. } | Self::Made { .. } | Self::Ids(_) => false,
        }
    }

    /// The texts of which [`Self::key`] tells a part only.
    pub(super) fn texts(&self) -> Option<&TextColumn> {
        match self {
            Self::Texts { column, .. } => Some(column),
            Self::Made { column, .. } => Some(column),
            _ => None,
        }
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        let order = self.key(a, 0).cmp(&self.key(b, 0));
        if order.is_ne() || self.is_exact() {
            return order;
        }
        let both = |column: &TextColumn, compare: fn(&str, &str) -> Ordering| {
            let texts = (column.get(a as usize), column.get(b as usize));
            compare(texts.0.unwrap_or_default(), texts.1.unwrap_or_default())
        };
        let (column, direction) = match self {
            Self::Ids(column) => return both(column, compare_platform_ids),
            Self::Texts { column, direction } => (*column, direction),
            Self::Made { column, direction } => (column, direction),
            Self::Times { .. } | Self::Bytes { .. } | Self::Ranks { .. } => return order,
        };
        let ascending = both(column, str::cmp);
        match direction {
            Direction::Ascending => ascending,
            Direction::Descending => ascending.reverse(),
        }
    }
}

/// Instants from the earliest to the latest, 0 for null.
fn place(millis: i64) -> u64 {
    millis.cast_unsigned() ^ (1 << 63)
}

/// The first bytes of a text from a place on, as a number; what is shorter counts as if zeros followed.
fn text_key(text: Option<&str>, from: usize, direction: Direction) -> u64 {
    let rest = text.and_then(|text| text.as_bytes().get(from..));
    let rest = rest.unwrap_or_default();
    let whole = match rest.first_chunk::<8>() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => {
            let bytes = rest.iter().chain(std::iter::repeat(&0)).take(8);
            bytes.fold(0, |key, byte| key << 8 | u64::from(*byte))
        }
    };
    let unused = 64 - 8 * TEXT_BYTES;
    let key = whole >> unused;
    match direction {
        Direction::Ascending => key,
        Direction::Descending => (u64::MAX >> unused) - key,
    }
}

/// Digit-only ids by their number, before all others by how they begin. Ids with one key are compared.
fn id_key(id: &str) -> u64 {
    /// No more digits than are surely below 2^63.
    const DIGITS: usize = 18;
    /// Above all numbers of so many digits.
    const LARGE: u64 = 1 << 62;
    const TEXT: u64 = 1 << 63;
    let digit = |number: Option<u64>, byte: &u8| match byte {
        b'0'..=b'9' => Some(
            number?
                .wrapping_mul(10)
                .wrapping_add(u64::from(byte - b'0')),
        ),
        _ => None,
    };
    let number = match id.is_empty() {
        true => None,
        false => id.as_bytes().iter().fold(Some(0), digit),
    };
    match number {
        Some(number) if id.len() <= DIGITS => number,
        // Zeros that lead do not count: how large it is, is told by comparing.
        Some(_) if id.starts_with('0') => match id.trim_start_matches('0') {
            rest if rest.len() <= DIGITS => rest
                .bytes()
                .fold(0, |number, byte| number * 10 + u64::from(byte - b'0')),
            _ => LARGE,
        },
        Some(_) => LARGE,
        None => {
            let bytes = id.bytes().chain(std::iter::repeat(0)).take(8);
            TEXT | bytes.fold(0, |key, byte| key << 8 | u64::from(byte)) >> 1
        }
    }
}

/// Each text's place in the order, from 0.
fn ranks(dictionary: &Dictionary, direction: Direction) -> Vec<u64> {
    ranked(dictionary.texts(), direction)
}

fn ranked<T: Ord>(values: impl Iterator<Item = T>, direction: Direction) -> Vec<u64> {
    let values: Vec<T> = values.collect();
    let compare = |a, b| values.get(a).cmp(&values.get(b));
    ranks_by(values.len(), &compare, direction)
}

fn ranks_by(
    count: usize,
    compare: &dyn Fn(usize, usize) -> Ordering,
    direction: Direction,
) -> Vec<u64> {
    let mut ranks = vec![0; count];
    let (mut rank, mut before) = (0, None);
    for place in places_in_order(count, compare) {
        rank += u64::from(before.is_some_and(|before| compare(before, place).is_ne()));
        if let Some(slot) = ranks.get_mut(place) {
            *slot = rank;
        }
        before = Some(place);
    }
    if direction == Direction::Descending {
        ranks.iter_mut().for_each(|slot| *slot = rank - *slot);
    }
    ranks
}

/// The unified ids of the rows that are wanted, in the places of all rows.
fn ids(table: &TaskTable, is_wanted: &dyn Fn(u32) -> bool) -> Option<TextColumn> {
    let mut ids = TextColumn::default();
    for row in 0..u32::try_from(table.len()).ok()? {
        let id = is_wanted(row).then(|| table.id(row)).flatten();
        ids.push(&id.unwrap_or_default())?;
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_of_ids_never_contradict_their_order(a in "[0-9a]{0,22}|0{0,19}[0-9]{1,19}|\\PC{0,9}", b in "[0-9a]{0,22}|0{0,19}[0-9]{1,19}|\\PC{0,9}") {
            let order = compare_platform_ids(&a, &b);
            let by_key = id_key(&a).cmp(&id_key(&b));
            prop_assert!(by_key == order || by_key.is_eq(), "{} {}", id_key(&a), id_key(&b));
        }

        #[test]
        fn keys_of_texts_never_contradict_their_order(a in "[a-c\0]{0,9}", b in "[a-c\0]{0,9}", from in 0usize..7) {
            let common = from.min(a.len());
            prop_assume!(b.len() >= common && a.as_bytes()[..common] == b.as_bytes()[..common]);
            let key = |text: &str, direction| text_key(Some(text), common, direction);
            let up = key(&a, Direction::Ascending).cmp(&key(&b, Direction::Ascending));
            let down = key(&a, Direction::Descending).cmp(&key(&b, Direction::Descending));
            prop_assert_eq!(up, down.reverse());
            prop_assert!(up.is_eq() || up == a.cmp(&b));
        }
    }
}
