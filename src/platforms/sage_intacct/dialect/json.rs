//! JSON whose parts are slices of the text, so that an error can point at them.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Code, TaskweaveError};
pub(super) use crate::filter::clipped as shown;
use crate::platforms::json;

/// The filter's text.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(pub(super) &'a str);

/// A member of an object.
pub(super) struct Entry<'a> {
    /// Its name.
    pub(super) name: Cow<'a, str>,
    /// Its name as JSON.
    pub(super) name_raw: &'a str,
    /// Its value as JSON.
    pub(super) value: &'a str,
}

/// A JSON value, one level deep.
pub(super) enum Node<'a> {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<&'a str>),
    Object(Vec<Entry<'a>>),
    /// A text with half of a surrogate pair.
    Broken,
}

struct Entries<'a>(Vec<Entry<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    let name_raw = name.get();
                    entries.push(Entry {
                        name: json::string(name_raw).unwrap_or(Cow::Borrowed(name_raw)),
                        name_raw,
                        value: value.get(),
                    });
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

impl<'a> Node<'a> {
    /// Reads a part of a text that is JSON as a whole.
    pub(super) fn of(raw: &'a str) -> Self {
        match raw.as_bytes().first() {
            Some(b'{') => match serde_json::from_str(raw) {
                Ok(Entries(entries)) => Self::Object(entries),
                Err(_) => Self::Broken,
            },
            Some(b'[') => json::items(raw).map_or(Self::Broken, Self::List),
            Some(b'"') => json::string(raw).map_or(Self::Broken, Self::Text),
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'n') => Self::Null,
            _ => Self::Number(raw),
        }
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Broken => "half of a character",
        }
    }
}

impl<'a> Source<'a> {
    /// The whole text as one JSON value, without the white space around it.
    pub(super) fn whole(self) -> Result<&'a str, TaskweaveError> {
        match serde_json::from_str::<&RawValue>(self.0) {
            Ok(raw) => Ok(raw.get()),
            Err(error) => {
                let line_start = self
                    .0
                    .split_inclusive('\n')
                    .take(error.line().saturating_sub(1))
                    .map(str::len)
                    .sum::<usize>();
                let at = line_start.saturating_add(error.column().saturating_sub(1));
                let at = if error.is_eof() { self.0.len() } else { at };
                let at = self.0.floor_char_boundary(at.min(self.0.len()));
                let next = self.0.get(at..).and_then(|rest| rest.chars().next());
                let end = at + next.map_or(0, char::len_utf8);
                let message = match error.is_eof() {
                    true => "the JSON ends too early",
                    false => "this is not JSON",
                };
                Err(TaskweaveError::new(Code::FilterSyntax, message)
                    .at(self.0, at, end)
                    .help("write a query's filters, such as `[{\"$eq\":{\"taskStatus\":\"planned\"}}]`"))
            }
        }
    }

    /// An error about a slice of the text.
    pub(super) fn wrong(
        self,
        code: Code,
        slice: &str,
        message: impl Into<String>,
    ) -> TaskweaveError {
        let error = TaskweaveError::new(code, message);
        // Parts are slices of the text, so their addresses tell their places.
        let start = (slice.as_ptr() as usize).checked_sub(self.0.as_ptr() as usize);
        match start.filter(|start| start + slice.len() <= self.0.len()) {
            Some(start) => error.at(self.0, start, start + slice.len()),
            None => error.at(self.0, 0, self.0.len()),
        }
    }
}
