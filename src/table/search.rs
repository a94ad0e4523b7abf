//! A question to the texts of a column.

use memchr::memmem::Finder;

use super::bitmap::Bitmap;
use super::needle::Needle;
use super::test::TextTest;
use super::text::{BLOCK, TextColumn, Texts};

/// What it takes to look through one text, to look through 16 bytes of many, and to go on after one was
/// found, in quarters of a nanosecond (measured in wasm).
const OF_TEXT: usize = 26;
const OF_BLOCK: usize = 4;
const OF_HIT: usize = 120;

/// So many rows tell how many hits there will be.
const TRIED: usize = 64;

/// Whether the texts of rows fit, or do not.
pub(super) struct TextSearch<'t> {
    column: &'t TextColumn,
    test: TextTest<'t>,
    /// What is looked for, if it is that some text contains it.
    needle: Option<Needle<'t>>,
    truth: bool,
}

impl<'t> TextSearch<'t> {
    /// The rows of a column whose texts fit, or, where `truth` is false, do not.
    pub(super) fn new(column: &'t TextColumn, test: TextTest<'t>, truth: bool) -> Self {
        let needle = match &test {
            TextTest::Contains(finder) => Needle::new(finder.clone()),
            _ => None,
        };
        Self {
            column,
            test,
            needle,
            truth,
        }
    }

    /// Keeps the rows that fit. A search goes over whole arenas at once where so many rows are left
    /// that this is cheaper than to begin anew with each.
    pub(super) fn narrow(&mut self, live: &mut Bitmap) {
        let each = live.count() * OF_TEXT;
        let whole = self.column.text_bytes() / 16 * OF_BLOCK;
        if each > whole
            && each > whole + self.expected() * OF_HIT
            && let Some(hits) = self.hits()
        {
            match self.truth {
                true => live.and(&hits),
                false => live.and_not(&hits),
            }
            return;
        }
        if let Some(needle) = &self.needle {
            let moved = self.column.moved();
            let moved: Vec<_> = moved
                .filter(|(row, _)| live.contains(*row as usize))
                .collect();
            let words = live.words_mut().chunks_mut(BLOCK / 64);
            for (words, texts) in words.zip(self.column.blocks()) {
                needle.narrow(words, texts, self.truth);
            }
            for (row, text) in moved {
                match self.test.fits(text) == self.truth {
                    true => live.insert(row as usize),
                    false => live.remove(row as usize),
                }
            }
            return;
        }
        live.retain(|row| {
            let text = self.column.get(row);
            text.is_some_and(|text| self.test.fits(text) == self.truth)
        });
    }

    /// Whether one row fits.
    pub(super) fn holds(&mut self, row: usize) -> bool {
        if let Some(needle) = &self.needle
            && self.column.moved().next().is_none()
        {
            let place = self.column.place(row);
            return place.is_some_and(|(texts, at)| {
                at < texts.starts.len() && needle.holds(texts, at) == self.truth
            });
        }
        let text = self.column.get(row);
        text.is_some_and(|text| self.test.fits(text) == self.truth)
    }

    /// About how many nanoseconds it takes a row.
    pub(super) fn cost(&self) -> f64 {
        match self.test {
            TextTest::ContainsFold(..) => 150.0,
            TextTest::Contains(_) => 7.0,
            _ => 15.0,
        }
    }

    /// About how many rows contain what is looked for, by a few of them.
    fn expected(&mut self) -> usize {
        let rows = self.column.len();
        let tried = (0..rows).step_by((rows / TRIED).max(1));
        let fitting = tried.filter(|row| {
            let text = self.column.get(*row);
            text.is_some_and(|text| self.test.fits(text))
        });
        fitting.count() * (rows / TRIED).max(1)
    }

    /// The rows that contain what is looked for, by one search of each arena; `None` of other questions.
    fn hits(&mut self) -> Option<Bitmap> {
        let TextTest::Contains(finder) = &self.test else {
            return None;
        };
        if finder.needle().is_empty() {
            return None;
        }
        let mut hits = Bitmap::filled(self.column.len(), false);
        for (texts, first) in self.column.blocks().zip((0..).step_by(BLOCK)) {
            each_hit(finder, texts, |at| hits.insert(first + at));
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

/// The texts that contain what is looked for.
fn each_hit(finder: &Finder<'_>, texts: Texts<'_>, mut hit: impl FnMut(usize)) {
    let Texts { arena, starts } = texts;
    let (mut row, mut at) = (0, 0);
    while let Some(found) = arena.get(at..).and_then(|rest| finder.find(rest)) {
        let found = at + found;
        row += rows_on(starts.get(row + 1..).unwrap_or_default(), found);
        let end = starts.get(row + 1).map_or(arena.len(), |end| *end as usize);
        if found + finder.needle().len() <= end {
            hit(row);
        }
        // What begins later in this text and was not found in it reaches beyond it as well.
        at = end;
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
            texts in prop::collection::vec(prop_oneof![4 => "[ab]{0,5}", 1 => "[ab]{25,100}"], 0..200),
            moved in prop::collection::vec((any::<prop::sample::Index>(), "[ab]{0,5}"), 0..8),
            needle in prop_oneof!["[ab]{1,3}", "[ab]{4,20}"],
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
            let mut search = TextSearch::new(&column, test, true);
            let expected = Bitmap::from_fn(wanted.len(), |row| wanted[row].contains(&needle));
            prop_assert_eq!(search.hits().unwrap(), expected.clone());
            for (truth, expected) in [(true, expected.clone()), (false, expected.complement())] {
                search.truth = truth;
                let mut live = Bitmap::filled(wanted.len(), true);
                search.narrow(&mut live);
                prop_assert_eq!(&live, &expected);
                for row in 0..=wanted.len() {
                    prop_assert_eq!(search.holds(row), expected.contains(row));
                }
                let third = Bitmap::from_fn(wanted.len(), |row| row % 3 == 0);
                let (mut live, mut both) = (third.clone(), expected);
                search.narrow(&mut live);
                both.and(&third);
                prop_assert_eq!(live, both);
            }
        }
    }
}
