use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::filter::{Op, Predicate, Value};

fn read(text: &str) -> Result<Read> {
    TaskDialect.read(text, Timestamp::from_seconds_saturating(0))
}

fn time(text: &str) -> Value {
    Value::Time(Timestamp::parse(text).unwrap())
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn is(field: Field, op: Op, value: Value) -> Expr {
    Expr::Is(Predicate::new(field, op, value))
}

fn start(op: Op, at: &str) -> Expr {
    is(Field::StartAt, op, time(at))
}

fn job(id: &str) -> Expr {
    is(Field::ProjectId, Op::Eq, text(id))
}

fn all(parts: Vec<Expr>) -> Expr {
    Expr::all(parts).unwrap()
}

#[test]
fn whole_days_and_jobs_are_written_exactly() {
    for (filter, text) in [
        (job("34769012"), "job_id=34769012"),
        (
            is(
                Field::ProjectId,
                Op::In,
                Value::List(vec![text("7"), text("7")]),
            ),
            "job_id=7",
        ),
        (
            Expr::Not(Box::new(is(Field::ProjectId, Op::Ne, text("7")))),
            "job_id=7",
        ),
        (start(Op::Ge, "2021-02-17"), "from=2021-02-17"),
        (start(Op::Lt, "2021-02-18"), "to=2021-02-18"),
        (start(Op::Gt, "2021-02-16T23:59:59.999Z"), "from=2021-02-17"),
        (start(Op::Le, "2021-02-17T23:59:59.999Z"), "to=2021-02-18"),
        (
            is(
                Field::StartAt,
                Op::Between,
                Value::List(vec![time("2021-02-17"), time("2021-02-17T23:59:59.999Z")]),
            ),
            "from=2021-02-17&to=2021-02-18",
        ),
        (
            all(vec![
                start(Op::Lt, "2021-02-18"),
                job("7"),
                start(Op::Ge, "2021-02-17"),
                start(Op::Ge, "2021-01-01"),
            ]),
            "job_id=7&from=2021-02-17&to=2021-02-18",
        ),
        (start(Op::Ge, "0000-01-01"), "from=0000-01-01"),
        (start(Op::Lt, "9999-12-31"), "to=9999-12-31"),
    ] {
        let written = TaskDialect.write(&filter);
        assert_eq!(written.text, text, "{filter}");
        assert_eq!(written.residual, None, "{filter}");
        assert_eq!(written.class(), Class::Exact);
        assert_eq!(written.parts.len(), filter.predicates().len());
        assert!(written.parts.iter().all(|part| part.class == Class::Exact));
    }
}

#[test]
fn the_rest_is_left_over_with_its_reason() {
    let name = is(Field::Name, Op::Contains, text("a"));
    let ten = start(Op::Ge, "2021-02-17T10:00:00Z");
    let several = is(
        Field::ProjectId,
        Op::In,
        Value::List(vec![text("7"), text("8")]),
    );
    let several_starts = is(
        Field::StartAt,
        Op::In,
        Value::List(vec![
            time("2021-02-19T00:00:00Z"),
            time("2021-02-17T12:00:00Z"),
        ]),
    );
    let backwards = is(
        Field::StartAt,
        Op::Between,
        Value::List(vec![time("2021-02-18"), time("2021-02-17")]),
    );
    let either = Expr::any(vec![job("7"), name.clone()]).unwrap();
    for (filter, text, residual, reason) in [
        (ten.clone(), "from=2021-02-17", &ten, "the rest of the day"),
        (
            all(vec![ten.clone(), job("7")]),
            "job_id=7&from=2021-02-17",
            &ten,
            "the rest of the day",
        ),
        (
            several_starts.clone(),
            "from=2021-02-17&to=2021-02-20",
            &several_starts,
            "whole days",
        ),
        (several.clone(), "", &several, "names one job"),
        (
            all(vec![job("7"), job("8")]),
            "job_id=7",
            &job("8"),
            "names one job",
        ),
        (job("007"), "", &job("007"), "takes digits"),
        (name.clone(), "", &name, "no parameter for a name"),
        (
            all(vec![job("7"), name.clone()]),
            "job_id=7",
            &name,
            "no parameter for a name",
        ),
        (either.clone(), "", &either, "say no OR"),
        (backwards.clone(), "", &backwards, "ends before it begins"),
        (
            all(vec![
                start(Op::Ge, "2021-02-18"),
                start(Op::Lt, "2021-02-18"),
            ]),
            "from=2021-02-18",
            &start(Op::Lt, "2021-02-18"),
            "no day lies both",
        ),
        (
            all(vec![
                start(Op::Ge, "2021-02-18"),
                start(Op::Le, "9999-12-31T23:59:59.999Z"),
            ]),
            "from=2021-02-18",
            &start(Op::Le, "9999-12-31T23:59:59.999Z"),
            "four digits",
        ),
        (
            is(Field::StartAt, Op::Ne, Value::Null),
            "",
            &is(Field::StartAt, Op::Ne, Value::Null),
            "with or without a schedule",
        ),
        (
            is(Field::StartAt, Op::Ne, time("2021-02-18")),
            "",
            &is(Field::StartAt, Op::Ne, time("2021-02-18")),
            "not outside of which",
        ),
    ] {
        let written = TaskDialect.write(&filter);
        assert_eq!(written.text, text, "{filter}");
        assert_eq!(written.residual.as_ref(), Some(residual), "{filter}");
        assert_eq!(written.parts.len(), filter.predicates().len());
        let left: Vec<_> = written
            .parts
            .iter()
            .filter(|part| part.class != Class::Exact)
            .collect();
        assert!(!left.is_empty());
        assert!(
            left.iter().any(|part| part.reason.contains(reason)),
            "{filter}: {left:?}"
        );
    }
}

fn queries() -> impl Strategy<Value = String> {
    let job = (0u64..1_000_000_000_000_000).prop_map(|id| format!("job_id={id}"));
    let days = (-719_528i64..2_932_000, 1i64..800);
    let edges = days.prop_map(|(from, length)| {
        let date = |day: i64| super::super::parameters::date(day);
        [
            format!("from={}", date(from)),
            format!("to={}", date(from + length)),
        ]
    });
    let parts = (
        prop::option::of(job),
        prop::option::of(edges),
        select(vec![0, 1, 2]),
    );
    parts
        .prop_map(|(job, edges, which)| {
            let mut parts: Vec<String> = job.into_iter().collect();
            if let Some([from, to]) = edges {
                parts.extend(
                    [from, to]
                        .into_iter()
                        .enumerate()
                        .filter(|(at, _)| which != at + 1)
                        .map(|(_, part)| part),
                );
            }
            parts
        })
        .prop_shuffle()
        .prop_map(|parts| parts.join("&"))
}

proptest! {
    #[test]
    fn what_is_read_is_written_and_read_alike(query in queries()) {
        let first = read(&query).unwrap();
        prop_assert_eq!(&first.notes, &[]);
        let Some(filter) = first.filter else {
            prop_assert_eq!(query, "");
            return Ok(());
        };
        let written = TaskDialect.write(&filter);
        prop_assert_eq!(written.residual, None);
        let again = read(&written.text).unwrap().filter.unwrap();
        prop_assert_eq!(again.normal(), filter.normal());
        prop_assert_eq!(TaskDialect.write(&again).text, written.text);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}|[?&=#%/.:a-z_0-9-]{0,60}|(job_id|from|to|page|mapping)=[0-9%é-]{0,12}&?") {
        if let Err(error) = read(&text) {
            let span = error.span.unwrap();
            prop_assert!(span.start <= span.end && span.end <= text.encode_utf16().count());
            prop_assert!(error.help.is_some());
        }
    }
}
