//! The README's tables are what the code says: the catalogue of fields, and what each platform can be
//! asked for. `UPDATE_GOLDEN=1` writes them anew.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use taskweave::client::Connection;
use taskweave::filter::{Op, Predicate, Value, operators};
use taskweave::platforms::{Class, Platform};
use taskweave::task::{CATALOGUE, Decimal, Expand, Field, FieldInfo, FieldType, Status, Timestamp};

/// A platform's name for people, and the settings of a connection.
fn platforms() -> [(&'static str, Platform, Json); 4] {
    let token = json!({ "access_token": "t" });
    [
        (
            "Sage Intacct",
            Platform::SageIntacct,
            json!({ "credentials": token }),
        ),
        (
            "Accelo",
            Platform::Accelo,
            json!({ "deployment": "acme", "credentials": token }),
        ),
        (
            "Kickserv",
            Platform::Kickserv,
            json!({ "slug": "acme", "credentials": { "api_token": "t" } }),
        ),
        (
            "Zoho Books",
            Platform::ZohoBooks,
            json!({ "region": "com", "organization_id": "1", "credentials": token }),
        ),
    ]
}

fn push_down() -> String {
    let mut ways =
        String::from("| platform | order that it keeps | how it is read |\n|---|---|---|\n");
    let mut table = String::from("\n| platform | field | exactly | roughly |\n|---|---|---|---|\n");
    for (name, platform, mut settings) in platforms() {
        settings["id"] = json!("a");
        settings["platform"] = json!(platform.as_str());
        let connection = Connection::new(settings).unwrap();
        let keyset = platform.room().traits.keyset;
        let order: Vec<String> = keyset
            .iter()
            .map(|field| format!("`{}`", field.name()))
            .collect();
        let way = match keyset {
            [] => "whole, ordered here, kept in memory for a minute",
            _ => "page by page in that order; whole for other sorts",
        };
        writeln!(ways, "| {name} | {} | {way} |", or_none(&order.join(", "))).unwrap();
        let mut rows: Vec<[String; 3]> = CATALOGUE
            .iter()
            .filter(|info| info.filterable)
            .map(|info| {
                let ops = |class| pushed(&connection, info, class);
                let field = format!("`{}`", info.name);
                [field, ops(Class::Exact), ops(Class::Inexact)]
            })
            .filter(|[_, exact, inexact]| !exact.is_empty() || !inexact.is_empty())
            .collect();
        if rows.is_empty() {
            rows.push([or_none(""), or_none(""), or_none("")]);
        }
        for (at, [field, exact, inexact]) in rows.iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            writeln!(table, "| {name} | {field} | {exact} | {inexact} |").unwrap();
        }
    }
    ways + &table
}

/// The comparisons with a field that a platform answers in a way. Where it depends on the value, as it
/// does for statuses, the best answer counts.
fn pushed(connection: &Connection, info: &FieldInfo, class: Class) -> String {
    let compared = operators(info.kind)
        .iter()
        .map(|op| (op.as_str().to_owned(), best(connection, info, *op)));
    let null = [Op::Eq, Op::Ne].map(|op| {
        let class = class_of(connection, info.field, op, Value::Null);
        (format!("{} null", op.as_str()), class)
    });
    let ops: Vec<String> = compared
        .chain(null.into_iter().filter(|_| info.nullable))
        .filter(|(_, best)| *best == class)
        .map(|(op, _)| format!("`{op}`"))
        .collect();
    ops.join(" ")
}

fn best(connection: &Connection, info: &FieldInfo, op: Op) -> Class {
    let one: Vec<Value> = match info.kind {
        FieldType::Time => ["2026-01-01", "2026-01-01T12:00:00Z"]
            .into_iter()
            .map(|time| Value::Time(Timestamp::parse(time).unwrap()))
            .collect(),
        FieldType::Status => Status::ALL.into_iter().map(Value::Status).collect(),
        FieldType::Platform => Platform::ALL.iter().copied().map(Value::Platform).collect(),
        // A word, and what an id may be.
        FieldType::Text => ["Acme", "17"]
            .map(|text| Value::Text(text.to_owned()))
            .to_vec(),
        FieldType::Number => vec![Value::Number(Decimal::parse("0.5").unwrap())],
        FieldType::Boolean => [true, false].map(Value::Boolean).to_vec(),
        FieldType::Object => Vec::new(),
    };
    let values: Vec<Value> = match op {
        Op::In | Op::NotIn | Op::Between | Op::NotBetween => one
            .into_iter()
            .map(|value| Value::List(vec![value.clone(), value]))
            .collect(),
        _ => one,
    };
    values
        .into_iter()
        .map(|value| class_of(connection, info.field, op, value))
        .min()
        .unwrap_or(Class::Unsupported)
}

fn class_of(connection: &Connection, field: Field, op: Op, value: Value) -> Class {
    let predicate = Predicate::new(field, op, value);
    connection.account.support(&predicate).class
}

fn or_none(text: &str) -> String {
    let text = if text.is_empty() { "nothing" } else { text };
    text.to_owned()
}

fn fields() -> String {
    let mut table = String::from("| field | type | given | what it is |\n|---|---|---|---|\n");
    for info in &CATALOGUE {
        let kind = serde_json::to_value(info.kind).unwrap();
        let null = if info.nullable { " or null" } else { "" };
        let given = match info.expand {
            Expand::Always => "always",
            Expand::Details => "`expand=details`",
            Expand::PlatformData => "`expand=platform_data`",
        };
        writeln!(
            table,
            "| `{}` | {}{null} | {given} | {} |",
            info.name,
            kind.as_str().unwrap(),
            info.description
        )
        .unwrap();
    }
    table
}

#[test]
fn the_readme_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let mut right = readme.clone();
    for (name, table) in [("push-down", push_down()), ("fields", fields())] {
        let start = format!("<!-- {name} -->\n");
        let (before, rest) = right.split_once(&start).unwrap();
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        right = format!("{before}{start}{table}<!-- end -->{after}");
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &right).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), right);
}
