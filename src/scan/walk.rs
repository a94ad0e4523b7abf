//! The way through a page.

use std::borrow::Cow;

use super::cursor::{Bad, Cursor, Step};
use super::shape::{self, Known, NO_SHAPE, NO_SLOT, Names, Shapes};
use super::{ESCAPED, LONGEST, Layout, Member, NOWHERE, Page, Rows, Span};

/// Values deeper than this in a row are gone through without a call for each level: a page may be
/// nothing but brackets.
const DEEP: u32 = 24;

/// The shape of rows.
const ROW: u32 = 0;

pub(super) struct Walk<'a> {
    cursor: Cursor<'a>,
    page: Page<'a>,
    shapes: Shapes,
    is_secret: fn(&str) -> bool,
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
    let mut walk = Walk::new(page, |_| false);
    let mut rows = Rows::new(raw, members);
    walk.cursor.blanks();
    walk.row(&mut rows)?;
    walk.end()?;
    Ok(rows)
}

impl<'a> Walk<'a> {
    pub(super) fn new(page: Page<'a>, is_secret: fn(&str) -> bool) -> Self {
        Self {
            cursor: Cursor::new(page.text),
            page,
            shapes: Shapes::new(),
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
        Ok(self.page)
    }

    fn end(&mut self) -> Step {
        self.cursor.blanks();
        match self.cursor.at == self.cursor.bytes.len() {
            true => Ok(()),
            false => Err(Bad),
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
            _ => self.cursor.scalar(),
        }
    }

    fn frame(&mut self, number: usize) -> Step {
        let mut members: Vec<Member<'a>> = Vec::new();
        self.cursor.byte(b'{')?;
        self.cursor.blanks();
        if self.cursor.peek() == b'}' {
            self.cursor.at += 1;
        } else {
            loop {
                let (quoted, name) = self.name()?;
                let secrets = self.page.secrets.len();
                let start = self.cursor.at;
                self.path.push(name);
                self.framed()?;
                let name = self.path.pop().ok_or(Bad)?;
                if (self.is_secret)(quoted) {
                    self.secret(secrets, start);
                }
                members.push((name, self.since(start)?));
                if !self.goes_on(b'}')? {
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
            self.cursor.at += 1;
        } else {
            loop {
                self.row(&mut rows)?;
                if !self.goes_on(b']')? {
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
        let start = self.cursor.at;
        self.slots.clear();
        self.slots.resize(rows.members.len().max(1), NOWHERE);
        match self.cursor.peek() {
            b'{' => self.object(ROW, rows.members, 0)?,
            _ => self.value(NO_SHAPE, 0)?,
        }
        rows.rows.push(self.span(start)?);
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
            _ => self.cursor.scalar(),
        }
    }

    fn items(&mut self, shape: u32, depth: u32) -> Step {
        self.cursor.byte(b'[')?;
        self.cursor.blanks();
        if self.cursor.peek() == b']' {
            self.cursor.at += 1;
            return Ok(());
        }
        loop {
            self.value(shape, depth + 1)?;
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    fn object(&mut self, shape: u32, members: &[&str], depth: u32) -> Step {
        self.cursor.byte(b'{')?;
        self.cursor.blanks();
        if self.cursor.peek() == b'}' {
            self.cursor.at += 1;
            return Ok(());
        }
        let mut names = self.shapes.take(shape);
        let mut next = 0;
        loop {
            let (place, known) = match shape::expected(&names, next, &mut self.cursor) {
                Some(known) => {
                    self.cursor.blanks();
                    (Some(next), known)
                }
                None => self.unexpected(shape, &mut names, next, members)?,
            };
            next = place.map_or(next, |place| place + 1);
            let start = self.cursor.at;
            let secrets = self.page.secrets.len();
            let escapes = self.cursor.escapes;
            match self.cursor.peek() {
                b'"' => self.cursor.text()?,
                b'{' | b'[' => {
                    let child = match (known.child, place) {
                        (NO_SHAPE, Some(place)) => self.shapes.child(&mut names, place),
                        (child, _) => child,
                    };
                    self.value(child, depth + 1)?;
                }
                _ => self.cursor.scalar()?,
            }
            if known.is_secret {
                self.secret(secrets, start);
            }
            if known.slot != NO_SLOT {
                let (start, mut end) = self.span(start)?;
                if self.cursor.escapes != escapes {
                    end |= ESCAPED;
                }
                if let Some(slot) = self.slots.get_mut(known.slot as usize) {
                    *slot = (start, end);
                }
            }
            if !self.goes_on(b'}')? {
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
        let start = self.cursor.at;
        self.cursor.text()?;
        let quoted = self.since(start)?;
        self.cursor.blanks();
        self.cursor.byte(b':')?;
        self.cursor.blanks();
        Ok((quoted, plain(quoted)))
    }

    /// Over the comma that goes on, or the bracket that ends.
    #[inline(always)]
    fn goes_on(&mut self, end: u8) -> Step<bool> {
        let mut byte = self.cursor.peek();
        if byte <= b' ' {
            self.cursor.blanks();
            byte = self.cursor.peek();
        }
        self.cursor.at += 1;
        if byte == b',' {
            self.cursor.blanks();
            return Ok(true);
        }
        if byte == end { Ok(false) } else { Err(Bad) }
    }

    /// From a place to here.
    #[inline(always)]
    fn span(&self, start: usize) -> Step<Span> {
        let place = |at: usize| u32::try_from(at).map_err(|_| Bad);
        Ok((place(start)?, place(self.cursor.at)?))
    }

    fn since(&self, start: usize) -> Step<&'a str> {
        self.page.text.get(start..self.cursor.at).ok_or(Bad)
    }

    /// Notes that the value from a place to here is a secret, and forgets the secrets in it.
    fn secret(&mut self, before: usize, start: usize) {
        self.page.secrets.truncate(before);
        self.page.secrets.push(start..self.cursor.at);
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
                    self.cursor.at += 1;
                    self.cursor.blanks();
                    if self.cursor.peek() != if is_object { b'}' } else { b']' } {
                        levels.push(is_object);
                        if is_object {
                            self.deep_name(levels.len(), &mut hidden)?;
                        }
                        continue;
                    }
                    self.cursor.at += 1;
                }
                _ => self.cursor.scalar()?,
            }
            // A value ends here, and perhaps those that hold it.
            loop {
                if let Some((_, start)) = hidden.take_if(|(level, _)| *level == levels.len()) {
                    self.page.secrets.push(start..self.cursor.at);
                }
                let Some(is_object) = levels.last().copied() else {
                    return Ok(());
                };
                if self.goes_on(if is_object { b'}' } else { b']' })? {
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
            *hidden = Some((level, self.cursor.at));
        }
        Ok(())
    }
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
