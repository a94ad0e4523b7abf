//! The way through a page.

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::{Bad, Cursor, Step};
use super::shape::{self, Known, NO_SHAPE, NO_SLOT, Names, Shapes};
use super::{ESCAPED, IsSecret, LONGEST, Layout, Member, NOWHERE, Page, Rows, Span};

/// Values deeper than this in a row are gone through without a call for each level: a page may be
/// nothing but brackets.
const DEEP: u32 = 24;

/// The shape of rows.
const ROW: u32 = 0;

pub(super) struct Walk<'a> {
    cursor: Cursor<'a>,
    page: Page<'a>,
    shapes: Shapes,
    /// How many names did not stand where they were expected.
    surprises: usize,
    rows: usize,
    is_secret: IsSecret,
    /// The slots of the row that is gone through.
    slots: Vec<Span>,
    /// The names that lead here from the page's own value.
    path: Vec<Cow<'a, str>>,
}

/// One text as a row.
pub(super) fn row<'a>(raw: &'a str, members: &'static [&'static str]) -> Result<Rows<'a>, Bad> {
    static NONE: Layout = Layout {
        frames: &[],
        lists: &[],
        members: &[],
    };
    if raw.len() > LONGEST {
        return Err(Bad);
    }
    let page = Page {
        text: raw,
        layout: &NONE,
        frames: Vec::new(),
        lists: Vec::new(),
        secrets: Vec::new(),
    };
    let mut walk = Walk::new(page, Shapes::new(), |_| false);
    let mut rows = Rows::new(raw, members);
    walk.cursor.blanks();
    walk.row(&mut rows)?;
    walk.end()?;
    Ok(rows)
}

impl<'a> Walk<'a> {
    /// Of a whole page.
    pub(super) fn of_page(page: Page<'a>, is_secret: IsSecret) -> Self {
        let shapes = Shapes::kept(page.layout, is_secret);
        Self::new(page, shapes, is_secret)
    }

    fn new(page: Page<'a>, shapes: Shapes, is_secret: IsSecret) -> Self {
        Self {
            cursor: Cursor::new(page.text),
            page,
            shapes,
            surprises: 0,
            rows: 0,
            is_secret,
            slots: Vec::new(),
            path: Vec::new(),
        }
    }

    /// The whole page.
    pub(super) fn page(mut self) -> Result<Page<'a>, Bad> {
        self.cursor.blanks();
        self.framed()?;
        self.end()?;
        // Names in an order that pages after this one do not have would slow them down.
        if self.rows > 0 && self.surprises <= 4 * self.rows + 64 {
            self.shapes.keep(self.page.layout, self.is_secret);
        }
        Ok(self.page)
    }

    fn end(&mut self) -> Step {
        self.cursor.blanks();
        match self.cursor.left() {
            0 => Ok(()),
            _ => Err(Bad),
        }
    }

    fn number_of(&self, paths: &[&[&str]]) -> Option<usize> {
        paths
            .iter()
            .position(|path| path.iter().eq(self.path.iter()))
    }

    /// A value of the frame. Calls itself no deeper than the layout's paths are long.
    fn framed(&mut self) -> Step {
        self.forget();
        match self.cursor.peek() {
            b'{' => match self.number_of(self.page.layout.frames) {
                Some(number) => self.frame(number),
                None => self.value(NO_SHAPE, 0),
            },
            b'[' => match self.number_of(self.page.layout.lists) {
                Some(number) => self.list(number),
                None => self.value(NO_SHAPE, 0),
            },
            _ => self.scalar(),
        }
    }

    fn frame(&mut self, number: usize) -> Step {
        let mut members: Vec<Member<'a>> = Vec::new();
        self.cursor.byte(b'{')?;
        self.cursor.blanks();
        if self.cursor.peek() == b'}' {
            self.cursor.skip(1);
        } else {
            loop {
                let (quoted, name) = self.name()?;
                let secrets = self.page.secrets.len();
                let start = self.here();
                self.path.push(name);
                self.framed()?;
                let name = self.path.pop().ok_or(Bad)?;
                if (self.is_secret)(quoted) {
                    self.secret(secrets, start..self.here());
                }
                members.push((name, self.since(start)?));
                if !goes_on(&mut self.cursor, b'}')? {
                    break;
                }
            }
        }
        if let Some(slot) = self.page.frames.get_mut(number) {
            *slot = Some(members);
        }
        Ok(())
    }

    /// What stood at this path before, and below it, does not count any more: of a repeated name the
    /// last value counts.
    fn forget(&mut self) {
        let path = &self.path;
        let is_below = |other: &[&str]| {
            other.len() >= path.len() && other.iter().zip(path).all(|(a, b)| a == b)
        };
        for (other, frame) in self.page.layout.frames.iter().zip(&mut self.page.frames) {
            if is_below(other) {
                *frame = None;
            }
        }
        for (other, list) in self.page.layout.lists.iter().zip(&mut self.page.lists) {
            if is_below(other) {
                *list = None;
            }
        }
    }

    fn list(&mut self, number: usize) -> Step {
        let mut rows = Rows::new(self.page.text, self.page.layout.members);
        self.cursor.byte(b'[')?;
        self.cursor.blanks();
        if self.cursor.peek() == b']' {
            self.cursor.skip(1);
        } else {
            loop {
                self.row(&mut rows)?;
                if !goes_on(&mut self.cursor, b']')? {
                    break;
                }
            }
        }
        if let Some(slot) = self.page.lists.get_mut(number) {
            *slot = Some(rows);
        }
        Ok(())
    }

    /// A row: the members of an object go to their slots; anything else has none.
    fn row(&mut self, rows: &mut Rows<'a>) -> Step {
        let start = self.here();
        self.slots.clear();
        self.slots.resize(rows.members.len().max(1), NOWHERE);
        match self.cursor.peek() {
            b'{' => self.object(ROW, rows.members, 0)?,
            _ => self.value(NO_SHAPE, 0)?,
        }
        self.rows += 1;
        rows.rows.push(span(start, self.here()));
        rows.slots.extend_from_slice(&self.slots);
        Ok(())
    }

    /// Any value; `shape` is that of the objects in it.
    #[inline]
    fn value(&mut self, shape: u32, depth: u32) -> Step {
        match self.cursor.peek() {
            b'{' | b'[' if depth >= DEEP => self.deep(),
            b'{' => self.object(shape, &[], depth),
            b'[' => self.items(shape, depth),
            _ => self.scalar(),
        }
    }

    #[inline(never)]
    fn scalar(&mut self) -> Step {
        self.cursor.scalar()
    }

    fn items(&mut self, shape: u32, depth: u32) -> Step {
        self.cursor.byte(b'[')?;
        self.cursor.blanks();
        if self.cursor.peek() == b']' {
            self.cursor.skip(1);
            return Ok(());
        }
        loop {
            self.value(shape, depth + 1)?;
            if !goes_on(&mut self.cursor, b']')? {
                return Ok(());
            }
        }
    }

    fn object(&mut self, shape: u32, members: &[&str], depth: u32) -> Step {
        let mut cursor = self.cursor;
        cursor.byte(b'{')?;
        cursor.blanks();
        if cursor.byte(b'}').is_ok() {
            self.cursor = cursor;
            return Ok(());
        }
        let mut names = self.shapes.take(shape);
        let mut next = 0;
        loop {
            let (place, known) = match shape::expected(&names, next, &mut cursor) {
                Some(known) => {
                    cursor.blanks();
                    (Some(next), known)
                }
                None => {
                    self.cursor = cursor;
                    let found = self.unexpected(shape, &mut names, next, members)?;
                    cursor = self.cursor;
                    found
                }
            };
            next = place.map_or(next, |place| place + 1);
            let start = self.at(&cursor);
            let secrets = self.page.secrets.len();
            let escapes = cursor.escapes;
            match cursor.peek() {
                b'"' => cursor.text()?,
                b'{' | b'[' => {
                    let child = match (known.child, place) {
                        (NO_SHAPE, Some(place)) => self.shapes.child(&mut names, place),
                        (child, _) => child,
                    };
                    self.cursor = cursor;
                    self.value(child, depth + 1)?;
                    cursor = self.cursor;
                }
                _ => cursor.scalar()?,
            }
            if known.is_secret {
                self.secret(secrets, start..self.at(&cursor));
            }
            if known.slot != NO_SLOT {
                let (start, mut end) = span(start, self.at(&cursor));
                if cursor.escapes != escapes {
                    end |= ESCAPED;
                }
                if let Some(slot) = self.slots.get_mut(known.slot as usize) {
                    *slot = (start, end);
                }
            }
            if !goes_on(&mut cursor, b'}')? {
                self.cursor = cursor;
                self.shapes.put_back(shape, names);
                return Ok(());
            }
        }
    }

    /// A name that was not expected here.
    #[cold]
    fn unexpected(
        &mut self,
        shape: u32,
        names: &mut Names,
        next: usize,
        members: &[&str],
    ) -> Step<(Option<usize>, Known)> {
        self.surprises += 1;
        let (quoted, name) = self.name()?;
        if let Some((place, known)) = shape::find(names, next, quoted.as_bytes()) {
            return Ok((Some(place), known));
        }
        let slot = members.iter().position(|member| *member == name);
        let known = Known {
            slot: slot
                .and_then(|slot| u32::try_from(slot).ok())
                .unwrap_or(NO_SLOT),
            is_secret: (self.is_secret)(quoted),
            child: NO_SHAPE,
        };
        let place = match shape {
            NO_SHAPE => None,
            _ => shape::add(names, quoted.as_bytes(), known),
        };
        Ok((place, known))
    }

    /// Over a name, its colon and blanks: the name in its quotes, and what it reads.
    fn name(&mut self) -> Step<(&'a str, Cow<'a, str>)> {
        let start = self.here();
        self.cursor.text()?;
        let quoted = self.since(start)?;
        self.cursor.blanks();
        self.cursor.byte(b':')?;
        self.cursor.blanks();
        Ok((quoted, plain(quoted)))
    }

    /// How far a place is from the beginning, in bytes.
    #[inline(always)]
    fn at(&self, cursor: &Cursor<'_>) -> usize {
        self.page.text.len() - cursor.left()
    }

    fn here(&self) -> usize {
        self.at(&self.cursor)
    }

    fn since(&self, start: usize) -> Step<&'a str> {
        self.page.text.get(start..self.here()).ok_or(Bad)
    }

    /// Notes that a value is a secret, and forgets the secrets in it.
    fn secret(&mut self, before: usize, value: Range<usize>) {
        self.page.secrets.truncate(before);
        self.page.secrets.push(value);
    }

    /// A list or object however deep, its levels as bytes.
    #[cold]
    fn deep(&mut self) -> Step {
        let mut levels: Vec<bool> = Vec::new();
        // The level and the beginning of a secret's value; what is in it is hidden with it.
        let mut hidden: Option<(usize, usize)> = None;
        loop {
            // A value stands here.
            match self.cursor.peek() {
                open @ (b'{' | b'[') => {
                    let is_object = open == b'{';
                    self.cursor.skip(1);
                    self.cursor.blanks();
                    if self.cursor.peek() != if is_object { b'}' } else { b']' } {
                        levels.push(is_object);
                        if is_object {
                            self.deep_name(levels.len(), &mut hidden)?;
                        }
                        continue;
                    }
                    self.cursor.skip(1);
                }
                _ => self.scalar()?,
            }
            // A value ends here, and perhaps those that hold it.
            loop {
                if let Some((_, start)) = hidden.take_if(|(level, _)| *level == levels.len()) {
                    self.page.secrets.push(start..self.here());
                }
                let Some(is_object) = levels.last().copied() else {
                    return Ok(());
                };
                if goes_on(&mut self.cursor, if is_object { b'}' } else { b']' })? {
                    if is_object {
                        self.deep_name(levels.len(), &mut hidden)?;
                    }
                    break;
                }
                levels.pop();
            }
        }
    }

    fn deep_name(&mut self, level: usize, hidden: &mut Option<(usize, usize)>) -> Step {
        let (quoted, _) = self.name()?;
        if hidden.is_none() && (self.is_secret)(quoted) {
            *hidden = Some((level, self.here()));
        }
        Ok(())
    }
}

/// Over the comma that goes on, or the bracket that ends.
#[inline(always)]
fn goes_on(cursor: &mut Cursor<'_>, end: u8) -> Step<bool> {
    if cursor.peek() <= b' ' {
        cursor.blanks();
    }
    if cursor.byte(b',').is_ok() {
        cursor.blanks();
        return Ok(true);
    }
    cursor.byte(end).map(|()| false)
}

/// From one place to another.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "no page is longer than 2 GiB"
)]
fn span(start: usize, end: usize) -> Span {
    (start as u32, end as u32)
}

/// What a name in quotes reads; one that is no text, for half of a surrogate pair, stays as it is
/// written.
fn plain(quoted: &str) -> Cow<'_, str> {
    let inner = || quoted.strip_prefix('"')?.strip_suffix('"');
    match quoted.contains('\\') {
        true => serde_json::from_str(quoted).map_or(Cow::Borrowed(quoted), Cow::Owned),
        false => Cow::Borrowed(inner().unwrap_or(quoted)),
    }
}
