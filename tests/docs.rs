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
use taskweave::client::{Client, ClientOptions};
use taskweave::platforms::Platform;
use taskweave::task::{CATALOGUE, Expand};

/// The settings of a connection.
fn settings(platform: Platform) -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(platform.folder())
        .join("connections.json");
    let all: Vec<Json> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    all[0].clone()
}

fn push_down() -> String {
    let mut ways =
        String::from("| platform | order that it keeps | how it is read |\n|---|---|---|\n");
    let mut table = String::from("\n| platform | field | exactly | roughly |\n|---|---|---|---|\n");
    for platform in Platform::ALL.iter().copied() {
        let name = platform.room().name;
        let mut settings = settings(platform);
        settings["id"] = json!("a");
        settings["platform"] = json!(platform.as_str());
        let client = Client::new(vec![settings], ClientOptions::default()).unwrap();
        let [connection] = &client.capabilities(None).unwrap()[..] else {
            panic!("one connection was given");
        };
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
        let quoted = |ops: &[String]| {
            let ops: Vec<String> = ops.iter().map(|op| format!("`{op}`")).collect();
            ops.join(" ")
        };
        let mut rows: Vec<[String; 3]> = connection
            .fields
            .iter()
            .map(|can| {
                let field = format!("`{}`", can.field.name());
                [field, quoted(&can.exact), quoted(&can.inexact)]
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
