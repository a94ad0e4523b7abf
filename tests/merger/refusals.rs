//! What is wrong is said, and changes nothing.

use taskweave::error::{Code, TaskweaveError};
use taskweave::platforms::Platform::{self, Accelo, Kickserv};
use taskweave::task::{Sort, StatusMap, Timestamp};
use taskweave::weave::{MergerSource, Merging, PageMerger};

use crate::pages::{merger, page, push, row};

const A: (&str, Platform) = ("acme", Accelo);
const K: (&str, Platform) = ("kick", Kickserv);

fn told(error: &TaskweaveError) -> (Code, &str, &str) {
    let help = error.help.as_deref().unwrap_or_default();
    (error.code, &error.message, help)
}

#[test]
fn sources_have_ids_of_their_own() {
    let made = |ids: &[&str]| {
        let sources = ids.iter().map(|id| MergerSource {
            id: (*id).to_owned(),
            platform: Accelo,
            status_map: StatusMap::default(),
            is_ordered: true,
        });
        let merging = Merging {
            filter: None,
            sort: Sort::default(),
            limit: 50,
            expand: Default::default(),
            synced_at: Timestamp::from_millis(0).unwrap(),
        };
        PageMerger::new(sources.collect(), merging).err().unwrap()
    };
    assert_eq!(
        told(&made(&["a", "b", "a"])),
        (
            Code::ConnectionInvalid,
            "two sources have the id `a`",
            "give every source an id of its own"
        )
    );
    for id in ["", "a b", "é", &"x".repeat(65)] {
        assert_eq!(
            told(&made(&[id])),
            (
                Code::ConnectionInvalid,
                "a source's `id` is not usable",
                "write 1 to 64 letters, digits, `.`, `_` or `-`"
            )
        );
    }
}

#[test]
fn pages_are_of_a_source_that_goes_on() {
    let mut merger = merger(&[A, K], "updated_at DESC", None, 50);
    let error = merger.push("akme", page(Accelo, &[]), false).unwrap_err();
    assert_eq!(
        told(&error),
        (
            Code::ConnectionUnknown,
            "there is no source `akme`",
            "did you mean `acme`?"
        )
    );
    let error = merger.push("", page(Accelo, &[]), false).unwrap_err();
    assert_eq!(
        told(&error),
        (
            Code::ConnectionUnknown,
            "there is no source ``",
            "the sources are acme, kick"
        )
    );
    push(&mut merger, K, &[row(1, 1, "x")], true);
    let error = merger
        .push("kick", page(Kickserv, &[row(2, 1, "x")]), true)
        .unwrap_err();
    assert_eq!(
        told(&error),
        (
            Code::RequestInvalid,
            "`kick` has ended: a page of it came with `last`",
            "write `last` with a source's last page only; to read it again, make another merger"
        )
    );
    assert_eq!(error.connection_id.as_deref(), Some("kick"));
    push(&mut merger, A, &[], true);
    let merged = merger.next_tasks();
    assert_eq!((merged.tasks.len(), merged.done), (1, true));
}

#[test]
fn a_page_that_cannot_be_read_changes_nothing() {
    let mut merger = merger(&[A, K], "updated_at DESC", None, 50);
    push(&mut merger, A, &[row(1, 9, "x"), row(2, 8, "x")], false);
    push(&mut merger, K, &[row(1, 7, "x")], false);
    let sound = page(Accelo, &[row(3, 20, "x")]);
    let broken: [&[u8]; 6] = [
        b"",
        b"{}",
        b"<html>",
        b"[1, 2]",
        b"{\"response\": 7}",
        &sound[..sound.len() - 2],
    ];
    for bytes in broken {
        let error = merger.push("acme", bytes.to_vec(), true).unwrap_err();
        assert_eq!(error.code, Code::PageInvalid, "{bytes:?}");
        assert_eq!(error.connection_id.as_deref(), Some("acme"));
        assert_eq!(error.platform, Some(Accelo));
        assert!(error.help.is_some());
    }
    // It has not ended, and is in order as before.
    push(&mut merger, A, &[row(3, 6, "x")], false);
    let merged = merger.next_tasks();
    assert_eq!(merged.tasks.len(), 2);
    assert!(merged.tasks.iter().all(|task| !task.is_late));
    assert_eq!(merged.needs, ["kick"]);
}

#[test]
fn rows_that_are_no_tasks_are_warnings_and_the_others_stay() {
    let mut merger = merger(&[K], "updated_at DESC", None, 50);
    let text = r#"[7, {"name": "b"},
        {"id": 1, "name": "a", "created_at": null, "updated_at": "2020-01-02", "scheduled_at": null},
        {"id": 2, "name": "b", "created_at": null, "updated_at": "soon", "scheduled_at": null}]"#;
    let pushed = merger.push("kick", text.as_bytes().to_vec(), true).unwrap();
    assert_eq!(pushed.rows, 2);
    let codes: Vec<&str> = pushed.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["row_invalid", "row_invalid", "value_unreadable"]);
    for warning in &pushed.warnings {
        assert_eq!(warning.connection_id.as_deref(), Some("kick"));
    }
    let ids: Vec<String> = merger
        .next_tasks()
        .tasks
        .into_iter()
        .map(|task| task.platform_id)
        .collect();
    assert_eq!(ids, ["1", "2"]);
}
