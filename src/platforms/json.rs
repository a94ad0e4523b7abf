//! What the rooms share in reading JSON: pages with errors that teach, scalars of either spelling.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use crate::error::{Code, Result, TaskweaveError};

/// Reads a whole page into the shape that `expected` describes in words.
///
/// # Errors
/// `page_invalid`, saying whether it is no text, no JSON (an HTML page, say), cut off, or of another
/// shape. The page's own text is not repeated: it may hold anything.
pub(crate) fn page<'a, T: Deserialize<'a>>(bytes: &'a [u8], expected: &str) -> Result<T> {
    let invalid = |what: String| {
        TaskweaveError::new(Code::PageInvalid, what).help(format!(
            "expected {expected}, whole and as the platform sent it"
        ))
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        invalid(format!(
            "the page is not UTF-8 at byte {}",
            error.valid_up_to()
        ))
    })?;
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Eof if text.trim().is_empty() => {
                invalid("the page is empty".to_owned())
            }
            serde_json::error::Category::Eof => invalid(format!("the page is cut off at {place}")),
            serde_json::error::Category::Data => {
                invalid(format!("the page is JSON of another shape, at {place}"))
            }
            _ if text.trim_start().starts_with('<') => {
                invalid("the page is HTML or XML, not JSON".to_owned())
            }
            _ => invalid(format!("the page is not JSON at {place}")),
        }
    })
}

/// A string, number or boolean as its text; digits are kept as they are written, so ids beyond 2^53
/// survive. Null and absent are both `None` (use `Option<Scalar>` to tell them apart).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scalar<'a>(pub(crate) Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        match raw.as_bytes().first() {
            Some(b'"') => text(raw)
                .map(|text| Self(Some(text)))
                .map_err(D::Error::custom),
            Some(b'{' | b'[') => Err(D::Error::custom(
                "expected a string or a number, found an object or a list",
            )),
            _ if raw == "null" => Ok(Self(None)),
            _ => Ok(Self(Some(Cow::Borrowed(raw)))),
        }
    }
}

impl<'a> Scalar<'a> {
    /// The text, unless it is empty.
    pub(crate) fn non_empty(self) -> Option<Cow<'a, str>> {
        self.0.filter(|text| !text.is_empty())
    }

    /// The text as an owned string, unless it is empty.
    pub(crate) fn owned(self) -> Option<String> {
        self.non_empty().map(Cow::into_owned)
    }
}

/// A field that may be absent, null or there: `serde(default, deserialize_with = "present")` on an
/// `Option<T>` gives `None` for absent only, if `T` itself reads null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The text of a JSON string, borrowed where it has no escapes.
fn text(raw: &str) -> std::result::Result<Cow<'_, str>, serde_json::Error> {
    match serde_json::from_str::<&str>(raw) {
        Ok(plain) => Ok(Cow::Borrowed(plain)),
        Err(_) => serde_json::from_str::<String>(raw).map(Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Page<'a> {
        #[serde(borrow)]
        ids: Vec<Scalar<'a>>,
    }

    #[test]
    fn scalars_keep_their_digits() {
        let page: Page = page(
            br#"{"ids": ["7", 90300000072369001234, "a\u00e9", null, 1.50, ""]}"#,
            "ids",
        )
        .unwrap();
        let texts: Vec<_> = page.ids.iter().map(|id| id.0.as_deref()).collect();
        assert_eq!(
            texts,
            [
                Some("7"),
                Some("90300000072369001234"),
                Some("aé"),
                None,
                Some("1.50"),
                Some("")
            ]
        );
    }

    #[test]
    fn each_kind_of_broken_page_is_named() {
        let message = |bytes: &[u8]| page::<Page>(bytes, "`ids`").err().unwrap().message.clone();
        assert_eq!(message(b""), "the page is empty");
        assert_eq!(
            message(b"{\"ids\": [1"),
            "the page is cut off at line 1, column 10"
        );
        assert_eq!(message(b"<html>"), "the page is HTML or XML, not JSON");
        assert_eq!(message(b"nope"), "the page is not JSON at line 1, column 2");
        assert_eq!(
            message(b"{\"ids\": \xff}"),
            "the page is not UTF-8 at byte 8"
        );
        assert!(message(b"{\"tasks\": []}").starts_with("the page is JSON of another shape"));
    }
}
