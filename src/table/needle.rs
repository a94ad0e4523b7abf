//! A text that is looked for in many short ones.
//!
//! To begin a general search with each of them takes several times as long, and so does every jump
//! that no processor foresees. So it is first looked at 32 places at once where the needle's first and
//! last byte stand, which is noted without a jump, and the few rows where they do are looked at again.

use memchr::memmem::Finder;
use wide::u8x16;

use super::text::Texts;

/// So many words of a set are gone over before the rows that may fit are looked at again.
const WORDS: usize = 8;
const ROWS: usize = 64 * WORDS;

/// What is looked for.
pub(super) struct Needle<'n> {
    finder: Finder<'n>,
    first: u8x16,
    last: u8x16,
    /// Its first 16 bytes, and a bit for each that it has.
    head: u8x16,
    of_head: u32,
}

impl<'n> Needle<'n> {
    /// `None` for nothing at all, which every text contains.
    pub(super) fn new(finder: Finder<'n>) -> Option<Self> {
        let bytes = finder.needle();
        let (first, last) = (bytes.first()?, bytes.last()?);
        let mut head = [0; 16];
        for (slot, byte) in head.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        let (first, last) = (u8x16::splat(*first), u8x16::splat(*last));
        let of_head = (1 << bytes.len().min(16)) - 1;
        Some(Self {
            finder,
            first,
            last,
            head: u8x16::new(head),
            of_head,
        })
    }

    /// Keeps the rows of a set whose text contains it, or, where `truth` is false, does not.
    pub(super) fn narrow(&self, live: &mut [u64], texts: Texts<'_>, truth: bool) {
        let lasts = self.lasts(texts.arena);
        let mut open = [(0, 0); ROWS];
        let parts = live.chunks_mut(WORDS);
        for (words, first) in parts.zip((0..).step_by(ROWS)) {
            let mut found = [0_u64; WORDS];
            let mut count = 0;
            let starts = (first..).step_by(64);
            for ((word, found), start) in words.iter().zip(&mut found).zip(starts) {
                let mut left = *word;
                while left != 0 {
                    let at = left.trailing_zeros();
                    left &= left - 1;
                    let row = start + at as usize;
                    let Some(span) = texts.span(row) else {
                        break;
                    };
                    let (may_be, place) = self.look(texts.arena, lasts, span);
                    *found |= u64::from(may_be) << at;
                    if let Some(slot) = open.get_mut(count) {
                        *slot = (row, place);
                    }
                    count += usize::from(may_be);
                }
            }
            for (row, place) in open.iter().take(count) {
                if !self.is_at(texts.arena, *place)
                    && !self.is_in(texts, *row)
                    && let Some(found) = found.get_mut((row - first) / 64)
                {
                    *found &= !(1 << (row % 64));
                }
            }
            for (word, found) in words.iter_mut().zip(found) {
                *word &= if truth { found } else { !found };
            }
        }
    }

    /// Whether the text of one row contains it.
    pub(super) fn holds(&self, texts: Texts<'_>, row: usize) -> bool {
        let Some(span) = texts.span(row) else {
            return false;
        };
        let (may_be, place) = self.look(texts.arena, self.lasts(texts.arena), span);
        may_be && (self.is_at(texts.arena, place) || self.is_in(texts, row))
    }

    /// The arena from where its last byte would stand if its first one stood at the beginning.
    fn lasts<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        let after = self.finder.needle().len().saturating_sub(1);
        arena.get(after..).unwrap_or_default()
    }

    /// Whether it may stand in a text, and at which place it may do so first. Near the end of the arena,
    /// where there are no 32 bytes to look at, that is a place where it does not stand.
    #[inline(always)]
    fn look(&self, arena: &[u8], lasts: &[u8], (start, end): (usize, usize)) -> (bool, usize) {
        // Behind the last place where it has room before the end.
        let past = (end + 1).saturating_sub(self.finder.needle().len());
        let mut at = start;
        while at < past {
            let Some(places) = self.places(arena, lasts, at) else {
                return (true, arena.len());
            };
            let left = past - at;
            // Behind it stand the next texts.
            let places = match left < 32 {
                true => places & ((1 << left) - 1),
                false => places,
            };
            // Both are worked out, since of one alone nobody could say beforehand how it will be.
            if (left <= 32) | (places != 0) {
                return (places != 0, at + places.trailing_zeros() as usize);
            }
            at += 32;
        }
        (false, end)
    }

    /// A bit for each of 32 places where its first and its last byte stand.
    #[inline(always)]
    fn places(&self, arena: &[u8], lasts: &[u8], at: usize) -> Option<u32> {
        let firsts = arena.get(at..)?.first_chunk::<32>()?;
        let lasts = lasts.get(at..)?.first_chunk::<32>()?;
        let (firsts, _) = firsts.as_chunks::<16>();
        let (lasts, _) = lasts.as_chunks::<16>();
        let ([a, b], [c, d]) = (firsts, lasts) else {
            return None;
        };
        let both = |first: &[u8; 16], last: &[u8; 16]| {
            let first = u8x16::new(*first).simd_eq(self.first);
            let last = u8x16::new(*last).simd_eq(self.last);
            (first & last).to_bitmask()
        };
        Some(both(a, c) | both(b, d) << 16)
    }

    /// Whether it stands at a place.
    fn is_at(&self, arena: &[u8], place: usize) -> bool {
        let bytes = self.finder.needle();
        let block = arena.get(place..).and_then(|rest| rest.first_chunk::<16>());
        match block {
            Some(block) if bytes.len() <= 16 => {
                let equal = u8x16::new(*block).simd_eq(self.head).to_bitmask();
                equal & self.of_head == self.of_head
            }
            _ => arena.get(place..place + bytes.len()) == Some(bytes),
        }
    }

    fn is_in(&self, texts: Texts<'_>, row: usize) -> bool {
        let text = texts
            .span(row)
            .and_then(|(start, end)| texts.arena.get(start..end));
        text.is_some_and(|text| self.finder.find(text).is_some())
    }
}
