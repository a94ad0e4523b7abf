//! What is asked for, comparison by comparison, and what one query can hold.

use serde_json::json;

use super::{asked, call, connection};
use crate::filter::{Expr, Filter};
use crate::plan::push_down;
use crate::platforms::accelo::connection::Connection;
use crate::platforms::{Account, Class, Needs, Query, Slice};
use crate::task::{Direction, Field};

fn tree(text: &str) -> Expr {
    Filter::parse(text).unwrap().expr().without_nots()
}

fn asked_for(filter: &str) -> (String, Option<&'static str>) {
    let pushed = push_down(Some(&tree(filter)), &connection());
    let held_back = pushed
        .decisions
        .iter()
        .find_map(|decision| decision.held_back);
    let query = Query {
        asked: pushed.asked,
        key: Field::UpdatedAt,
        direction: Direction::Descending,
        needs: Needs::default(),
        page_size: 20,
    };
    let (text, _) = asked(&query, &call(Slice::All));
    let text = text.strip_suffix("order_by_asc(id)").unwrap();
    (text.trim_end_matches(',').to_owned(), held_back)
}

#[test]
fn each_comparison_has_its_class_and_its_filter() {
    use Class::{Exact, Inexact, Unsupported};
    let year = r#""2024-01-01T00:00:00Z""#;
    let half = r#""2024-01-01T00:00:00.5Z""#;
    for (filter, class, text) in [
        // Dates that each task has, and dates that it may lack.
        (
            format!("updated_at >= {year}"),
            Exact,
            "date_modified_after(1704067199)",
        ),
        (
            format!("updated_at > {year}"),
            Exact,
            "date_modified_after(1704067200)",
        ),
        (
            format!("created_at > {half}"),
            Exact,
            "date_created_after(1704067200)",
        ),
        (
            format!("created_at >= {half}"),
            Exact,
            "date_created_after(1704067200)",
        ),
        (
            format!("created_at = {year}"),
            Exact,
            "date_created_after(1704067199),date_created_before(1704067201)",
        ),
        (
            format!("start_at < {year}"),
            Inexact,
            "date_started_before(1704067200)",
        ),
        (
            format!("due_at <= {year}"),
            Inexact,
            "date_due_before(1704067201)",
        ),
        (
            format!("due_at < {half}"),
            Inexact,
            "date_due_before(1704067201)",
        ),
        (
            format!("completed_at BETWEEN {year} AND \"2024-01-02\""),
            Exact,
            "date_completed_after(1704067199),date_completed_before(1704153601)",
        ),
        (
            format!("due_at IN ({year}, \"2024-01-02\")"),
            Inexact,
            "date_due_after(1704067199),date_due_before(1704153601)",
        ),
        (
            format!("due_at IN ({year})"),
            Exact,
            "date_due_after(1704067199),date_due_before(1704067201)",
        ),
        ("due_at != null".to_owned(), Exact, "date_due_after(0)"),
        ("due_at = null".to_owned(), Unsupported, ""),
        (format!("due_at != {year}"), Unsupported, ""),
        (
            format!("due_at NOT BETWEEN {year} AND {year}"),
            Unsupported,
            "",
        ),
        (
            "due_at >= \"1960-01-01\"".to_owned(),
            Exact,
            "date_due_after(0)",
        ),
        (
            "due_at <= \"1960-01-01\"".to_owned(),
            Inexact,
            "date_due_before(1)",
        ),
        (
            "platform_data.date_commenced > 7".to_owned(),
            Exact,
            "date_commenced_after(7)",
        ),
        (
            "platform_data.date_commenced BETWEEN 7 AND 9".to_owned(),
            Exact,
            "date_commenced_after(6),date_commenced_before(10)",
        ),
        (
            "platform_data.date_commenced BETWEEN 1 AND 9".to_owned(),
            Inexact,
            "date_commenced_before(10)",
        ),
        (
            "platform_data.date_commenced < 7".to_owned(),
            Unsupported,
            "",
        ),
        (
            "platform_data.date_commenced >= 0".to_owned(),
            Unsupported,
            "",
        ),
        ("platform_data.date_due > now".to_owned(), Unsupported, ""),
        // Standing.
        (
            "status = \"completed\"".to_owned(),
            Exact,
            "standing(complete)",
        ),
        (
            "status IN (\"completed\", \"on_hold\", \"planned\")".to_owned(),
            Exact,
            "standing(accepted,complete)",
        ),
        (
            "status NOT IN (\"unknown\", \"planned\")".to_owned(),
            Exact,
            "standing(pending,started,complete)",
        ),
        ("status != \"completed\"".to_owned(), Unsupported, ""),
        ("status = \"on_hold\"".to_owned(), Unsupported, ""),
        ("status = \"unknown\"".to_owned(), Unsupported, ""),
        (
            "platform_status IN (\"started\", \"inactive\")".to_owned(),
            Exact,
            "standing(started,inactive)",
        ),
        (
            "platform_status != \"complete\"".to_owned(),
            Exact,
            "standing_not(complete)",
        ),
        ("platform_status = \"waiting\"".to_owned(), Unsupported, ""),
        ("platform_status ~ \"start\"".to_owned(), Unsupported, ""),
        ("platform_status = null".to_owned(), Unsupported, ""),
        // Ids.
        (
            "platform_id IN (\"5\", \"12\")".to_owned(),
            Exact,
            "id(5,12)",
        ),
        ("platform_id != \"5\"".to_owned(), Exact, "id_not(5)"),
        ("platform_id = \"007\"".to_owned(), Unsupported, ""),
        (
            "platform_id = \"5),standing(x\"".to_owned(),
            Unsupported,
            "",
        ),
        ("platform_id > \"5\"".to_owned(), Unsupported, ""),
        ("assignees.id = \"4\"".to_owned(), Exact, "assignee(4)"),
        (
            "assignees.id NOT IN (\"4\", \"5\")".to_owned(),
            Inexact,
            "assignee_not(4,5)",
        ),
        ("assignees.id = \"0\"".to_owned(), Unsupported, ""),
        ("assignees = null".to_owned(), Unsupported, ""),
        (
            "assignees.email = \"a@b.example\"".to_owned(),
            Unsupported,
            "",
        ),
        (
            "project.id IN (\"3\", \"4\")".to_owned(),
            Inexact,
            "child_of_job(3,4)",
        ),
        (
            "project.id = \"companies/2\"".to_owned(),
            Inexact,
            "against_type(company),against_id(2)",
        ),
        (
            "project.id IN (\"companies/2\", \"issues/5\", \"issues/6\")".to_owned(),
            Inexact,
            "against(company(2),issue(5,6))",
        ),
        (
            "project.id IN (\"companies/2\", \"3\")".to_owned(),
            Unsupported,
            "",
        ),
        ("project.id = \"jobs/3\"".to_owned(), Unsupported, ""),
        ("project.id = \"tickets/3\"".to_owned(), Unsupported, ""),
        ("project.id != \"3\"".to_owned(), Unsupported, ""),
        // The platform's own record.
        (
            "platform_data.manager = \"4\"".to_owned(),
            Exact,
            "manager(4)",
        ),
        ("platform_data.manager = 4".to_owned(), Exact, "manager(4)"),
        ("platform_data.manager != \"4\"".to_owned(), Unsupported, ""),
        ("platform_data.manager = \"0\"".to_owned(), Unsupported, ""),
        (
            "platform_data.manager > 4".to_owned(),
            Exact,
            "manager_greater_than(4)",
        ),
        ("platform_data.manager < 4".to_owned(), Unsupported, ""),
        ("platform_data.manager >= 0".to_owned(), Unsupported, ""),
        (
            "platform_data.manager BETWEEN 1 AND 4".to_owned(),
            Exact,
            "manager_greater_than_or_equal(1),manager_less_than_or_equal(4)",
        ),
        (
            "platform_data.against_type IN (\"company\", \"job\")".to_owned(),
            Exact,
            "against_type(company,job)",
        ),
        (
            "platform_data.against_type != \"job\"".to_owned(),
            Exact,
            "against_type_not(job)",
        ),
        (
            "platform_data.against_type = \"ticket\"".to_owned(),
            Unsupported,
            "",
        ),
        (
            "platform_data.against_id = \"15\"".to_owned(),
            Exact,
            "against_id(15)",
        ),
        // One that is not set may be shown as 0.
        (
            "platform_data.against_id != \"15\"".to_owned(),
            Unsupported,
            "",
        ),
        (
            "platform_data.against_id = \"0\"".to_owned(),
            Unsupported,
            "",
        ),
        ("platform_data.against_id < 5".to_owned(), Unsupported, ""),
        (
            "platform_data.custom_id = \"ACC-3\"".to_owned(),
            Inexact,
            "custom_id(ACC-3)",
        ),
        (
            "platform_data.custom_id = \"A,1)\"".to_owned(),
            Unsupported,
            "",
        ),
        ("platform_data.custom_id = \"\"".to_owned(), Unsupported, ""),
        (
            "platform_data.rate_id = \"2\"".to_owned(),
            Exact,
            "rate_id(2)",
        ),
        (
            "platform_data.rate_charged = 57.50".to_owned(),
            Inexact,
            "rate_charged_greater_than_or_equal(57),rate_charged_less_than_or_equal(58)",
        ),
        (
            "platform_data.rate_charged IN (80, 40, 60)".to_owned(),
            Inexact,
            "rate_charged_greater_than_or_equal(40),rate_charged_less_than_or_equal(80)",
        ),
        (
            "platform_data.rate_charged != 40".to_owned(),
            Unsupported,
            "",
        ),
        (
            "platform_data.id > 5".to_owned(),
            Exact,
            "id_greater_than(5)",
        ),
        (
            "platform_data.budgeted >= 3600".to_owned(),
            Exact,
            "budgeted_greater_than_or_equal(3600)",
        ),
        (
            "platform_data.budgeted > 0.5".to_owned(),
            Inexact,
            "budgeted_greater_than_or_equal(0)",
        ),
        (
            "platform_data.remaining < -5".to_owned(),
            Inexact,
            "remaining_less_than_or_equal(0)",
        ),
        ("platform_data.remaining > -5".to_owned(), Unsupported, ""),
        ("platform_data.remaining < 1e15".to_owned(), Unsupported, ""),
        ("platform_data.logged > 5".to_owned(), Unsupported, ""),
        ("platform_data.title = \"a\"".to_owned(), Unsupported, ""),
        ("platform_data.manager = null".to_owned(), Unsupported, ""),
        ("name ~ \"design\"".to_owned(), Unsupported, ""),
        ("description = null".to_owned(), Unsupported, ""),
        ("priority = \"High\"".to_owned(), Unsupported, ""),
        ("parent_id = \"1\"".to_owned(), Unsupported, ""),
        ("connection_id = \"c\"".to_owned(), Unsupported, ""),
    ] {
        let Expr::Is(predicate) = tree(&filter) else {
            panic!("{filter}");
        };
        let support = connection().support(&predicate);
        assert_eq!(support.class, class, "{filter}: {}", support.reason);
        assert_eq!(support.asked.is_none(), class == Unsupported, "{filter}");
        assert!(!support.reason.is_empty());
        assert_eq!(asked_for(&filter), (text.to_owned(), None), "{filter}");
    }
}

#[test]
fn one_query_holds_each_name_once() {
    for (filter, text, held_back) in [
        (
            r#"due_at > "2024-01-01" AND due_at > "2024-01-02" AND due_at < "2024-01-05" AND platform_data.id > 3 AND platform_data.id >= 3"#,
            "date_due_after(1704153600),date_due_before(1704412800),id_greater_than(3)",
            None,
        ),
        (
            r#"platform_id IN ("1", "2", "3") AND platform_id IN ("2", "3", "4") AND platform_id != "2" AND platform_id != "9""#,
            "id(2,3),id_not(2,9)",
            None,
        ),
        (
            r#"assignees.id = "1" AND assignees.id = "2""#,
            "assignee(1)",
            Some("two lists of values leave none, and a filter without values cannot be written"),
        ),
        (
            r#"status = "planned" OR assignees.id = "1""#,
            "_OR(standing(accepted),assignee(1))",
            None,
        ),
        (
            r#"assignees.id = "1" OR assignees.id IN ("2", "3")"#,
            "assignee(1,2,3)",
            None,
        ),
        (
            r#"due_at < "2024-01-01" OR due_at > "2024-01-02" OR due_at > "2024-02-02""#,
            "_OR(date_due_before(1704067200),date_due_after(1704153600))",
            None,
        ),
        (
            r#"project.id = "companies/2" OR project.id = "issues/2" OR assignees.id = "1""#,
            "_OR(against(company(2),issue(2)),assignee(1))",
            None,
        ),
        (
            r#"platform_data.rate_id = "1" AND (status = "planned" OR assignees.id = "1" AND due_at != null)"#,
            "rate_id(1),_OR(standing(accepted),_AND(assignee(1),date_due_after(0)))",
            None,
        ),
        (
            r#"(status = "planned" OR assignees.id = "1") AND (platform_id = "1" OR start_at != null)"#,
            "_OR(standing(accepted),assignee(1))",
            Some("a query has one `_OR`"),
        ),
        (
            r#"due_at = "2024-01-01" OR start_at = "2024-01-01""#,
            "",
            Some("one `_AND` alone stands inside `_OR`"),
        ),
        (
            r#"status = "planned" AND (status = "planned" OR assignees.id = "1")"#,
            "standing(accepted)",
            Some("of a repeated name the last filter alone counts, perhaps also across `_OR`"),
        ),
        (
            r#"assignees.id = "1" OR due_at > "2024-01-01" AND assignees.id = "2""#,
            "",
            Some("of a repeated name the last filter alone counts, perhaps also across `_OR`"),
        ),
        (
            r#"updated_at > "2024-01-01" OR assignees.id = "1""#,
            "",
            Some("the walk itself asks by this name, and of a repeated one the last alone counts"),
        ),
        (
            r#"name ~ "a" OR assignees.id = "1""#,
            "",
            Some("another arm of its OR is checked here alone"),
        ),
        (r#"name ~ "a" AND assignees.id = "1""#, "assignee(1)", None),
    ] {
        assert_eq!(asked_for(filter), (text.to_owned(), held_back), "{filter}");
    }
}

#[test]
fn a_list_ends_where_a_url_does() {
    let of = |from: usize, count: usize| {
        let ids: Vec<_> = (from..from + count).map(|id| format!("\"{id}\"")).collect();
        ids.join(", ")
    };
    let (text, held_back) = asked_for(&format!("platform_id IN ({})", of(1, 200)));
    assert_eq!((text.split(',').count(), held_back), (200, None));
    let (text, _) = asked_for(&format!("platform_id IN ({})", of(1, 201)));
    assert_eq!(text, "");
    let long = 1_000_000_000_000_000;
    let (text, held_back) = asked_for(&format!(
        "platform_id IN ({}) AND assignees.id = \"1\"",
        of(long, 200)
    ));
    assert_eq!(
        (text.as_str(), held_back),
        ("assignee(1)", Some("more values than a URL holds"))
    );
}

#[test]
fn mapped_words_are_asked_for_by_those_who_mapped_them() {
    let settings = json!({"deployment": "demo", "credentials": {"access_token": "t"}});
    let words = serde_json::from_str(r#"{"waiting": "on_hold", "a,b": "planned"}"#).unwrap();
    let connection = Connection::new(&settings, &words).unwrap();
    for (filter, class) in [
        ("status = \"on_hold\"", Class::Inexact),
        (
            "platform_status IN (\"waiting\", \"started\")",
            Class::Inexact,
        ),
        ("platform_status = \"a,b\"", Class::Unsupported),
        ("status = \"planned\"", Class::Unsupported),
    ] {
        let Expr::Is(predicate) = tree(filter) else {
            panic!("{filter}");
        };
        assert_eq!(connection.support(&predicate).class, class, "{filter}");
    }
}
