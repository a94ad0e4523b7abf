//! The platform's own fields of a write (`platform_fields`), by its documented names: what can be told
//! to be wrong from the documents is refused before any call.

use serde_json::{Map, Value};

use super::body::{is_key, wrong};
use crate::error::{Result, TaskweaveError};
use crate::task::Decimal;

/// What a field holds.
#[derive(Clone, Copy)]
enum Shape {
    /// A text of at most so many characters that is not blank, and cannot be made empty.
    Id(usize),
    /// A text of at most so many characters, if it is bounded.
    Text(Option<usize>),
    /// True or false, which cannot be made empty.
    Boolean,
    /// A number, or one written as text, as the platform answers decimals.
    Number,
    /// Something else, by its key or its id.
    Reference,
    /// Another task, by its key alone.
    Task,
    /// An object of these members.
    Group(&'static [(&'static str, Shape)]),
}

use Shape::{Boolean, Group, Id, Number, Reference, Task, Text};

/// The documented fields that can be written and that no field of a task here is.
const FIELDS: &[(&str, Shape)] = &[
    ("id", Id(20)),
    ("isUtilized", Boolean),
    ("wbsCode", Text(Some(8))),
    (
        "duration",
        Group(&[("planned", Number), ("estimated", Number)]),
    ),
    (
        "productionUnits",
        Group(&[("estimate", Number), ("description", Text(None))]),
    ),
    ("item", Reference),
    ("timeType", Reference),
    ("class", Reference),
    ("attachment", Reference),
    ("standardTask", Reference),
    ("dependentOn", Task),
];

/// The names that a draft takes.
pub(in super::super) const ON_CREATE: &[&str] = &[
    "id",
    "isUtilized",
    "wbsCode",
    "duration",
    "productionUnits",
    "item",
    "timeType",
    "class",
    "attachment",
    "standardTask",
    "dependentOn",
];

/// The names that a patch takes: a task's id stays what it is.
pub(in super::super) const ON_UPDATE: &[&str] = &[
    "isUtilized",
    "wbsCode",
    "duration",
    "productionUnits",
    "item",
    "timeType",
    "class",
    "attachment",
    "standardTask",
    "dependentOn",
];

/// What stands between the namespace and the name of a customer's own field.
pub(in super::super) const CUSTOM: &str = "::";

/// The value of a field as it is written.
///
/// # Errors
/// `field_invalid`, naming the field and what to write instead.
pub(super) fn checked(name: &str, value: &Value) -> Result<Value> {
    let path = format!("platform_fields.{name}");
    match FIELDS.iter().find(|(known, _)| *known == name) {
        Some((_, shape)) => shaped(&path, *shape, value),
        // A customer's own field is of whatever type its customer said.
        None => match value {
            Value::Array(_) | Value::Object(_) => Err(wrong(&path, "is a list or an object")
                .help("write a text, a number, true, false or null")),
            plain => Ok(plain.clone()),
        },
    }
}

fn shaped(path: &str, shape: Shape, value: &Value) -> Result<Value> {
    match shape {
        Id(most) => {
            match value.as_str() {
                Some(text) if text.trim().is_empty() => Err(wrong(path, "is blank")
                    .help("leave it out, and Sage Intacct gives the task one")),
                Some(text) => within(path, text, most),
                None => Err(wrong(path, "is not a text").help("put it in quotes: \"01-010\"")),
            }
        }
        Text(_) | Number | Reference | Task if value.is_null() => Ok(Value::Null),
        Text(most) => match (value.as_str(), most) {
            (Some(text), Some(most)) => within(path, text, most),
            (Some(_), None) => Ok(value.clone()),
            (None, _) => Err(wrong(path, "is not a text").help("put it in quotes, or write null")),
        },
        Boolean => match value {
            Value::Bool(_) => Ok(value.clone()),
            _ => Err(wrong(path, "is neither true nor false").help("write `true` or `false`")),
        },
        Number => match value {
            Value::Number(_) => Ok(value.clone()),
            Value::String(text) if Decimal::parse(text).is_some() => Ok(value.clone()),
            _ => Err(wrong(path, "is not a number").help("write a number such as `27.5`, or null")),
        },
        Reference => reference(path, value, &["key", "id"]),
        Task => reference(path, value, &["key"]),
        Group(members) => group(path, members, value),
    }
}

fn within(path: &str, text: &str, most: usize) -> Result<Value> {
    let count = text.chars().count();
    if count <= most {
        return Ok(Value::from(text));
    }
    let what = format!("has {count} characters, and Sage Intacct keeps {most}");
    Err(wrong(path, &what).help("write a shorter one"))
}

/// `{ "key": … }`, or `{ "id": … }` where the platform takes ids. Both null name nothing.
fn reference(path: &str, value: &Value, names: &[&str]) -> Result<Value> {
    let help = |error: TaskweaveError| match names {
        ["key"] => error.help("write `{ \"key\": \"311\" }` with the key of the task, or null"),
        _ => error.help("write `{ \"key\": \"311\" }` or `{ \"id\": \"DES\" }`, or null"),
    };
    let Value::Object(members) = value else {
        return Err(help(wrong(path, "is not an object")));
    };
    let mut given = Map::new();
    for (name, value) in members {
        if !names.contains(&name.as_str()) {
            let what = format!("holds something else than its {}", names.join(" or its "));
            return Err(help(wrong(path, &what)));
        }
        match value {
            Value::Null => {}
            Value::String(text) if name == "key" && is_key(text) => {
                given.insert(name.clone(), value.clone());
            }
            Value::String(text) if name == "id" && !text.trim().is_empty() => {
                given.insert(name.clone(), value.clone());
            }
            _ if name == "key" => {
                return Err(help(wrong(
                    &format!("{path}.key"),
                    "is no key: digits in quotes",
                )));
            }
            _ => {
                return Err(help(wrong(
                    &format!("{path}.{name}"),
                    "is blank or not a text",
                )));
            }
        }
    }
    match (members.is_empty(), given.is_empty()) {
        (true, _) => Err(help(wrong(path, "names nothing"))),
        (false, true) => Ok(Value::Null),
        (false, false) => Ok(Value::Object(given)),
    }
}

/// An object of which only the members that are there are written; null empties each of them.
fn group(path: &str, members: &[(&'static str, Shape)], value: &Value) -> Result<Value> {
    let names = || {
        let names: Vec<_> = members
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        names.join(" and ")
    };
    if value.is_null() {
        let mut all = Map::new();
        for (name, _) in members {
            all.insert((*name).to_owned(), Value::Null);
        }
        return Ok(Value::Object(all));
    }
    let Value::Object(given) = value else {
        return Err(
            wrong(path, "is not an object").help(format!("write an object with {}", names()))
        );
    };
    if given.is_empty() {
        return Err(wrong(path, "holds nothing").help(format!("it can hold {}", names())));
    }
    let mut checked = Map::new();
    for (name, value) in given {
        let shown: String = name.chars().take(60).collect();
        let inner = format!("{path}.{shown}");
        let Some((_, shape)) = members.iter().find(|(known, _)| known == name) else {
            return Err(wrong(&inner, "cannot be written")
                .help(format!("what can be written of it is {}", names())));
        };
        checked.insert(name.clone(), shaped(&inner, *shape, value)?);
    }
    Ok(Value::Object(checked))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    #[test]
    fn the_lists_of_names_are_the_table_s() {
        let all: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(ON_CREATE, all);
        let later: Vec<_> = all.into_iter().filter(|name| *name != "id").collect();
        assert_eq!(ON_UPDATE, later);
    }

    #[test]
    fn what_the_documents_know_passes() {
        for (name, value, written) in [
            ("id", json!("01-010"), json!("01-010")),
            ("isUtilized", json!(true), json!(true)),
            ("wbsCode", json!("1"), json!("1")),
            ("wbsCode", json!(null), json!(null)),
            (
                "duration",
                json!({"estimated": 27}),
                json!({"estimated": 27}),
            ),
            (
                "duration",
                json!({"planned": "100.00"}),
                json!({"planned": "100.00"}),
            ),
            (
                "duration",
                json!(null),
                json!({"planned": null, "estimated": null}),
            ),
            (
                "productionUnits",
                json!({"description": "feet"}),
                json!({"description": "feet"}),
            ),
            ("item", json!({"key": "311"}), json!({"key": "311"})),
            ("class", json!({"id": "DES"}), json!({"id": "DES"})),
            ("class", json!({"id": null, "key": null}), json!(null)),
            ("dependentOn", json!({"key": "1"}), json!({"key": "1"})),
            ("dependentOn", json!(null), json!(null)),
            ("nsp::crewSize", json!(4), json!(4)),
            ("nsp::note", json!(""), json!("")),
        ] {
            assert_eq!(checked(name, &value).unwrap(), written, "{name} {value}");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        for (name, value, message) in [
            ("id", json!(" "), "`platform_fields.id` is blank"),
            ("id", json!(7), "`platform_fields.id` is not a text"),
            (
                "id",
                json!("x".repeat(21)),
                "`platform_fields.id` has 21 characters, and Sage Intacct keeps 20",
            ),
            (
                "isUtilized",
                json!(null),
                "`platform_fields.isUtilized` is neither true nor false",
            ),
            (
                "wbsCode",
                json!("123456789"),
                "`platform_fields.wbsCode` has 9 characters, and Sage Intacct keeps 8",
            ),
            (
                "wbsCode",
                json!(1),
                "`platform_fields.wbsCode` is not a text",
            ),
            (
                "duration",
                json!(5),
                "`platform_fields.duration` is not an object",
            ),
            (
                "duration",
                json!({}),
                "`platform_fields.duration` holds nothing",
            ),
            (
                "duration",
                json!({"actual": 5}),
                "`platform_fields.duration.actual` cannot be written",
            ),
            (
                "duration",
                json!({"planned": "much"}),
                "`platform_fields.duration.planned` is not a number",
            ),
            (
                "productionUnits",
                json!({"description": 5}),
                "`platform_fields.productionUnits.description` is not a text",
            ),
            (
                "item",
                json!("311"),
                "`platform_fields.item` is not an object",
            ),
            ("item", json!({}), "`platform_fields.item` names nothing"),
            (
                "item",
                json!({"key": 311}),
                "`platform_fields.item.key` is no key: digits in quotes",
            ),
            (
                "item",
                json!({"id": " "}),
                "`platform_fields.item.id` is blank or not a text",
            ),
            (
                "item",
                json!({"key": "1", "name": "x"}),
                "`platform_fields.item` holds something else than its key or its id",
            ),
            (
                "dependentOn",
                json!({"id": "T-1"}),
                "`platform_fields.dependentOn` holds something else than its key",
            ),
            (
                "nsp::crew",
                json!([1]),
                "`platform_fields.nsp::crew` is a list or an object",
            ),
        ] {
            let error = checked(name, &value).unwrap_err();
            assert_eq!(error.code, Code::FieldInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some(), "{message}");
        }
    }
}
