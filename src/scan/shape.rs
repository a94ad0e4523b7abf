//! Names that are expected: rows of a page have the same members in the same order nearly always, so
//! that a name is compared with the one that stood there in the row before, and only looked up if it
//! is another one. What is known of a name (where its value goes, whether it is a secret's) is found
//! out once.

use wide::u8x16;

use super::cursor::{Cursor, LANES};

/// More names of one object, and more kinds of objects, than these are not remembered: such a page is
/// hostile, or no list.
const MOST_NAMES: usize = 256;
const MOST_SHAPES: usize = 256;

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
struct Name {
    /// Filled up with zeros to a multiple of sixteen bytes.
    padded: Box<[u8]>,
    len: usize,
    known: Known,
}

/// The members that objects at one place have, in the order in which they were first met.
#[derive(Default)]
pub(super) struct Shape {
    names: Vec<Name>,
}

/// All shapes of a page, by number.
pub(super) struct Shapes(Vec<Shape>);

impl Name {
    fn new(raw: &[u8], known: Known) -> Self {
        let mut padded = raw.to_vec();
        padded.push(b':');
        let len = padded.len();
        padded.resize(len.next_multiple_of(LANES), 0);
        Self {
            padded: padded.into(),
            len,
            known,
        }
    }

    /// Whether it stands at a place, its colon too.
    #[inline(always)]
    fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(there) = bytes.get(at..at + self.padded.len()) else {
            return bytes.get(at..at + self.len) == self.padded.get(..self.len);
        };
        let mut rest = self.len;
        for (there, expected) in there
            .chunks_exact(LANES)
            .zip(self.padded.chunks_exact(LANES))
        {
            let (Some(there), Some(expected)) = (there.first_chunk(), expected.first_chunk())
            else {
                return false;
            };
            let differs = !u8x16::from(*there)
                .simd_eq(u8x16::from(*expected))
                .to_bitmask();
            let counts = if rest >= LANES {
                0xffff
            } else {
                (1 << rest) - 1
            };
            if differs & counts != 0 {
                return false;
            }
            rest = rest.saturating_sub(LANES);
        }
        true
    }

    /// The name in its quotes.
    fn quoted(&self) -> &[u8] {
        self.padded.get(..self.len - 1).unwrap_or_default()
    }
}

impl Shapes {
    /// With one shape, whose number is 0.
    pub(super) fn new() -> Self {
        Self(vec![Shape::default()])
    }

    /// Steps over the name that is expected next, and its colon, if it stands here.
    #[inline(always)]
    pub(super) fn expected(
        &self,
        shape: u32,
        next: usize,
        cursor: &mut Cursor<'_>,
    ) -> Option<Known> {
        let name = self.0.get(shape as usize)?.names.get(next)?;
        if !name.stands_at(cursor.bytes, cursor.at) {
            return None;
        }
        cursor.at += name.len;
        Some(name.known)
    }

    /// What is known of a name in its quotes, and its place in the shape. The search begins where the
    /// name was expected: a member that is left out now and then shifts those after it by one.
    pub(super) fn find(&self, shape: u32, next: usize, quoted: &[u8]) -> Option<(usize, Known)> {
        let names = &self.0.get(shape as usize)?.names;
        let is_it = |(_, name): &(usize, &Name)| name.quoted() == quoted;
        let mut after = names.iter().enumerate().skip(next);
        let mut before = names.iter().enumerate().take(next);
        let found = after.find(is_it).or_else(|| before.find(is_it));
        found.map(|(place, name)| (place, name.known))
    }

    /// Remembers a name, unless there are too many; answers its place.
    pub(super) fn add(&mut self, shape: u32, quoted: &[u8], known: Known) -> Option<usize> {
        let names = &mut self.0.get_mut(shape as usize)?.names;
        if names.len() >= MOST_NAMES {
            return None;
        }
        names.push(Name::new(quoted, known));
        Some(names.len() - 1)
    }

    /// The shape of the objects in a member's value; [`NO_SHAPE`] if there are too many.
    pub(super) fn child(&mut self, shape: u32, place: usize) -> u32 {
        let new = match u32::try_from(self.0.len()) {
            Ok(new) if self.0.len() < MOST_SHAPES => new,
            _ => NO_SHAPE,
        };
        let Some(name) = self
            .0
            .get_mut(shape as usize)
            .and_then(|shape| shape.names.get_mut(place))
        else {
            return NO_SHAPE;
        };
        if name.known.child == NO_SHAPE && new != NO_SHAPE {
            name.known.child = new;
            self.0.push(Shape::default());
            return new;
        }
        name.known.child
    }
}
