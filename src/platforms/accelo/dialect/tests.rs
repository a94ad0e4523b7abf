//! Both forms, read and written, and the mistakes.

use super::*;
use crate::filter::Filter;
use crate::platforms::Note;

mod mistakes;
#[cfg(not(target_arch = "wasm32"))]
mod round_trips;

fn read(text: &str) -> Read {
    let now = Timestamp::from_millis(0).unwrap();
    TaskDialect
        .read(text, now)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn said(text: &str) -> String {
    let read = read(text);
    assert_eq!(read.notes, [], "{text}");
    read.filter
        .map(|filter| filter.to_string())
        .unwrap_or_default()
}

/// The platform's text of a tree, which must say it all.
fn written(filter: &Expr) -> String {
    let written = TaskDialect.write(filter);
    assert_eq!(written.residual, None, "{filter} {written:?}");
    assert_eq!(written.class(), Class::Exact);
    written.text
}

#[test]
fn each_filter_is_a_comparison_and_back() {
    for (text, filter) in [
        ("id(5,7)", r#"platform_id IN ("5", "7")"#),
        ("id_not(5)", r#"platform_id != "5""#),
        ("assignee(21)", r#"assignees.id = "21""#),
        ("assignee_not(4,5)", r#"assignees.id NOT IN ("4", "5")"#),
        ("manager(4)", r#"platform_data.manager = "4""#),
        ("status(1,2)", r#"platform_data.task_status IN ("1", "2")"#),
        (
            "standing(accepted,started)",
            r#"platform_status IN ("accepted", "started")"#,
        ),
        ("standing_not(complete)", r#"platform_status != "complete""#),
        (
            "against_type(company,issue)",
            r#"platform_data.against_type IN ("company", "issue")"#,
        ),
        (
            "against_id(1,32)",
            r#"platform_data.against_id IN ("1", "32")"#,
        ),
        (
            "custom_id(ACC-3 b)",
            r#"platform_data.custom_id = "ACC-3 b""#,
        ),
        ("rate_id(2)", r#"platform_data.rate_id = "2""#),
        ("rate_charged(57.5)", "platform_data.rate_charged = 57.5"),
        (
            "rate_charged_not(57.5,80)",
            "platform_data.rate_charged NOT IN (57.5, 80)",
        ),
        (
            "date_modified_before(1700000000)",
            r#"updated_at < "2023-11-14T22:13:20.000Z""#,
        ),
        (
            "date_created_after(-5)",
            r#"created_at > "1969-12-31T23:59:55.000Z""#,
        ),
        (
            "date_due_after(1700000000),date_due_before(1700000002)",
            r#"due_at > "2023-11-14T22:13:20.000Z" AND due_at < "2023-11-14T22:13:22.000Z""#,
        ),
        ("date_accepted_after(7)", "platform_data.date_accepted > 7"),
        (
            "date_commenced_before(7)",
            "platform_data.date_commenced > 0 AND platform_data.date_commenced < 7",
        ),
        ("id_greater_than(5)", "platform_data.id > 5"),
        (
            "assignee_less_than_or_equal(5)",
            "platform_data.assignee.id <= 5",
        ),
        (
            "task_type_greater_than_or_equal(2)",
            "platform_data.task_type >= 2",
        ),
        ("budgeted_less_than(0.5)", "platform_data.budgeted < 0.5"),
        (
            "against_type(company),against_id(1,4)",
            r#"platform_data.against_type = "company" AND platform_data.against_id IN ("1", "4")"#,
        ),
        (
            "against(company(1,4),issue(4,5))",
            r#"platform_data.against_type = "company" AND platform_data.against_id IN ("1", "4") OR platform_data.against_type = "issue" AND platform_data.against_id IN ("4", "5")"#,
        ),
        (
            "standing(started),_OR(id(3),_AND(manager(4),rate_id(2)))",
            r#"platform_status = "started" AND (platform_id = "3" OR platform_data.manager = "4" AND platform_data.rate_id = "2")"#,
        ),
        (
            "_OR(id(3),against(issue(4)))",
            r#"platform_id = "3" OR platform_data.against_type = "issue" AND platform_data.against_id = "4""#,
        ),
    ] {
        assert_eq!(said(text), filter, "{text}");
        assert_eq!(written(&read(text).filter.unwrap()), text);
    }
    assert_eq!(read(""), Read::default());
    assert_eq!(read(" \n").filter, None);
}

#[test]
fn other_spellings_mean_the_same() {
    for (text, plain) in [
        (
            " _filters= id ( 5 , 007 ) ,standing( started )",
            "id(5,7),standing(started)",
        ),
        ("manager_id_not(3)", "manager_not(3)"),
        ("type_less_than(3)", "task_type_less_than(3)"),
        (
            "min_id(3),max_id(9)",
            "id_greater_than_or_equal(3),id_less_than_or_equal(9)",
        ),
        ("against(company)", "against_type(company)"),
        ("against(company,issue)", "against_type(company,issue)"),
        ("against(company(1))", "against_type(company),against_id(1)"),
        ("_AND(id(3),standing(started))", "id(3),standing(started)"),
        ("_OR(id(3))", "id(3)"),
        ("_OR(manager(3),manager_id(4))", "manager(3,4)"),
        (
            "_OR(min_id(7),id_greater_than_or_equal(3))",
            "id_greater_than_or_equal(3)",
        ),
        ("manager(3,4),manager_id(4,5)", "manager(4)"),
        (
            "_OR(_AND(against_type(issue),against_id(4)),id(1))",
            "_OR(against(issue(4)),id(1))",
        ),
        (
            "_OR(against_type(job),against(issue(4)))",
            "against(job,issue(4))",
        ),
        (
            r#"{"id":[12,"13"],"against":[{"company":[1]},"issue"]}"#,
            "id(12,13),against(company(1),issue)",
        ),
        (
            r#"{"_filters":{"_OR":{"id":3,"_AND":[{"manager":"4"},{"rate_id":2}]}}}"#,
            "_OR(id(3),_AND(manager(4),rate_id(2)))",
        ),
        ("{}", ""),
        (
            r#" {"_filters" : {"standing":"started"} } "#,
            "standing(started)",
        ),
    ] {
        assert_eq!(said(text), said(plain), "{text}");
    }
}

#[test]
fn what_the_text_form_cannot_hold_is_written_as_json() {
    let filter = Filter::parse(r#"platform_status = "started""#).unwrap();
    let odd = Expr::Is(crate::filter::Predicate::new(
        crate::filter::Target::Data(crate::filter::Path::dotted("custom_id")),
        crate::filter::Op::Eq,
        crate::filter::Value::Text("A,1)".to_owned()),
    ));
    let both = Expr::all(vec![filter.expr().clone(), odd]).unwrap();
    let text = written(&both);
    assert_eq!(
        text,
        r#"{"_filters":{"custom_id":["A,1)"],"standing":["started"]}}"#
    );
    let again = read(&text).filter.map(|filter| filter.normal());
    assert_eq!(again, Some(both.normal()));
}

#[test]
fn orders_become_sorts() {
    for (text, sort) in [
        ("order_by_desc(date_modified)", "updated_at DESC"),
        ("order_by_asc(title)", "name ASC"),
        ("order_by_asc(standing)", "platform_status ASC"),
    ] {
        let read = read(text);
        assert_eq!((read.filter, read.notes.len()), (None, 0));
        assert_eq!(read.sort.unwrap().to_string(), sort);
    }
    let by_due = read("order_by_desc(date_due)");
    assert_eq!(by_due.sort, None);
    assert_eq!(by_due.notes[0].class, Class::Unsupported);
    let by_id = read(r#"{"order_by_asc":"id"}"#);
    assert_eq!(by_id.sort.unwrap().to_string(), "platform_id ASC");
    assert_eq!(by_id.notes[0].class, Class::Inexact);
}

#[test]
fn what_the_tree_says_otherwise_is_noted() {
    let noted = |text: &str| {
        let read = read(text);
        let notes: Vec<(String, Class)> = read
            .notes
            .into_iter()
            .map(
                |Note {
                     part,
                     class,
                     reason,
                 }| {
                    assert!(!reason.is_empty());
                    (part, class)
                },
            )
            .collect();
        (
            read.filter
                .map(|filter| filter.to_string())
                .unwrap_or_default(),
            notes,
        )
    };
    let note = |part: &str, class| vec![(part.to_owned(), class)];
    for (text, filter, notes) in [
        (
            "id(1),id(2)",
            r#"platform_id = "2""#,
            note("id(1)", Class::Exact),
        ),
        (
            "_OR(standing(started),standing(complete))",
            r#"platform_status = "complete""#,
            note("standing(started)", Class::Exact),
        ),
        (
            "search(North, (Survey))",
            r#"(name ~* "North" OR description ~* "North") AND (name ~* "Survey" OR description ~* "Survey")"#,
            note("search(North, (Survey))", Class::Inexact),
        ),
        (
            "child_of_job(3)",
            r#"project.id = "3" OR platform_data.against_type != "job""#,
            note("child_of_job(3)", Class::Inexact),
        ),
        (
            "child_of_job_not(3)",
            r#"project.id != "3""#,
            note("child_of_job_not(3)", Class::Inexact),
        ),
        (
            "manager(1),manager_id(2)",
            r#"platform_data.manager = "1" AND platform_data.manager = "2""#,
            note("manager_id(2)", Class::Exact),
        ),
        (
            "id(1),_OR(id(2),manager(1))",
            r#"platform_id = "1" AND (platform_id = "2" OR platform_data.manager = "1")"#,
            vec![
                ("id(2)".to_owned(), Class::Inexact),
                ("_OR(id(2),manager(1))".to_owned(), Class::Exact),
            ],
        ),
    ] {
        assert_eq!(noted(text), (filter.to_owned(), notes), "{text}");
    }
}

#[test]
fn what_cannot_be_said_is_left_over() {
    for (filter, text, residual) in [
        (r#"name ~ "a""#, "", Some(r#"name ~ "a""#)),
        (
            r#"name ~ "a" AND platform_status = "started""#,
            "standing(started)",
            Some(r#"name ~ "a""#),
        ),
        (
            r#"platform_status = "waiting""#,
            "",
            Some(r#"platform_status = "waiting""#),
        ),
        (r#"platform_id = "A7""#, "", Some(r#"platform_id = "A7""#)),
        (
            r#"project.id = "3""#,
            "child_of_job(3)",
            Some(r#"project.id = "3""#),
        ),
        (
            r#"NOT (due_at < "2023-11-14T22:13:20.5Z" OR platform_status = "started")"#,
            "date_due_after(1700000000),standing_not(started)",
            None,
        ),
        (
            r#"created_at = "2023-11-14T22:13:20Z""#,
            "date_created_after(1699999999),date_created_before(1700000001)",
            None,
        ),
        ("due_at = null", "", Some("due_at = null")),
        (
            r#"(platform_status = "started" OR assignees.id = "1") AND (platform_status = "pending" OR assignees.id = "2")"#,
            "_OR(standing(started),assignee(1))",
            Some(r#"platform_status = "pending" OR assignees.id = "2""#),
        ),
        (
            r#"platform_status = "started" AND (platform_status = "started" OR assignees.id = "1")"#,
            "standing(started)",
            Some(r#"platform_status = "started" OR assignees.id = "1""#),
        ),
        (
            r#"platform_status = "started" OR platform_status = "pending""#,
            "standing(started,pending)",
            None,
        ),
    ] {
        let filter = Filter::parse(filter).unwrap();
        let written = TaskDialect.write(filter.expr());
        assert_eq!(written.text, text, "{filter}");
        let left = written.residual.map(|residual| residual.to_string());
        assert_eq!(left.as_deref(), residual, "{filter}");
        let predicates = filter.expr().without_nots();
        let parts: Vec<_> = written.parts.iter().map(|part| &part.predicate).collect();
        assert_eq!(parts, predicates.predicates());
    }
}
