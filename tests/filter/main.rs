//! The filter language from outside: what is read, what is refused and how, and that printing and
//! reading are inverse.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails says so by a panic"
)]

mod errors;
mod grammar;
mod limits;
mod normal;
mod properties;
#[path = "../support/mod.rs"]
mod support;

use taskweave::filter::{Expr, Filter};
use taskweave::task::Field;

fn canonical(text: &str) -> String {
    match Filter::parse(text) {
        Ok(filter) => filter.canonical(),
        Err(error) => panic!("{}", error.snippet(text)),
    }
}

#[test]
fn good_filters_have_one_canonical_text() {
    for (text, printed) in [
        // Rutter's own examples.
        (
            r#"created_at>"2024-03-01T00:00:00Z""#,
            r#"created_at > "2024-03-01T00:00:00.000Z""#,
        ),
        (
            r#"created_at>"2024-01-01T00:00:00Z" AND name~"Acme""#,
            r#"created_at > "2024-01-01T00:00:00.000Z" AND name ~ "Acme""#,
        ),
        (r#"name="Acme Inc""#, r#"name = "Acme Inc""#),
        // Precedence and parentheses.
        (
            r#"name="a" or name="b" and not name="c""#,
            r#"name = "a" OR name = "b" AND NOT name = "c""#,
        ),
        (
            r#"(((name="a") or ((name="b"))) and name="c")"#,
            r#"(name = "a" OR name = "b") AND name = "c""#,
        ),
        (
            r#"name="a" AND (name="b" AND (name="c" OR (name="d" OR name="e")))"#,
            r#"name = "a" AND name = "b" AND (name = "c" OR name = "d" OR name = "e")"#,
        ),
        (
            r#"NOT (name="a")AND name="b""#,
            r#"NOT name = "a" AND name = "b""#,
        ),
        (
            r#"not(name="a"and name="b")"#,
            r#"NOT (name = "a" AND name = "b")"#,
        ),
        (r#"NOT NOT name="a""#, r#"NOT NOT name = "a""#),
        // Values.
        ("platform_url = NULL", "platform_url = null"),
        ("name != Null", "name != null"),
        ("updated_at != null", "updated_at != null"),
        ("status = null", "status = null"),
        ("platform != null", "platform != null"),
        (r#"status != "on_hold""#, r#"status != "on_hold""#),
        (r#"platform = "ZOHOBOOKS""#, r#"platform = "ZOHOBOOKS""#),
        (
            r#"updated_at<="2024-01-01""#,
            r#"updated_at <= "2024-01-01T00:00:00.000Z""#,
        ),
        (
            r#"updated_at<"2024-01-01T02:00:00+02:00""#,
            r#"updated_at < "2024-01-01T00:00:00.000Z""#,
        ),
        (
            r#"created_at = "2024-01-01T00:00:00.123000Z""#,
            r#"created_at = "2024-01-01T00:00:00.123Z""#,
        ),
        (
            r#"name ~ "\u00e9\ud83d\ude00\/\t\u0001""#,
            r#"name ~ "é😀/\t\u0001""#,
        ),
        ("name ~ \"line\none\"", r#"name ~ "line\none""#),
        (
            r#"id="" and platform_id>="7""#,
            r#"id = "" AND platform_id >= "7""#,
        ),
        // Every other operator.
        (r#"name!~"a""#, r#"name !~ "a""#),
        (r#"name~*"a""#, r#"name ~* "a""#),
        (r#"name!~*"a""#, r#"name !~* "a""#),
        (r#"name^="a""#, r#"name ^= "a""#),
        (r#"name!^="a""#, r#"name !^= "a""#),
        (r#"name$="a""#, r#"name $= "a""#),
        (r#"name!$="a""#, r#"name !$= "a""#),
        (
            r#"status in("planned","on_hold")"#,
            r#"status IN ("planned", "on_hold")"#,
        ),
        (
            r#"status Not  iN ( "planned" )"#,
            r#"status NOT IN ("planned")"#,
        ),
        (
            r#"NOT status IN ("planned")"#,
            r#"NOT status IN ("planned")"#,
        ),
        (
            "logged_hours between 1 and 2.50 AND name=null",
            "logged_hours BETWEEN 1 AND 2.5 AND name = null",
        ),
        (
            r#"due_at NOT BETWEEN "2024-01-01" AND now OR id = """#,
            r#"due_at NOT BETWEEN "2024-01-01T00:00:00.000Z" AND now OR id = """#,
        ),
        // A range that ends before it begins holds nothing, and is one.
        (r#"name BETWEEN "b" AND "a""#, r#"name BETWEEN "b" AND "a""#),
        // Numbers, and true or false.
        ("percent_complete >= +0.50", "percent_complete >= 0.5"),
        ("logged_hours=-0", "logged_hours = 0"),
        (
            "logged_hours != 1E3 OR logged_hours IN(007,12345678901234567890.1)",
            "logged_hours != 1000 OR logged_hours IN (7, 12345678901234567890.1)",
        ),
        (
            "is_billable=TRUE AND is_milestone != False",
            "is_billable = true AND is_milestone != false",
        ),
        // Times from now.
        ("due_at<now", "due_at < now"),
        (
            "due_at BETWEEN TODAY and today+7D",
            "due_at BETWEEN today AND today+7d",
        ),
        (
            "updated_at > now - 1mo +  2h\n-30min-05s",
            "updated_at > now-1mo+2h-30min-5s",
        ),
        (
            r#"start_at IN (today-1w, "2024-01-01", now+1y)"#,
            r#"start_at IN (today-1w, "2024-01-01T00:00:00.000Z", now+1y)"#,
        ),
        // Parts of objects.
        (
            r#"project.id="7" AND assignees.email $= "@example.com""#,
            r#"project.id = "7" AND assignees.email $= "@example.com""#,
        ),
        (
            "project=null AND assignees != null",
            "project = null AND assignees != null",
        ),
        (
            r#"`name` = "a" AND project.`id` = "7" AND `project.name` = "b""#,
            r#"name = "a" AND project.id = "7" AND project.name = "b""#,
        ),
        // The platform's own record.
        (
            r#"platform_data.planned.startDate >= "2024""#,
            r#"platform_data.planned.startDate >= "2024""#,
        ),
        (
            "platform_data.`nsp::odd name`.`x`.`a``b` = null",
            "platform_data.`nsp::odd name`.x.`a``b` = null",
        ),
        (
            "platform_data.and.`` = true OR `platform_data`.größe != 5",
            "platform_data.and.`` = true OR platform_data.`größe` != 5",
        ),
        (
            "platform_data.budget IN (1, 2.0) AND platform_data.1 BETWEEN -1 AND 1e3",
            "platform_data.budget IN (1, 2) AND platform_data.1 BETWEEN -1 AND 1000",
        ),
        (
            r#"platform_data.due >= today AND platform_data.due = "today""#,
            r#"platform_data.due >= today AND platform_data.due = "today""#,
        ),
        // Beside a time from now a text is a time.
        (
            r#"platform_data.due BETWEEN "2024-01-01" AND now"#,
            r#"platform_data.due BETWEEN "2024-01-01T00:00:00.000Z" AND now"#,
        ),
        ("\u{a0}\n\tname\r\n=\t\"a\"\u{3000}", r#"name = "a""#),
    ] {
        assert_eq!(canonical(text), printed, "{text}");
        assert_eq!(canonical(printed), printed);
    }
}

#[test]
fn fields_are_listed_once_in_order() {
    let text = r#"(status = "planned" OR name ~ "a") AND NOT status = null AND id = "x""#;
    let fields = Filter::parse(text).unwrap().fields();
    assert_eq!(fields, [Field::Status, Field::Name, Field::Id]);
}

#[test]
fn filters_are_composed_flat() {
    let parse = |text| Filter::parse(text).unwrap();
    let first = parse(r#"name = "a" AND name = "b""#);
    let second = parse(r#"name = "c" OR name = "d""#);
    assert_eq!(Filter::and(None, second.clone()), second);
    let both = Filter::and(Some(first.clone()), Filter::and(Some(second), first));
    let text =
        r#"name = "a" AND name = "b" AND (name = "c" OR name = "d") AND name = "a" AND name = "b""#;
    assert_eq!(both.canonical(), text);
    assert_eq!(both, parse(text));
    assert_eq!(Expr::all(vec![]), None);
    assert_eq!(Expr::any(vec![]), None);
    assert_eq!(
        Expr::any(vec![both.expr().clone()]).as_ref(),
        Some(both.expr())
    );
}
