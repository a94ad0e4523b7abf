//! Columns: one value a row, stored side by side.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::task::Timestamp;

/// Texts in one arena. A row's text is never changed in place: setting it again appends, so what was
/// replaced stays in the arena until the table is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextColumn {
    arena: String,
    /// Start and end in the arena; `NULL` stands for null.
    extents: Vec<(u32, u32)>,
}

const NULL: (u32, u32) = (u32::MAX, u32::MAX);

impl TextColumn {
    /// Appends a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Option<()> {
        let extent = self.store(text)?;
        self.extents.push(extent);
        Some(())
    }

    /// Replaces a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn set(&mut self, row: usize, text: Option<&str>) -> Option<()> {
        let extent = self.store(text)?;
        if let Some(slot) = self.extents.get_mut(row) {
            *slot = extent;
        }
        Some(())
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let (start, end) = *self.extents.get(row)?;
        self.arena.get(start as usize..end as usize)
    }

    /// The bytes of all texts, those that were replaced too.
    pub(crate) fn bytes(&self) -> usize {
        self.arena.len()
    }

    fn store(&mut self, text: Option<&str>) -> Option<(u32, u32)> {
        let Some(text) = text else {
            return Some(NULL);
        };
        let start = u32::try_from(self.arena.len()).ok()?;
        let end = u32::try_from(self.arena.len() + text.len()).ok()?;
        // `u32::MAX` marks null, so no text may end there.
        if end == u32::MAX {
            return None;
        }
        self.arena.push_str(text);
        Some((start, end))
    }
}

/// Instants in milliseconds since the epoch.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeColumn {
    millis: Vec<i64>,
}

/// No instant of a four-digit year is this.
const NO_TIME: i64 = i64::MIN;

impl TimeColumn {
    /// Appends a row.
    pub(crate) fn push(&mut self, time: Option<Timestamp>) {
        self.millis.push(time.map_or(NO_TIME, Timestamp::millis));
    }

    /// Replaces a row.
    pub(crate) fn set(&mut self, row: usize, time: Option<Timestamp>) {
        if let Some(slot) = self.millis.get_mut(row) {
            *slot = time.map_or(NO_TIME, Timestamp::millis);
        }
    }

    /// The milliseconds of a row.
    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        self.millis
            .get(row)
            .copied()
            .filter(|millis| *millis != NO_TIME)
    }
}

/// Any number of values a row. Setting a row again appends, as in [`TextColumn`].
#[derive(Clone, Debug)]
pub(crate) struct Several<T> {
    /// Where a row's values begin and end.
    extents: Vec<(usize, usize)>,
    values: Vec<T>,
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self {
            extents: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Several<T> {
    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.extents.len()
    }

    /// Replaces a row, or appends it if it is the first that is not there.
    pub(crate) fn put(&mut self, row: usize, values: impl IntoIterator<Item = T>) {
        let start = self.values.len();
        self.values.extend(values);
        let extent = (start, self.values.len());
        match self.extents.get_mut(row) {
            Some(slot) => *slot = extent,
            None => self.extents.push(extent),
        }
    }

    /// The values of a row.
    pub(crate) fn get(&self, row: usize) -> &[T] {
        let extent = self.extents.get(row).copied();
        extent
            .and_then(|(start, end)| self.values.get(start..end))
            .unwrap_or_default()
    }
}

/// Different texts, each once, by numbers from 0. Rows name the same projects, people and priorities
/// over and over: each text is kept and tested once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    texts: TextColumn,
    /// The number of the text of a hash; of two texts with one hash the later one.
    numbers: HashMap<u64, u32>,
}

impl Dictionary {
    /// The number of a text. `None` if the arena would pass 4 GiB, before which a table refuses pages.
    pub(crate) fn number(&mut self, text: &str) -> Option<u32> {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        let known = self.numbers.get(&hash).copied();
        if let Some(number) = known.filter(|number| self.texts.get(*number as usize) == Some(text))
        {
            return Some(number);
        }
        let number = u32::try_from(self.texts.extents.len()).ok()?;
        self.texts.push(Some(text))?;
        self.numbers.insert(hash, number);
        Some(number)
    }

    /// The texts, in the order of their numbers.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.texts.extents.len()).filter_map(|number| self.texts.get(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_several_values_are_replaced_in_their_place() {
        let mut column = Several::default();
        column.put(0, [1, 2]);
        column.put(1, []);
        column.put(2, [3]);
        column.put(1, [4, 5, 6]);
        column.put(0, None);
        assert_eq!(column.rows(), 3);
        let rows: Vec<&[i32]> = (0..4).map(|row| column.get(row)).collect();
        assert_eq!(rows, [&[][..], &[4, 5, 6], &[3], &[]]);
    }

    #[test]
    fn a_text_has_one_number() {
        let mut dictionary = Dictionary::default();
        let numbers = ["a", "", "b", "a", ""].map(|text| dictionary.number(text).unwrap());
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        assert_eq!(dictionary.texts().collect::<Vec<_>>(), ["a", "", "b"]);
    }
}
