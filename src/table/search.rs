//! A question to the texts of one arena.

use wide::u8x16;

use super::bitmap::Bitmap;
use super::test::TextTest;
use super::text::TextColumn;

/// What it takes to look through one text, to look through 16 bytes of many, and to go on after one was
/// found, in quarters of a nanosecond (measured in wasm).
const OF_TEXT: usize = 48;
const OF_BLOCK: usize = 5;
const OF_HIT: usize = 120;

/// So many rows tell how many hits there will be.
const TRIED: usize = 64;

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
        let (column, truth) = (self.column, self.truth);
        if let TextTest::Contains(finder) = &self.test
            && let Some(needle) = Needle::new(finder.needle())
        {
            live.retain(|row| match column.span(row) {
                Some((arena, start, end)) => needle.is_in(arena, start, end) == truth,
                None => column
                    .get(row)
                    .is_some_and(|text| finder.find(text.as_bytes()).is_some() == truth),
            });
            return;
        }
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

/// A text that is looked for in many short ones: its first and its last byte are looked for at 16 places
/// at once, and only where both stand is the rest compared. To begin a general search with each text
/// takes several times as long.
struct Needle<'n> {
    bytes: &'n [u8],
    first: u8x16,
    last: u8x16,
}

impl<'n> Needle<'n> {
    /// `None` for nothing at all, which every text contains.
    fn new(bytes: &'n [u8]) -> Option<Self> {
        Some(Self {
            bytes,
            first: u8x16::splat(*bytes.first()?),
            last: u8x16::splat(*bytes.last()?),
        })
    }

    /// Whether it stands in an arena between two places.
    fn is_in(&self, arena: &[u8], start: usize, end: usize) -> bool {
        let mut at = start;
        // Behind the last place where it has room before the end.
        let past = (end + 1).saturating_sub(self.bytes.len());
        while at < past {
            let blocks = (block(arena, at), block(arena, at + self.bytes.len() - 1));
            let (Some(first), Some(last)) = blocks else {
                let rest = arena.get(at..end).unwrap_or_default();
                return rest
                    .windows(self.bytes.len())
                    .any(|window| window == self.bytes);
            };
            let both = first.simd_eq(self.first) & last.simd_eq(self.last);
            let mut places = both.to_bitmask();
            while places != 0 {
                let place = at + places.trailing_zeros() as usize;
                if place >= past {
                    return false;
                }
                if arena.get(place..place + self.bytes.len()) == Some(self.bytes) {
                    return true;
                }
                places &= places - 1;
            }
            at += 16;
        }
        false
    }
}

/// 16 bytes of an arena, which may be those of the next texts; `None` where it ends before.
fn block(arena: &[u8], at: usize) -> Option<u8x16> {
    arena
        .get(at..)?
        .first_chunk::<16>()
        .map(|bytes| u8x16::new(*bytes))
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
