//! The text form: `standing(accepted,started),_OR(assignee(7),_AND(…)),against(company(1,4),issue)`.

use std::borrow::Cow;
use std::ops::Range;

use super::names::Meaning;
use super::node::{Args, Node, Word, check_depth, known, misspelt};
use crate::error::{Result, TaskweaveError};
use crate::filter::clipped;

/// Reads the text form. What stands before `from` is not looked at.
pub(super) fn read(text: &str, from: usize) -> Result<Vec<Node<'_>>> {
    let mut reader = Reader { text, at: from };
    reader.skip_space();
    if reader.rest().is_empty() {
        return Ok(Vec::new());
    }
    let nodes = reader.nodes(0)?;
    match reader.peek() {
        None => Ok(nodes),
        Some(c) if c != ')' => Err(reader.not_parted()),
        Some(_) => Err(
            misspelt(text, &reader.next_place(), "there is a `)` too many")
                .help("take it away, or open it before"),
        ),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// The next character's bytes; the empty end where there is none.
    fn next_place(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// Takes what fits.
    fn take_while(&mut self, fits: fn(char) -> bool) -> (&'a str, Range<usize>) {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        (rest.get(..length).unwrap_or_default(), start..self.at)
    }

    /// Filters with commas between them, up to a `)` or the end.
    fn nodes(&mut self, depth: usize) -> Result<Vec<Node<'a>>> {
        let mut nodes = Vec::new();
        loop {
            nodes.push(self.node(depth)?);
            self.skip_space();
            if !self.take(',') {
                return Ok(nodes);
            }
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node<'a>> {
        self.skip_space();
        let (name, place) = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() {
            let message = match self.peek() {
                None | Some(',' | ')') => "a filter is missing",
                Some(_) => "no filter begins like this",
            };
            return Err(misspelt(self.text, &self.next_place(), message)
                .help("write names with their values in parentheses, such as `standing(started),assignee(7)`"));
        }
        let meaning = known(self.text, name, &place)?;
        self.skip_space();
        let open = self.next_place();
        if !self.take('(') {
            let message = format!("the values of `{}` are missing", clipped(name));
            let place = if open.is_empty() || self.peek() == Some(',') {
                &place
            } else {
                &open
            };
            return Err(misspelt(self.text, place, &message)
                .help(format!("write them in parentheses: `{}(…)`", clipped(name))));
        }
        let args = match meaning {
            Meaning::Or | Meaning::And => {
                check_depth(self.text, &place, depth + 1)?;
                Args::Nodes(self.nodes(depth + 1)?)
            }
            Meaning::Against => Args::Groups(self.groups()?),
            Meaning::Search => Args::Values(vec![self.search()]),
            _ => Args::Values(self.words()?),
        };
        self.close(&open)?;
        Ok(Node {
            name: name.to_owned(),
            meaning,
            place: place.start..self.at,
            args,
        })
    }

    fn close(&mut self, open: &Range<usize>) -> Result<()> {
        self.skip_space();
        if self.take(')') {
            return Ok(());
        }
        Err(match self.peek() {
            None => misspelt(self.text, open, "this parenthesis is never closed")
                .help("close it with `)`"),
            Some('(') => misspelt(self.text, &self.next_place(), "a value holds a parenthesis")
                .help("the text form has no escape for `,`, `(` and `)`: write the JSON form, such as `{\"custom_id\":[\"A(1)\"]}`"),
            Some(_) => self.not_parted(),
        })
    }

    fn not_parted(&self) -> TaskweaveError {
        misspelt(
            self.text,
            &self.next_place(),
            "filters are parted by commas",
        )
        .help("write a comma here")
    }

    /// Values up to the parenthesis behind them.
    fn words(&mut self) -> Result<Vec<Word<'a>>> {
        let mut words = Vec::new();
        loop {
            words.push(self.word()?);
            self.skip_space();
            if !self.take(',') {
                return Ok(words);
            }
        }
    }

    fn word(&mut self) -> Result<Word<'a>> {
        self.skip_space();
        let (text, place) = self.take_while(|c| !matches!(c, ',' | '(' | ')'));
        let text = text.trim_end();
        if text.is_empty() {
            return Err(
                misspelt(self.text, &self.next_place(), "a value is missing")
                    .help("write at least one value, and one between any two commas"),
            );
        }
        let place = place.start..place.start + text.len();
        let text = Cow::Borrowed(text);
        Ok(Word { text, place })
    }

    fn groups(&mut self) -> Result<Vec<(Word<'a>, Option<Vec<Word<'a>>>)>> {
        let mut groups = Vec::new();
        loop {
            let kind = self.word()?;
            let open = self.next_place();
            let ids = if self.take('(') {
                let ids = self.words()?;
                self.close(&open)?;
                Some(ids)
            } else {
                None
            };
            groups.push((kind, ids));
            self.skip_space();
            if !self.take(',') {
                return Ok(groups);
            }
        }
    }

    /// Everything up to the parenthesis that closes it: parentheses and commas part words there.
    fn search(&mut self) -> Word<'a> {
        let rest = self.rest();
        let mut depth = 0usize;
        let end = rest.char_indices().find_map(|(at, c)| {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => return Some(at),
                ')' => depth -= 1,
                _ => {}
            }
            None
        });
        let text = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        let start = self.at;
        self.at += text.len();
        let text = Cow::Borrowed(text);
        let place = start..self.at;
        Word { text, place }
    }
}
