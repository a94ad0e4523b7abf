//! What is written, word for word.

use super::*;
use crate::filter::{Op, Predicate, Value};
use crate::task::{Decimal, Field, Status};

fn written(filter: &str) -> (String, Option<String>) {
    let filter = crate::filter::Filter::parse(filter).unwrap();
    let written = TaskDialect.write(filter.expr());
    (written.text, written.residual.map(|left| left.to_string()))
}

#[test]
fn what_the_documents_can_say_is_written() {
    for (filter, text) in [
        (
            r#"name = "a""#,
            r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"and"}"#,
        ),
        (
            r#"name ~ "a" OR status = "on_hold""#,
            r#"{"filters":[{"$contains":{"name":"a"}},{"$eq":{"taskStatus":"onHold"}}],"filterExpression":"or"}"#,
        ),
        (
            r#"status != "completed""#,
            r#"{"filters":[{"$ne":{"taskStatus":"completed"}}],"filterExpression":"and"}"#,
        ),
        (
            r#"name ~ "a" AND (created_at >= "2024-01-01" OR name = "\"")"#,
            r#"{"filters":[{"$contains":{"name":"a"}},{"$gte":{"audit.createdDateTime":"2024-01-01T00:00:00Z"}},{"$eq":{"name":"\""}}],"filterExpression":"1 and (2 or 3)"}"#,
        ),
        (
            r#"NOT (name ~ "a" OR created_at < "2024-01-01T00:00:00.5Z")"#,
            r#"{"filters":[{"$notContains":{"name":"a"}},{"$gte":{"audit.createdDateTime":"2024-01-01T00:00:00.500Z"}}],"filterExpression":"and"}"#,
        ),
    ] {
        assert_eq!(written(filter), (text.to_owned(), None), "{filter}");
    }
    let (text, residual) =
        written(r#"name = "a" AND name < "b" AND (name = "c" OR platform = "ACCELO")"#);
    assert_eq!(
        text,
        r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"and"}"#
    );
    assert_eq!(
        residual.unwrap(),
        r#"name < "b" AND (name = "c" OR platform = "ACCELO")"#
    );
    let (text, residual) = written(r#"id = "a""#);
    assert_eq!(
        (text.as_str(), residual.as_deref()),
        ("", Some(r#"id = "a""#))
    );
}

fn is(field: Field, op: Op, value: Value) -> Expr {
    Expr::Is(Predicate::new(field, op, value))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn time(text: &str) -> Value {
    Value::Time(Timestamp::parse(text).unwrap())
}

#[test]
fn what_takes_more_than_one_condition_is_written_whole() {
    let list = |values: &[Value]| Value::List(values.to_vec());
    let (morning, day) = (time("2024-01-31T08:00:00Z"), time("2024-01-31"));
    for (filter, filters, expression) in [
        (
            is(Field::ParentId, Op::Ne, text("5")),
            r#"{"$ne":{"parent.key":"5"}},{"$ne":{"parent.key":null}}"#,
            "and",
        ),
        (
            is(Field::Description, Op::Eq, Value::Null),
            r#"{"$eq":{"description":null}},{"$eq":{"description":""}}"#,
            "or",
        ),
        (
            is(Field::Description, Op::NotContains, text("x")),
            r#"{"$notContains":{"description":"x"}},{"$ne":{"description":null}},{"$ne":{"description":""}}"#,
            "and",
        ),
        (
            is(Field::DueAt, Op::Lt, morning.clone()),
            r#"{"$lte":{"planned.endDate":"2024-01-31"}}"#,
            "and",
        ),
        (
            is(Field::DueAt, Op::Ge, morning.clone()),
            r#"{"$gt":{"planned.endDate":"2024-01-31"}}"#,
            "and",
        ),
        (
            is(
                Field::DueAt,
                Op::Between,
                list(&[morning.clone(), day.clone()]),
            ),
            r#"{"$gt":{"planned.endDate":"2024-01-31"}},{"$lte":{"planned.endDate":"2024-01-31"}}"#,
            "and",
        ),
        (
            is(Field::DueAt, Op::Ne, morning.clone()),
            r#"{"$ne":{"planned.endDate":null}}"#,
            "and",
        ),
        (
            is(Field::DueAt, Op::In, list(&[morning.clone(), day.clone()])),
            r#"{"$in":{"planned.endDate":["2024-01-31"]}}"#,
            "and",
        ),
        (
            is(Field::CompletedAt, Op::Ge, day.clone()),
            r#"{"$gte":{"actual.endDate":"2024-01-31"}},{"$eq":{"taskStatus":"completed"}}"#,
            "and",
        ),
        (
            is(
                Field::PercentComplete,
                Op::Gt,
                Value::Number(Decimal::parse("0.50").unwrap()),
            ),
            r#"{"$gt":{"percentComplete":"0.5"}}"#,
            "and",
        ),
        (
            is(Field::Priority, Op::In, list(&[text("2"), text("3")])),
            r#"{"$in":{"priority":["2","3"]}}"#,
            "and",
        ),
        (
            is(Field::Name, Op::ContainsFold, text("Ac")),
            r#"{"$contains":{"name":"Ac"}}"#,
            r#"and","filterParameters":{"caseSensitiveComparison":false}"#,
        ),
        (
            is(
                Field::Status,
                Op::NotIn,
                list(&[
                    Value::Status(Status::Unknown),
                    Value::Status(Status::OnHold),
                ]),
            ),
            r#"{"$in":{"taskStatus":["notStarted","planned","inProgress","completed"]}}"#,
            "and",
        ),
    ] {
        let written = TaskDialect.write(&filter);
        let end = if expression.ends_with('}') { "" } else { "\"" };
        assert_eq!(
            written.text,
            format!(r#"{{"filters":[{filters}],"filterExpression":"{expression}{end}}}"#),
            "{filter}"
        );
        assert_eq!(written.residual, None, "{filter}");
        assert_eq!(written.class(), Class::Exact);
    }
    for unsaid in [
        is(Field::DueAt, Op::Eq, morning),
        is(Field::Priority, Op::Contains, text("2")),
        is(Field::Priority, Op::Eq, text("high")),
        is(Field::ProjectName, Op::Lt, text("b")),
        is(Field::Name, Op::Eq, Value::Null),
        is(Field::Assignees, Op::Eq, Value::Null),
    ] {
        let written = TaskDialect.write(&unsaid);
        assert_eq!(
            (written.text.as_str(), &written.residual),
            ("", &Some(unsaid.clone()))
        );
        assert_eq!(written.parts[0].class, Class::Unsupported);
    }
}

#[test]
fn case_is_left_aside_in_a_whole_query_or_nowhere() {
    let fold = is(Field::Name, Op::ContainsFold, text("Ac"));
    let with = |other: Expr| TaskDialect.write(&Expr::all(vec![fold.clone(), other]).unwrap());
    let neutral = with(is(Field::PlatformId, Op::Eq, text("42")));
    assert_eq!(neutral.residual, None);
    assert!(
        neutral
            .text
            .ends_with(r#""filterParameters":{"caseSensitiveComparison":false}}"#)
    );
    let minding = with(is(Field::Description, Op::Contains, text("x")));
    assert_eq!(minding.residual, Some(fold.clone()));
    assert!(!minding.text.contains("filterParameters"));
    let status = with(is(Field::Status, Op::Eq, Value::Status(Status::Planned)));
    assert_eq!(status.residual, Some(fold));
}
