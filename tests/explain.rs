//! What every platform would be asked for, filter by filter, as golden files: one a platform.
//! `UPDATE_GOLDEN=1` writes them anew; read what changed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::json;
use taskweave::client::{
    Client, ClientOptions, Explanation, ListRequest, OneOrMany, SourceExplanation, World,
};
use taskweave::http::{MaskedRequest, ReplayTransport};
use taskweave::task::{TaskId, Timestamp};

/// What stands in every credential.
const TOKEN: &str = "s3cret-token";

/// Filters over every field, operator and shape. `{accelo}` is the id of a task there.
const FILTERS: [&str; 62] = [
    // Times, exact and relative.
    r#"updated_at >= "2026-01-01""#,
    r#"updated_at > "2026-01-01T00:00:00.500Z" AND updated_at <= "2026-06-30""#,
    r#"updated_at = "2026-01-01T12:00:00Z""#,
    r#"updated_at != "2026-01-01""#,
    r#"created_at BETWEEN "2026-01-01" AND "2026-02-01""#,
    r#"created_at NOT BETWEEN "2026-01-01" AND "2026-02-01""#,
    r#"created_at IN ("2026-01-01", "2026-01-02")"#,
    r#"updated_at < "1969-12-31""#,
    "updated_at >= now-7d AND created_at < today-1mo",
    "updated_at = null",
    "created_at != null",
    "last_synced_at >= now-1h",
    r#"start_at >= "2026-07-01" AND start_at < "2026-08-01""#,
    "due_at < today",
    "due_at = null",
    r#"completed_at BETWEEN today-1mo AND today"#,
    // Status, and the platforms' own words.
    r#"status = "completed""#,
    r#"status IN ("planned", "in_progress")"#,
    r#"status != "completed""#,
    r#"status = "unknown""#,
    r#"status = "on_hold""#,
    r#"status NOT IN ("unknown", "completed")"#,
    r#"platform_status = "started""#,
    "platform_status = null",
    // Texts.
    r#"name = "Paint the fence""#,
    r#"name != "Paint the fence""#,
    r#"name ~ "Acme""#,
    r#"name !~ "Acme""#,
    r#"name ~* "straße""#,
    r#"name ^= "Acme, Inc. (" AND name $= "%_""#,
    r#"name > "M""#,
    r#"name IN ("a", "b, c", "d)")"#,
    r#"description ~ "urgent""#,
    "description = null",
    // Ids.
    r#"platform_id = "17""#,
    r#"platform_id IN ("17", "18") AND platform_id != "19""#,
    r#"id = "{accelo}""#,
    r#"id != "{accelo}""#,
    // Details.
    r#"project.id = "7""#,
    r#"project.name ~ "House" AND project != null"#,
    "project = null",
    r#"assignees.email = "ann@example.com""#,
    r#"assignees.id IN ("3", "4") AND assignees.name != "Bob""#,
    r#"NOT assignees.name < "C""#,
    "assignees = null",
    r#"parent_id = "3" OR priority = "high""#,
    "percent_complete >= 0.5 AND percent_complete < 0.75",
    "is_billable = true AND is_milestone != true",
    "logged_hours > 8",
    // Paths into the platforms' own records.
    r#"platform_data.planned.startDate >= "2026-01-01" OR platform_data.project.key = "7""#,
    r#"platform_data.ordering > 3 AND platform_data.`nsp::odd name` = null"#,
    // OR and NOT.
    r#"status = "planned" OR status = "in_progress""#,
    r#"status = "planned" OR name ~ "Acme""#,
    r#"updated_at >= "2026-01-01" AND (status = "planned" OR created_at >= "2026-06-01")"#,
    r#"(status = "planned" AND name ~ "x") OR (status = "completed" AND updated_at >= "2026-06-01")"#,
    r#"NOT (status = "completed" OR updated_at < "2026-01-01")"#,
    r#"NOT (status = "completed" AND name ~ "x")"#,
    // What is known before any call.
    r#"platform = "ACCELO" AND status = "planned""#,
    r#"connection_id IN ("intacct", "zoho") OR platform = "KICKSERV" AND name = "x""#,
    r#"platform_url = null AND platform != "ZOHOBOOKS""#,
    r#"status = "completed" AND status = "planned""#,
    r#"updated_at > "2026-02-01" AND (updated_at < "2026-01-01" OR name = null)"#,
];

/// Other parts of a request, under the filter that they stand with.
fn others() -> Vec<(&'static str, ListRequest)> {
    let filter = |text: &str| ListRequest {
        filter: Some(text.to_owned()),
        ..ListRequest::default()
    };
    let expand = |word: &str| Some(OneOrMany::One(word.to_owned()));
    vec![
        ("no filter", ListRequest::default()),
        (
            "sort name",
            ListRequest {
                sort: Some("name".to_owned()),
                ..filter(r#"updated_at >= "2026-01-01""#)
            },
        ),
        (
            "sort created_at",
            ListRequest {
                sort: Some("created_at".to_owned()),
                ..filter(r#"created_at < "2026-01-01" AND status = "planned""#)
            },
        ),
        (
            "expand details",
            ListRequest {
                expand: expand("details"),
                ..ListRequest::default()
            },
        ),
        (
            "expand platform_data",
            ListRequest {
                expand: expand("platform_data"),
                ..filter("platform_data.ordering > 3")
            },
        ),
        (
            "utc_offset_minutes -300",
            ListRequest {
                utc_offset_minutes: Some(-300),
                ..filter("updated_at >= today")
            },
        ),
        (
            "updated_at_min",
            ListRequest {
                updated_at_min: Some(1_767_225_600_000),
                ..filter("updated_at < now")
            },
        ),
    ]
}

fn client() -> Client {
    let token = json!({ "access_token": TOKEN });
    let connections = vec![
        json!({ "id": "accelo", "platform": "ACCELO", "deployment": "acme", "credentials": token }),
        json!({ "id": "intacct", "platform": "SAGE_INTACCT", "credentials": token }),
        json!({ "id": "kickserv", "platform": "KICKSERV", "slug": "acme", "credentials": { "api_token": TOKEN } }),
        json!({ "id": "zoho", "platform": "ZOHOBOOKS", "region": "eu", "organization_id": "10234695", "credentials": token }),
    ];
    Client::new(connections, ClientOptions::default()).unwrap()
}

fn explain(client: &Client, request: &ListRequest) -> Explanation {
    let transport = ReplayTransport::new(|request| panic!("{request:?} was sent"));
    let world = World {
        transport: &transport,
        now: Timestamp::parse("2026-07-01T09:30:00Z").unwrap(),
    };
    let explanation = client
        .explain(world, request)
        .unwrap_or_else(|error| panic!("{request:?}: {error}"));
    let whole = serde_json::to_string(&explanation).unwrap();
    assert!(!whole.contains(TOKEN), "{whole}");
    // Kickserv writes its token into a header twice, in base64.
    assert!(!whole.contains("czNjcmV0"), "{whole}");
    explanation
}

/// One source's part, in few lines.
fn section(title: &str, whole: &Explanation, source: &SourceExplanation) -> String {
    let mut text = format!("## {title}\n");
    let mut line = |indent: &str, line: &str| writeln!(text, "{indent}{line}").unwrap();
    if source.mode == "not_read" {
        assert!(source.requests.is_empty());
        line("", &format!("not read: {}", source.reason));
        return text;
    }
    if whole.resolved_filter != whole.filter {
        let resolved = whole.resolved_filter.as_deref();
        line("", &format!("at that time: {}", resolved.unwrap()));
    }
    if source.filter != whole.resolved_filter {
        let filter = source.filter.as_deref();
        line("", &format!("comes to: {}", filter.unwrap_or("every task")));
    }
    for part in &source.predicates {
        let class = serde_json::to_value(part.class).unwrap();
        let class = class.as_str().unwrap();
        line(
            "  ",
            &format!("{} — {class}: {}", part.predicate, part.reason),
        );
        if let Some(asked) = part
            .asked
            .as_ref()
            .filter(|asked| **asked != part.predicate)
        {
            line("    ", &format!("asked as: {asked}"));
        }
        if let Some(reason) = part.held_back {
            line("    ", &format!("held back: {reason}"));
        }
    }
    let residual = match &source.residual {
        None => "nothing",
        same if *same == source.filter => "all",
        Some(part) => part,
    };
    line("", &format!("left to check: {residual}"));
    if !source.columns.is_empty() {
        line("", &format!("columns: {}", source.columns.join(", ")));
    }
    let calls = &source.expected_calls;
    let waits = if source.waits { ", last" } else { "" };
    line(
        "",
        &format!("{}, {} calls or more{waits}", source.mode, calls.at_least),
    );
    for request in &source.requests {
        for part in printed(request) {
            line("", &part);
        }
    }
    text
}

/// A request with its parameters one a line, as they are before they are encoded.
fn printed(request: &MaskedRequest) -> Vec<String> {
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let mut lines = vec![format!("{} {path}", request.method)];
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        lines.push(format!("  {name}: {value}"));
    }
    lines.extend(request.body.iter().map(|body| format!("  {body}")));
    lines
}

#[test]
fn every_filter_is_explained_as_it_was() {
    let client = client();
    let id = TaskId::encode_parts("accelo", None, "17");
    let filters = FILTERS.map(|filter| {
        let filter = filter.replace("{accelo}", &id);
        let request = ListRequest {
            filter: Some(filter.clone()),
            ..ListRequest::default()
        };
        (filter, request)
    });
    let others = others().into_iter().map(|(title, request)| {
        let filter = request.filter.iter().map(|filter| format!("{filter}, "));
        (filter.collect::<String>() + title, request)
    });
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (title, request) in filters.into_iter().chain(others) {
        let whole = explain(&client, &request);
        for source in &whole.sources {
            let text = files.entry(source.connection_id.clone()).or_default();
            if text.is_empty() {
                // The whole of one, for its shape.
                let json = serde_json::to_string_pretty(source).unwrap();
                writeln!(text, "# {}\n\n{json}\n", source.platform.as_str()).unwrap();
            }
            writeln!(text, "{}", section(&title, &whole, source)).unwrap();
        }
    }
    assert_eq!(files.len(), 4);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/explain");
    let mut wrong = Vec::new();
    for (name, text) in files {
        let path = folder.join(format!("{name}.txt"));
        let text = text.trim_end().to_owned() + "\n";
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        if known != text {
            let same = |(a, b): &(&str, &str)| a == b;
            let at = known.lines().zip(text.lines()).take_while(same).count();
            let line = text.lines().nth(at).unwrap_or("the end");
            wrong.push(format!("{name}.txt, line {}: now {line}", at + 1));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_GOLDEN=1 accepts this: {wrong:#?}");
}
