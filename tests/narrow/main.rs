//! The law of narrowing: what is left of a filter at a source is true of the very same tasks of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

#[path = "../support/exprs.rs"]
mod exprs;
mod model;

use exprs::{TEXTS, TIMES, exprs, exprs_on};
use model::{CONNECTIONS, IDS, PARENTS, places, truth};
use proptest::prelude::*;
use taskweave::filter::{Expr, Filter, Value};
use taskweave::plan::{Narrowed, Place};
use taskweave::platforms::Platform;
use taskweave::task::{Field, TaskId, Timestamp};

/// Ids that are some, of texts that are none.
fn with_ids(expr: &Expr) -> Expr {
    let id = |text: &str| match text.len() {
        0..2 => text.to_owned(),
        long => {
            let parent = [None, Some(PARENTS[0]), Some(PARENTS[1])][long % 5 % 3];
            TaskId::encode_parts(CONNECTIONS[long % 3], parent, IDS[long % 2])
        }
    };
    let changed = |value: &Value| match value {
        Value::Text(text) => Value::Text(id(text)),
        other => other.clone(),
    };
    expr.map(&mut |predicate| {
        let mut predicate = predicate.clone();
        if predicate.field() == Some(Field::Id) {
            predicate.value = match &predicate.value {
                Value::List(values) => Value::List(values.iter().map(changed).collect()),
                single => changed(single),
            };
        }
        Expr::Is(predicate)
    })
}

const OF_SOURCE: [Field; 6] = [
    Field::Platform,
    Field::ConnectionId,
    Field::Id,
    Field::PlatformUrl,
    Field::Status,
    Field::Name,
];
const CLASHING: [Field; 3] = [Field::Status, Field::DueAt, Field::IsBillable];
const ORDERED: [Field; 4] = [
    Field::PercentComplete,
    Field::Priority,
    Field::Project,
    Field::ProjectId,
];
const NULLS: [Field; 3] = [Field::Assignees, Field::AssigneeName, Field::UpdatedAt];
const LISTS: [Field; 1] = [Field::AssigneeName];

fn filters() -> impl Strategy<Value = Expr> {
    prop_oneof![
        exprs(),
        exprs_on(&OF_SOURCE),
        exprs_on(&CLASHING),
        exprs_on(&ORDERED),
        exprs_on(&NULLS),
        exprs_on(&LISTS),
    ]
    .prop_flat_map(|expr| {
        let expr = with_ids(&expr);
        prop_oneof![Just(dense(&expr)), Just(expr)]
    })
}

/// The same filter with few different values, so that several of its comparisons meet in one task.
fn dense(expr: &Expr) -> Expr {
    fn few(value: &Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(TEXTS[1 + text.len() % 2].to_owned()),
            Value::Time(time) => {
                let at = 3 + usize::from(time.millis() % 1000 == 0);
                Value::Time(Timestamp::from_millis(TIMES[at]).unwrap())
            }
            Value::List(values) => Value::List(values.iter().map(few).collect()),
            other => other.clone(),
        }
    }
    expr.map(&mut |predicate| {
        let mut predicate = predicate.clone();
        if predicate.field() != Some(Field::Id) {
            predicate.value = few(&predicate.value);
        }
        Expr::Is(predicate)
    })
}

fn narrowed(expr: &Expr, platform: Platform, connection_id: &str) -> Narrowed {
    let place = Place {
        platform,
        connection_id,
        traits: platform.room().traits,
    };
    place.narrow(&expr.without_nots())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn narrowing_changes_no_answer(expr in filters(), (platform, connection, task) in places()) {
        let wanted = truth(&expr, &task) == Some(true);
        let left = narrowed(&expr, platform, connection);
        let given = match &left {
            Narrowed::Always => true,
            Narrowed::Never(_) => false,
            Narrowed::Open(left) => truth(left, &task) == Some(true),
        };
        prop_assert_eq!(given, wanted, "{} became {:?}", expr, left);
    }

    #[test]
    fn rows_without_a_date_are_given_up_only_where_none_matches(expr in filters(), (platform, connection, mut task) in places()) {
        task.fields.remove(&Field::UpdatedAt);
        let place = Place { platform, connection_id: connection, traits: platform.room().traits };
        if truth(&expr, &task) == Some(true) {
            prop_assert!(place.may_be_null(Some(&expr.without_nots()), Field::UpdatedAt), "{}", expr);
        }
    }
}

fn filter(text: &str) -> Expr {
    Filter::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .expr()
        .clone()
}

/// What is left of a filter on a connection `acme` of Accelo.
fn left(text: &str) -> String {
    match narrowed(&filter(text), Platform::Accelo, "acme") {
        Narrowed::Always => "always".to_owned(),
        Narrowed::Never(reason) => format!("never: {reason}"),
        Narrowed::Open(left) => left.to_string(),
    }
}

#[test]
fn what_is_known_of_a_source_is_taken_out() {
    let other = TaskId::encode_parts("b", None, "7");
    let ours = TaskId::encode_parts("acme", None, "7");
    for (text, wanted) in [
        (
            r#"platform = "ACCELO" AND name ~ "x""#,
            r#"name ~ "x""#.to_owned(),
        ),
        (r#"platform = "ACCELO""#, "always".to_owned()),
        (
            r#"platform = "KICKSERV" AND name ~ "x""#,
            r#"never: `platform` is "ACCELO" here, so `platform = "KICKSERV"` is never true"#
                .to_owned(),
        ),
        (
            r#"platform = "KICKSERV" OR name ~ "x" OR status = null"#,
            r#"name ~ "x""#.to_owned(),
        ),
        (r#"NOT platform = "KICKSERV""#, "always".to_owned()),
        (
            r#"connection_id ~ "cm" AND name = "x""#,
            r#"name = "x""#.to_owned(),
        ),
        (
            r#"connection_id < "acme""#,
            r#"never: `connection_id` is "acme" here, so `connection_id < "acme"` is never true"#
                .to_owned(),
        ),
        (
            r#"platform_url != "x""#,
            r#"never: `platform_url` is always null here, so `platform_url != "x"` is never true"#
                .to_owned(),
        ),
        (
            r#"platform_url = null AND name = "x""#,
            r#"name = "x""#.to_owned(),
        ),
        ("name = null", "never: `name` is never null".to_owned()),
        ("name != null", "always".to_owned()),
        (
            &format!(r#"id = "{other}""#),
            format!(r#"never: `id = "{other}"` names no task of this connection"#),
        ),
        (
            &format!(r#"id = "{ours}""#),
            r#"platform_id = "7""#.to_owned(),
        ),
        (&format!(r#"id != "{other}""#), "always".to_owned()),
    ] {
        assert_eq!(left(text), wanted, "{text}");
    }
}

#[test]
fn contradictions_are_seen() {
    for text in [
        r#"status = "completed" AND status = "planned""#,
        r#"status = "completed" AND name = "x" AND (status = "planned" OR status = "unknown")"#,
        r#"updated_at > "2026-01-02" AND updated_at < "2026-01-01""#,
        r#"updated_at > "2026-01-01" AND updated_at < "2026-01-01T00:00:00.001Z""#,
        r#"updated_at = null AND updated_at < "2026-01-01""#,
        r#"name = "a" AND name ~ "b""#,
        r#"name > "b" AND name <= "b""#,
        r#"(name = "a" OR status = null) AND (name = "b" OR status = null)"#,
    ] {
        assert!(
            left(text).starts_with("never: nothing can be `"),
            "{text}: {}",
            left(text)
        );
    }
    for text in [
        r#"updated_at >= "2026-01-01" AND updated_at <= "2026-01-01""#,
        r#"name >= "b" AND name <= "b""#,
        r#"status = "completed" AND name = "x""#,
    ] {
        assert_eq!(left(text), filter(text).to_string(), "{text}");
    }
}

#[test]
fn an_id_says_the_platforms_own_and_what_the_task_stands_under() {
    let left = |text: &str, platform| narrowed(&filter(text), platform, "acme");
    let plain = TaskId::encode_parts("acme", None, "7");
    let below = TaskId::encode_parts("acme", Some("3"), "7");
    let open = |text: &str| Narrowed::Open(filter(text));
    let equal = format!("id = \"{below}\"");
    assert_eq!(
        left(&equal, Platform::ZohoBooks),
        open(&format!("{equal} AND platform_id = \"7\""))
    );
    let unequal = format!("id != \"{below}\"");
    assert_eq!(left(&unequal, Platform::ZohoBooks), open(&unequal));
    // Elsewhere tasks stand under nothing.
    assert!(matches!(left(&equal, Platform::Accelo), Narrowed::Never(_)));
    assert_eq!(left(&unequal, Platform::Accelo), Narrowed::Always);
    let several = format!("id NOT IN (\"{plain}\", \"{below}\", \"x\")");
    assert_eq!(
        left(&several, Platform::Accelo),
        open("platform_id != \"7\"")
    );
}
