//! A question to the texts of one arena.

use super::bitmap::Bitmap;
use super::test::TextTest;
use super::text::TextColumn;

/// About how many nanoseconds it takes to begin with a text, and to go over 64 bytes of a search.
const BEGIN: usize = 16;
const STRIDE: usize = 28;

/// Whether the texts of rows fit, or do not.
pub(super) struct TextSearch<'t> {
    pub(super) column: &'t TextColumn,
    pub(super) test: TextTest<'t>,
    pub(super) truth: bool,
}

impl TextSearch<'_> {
    /// Keeps the rows that fit. A search goes over the whole arena at once where so many rows are left
    /// that this is cheaper than to begin anew with each.
    pub(super) fn narrow(&mut self, live: &mut Bitmap) {
        let arena = self.column.text_bytes();
        let mean = arena / self.column.len().max(1);
        let of_row = BEGIN + mean * STRIDE / 64;
        let is_whole = live.count() * of_row > arena * STRIDE / 64;
        if is_whole && let Some(hits) = self.hits() {
            match self.truth {
                true => live.and(&hits),
                false => live.and_not(&hits),
            }
            return;
        }
        let (column, truth) = (self.column, self.truth);
        live.retain(|row| {
            let text = column.get(row);
            text.is_some_and(|text| self.test.fits(text) == truth)
        });
    }

    /// About how many nanoseconds it takes a row.
    pub(super) fn cost(&self) -> f64 {
        if matches!(self.test, TextTest::ContainsFold(..)) {
            150.0
        } else {
            20.0
        }
    }

    /// The rows that contain what is looked for, by one search of the arena; `None` of other questions.
    fn hits(&mut self) -> Option<Bitmap> {
        let TextTest::Contains(finder) = &self.test else {
            return None;
        };
        let length = finder.needle().len();
        if length == 0 {
            return None;
        }
        let (arena, starts) = self.column.arena();
        let mut hits = Bitmap::filled(starts.len(), false);
        let (mut row, mut at) = (0, 0);
        while let Some(found) = arena
            .as_bytes()
            .get(at..)
            .and_then(|rest| finder.find(rest))
        {
            let found = at + found;
            row += rows_on(starts.get(row + 1..).unwrap_or_default(), found);
            let end = starts.get(row + 1).map_or(arena.len(), |end| *end as usize);
            if found + length <= end {
                hits.insert(row);
            }
            // What begins later in this text and was not found in it reaches beyond it as well.
            at = end;
        }
        for (row, text) in self.column.moved() {
            if self.test.fits(text) {
                hits.insert(row as usize);
            } else {
                hits.remove(row as usize);
            }
        }
        Some(hits)
    }
}

/// How many of the next rows begin at a place or before it. It is mostly a near one.
fn rows_on(starts: &[u32], place: usize) -> usize {
    let is_before = |start: &u32| *start as usize <= place;
    let mut step = 1;
    while starts.get(step - 1).is_some_and(is_before) {
        step *= 2;
    }
    let reach = starts.get(..step - 1).unwrap_or(starts);
    reach.partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::filter::Op;

    proptest! {
        #[test]
        fn one_search_finds_what_each_text_contains(
            texts in prop::collection::vec("[ab]{0,5}", 0..200),
            moved in prop::collection::vec((any::<prop::sample::Index>(), "[ab]{0,5}"), 0..8),
            needle in "[ab]{1,3}",
        ) {
            let mut column = TextColumn::default();
            for text in &texts {
                column.push(text).unwrap();
            }
            let mut wanted = texts;
            for (at, text) in moved {
                if !wanted.is_empty() {
                    let at = at.index(wanted.len());
                    column.set(at, &text).unwrap();
                    wanted[at] = text;
                }
            }
            let test = TextTest::new(Op::Contains, vec![&needle]).unwrap();
            let mut search = TextSearch { column: &column, test, truth: true };
            let expected = Bitmap::from_fn(wanted.len(), |row| wanted[row].contains(&needle));
            prop_assert_eq!(search.hits().unwrap(), expected.clone());
            let mut live = Bitmap::filled(wanted.len(), true);
            search.narrow(&mut live);
            prop_assert_eq!(&live, &expected);
            search.truth = false;
            let mut live = Bitmap::filled(wanted.len(), true);
            search.narrow(&mut live);
            prop_assert_eq!(live, expected.complement());
        }
    }
}
