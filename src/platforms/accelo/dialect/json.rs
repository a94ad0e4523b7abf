//! The JSON form: `{"_filters":{"id":[12,13],"against":[{"company":[1]}],"_OR":{…}}}`, or the inner
//! object alone.

use std::ops::Range;

use super::names::Meaning;
use super::node::{Args, Node, Word, check_depth, known, misspelt};
use crate::error::{Result, TaskweaveError};
use crate::platforms::fields::Fields;
use crate::platforms::json;

const EXPECTED: &str = "write an object of filters, such as `{\"standing\":[\"started\"],\"date_due_after\":1700000000}`";

/// Reads the JSON form.
pub(super) fn read(text: &str) -> Result<Vec<Node<'_>>> {
    let reader = Reader { text };
    if let Err(error) = serde_json::from_str::<&serde_json::value::RawValue>(text) {
        return Err(reader.unreadable(&error));
    }
    let raw = text.trim();
    let fields = reader.object(raw)?;
    match (fields.get("_filters"), fields.all().len()) {
        (Some(inner), 1) if inner.starts_with('"') => {
            Err(
                misspelt(text, &reader.place(inner), "`_filters` holds a text")
                    .help("write that text alone, without JSON around it, or an object"),
            )
        }
        (Some(inner), 1) => reader.nodes(inner, 0),
        (Some(inner), _) => {
            let message = "`_filters` stands among other things";
            Err(misspelt(text, &reader.place(inner), message)
                .help("write the object of `_filters` alone"))
        }
        (None, _) => reader.nodes(raw, 0),
    }
}

struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    /// The bytes of a part of the text. Parts are slices of it, so their addresses tell their places.
    fn place(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let end = start.saturating_add(part.len());
        // A key with escapes is no slice.
        if end > self.text.len() {
            return 0..self.text.len();
        }
        start..end
    }

    fn unreadable(&self, error: &serde_json::Error) -> TaskweaveError {
        let before: usize = self
            .text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let at = (before + error.column().saturating_sub(1)).min(self.text.len());
        let message = match error.classify() {
            serde_json::error::Category::Eof => "the JSON is cut off",
            _ => "this is not JSON",
        };
        misspelt(self.text, &(at..self.text.len().min(at + 1)), message).help(EXPECTED)
    }

    fn object(&self, raw: &'a str) -> Result<Fields<'a>> {
        let is_object = raw.starts_with('{');
        let fields = is_object.then(|| Fields::read(raw)).flatten();
        fields.ok_or_else(|| {
            misspelt(
                self.text,
                &self.place(raw),
                "this is not an object of filters",
            )
            .help(EXPECTED)
        })
    }

    /// The filters of an object, or of a list of objects.
    fn nodes(&self, raw: &'a str, depth: usize) -> Result<Vec<Node<'a>>> {
        check_depth(self.text, &self.place(raw), depth)?;
        let objects = if depth > 0 && raw.starts_with('[') {
            json::items(raw).unwrap_or_default()
        } else {
            vec![raw]
        };
        let mut nodes: Vec<Node<'a>> = Vec::new();
        for object in objects {
            let fields = self.object(object)?;
            for (key, value) in fields.all().iter() {
                nodes.push(self.node(key, value, depth)?);
            }
        }
        if nodes.is_empty() && depth > 0 {
            let message = "a filter is missing";
            return Err(misspelt(self.text, &self.place(raw), message).help(EXPECTED));
        }
        Ok(nodes)
    }

    fn node(&self, key: &str, raw: &'a str, depth: usize) -> Result<Node<'a>> {
        let key_place = self.place(key);
        let meaning = known(self.text, key, &key_place)?;
        let args = match meaning {
            Meaning::Or | Meaning::And => Args::Nodes(self.nodes(raw, depth + 1)?),
            Meaning::Against => Args::Groups(self.groups(raw)?),
            _ => Args::Values(self.words(raw)?),
        };
        let end = self.place(raw).end;
        let whole = key_place.start..end;
        Ok(Node {
            name: key.to_owned(),
            meaning,
            place: whole,
            args,
        })
    }

    /// A value, or a list of values.
    fn words(&self, raw: &'a str) -> Result<Vec<Word<'a>>> {
        let items = match raw.starts_with('[') {
            true => json::items(raw).unwrap_or_default(),
            false => vec![raw],
        };
        if items.is_empty() {
            return Err(misspelt(self.text, &self.place(raw), "a value is missing")
                .help("write at least one value"));
        }
        items.into_iter().map(|item| self.word(item)).collect()
    }

    fn word(&self, raw: &'a str) -> Result<Word<'a>> {
        let place = self.place(raw);
        let text = match raw.as_bytes().first() {
            Some(b'"') => json::string(raw),
            Some(b'-' | b'0'..=b'9') => Some(raw.into()),
            _ => None,
        };
        match text {
            Some(text) if !text.is_empty() => Ok(Word { text, place }),
            _ => Err(misspelt(self.text, &place, "this is no value of a filter")
                .help("write a text that is not empty or a number, or a list of them")),
        }
    }

    /// `[{"company":[1,4]},"issue"]`
    fn groups(&self, raw: &'a str) -> Result<Vec<(Word<'a>, Option<Vec<Word<'a>>>)>> {
        let items = match raw.starts_with('[') {
            true => json::items(raw).unwrap_or_default(),
            false => vec![raw],
        };
        let mut groups = Vec::new();
        for item in items {
            if !item.starts_with('{') {
                groups.push((self.word(item)?, None));
                continue;
            }
            for (kind, ids) in self.object(item)?.all().iter() {
                let place = self.place(kind);
                let text = kind.clone();
                groups.push((Word { text, place }, Some(self.words(ids)?)));
            }
        }
        if groups.is_empty() {
            return Err(misspelt(self.text, &self.place(raw), "a type is missing")
                .help("write types with their ids, such as `[{\"company\":[1,4]}]`"));
        }
        Ok(groups)
    }
}
