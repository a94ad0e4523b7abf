use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::error::Code;
use crate::filter::{Op, Predicate, Value};
use crate::platforms::Note;

fn read(text: &str) -> Result<Read> {
    TaskDialect.read(text, Timestamp::from_seconds_saturating(0))
}

fn said(text: &str) -> String {
    let read = read(text).unwrap();
    assert_eq!((read.sort, read.notes), (None, Vec::new()), "{text}");
    read.filter
        .map_or_else(String::new, |filter| filter.to_string())
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
fn the_examples_of_the_documents_are_read() {
    assert_eq!(said("job_id=34769012"), r#"project.id = "34769012""#);
    let days =
        r#"start_at >= "2021-02-17T00:00:00.000Z" AND start_at < "2021-02-18T00:00:00.000Z""#;
    for text in [
        "from=2021-02-17&to=2021-02-18",
        "?from=2021-02-17&to=2021-02-18",
        "  ?from=2021-02-17&to=2021-02-18\n",
        "&from=2021%2D02-17&&to=2021-02-18&",
        "%66rom=2021-02-17&to=2021-02-18#top",
        "tasks.json?from=2021-02-17&to=2021-02-18",
        "/tasks.json?from=2021-02-17&to=2021-02-18",
        "https://app.kickserv.com/demo/tasks.json?from=2021-02-17&to=2021-02-18",
    ] {
        assert_eq!(said(text), days, "{text}");
    }
    let read = read("from=2021-08-13&to=2021-08-14&mapping=true&employee_number=4").unwrap();
    assert_eq!(
        read.filter.unwrap().to_string(),
        r#"start_at >= "2021-08-13T00:00:00.000Z" AND start_at < "2021-08-14T00:00:00.000Z""#
    );
    let parts: Vec<_> = read.notes.iter().map(|note| note.part.as_str()).collect();
    assert_eq!(parts, ["mapping=true", "employee_number=4"]);
    assert!(
        read.notes
            .iter()
            .all(|note| note.class == Class::Unsupported)
    );
    assert!(read.notes[1].reason.contains("numbers of its employees"));
}

#[test]
fn what_says_little_is_read() {
    for text in [
        "",
        " ",
        "?",
        "&&",
        "tasks.json",
        "/tasks.json?",
        "https://app.kickserv.com/d/tasks.json",
    ] {
        assert_eq!(said(text), "", "{text}");
    }
    assert_eq!(said("job_id=007"), r#"project.id = "7""#);
    assert_eq!(said("job_id=000"), r#"project.id = "0""#);
    assert_eq!(
        said("to=2021-02-18"),
        r#"start_at < "2021-02-18T00:00:00.000Z""#
    );
    assert_eq!(
        said("to=2021-02-18&job_id=7"),
        r#"start_at < "2021-02-18T00:00:00.000Z" AND project.id = "7""#
    );
    let Read { filter, notes, .. } = read("page=2&per_page=100").unwrap();
    assert_eq!(filter, None);
    let [page, per_page] = notes.as_slice() else {
        panic!("{notes:?}");
    };
    assert_eq!(
        (page.part.as_str(), per_page.part.as_str()),
        ("page=2", "per_page=100")
    );
    let Note { class, reason, .. } = page;
    assert_eq!(*class, Class::Unsupported);
    assert!(reason.contains("`limit` and `cursor`"));
}

#[test]
fn mistakes_are_pointed_at() {
    for (text, code, place, message, help) in [
        (
            "jobid=7",
            Code::FilterField,
            "jobid",
            "`jobid` is not a parameter of Kickserv's list of tasks",
            "did you mean `job_id`?",
        ),
        (
            "from=2021-02-17&JOB_ID=7",
            Code::FilterField,
            "JOB_ID",
            "`JOB_ID` is not a parameter of Kickserv's list of tasks",
            "did you mean `job_id`?",
        ),
        (
            "updated_since",
            Code::FilterField,
            "updated_since",
            "`updated_since` is not a parameter of Kickserv's list of tasks",
            "the parameters are job_id, from, to, employee_number, mapping, page, per_page",
        ),
        (
            "a\u{202e}=1",
            Code::FilterField,
            "a\u{202e}",
            "`a\u{fffd}` is not a parameter of Kickserv's list of tasks",
            "the parameters are",
        ),
        (
            "?job_id=7&job_id=7",
            Code::FilterSyntax,
            "job_id=7",
            "`job_id` is given twice",
            "leave one of them",
        ),
        (
            "job_id=",
            Code::FilterValue,
            "job_id=",
            "`job_id` has no value",
            "write `job_id=34769012`, or leave `job_id` out",
        ),
        (
            "mapping",
            Code::FilterValue,
            "mapping",
            "`mapping` has no value",
            "write `mapping=true`",
        ),
        (
            "job_id=%231042",
            Code::FilterValue,
            "%231042",
            "`job_id` is not the id of a job: `#1042`",
            "global id in digits",
        ),
        (
            "job_id=1234567890123456",
            Code::FilterValue,
            "1234567890123456",
            "`job_id` is not the id of a job: `1234567890123456`",
            "at most 15",
        ),
        (
            "from=2021-02-30",
            Code::FilterValue,
            "2021-02-30",
            "`from` is not a day: `2021-02-30`",
            "write a day of the calendar as `from=2021-02-17`",
        ),
        (
            "from=2/17/2021",
            Code::FilterValue,
            "2/17/2021",
            "`from` is not a day: `2/17/2021`",
            "as `from=2021-02-17`",
        ),
        (
            "to=2021-02-18T10:00:00Z",
            Code::FilterValue,
            "2021-02-18T10:00:00Z",
            "`to` is not a day: `2021-02-18T10:00:00Z`",
            "write the day alone: `to=2021-02-18`",
        ),
        (
            "from=2021-02-17&to=2021-02-17",
            Code::FilterValue,
            "2021-02-17",
            "`to` is not after `from`, so that no day is left",
            "write `to=2021-02-18`",
        ),
        (
            "to=2021-02-16&job_id=1&from=2021-02-28",
            Code::FilterValue,
            "2021-02-28",
            "`to` is not after `from`, so that no day is left",
            "write `to=2021-03-01`",
        ),
        (
            "employee_number=Ana",
            Code::FilterValue,
            "Ana",
            "`employee_number` is not a number: `Ana`",
            "write `employee_number=4`",
        ),
        (
            "mapping=yes",
            Code::FilterValue,
            "yes",
            "`mapping` is neither true nor false: `yes`",
            "write `mapping=true`",
        ),
        (
            "page=-1",
            Code::FilterValue,
            "-1",
            "`page` is not a number: `-1`",
            "write `page=1`",
        ),
        (
            "/jobs.json?page=2",
            Code::FilterSyntax,
            "/jobs.json",
            "the address is not that of Kickserv's list of tasks",
            "what follows the `?`",
        ),
        (
            "https://app.kickserv.com/d/jobs/7/tasks.json",
            Code::FilterSyntax,
            "https://app.kickserv.com/d/jobs/7/tasks.json",
            "the address is not that of Kickserv's list of tasks",
            "`job_id=34769012`",
        ),
        (
            "é=1&from=x",
            Code::FilterField,
            "é",
            "`é` is not a parameter of Kickserv's list of tasks",
            "the parameters are",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(
            (error.code, error.message.as_str()),
            (code, message),
            "{text}"
        );
        let span = error.span.unwrap();
        let units: Vec<u16> = text.encode_utf16().collect();
        let marked = String::from_utf16(&units[span.start..span.end]).unwrap();
        assert_eq!(marked, place, "{text}");
        assert!(
            error.help.as_deref().unwrap().contains(help),
            "{text}: {:?}",
            error.help
        );
    }
    let long = read(&"&".repeat(9000)).unwrap_err();
    assert_eq!(long.code, Code::FilterTooLarge);
    assert_eq!(long.span.unwrap().start, 8192);
    let cut = read(&format!("job_id={}", "x".repeat(100))).unwrap_err();
    assert!(cut.message.ends_with("xxx…`"), "{}", cut.message);
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
