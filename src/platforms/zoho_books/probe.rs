//! Telling Zoho Books' open questions apart by reads.

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Seen, Tell, not_by_reads, reads};

/// Of so many projects the tasks are read, until one has some.
const PROJECTS: usize = 8;
/// An id that nobody has.
const NOBODY: &str = "1";

const WRITE: &str = "only a write tells";
const TOKEN: &str = "only a wrong token tells";

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: TELLS,
    most_calls: 20,
    reading_posts: &[],
    words: &[
        "status",
        "code",
        "applied_filter",
        "report_name",
        "sort_column",
        "sort_order",
    ],
    run,
};

const TELLS: &[Tell] = &[
    reads("listKey", "a project that can be read"),
    reads("idType", "a task"),
    reads("hours", "a task"),
    reads("embeddedProjectId", "a task"),
    reads("defaultProjects", "an inactive project among the first 200"),
    reads(
        "perPageMax",
        "an answer that says its `per_page`, or more than 200 projects",
    ),
    reads("badPaging", "an answer to `page=x`: 200 or 400"),
    not_by_reads("tokenError", TOKEN),
    not_by_reads("tokenErrorStatus", TOKEN),
    reads(
        "absentStatus",
        "an answer for a project that does not exist: 400 or 404",
    ),
    reads("unsetRate", "a task without a rate"),
    not_by_reads(
        "newTaskPlace",
        "only a new task tells: the others may have been put in order by hand",
    ),
    not_by_reads("omittedFields", WRITE),
    not_by_reads("unknownField", WRITE),
    not_by_reads("nullValue", WRITE),
    not_by_reads("writtenNumbers", WRITE),
    not_by_reads("formBody", WRITE),
    reads(
        "refreshRotation",
        "a connection with a refresh token (and `--renew`)",
    ),
    reads(
        "expiresIn",
        "a connection with a refresh token (and `--renew`)",
    ),
    not_by_reads(
        "oauthErrorStatus",
        "only a wrong client or refresh token tells",
    ),
    not_by_reads("minuteLimitCode", "only too many calls tell"),
    reads(
        "rateHeaders",
        "headers that tell of 100 calls or of 500 and more",
    ),
];

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let projects = projects(asking).await?;
        paging(asking).await?;
        tasks(asking, &projects).await?;
        let absent = asking.get(&format!("projects/{NOBODY}"), &[]).await?;
        if !absent.is_success() {
            asking.keep("project-missing", &absent);
            asking.is(
                "absentStatus",
                absent.status,
                format!("HTTP {}", absent.status),
            );
        }
        token(asking);
        Ok(())
    })
}

fn list<'v>(seen: &'v Seen, name: &str) -> &'v [Value] {
    let list = seen.json.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// An id as text, however it is written.
fn id(row: &Value, name: &str) -> Option<String> {
    match row.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The ids of the projects, active ones first.
async fn projects(asking: &Asking<'_>) -> Result<Vec<String>> {
    let all = asking
        .get("projects", &[("filter_by", "Status.All")])
        .await?;
    asking.keep("projects", &all);
    rate(asking, &all);
    let usual = asking.get("projects", &[]).await?;
    let inactive = |seen: &Seen| {
        let rows = list(seen, "projects").iter();
        rows.filter(|row| row.get("status").and_then(Value::as_str) == Some("inactive"))
            .count()
    };
    let (with, without) = (inactive(&all), inactive(&usual));
    let side = match (with, without) {
        (_, 1..) => Some("all"),
        (1.., 0) => Some("active"),
        _ => None,
    };
    let seen = format!("{without} inactive projects without `filter_by`, {with} with `Status.All`");
    asking.may_be("defaultProjects", side, seen);
    let rows = list(&all, "projects").iter();
    Ok(rows.filter_map(|row| id(row, "project_id")).collect())
}

/// Which limit the headers tell of: 100 calls a minute, 1,000 and more a day.
fn rate(asking: &Asking<'_>, seen: &Seen) {
    let limit = seen.header("x-rate-limit-limit");
    let side = match limit.map(|limit| limit.trim().parse::<u64>()) {
        None => Some("absent"),
        Some(Ok(0..=100)) => Some("minute"),
        Some(Ok(500..)) => Some("day"),
        Some(_) => None,
    };
    let seen = match limit {
        Some(limit) => format!("X-Rate-Limit-Limit is {limit}"),
        None => "no X-Rate-Limit-Limit".to_owned(),
    };
    asking.may_be("rateHeaders", side, seen);
}

async fn paging(asking: &Asking<'_>) -> Result<()> {
    let seen = asking
        .get(
            "projects",
            &[("per_page", "201"), ("filter_by", "Status.All")],
        )
        .await?;
    let given = list(&seen, "projects").len();
    let said = seen.at("/page_context/per_page").and_then(Value::as_u64);
    let more = seen
        .at("/page_context/has_more_page")
        .and_then(Value::as_bool);
    let words = format!("`per_page=201` gives {given} projects");
    match (given, said, more) {
        (201.., ..) | (_, Some(201..), _) => asking.is("perPageMax", "none", words),
        (_, _, Some(true)) => {
            asking.is("perPageMax", given, format!("{words}, and there are more"))
        }
        (_, Some(said), _) => asking.is(
            "perPageMax",
            said,
            format!("the answer says per_page {said}"),
        ),
        _ => {}
    }
    let seen = asking.get("projects", &[("page", "x")]).await?;
    let side = match seen.status {
        200..=299 => Some("default"),
        400..=499 => Some("error"),
        _ => None,
    };
    asking.may_be(
        "badPaging",
        side,
        format!("`page=x` gives HTTP {}", seen.status),
    );
    if !seen.is_success() {
        asking.keep("bad-paging", &seen);
    }
    Ok(())
}

async fn tasks(asking: &Asking<'_>, projects: &[String]) -> Result<()> {
    let mut rates = (0_usize, 0_usize, 0_usize);
    let mut is_shown = false;
    for project in projects.iter().take(PROJECTS) {
        let seen = asking.get(&format!("projects/{project}"), &[]).await?;
        let rows = seen.at("/project/tasks").and_then(Value::as_array);
        let rows = rows.map_or(&[][..], Vec::as_slice);
        for rate in rows.iter().filter_map(|row| row.get("rate")) {
            match rate {
                Value::Null => rates.0 = rates.0.saturating_add(1),
                other if other.as_f64() == Some(0.0) => rates.1 = rates.1.saturating_add(1),
                _ => rates.2 = rates.2.saturating_add(1),
            }
        }
        if let Some(first) = rows.first().filter(|_| !is_shown) {
            is_shown = true;
            asking.keep("project", &seen);
            shapes(asking, first);
            let listed = asking
                .get(&format!("projects/{project}/tasks"), &[])
                .await?;
            let key = ["tasks", "task"]
                .into_iter()
                .find(|key| listed.json.get(*key).is_some());
            asking.may_be("listKey", key, "the key of a project's tasks");
            asking.keep("tasks", &listed);
            if let Some(task) = id(first, "task_id") {
                let one = asking
                    .get(&format!("projects/{project}/tasks/{task}"), &[])
                    .await?;
                asking.keep("task", &one);
            }
        }
        if is_shown && rates.0 > 0 {
            break;
        }
    }
    let (null, zero, set) = rates;
    let side = match (null, zero) {
        (1.., _) => Some("null"),
        (0, 1..) => Some("zero"),
        _ => None,
    };
    let seen = format!(
        "{null} rates are null, {zero} are 0 (which somebody may have set), {set} are more"
    );
    asking.may_be("unsetRate", side, seen);
    Ok(())
}

fn shapes(asking: &Asking<'_>, task: &Value) {
    let side = match task.get("task_id") {
        Some(Value::String(_)) => Some("string"),
        Some(Value::Number(_)) => Some("number"),
        _ => None,
    };
    asking.may_be("idType", side, "the JSON type of `task_id`");
    let side = match task.get("log_time").or_else(|| task.get("billed_hours")) {
        Some(Value::String(text)) if text.contains(':') => Some("HH:MM"),
        Some(Value::Number(_)) => Some("number"),
        _ => None,
    };
    asking.may_be("hours", side, "how `log_time` is written");
    let side = if task.get("project_id").is_some() {
        "present"
    } else {
        "absent"
    };
    asking.is(
        "embeddedProjectId",
        side,
        format!("`project_id` is {side} in an embedded task"),
    );
}

fn token(asking: &Asking<'_>) {
    for answer in asking.token_answers() {
        if answer.kind_of("expires_in").is_some() {
            let side = match answer.kind_of("expires_in_sec") {
                Some(_) => "milliseconds",
                None => "seconds",
            };
            asking.is(
                "expiresIn",
                side,
                "whether `expires_in_sec` stands beside `expires_in`",
            );
        }
        let side = match answer.is_rotated {
            Some(true) => Some("rotates"),
            Some(false) if answer.kind_of("access_token").is_some() => Some("none"),
            _ => None,
        };
        asking.may_be(
            "refreshRotation",
            side,
            "whether another refresh token came",
        );
    }
}
