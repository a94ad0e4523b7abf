//! Sources whose pages are numbered, which are read until two readings agree: what is given, and what is
//! said of it, where the second reading repeats the first, and where it does not in any way that we know of.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{Client, ClientOptions, LimitInput, ListRequest, World};
use taskweave::http::{ReplayTransport, Request, Response};
use taskweave::task::Timestamp;
use taskweave::weave::Page;

/// A task: its id, and when it was changed, in minutes of an hour.
type Row = (u64, u32);
/// The pages of a reading.
type Pages = Vec<Vec<Row>>;

fn body(rows: &[Row]) -> String {
    let rows = rows.iter().map(|(id, minute)| {
        json!({
            "id": id,
            "name": format!("task {id} of {minute}"),
            "created_at": "2026-01-01T09:00:00Z",
            "updated_at": format!("2026-01-01T10:{minute:02}:00Z"),
        })
    });
    Value::Array(rows.collect()).to_string()
}

fn page_of(request: &Request) -> usize {
    let (_, rest) = request.url.split_once("page=").unwrap();
    rest.split('&').next().unwrap().parse().unwrap()
}

/// Answers the readings one after the other, each of which begins with page 1. Beyond a reading's pages
/// there are none; beyond the readings there is no answer.
fn answering(readings: Vec<Vec<String>>) -> ReplayTransport {
    let begun = RefCell::new(0_usize);
    ReplayTransport::new(move |request| {
        let page = page_of(request);
        let mut begun = begun.borrow_mut();
        if page == 1 {
            *begun += 1;
        }
        let reading = readings.get(*begun - 1)?;
        let body = reading.get(page - 1).map_or("[]", String::as_str);
        Some(Response {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    })
}

fn list(transport: &ReplayTransport, options: ClientOptions) -> Page {
    let connection = json!({
        "id": "k", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": "s3cret-token" },
    });
    let client = Client::new(vec![connection], options).unwrap();
    let request = ListRequest {
        limit: Some(LimitInput("500".to_owned())),
        ..ListRequest::default()
    };
    let now = Timestamp::parse("2026-01-01T12:00:00Z").unwrap();
    block_on(client.list(World { transport, now }, &request)).unwrap()
}

/// What is given of these readings: the name of each task by its id, and how the source was read.
struct Given {
    tasks: BTreeMap<String, String>,
    consistency: &'static str,
    calls: u32,
    fetched: usize,
}

fn given(readings: &[Pages], options: ClientOptions) -> Given {
    let texts = readings
        .iter()
        .map(|pages| pages.iter().map(|page| body(page)).collect())
        .collect();
    let page = list(&answering(texts), options);
    let named = page.tasks.iter();
    let tasks: BTreeMap<_, _> = named
        .map(|task| (task.platform_id.clone(), task.name.clone()))
        .collect();
    assert_eq!(tasks.len(), page.tasks.len(), "a task is given twice");
    let source = &page.sources[0];
    Given {
        tasks,
        consistency: source.consistency,
        calls: u32::try_from(source.calls).unwrap(),
        fetched: source.fetched,
    }
}

/// Three pages of four tasks, and one of two.
fn whole() -> Pages {
    let rows: Vec<Row> = (1..=14).map(|id| (id, 1)).collect();
    rows.chunks(4).map(<[Row]>::to_vec).collect()
}

fn count(readings: &[Pages]) -> usize {
    readings.iter().flatten().map(Vec::len).sum()
}

fn names(pages: &[Vec<Row>]) -> BTreeMap<String, String> {
    let rows = pages.iter().flatten();
    rows.map(|(id, minute)| (id.to_string(), format!("task {id} of {minute}")))
        .collect()
}

/// Changes a reading.
fn changed(change: impl FnOnce(&mut Pages)) -> Pages {
    let mut pages = whole();
    change(&mut pages);
    pages
}

#[test]
fn a_reading_that_repeats_the_first_is_believed() {
    let readings = [whole(), whole()];
    let given = given(&readings, ClientOptions::default());
    assert_eq!(given.tasks, names(&whole()));
    assert_eq!(given.consistency, "consistent");
    assert_eq!(given.calls, 8);
    assert_eq!(given.fetched, count(&readings));
}

#[test]
fn a_reading_of_the_same_tasks_is_believed_and_its_rows_count() {
    // Tasks were edited, wherever they stand, and so the pages differ.
    for (page, row) in [(0, 0), (1, 2), (3, 1)] {
        let second = changed(|pages| pages[page][row].1 = 30);
        let readings = [whole(), second.clone()];
        let given = given(&readings, ClientOptions::default());
        assert_eq!(given.tasks, names(&second), "page {page}");
        assert_eq!(given.consistency, "consistent");
        assert_eq!(given.fetched, count(&readings));
    }
    // The same tasks on other pages.
    let second = changed(|pages| pages.swap(0, 2));
    let given = given(&[whole(), second], ClientOptions::default());
    assert_eq!(given.tasks, names(&whole()));
    assert_eq!(given.consistency, "consistent");
}

/// Second readings that hold other tasks than the first.
fn others() -> Vec<(&'static str, Pages)> {
    vec![
        (
            "a task was deleted on the first page",
            changed(|pages| {
                let rows: Vec<Row> = (2..=14).map(|id| (id, 1)).collect();
                *pages = rows.chunks(4).map(<[Row]>::to_vec).collect();
            }),
        ),
        (
            "a task was lost between pages",
            changed(|pages| {
                let rows: Vec<Row> = (1..=14).filter(|id| *id != 5).map(|id| (id, 1)).collect();
                *pages = rows.chunks(4).map(<[Row]>::to_vec).collect();
            }),
        ),
        (
            "it differs on a page in the middle alone",
            changed(|pages| pages[1][0].0 = 99),
        ),
        (
            "it differs on the last page alone",
            changed(|pages| pages[3][1].0 = 99),
        ),
        (
            "it has a task more",
            changed(|pages| pages[3].push((99, 1))),
        ),
        (
            "it has pages more",
            changed(|pages| {
                pages[3].extend([(97, 1), (98, 1)]);
                pages.push(vec![(99, 1)]);
            }),
        ),
        (
            "it ends sooner",
            changed(|pages| {
                pages.pop();
            }),
        ),
        ("it ends after one page", changed(|pages| pages.truncate(1))),
        (
            "a page is lost",
            changed(|pages| {
                pages.remove(1);
            }),
        ),
        (
            "a page comes again in another's place",
            changed(|pages| {
                // Which ends the reading: what repeats what is known is not gone on behind.
                pages[2] = pages[1].clone();
                pages.truncate(3);
            }),
        ),
    ]
}

#[test]
fn a_reading_that_is_another_one_is_never_taken_for_the_first() {
    for (what, second) in others() {
        // No two of three agree.
        let third = changed(|pages| pages[0][0].0 = 55);
        let readings = [whole(), second.clone(), third.clone()];
        let all = given(&readings, ClientOptions::default());
        assert_eq!(all.consistency, "best_effort", "{what}");
        assert_eq!(all.fetched, count(&readings), "{what}");
        let fullest = readings
            .iter()
            .rev()
            .max_by_key(|pages| names(pages).len())
            .unwrap();
        let most = names(fullest).len();
        let last = readings
            .iter()
            .rev()
            .find(|pages| names(pages).len() == most)
            .unwrap();
        assert_eq!(all.tasks, names(last), "{what}");

        // The third agrees with the second, and not with the first.
        let readings = [whole(), second.clone(), second.clone()];
        let agreed = given(&readings, ClientOptions::default());
        assert_eq!(agreed.consistency, "consistent", "{what}");
        assert_eq!(agreed.tasks, names(&second), "{what}");

        // The third agrees with the first alone, as two that follow each other would have to.
        let readings = [whole(), second.clone(), whole()];
        let apart = given(&readings, ClientOptions::default());
        assert_eq!(apart.consistency, "best_effort", "{what}");
    }
}

#[test]
fn a_second_reading_of_one_empty_page_is_whole_by_itself() {
    let given = given(&[whole(), Vec::new()], ClientOptions::default());
    assert!(given.tasks.is_empty());
    assert_eq!(given.consistency, "consistent");
    assert_eq!(given.calls, 5);
}

#[test]
fn a_second_reading_that_is_cut_short_proves_nothing() {
    // The budget ends the second reading with its first page, or just before its last one.
    for (calls, rows) in [(5, 14 + 4), (7, 14 + 12)] {
        let options = ClientOptions {
            max_calls_per_source: Some(calls),
            ..ClientOptions::default()
        };
        let given = given(&[whole(), whole()], options);
        assert_eq!(given.tasks, names(&whole()));
        assert_eq!(given.consistency, "best_effort", "{calls} calls");
        assert_eq!(given.calls as usize, calls);
        assert_eq!(given.fetched, rows, "{calls} calls");
    }
}

#[test]
fn what_is_too_long_to_be_remembered_is_told_by_its_tasks() {
    // Two pages of more than eight million bytes: as many spaces as JSON lets stand anywhere.
    let long = |pages: &Pages| -> Vec<String> {
        let pages = pages.iter().enumerate();
        pages
            .map(|(at, page)| match at {
                0 | 1 => body(page) + &" ".repeat(9_000_000),
                _ => body(page),
            })
            .collect()
    };
    for (second, consistency) in [
        (whole(), "consistent"),
        (changed(|pages| pages[2][0].0 = 99), "best_effort"),
    ] {
        let third = changed(|pages| pages[0][0].0 = 55);
        let transport = answering(vec![long(&whole()), long(&second), long(&third)]);
        let page = list(&transport, ClientOptions::default());
        assert_eq!(page.sources[0].consistency, consistency);
        assert_eq!(page.tasks.len(), 14);
    }
}
