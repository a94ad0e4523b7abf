//! A JSON object as its fields, each still JSON text: for rows whose fields have several spellings.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::Scalar;
use crate::task::Timestamp;

/// The fields of an object. A path `a.b` finds the flat spelling `{"a.b": …}` and the nested one
/// `{"a": {"b": …}}`; of a repeated key the last counts, as in JavaScript.
#[derive(Debug)]
pub(super) struct Fields<'a>(Vec<(Key<'a>, &'a RawValue)>);

/// A key, borrowed where it has no escapes.
#[derive(Debug, serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Fields(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

impl<'a> Fields<'a> {
    /// The fields of an object's JSON text; `None` if it is no object.
    pub(super) fn read(raw: &'a str) -> Option<Self> {
        serde_json::from_str(raw).ok()
    }

    /// The JSON text of a field; `None` if it is absent. What lies under a null is null.
    pub(super) fn get(&self, path: &str) -> Option<&'a str> {
        if let Some(value) = self.own(path) {
            return Some(value);
        }
        let (head, rest) = path.split_once('.')?;
        let value = self.own(head)?;
        if value == "null" {
            return Some(value);
        }
        Self::read(value)?.get(rest)
    }

    fn own(&self, key: &str) -> Option<&'a str> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| known.0 == key)
            .map(|(_, value)| value.get())
    }

    /// A string, number or boolean as text; `None` if it is absent, null, empty or something else.
    pub(super) fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        scalar(self.get(path)?)?.non_empty()
    }

    /// The same, as an owned string.
    pub(super) fn string(&self, path: &str) -> Option<String> {
        self.text(path).map(Cow::into_owned)
    }

    /// A finite number, also where it is written as text.
    pub(super) fn number(&self, path: &str) -> Option<f64> {
        self.text(path)?
            .trim()
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
    }

    /// A boolean, also where it is written as text.
    pub(super) fn boolean(&self, path: &str) -> Option<bool> {
        self.text(path)?.parse().ok()
    }
}

/// A string, number, boolean or null; `None` for an object or a list.
pub(super) fn scalar(raw: &str) -> Option<Scalar<'_>> {
    serde_json::from_str(raw).ok()
}

/// Reads the columns of one row that every list asks for, and notes what is missing or malformed.
pub(super) struct Columns<'r, 'a> {
    fields: &'r Fields<'a>,
    platform_id: &'r str,
    /// For `Row::absent`.
    pub(super) absent: Vec<&'static str>,
    /// For `Row::complaints`.
    pub(super) complaints: Vec<String>,
}

impl<'r, 'a> Columns<'r, 'a> {
    /// Begins with nothing noted.
    pub(super) fn new(fields: &'r Fields<'a>, platform_id: &'r str) -> Self {
        Self {
            fields,
            platform_id,
            absent: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// A text that may be null; `unified` is the column's unified name.
    pub(super) fn text(&mut self, path: &str, unified: &'static str) -> Option<Cow<'a, str>> {
        let Some(raw) = self.fields.get(path) else {
            self.absent.push(unified);
            return None;
        };
        if let Some(value) = scalar(raw) {
            return value.0;
        }
        self.complaints.push(format!(
            "`{path}` of task {} is an object or a list where text was expected",
            self.platform_id
        ));
        None
    }

    /// A time that may be null; `read` reads the platform's form of it.
    pub(super) fn time(
        &mut self,
        path: &str,
        unified: &'static str,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        let text = self.text(path, unified).filter(|text| !text.is_empty())?;
        let time = read(&text);
        if time.is_none() {
            let shown: String = text.chars().take(40).collect();
            self.complaints.push(format!(
                "`{path}` of task {} is no time: `{shown}`",
                self.platform_id
            ));
        }
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_path_are_found() {
        for raw in [
            r#"{"audit.createdDateTime": "x"}"#,
            r#"{"audit": {"createdDateTime": "x"}}"#,
            r#"{"audit": {"created\u0044ateTime": "x"}}"#,
            r#"{"audit": {"createdDateTime": 1, "createdDateTime": "x"}}"#,
        ] {
            let fields = Fields::read(raw).unwrap();
            assert_eq!(
                fields.text("audit.createdDateTime").as_deref(),
                Some("x"),
                "{raw}"
            );
        }
    }

    #[test]
    fn absent_null_and_misshapen_differ() {
        let fields =
            Fields::read(r#"{"audit": null, "n": 1, "o": {}, "l": [], "e": "", "b": true}"#)
                .unwrap();
        assert_eq!(fields.get("audit.createdDateTime"), Some("null"));
        assert_eq!(fields.get("n.x"), None);
        assert_eq!(fields.get("o.x"), None);
        assert_eq!(fields.text("l"), None);
        assert_eq!(fields.text("e"), None);
        assert_eq!(fields.number("n"), Some(1.0));
        assert_eq!(fields.boolean("b"), Some(true));
        assert_eq!(fields.boolean("n"), None);
        assert!(Fields::read("[]").is_none());
        assert!(Fields::read("{").is_none());
    }

    #[test]
    fn depth_costs_no_stack() {
        let raw = format!(
            r#"{{"a": {}{}, "b": 1}}"#,
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        let fields = Fields::read(&raw).unwrap();
        assert_eq!(fields.text("a"), None);
        assert_eq!(fields.get("a.b"), None);
        assert_eq!(fields.text("b").as_deref(), Some("1"));
    }

    #[test]
    fn numbers_are_finite() {
        let fields = Fields::read(r#"{"a": "NaN", "b": "inf", "c": "0.30", "d": 1e999}"#).unwrap();
        assert_eq!(fields.number("a"), None);
        assert_eq!(fields.number("b"), None);
        assert_eq!(fields.number("c"), Some(0.3));
        assert_eq!(fields.number("d"), None);
    }

    #[test]
    fn what_is_missing_or_malformed_is_noted() {
        let fields = Fields::read(r#"{"name": {}, "at": "soon", "none": null}"#).unwrap();
        let mut columns = Columns::new(&fields, "7");
        assert_eq!(columns.text("name", "name"), None);
        assert_eq!(columns.time("at", "created_at", Timestamp::parse), None);
        assert_eq!(columns.time("none", "updated_at", Timestamp::parse), None);
        assert_eq!(columns.text("status", "status"), None);
        assert_eq!(columns.absent, ["status"]);
        assert_eq!(
            columns.complaints,
            [
                "`name` of task 7 is an object or a list where text was expected",
                "`at` of task 7 is no time: `soon`"
            ]
        );
    }
}
