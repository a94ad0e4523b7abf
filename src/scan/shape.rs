//! Names that are expected: rows of a page have the same members in the same order nearly always, so
//! that a name is compared with the one that stood there in the row before, and only looked up if it
//! is another one. What is known of a name (where its value goes, whether it is a secret's) is found
//! out once, for the pages after it too.

use std::cell::RefCell;

use wide::u8x16;

use super::{IsSecret, Layout};

use super::cursor::{Cursor, LANES};

/// More names of one object, and more kinds of objects, than these are not remembered: such a page is
/// hostile, or no list.
const MOST_NAMES: usize = 256;
const MOST_SHAPES: usize = 256;

/// More names than these, or more bytes of them, are not kept from page to page, nor the names of more
/// layouts than these. A platform's rows have about twenty.
const KEPT_NAMES: usize = 256;
const KEPT_BYTES: usize = 8 << 10;
const KEPT_LAYOUTS: usize = 8;

thread_local! {
    /// What pages of each layout had. Nothing that is found in a page depends on it, only how fast.
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

struct Kept {
    layout: &'static Layout,
    is_secret: IsSecret,
    shapes: Shapes,
}

/// What is known of a name.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// The slot that its value goes to; [`NO_SLOT`] if nobody asks for it.
    pub(super) slot: u32,
    /// Whether its value is a secret.
    pub(super) is_secret: bool,
    /// The shape of the objects in its value; [`NO_SHAPE`] until one is met.
    pub(super) child: u32,
}

pub(super) const NO_SLOT: u32 = u32::MAX;
pub(super) const NO_SHAPE: u32 = u32::MAX;

/// A name, in quotes and with its colon.
pub(super) struct Name {
    /// Its first sixteen bytes, filled up with zeros, and the bits of those that count.
    head: u8x16,
    counts: u32,
    /// Its last sixteen bytes, if it is longer than that.
    tail: Option<u8x16>,
    /// All of it.
    text: Box<[u8]>,
    known: Known,
}

/// The members that objects at one place have, in the order in which they were first met.
pub(super) type Names = Vec<Name>;

/// All shapes of a page, by number.
pub(super) struct Shapes(Vec<Names>);

impl Name {
    fn new(quoted: &[u8], known: Known) -> Self {
        let mut head = [0; LANES];
        let text = [quoted, b":"].concat();
        for (slot, byte) in head.iter_mut().zip(&text) {
            *slot = *byte;
        }
        Self {
            head: u8x16::from(head),
            counts: if text.len() >= LANES {
                0xffff
            } else {
                (1 << text.len()) - 1
            },
            tail: text
                .last_chunk()
                .filter(|_| text.len() > LANES)
                .map(|tail| u8x16::from(*tail)),
            text: text.into(),
            known,
        }
    }

    /// Whether a text begins with it, its colon too.
    #[inline(always)]
    fn begins(&self, text: &[u8]) -> bool {
        let Some(there) = text.first_chunk::<LANES>() else {
            return text.starts_with(&self.text);
        };
        let same = u8x16::from(*there).simd_eq(self.head).to_bitmask();
        if same & self.counts != self.counts {
            return false;
        }
        let Some(tail) = self.tail else {
            return true;
        };
        let there = text.get(..self.text.len()).and_then(<[u8]>::last_chunk);
        let is_tail = |there: &[u8; LANES]| u8x16::from(*there).simd_eq(tail).all();
        there.is_some_and(is_tail) && (self.text.len() <= 2 * LANES || text.starts_with(&self.text))
    }

    /// The name in its quotes.
    fn quoted(&self) -> &[u8] {
        self.text.split_last().map_or(&[], |(_, quoted)| quoted)
    }
}

/// Steps over the name that is expected next, and its colon, if it stands here.
#[inline(always)]
pub(super) fn expected(names: &Names, next: usize, cursor: &mut Cursor<'_>) -> Option<Known> {
    let name = names.get(next)?;
    if !name.begins(cursor.rest()) {
        return None;
    }
    cursor.skip(name.text.len());
    Some(name.known)
}

/// What is known of a name in its quotes, and its place among the names. The search begins where the
/// name was expected: a member that is left out now and then shifts those after it by one.
pub(super) fn find(names: &Names, next: usize, quoted: &[u8]) -> Option<(usize, Known)> {
    let is_it = |(_, name): &(usize, &Name)| name.quoted() == quoted;
    let mut after = names.iter().enumerate().skip(next);
    let mut before = names.iter().enumerate().take(next);
    let found = after.find(is_it).or_else(|| before.find(is_it));
    found.map(|(place, name)| (place, name.known))
}

/// Remembers a name, unless there are too many; answers its place.
pub(super) fn add(names: &mut Names, quoted: &[u8], known: Known) -> Option<usize> {
    if names.len() >= MOST_NAMES {
        return None;
    }
    names.push(Name::new(quoted, known));
    Some(names.len() - 1)
}

impl Kept {
    fn is_of(&self, layout: &'static Layout, is_secret: IsSecret) -> bool {
        std::ptr::eq(self.layout, layout) && std::ptr::fn_addr_eq(self.is_secret, is_secret)
    }
}

impl Shapes {
    /// With one shape, whose number is 0.
    pub(super) fn new() -> Self {
        Self(vec![Names::new()])
    }

    /// Those of the page before.
    pub(super) fn kept(layout: &'static Layout, is_secret: IsSecret) -> Self {
        let found = KEPT.with_borrow_mut(|kept| {
            let mut all = kept.iter();
            let at = all.position(|kept| kept.is_of(layout, is_secret))?;
            Some(kept.swap_remove(at).shapes)
        });
        found.unwrap_or_else(Self::new)
    }

    /// For the next page.
    pub(super) fn keep(self, layout: &'static Layout, is_secret: IsSecret) {
        let names = || self.0.iter().flatten();
        let bytes: usize = names().map(|name| name.text.len()).sum();
        if names().count() > KEPT_NAMES || bytes > KEPT_BYTES {
            return;
        }
        KEPT.with_borrow_mut(|kept| {
            // Another page may have been read in between.
            kept.retain(|kept| !kept.is_of(layout, is_secret));
            if kept.len() < KEPT_LAYOUTS {
                kept.push(Kept {
                    layout,
                    is_secret,
                    shapes: self,
                });
            }
        });
    }

    /// Takes the names of a shape, while an object of it is gone through; none if there is no such
    /// shape.
    #[inline(always)]
    pub(super) fn take(&mut self, shape: u32) -> Names {
        self.0
            .get_mut(shape as usize)
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Gives them back.
    #[inline(always)]
    pub(super) fn put_back(&mut self, shape: u32, names: Names) {
        if let Some(slot) = self.0.get_mut(shape as usize) {
            *slot = names;
        }
    }

    /// The shape of the objects in a member's value; [`NO_SHAPE`] if there are too many.
    #[cold]
    pub(super) fn child(&mut self, names: &mut Names, place: usize) -> u32 {
        let (Some(name), Ok(new)) = (names.get_mut(place), u32::try_from(self.0.len())) else {
            return NO_SHAPE;
        };
        if self.0.len() >= MOST_SHAPES {
            return NO_SHAPE;
        }
        self.0.push(Names::new());
        name.known.child = new;
        new
    }
}
