//! Telling Accelo's open questions apart by reads.

mod filters;
mod orders;
mod rows;

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Seen, Tell, not_by_reads, reads};

const WRITE: &str = "only a write tells";
const UNSET: &str = "a task with a due date among the first 100, and one without";
const TOKEN: &str =
    "a connection whose token is asked for in the probe: credentials without `access_token`";

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: TELLS,
    most_calls: 45,
    reading_posts: &[],
    words: &[
        "standing",
        "against_type",
        "against",
        "color",
        "creator",
        "creator_type",
        "status",
        "more_info",
        "count",
    ],
    run,
};

const TELLS: &[Tell] = &[
    reads("limitMax", "more than 50 tasks"),
    reads("limitAboveMax", "an answer to `_limit=101`: 200 or 400"),
    reads("pageBase", "three tasks or more"),
    reads(
        "offsetWithPage",
        "an answer to `_offset` beside `_page`: 200 or 400",
    ),
    reads("badPaging", "an answer to `_limit=x`: 200 or 400"),
    reads("tieOrder", "three tasks of one standing"),
    reads(
        "orderSeveral",
        "an answer to an order by two fields: 200 or 400",
    ),
    reads(
        "textOrder",
        "titles like `paint` and `Roof`, whose order case decides, among the first 100",
    ),
    reads("unsetDate", "a task without some of its dates"),
    reads("unsetMatchesBefore", UNSET),
    reads("unsetSorts", UNSET),
    reads(
        "nullUnderNot",
        "a task without an assignee among the first 100",
    ),
    reads("repeatedAcross", "two tasks"),
    reads("jobOfMilestone", "a task against a milestone"),
    reads("unsetId", "a task without some of its links"),
    reads(
        "unknownFilter",
        "an answer to a filter that does not exist: 200 or 400",
    ),
    reads(
        "unknownField",
        "an answer to a field that does not exist: 200 or 400",
    ),
    reads(
        "searchWords",
        "a task whose title begins with a longer word of plain letters",
    ),
    reads("countType", "a count"),
    reads(
        "durations",
        "ten tasks with durations, not all of them whole hours",
    ),
    not_by_reads("bothTokensStatus", "the access token would stand in a URL"),
    reads("missingUrl", "an answer of a URL that does not exist"),
    not_by_reads("unknownWrite", WRITE),
    not_by_reads("readOnlyWrite", WRITE),
    not_by_reads("formerFields", WRITE),
    not_by_reads("emptyWrite", WRITE),
    not_by_reads("rateElsewhere", WRITE),
    not_by_reads("duplicateTitle", WRITE),
    reads("progressionShape", "a task that can be progressed"),
    not_by_reads("wrongStanding", WRITE),
    reads(
        "processPermission",
        "tasks of one status and of several people, some of which the token's user may progress",
    ),
    not_by_reads("oauthErrors", "only a wrong client or token tells"),
    reads(
        "refreshTokens",
        "a connection with a refresh token (and `--renew`)",
    ),
    reads("expiresIn", TOKEN),
];

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let rows = rows::read(asking).await?;
        rows::shapes(asking, &rows).await?;
        paging(asking).await?;
        orders::told(asking, &rows).await?;
        filters::told(asking, &rows).await?;
        counts(asking).await?;
        progressions(asking, &rows).await?;
        token(asking);
        Ok(())
    })
}

/// What an answer's envelope holds, if it is a list.
fn list(seen: &Seen) -> Vec<Value> {
    let list = seen.json.get("response").and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}

fn id(row: &Value) -> Option<u64> {
    row.get("id")?.as_str()?.parse().ok()
}

fn ids(seen: &Seen) -> Vec<u64> {
    list(seen).iter().filter_map(id).collect()
}

/// Whether a link or a date is not set, however that is written.
fn is_unset(row: &Value, name: &str) -> bool {
    match row.get(name) {
        None | Some(Value::Null) => true,
        Some(value) => value.as_str() == Some("0"),
    }
}

/// The side that stands for an answer, and that which stands for a refusal.
fn refused<'s>(seen: &Seen, taken: &'s str, refused: &'s str) -> Option<&'s str> {
    match seen.status {
        200..=299 => Some(taken),
        400..=499 => Some(refused),
        _ => None,
    }
}

async fn paging(asking: &Asking<'_>) -> Result<()> {
    let order = ("_filters", "order_by_asc(id)");
    let first = ids(&asking.get("tasks", &[order, ("_limit", "2")]).await?);
    let seen = asking
        .get("tasks", &[order, ("_limit", "1"), ("_page", "1")])
        .await?;
    let side = match (ids(&seen).first(), first.as_slice()) {
        (Some(given), [one, _]) if given == one => Some(1),
        (Some(given), [_, two]) if given == two => Some(0),
        _ => None,
    };
    asking.may_be(
        "pageBase",
        side,
        "which task `_page=1` of one task a page gives",
    );
    let both = [order, ("_limit", "1"), ("_page", "1"), ("_offset", "3")];
    let seen = asking.get("tasks", &both).await?;
    let side = refused(&seen, "pageWins", "error");
    asking.may_be("offsetWithPage", side, format!("HTTP {}", seen.status));
    let seen = asking.get("tasks", &[("_limit", "x")]).await?;
    let side = refused(&seen, "default", "error");
    asking.may_be(
        "badPaging",
        side,
        format!("`_limit=x` gives HTTP {}", seen.status),
    );
    Ok(())
}

async fn counts(asking: &Asking<'_>) -> Result<()> {
    let seen = asking.get("tasks/count", &[]).await?;
    asking.keep("count", &seen);
    let side = match seen.at("/response/count") {
        Some(Value::String(_)) => Some("string"),
        Some(Value::Number(_)) => Some("number"),
        _ => None,
    };
    asking.may_be("countType", side, "the JSON type of `count`");

    let seen = asking.get("no_such_resource", &[]).await?;
    asking.keep("no-such-resource", &seen);
    let is_json = seen.json.is_object();
    let side = match seen.status {
        404 if is_json => Some("json"),
        404 if seen.kind() == "markup" => Some("html"),
        400 if is_json => Some("invalidRequest"),
        _ => None,
    };
    asking.may_be(
        "missingUrl",
        side,
        format!("HTTP {} with {}", seen.status, seen.kind()),
    );
    Ok(())
}

/// Of tasks of one status that no person has two of, the token's user can be the person of one only.
async fn progressions(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    const MOST: usize = 6;
    let text = |row: &Value, name: &str| {
        let value = row.get(name).and_then(Value::as_str);
        value.filter(|value| *value != "0").map(str::to_owned)
    };
    let open = |row: &&Value| text(row, "standing").as_deref() == Some("started");
    let Some(status) = rows
        .iter()
        .find(open)
        .and_then(|row| text(row, "task_status"))
    else {
        return Ok(());
    };
    let alike = rows
        .iter()
        .filter(|row| text(row, "task_status").as_ref() == Some(&status));
    let mut people: Vec<String> = Vec::new();
    let (mut with, mut without) = (0_usize, 0_usize);
    for row in alike {
        let own: Vec<String> = ["assignee", "manager"]
            .into_iter()
            .filter_map(|name| text(row, name))
            .collect();
        let (false, Some(id)) = (own.iter().any(|one| people.contains(one)), id(row)) else {
            continue;
        };
        people.extend(own);
        let seen = asking.get(&format!("tasks/{id}/progressions"), &[]).await?;
        match list(&seen).first() {
            Some(first) => {
                if with == 0 {
                    asking.keep("progressions", &seen);
                    let side = if first.get("status").is_some_and(Value::is_object) {
                        "status"
                    } else {
                        "flat"
                    };
                    asking.is(
                        "progressionShape",
                        side,
                        "whether a progression holds a status object",
                    );
                }
                with = with.saturating_add(1);
            }
            None => without = without.saturating_add(1),
        }
        if with.saturating_add(without) >= MOST || with >= 2 {
            break;
        }
    }
    let side = match (with, without) {
        (2.., _) => Some("granted"),
        (1, 1..) => Some("ownOnly"),
        _ => None,
    };
    let seen = format!(
        "of tasks of one status, each of other people, {with} can be progressed and {without} cannot"
    );
    asking.may_be("processPermission", side, seen);
    Ok(())
}

fn token(asking: &Asking<'_>) {
    for answer in asking.token_answers() {
        let side = match answer.kind_of("expires_in") {
            Some("string") => Some("text"),
            Some("number") => Some("number"),
            _ => None,
        };
        asking.may_be("expiresIn", side, "the JSON type of `expires_in`");
        let side = match answer.is_rotated {
            Some(true) => Some("rotated"),
            Some(false) if answer.kind_of("access_token").is_some() => Some("kept"),
            _ => None,
        };
        asking.may_be("refreshTokens", side, "whether another refresh token came");
    }
}
