//! For the rooms' own tests: golden files, and pages that nobody would send.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Answered, Fields, PageContext, Purpose, Reader, Row, RowStatus};
use crate::http::{Response, Secret};
use crate::task::{Status, Timestamp};

/// An answer to a connection whose credential is `s3cret`, plain or as HTTP Basic has it, got at the
/// epoch.
pub(super) fn answered(purpose: Purpose, response: &Response) -> Answered<'_> {
    static HIDDEN: std::sync::OnceLock<[Secret; 2]> = std::sync::OnceLock::new();
    Answered {
        purpose,
        response,
        hidden: HIDDEN.get_or_init(|| ["s3cret", "czNjcmV0OnMzY3JldA=="].map(Secret::new)),
        now: Timestamp::default(),
    }
}

/// What else lies among the golden files: settings, and errors that the walks pin.
const NO_PAGES: [&str; 2] = ["connections.json", "bad-pages.json"];

/// The raw golden files of a room, by name.
pub(super) fn raw_files(room: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder(room))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            !name.ends_with(".unified.json") && !NO_PAGES.contains(&name.as_str())
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn folder(room: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(room)
}

/// What the reader makes of a page, without a connection.
pub(super) fn unified(reader: &dyn Reader, bytes: &[u8]) -> Value {
    let page = match reader.page(bytes) {
        Ok(page) => page,
        Err(error) => return json!({ "error": error.code }),
    };
    let mut tasks = Vec::new();
    for raw in page.rows.iter() {
        let Ok(row) = reader.row(raw, &page.context) else {
            continue;
        };
        let raw = raw.raw();
        let (status, word) = match &row.status {
            RowStatus::Word(word) => (
                reader.status(word).unwrap_or(Status::Unknown),
                Some(word.as_ref()),
            ),
            RowStatus::Derived(status) => (*status, None),
            RowStatus::Missing => (Status::Unknown, None),
        };
        let mut task = json!({
            "platform_id": row.platform_id,
            "name": row.name,
            "status": status,
            "platform_status": word,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "details": reader.details(raw, &page.context),
        });
        if let Some(parent) = row.parent {
            task["parent"] = json!(parent);
        }
        tasks.push(task);
    }
    Value::Array(tasks)
}

/// Compares every golden file of a room with what the reader makes of it.
pub(super) fn check_golden(reader: &dyn Reader, room: &str, at_least: usize) {
    let files = raw_files(room);
    assert!(files.len() >= at_least, "only {} golden files", files.len());
    for (name, bytes) in files {
        let expected = folder(room).join(format!("{name}.unified.json"));
        let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
        assert_eq!(unified(reader, &bytes), expected, "{name}");
    }
}

/// What a reader makes of the text of a row.
pub(super) fn row<'a>(
    reader: &dyn Reader,
    raw: &'a str,
    context: &PageContext,
) -> Result<Row<'a>, String> {
    let fields = Fields::read(raw).ok_or("the row is not an object")?;
    reader.task(&fields, context)
}

/// Reads all that can be read of a page; for tests that nothing panics.
pub(super) fn exercise(reader: &dyn Reader, bytes: &[u8]) {
    if let Ok(page) = reader.page(bytes) {
        let plain = reader.form().plain.as_ref();
        for row in page.rows.iter() {
            let _plain = plain.and_then(|columns| reader.plain(&row, columns));
            let _row = reader.row(row, &page.context);
            let _details = reader.details(row.raw(), &page.context);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _row = row(reader, text, &PageContext::default());
        let _details = reader.details(text, &PageContext::default());
        let _status = reader.status(text);
    }
}

/// What is put into damaged pages.
const PIECES: &[&[u8]] = &[
    b"null",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b",",
    b":",
    b"\\u0000",
    b"1e999",
    b"-1",
    b"{}",
    b"\xff",
    b"true",
    b"\xc3\xa9",
];

/// Golden pages with bytes changed, pieces of JSON put in, and ends cut off.
pub(super) fn mutated(room: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let samples: Vec<_> = raw_files(room)
        .into_iter()
        .map(|(_, bytes)| bytes)
        .collect();
    let edit = (
        any::<prop::sample::Index>(),
        0..4_usize,
        prop::sample::select(PIECES),
    );
    (
        prop::sample::select(samples),
        prop::collection::vec(edit, 0..6),
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
    )
        .prop_map(|(mut bytes, edits, cut)| {
            for (at, over, piece) in edits {
                let start = at.index(bytes.len() + 1);
                let end = (start + over).min(bytes.len());
                bytes.splice(start..end, piece.iter().copied());
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len() + 1));
            }
            bytes
        })
}
