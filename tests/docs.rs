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
use taskweave::task::{CATALOGUE, Expand, Field, FieldInfo, FieldType, Status, Timestamp};

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
    let mut table = String::from(
        "| platform | pushed down exactly | pushed down roughly | order and paging | how it is read |\n|---|---|---|---|---|\n",
    );
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
        writeln!(
            table,
            "| {name} | {} | {} | {} | {way} |",
            pushed(&connection, Class::Exact),
            pushed(&connection, Class::Inexact),
            or_nothing(&order),
        )
        .unwrap();
    }
    table
}

/// The comparisons that a platform answers in a way, by field. Where it depends on the value, as it
/// does for statuses, the best answer counts.
fn pushed(connection: &Connection, class: Class) -> String {
    let mut fields = Vec::new();
    for info in CATALOGUE.iter().filter(|info| info.filterable) {
        let ops: Vec<&str> = operators(info.kind)
            .iter()
            .filter(|op| best(connection, info, **op) == class)
            .map(|op| op.as_str())
            .collect();
        if !ops.is_empty() {
            fields.push(format!("`{} {}`", info.name, ops.join(" ")));
        }
    }
    or_nothing(&fields)
}

fn best(connection: &Connection, info: &FieldInfo, op: Op) -> Class {
    let values: Vec<Value> = match info.kind {
        FieldType::Time => vec![Value::Time(Timestamp::parse("2026-01-01").unwrap())],
        FieldType::Status => Status::ALL.into_iter().map(Value::Status).collect(),
        FieldType::Platform => Platform::ALL.iter().copied().map(Value::Platform).collect(),
        FieldType::Text => vec![Value::Text("a".to_owned())],
        other => panic!("no value of type {other:?} is known here"),
    };
    let classes: Vec<Class> = values
        .into_iter()
        .map(|value| {
            let field: Field = info.field;
            connection
                .account
                .support(&Predicate::new(field, op, value))
                .class
        })
        .collect();
    [Class::Exact, Class::Inexact]
        .into_iter()
        .find(|class| classes.contains(class))
        .unwrap_or(Class::Unsupported)
}

fn or_nothing(items: &[String]) -> String {
    if items.is_empty() {
        return "nothing".to_owned();
    }
    items.join(", ")
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
