//! What the rooms share in reading JSON: pages with errors that teach, texts, ids and lists. Digits
//! stay as they are written, so that ids beyond 2^53 survive.

use std::borrow::Cow;

use memchr::memchr;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;

use super::fields::Fields;
use crate::error::{Code, Result, TaskweaveError};
use crate::scan::{self, Page};
use crate::task::TaskId;

/// The members of a whole page that is an object, as `expected` describes it in words.
///
/// # Errors
/// `page_invalid`, saying whether it is no text, no JSON (an HTML page, say), cut off, or of another
/// shape. The page's own text is not repeated: it may hold anything.
pub(super) fn page<'a>(bytes: &'a [u8], expected: &str) -> Result<Fields<'a>> {
    let text = utf8(bytes, expected)?;
    Fields::read(text).ok_or_else(|| unreadable::<Object>(text, expected))
}

/// A page's text.
///
/// # Errors
/// `page_invalid` if it is not UTF-8.
pub(super) fn utf8<'a>(bytes: &'a [u8], expected: &str) -> Result<&'a str> {
    simdutf8::basic::from_utf8(bytes).or_else(|_| {
        std::str::from_utf8(bytes).map_err(|error| {
            let place = error.valid_up_to();
            invalid(&format!("the page is not UTF-8 at byte {place}"), expected)
        })
    })
}

/// The error of a page that was found not to be JSON, or not of the shape `T`: read again, by who can
/// say where and why.
pub(super) fn unreadable<'a, T: Deserialize<'a>>(text: &'a str, expected: &str) -> TaskweaveError {
    let what = match serde_json::from_str::<T>(text) {
        Ok(_) => "the page is JSON of another shape".to_owned(),
        Err(error) => why(text, &error),
    };
    invalid(&what, expected)
}

/// The members of a page that was checked.
///
/// # Errors
/// As [`page`].
pub(super) fn frame<'a>(page: &mut Page<'a>, expected: &str) -> Result<Fields<'a>> {
    let members = page.take_frame(0).map(Fields::of);
    members.ok_or_else(|| unreadable::<Object>(page.text(), expected))
}

/// The text of a page of whatever JSON, less the blanks around it.
///
/// # Errors
/// As [`page`], of another shape or not.
pub(super) fn value<'a>(bytes: &'a [u8], expected: &str) -> Result<&'a str> {
    let text = utf8(bytes, expected)?;
    match scan::is_json(text) {
        true => Ok(text.trim_ascii()),
        false => Err(unreadable::<IgnoredAny>(text, expected)),
    }
}

/// An object of whatever members.
pub(super) struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Object, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Object)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// The error of a page that is not what `expected` describes in words.
pub(super) fn invalid(what: &str, expected: &str) -> TaskweaveError {
    TaskweaveError::new(Code::PageInvalid, what).help(format!(
        "expected {expected}, whole and as the platform sent it"
    ))
}

/// Why a page cannot be read.
fn why(text: &str, error: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof if text.trim().is_empty() => "the page is empty".to_owned(),
        Category::Eof => format!("the page is cut off at {place}"),
        Category::Data => format!("the page is JSON of another shape, at {place}"),
        _ if text.trim_start().starts_with('<') => "the page is HTML or XML, not JSON".to_owned(),
        _ => format!("the page is not JSON at {place}"),
    }
}

/// The text of a string, number or boolean; `None` if it is null or empty.
///
/// # Errors
/// Says, after the field's name, what is wrong: an object or a list, or a half of a surrogate pair.
pub(super) fn text(raw: &str) -> std::result::Result<Option<Cow<'_, str>>, &'static str> {
    let text = match raw.as_bytes().first() {
        Some(b'"') => string(raw).ok_or(NO_TEXT)?,
        Some(b'{' | b'[') | None => return Err(NO_TEXT),
        _ if raw == "null" => return Ok(None),
        _ => Cow::Borrowed(raw),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

const NO_TEXT: &str = "is not a text";

/// A JSON string's own text, borrowed where it has no escapes.
pub(crate) fn string(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    match memchr(b'\\', inner.as_bytes()) {
        None => Some(Cow::Borrowed(inner)),
        Some(_) => unescaped(inner)
            .or_else(|| serde_json::from_str(raw).ok())
            .map(Cow::Owned),
    }
}

/// A text whose escapes are one letter each; `None` leaves the others to `serde_json`.
fn unescaped(inner: &str) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(rest.get(..at)?);
        text.push(match rest.as_bytes().get(at + 1)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return None,
        });
        rest = rest.get(at + 2..)?;
    }
    text.push_str(rest);
    Some(text)
}

/// An id: a string, or a number without sign, point or exponent. `None` if it is null or empty.
///
/// # Errors
/// Says, after the field's name, what is wrong.
pub(super) fn id(raw: &str) -> std::result::Result<Option<Cow<'_, str>>, &'static str> {
    let plain = raw.starts_with('"') || raw == "null" || raw.bytes().all(|b| b.is_ascii_digit());
    match text(raw) {
        Ok(None) => Ok(None),
        Ok(Some(text)) if plain && TaskId::is_part(&text) => Ok(Some(text)),
        Ok(Some(_)) if plain => Err("is longer than 256 bytes or has control characters"),
        _ => Err("is neither a text nor a whole number"),
    }
}

/// The fields of a JSON text that is an object.
pub(super) fn object(raw: &str) -> Option<Fields<'_>> {
    raw.starts_with('{').then(|| Fields::read(raw)).flatten()
}

/// The items of a list, each as its JSON text; `None` if it is not one.
pub(super) fn items(raw: &str) -> Option<Vec<&str>> {
    scan::items(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_digits() {
        let list = r#"["7", 90300000072369001234, "a\u00e9", null, 1.50, "", true]"#;
        let texts: Vec<_> = items(list)
            .unwrap()
            .into_iter()
            .map(|raw| text(raw).unwrap())
            .collect();
        let texts: Vec<_> = texts.iter().map(Option::as_deref).collect();
        assert_eq!(
            texts,
            [
                Some("7"),
                Some("90300000072369001234"),
                Some("aé"),
                None,
                Some("1.50"),
                None,
                Some("true")
            ]
        );
        for raw in ["{}", "[]", r#""\ud800""#, "", "\""] {
            assert_eq!(text(raw), Err("is not a text"), "{raw}");
        }
        assert_eq!(items("{}"), None);
    }

    #[test]
    fn ids_keep_their_digits_and_nothing_else_passes() {
        assert_eq!(
            id("90300000072369001234").unwrap().unwrap(),
            "90300000072369001234"
        );
        assert_eq!(id(r#""é7""#).unwrap().unwrap(), "é7");
        assert_eq!(id(r#""""#), Ok(None));
        assert_eq!(id("null"), Ok(None));
        for raw in [
            "1.5",
            "-1",
            "1e3",
            "true",
            "[]",
            "{}",
            r#""a\nb""#,
            &"9".repeat(300),
        ] {
            assert!(id(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn each_kind_of_broken_page_is_named() {
        let message = |bytes: &[u8]| {
            let error = page(bytes, "`ids`").unwrap_err();
            assert!(error.help.as_deref().unwrap().starts_with("expected `ids`"));
            error.message.clone()
        };
        assert_eq!(message(b""), "the page is empty");
        assert_eq!(
            message(b"{\"ids\": [1"),
            "the page is cut off at line 1, column 10"
        );
        assert_eq!(message(b"<html>"), "the page is HTML or XML, not JSON");
        assert_eq!(message(b"nope"), "the page is not JSON at line 1, column 2");
        assert_eq!(
            message(b"[\"ids\", \xff]"),
            "the page is not UTF-8 at byte 8"
        );
        assert!(message(b"[]").starts_with("the page is JSON of another shape"));
    }
}
