//! Clients that share a store of what they read: what is found in it, what is not used, and what is
//! forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures_executor::block_on;
use futures_util::future::{pending, ready};
use serde_json::{Value, json};
use taskweave::client::{
    Client, ClientOptions, ListRequest, OneOrMany, Stores, World, WriteRequest,
};
use taskweave::http::{ReplayTransport, Response};
use taskweave::task::{TaskId, Timestamp};
use taskweave::weave::{Page, SnapshotStore, StoreFailed, StoreFuture};

const TOKEN: &str = "s3cret-token";

/// A store in memory that several clients have.
#[derive(Default)]
struct Shared {
    kept: RefCell<BTreeMap<String, Vec<u8>>>,
    asked: RefCell<Vec<String>>,
    puts: RefCell<Vec<(String, i64)>>,
    deleted: RefCell<Vec<String>>,
    is_forgetful: Cell<bool>,
}

impl SnapshotStore for Shared {
    fn get(&self, key: &str) -> StoreFuture<Option<Vec<u8>>> {
        self.asked.borrow_mut().push(key.to_owned());
        Box::pin(ready(Ok(self.kept.borrow().get(key).cloned())))
    }

    fn put(&self, key: &str, bytes: Vec<u8>, ttl_ms: i64) -> StoreFuture<()> {
        self.puts.borrow_mut().push((key.to_owned(), ttl_ms));
        self.kept.borrow_mut().insert(key.to_owned(), bytes);
        Box::pin(ready(Ok(())))
    }

    fn delete(&self, key: &str) -> Option<StoreFuture<()>> {
        self.deleted.borrow_mut().push(key.to_owned());
        // One that has no `delete` keeps what it has.
        if self.is_forgetful.get() {
            self.kept.borrow_mut().remove(key);
        }
        Some(Box::pin(ready(Ok(()))))
    }
}

fn connection() -> Value {
    json!({
        "id": "field", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": TOKEN },
    })
}

fn client_of(
    store: &Rc<impl SnapshotStore + 'static>,
    connection: Value,
    options: ClientOptions,
) -> Client {
    let pages = Rc::clone(store) as Rc<dyn SnapshotStore>;
    let stores = Stores {
        pages: Some(pages),
        ..Stores::default()
    };
    Client::with_stores(vec![connection], options, stores).unwrap()
}

fn client(store: &Rc<impl SnapshotStore + 'static>) -> Client {
    client_of(store, connection(), ClientOptions::default())
}

/// Three tasks, whose names tell how often the platform was asked; a task that is deleted is gone.
fn platform() -> ReplayTransport {
    let readings = Cell::new(0);
    ReplayTransport::new(move |request| {
        let body = match request.method.as_str() {
            "DELETE" => "{}".to_owned(),
            _ if request.url.contains("?page=1&") || request.url.contains("&page=1&") => {
                readings.set(readings.get() + 1);
                let task = |id: u32| {
                    json!({ "id": id, "name": format!("{id} of reading {}", readings.get()),
                        "created_at": null, "updated_at": null, "notes": "n",
                        "scheduled_at": "2026-02-17T08:00:00Z" })
                };
                json!([task(1), task(2), task(3)]).to_string()
            }
            _ => "[]".to_owned(),
        };
        Some(Response {
            status: 200,
            headers: Vec::new(),
            body: body.into_bytes(),
        })
    })
}

const BEGIN: &str = "2026-07-01T09:00:00Z";

fn after(millis: i64) -> Timestamp {
    let begin = Timestamp::parse(BEGIN).unwrap();
    Timestamp::from_millis(begin.millis() + millis).unwrap()
}

fn by_name() -> ListRequest {
    ListRequest {
        sort: Some("name".to_owned()),
        ..ListRequest::default()
    }
}

fn list(
    client: &Client,
    transport: &ReplayTransport,
    now: Timestamp,
    request: &ListRequest,
) -> Page {
    block_on(client.list(World { transport, now }, request)).unwrap()
}

fn calls(page: &Page) -> usize {
    page.sources.iter().map(|source| source.calls).sum()
}

#[test]
fn another_client_finds_what_one_has_read_while_it_is_good() {
    let store = Rc::new(Shared::default());
    let transport = platform().at(after(0));
    let read = list(&client(&store), &transport, after(0), &by_name());
    assert!(calls(&read) > 0);
    let wanted = serde_json::to_value(&read.tasks).unwrap();
    for (millis, is_found) in [
        (0, true),
        (60_000, true),
        // The clock of the one that read it is a little ahead.
        (-5_000, true),
        (-5_001, false),
        (60_001, false),
    ] {
        let kept = store.kept.borrow().clone();
        let page = list(&client(&store), &transport, after(millis), &by_name());
        assert_eq!(calls(&page) == 0, is_found, "after {millis} ms");
        if is_found {
            assert_eq!(serde_json::to_value(&page.tasks).unwrap(), wanted);
            assert_eq!(page.sources[0].fetched, read.sources[0].fetched);
        }
        assert!(page.warnings.is_empty(), "{:?}", page.warnings);
        *store.kept.borrow_mut() = kept;
    }
    let puts = store.puts.borrow();
    assert_eq!(puts.len(), 3, "what was read was put");
    assert!(
        puts.iter()
            .all(|(key, ttl)| *key == puts[0].0 && *ttl == 60_000)
    );
}

#[test]
fn what_the_store_gave_is_kept_in_memory() {
    let store = Rc::new(Shared::default());
    let transport = platform();
    list(&client(&store), &transport, after(0), &by_name());
    let second = client(&store);
    assert_eq!(calls(&list(&second, &transport, after(0), &by_name())), 0);
    store.kept.borrow_mut().clear();
    assert_eq!(calls(&list(&second, &transport, after(0), &by_name())), 0);
}

#[test]
fn damaged_bytes_are_read_over() {
    let store = Rc::new(Shared::default());
    let transport = platform();
    list(&client(&store), &transport, after(0), &by_name());
    for damage in [0, 1, 40] {
        for bytes in store.kept.borrow_mut().values_mut() {
            bytes.truncate(bytes.len().min(damage));
        }
        let page = list(&client(&store), &transport, after(0), &by_name());
        assert!(calls(&page) > 0 && page.warnings.is_empty());
        assert_eq!(
            calls(&list(&client(&store), &transport, after(0), &by_name())),
            0
        );
    }
}

#[test]
fn a_key_is_of_its_account_and_query_and_shows_no_credential() {
    let key_of = |change: &dyn Fn(&mut Value), request: &ListRequest| {
        let store = Rc::new(Shared::default());
        let mut connection = connection();
        change(&mut connection);
        let client = client_of(&store, connection, ClientOptions::default());
        list(&client, &platform(), after(0), request);
        let puts = store.puts.borrow();
        assert_eq!(puts.len(), 1);
        puts[0].0.clone()
    };
    let with = |change: &dyn Fn(&mut ListRequest)| {
        let mut request = by_name();
        change(&mut request);
        request
    };
    let same = |_: &mut Value| {};
    let key = key_of(&same, &by_name());
    let url_safe = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    assert!(key.starts_with("field.") && key.chars().all(url_safe) && key.len() <= 128);
    // What is the same reading is the same key.
    for request in [
        with(&|request| request.sort = Some("status, name DESC".to_owned())),
        with(&|request| request.filter = Some(r#"name != "x""#.to_owned())),
        with(&|request| request.force_fetch = Some(true)),
    ] {
        assert_eq!(key_of(&same, &request), key, "{request:?}");
    }
    let other_token = |connection: &mut Value| {
        connection["credentials"]["api_token"] = json!("another-token");
    };
    assert!(!key.contains(TOKEN));
    let mut keys = BTreeSet::from([key]);
    // Two accounts that only their credentials tell apart do not see each other's rows.
    assert!(keys.insert(key_of(&other_token, &by_name())));
    let job = r#"project.id = "7""#;
    let days = r#"start_at = "2026-02-17""#;
    for request in [
        with(&|request| request.expand = Some(OneOrMany::One("details".to_owned()))),
        with(&|request| request.expand = Some(OneOrMany::One("platform_data".to_owned()))),
        with(&|request| request.filter = Some(job.to_owned())),
        with(&|request| request.filter = Some(days.to_owned())),
    ] {
        assert!(keys.insert(key_of(&same, &request)), "{request:?}");
    }
    for name in ["id", "slug"] {
        let change = |connection: &mut Value| connection[name] = json!("other");
        assert!(keys.insert(key_of(&change, &by_name())), "{name}");
    }
}

#[test]
fn a_key_is_of_the_organization_and_of_what_its_words_mean() {
    let zoho = json!({
        "id": "field", "platform": "ZOHOBOOKS", "region": "eu", "organization_id": "1",
        "credentials": { "access_token": TOKEN },
    });
    let key_of = |name: &str, value: Value| {
        let mut connection = zoho.clone();
        connection[name] = value;
        let store = Rc::new(Shared::default());
        let client = client_of(&store, connection, ClientOptions::default());
        let transport = platform();
        let now = after(0);
        // The platform's answers are no pages of Zoho Books: the store is asked before them.
        let world = World {
            transport: &transport,
            now,
        };
        block_on(client.list(world, &by_name())).unwrap_err();
        let asked = store.asked.borrow();
        assert_eq!(asked.len(), 1);
        asked[0].clone()
    };
    let keys = BTreeSet::from([
        key_of("region", json!("eu")),
        key_of("region", json!("com")),
        key_of("organization_id", json!("2")),
        key_of("statusMap", json!({ "odd": "on_hold" })),
        key_of("statusMap", json!({ "odd": "planned" })),
    ]);
    assert_eq!(keys.len(), 5, "{keys:?}");
    let other = key_of("credentials", json!({ "access_token": "another-token" }));
    assert!(!keys.contains(&other));
    // An access token that a grant gave is no other account.
    let grant = json!({ "client_id": "c", "client_secret": "s", "refresh_token": "r" });
    let mut with_token = grant.clone();
    with_token["access_token"] = json!("t");
    assert_eq!(key_of("credentials", with_token), {
        let mut other_token = grant;
        other_token["access_token"] = json!("u");
        key_of("credentials", other_token)
    });
}

#[test]
fn force_fetch_reads_and_puts_anew() {
    let store = Rc::new(Shared::default());
    let transport = platform();
    list(&client(&store), &transport, after(0), &by_name());
    let forced = ListRequest {
        force_fetch: Some(true),
        ..by_name()
    };
    let page = list(&client(&store), &transport, after(1_000), &forced);
    assert!(calls(&page) > 0);
    let found = list(&client(&store), &transport, after(2_000), &by_name());
    assert_eq!(calls(&found), 0);
    assert_eq!(found.tasks[0].last_synced_at, after(1_000));
    assert_eq!(found.tasks[0].name, page.tasks[0].name);
}

#[test]
fn a_write_forgets_what_was_read_before_it() {
    for can_delete in [true, false] {
        let store = Rc::new(Shared::default());
        store.is_forgetful.set(can_delete);
        let transport = platform().at(after(10_000));
        let (writer, reader) = (client(&store), client(&store));
        list(&writer, &transport, after(0), &by_name());
        let key = store.puts.borrow()[0].0.clone();
        let world = World {
            transport: &transport,
            now: after(10_000),
        };
        let id = TaskId::encode_parts("field", None, "2");
        block_on(writer.delete(world, &id, &WriteRequest::default())).unwrap();
        assert_eq!(*store.deleted.borrow(), [key]);
        // Whoever has not written may see what the store still has.
        let seen = calls(&list(&reader, &transport, after(11_000), &by_name()));
        assert_eq!(seen == 0, !can_delete);
        store.kept.borrow_mut().retain(|_, _| !can_delete);
        // Whoever has written does not, nor what another began to read about then.
        let page = list(&writer, &transport, after(12_000), &by_name());
        assert!(calls(&page) > 0, "can delete: {can_delete}");
        let found = list(&client(&store), &transport, after(13_000), &by_name());
        assert_eq!(found.tasks[0].last_synced_at, after(12_000));
    }
}

#[test]
fn what_is_good_for_no_time_is_not_stored() {
    let store = Rc::new(Shared::default());
    let options = ClientOptions {
        cache_ms: Some(0),
        ..ClientOptions::default()
    };
    let client = client_of(&store, connection(), options);
    assert!(calls(&list(&client, &platform(), after(0), &by_name())) > 0);
    assert!(store.puts.borrow().is_empty());
}

/// A store that gives errors, or no answer at all.
struct Broken {
    hangs: bool,
    gets: bool,
}

impl Broken {
    fn outcome<T: 'static>(&self) -> StoreFuture<T> {
        match self.hangs {
            true => Box::pin(pending()),
            false => Box::pin(ready(Err(StoreFailed))),
        }
    }
}

impl SnapshotStore for Broken {
    fn get(&self, _: &str) -> StoreFuture<Option<Vec<u8>>> {
        match self.gets {
            true => Box::pin(ready(Ok(None))),
            false => self.outcome(),
        }
    }

    fn put(&self, _: &str, _: Vec<u8>, _: i64) -> StoreFuture<()> {
        self.outcome()
    }

    fn delete(&self, _: &str) -> Option<StoreFuture<()>> {
        Some(self.outcome())
    }
}

#[test]
fn a_store_that_fails_or_hangs_fails_nothing() {
    for (hangs, gets) in [(true, true), (true, false), (false, true), (false, false)] {
        let store = Rc::new(Broken { hangs, gets });
        let client = client(&store);
        let transport = platform();
        let page = list(&client, &transport, after(0), &by_name());
        assert_eq!(page.tasks.len(), 3);
        let [warning] = page.warnings.as_slice() else {
            panic!("{:?}", page.warnings);
        };
        assert_eq!(warning.code, "page_cache_failed");
        assert_eq!(warning.connection_id.as_deref(), Some("field"));
        let again = list(&client, &transport, after(0), &by_name());
        assert!(
            again.warnings.is_empty(),
            "memory has it: {:?}",
            again.warnings
        );
        let world = World {
            transport: &transport,
            now: after(0),
        };
        let id = TaskId::encode_parts("field", None, "2");
        let done = block_on(client.delete(world, &id, &WriteRequest::default())).unwrap();
        let codes: Vec<&str> = done.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["page_cache_failed"]);
    }
}
