//! Writes to a company of Sage Intacct's older edition, which calls the status `status`: the first one
//! is refused and put again, and nothing is ever done twice, whatever is kept of a refusal and whatever
//! answer is lost.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_executor::block_on;
use serde_json::{Value, json};
use taskweave::client::{
    Client, ClientOptions, ListRequest, RawRequest, World, WriteAnswer, WriteRequest,
};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{IDEMPOTENCY_KEY, Method, ReplayTransport, Request, Response};
use taskweave::task::{TaskDraft, TaskId, TaskPatch, Timestamp};

/// A company. It keeps what it was asked under a key, and refuses another request under the same one.
#[derive(Default)]
struct Company {
    /// What is read-write of its tasks, by key from 1 on.
    tasks: RefCell<Vec<Value>>,
    /// Writes that it did.
    effects: Cell<usize>,
    answered: RefCell<HashMap<String, (String, u16, String)>>,
    keeps_refusals: bool,
    /// Writes whose answer is lost, counted from 0.
    loses: Option<usize>,
    writes: Cell<usize>,
}

impl Company {
    fn answer(&self, request: &Request) -> Option<Response> {
        let path = request
            .url
            .strip_prefix("https://api.intacct.com/ia/api/v1")?;
        let body = request.body.clone().unwrap_or_default();
        if path == "/services/core/query" {
            return Some(self.query(&serde_json::from_str(&body).ok()?));
        }
        let place = path.strip_prefix("/objects/projects/task")?;
        let index = place
            .strip_prefix('/')
            .map(|key| key.parse::<usize>().unwrap() - 1);
        if request.method == Method::Get {
            let mut task = self.tasks.borrow()[index?].clone();
            task["key"] = json!((index? + 1).to_string());
            task["audit"] = json!({"createdDateTime": null, "modifiedDateTime": null});
            return Some(response(200, &json!({ "ia::result": task })));
        }
        let write = self.writes.replace(self.writes.get() + 1);
        let key = request
            .headers
            .iter()
            .find(|(name, _)| *name == IDEMPOTENCY_KEY);
        let key = key.unwrap().1.clone();
        let asked = format!("{} {body}", request.url);
        let held = self.answered.borrow().get(&key).cloned();
        let (status, text) = match held {
            Some((before, _, _)) if before != asked => (409, refusal("another body").to_string()),
            Some((_, status, text)) => (status, text),
            None => {
                let (status, answer) = self.write(index, &serde_json::from_str(&body).ok()?);
                let text = answer.to_string();
                if status < 400 || self.keeps_refusals {
                    let kept = (asked, status, text.clone());
                    self.answered.borrow_mut().insert(key, kept);
                }
                (status, text)
            }
        };
        (self.loses != Some(write)).then(|| Response {
            status,
            headers: Vec::new(),
            body: text.into_bytes(),
        })
    }

    fn query(&self, query: &Value) -> Response {
        if query.to_string().contains("taskStatus") {
            return response(400, &refusal("/taskStatus is not a valid field"));
        }
        let total = self.tasks.borrow().len();
        let meta = json!({"totalCount": total, "start": 1, "pageSize": 1, "next": null});
        response(200, &json!({"ia::result": [], "ia::meta": meta}))
    }

    fn write(&self, index: Option<usize>, body: &Value) -> (u16, Value) {
        for (name, value) in body.as_object().unwrap() {
            if name == "taskStatus" {
                return (400, refusal("/taskStatus is not a valid field"));
            }
            if value == "taken" {
                return (400, refusal("/name is not unique within the project"));
            }
        }
        self.effects.set(self.effects.get() + 1);
        let mut tasks = self.tasks.borrow_mut();
        let index = index.unwrap_or_else(|| {
            tasks.push(json!({}));
            tasks.len() - 1
        });
        for (name, value) in body.as_object().unwrap() {
            tasks[index][name] = value.clone();
        }
        let key = (index + 1).to_string();
        (
            200,
            json!({"ia::result": {"key": key}, "ia::meta": {"totalCount": 1}}),
        )
    }
}

fn refusal(message: &str) -> Value {
    json!({"ia::result": {"ia::error": {
        "code": "invalidRequest", "errorId": "REST-1064", "message": "Payload contains errors",
        "details": [{"errorId": "REST-1043", "message": message}],
    }}})
}

fn response(status: u16, body: &Value) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

/// A client that knows nothing yet, and its way to the company.
struct Caller {
    client: Client,
    transport: ReplayTransport,
}

impl Caller {
    fn new(company: &Rc<Company>, options: ClientOptions) -> Self {
        let connection = json!({
            "id": "c", "platform": "SAGE_INTACCT", "credentials": { "access_token": "t0ken" },
        });
        let company = Rc::clone(company);
        Self {
            client: Client::new(vec![connection], options).unwrap(),
            transport: ReplayTransport::new(move |request| company.answer(request)),
        }
    }

    fn world(&self) -> World<'_> {
        World {
            transport: &self.transport,
            now: Timestamp::parse("2026-01-01").unwrap(),
        }
    }

    fn create(&self, name: &str, key: Option<&str>) -> Result<WriteAnswer, TaskweaveError> {
        let draft = json!({"name": name, "status": "planned", "project": "1"});
        let draft = TaskDraft::read(draft).unwrap();
        let request = WriteRequest {
            idempotency_key: key.map(str::to_owned),
            ..WriteRequest::default()
        };
        block_on(self.client.create(self.world(), "c", &draft, &request))
    }

    fn update(&self, patch: Value, key: &str) -> Result<WriteAnswer, TaskweaveError> {
        let id = TaskId::encode_parts("c", None, "1");
        let request = WriteRequest {
            idempotency_key: Some(key.to_owned()),
            ..WriteRequest::default()
        };
        let patch = TaskPatch::read(patch).unwrap();
        block_on(self.client.update(self.world(), &id, &patch, &request))
    }

    /// The keys of the writes so far.
    fn keys(&self) -> Vec<String> {
        let requests = self.transport.requests();
        let headers = requests.iter().flat_map(|request| request.headers.clone());
        headers
            .filter(|(name, _)| *name == IDEMPOTENCY_KEY)
            .map(|(_, key)| key)
            .collect()
    }
}

fn company(keeps_refusals: bool, loses: Option<usize>) -> Rc<Company> {
    Rc::new(Company {
        keeps_refusals,
        loses,
        ..Company::default()
    })
}

#[test]
fn the_other_spelling_is_learnt_from_a_refusal_and_kept() {
    for keeps_refusals in [false, true] {
        let company = company(keeps_refusals, None);
        let caller = Caller::new(&company, ClientOptions::default());
        let made = caller.create("a", Some("k")).unwrap();
        assert_eq!(made.task.unwrap().name, "a");
        assert_eq!(caller.keys(), ["k", "k-status"]);
        assert_eq!(company.tasks.borrow()[0]["status"], "planned");
        caller.update(json!({"status": "completed"}), "k2").unwrap();
        caller.update(json!({"name": "b"}), "k3").unwrap();
        assert_eq!(caller.keys()[2..], ["k2-status", "k3"]);
        assert_eq!(company.effects.get(), 3);
    }
}

#[test]
fn the_same_key_is_done_once_whatever_the_caller_has_learnt() {
    for keeps_refusals in [false, true] {
        let company = company(keeps_refusals, None);
        let first = Caller::new(&company, ClientOptions::default());
        let id = first.create("a", Some("k")).unwrap().id;
        // Once by a client that knows the spelling, once by one that begins anew.
        assert_eq!(first.create("a", Some("k")).unwrap().id, id);
        let second = Caller::new(&company, ClientOptions::default());
        assert_eq!(second.create("a", Some("k")).unwrap().id, id);
        assert_eq!(company.effects.get(), 1, "{keeps_refusals}");
        let error = second.create("b", Some("k")).unwrap_err();
        assert_eq!(error.code, Code::IdempotencyConflict);
        assert_eq!(company.effects.get(), 1);
    }
}

#[test]
fn a_lost_answer_comes_again_under_its_key() {
    for keeps_refusals in [false, true] {
        for loses in [0, 1] {
            let company = company(keeps_refusals, Some(loses));
            let caller = Caller::new(&company, ClientOptions::default());
            caller.create("a", None).unwrap();
            assert_eq!(company.effects.get(), 1, "{keeps_refusals} {loses}");
            assert_eq!(caller.keys().len(), 3);
        }
    }
}

#[test]
fn without_repeats_a_lost_answer_leaves_it_open() {
    let once = ClientOptions {
        max_retries: Some(0),
        ..ClientOptions::default()
    };
    let company = company(false, Some(1));
    let caller = Caller::new(&company, once);
    let error = caller.create("a", Some("k")).unwrap_err();
    assert_eq!((error.code, error.retryable), (Code::OutcomeUnknown, false));
    assert!(error.help.clone().unwrap().contains("same idempotency key"));
    assert_eq!(company.effects.get(), 1);
    caller.create("a", Some("k")).unwrap();
    assert_eq!(company.effects.get(), 1, "its answer came again");
}

#[test]
fn a_refusal_for_another_reason_is_not_put_again() {
    let company = company(false, None);
    let caller = Caller::new(&company, ClientOptions::default());
    caller.create("a", None).unwrap();
    let sent = caller.transport.requests().len();
    let error = caller.create("taken", Some("other")).unwrap_err();
    assert_eq!((error.code, error.status), (Code::PlatformError, Some(400)));
    assert!(error.message.contains("not unique"));
    assert_eq!(caller.transport.requests().len(), sent + 1);
}

#[test]
fn a_count_learns_it_too_and_what_is_passed_through_is_not_put_again() {
    let company = company(false, None);
    let caller = Caller::new(&company, ClientOptions::default());
    let filter = ListRequest {
        filter: Some("platform_status = \"planned\"".to_owned()),
        ..ListRequest::default()
    };
    let counted = block_on(caller.client.count(caller.world(), &filter)).unwrap();
    assert_eq!((counted.count, counted.sources[0].counted), (0, "platform"));
    assert_eq!(caller.transport.requests().len(), 2);
    let raw: RawRequest = serde_json::from_value(json!({
        "method": "POST", "path": "/services/core/query",
        "body": {"object": "projects/task", "fields": ["taskStatus", "count:key"]},
    }))
    .unwrap();
    let error = block_on(caller.client.raw(caller.world(), "c", &raw)).unwrap_err();
    assert_eq!(error.code, Code::PlatformError);
    assert_eq!(caller.transport.requests().len(), 3);
}
