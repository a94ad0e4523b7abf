use crate::platforms::Needs;
use serde_json::json;

use super::*;
use crate::filter::{Op, Value};
use crate::plan::push_down;
use crate::task::{Direction, Field, StatusMap, Timestamp};

fn connection() -> Connection {
    let settings = json!({"slug": "demo-account", "credentials": {"api_token": "s3cret"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

fn query() -> Query {
    Query {
        asked: None,
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 7,
    }
}

fn call(slice: Slice, place: Place) -> Call {
    Call { slice, place }
}

#[test]
fn the_list_is_asked_page_by_page() {
    let connection = connection();
    let start = connection.begin(&query(), Slice::All);
    assert_eq!(start, [call(Slice::All, Place::Start)]);
    assert!(connection.holds_tasks(&start[0]));
    for (call, page) in [(start[0].clone(), 1), (call(Slice::All, Place::At(12)), 12)] {
        let request = connection.request(&query(), &call).unwrap();
        assert_eq!(request.method, Method::Get);
        assert_eq!(
            request.url,
            format!("https://app.kickserv.com/demo-account/tasks.json?page={page}&per_page=100")
        );
        assert_eq!(request.headers, [("Accept", "application/json".to_owned())]);
        assert_eq!(request.body, None);
    }
}

#[test]
fn what_kickserv_cannot_do_is_refused() {
    for call in [
        call(Slice::Ordered { from: None }, Place::Start),
        call(Slice::Second { at: 1 }, Place::Start),
        call(Slice::Undated, Place::Start),
        call(Slice::All, Place::After("7".to_owned())),
    ] {
        let error = connection().request(&query(), &call).unwrap_err();
        assert_eq!(error.code, Code::Unsupported, "{call:?}");
    }
}

#[test]
fn a_job_and_a_range_are_asked_for_on_every_page() {
    let connection = connection();
    let is = |field, op, value| Expr::Is(Predicate::new(field, op, value));
    let text = |value: &str| Value::Text(value.to_owned());
    let time = |value: &str| Value::Time(Timestamp::parse(value).unwrap());
    let job = is(Field::ProjectId, Op::Eq, text("34769012"));
    let from = is(Field::StartAt, Op::Ge, time("2021-02-17"));
    let to = is(Field::StartAt, Op::Lt, time("2021-02-18"));
    let name = is(Field::Name, Op::Contains, text("a"));
    let base = "https://app.kickserv.com/demo-account/tasks.json";
    for (filter, place, parameters) in [
        (name.clone(), Place::Start, ""),
        (
            job.clone(),
            Place::Inside("34769012".to_owned()),
            "job_id=34769012&",
        ),
        (from.clone(), Place::Start, "from=2021-02-15&to=9999-01-01&"),
        (
            Expr::and_of(vec![name, to.clone(), job.clone(), from.clone()]),
            Place::Inside("34769012".to_owned()),
            "job_id=34769012&from=2021-02-15&to=2021-02-19&",
        ),
        (Expr::or_of(vec![job, from]), Place::Start, ""),
    ] {
        let query = Query {
            asked: push_down(Some(&filter), &connection).asked,
            needs: Needs::new(Expansion::default(), Some(&filter)),
            ..query()
        };
        let [first] = connection.begin(&query, Slice::All).try_into().unwrap();
        assert_eq!(first, call(Slice::All, place), "{filter}");
        let facts = PageFacts {
            rows: 100,
            longest: 100,
            ..PageFacts::default()
        };
        let next = connection.follow(&first, &facts, b"").unwrap().calls;
        assert_eq!(next, [call(Slice::All, Place::At(2))]);
        for (call, page) in [(&first, 1), (&next[0], 2)] {
            let url = connection.request(&query, call).unwrap().url;
            assert_eq!(url, format!("{base}?{parameters}page={page}&per_page=100"));
        }
    }
}

#[test]
fn only_an_empty_or_a_shorter_page_is_the_last() {
    let follow = |place, rows, longest| {
        let facts = PageFacts {
            rows,
            longest,
            ..PageFacts::default()
        };
        connection()
            .follow(&call(Slice::All, place), &facts, b"")
            .unwrap()
            .calls
    };
    let next = |page| vec![call(Slice::All, Place::At(page))];
    assert_eq!(follow(Place::Start, 100, 100), next(2));
    assert_eq!(
        follow(Place::Start, 25, 25),
        next(2),
        "per_page was lowered"
    );
    assert_eq!(follow(Place::At(2), 25, 25), next(3));
    assert_eq!(follow(Place::At(3), 24, 25), []);
    assert_eq!(follow(Place::Start, 0, 0), []);
    assert_eq!(follow(Place::At(u64::MAX), 5, 5), []);
}

#[test]
fn one_task_is_asked_by_its_id() {
    let id = |parent: Option<&str>, platform_id: &str| TaskId {
        connection_id: "k".to_owned(),
        parent: parent.map(str::to_owned),
        platform_id: platform_id.to_owned(),
    };
    let request = connection()
        .get(&id(None, "2357911"), Expansion::default())
        .unwrap();
    assert_eq!(
        request.url,
        "https://app.kickserv.com/demo-account/tasks/2357911.json"
    );
    assert!(request.authorization.is_none(), "signed on its way");
    for id in [
        id(Some("1"), "2"),
        id(None, "job_list"),
        id(None, "../jobs/1"),
        id(None, "1.json?x=1"),
    ] {
        let error = connection().get(&id, Expansion::default()).unwrap_err();
        assert_eq!(error.code, Code::IdInvalid, "{id:?}");
        assert!(error.help.is_some());
    }
}
