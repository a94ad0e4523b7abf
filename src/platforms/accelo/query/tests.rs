//! The exact URLs, and what follows a page.

mod asking;

use serde_json::json;

use super::*;
use crate::filter::{Op, Value};
use crate::http::Method;
use crate::plan::push_down;
use crate::platforms::Needs;
use crate::task::{Field, Status, StatusMap, Timestamp};

fn connection() -> Connection {
    let settings = json!({"deployment": "demo", "credentials": {"access_token": "t"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

/// Asks for what planning makes of the comparisons.
fn query(filter: Vec<Predicate>) -> Query {
    let filter = Expr::all(filter.into_iter().map(Expr::Is).collect());
    Query {
        asked: push_down(filter.as_ref(), &connection()).asked,
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 20,
    }
}

fn is(field: Field, op: Op, value: Value) -> Predicate {
    Predicate::new(field, op, value)
}

fn time(field: Field, op: Op, millis: i64) -> Predicate {
    is(
        field,
        op,
        Value::Time(Timestamp::from_millis(millis).unwrap()),
    )
}

fn status_is(op: Op, status: Status) -> Predicate {
    is(Field::Status, op, Value::Status(status))
}

fn call(slice: Slice) -> Call {
    connection().begin(&query(vec![]), slice).remove(0)
}

/// The values of `_filters` and `_limit`.
fn asked(query: &Query, call: &Call) -> (String, String) {
    let request = connection().request(query, call).unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.body, None);
    let (base, parameters) = request.url.split_once('?').unwrap();
    assert_eq!(base, "https://demo.api.accelo.com/api/v0/tasks");
    let mut values: Vec<(String, String)> = form_urlencoded::parse(parameters.as_bytes())
        .into_owned()
        .collect();
    let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["_fields", "_filters", "_limit"]);
    assert_eq!(values[0].1, "id,title,standing,date_created,date_modified");
    let limit = values.remove(2).1;
    (values.remove(1).1, limit)
}

fn pair(filters: &str, limit: &str) -> (String, String) {
    (filters.to_owned(), limit.to_owned())
}

#[test]
fn each_slice_has_its_filters() {
    let plain = query(vec![]);
    let at = 1_700_000_000;
    for (slice, filters, limit) in [
        (Slice::All, "order_by_asc(id)", "20"),
        (
            Slice::Ordered { from: None },
            "date_modified_after(0),order_by_desc(date_modified)",
            "20",
        ),
        (
            Slice::Ordered { from: Some(at) },
            "date_modified_after(0),date_modified_before(1700000001),order_by_desc(date_modified)",
            "20",
        ),
        (
            Slice::Second { at },
            "date_modified_after(1699999999),date_modified_before(1700000001),order_by_asc(id)",
            "50",
        ),
        (
            Slice::Undated,
            "date_modified_before(1),order_by_asc(id)",
            "50",
        ),
    ] {
        assert_eq!(
            asked(&plain, &call(slice)),
            pair(filters, limit),
            "{slice:?}"
        );
    }
    let whole = connection().request(&plain, &call(Slice::All)).unwrap();
    assert_eq!(
        whole.url,
        "https://demo.api.accelo.com/api/v0/tasks?_fields=id%2Ctitle%2Cstanding%2Cdate_created%2Cdate_modified&_filters=order_by_asc%28id%29&_limit=20"
    );
    let next = Call {
        slice: Slice::All,
        place: Place::After("50".to_owned()),
    };
    assert_eq!(
        asked(&plain, &next),
        pair("id_greater_than(50),order_by_asc(id)", "20")
    );
}

#[test]
fn predicates_and_slice_meet_in_one_bound_each() {
    let mut query = query(vec![
        time(Field::UpdatedAt, Op::Gt, 1_600_000_000_500),
        time(Field::UpdatedAt, Op::Ge, 1_650_000_000_000),
        time(Field::UpdatedAt, Op::Lt, 1_800_000_000_000),
        time(Field::CreatedAt, Op::Eq, 1_640_000_000_000),
        status_is(Op::Ne, Status::Unknown),
    ]);
    query.direction = Direction::Ascending;
    query.page_size = 500;
    let slice = Slice::Ordered {
        from: Some(1_700_000_000),
    };
    assert_eq!(
        asked(&query, &call(slice)),
        pair(
            "date_modified_after(1699999999),date_modified_before(1800000000),\
             date_created_after(1639999999),date_created_before(1640000001),\
             standing(pending,accepted,started,complete),order_by_asc(date_modified)",
            "50"
        )
    );
    query.key = Field::CreatedAt;
    query.asked = self::query(vec![
        status_is(Op::Ne, Status::Unknown),
        status_is(Op::Eq, Status::Planned),
    ])
    .asked;
    query.page_size = 0;
    assert_eq!(
        asked(&query, &call(Slice::Ordered { from: None })),
        pair(
            "date_created_after(0),standing(accepted),order_by_asc(date_created)",
            "1"
        )
    );
}

#[test]
fn no_bound_lies_before_the_first_date() {
    let early = query(vec![
        time(Field::CreatedAt, Op::Ge, -5_000),
        time(Field::UpdatedAt, Op::Lt, -1_000),
    ]);
    let (filters, _) = asked(&early, &call(Slice::All));
    assert_eq!(
        filters,
        "date_created_after(0),date_modified_before(1),order_by_asc(id)"
    );
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let at = |place| Call {
        slice: Slice::All,
        place,
    };
    for place in [
        Place::At(7),
        Place::Inside("7".to_owned()),
        Place::After("7),standing(x".to_owned()),
        Place::After(String::new()),
    ] {
        let error = connection()
            .request(&query(vec![]), &at(place))
            .unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
    }
    let mut by_name = query(vec![]);
    by_name.key = Field::Name;
    for slice in [Slice::Ordered { from: None }, Slice::Undated] {
        let error = connection().request(&by_name, &call(slice)).unwrap_err();
        assert_eq!(error.code, Code::Unsupported);
    }
}

fn facts(rows: usize, longest: usize, last_id: Option<&str>) -> PageFacts {
    PageFacts {
        rows,
        longest,
        last_id: last_id.map(str::to_owned),
        ..PageFacts::default()
    }
}

#[test]
fn an_ordered_slice_never_claims_its_end() {
    let call = call(Slice::Ordered { from: None });
    for facts in [facts(0, 50, None), facts(3, 50, Some("9"))] {
        let follow = connection().follow(&call, &facts, b"").unwrap();
        assert_eq!(follow, Follow::default());
    }
}

#[test]
fn a_walk_goes_on_after_the_last_id() {
    let next = |place: Place, facts: &PageFacts| {
        let slice = Slice::Undated;
        let follow = connection().follow(&Call { slice, place }, facts, b"")?;
        assert!(follow.calls.iter().all(|call| call.slice == slice));
        Ok::<_, TaskweaveError>(follow.calls.into_iter().next().map(|call| call.place))
    };
    let after = |id: &str| Place::After(id.to_owned());
    for (place, facts, expected) in [
        (Place::Start, facts(50, 50, Some("99")), Some(after("99"))),
        (after("99"), facts(50, 50, Some("100")), Some(after("100"))),
        // A limit that the server lowered does not end the walk.
        (Place::Start, facts(10, 10, Some("99")), Some(after("99"))),
        (after("99"), facts(49, 50, Some("140")), None),
        (after("99"), facts(0, 50, None), None),
        (Place::Start, facts(0, 0, None), None),
    ] {
        assert_eq!(next(place, &facts).unwrap(), expected, "{facts:?}");
    }
    for (place, facts) in [
        (after("100"), facts(50, 50, Some("99"))),
        (after("100"), facts(50, 50, Some("100"))),
        (Place::Start, facts(50, 50, None)),
        (Place::Start, facts(50, 50, Some("abc"))),
    ] {
        let error = next(place, &facts).unwrap_err();
        assert_eq!(error.code, Code::PageInvalid, "{facts:?}");
    }
}

#[test]
fn ids_are_compared_as_numbers() {
    assert!(is_greater("100", "99"));
    assert!(is_greater("18446744073709551617", "18446744073709551616"));
    assert!(!is_greater("0099", "99"));
    assert!(!is_greater("9", "10"));
}

#[test]
fn one_task_is_got_by_its_number() {
    let id = |parent: Option<&str>, platform_id: &str| TaskId {
        connection_id: "c".to_owned(),
        parent: parent.map(str::to_owned),
        platform_id: platform_id.to_owned(),
    };
    let get = |id: &TaskId| connection().get(id, Expansion::default());
    assert_eq!(
        get(&id(None, "15")).unwrap().url,
        "https://demo.api.accelo.com/api/v0/tasks/15?_fields=id%2Ctitle%2Cstanding%2Cdate_created%2Cdate_modified"
    );
    for bad in [
        id(None, ""),
        id(None, "../jobs"),
        id(None, "-1"),
        id(None, "1٢"),
        id(None, &"1".repeat(21)),
        id(Some("1"), "1"),
    ] {
        assert_eq!(get(&bad).unwrap_err().code, Code::IdInvalid);
    }
}
