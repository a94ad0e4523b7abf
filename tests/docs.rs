//! The README's tables and PLATFORMS.md are what the code says: the catalogue of fields, what each
//! platform can be asked for, and what it can do. `UPDATE_GOLDEN=1` writes them anew.

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
use taskweave::platforms::{Basis, Capabilities, Operation, Platform, WritableFact, Writing};
use taskweave::task::{CATALOGUE, Expand, Field};

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

fn names(platforms: impl Iterator<Item = Platform>) -> String {
    let names: Vec<&str> = platforms.map(|platform| platform.room().name).collect();
    format!("| {} |", names.join(" | "))
}

/// A table with a row for each of `rows` and a column for each platform.
fn by_platform<T: Copy>(
    corner: &str,
    rows: &[T],
    label: impl Fn(T) -> String,
    cell: impl Fn(&Capabilities, T) -> String,
) -> String {
    let all = || Platform::ALL.iter().copied();
    let mut table = format!(
        "| {corner} {}\n|---|{}\n",
        names(all()),
        "---|".repeat(all().count())
    );
    for row in rows {
        let cells: Vec<String> = all()
            .map(|platform| cell(platform.room().capabilities, *row))
            .collect();
        writeln!(table, "| {} | {} |", label(*row), cells.join(" | ")).unwrap();
    }
    table
}

fn operations() -> String {
    by_platform(
        "operation",
        &Operation::ALL,
        |operation| format!("`{}`", operation.as_str()),
        |capabilities, operation| {
            let fact = capabilities.operation(operation).unwrap();
            match fact.call {
                Some(_) if fact.kinds.is_empty() => "yes".to_owned(),
                Some(_) => fact.kinds.join(", "),
                None => "–".to_owned(),
            }
        },
    )
}

fn writable() -> String {
    let can = |capabilities: &Capabilities, info: &taskweave::task::FieldInfo| {
        let fact = capabilities.writable(info.field)?;
        (fact.create != Writing::No || fact.update != Writing::No).then(|| when(fact))
    };
    let rows: Vec<_> = CATALOGUE
        .iter()
        .filter(|info| {
            let mut rooms = Platform::ALL.iter().map(|platform| platform.room());
            rooms.any(|room| can(room.capabilities, info).is_some())
        })
        .collect();
    by_platform(
        "field",
        &rows,
        |info| format!("`{}`", info.name),
        |capabilities, info| can(capabilities, info).unwrap_or_else(|| "–".to_owned()),
    )
}

/// When a field can be written.
fn when(fact: &WritableFact) -> String {
    match (fact.create, fact.update) {
        (Writing::Required, Writing::No) => "needed to create, not changed later",
        (Writing::Required, _) => "needed to create",
        (Writing::Optional, Writing::No) => "when created",
        (Writing::No, Writing::No) => "no",
        (Writing::No, _) => "later",
        (Writing::Optional, _) => "yes",
    }
    .to_owned()
}

fn basis(basis: Basis) -> String {
    match basis {
        Basis::Documented(source) => source.to_owned(),
        Basis::Assumed(why) => format!("**assumed**: {why}"),
    }
}

/// A text as a cell of a table.
fn cell(text: Option<&str>) -> String {
    text.unwrap_or_default().replace('|', "\\|")
}

fn platforms() -> String {
    let mut text = String::from(
        "# What each platform can do\n\n\
         Made from the tables in `src/platforms/*/capabilities.rs`, which `client.capabilities()` and\n\
         `GET /capabilities` show too. A fact has the document that says it, or is **assumed** and says why.\n\
         What the documents leave open is a switch of the platform's simulator: the tests run the client on\n\
         every side of each, and `cargo xtask probe FILE` tells on which side an account is.\n",
    );
    for platform in Platform::ALL.iter().copied() {
        let room = platform.room();
        let Capabilities {
            operations,
            writable,
            platform_fields,
            idempotency_key,
            deletions,
            limits,
            assumptions,
        } = room.capabilities;
        write!(text, "\n## {}\n\n", room.name).unwrap();
        text.push_str("| operation | call | source | besides |\n|---|---|---|---|\n");
        for fact in *operations {
            let call = fact.call.map_or("–".to_owned(), |call| format!("`{call}`"));
            let name = fact.operation.as_str();
            let note = cell(fact.note);
            writeln!(
                text,
                "| `{name}` | {call} | {} | {note} |",
                basis(fact.basis)
            )
            .unwrap();
        }
        text.push_str("\n| field | theirs | written | emptied | source | besides |\n|---|---|---|---|---|---|\n");
        for fact in *writable {
            let theirs = fact
                .platform_field
                .map_or("–".to_owned(), |name| format!("`{name}`"));
            let emptied = if fact.nullable { "yes" } else { "no" };
            let (name, note) = (fact.field.name(), cell(fact.note));
            let (when, basis) = (when(fact), basis(fact.basis));
            writeln!(
                text,
                "| `{name}` | {theirs} | {when} | {emptied} | {basis} | {note} |"
            )
            .unwrap();
        }
        let list = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            or_none(&names.join(", "))
        };
        write!(
            text,
            "\n`platform_fields` of a draft: {}. Of a patch: {}.{} Source: {}.\n\n",
            list(platform_fields.create),
            list(platform_fields.update),
            platform_fields.custom.map_or(String::new(), |mark| format!(
                " Besides, the user's own fields, whose names have a `{mark}`."
            )),
            basis(platform_fields.basis)
        )
        .unwrap();
        match idempotency_key {
            Some(source) => writeln!(text, "`Idempotency-Key`: {}.\n", basis(*source)).unwrap(),
            None => text.push_str("`Idempotency-Key`: not known to the platform.\n\n"),
        }
        writeln!(
            text,
            "What changed: {}. Deletions: `{}`, {}.\n",
            match room.traits.keyset.contains(&Field::UpdatedAt) {
                true => "can be told, by `updated_at`",
                false => "cannot be told without reading the whole list",
            },
            deletions.shown.as_str(),
            basis(deletions.basis)
        )
        .unwrap();
        text.push_str("| limit | | source |\n|---|---|---|\n");
        for fact in *limits {
            let source = basis(fact.basis);
            writeln!(
                text,
                "| `{}` | {} {} | {source} |",
                fact.name, fact.value, fact.unit
            )
            .unwrap();
        }
        text.push_str("\n| left open | switch | what is done |\n|---|---|---|\n");
        for one in *assumptions {
            let (open, done) = (cell(Some(one.open)), cell(Some(one.done)));
            writeln!(text, "| {open} | `{}` | {done} |", one.switch).unwrap();
        }
    }
    text
}

/// Holds a file against what it should be, or writes it anew.
fn hold(name: &str, right: impl FnOnce(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let right = right(&fs::read_to_string(&path).unwrap_or_default());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &right).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), right);
}

#[test]
fn the_readme_says_what_the_code_says() {
    hold("README.md", |readme| {
        let tables = [
            ("push-down", push_down()),
            ("fields", fields()),
            ("operations", operations()),
            ("writable", writable()),
        ];
        let mut right = readme.to_owned();
        for (name, table) in tables {
            let start = format!("<!-- {name} -->\n");
            let (before, rest) = right.split_once(&start).unwrap();
            let (_, after) = rest.split_once("<!-- end -->").unwrap();
            right = format!("{before}{start}{table}<!-- end -->{after}");
        }
        right
    });
}

#[test]
fn every_fact_stands_in_the_page_of_the_platforms() {
    hold("PLATFORMS.md", |_| platforms());
}
