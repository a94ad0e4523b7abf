//! Golden files: a platform's raw page in, unified tasks out, through the table as users get them.
//!
//! `NAME.json` is what a platform sends, `NAME.unified.json` what it must become: a list of tasks
//! with their details, or `{"error": code}`. Most raw files are samples of the platforms' documents.
//! `connections.json` beside them holds settings of connections for `tests/platforms.rs`, `bad-pages.json`
//! the errors that `tests/walk/bad-pages.test.js` pins.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{IngestOptions, TaskTable};
use taskweave::task::{StatusMap, TaskId, Timestamp};

const NO_PAGES: [&str; 2] = ["connections.json", "bad-pages.json"];

fn raw_files(room: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(room);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.ends_with(".json") && !name.ends_with(".unified.json") && !NO_PAGES.contains(&name)
        })
        .collect();
    files.sort();
    files
}

/// The details' names, in the order of the catalogue.
const DETAILS: [&str; 12] = [
    "description",
    "start_at",
    "due_at",
    "completed_at",
    "assignees",
    "project",
    "parent_id",
    "priority",
    "percent_complete",
    "is_billable",
    "is_milestone",
    "logged_hours",
];

/// What the table makes of a page, in the golden files' shape.
fn unified(platform: Platform, bytes: Vec<u8>) -> Value {
    let mut table = TaskTable::new();
    let done = table.ingest(
        platform,
        bytes,
        &IngestOptions {
            connection_id: "golden",
            status_map: &StatusMap::default(),
            synced_at: Timestamp::parse("2026-01-01").unwrap(),
            keep: true,
            upsert: false,
        },
    );
    if let Err(error) = done {
        return json!({ "error": error.code.as_str() });
    }
    let expand = Expansion {
        details: true,
        platform_data: true,
    };
    let tasks = (0..u32::try_from(table.len()).unwrap()).map(|row| {
        let task = serde_json::to_value(table.task(row, expand).unwrap()).unwrap();
        assert_eq!(task["platform"], platform.as_str());
        assert_eq!(task["last_synced_at"], "2026-01-01T00:00:00.000Z");
        assert!(task["platform_data"].is_object(), "{task}");
        let id = TaskId::decode(task["id"].as_str().unwrap()).unwrap();
        let mut row = json!({
            "platform_id": task["platform_id"],
            "name": task["name"],
            "status": task["status"],
            "platform_status": task["platform_status"],
            "created_at": task["created_at"],
            "updated_at": task["updated_at"],
            "details": DETAILS.map(|name| (name.to_owned(), task[name].clone()))
                .into_iter()
                .collect::<serde_json::Map<_, _>>(),
        });
        if let Some(parent) = id.parent {
            row["parent"] = parent.into();
        }
        row
    });
    tasks.collect()
}

#[test]
fn every_sample_becomes_what_the_golden_file_says() {
    for platform in Platform::ALL.iter().copied() {
        let room = platform.folder();
        let files = raw_files(room);
        assert!(files.len() >= 4, "{room} has {} samples", files.len());
        for file in files {
            let expected = fs::read(file.with_extension("unified.json")).unwrap();
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            let found = unified(platform, fs::read(&file).unwrap());
            assert_eq!(found, expected, "{}", file.display());
        }
    }
}

#[test]
fn no_secret_of_a_page_survives() {
    let secret_words = ["password_salt", "encrypted_password", "remember_token"];
    let mut found = 0;
    for platform in Platform::ALL.iter().copied() {
        for file in raw_files(platform.folder()) {
            let bytes = fs::read(&file).unwrap();
            let text = String::from_utf8(bytes.clone()).unwrap();
            if !secret_words.iter().any(|word| text.contains(word)) {
                continue;
            }
            found += 1;
            let mut table = TaskTable::new();
            let options = IngestOptions {
                connection_id: "golden",
                status_map: &StatusMap::default(),
                synced_at: Timestamp::parse("2026-01-01").unwrap(),
                keep: true,
                upsert: false,
            };
            table.ingest(platform, bytes, &options).unwrap();
            let expand = Expansion {
                details: true,
                platform_data: true,
            };
            for row in 0..u32::try_from(table.len()).unwrap() {
                let task = serde_json::to_value(table.task(row, expand).unwrap()).unwrap();
                assert_no_secret(&task["platform_data"], &secret_words);
            }
        }
    }
    assert!(found > 0, "no golden file holds a secret to be blanked");
}

fn assert_no_secret(value: &Value, words: &[&str]) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if words.contains(&name.as_str()) {
                    assert!(
                        value.is_null() || *value == json!(""),
                        "{name} holds {value}"
                    );
                }
                assert_no_secret(value, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_no_secret(item, words)),
        _ => {}
    }
}
