//! Pages into tables: what is replaced, what is left out, what is refused.

use serde_json::json;
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{IngestOptions, TaskTable};
use taskweave::task::{Status, StatusMap, Timestamp};

#[test]
fn rows_that_are_known_are_replaced_in_their_place() {
    let page = |name: &str| {
        json!({ "response": [
            { "id": "1", "title": name, "standing": "started", "date_created": "5", "date_modified": "6" },
            { "id": "2", "title": "two", "standing": "pending", "date_created": "5", "date_modified": "6" },
        ], "meta": { "status": "ok" } })
        .to_string()
        .into_bytes()
    };
    let mut table = TaskTable::new();
    let mut ingest = |name: &str, upsert| {
        let options = IngestOptions {
            connection_id: "a",
            status_map: &StatusMap::default(),
            synced_at: Timestamp::from_millis(0).unwrap(),
            keep: true,
            upsert,
        };
        let done = table
            .ingest(Platform::Accelo, page(name), &options)
            .unwrap();
        (done.rows.len(), done.replaced, table.len())
    };
    assert_eq!(ingest("one", true), (2, 0, 2));
    assert_eq!(ingest("uno", true), (0, 2, 2));
    assert_eq!(ingest("again", false), (2, 0, 4));
    let task = table
        .task(
            0,
            Expansion {
                details: false,
                platform_data: true,
            },
        )
        .unwrap();
    assert_eq!(task.name, "uno");
    assert_eq!(
        serde_json::to_value(&task).unwrap()["platform_data"]["title"],
        "uno"
    );
}

#[test]
fn bad_rows_are_left_out_with_a_warning_and_the_others_stay() {
    let page = json!({ "response": [
        { "title": "no id" },
        { "id": "7", "title": "good", "standing": "dozing", "date_created": "5", "date_modified": "x" },
        "no object",
    ], "meta": { "status": "ok" } });
    let mut table = TaskTable::new();
    let options = IngestOptions {
        connection_id: "a",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::from_millis(0).unwrap(),
        keep: false,
        upsert: false,
    };
    let done = table
        .ingest(Platform::Accelo, page.to_string().into_bytes(), &options)
        .unwrap();
    assert_eq!((done.seen, table.len()), (3, 1));
    let codes: Vec<&str> = done.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(
        codes.iter().filter(|code| **code == "row_invalid").count(),
        2,
        "{codes:?}"
    );
    assert!(codes.contains(&"status_unknown"), "{codes:?}");
    assert!(codes.contains(&"value_unreadable"), "{codes:?}");
    assert!(
        done.warnings
            .iter()
            .all(|w| w.connection_id.as_deref() == Some("a"))
    );
    let task = table.task(0, Expansion::default()).unwrap();
    assert_eq!((task.status, task.updated_at), (Status::Unknown, None));
}

#[test]
fn a_page_that_cannot_be_read_leaves_the_table_as_it_was() {
    let good = json!({ "response": [{ "id": "7", "title": "good" }], "meta": {} }).to_string();
    let mut table = TaskTable::new();
    let options = IngestOptions {
        connection_id: "a",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::from_millis(0).unwrap(),
        keep: true,
        upsert: true,
    };
    table
        .ingest(Platform::Accelo, good.clone().into_bytes(), &options)
        .unwrap();
    for bad in [
        &good[..good.len() - 2],
        "",
        "<html>",
        "{\"meta\": {}}",
        "[1",
        "nul",
    ] {
        let error = table
            .ingest(Platform::Accelo, bad.as_bytes().to_vec(), &options)
            .unwrap_err();
        assert_eq!(error.code.as_str(), "page_invalid", "{bad}");
        assert!(error.help.is_some(), "{bad}");
    }
    assert_eq!(table.len(), 1);
    assert_eq!(table.task(0, Expansion::default()).unwrap().name, "good");
}
