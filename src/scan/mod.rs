//! The one reader of JSON that is in the way of every byte: it checks a text whole, as strictly as
//! `serde_json` does, and notes where what was asked for stands. It makes no values.
//!
//! A page is gone through once. Objects of its frame give all their members, lists of rows give the
//! rows and of each row the members that its reader names; everything else is checked and stepped
//! over. Of a repeated name the last one counts, as in JavaScript. Texts are looked at sixteen bytes
//! at a time, names are compared with those of the row before ([`shape`]). Values of secrets are noted
//! on the way.

mod cursor;
mod shape;
mod walk;

use std::borrow::Cow;
use std::ops::Range;

pub use cursor::Bad;
use walk::Walk;

/// Rows are seldom shorter, in bytes: with room for so many a page needs no growth. A page may name its
/// list over and over, so that there is no room for more than a page has mostly.
const USUAL_ROW: usize = 400;
const USUAL_ROWS: usize = 1000;

/// What of a page is noted. Every path is the names from the page's own value on: `[]` is the page.
#[derive(Debug)]
pub struct Layout {
    /// Objects whose members the reader asks for.
    pub frames: &'static [&'static [&'static str]],
    /// Lists of rows.
    pub lists: &'static [&'static [&'static str]],
    /// The members of a row that are read into columns.
    pub members: &'static [&'static str],
}

/// Where something stands in a text; nothing is ever empty, so that this means that there is none.
type Span = (u32, u32);
const NOWHERE: Span = (0, 0);

/// The longest page, in bytes: a bit of a member's end is left for [`ESCAPED`].
const LONGEST: usize = i32::MAX as usize;
/// Added to the end of a member that has escapes in it.
const ESCAPED: u32 = 1 << 31;

/// A page that was checked.
#[derive(Debug)]
pub struct Page<'a> {
    text: &'a str,
    layout: &'static Layout,
    frames: Vec<Option<Vec<Member<'a>>>>,
    lists: Vec<Option<Rows<'a>>>,
    /// The values of secrets, none inside of another.
    pub secrets: Vec<Range<usize>>,
}

/// A member of an object: its name, and its value's JSON text.
pub type Member<'a> = (Cow<'a, str>, &'a str);

/// Rows of a page.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    text: &'a str,
    /// Where that stands in the page.
    base: u32,
    members: &'static [&'static str],
    rows: Vec<Span>,
    /// For each row, where the members stand that were asked for, and whether they have escapes.
    slots: Vec<Span>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct RawRow<'a> {
    text: &'a str,
    base: u32,
    span: Span,
    members: &'static [&'static str],
    slots: &'a [Span],
}

impl<'a> Page<'a> {
    /// Checks a page and notes what its reader asks for; `is_secret` is asked of every name, in its
    /// quotes.
    ///
    /// # Errors
    /// If it is not JSON, or not below 2 GiB.
    pub fn read(
        text: &'a str,
        layout: &'static Layout,
        is_secret: fn(&str) -> bool,
    ) -> Result<Self, Bad> {
        if text.len() > LONGEST {
            return Err(Bad);
        }
        let page = Self {
            text,
            layout,
            frames: layout.frames.iter().map(|_| None).collect(),
            lists: layout.lists.iter().map(|_| None).collect(),
            secrets: Vec::new(),
        };
        Walk::new(page, is_secret).page()
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The members of an object of the frame, by its number in the layout; `None` if it is no object.
    pub fn take_frame(&mut self, number: usize) -> Option<Vec<Member<'a>>> {
        self.frames.get_mut(number)?.take()
    }

    /// The rows of a list, by its number in the layout; `None` if it is no list.
    pub fn take_list(&mut self, number: usize) -> Option<Rows<'a>> {
        self.lists.get_mut(number)?.take()
    }

    /// A value of the page, a slice of its text, as its only row.
    pub(crate) fn one(&self, raw: &'a str) -> Rows<'a> {
        let base = (raw.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        debug_assert_eq!(self.text.get(base..base + raw.len()), Some(raw));
        Rows {
            base: u32::try_from(base).unwrap_or_default(),
            ..Rows::one(raw, self.layout.members)
        }
    }
}

impl<'a> Rows<'a> {
    /// None yet.
    fn new(text: &'a str, members: &'static [&'static str]) -> Self {
        let room = (text.len() / USUAL_ROW).min(USUAL_ROWS);
        Self {
            text,
            base: 0,
            members,
            rows: Vec::with_capacity(room),
            slots: Vec::with_capacity(room * members.len()),
        }
    }

    /// A JSON text as the only row; one that is no object has no members.
    pub(crate) fn one(raw: &'a str, members: &'static [&'static str]) -> Self {
        walk::row(raw, members).unwrap_or_else(|Bad| Self {
            rows: vec![(0, u32::try_from(raw.len()).unwrap_or(0))],
            slots: vec![NOWHERE; members.len()],
            ..Self::new(raw, members)
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The one that there is; `None` if there are none or several.
    #[must_use]
    pub fn only(&self) -> Option<RawRow<'_>> {
        self.iter().next().filter(|_| self.len() == 1)
    }

    /// The JSON text of each, in their order.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.rows.iter().filter_map(move |span| part(text, *span))
    }

    /// Each of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = RawRow<'_>> {
        let stride = self.members.len().max(1);
        let slots = self.slots.chunks_exact(stride);
        self.rows.iter().zip(slots).map(|(span, slots)| RawRow {
            text: self.text,
            base: self.base,
            span: *span,
            members: self.members,
            slots,
        })
    }
}

impl<'a> RawRow<'a> {
    /// Its JSON text, a slice of the page's.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        part(self.text, self.span).unwrap_or_default()
    }

    /// Where that begins and ends in the page, in bytes.
    #[must_use]
    pub fn extent(&self) -> (u32, u32) {
        let (start, end) = self.span;
        (self.base + start, self.base + end)
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.raw().starts_with('{')
    }

    /// Whether it has a member, by its number in the layout.
    #[inline(always)]
    #[must_use]
    pub fn has(&self, number: usize) -> bool {
        self.slots.get(number).is_some_and(|span| *span != NOWHERE)
    }

    /// The value of a member, by its number in the layout.
    #[inline(always)]
    #[must_use]
    pub fn slot(&self, number: usize) -> Option<&'a str> {
        let (start, end) = *self.slots.get(number)?;
        part(self.text, (start, end & !ESCAPED))
    }

    /// What a member reads, if it is a text without escapes.
    #[inline(always)]
    #[must_use]
    pub fn plain_text(&self, number: usize) -> Option<&'a str> {
        let (start, end) = *self.slots.get(number)?;
        let (start, end) = (start as usize, end as usize);
        // With the bit of escapes, the end is behind all texts.
        match self.text.as_bytes().get(start) {
            Some(b'"') => self.text.get(start + 1..end.saturating_sub(1)),
            _ => None,
        }
    }

    /// The value of a member.
    ///
    /// # Errors
    /// If the reader's layout does not name it.
    pub fn member(&self, name: &str) -> Result<Option<&'a str>, Bad> {
        // The reader asks by the layout's own texts, mostly.
        let same = |known: &&str| std::ptr::eq(*known, name);
        let at = self.members.iter().position(same);
        let at = at.or_else(|| self.members.iter().position(|known| *known == name));
        let at = at.ok_or(Bad)?;
        Ok(self.slot(at))
    }
}

#[inline(always)]
fn part(text: &str, span: Span) -> Option<&str> {
    text.get(span.0 as usize..span.1 as usize)
        .filter(|part| !part.is_empty())
}

/// The members of an object's JSON text, in their order; `None` if it is no object, or no JSON.
pub(crate) fn members(text: &str) -> Option<Vec<Member<'_>>> {
    static FRAME: Layout = Layout {
        frames: &[&[]],
        lists: &[],
        members: &[],
    };
    let mut page = Page::read(text, &FRAME, |_| false).ok()?;
    page.frames.pop()?
}

/// Whether a text is JSON.
pub(crate) fn is_json(text: &str) -> bool {
    static NOTHING: Layout = Layout {
        frames: &[],
        lists: &[],
        members: &[],
    };
    Page::read(text, &NOTHING, |_| false).is_ok()
}

/// The items of a list's JSON text; `None` if it is no list, or no JSON.
pub(crate) fn items(text: &str) -> Option<Vec<&str>> {
    static LIST: Layout = Layout {
        frames: &[],
        lists: &[&[]],
        members: &[],
    };
    let rows = Page::read(text, &LIST, |_| false).ok()?.take_list(0)?;
    Some(
        rows.rows
            .iter()
            .filter_map(|span| part(text, *span))
            .collect(),
    )
}
