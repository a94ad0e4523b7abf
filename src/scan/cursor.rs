//! One place in a JSON text, and the steps that check what stands there: blanks, texts, numbers and
//! words. Every step goes forward over what is valid and fails on what is not.

use wide::u8x16;

/// How many bytes are looked at in one go.
pub(super) const LANES: usize = 16;

/// What is wrong is not told here: a page that fails is read once more by a slower reader that can
/// say where and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Bad;

pub(super) type Step<T = ()> = Result<T, Bad>;

/// A place in a text. A loop that goes through many members keeps its own copy, so that the place
/// stays in registers.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    /// What stands from the place on.
    rest: &'a [u8],
    /// How many escapes were stepped over.
    pub(super) escapes: usize,
}

/// The bits of the bytes that end a run of plain text: a quote, a backslash, a control character.
#[inline(always)]
fn ends_plain(chunk: u8x16) -> u32 {
    let quote = chunk.simd_eq(u8x16::splat(b'"'));
    let escape = chunk.simd_eq(u8x16::splat(b'\\'));
    let control = chunk.min(u8x16::splat(0x1f)).simd_eq(chunk);
    (quote | escape | control).to_bitmask()
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
            escapes: 0,
        }
    }

    /// How many bytes are left.
    #[inline(always)]
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// What stands from here on.
    #[inline(always)]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The byte that stands here; 0, which no JSON text has outside of its texts, at the end.
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.rest.first().copied().unwrap_or(0)
    }

    /// Over so many bytes, of which there are as many.
    #[inline(always)]
    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Over blanks, if there are any.
    #[inline(always)]
    pub(super) fn blanks(&mut self) {
        while let [b' ' | b'\n' | b'\t' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Over one byte that must stand here.
    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) -> Step {
        match self.rest {
            [first, rest @ ..] if *first == byte => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(Bad),
        }
    }

    /// Over a text, from its opening quote to behind its closing one.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Step {
        self.byte(b'"')?;
        loop {
            if let Some((chunk, behind)) = self.rest.split_first_chunk::<LANES>() {
                let ends = ends_plain(u8x16::from(*chunk));
                if ends == 0 {
                    self.rest = behind;
                    continue;
                }
                self.skip(ends.trailing_zeros() as usize);
            }
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(());
                }
                [b'\\', rest @ ..] => {
                    self.escapes += 1;
                    self.rest = escape(rest).ok_or(Bad)?;
                }
                [] | [..=0x1f, ..] => return Err(Bad),
                [_, rest @ ..] => self.rest = rest,
            }
        }
    }

    /// Over a value that holds no others.
    #[inline(always)]
    pub(super) fn scalar(&mut self) -> Step {
        match self.peek() {
            b'"' => self.text(),
            b'n' => self.word(b"null"),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => {
                self.rest = number(self.rest).ok_or(Bad)?;
                Ok(())
            }
        }
    }

    /// Over a word: `true`, `false` or `null`.
    #[inline(always)]
    fn word<const N: usize>(&mut self, word: &[u8; N]) -> Step {
        match self.rest.split_first_chunk::<N>() {
            Some((there, rest)) if there == word => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(Bad),
        }
    }
}

/// What follows an escape, which stands here without its backslash. A half of a surrogate pair passes:
/// whoever wants the text finds it wanting.
#[cold]
fn escape(text: &[u8]) -> Option<&[u8]> {
    match text {
        [
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
            rest @ ..,
        ] => Some(rest),
        [b'u', a, b, c, d, rest @ ..] => [a, b, c, d]
            .iter()
            .all(|digit| digit.is_ascii_hexdigit())
            .then_some(rest),
        _ => None,
    }
}

/// What follows a number. A further digit, after a leading zero, is no end of a value: whoever goes on
/// fails there.
#[inline(never)]
fn number(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let mut rest = match text {
        [b'0', rest @ ..] => rest,
        _ => digits(text)?,
    };
    if let [b'.', fraction @ ..] = rest {
        rest = digits(fraction)?;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        rest = match exponent {
            [b'+' | b'-', exponent @ ..] => digits(exponent)?,
            _ => digits(exponent)?,
        };
    }
    Some(rest)
}

/// What follows one or more digits.
#[inline(always)]
fn digits(text: &[u8]) -> Option<&[u8]> {
    let [b'0'..=b'9', rest @ ..] = text else {
        return None;
    };
    let mut left = rest;
    while let [b'0'..=b'9', rest @ ..] = left {
        left = rest;
    }
    Some(left)
}
