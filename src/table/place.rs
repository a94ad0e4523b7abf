//! Where a path leads in a platform's own record, and what stands there.
//!
//! At each object it takes the longest of the dotted names that are there, `{"project.key": …}` before
//! `{"project": {"key": …}}`, and does not come back for a shorter one; of repeated names it takes
//! the last. It goes through every element of a list, and through lists in lists.

use std::borrow::Cow;

use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::filter::Path;
use crate::platforms::{Fields, json_string};
use crate::task::{Decimal, Timestamp};

/// The values that a path leads to, each as its JSON text: texts, numbers, booleans and objects, in no
/// order. Nulls and lists are none.
pub(super) fn values<'a>(record: &Fields<'a>, path: &Path) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut open: Vec<(&'a str, &[String])> = Vec::new();
    open.extend(step(record, path.names()));
    // Neither the depth of a record nor the length of a path is paid for with stack.
    while let Some((raw, rest)) = open.pop() {
        for value in elements(raw) {
            if rest.is_empty() {
                found.push(value);
            } else if let Some(fields) = object(value) {
                open.extend(step(&fields, rest));
            }
        }
    }
    found.retain(|value| *value != "null");
    found
}

fn object(raw: &str) -> Option<Fields<'_>> {
    raw.starts_with('{').then(|| Fields::read(raw)).flatten()
}

/// What the longest dotted name of an object holds, and the names that remain after it.
fn step<'a, 'p>(fields: &Fields<'a>, names: &'p [String]) -> Option<(&'a str, &'p [String])> {
    let (count, raw) = fields
        .all()
        .iter()
        .filter_map(|(key, raw)| Some((named(key, names)?, *raw)))
        // Of equal ones, the last.
        .max_by_key(|(count, _)| *count)?;
    Some((raw, names.get(count..)?))
}

/// How many of the names a key says, with dots between them.
fn named(key: &str, names: &[String]) -> Option<usize> {
    let mut rest = key;
    for (name, count) in names.iter().zip(1..) {
        rest = rest.strip_prefix(name.as_str())?;
        if rest.is_empty() {
            return Some(count);
        }
        rest = rest.strip_prefix('.')?;
    }
    None
}

/// The elements of a list and of the lists in it, at any depth; what is no list is its only element.
fn elements(raw: &str) -> impl Iterator<Item = &str> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        // Between the elements of valid JSON stands nothing else.
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '[', ']', ',']);
        if !raw.starts_with('[') {
            return Some(std::mem::take(&mut rest)).filter(|only| !only.is_empty());
        }
        let mut values = Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        rest = rest.get(values.byte_offset()..)?;
        Some(value.get())
    })
}

/// A value as text: the contents of a string, a number or boolean as it is written.
pub(super) fn text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => json_string(raw),
        b'{' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// A value as a number: one, or a string that is one.
pub(super) fn number(raw: &str) -> Option<Decimal> {
    // `true` and `false` are no decimals.
    Decimal::parse(&text(raw)?)
}

/// A value as a boolean: one, or a string that is `true` or `false`.
pub(super) fn boolean(raw: &str) -> Option<bool> {
    text(raw)?.parse().ok()
}

/// A value as an instant: a string that is one.
pub(super) fn time(raw: &str) -> Option<Timestamp> {
    let is_string = raw.starts_with('"');
    Timestamp::parse(&text(raw).filter(|_| is_string)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(record: &str, path: &str) -> Vec<String> {
        let path = Path::dotted(path);
        let fields = Fields::read(record).unwrap();
        let mut found: Vec<_> = values(&fields, &path)
            .into_iter()
            .map(str::to_owned)
            .collect();
        found.sort();
        found
    }

    #[test]
    fn the_longest_name_comes_first_and_the_last_of_equals() {
        for (record, value) in [
            (r#"{"a": {"b": {"c": 1}}}"#, "1"),
            (r#"{"a.b.c": 1, "a": {"b": {"c": 2}}}"#, "1"),
            (r#"{"a": {"b": {"c": 2}, "b.c": 1}}"#, "1"),
            (r#"{"a": {"b": {"c": 2}}, "a.b": {"c": 1}}"#, "1"),
            (r#"{"a.b.c": 2, "a.b.c": 1}"#, "1"),
            (r#"{"a": 7, "a": {"b.c": 1}}"#, "1"),
            (r#"{"\u0061.b.c": 1}"#, "1"),
        ] {
            assert_eq!(found(record, "a.b.c"), [value], "{record}");
        }
        for record in [
            r#"{"a.b.c": null, "a": {"b": {"c": 2}}}"#,
            r#"{"a.b": 2, "a": {"b": {"c": 2}}}"#,
            r#"{"a.b.c.d": 2, "a.b.cc": 2, "aa.b.c": 2, "a.b.": 2, "a..b.c": 1}"#,
            r#"{"a": {"b": {"c": 2}}, "a": null}"#,
            r#"{"a": {"b": [[], [null]]}}"#,
            "{}",
        ] {
            assert!(found(record, "a.b.c").is_empty(), "{record}");
        }
    }

    #[test]
    fn a_path_goes_through_lists() {
        let record = r#"{"a": [{"b": ["x[", [1 , "],"]]}, [ {"b": {"c": [2]}} ], 3, {"b": null}, {"b": []}, {"b": true}]}"#;
        let all = [r#""],""#, r#""x[""#, "1", "true", r#"{"c": [2]}"#];
        assert_eq!(found(record, "a.b"), all);
        assert_eq!(found(record, "a.b.c"), ["2"]);
    }

    #[test]
    fn depth_costs_no_stack() {
        let lists = format!(
            r#"{{"a": {}1{}}}"#,
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        assert_eq!(found(&lists, "a"), ["1"]);
        let objects = format!("{}1{}", r#"{"a":"#.repeat(2000), "}".repeat(2000));
        assert_eq!(found(&objects, &vec!["a"; 2000].join(".")), ["1"]);
    }

    #[test]
    fn values_read_as_what_they_are_compared_with() {
        assert_eq!(text(r#""a\"b""#).unwrap(), "a\"b");
        assert_eq!(text("1.50").unwrap(), "1.50");
        assert_eq!(text("true").unwrap(), "true");
        assert_eq!(text("{}"), None);
        assert_eq!(text(r#""\ud800""#), None);
        assert_eq!(number("1.50"), Decimal::parse("1.5"));
        assert_eq!(number(r#""1.50""#), Decimal::parse("1.5"));
        assert_eq!(number(r#"" 1""#), None);
        assert_eq!(number("true"), None);
        assert_eq!(boolean("true"), Some(true));
        assert_eq!(boolean(r#""false""#), Some(false));
        assert_eq!(boolean("1"), None);
        assert_eq!(time(r#""2024-01-01""#), Timestamp::parse("2024-01-01"));
        assert_eq!(time("2024"), None);
    }
}
