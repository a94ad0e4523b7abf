//! The exact bodies, and what follows a page.

use super::*;
use crate::filter::{Filter, Path, Target};
use crate::plan::push_down;
use crate::platforms::{Class, Paging};
use crate::task::{Status, StatusMap, Timestamp};

fn connection() -> Connection {
    let settings = json!({"credentials": {"access_token": "t"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

/// The query of a filter of which everything that can be is pushed down.
fn query(filter: Vec<Predicate>) -> Query {
    let filter = Expr::all(filter.into_iter().map(Expr::Is).collect());
    Query {
        asked: push_down(filter.as_ref(), &connection()).asked,
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
        json!({"orderBy": by_key, "start": 1, "size": 51})
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
    let words = json!({"$in": {"taskStatus": [
        "notStarted", "planned", "inProgress", "completed", "onHold"
    ]}});
    assert_eq!(
        body["filters"],
        json!([
            {"$gte": {"audit.modifiedDateTime": "2023-11-14T22:13:20Z"}},
            {"$lt": {"audit.createdDateTime": "2023-07-01T00:00:01Z"}},
            words,
            {"$eq": {"taskStatus": "onHold"}}
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
            {"$gte": {"audit.createdDateTime": "1970-01-01T00:00:00Z"}},
            {"$lt": {"audit.createdDateTime": "2023-07-01T00:00:01Z"}},
            {"$gte": {"audit.modifiedDateTime": "2023-01-01T00:00:00Z"}},
            {"$gte": {"audit.modifiedDateTime": "2023-06-01T00:00:00Z"}},
            words,
            {"$eq": {"taskStatus": "onHold"}}
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
            {"$eq": {"status": "completed"}}
        ])
    );
    assert_eq!(body["fields"][5], "status");
}

/// The conditions and the expression of a filter's text over all tasks.
fn pushed(filter: &str) -> Value {
    let filter = Filter::parse(filter).unwrap();
    let connection = connection();
    let query = Query {
        asked: push_down(Some(&filter.expr().without_nots()), &connection).asked,
        ..query(Vec::new())
    };
    let body = connection.body(&query, &call(Slice::All)).unwrap();
    json!([body["filters"], body["filterExpression"]])
}

#[test]
fn an_or_is_one_query() {
    assert_eq!(
        pushed(r#"(name ~ "Acme" OR created_at >= "2024-01-01") AND status = "planned""#),
        json!([
            [
                {"$contains": {"name": "Acme"}},
                {"$gte": {"audit.createdDateTime": "2024-01-01T00:00:00Z"}},
                {"$eq": {"taskStatus": "planned"}}
            ],
            "(1 or 2) and 3"
        ])
    );
    assert_eq!(
        pushed(r#"name ~ "Acme" OR platform = "ACCELO""#),
        json!([null, null]),
        "an arm that is checked here alone needs every task"
    );
    assert_eq!(
        pushed(r#"NOT name = "Acme""#),
        json!([[{"$ne": {"name": "Acme"}}, {"$eq": {"name": null}}], "or"])
    );
    let many: Vec<String> = (0..101).map(|at| format!("name ~ \"{at}\"")).collect();
    assert_eq!(pushed(&many.join(" OR ")), json!([null, null]));
    assert_eq!(pushed(&many[1..].join(" OR "))[1], "or");
}

#[test]
fn a_slice_stands_beside_an_or() {
    let filter = Filter::parse(r#"name ~ "a" OR status = "planned""#).unwrap();
    let query = Query {
        asked: push_down(Some(filter.expr()), &connection()).asked,
        ..query(Vec::new())
    };
    let body = asked(&query, Slice::Second { at: AT });
    assert_eq!(body["filterExpression"], "1 and 2 and (3 or 4)");
    let body = asked(&query, Slice::Undated);
    assert_eq!(body["filterExpression"], "(1 or 2) and 3");
    assert_eq!(
        body["filters"][2],
        json!({"$eq": {"audit.modifiedDateTime": null}})
    );
}

fn fields(connection: &Connection, details: bool, platform_data: bool) -> Vec<String> {
    let expand = Expansion {
        details,
        platform_data,
    };
    connection.fields(&expand.into())
}

#[test]
fn expansion_asks_for_more_and_refused_fields_are_left_out() {
    let connection = connection();
    assert_eq!(fields(&connection, false, false).len(), 6);
    assert_eq!(fields(&connection, true, false).len(), 6 + 12);
    let all = fields(&connection, true, true);
    assert_eq!(all, fields(&connection, false, true));
    let mut once = all.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), all.len());
    connection.refused.borrow_mut().push("wbsCode".to_owned());
    let left = fields(&connection, true, true);
    assert_eq!(left.len(), all.len() - 1);
    assert!(!left.iter().any(|field| field == "wbsCode"));
}

#[test]
fn rows_carry_what_the_filter_names_and_no_more() {
    let connection = connection();
    let of = |filter: Expr| {
        let needs = Needs::new(Expansion::default(), Some(&filter));
        connection.fields(&needs).split_off(6)
    };
    let given = |target: Target| Expr::Is(Predicate::new(target, Op::Ne, Operand::Null));
    let data = |path: &str| given(Target::Data(Path::dotted(path)));
    assert_eq!(of(given(Field::DueAt.into())), ["planned.endDate"]);
    assert_eq!(
        of(given(Field::ProjectName.into())),
        ["project.key", "project.id", "project.name"]
    );
    assert_eq!(of(given(Field::CompletedAt.into())), ["actual.endDate"]);
    assert_eq!(of(data("duration.actual")), ["duration.actual"]);
    assert_eq!(of(data("nsp::crew")), ["nsp::crew"]);
    for none in [
        "status",
        "taskStatus",
        "name",
        "project",
        "sum:priority",
        "odd name",
    ] {
        assert!(of(data(none)).is_empty(), "{none}");
    }
    connection.refused.borrow_mut().push("nsp::crew".to_owned());
    assert!(of(data("nsp::crew")).is_empty());
}

#[test]
fn a_refused_field_is_given_up_as_a_condition_too() {
    let connection = connection();
    let wbs = |op, value: &str| {
        let target = Target::Data(Path::dotted("wbsCode"));
        Expr::Is(Predicate::new(target, op, Operand::Text(value.to_owned())))
    };
    let name = Expr::Is(Predicate::new(
        Field::Name,
        Op::Eq,
        Operand::Text("a".to_owned()),
    ));
    let asked = |filter: Expr| {
        let query = Query {
            asked: Some(filter),
            ..query(Vec::new())
        };
        connection.body(&query, &call(Slice::All)).unwrap()["filters"].clone()
    };
    let both = Expr::all(vec![wbs(Op::Eq, "1"), name.clone()]).unwrap();
    let either = Expr::any(vec![wbs(Op::Eq, "1"), name.clone()]).unwrap();
    assert_eq!(asked(both.clone()).as_array().unwrap().len(), 2);
    connection.refused.borrow_mut().push("wbsCode".to_owned());
    assert_eq!(asked(both), json!([{"$eq": {"name": "a"}}]));
    assert_eq!(asked(either), Value::Null);
    let Expr::Is(predicate) = wbs(Op::Eq, "1") else {
        panic!("it is one comparison");
    };
    assert_eq!(connection.support(&predicate).class, Class::Unsupported);
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
    let after = |key: &str| Place::After(key.to_owned());
    let last = |key: &str, facts: PageFacts| PageFacts {
        last_id: Some(key.to_owned()),
        ..facts
    };
    for (place, facts, expected) in [
        (
            Place::Start,
            last("40", facts(4000, Some(4001), Some(true), Some(9000))),
            Some("40"),
        ),
        (
            after("40"),
            last("80", facts(4000, None, None, Some(5000))),
            Some("80"),
        ),
        (
            after("80"),
            last("90", facts(1000, Some(4001), Some(true), Some(1000))),
            None,
        ),
        (after("90"), facts(0, Some(9001), Some(true), Some(7)), None),
        (
            Place::Start,
            last("40", facts(4000, None, None, None)),
            Some("40"),
        ),
        (
            Place::Start,
            last("7", facts(100, None, None, Some(101))),
            Some("7"),
        ),
        (
            Place::Start,
            last("7", facts(100, None, Some(true), None)),
            Some("7"),
        ),
        (
            Place::Start,
            last("7", facts(100, Some(101), None, None)),
            Some("7"),
        ),
        (
            Place::Start,
            last("7", facts(100, None, None, Some(100))),
            None,
        ),
        (
            Place::Start,
            last("7", facts(100, Some(0), None, None)),
            None,
        ),
        (Place::Start, last("7", facts(100, None, None, None)), None),
    ] {
        assert_eq!(
            next(place, &facts).unwrap(),
            expected.map(after),
            "{facts:?}"
        );
    }
    for (place, facts) in [
        (after("40"), last("40", facts(100, None, None, Some(900)))),
        (Place::Start, facts(100, None, None, Some(900))),
    ] {
        assert_eq!(next(place, &facts).unwrap_err().code, Code::PageInvalid);
    }
}

#[test]
fn pages_after_a_key_ask_for_the_keys_beyond_it() {
    let asked = |asked: Option<Expr>| {
        let query = Query {
            asked,
            ..query(vec![])
        };
        let call = Call {
            slice: Slice::All,
            place: Place::After("5\"7".to_owned()),
        };
        let body = connection().body(&query, &call).unwrap();
        (body["filters"].clone(), body["filterExpression"].clone())
    };
    let key = json!({"$gt": {"key": "5\"7"}});
    let since = |day| Expr::Is(time(Field::CreatedAt, Op::Ge, day));
    let (one, other) = (since("2024-01-01"), since("2025-01-01"));
    assert_eq!(asked(None), (json!([key]), json!("and")));
    let (filters, expression) = asked(Some(one.clone()));
    assert_eq!((&filters[1], &expression), (&key, &json!("and")));
    let either = Expr::any(vec![one, other]);
    let (filters, expression) = asked(either);
    assert_eq!((&filters[2], &expression), (&key, &json!("(1 or 2) and 3")));
    let turned = Call {
        slice: Slice::All,
        place: Place::At(2),
    };
    assert!(connection().body(&query(vec![]), &turned).is_err());
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
