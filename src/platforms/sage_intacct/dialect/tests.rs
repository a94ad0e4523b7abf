//! The vendor's samples, the mistakes, and the law: what is read is written and read as the same.

mod law;
mod mistakes;
mod writing;

use super::*;
use crate::platforms::Class;

fn now() -> Timestamp {
    Timestamp::parse("2025-05-14T10:30:00Z").unwrap()
}

fn read(text: &str) -> Read {
    TaskDialect
        .read(text, now())
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The filter of a text that is read without a note.
fn plain(text: &str) -> String {
    let read = read(text);
    assert_eq!(read.notes, [], "{text}");
    read.filter.unwrap().to_string()
}

fn filters(list: &str) -> String {
    plain(&format!("{{\"filters\":{list}}}"))
}

#[test]
fn the_samples_of_the_documents_are_read() {
    let sample = r#"{
      "object": "projects/task",
      "filters": [
        {"$eq": {"project.key": "132"}},
        {"$ne": {"status": "completed"}}
      ],
      "fields": ["key", "name", "status"],
      "orderBy": [{"name": "desc"}]
    }"#;
    let read = read(sample);
    assert_eq!(
        read.filter.unwrap().to_string(),
        r#"project.id = "132" AND platform_status != "completed""#
    );
    assert_eq!(read.sort.unwrap().to_string(), "name DESC");
    let parts: Vec<_> = read
        .notes
        .iter()
        .map(|note| (note.part.as_str(), note.class))
        .collect();
    assert_eq!(
        parts,
        [(r#""fields":["key", "name", "status"]"#, Class::Unsupported)]
    );
    assert_eq!(
        filters(
            r#"[{"$eq":{"status":"active"}},{"$gt":{"duration.planned":"1000"}},{"$contains":{"name":"Acme"}}]"#
        ),
        r#"platform_status = "active" AND platform_data.duration.planned > 1000 AND name ~ "Acme""#
    );
}

#[test]
fn every_operator_is_read() {
    for (condition, filter) in [
        (r#"{"$eq":{"name":"a"}}"#, r#"name = "a""#),
        (r#"{"$ne":{"name":"a"}}"#, r#"name != "a""#),
        (
            r#"{"$lt":{"percentComplete":"0.5"}}"#,
            "percent_complete < 0.5",
        ),
        (
            r#"{"$lte":{"percentComplete":0.50}}"#,
            "percent_complete <= 0.5",
        ),
        (
            r#"{"$gt":{"planned.endDate":"2024-01-31"}}"#,
            r#"due_at > "2024-01-31T00:00:00.000Z""#,
        ),
        (
            r#"{"$gte":{"audit.createdDateTime":"2024-01-31T12:00:00Z"}}"#,
            r#"created_at >= "2024-01-31T12:00:00.000Z""#,
        ),
        (
            r#"{"$in":{"taskStatus":["planned","onHold"]}}"#,
            r#"platform_status IN ("planned", "onHold")"#,
        ),
        (
            r#"{"$notIn":{"key":[7,"8"]}}"#,
            r#"platform_id NOT IN ("7", "8")"#,
        ),
        (
            r#"{"$between":{"planned.startDate":["2024-01-01","2024-12-31"]}}"#,
            r#"start_at BETWEEN "2024-01-01T00:00:00.000Z" AND "2024-12-31T00:00:00.000Z""#,
        ),
        (
            r#"{"$contains":{"description":"x"}}"#,
            r#"description ~ "x""#,
        ),
        (r#"{"$notContains":{"name":"x"}}"#, r#"name !~ "x""#),
        (
            r#"{"$startsWith":{"project.name":"x"}}"#,
            r#"project.name ^= "x""#,
        ),
        (r#"{"$notStartsWith":{"name":"x"}}"#, r#"name !^= "x""#),
        (
            r#"{"$endsWith":{"wbsCode":1}}"#,
            r#"platform_data.wbsCode $= "1""#,
        ),
        (r#"{"$notEndsWith":{"name":"x"}}"#, r#"name !$= "x""#),
        (
            r#"{"$has":{"nsp::tags":"x"}}"#,
            r#"platform_data.`nsp::tags` = "x""#,
        ),
        // Values.
        (r#"{"$eq":{"parent.key":null}}"#, "parent_id = null"),
        (
            r#"{"$ne":{"actual.endDate":null}}"#,
            "platform_data.actual.endDate != null",
        ),
        (
            r#"{"$eq":{"description":null}}"#,
            "platform_data.description = null",
        ),
        (
            r#"{"$eq":{"description":""}}"#,
            r#"platform_data.description = """#,
        ),
        (r#"{"$eq":{"isBillable":"true"}}"#, "is_billable = true"),
        (r#"{"$eq":{"priority":"2.0"}}"#, r#"priority = "2""#),
        (r#"{"$gt":{"priority":5}}"#, "platform_data.priority > 5"),
        (
            r#"{"$lt":{"actual.endDate":"2024-01-31"}}"#,
            r#"platform_data.actual.endDate < "2024-01-31""#,
        ),
        (
            r#"{"$gt":{"nsp::size":9007199254740993}}"#,
            "platform_data.`nsp::size` > 9007199254740993",
        ),
    ] {
        assert_eq!(filters(&format!("[{condition}]")), filter, "{condition}");
        assert_eq!(plain(condition), filter, "a condition by itself");
        assert_eq!(
            plain(&format!(" [ {condition} ] ")),
            filter,
            "a list by itself"
        );
    }
}

#[test]
fn expressions_join_by_number() {
    let three = r#"[{"$eq":{"name":"a"}},{"$eq":{"name":"b"}},{"$eq":{"name":"c"}}]"#;
    let joined = |expression: &str| {
        plain(&format!(
            r#"{{"filters":{three},"filterExpression":"{expression}"}}"#
        ))
    };
    for (expression, filter) in [
        ("and", r#"name = "a" AND name = "b" AND name = "c""#),
        (" OR ", r#"name = "a" OR name = "b" OR name = "c""#),
        (
            "(1 and 2) or 3",
            r#"name = "a" AND name = "b" OR name = "c""#,
        ),
        (
            "1 AND (2 Or 3)",
            r#"name = "a" AND (name = "b" OR name = "c")"#,
        ),
        (
            "((3)and(1))and 2",
            r#"name = "c" AND name = "a" AND name = "b""#,
        ),
    ] {
        assert_eq!(joined(expression), filter, "{expression}");
    }
    let mixed = read(&format!(
        r#"{{"filters":{three},"filterExpression":"1 or 2 and 3"}}"#
    ));
    assert_eq!(
        mixed.filter.unwrap().to_string(),
        r#"name = "a" OR name = "b" AND name = "c""#
    );
    assert_eq!(mixed.notes.len(), 1);
    assert!(mixed.notes[0].reason.contains("`and` binds tighter"));
    assert_eq!(read("[]").filter, None);
    assert_eq!(read(r#"{"orderBy":[{"priority":"asc"}]}"#).sort, None);
}

#[test]
fn macros_are_periods_around_a_day() {
    let of = |condition: &str| {
        read(&format!(
            r#"{{"filters":[{condition}],"filterParameters":{{"asOfDate":"2025-01-15"}}}}"#
        ))
    };
    let (a, b) = ("2024-10-01T00:00:00.000Z", "2024-12-31T00:00:00.000Z");
    for (condition, filter, notes) in [
        (r#"{"$eq":{"planned.endDate":"priorQuarter"}}"#, format!(r#"due_at BETWEEN "{a}" AND "{b}""#), 0),
        (r#"{"$eq":{"actual.endDate":"priorQuarter"}}"#, r#"platform_data.actual.endDate BETWEEN "2024-10-01" AND "2024-12-31""#.to_owned(), 0),
        (r#"{"$ne":{"planned.endDate":"priorQuarter"}}"#, format!(r#"due_at NOT BETWEEN "{a}" AND "{b}""#), 1),
        (r#"{"$lt":{"planned.endDate":"priorQuarter"}}"#, format!(r#"due_at < "{a}""#), 1),
        (r#"{"$lte":{"planned.endDate":"priorQuarter"}}"#, format!(r#"due_at <= "{b}""#), 1),
        (r#"{"$gt":{"planned.endDate":"priorQuarter"}}"#, format!(r#"due_at > "{b}""#), 1),
        (r#"{"$eq":{"audit.createdDateTime":"priorQuarter"}}"#,
         format!(r#"created_at >= "{a}" AND created_at < "2025-01-01T00:00:00.000Z""#), 1),
        (r#"{"$between":{"planned.endDate":["priorQuarter","2025-01-02"]}}"#,
         format!(r#"due_at >= "{a}" AND due_at <= "2025-01-02T00:00:00.000Z""#), 0),
        (r#"{"$in":{"planned.endDate":["lastWeek","2025-01-02"]}}"#,
         r#"due_at BETWEEN "2025-01-05T00:00:00.000Z" AND "2025-01-11T00:00:00.000Z" OR due_at = "2025-01-02T00:00:00.000Z""#.to_owned(), 1),
    ] {
        let read = of(condition);
        assert_eq!(read.filter.unwrap().to_string(), filter, "{condition}");
        assert_eq!(read.notes.len(), notes, "{condition}: {:?}", read.notes);
    }
    let today = read(r#"{"$eq":{"planned.endDate":"today"}}"#);
    assert_eq!(
        today.filter.unwrap().to_string(),
        r#"due_at BETWEEN "2025-05-14T00:00:00.000Z" AND "2025-05-14T00:00:00.000Z""#
    );
    assert!(today.notes[0].reason.contains("time zone"));
}

#[test]
fn without_case_containing_alone_is_said_exactly() {
    let of = |condition: &str| {
        read(&format!(
            r#"{{"filters":[{condition}],"filterParameters":{{"caseSensitiveComparison":false}}}}"#
        ))
    };
    for (condition, filter, class) in [
        (
            r#"{"$contains":{"name":"Ac"}}"#,
            Some(r#"name ~* "Ac""#),
            None,
        ),
        (
            r#"{"$notContains":{"name":"Ac"}}"#,
            Some(r#"name !~* "Ac""#),
            None,
        ),
        (
            r#"{"$eq":{"key":"42"}}"#,
            Some(r#"platform_id = "42""#),
            None,
        ),
        (
            r#"{"$eq":{"name":"Ac"}}"#,
            Some(r#"name ~* "Ac""#),
            Some(Class::Inexact),
        ),
        (
            r#"{"$in":{"name":["Ac","42"]}}"#,
            Some(r#"name ~* "Ac" OR name = "42""#),
            Some(Class::Inexact),
        ),
        (
            r#"{"$startsWith":{"name":"Ac"}}"#,
            Some(r#"name ~* "Ac""#),
            Some(Class::Inexact),
        ),
        (
            r#"{"$notStartsWith":{"name":"Ac"}}"#,
            Some(r#"name !^= "Ac""#),
            Some(Class::Inexact),
        ),
        (r#"{"$lt":{"name":"Ac"}}"#, None, Some(Class::Unsupported)),
    ] {
        let read = of(condition);
        assert_eq!(
            read.filter.map(|f| f.to_string()).as_deref(),
            filter,
            "{condition}"
        );
        assert_eq!(
            read.notes.first().map(|note| note.class),
            class,
            "{condition}"
        );
    }
}

#[test]
fn what_the_documents_leave_open_is_noted() {
    for (text, part) in [
        (
            r#"{"$ne":{"parent.key":"5"}}"#,
            "tasks without `parent.key`",
        ),
        (
            r#"[{"$ne":{"parent.key":"5"}},{"$ne":{"wbsCode":null}}]"#,
            "tasks without `parent.key`",
        ),
        (r#"{"$lt":{"name":"b"}}"#, "order"),
        (r#"{"$gt":{"key":"500"}}"#, "order"),
        (r#"{"$contains":{"priority":1}}"#, "as text"),
        (r#"{"$gte":{"isBillable":true}}"#, "true and false"),
        (
            r#"{"$gte":{"audit.createdDateTime":"2024-01-01"}}"#,
            "midnight",
        ),
        (r#"{"$gt":{"nsp::size":"5"}}"#, "no document"),
        (
            r#"{"filters":[],"filterParameters":{"includePrivate":true}}"#,
            "private",
        ),
        (
            r#"{"filters":[],"filterParameters":{"includeHierarchyFields":true}}"#,
            "shown",
        ),
        (r#"{"filters":[],"start":1}"#, "shown"),
    ] {
        let read = read(text);
        assert_eq!(read.notes.len(), 1, "{text}: {:?}", read.notes);
        assert!(
            read.notes[0].reason.contains(part),
            "{text}: {:?}",
            read.notes
        );
    }
    let both = r#"[{"$ne":{"parent.key":"5"}},{"$ne":{"parent.key":null}}]"#;
    assert_eq!(plain(both), r#"parent_id != "5" AND parent_id != null"#);
}

#[test]
fn every_letter_that_has_another_case_is_cased() {
    for c in char::MIN..=char::MAX {
        if !c.to_lowercase().eq([c]) || !c.to_uppercase().eq([c]) {
            assert!(say::is_cased(c.encode_utf8(&mut [0; 4])), "{c:?}");
        }
    }
    assert!(!say::is_cased("12-3 %& 日本語 한국 עברית"));
}
