//! A JSON object as its fields, each still JSON text: one pass, and one malformed field does not spoil
//! the others. Every envelope and every row is read this way, so the module holds one reader of objects.

use std::borrow::Cow;

use super::json;
use crate::scan::{self, Member, RawRow};
use crate::task::{Decimal, Timestamp};

/// What is there but is not what its name promises, in a sentence.
pub(super) type Complaint = String;

/// The fields of an object. A path `a.b` finds the flat spelling `{"a.b": …}` and the nested one
/// `{"a": {"b": …}}`; of a repeated key the last counts, as in JavaScript.
#[derive(Debug)]
pub struct Fields<'a>(Members<'a>);

#[derive(Debug)]
enum Members<'a> {
    /// Every one.
    All(Vec<Member<'a>>),
    /// Those that a reader's layout names; the others are looked for in the row's text.
    OfRow(RawRow<'a>),
}

impl<'a> Fields<'a> {
    /// The fields of an object's JSON text; `None` if it is no object.
    pub(crate) fn read(raw: &'a str) -> Option<Self> {
        scan::members(raw).map(Self::of)
    }

    /// The fields that these members are.
    pub(super) fn of(members: Vec<Member<'a>>) -> Self {
        Self(Members::All(members))
    }

    /// The fields of a row that is an object.
    pub(super) fn of_row(row: RawRow<'a>) -> Self {
        Self(Members::OfRow(row))
    }

    /// Every key with its JSON text, in the order of the object.
    pub(crate) fn all(&self) -> Cow<'_, [Member<'a>]> {
        match &self.0 {
            Members::All(members) => Cow::Borrowed(members),
            Members::OfRow(row) => Cow::Owned(scan::members(row.raw()).unwrap_or_default()),
        }
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
        let among = |members: &[Member<'a>]| {
            let mut latest = members.iter().rev();
            let found = latest.find(|(known, _)| known == key);
            found.map(|(_, value)| *value)
        };
        match &self.0 {
            Members::All(members) => among(members),
            Members::OfRow(row) => row.member(key).unwrap_or_else(|_| among(&self.all())),
        }
    }

    /// Whether the field is there, null or not.
    pub(super) fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The JSON text of a field, unless it is absent or null.
    pub(super) fn given(&self, path: &str) -> Option<&'a str> {
        self.get(path).filter(|raw| *raw != "null")
    }

    /// The text of a string, number or boolean; `None` if it is absent, null or empty.
    ///
    /// # Errors
    /// Something else stands there.
    pub(super) fn try_text(&self, path: &str) -> Result<Option<Cow<'a, str>>, Complaint> {
        self.get(path).map_or(Ok(None), |raw| text(path, raw))
    }

    /// An id, as [`json::id`] reads it; `None` if it is absent, null or empty.
    ///
    /// # Errors
    /// What stands there cannot be an id.
    pub(super) fn try_id(&self, path: &str) -> Result<Option<Cow<'a, str>>, Complaint> {
        self.get(path).map_or(Ok(None), |raw| {
            json::id(raw).map_err(|what| complaint(path, what))
        })
    }

    /// An instant, as `read` reads the platform's form of it; `None` if it is absent, null or empty.
    ///
    /// # Errors
    /// What stands there is no such time.
    pub(super) fn try_time(
        &self,
        path: &str,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Result<Option<Timestamp>, Complaint> {
        self.get(path).map_or(Ok(None), |raw| time(path, raw, read))
    }

    /// A text, if there is one.
    pub(super) fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        json::text(self.get(path)?).ok()?
    }

    /// The same, as an owned string.
    pub(super) fn string(&self, path: &str) -> Option<String> {
        self.text(path).map(Cow::into_owned)
    }

    /// An id, if there is one.
    pub(super) fn id(&self, path: &str) -> Option<String> {
        json::id(self.get(path)?).ok()?.map(Cow::into_owned)
    }

    /// An instant, if there is one.
    pub(super) fn time(
        &self,
        path: &str,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        read(&self.text(path)?)
    }

    /// The texts that there are, with spaces between them; `None` if there are none.
    pub(super) fn joined(&self, paths: [&str; 2]) -> Option<String> {
        let texts: Vec<_> = paths.iter().filter_map(|path| self.text(path)).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    /// A number, also where it is written as text.
    pub(super) fn number(&self, path: &str) -> Option<Decimal> {
        Decimal::parse(self.text(path)?.trim())
    }

    /// A whole number that is not negative, also where it is written as text.
    pub(super) fn count(&self, path: &str) -> Option<u64> {
        self.text(path)?.parse().ok()
    }

    /// A boolean, also where it is written as text.
    pub(super) fn boolean(&self, path: &str) -> Option<bool> {
        self.text(path)?.parse().ok()
    }
}

/// What stands at a path as text.
fn text<'a>(path: &str, raw: &'a str) -> Result<Option<Cow<'a, str>>, Complaint> {
    json::text(raw).map_err(|what| complaint(path, what))
}

/// What stands at a path as an instant.
fn time(
    path: &str,
    raw: &str,
    read: fn(&str) -> Option<Timestamp>,
) -> Result<Option<Timestamp>, Complaint> {
    let Some(text) = text(path, raw)? else {
        return Ok(None);
    };
    read(&text).map(Some).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        complaint(path, &format!("is not a point in time: `{shown}`"))
    })
}

fn complaint(path: &str, what: &str) -> Complaint {
    format!("`{path}` {what}")
}

/// Reads the columns of one row that every list asks for, and notes what is missing or malformed.
pub(super) struct Columns<'r, 'a> {
    fields: &'r Fields<'a>,
    /// For `Row::absent`.
    pub(super) absent: Vec<&'static str>,
    /// For `Row::complaints`.
    pub(super) complaints: Vec<Complaint>,
}

impl<'r, 'a> Columns<'r, 'a> {
    /// Begins with nothing noted.
    pub(super) fn new(fields: &'r Fields<'a>) -> Self {
        Self {
            fields,
            absent: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// A text that may be null; `unified` is the column's unified name.
    pub(super) fn text(&mut self, path: &str, unified: &'static str) -> Option<Cow<'a, str>> {
        let raw = self.expected(path, unified)?;
        self.note(text(path, raw))
    }

    /// A time that may be null; `read` reads the platform's form of it.
    pub(super) fn time(
        &mut self,
        path: &str,
        unified: &'static str,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        let raw = self.expected(path, unified)?;
        self.note(time(path, raw, read))
    }

    fn expected(&mut self, path: &str, unified: &'static str) -> Option<&'a str> {
        let raw = self.fields.get(path);
        if raw.is_none() {
            self.absent.push(unified);
        }
        raw
    }

    /// What was read, unless it is malformed.
    pub(super) fn note<T>(&mut self, read: Result<Option<T>, Complaint>) -> Option<T> {
        read.unwrap_or_else(|complaint| {
            self.complaints.push(complaint);
            None
        })
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
    fn fields_are_found_whatever_stands_around_them() {
        let fields = Fields::read(
            r#" {"x": [{"id": 0}], "\u0069d": 90300000072369001234, "id": 7, "name": "a\"b", "at": null} "#,
        )
        .unwrap();
        assert_eq!(fields.id("id").unwrap(), "7", "the last counts");
        assert_eq!(fields.string("name").unwrap(), "a\"b");
        assert!(fields.has("at") && fields.given("at").is_none());
        assert_eq!(fields.try_time("at", Timestamp::parse), Ok(None));
        assert_eq!(
            fields
                .all()
                .iter()
                .map(|(key, _)| key.as_ref())
                .collect::<Vec<_>>(),
            ["x", "id", "id", "name", "at"]
        );
        for raw in [
            "[1,2,3]",
            "7",
            "null",
            "",
            "{",
            "{} x",
            r#"{"id":}"#,
            "{1:2}",
        ] {
            assert!(Fields::read(raw).is_none(), "{raw}");
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
        assert_eq!(fields.number("n"), Decimal::parse("1"));
        assert_eq!(fields.count("n"), Some(1));
        assert_eq!(fields.boolean("b"), Some(true));
        assert_eq!(fields.boolean("n"), None);
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
    fn numbers_keep_their_digits() {
        let fields = Fields::read(r#"{"a": "NaN", "b": "inf", "c": "0.30", "d": 1e999}"#).unwrap();
        assert_eq!(fields.number("a"), None);
        assert_eq!(fields.number("b"), None);
        assert_eq!(fields.number("c"), Decimal::parse("0.3"));
        assert_eq!(fields.number("d"), Decimal::parse("1e999"));
    }

    #[test]
    fn what_is_missing_or_malformed_is_noted() {
        let fields = Fields::read(r#"{"id": {}, "name": {}, "at": "soon", "none": null}"#).unwrap();
        let mut columns = Columns::new(&fields);
        assert_eq!(columns.text("name", "name"), None);
        assert_eq!(columns.time("at", "created_at", Timestamp::parse), None);
        assert_eq!(columns.time("none", "updated_at", Timestamp::parse), None);
        assert_eq!(columns.text("status", "status"), None);
        assert_eq!(columns.note(fields.try_id("id")), None);
        assert_eq!(columns.absent, ["status"]);
        assert_eq!(
            columns.complaints,
            [
                "`name` is not a text",
                "`at` is not a point in time: `soon`",
                "`id` is neither a text nor a whole number"
            ]
        );
    }
}
