//! The exact bodies, and what follows a page.

use super::*;
use crate::platforms::Paging;
use crate::platforms::{Class, Needs};
use crate::task::{Status, StatusMap};

fn connection() -> Connection {
    let settings = json!({"credentials": {"access_token": "t"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

fn query(pushed: Vec<Predicate>) -> Query {
    Query {
        asked: Expr::all(pushed.into_iter().map(Expr::Is).collect()),
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 51,
    }
}

fn time(field: Field, op: Op, text: &str) -> Predicate {
    let time = Timestamp::parse(text).unwrap();
    Predicate::new(field, op, Operand::Time(time))
}

fn status_is(op: Op, status: Status) -> Predicate {
    Predicate::new(Field::Status, op, Operand::Status(status))
}

fn call(slice: Slice) -> Call {
    connection().begin(&query(vec![]), slice).remove(0)
}

/// The body less what is the same in all of them.
fn asked(query: &Query, slice: Slice) -> Value {
    let request = connection().request(query, &call(slice)).unwrap();
    assert_eq!(
        request.url,
        "https://api.intacct.com/ia/api/v1/services/core/query"
    );
    assert_eq!(request.method, Method::Post);
    let mut body: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    let object = body.as_object_mut().unwrap();
    assert_eq!(object.remove("object"), Some(json!("projects/task")));
    assert_eq!(
        object.remove("fields"),
        Some(json!([
            "key",
            "id",
            "name",
            "audit.createdDateTime",
            "audit.modifiedDateTime",
            "taskStatus"
        ]))
    );
    body
}

const AT: i64 = 1_700_000_000; // 2023-11-14T22:13:20Z

#[test]
fn each_slice_has_its_body() {
    let by_key = json!([{"key": "asc"}]);
    assert_eq!(
        asked(&query(vec![]), Slice::All),
        json!({"orderBy": by_key, "start": 1, "size": 4000})
    );
    assert_eq!(
        asked(&query(vec![]), Slice::Ordered { from: None }),
        json!({
            "filters": [{"$gte": {"audit.modifiedDateTime": "1970-01-01T00:00:00Z"}}],
            "filterExpression": "and",
            "orderBy": [{"audit.modifiedDateTime": "desc"}, {"key": "asc"}],
            "start": 1, "size": 51
        })
    );
    assert_eq!(
        asked(&query(vec![]), Slice::Ordered { from: Some(AT) }),
        json!({
            "filters": [
                {"$gte": {"audit.modifiedDateTime": "1970-01-01T00:00:00Z"}},
                {"$lt": {"audit.modifiedDateTime": "2023-11-14T22:13:21Z"}}
            ],
            "filterExpression": "and",
            "orderBy": [{"audit.modifiedDateTime": "desc"}, {"key": "asc"}],
            "start": 1, "size": 51
        })
    );
    assert_eq!(
        asked(&query(vec![]), Slice::Second { at: AT }),
        json!({
            "filters": [
                {"$gte": {"audit.modifiedDateTime": "2023-11-14T22:13:20Z"}},
                {"$lt": {"audit.modifiedDateTime": "2023-11-14T22:13:21Z"}}
            ],
            "filterExpression": "and",
            "orderBy": by_key, "start": 1, "size": 4000
        })
    );
    assert_eq!(
        asked(&query(vec![]), Slice::Undated),
        json!({
            "filters": [{"$eq": {"audit.modifiedDateTime": null}}],
            "filterExpression": "and",
            "orderBy": by_key, "start": 1, "size": 4000
        })
    );
}

#[test]
fn predicates_and_slice_meet_in_one_bound_each() {
    let mut query = query(vec![
        time(Field::UpdatedAt, Op::Gt, "2023-01-01T00:00:00.5Z"),
        time(Field::UpdatedAt, Op::Ge, "2023-06-01"),
        time(Field::CreatedAt, Op::Lt, "2023-07-01"),
        status_is(Op::Ne, Status::Unknown),
        status_is(Op::Eq, Status::OnHold),
    ]);
    query.direction = Direction::Ascending;
    query.page_size = 9000;
    let body = asked(&query, Slice::Ordered { from: Some(AT) });
    assert_eq!(
        body["filters"],
        json!([
            {"$gte": {"audit.modifiedDateTime": "2023-11-14T22:13:20Z"}},
            {"$lt": {"audit.createdDateTime": "2023-07-01T00:00:01Z"}},
            {"$in": {"taskStatus": ["onHold"]}}
        ])
    );
    assert_eq!(
        body["orderBy"],
        json!([{"audit.modifiedDateTime": "asc"}, {"key": "asc"}])
    );
    assert_eq!(body["size"], 4000);
    query.page_size = 0;
    query.key = Field::CreatedAt;
    let body = asked(&query, Slice::Ordered { from: None });
    assert_eq!(
        body["filters"],
        json!([
            {"$gte": {"audit.modifiedDateTime": "2023-06-01T00:00:00Z"}},
            {"$gte": {"audit.createdDateTime": "1970-01-01T00:00:00Z"}},
            {"$lt": {"audit.createdDateTime": "2023-07-01T00:00:01Z"}},
            {"$in": {"taskStatus": ["onHold"]}}
        ])
    );
    assert_eq!(body["size"], 1);
}

#[test]
fn no_bound_leaves_the_calendar() {
    let query = query(vec![
        time(Field::CreatedAt, Op::Le, "9999-12-31T23:59:59.999Z"),
        time(Field::CreatedAt, Op::Ge, "0000-01-01"),
    ]);
    assert_eq!(
        asked(&query, Slice::All)["filters"],
        json!([{"$gte": {"audit.createdDateTime": "0000-01-01T00:00:00Z"}}])
    );
}

#[test]
fn null_and_the_other_spelling_are_asked_for() {
    let connection = connection();
    connection
        .spelling
        .set(super::super::connection::Spelling::Status);
    let null = Predicate::new(Field::CreatedAt, Op::Eq, Operand::Null);
    let query = query(vec![null, status_is(Op::Eq, Status::Completed)]);
    let body = connection.body(&query, &call(Slice::All)).unwrap();
    assert_eq!(
        body["filters"],
        json!([
            {"$eq": {"audit.createdDateTime": null}},
            {"$in": {"status": ["completed"]}}
        ])
    );
    assert_eq!(body["fields"][5], "status");
}

#[test]
fn expansion_asks_for_more_and_refused_fields_are_left_out() {
    let connection = connection();
    let fields = |details, platform_data| {
        connection.fields(Expansion {
            details,
            platform_data,
        })
    };
    assert_eq!(fields(true, false).len(), 6 + DETAILS.len());
    let all = fields(true, true);
    assert_eq!(all, fields(false, true));
    let mut once = all.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), all.len());
    let refused = without(&["duration.actual".to_owned(), "wbsCode".to_owned()]);
    connection.refused.borrow_mut().extend(refused);
    let left = fields(true, true);
    assert_eq!(left.len(), all.len() - OLDER.len() - 1);
    assert!(!left.contains(&"duration.approved") && !left.contains(&"wbsCode"));
}

#[test]
fn support_is_never_more_than_the_platform_does() {
    let at = "2024-01-01T00:00:00Z";
    let class = |predicate: &Predicate| connection().support(predicate).class;
    for field in [Field::UpdatedAt, Field::CreatedAt] {
        for op in [Op::Eq, Op::Lt, Op::Le, Op::Gt, Op::Ge] {
            assert_eq!(class(&time(field, op, at)), Class::Inexact);
        }
        assert_eq!(class(&time(field, Op::Ne, at)), Class::Unsupported);
        for (op, expected) in [(Op::Eq, Class::Inexact), (Op::Ne, Class::Unsupported)] {
            let value = Operand::Null;
            assert_eq!(class(&Predicate::new(field, op, value)), expected);
        }
    }
    assert_eq!(class(&status_is(Op::Eq, Status::Planned)), Class::Exact);
    assert_eq!(class(&status_is(Op::Ne, Status::Unknown)), Class::Exact);
    assert_eq!(
        class(&status_is(Op::Eq, Status::Unknown)),
        Class::Unsupported
    );
    assert_eq!(
        class(&status_is(Op::Ne, Status::Planned)),
        Class::Unsupported
    );
    let name = Predicate::new(Field::Name, Op::Contains, Operand::Text("x".to_owned()));
    assert_eq!(class(&name), Class::Unsupported);
    assert_eq!(class(&time(Field::DueAt, Op::Gt, at)), Class::Unsupported);
    let words: StatusMap = serde_json::from_str(r#"{"Done": "completed"}"#).unwrap();
    let mapped = Connection::new(&json!({"credentials": {"access_token": "t"}}), &words).unwrap();
    let support = mapped.support(&status_is(Op::Eq, Status::Completed));
    assert_eq!(support.class, Class::Inexact);
}

fn facts(rows: usize, next: Option<u64>, more: Option<bool>, total: Option<u64>) -> PageFacts {
    PageFacts {
        rows,
        longest: rows,
        last_id: None,
        paging: Paging { next, more, total },
    }
}

#[test]
fn an_ordered_slice_ends_where_the_platform_says_so() {
    let call = call(Slice::Ordered { from: None });
    let end = |facts: &PageFacts| {
        let follow = connection().follow(&call, facts, b"").unwrap();
        assert!(follow.calls.is_empty());
        follow.end
    };
    assert!(end(&facts(3, None, Some(false), Some(3))));
    assert!(!end(&facts(3, Some(4), Some(true), None)));
    assert!(!end(&facts(3, None, None, None)), "nothing was said");
}

#[test]
fn other_slices_go_on_page_by_page() {
    let next = |place: Place, facts: &PageFacts| {
        let slice = Slice::Second { at: AT };
        let follow = connection().follow(&Call { slice, place }, facts, b"")?;
        assert!(!follow.end);
        Ok::<_, TaskweaveError>(follow.calls.into_iter().next().map(|call| call.place))
    };
    let at = |row| Some(Place::At(row));
    for (place, facts, expected) in [
        (
            Place::Start,
            facts(4000, Some(4001), Some(true), Some(9000)),
            at(4001),
        ),
        (
            Place::At(4001),
            facts(4000, Some(8001), Some(true), None),
            at(8001),
        ),
        (
            Place::At(8001),
            facts(1000, None, Some(false), Some(9000)),
            None,
        ),
        (
            Place::At(8001),
            facts(0, Some(9001), Some(true), None),
            None,
        ),
        (
            Place::At(8001),
            facts(1000, Some(8001), Some(true), Some(9000)),
            None,
        ),
        (Place::Start, facts(4000, None, None, None), at(4001)),
        (Place::Start, facts(100, None, None, Some(101)), at(101)),
        (Place::Start, facts(100, None, None, Some(100)), None),
        (Place::Start, facts(100, None, None, None), None),
    ] {
        assert_eq!(next(place, &facts).unwrap(), expected, "{facts:?}");
    }
    let stuck = next(
        Place::At(101),
        &facts(100, Some(101), Some(true), Some(900)),
    );
    assert_eq!(stuck.unwrap_err().code, Code::PageInvalid);
    assert!(next(Place::After("7".to_owned()), &facts(1, None, None, None)).is_err());
}

#[test]
fn one_task_is_got_by_its_key() {
    let id = |parent: Option<&str>, key: &str| TaskId {
        connection_id: "c".to_owned(),
        parent: parent.map(str::to_owned),
        platform_id: key.to_owned(),
    };
    let get = |id: &TaskId| connection().get(id, Expansion::default());
    let request = get(&id(None, "a/../1")).unwrap();
    assert_eq!(
        request.url,
        "https://api.intacct.com/ia/api/v1/objects/projects/task/a%2F..%2F1"
    );
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.body, None);
    assert_eq!(get(&id(Some("1"), "1")).unwrap_err().code, Code::IdInvalid);
    assert_eq!(get(&id(None, "")).unwrap_err().code, Code::IdInvalid);
}
