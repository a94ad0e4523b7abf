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

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// How many escapes were stepped over.
    pub(super) escapes: usize,
}

/// Sixteen bytes, if there are as many.
#[inline(always)]
pub(super) fn lanes(bytes: &[u8], at: usize) -> Option<u8x16> {
    let chunk: &[u8; LANES] = bytes.get(at..)?.first_chunk()?;
    Some(u8x16::from(*chunk))
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
            bytes: text.as_bytes(),
            at: 0,
            escapes: 0,
        }
    }

    /// The byte that stands here; 0, which no JSON text has outside of its texts, at the end.
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Over blanks, if there are any.
    #[inline(always)]
    pub(super) fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    /// Over one byte that must stand here.
    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) -> Step {
        if self.peek() != byte {
            return Err(Bad);
        }
        self.at += 1;
        Ok(())
    }

    /// Over a text, from its opening quote to behind its closing one.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Step {
        self.byte(b'"')?;
        loop {
            if let Some(chunk) = lanes(self.bytes, self.at) {
                let ends = ends_plain(chunk);
                if ends == 0 {
                    self.at += LANES;
                    continue;
                }
                self.at += ends.trailing_zeros() as usize;
            }
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => self.escape()?,
                0..=0x1f => return Err(Bad),
                _ => self.at += 1,
            }
        }
    }

    /// Over an escape. A half of a surrogate pair passes: whoever wants the text finds it wanting.
    #[cold]
    fn escape(&mut self) -> Step {
        self.escapes += 1;
        self.at += 1;
        let kind = self.peek();
        self.at += 1;
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => {
                let digits = self.bytes.get(self.at..self.at + 4).ok_or(Bad)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(Bad);
                }
                self.at += 4;
                Ok(())
            }
            _ => Err(Bad),
        }
    }

    /// Over a number.
    #[inline]
    pub(super) fn number(&mut self) -> Step {
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits(),
            _ => return Err(Bad),
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.some_digits()?;
        }
        // A further digit, after a leading zero, is no end of a value: whoever goes on fails there.
        Ok(())
    }

    #[inline]
    fn digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Step {
        let start = self.at;
        self.digits();
        if self.at == start { Err(Bad) } else { Ok(()) }
    }

    /// Over a word: `true`, `false` or `null`.
    #[inline(always)]
    pub(super) fn word(&mut self, word: &[u8]) -> Step {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word) {
            return Err(Bad);
        }
        self.at = end;
        Ok(())
    }

    /// Over a value that holds no others.
    #[inline]
    pub(super) fn scalar(&mut self) -> Step {
        match self.peek() {
            b'"' => self.text(),
            b'n' => self.word(b"null"),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => self.number(),
        }
    }
}
