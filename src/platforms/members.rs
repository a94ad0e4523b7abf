//! Named members of a JSON object, each as a slice of its text: one pass, no allocation, and one
//! malformed member does not spoil the others.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::task::{TaskId, Timestamp};

use super::json::Scalar;

/// The members of an object that have one of `N` names. Of a name that stands twice the last counts,
/// as in JavaScript.
pub(crate) struct Members<'a, const N: usize> {
    names: &'static [&'static str; N],
    values: [Option<&'a RawValue>; N],
}

/// A member that is there but is not what its name promises, in a sentence.
pub(crate) type Complaint = String;

impl<'a, const N: usize> Members<'a, N> {
    /// Reads the members of `raw`; `None` if it is not one JSON object.
    pub(crate) fn read(raw: &'a str, names: &'static [&'static str; N]) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(raw);
        let values = deserializer.deserialize_map(Collect { names }).ok()?;
        deserializer.end().ok()?;
        Some(Self { names, values })
    }

    /// Whether the member is there, null or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// Whether one of the members is there, null or not.
    pub(crate) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// The member's JSON text, unless it is absent or null.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        self.value(name).filter(|raw| *raw != "null")
    }

    /// The text of a string, number or boolean, unless it is absent, null or empty. Digits stay as
    /// they are written.
    ///
    /// # Errors
    /// An object or a list stands there.
    pub(crate) fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Complaint> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        scalar(raw)
            .map(Scalar::non_empty)
            .ok_or_else(|| format!("`{name}` is not a text"))
    }

    /// The same as an owned string; `None` for what is no text.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).ok().flatten().map(Cow::into_owned)
    }

    /// An id: a text or a whole number, its digits kept. `None` if it is absent, null or empty.
    ///
    /// # Errors
    /// What stands there cannot be an id.
    pub(crate) fn id(&self, name: &str) -> Result<Option<Cow<'a, str>>, Complaint> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        id(raw).map_err(|what| format!("`{name}` {what}"))
    }

    /// An instant. `None` if it is absent, null or empty.
    ///
    /// # Errors
    /// What stands there is not an ISO 8601 time with an offset, or a date.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Complaint> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        Timestamp::parse(&text)
            .map(Some)
            .ok_or_else(|| format!("`{name}` is not a time with an offset"))
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        debug_assert!(self.names.contains(&name), "`{name}` was not asked for");
        let at = self.names.iter().position(|known| *known == name)?;
        self.values.get(at).copied().flatten().map(RawValue::get)
    }
}

/// The text of a scalar; `None` for an object or a list.
pub(crate) fn scalar(raw: &str) -> Option<Scalar<'_>> {
    serde_json::from_str(raw).ok()
}

/// The items of a JSON list; `None` if it is not one.
pub(crate) fn items(raw: &str) -> Option<Vec<&str>> {
    let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}

/// An id from its JSON text: a string, or a number without sign, point or exponent, so that digits
/// beyond 2^53 survive.
///
/// # Errors
/// Says, after the member's name, what is wrong.
pub(crate) fn id(raw: &str) -> Result<Option<Cow<'_, str>>, &'static str> {
    let is_text = raw.starts_with('"');
    if !is_text && !raw.bytes().all(|b| b.is_ascii_digit()) {
        return Err("is neither a text nor a whole number");
    }
    let text = scalar(raw).and_then(Scalar::non_empty);
    match text {
        Some(text) if TaskId::is_part(&text) => Ok(Some(text)),
        Some(_) => Err("is longer than 256 bytes or has control characters"),
        None => Ok(None),
    }
}

struct Collect<const N: usize> {
    names: &'static [&'static str; N],
}

impl<'de, const N: usize> Visitor<'de> for Collect<N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        while let Some(at) = map.next_key_seed(Place(self.names))? {
            match at.and_then(|at| values.get_mut(at)) {
                Some(slot) => *slot = Some(map.next_value::<&RawValue>()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}

/// Reads a key as its place among the names.
struct Place<const N: usize>(&'static [&'static str; N]);

impl<'de, const N: usize> DeserializeSeed<'de> for Place<N> {
    type Value = Option<usize>;

    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Place<N> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|name| *name == key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<Members<'_, 3>> {
        Members::read(raw, &["id", "name", "at"])
    }

    #[test]
    fn members_are_found_whatever_stands_around_them() {
        let members =
            read(r#" {"x": [{"id": 0}], "\u0069d": 90300000072369001234, "id": 7, "name": "a\"b", "at": null} "#)
                .unwrap();
        assert_eq!(members.id("id").unwrap().unwrap(), "7", "the last counts");
        assert_eq!(members.owned("name").unwrap(), "a\"b");
        assert!(members.has("at") && members.raw("at").is_none());
        assert_eq!(members.time("at"), Ok(None));
        for raw in ["[1,2,3]", "7", "null", "", "{", "{} x", r#"{"id":}"#] {
            assert!(read(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn ids_keep_their_digits_and_nothing_else_passes() {
        assert_eq!(
            id("90300000072369001234").unwrap().unwrap(),
            "90300000072369001234"
        );
        assert_eq!(id(r#""é7""#).unwrap().unwrap(), "é7");
        assert_eq!(id(r#""""#), Ok(None));
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
    fn a_malformed_member_is_a_complaint() {
        let members = read(r#"{"id": {}, "name": [], "at": "soon"}"#).unwrap();
        assert_eq!(
            members.id("id").unwrap_err(),
            "`id` is neither a text nor a whole number"
        );
        assert_eq!(members.text("name").unwrap_err(), "`name` is not a text");
        assert_eq!(
            members.time("at").unwrap_err(),
            "`at` is not a time with an offset"
        );
    }
}
