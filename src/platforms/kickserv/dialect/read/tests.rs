use super::*;
use crate::platforms::Read;

fn said(text: &str) -> String {
    let read = read(text).unwrap();
    assert_eq!((read.sort, read.notes), (None, Vec::new()), "{text}");
    read.filter
        .map_or_else(String::new, |filter| filter.to_string())
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
