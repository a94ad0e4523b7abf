//! The law: what a query finds is all that matches here, whatever the platform does where nothing is
//! documented. Both sides are told naively, row by row.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::filter::operators;
use crate::plan::push_down;
use crate::platforms::fixtures;
use crate::platforms::sage_intacct::PLATFORM;
use crate::platforms::sage_intacct::catalogue::known;
use crate::platforms::{Class, PageContext, RowStatus};
use crate::task::{Decimal, FieldType, Status, StatusMap};

fn connection() -> Connection {
    Connection::new(
        &json!({"credentials": {"access_token": "t"}}),
        &StatusMap::default(),
    )
    .unwrap()
}

/// What the documents leave open, one side each.
#[derive(Clone, Copy, Debug)]
struct Sides {
    /// Whether denials give rows with a null.
    nulls_denied: bool,
    /// Whether audit times hide half a second.
    fractions: bool,
    /// Whether a flag that was never set is null to a query, though it shows as false.
    null_flags: bool,
}

/// A row: what it shows, by flat names.
fn rows() -> impl Strategy<Value = Json> {
    let texts = vec![
        json!(null),
        json!(""),
        json!("a"),
        json!("Acme"),
        json!("acme"),
        json!("42"),
    ];
    let text = || select(texts.clone());
    let days = vec![
        json!(null),
        json!("2023-12-31"),
        json!("2024-01-01"),
        json!("2024-01-02"),
    ];
    let day = || select(days.clone());
    let times = [
        "2023-12-31T23:59:59Z",
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:01Z",
    ]
    .map(|t| json!(t));
    let time = || select([vec![json!(null)], times.to_vec()].concat());
    let keys = || select(vec![json!(null), json!("42"), json!("7")]);
    let words = select(vec![
        json!(null),
        json!(""),
        json!("completed"),
        json!("planned"),
        json!("Acme"),
    ]);
    let percents = select(vec![json!(null), json!("0.25"), json!("1.00"), json!(0.5)]);
    let flag = || any::<bool>().prop_map(|flag| json!(flag));
    (
        (text(), text(), words, time(), time(), day(), day(), day()),
        (keys(), keys(), text(), keys(), select(vec![json!(null), json!(2), json!(42)]), percents, flag(), flag(), text()),
    )
        .prop_map(|(a, b)| {
            json!({
                "key": "42", "name": a.0, "description": a.1, "taskStatus": a.2,
                "audit.createdDateTime": a.3, "audit.modifiedDateTime": a.4,
                "planned.startDate": a.5, "planned.endDate": a.6, "actual.endDate": a.7,
                "project.key": b.0, "project.id": b.1, "project.name": if b.0.is_null() && b.1.is_null() { Json::Null } else { b.2 },
                "parent.key": b.3, "priority": b.4, "percentComplete": b.5,
                "isBillable": b.6, "isMilestone": b.7, "wbsCode": b.8,
            })
        })
}

/// One value that can be compared: a text, a number of milliseconds, or a number.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
enum Held {
    Text(String),
    Millis(i64),
    Number(f64),
    Boolean(bool),
}

fn compared(op: Op, held: &Held, wanted: &[Held]) -> Option<bool> {
    let pattern = |test: fn(&str, &str) -> bool| match (held, wanted) {
        (Held::Text(held), [Held::Text(wanted)]) => Some(test(held, wanted)),
        _ => None,
    };
    let fold = |held: &str, wanted: &str| held.to_lowercase().contains(&wanted.to_lowercase());
    Some(match (op, wanted) {
        (op, _) if op.is_denial() => !compared(op.negation(), held, wanted)?,
        (Op::Eq | Op::In, _) => wanted.contains(held),
        (Op::Lt, [wanted]) => held < wanted,
        (Op::Le, [wanted]) => held <= wanted,
        (Op::Gt, [wanted]) => held > wanted,
        (Op::Ge, [wanted]) => held >= wanted,
        (Op::Between, [low, high]) => held >= low && held <= high,
        (Op::Contains, _) => pattern(|held, wanted| held.contains(wanted))?,
        (Op::ContainsFold, _) => pattern(fold)?,
        (Op::StartsWith, _) => pattern(|held, wanted| held.starts_with(wanted))?,
        (Op::EndsWith, _) => pattern(|held, wanted| held.ends_with(wanted))?,
        _ => return None,
    })
}

fn of_value(value: &Value) -> Held {
    match value {
        Value::Text(text) => Held::Text(text.clone()),
        Value::Time(time) => Held::Millis(time.millis()),
        Value::Number(number) => Held::Number(number.to_f64()),
        Value::Boolean(boolean) => Held::Boolean(*boolean),
        Value::Status(status) => Held::Text(status.as_str().to_owned()),
        other => panic!("{other} is not compared here"),
    }
}

/// What our reader makes of a row.
fn ours(row: &Json, target: &Target, wanted: &Value) -> Option<Held> {
    let raw = row.to_string();
    let context = PageContext::default();
    let read = fixtures::row(PLATFORM.reader, &raw, &context).unwrap();
    let details = PLATFORM.reader.details(&raw, &context);
    let time = |time: Option<Timestamp>| time.map(|time| Held::Millis(time.millis()));
    let word = match &read.status {
        RowStatus::Word(word) => Some(word.to_string()),
        _ => None,
    };
    match target {
        Target::Data(path) => match (row.get(path.to_dotted())?, wanted) {
            (Json::String(text), Value::Text(_) | Value::Null) => Some(Held::Text(text.clone())),
            (Json::Null, _) => None,
            (other, Value::Null) => Some(Held::Text(other.to_string())),
            (Json::Number(number), Value::Text(_)) => Some(Held::Text(number.to_string())),
            (Json::Bool(flag), Value::Text(_)) => Some(Held::Text(flag.to_string())),
            (Json::Bool(flag), Value::Boolean(_)) => Some(Held::Boolean(*flag)),
            (Json::String(text), Value::Number(_)) => text.parse().ok().map(Held::Number),
            (Json::Number(number), Value::Number(_)) => number.as_f64().map(Held::Number),
            (Json::String(text), Value::Time(_)) => time(Timestamp::parse(text)),
            _ => None,
        },
        Target::Field(field) => match field {
            Field::PlatformId => Some(Held::Text(read.platform_id.to_string())),
            Field::Name => Some(Held::Text(read.name.to_string())),
            Field::PlatformStatus => word.map(Held::Text),
            Field::Status => {
                let status = word.and_then(|word| status::of_word(&word));
                Some(Held::Text(
                    status.unwrap_or(Status::Unknown).as_str().to_owned(),
                ))
            }
            Field::CreatedAt => time(read.created_at),
            Field::UpdatedAt => time(read.updated_at),
            Field::Description => details.description.map(Held::Text),
            Field::StartAt => time(details.start_at),
            Field::DueAt => time(details.due_at),
            Field::CompletedAt => time(details.completed_at),
            Field::Project | Field::ProjectId => {
                details.project.map(|project| Held::Text(project.id))
            }
            Field::ProjectName => details
                .project
                .and_then(|project| project.name)
                .map(Held::Text),
            Field::ParentId => details.parent_id.map(Held::Text),
            Field::Priority => details.priority.map(Held::Text),
            Field::PercentComplete => details.percent_complete.map(|n| Held::Number(n.to_f64())),
            Field::IsBillable => details.is_billable.map(Held::Boolean),
            Field::IsMilestone => details.is_milestone.map(Held::Boolean),
            other => panic!("{} is not filled here", other.name()),
        },
    }
}

fn matches(row: &Json, filter: &Expr) -> Option<bool> {
    match filter {
        Expr::Is(predicate) => {
            let held = ours(row, &predicate.target, predicate.values().first()?);
            match (&predicate.value, held) {
                (Value::Null, held) => Some(held.is_none() == (predicate.op == Op::Eq)),
                (_, None) => None,
                (_, Some(held)) => {
                    let wanted: Vec<Held> = predicate.values().iter().map(of_value).collect();
                    Some(compared(predicate.op, &held, &wanted).unwrap())
                }
            }
        }
        Expr::And(parts) => fold(parts, row, false),
        Expr::Or(parts) => fold(parts, row, true),
        Expr::Not(part) => matches(row, part).map(|truth| !truth),
    }
}

fn fold(parts: &[Expr], row: &Json, decides: bool) -> Option<bool> {
    let truths: Vec<_> = parts.iter().map(|part| matches(row, part)).collect();
    match truths.contains(&Some(decides)) {
        true => Some(decides),
        false if truths.contains(&None) => None,
        false => Some(!decides),
    }
}

/// What the query service does, from the very conditions that it is sent.
fn found(row: &Json, asked: &Expr, sides: Sides) -> bool {
    match asked {
        Expr::And(parts) => parts.iter().all(|part| found(row, part, sides)),
        Expr::Or(parts) => parts.iter().any(|part| found(row, part, sides)),
        Expr::Not(_) => panic!("the query service has no NOT"),
        Expr::Is(_) => {
            let conditions = super::super::dialect::Conditions::of(asked, "taskStatus").unwrap();
            let condition: Map<String, Json> = serde_json::from_str(&conditions.list[0]).unwrap();
            let (word, operation) = condition.iter().next().unwrap();
            let (path, wanted) = operation.as_object().unwrap().iter().next().unwrap();
            holds(word, path, wanted, row, sides)
        }
    }
}

fn holds(word: &str, path: &str, wanted: &Json, row: &Json, sides: Sides) -> bool {
    let kind = known(path).unwrap().kind;
    let read = |value: &Json| -> Option<Held> {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Some(match kind {
            _ if value.is_null() => return None,
            Kind::Text => Held::Text(text),
            Kind::Number => Held::Number(text.parse().unwrap()),
            Kind::Boolean => Held::Boolean(text.parse().unwrap()),
            Kind::Date => {
                assert_eq!(text.len(), 10, "a date against a date-time");
                Held::Millis(Timestamp::parse(&text).unwrap().millis())
            }
            Kind::Instant => {
                assert_eq!(text.len(), 20, "whole seconds alone");
                Held::Millis(Timestamp::parse(&text).unwrap().millis())
            }
            Kind::Link | Kind::Unknown => panic!("{path} is not compared"),
        })
    };
    let mut held = read(&row[path]);
    match &mut held {
        Some(Held::Millis(millis)) if kind == Kind::Instant && sides.fractions => *millis += 500,
        Some(Held::Boolean(false)) if sides.null_flags => held = None,
        _ => {}
    }
    let op = match word {
        "$eq" => Op::Eq,
        "$ne" => Op::Ne,
        "$lt" => Op::Lt,
        "$lte" => Op::Le,
        "$gt" => Op::Gt,
        "$gte" => Op::Ge,
        "$in" => Op::In,
        "$notIn" => Op::NotIn,
        "$between" => Op::Between,
        "$notBetween" => Op::NotBetween,
        "$contains" => Op::Contains,
        "$notContains" => Op::NotContains,
        "$startsWith" => Op::StartsWith,
        "$notStartsWith" => Op::NotStartsWith,
        "$endsWith" => Op::EndsWith,
        "$notEndsWith" => Op::NotEndsWith,
        other => panic!("{other} is not an operator"),
    };
    let ordered = [Op::Lt, Op::Le, Op::Gt, Op::Ge, Op::Between, Op::NotBetween].contains(&op);
    assert!(
        !(ordered && kind == Kind::Text),
        "texts have no documented order"
    );
    if wanted.is_null() {
        return held.is_none() == (op == Op::Eq);
    }
    let list = wanted
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![wanted.clone()]);
    let wanted: Vec<Held> = list.iter().filter_map(read).collect();
    match held {
        None => op.is_denial() && sides.nulls_denied,
        Some(held) => compared(op, &held, &wanted).unwrap(),
    }
}

fn filters() -> impl Strategy<Value = Expr> {
    use FieldType::{Boolean, Number, Text, Time};
    let fields = [
        Field::PlatformId,
        Field::Name,
        Field::PlatformStatus,
        Field::Status,
        Field::CreatedAt,
        Field::UpdatedAt,
        Field::Description,
        Field::StartAt,
        Field::DueAt,
        Field::CompletedAt,
        Field::Project,
        Field::ProjectId,
        Field::ProjectName,
        Field::ParentId,
        Field::Priority,
        Field::PercentComplete,
        Field::IsBillable,
        Field::IsMilestone,
    ];
    let paths = [
        ("wbsCode", Text),
        ("description", Text),
        ("planned.endDate", Text),
        ("actual.endDate", Time),
        ("priority", Number),
        ("priority", Text),
        ("percentComplete", Number),
        ("isBillable", Boolean),
        ("isBillable", Text),
        ("project.id", Text),
        ("nsp::x", Text),
    ];
    let of_fields = fields.map(|field| (Target::Field(field), field.info().kind));
    let of_paths = paths.map(|(path, kind)| (Target::Data(Path::dotted(path)), kind));
    let targets: Vec<_> = of_fields.into_iter().chain(of_paths).collect();
    let leaf = (
        select(targets),
        any::<prop::sample::Index>(),
        any::<[u8; 3]>(),
    )
        .prop_map(|((target, kind), op, [a, b, null])| {
            let value = |at: u8| {
                let at = usize::from(at);
                match kind {
                    Text => Value::Text(
                        [
                            "",
                            "a",
                            "Acme",
                            "42",
                            "2",
                            "2024-01-01",
                            "completed",
                            "\\",
                            "%",
                        ][at % 9]
                            .to_owned(),
                    ),
                    Time => {
                        let times = [
                            "2024-01-01",
                            "2024-01-01T00:00:00.5Z",
                            "2024-01-01T00:00:01Z",
                            "2024-01-02",
                            "9999-12-31T23:59:59.999Z",
                        ];
                        Value::Time(Timestamp::parse(times[at % 5]).unwrap())
                    }
                    Number => Value::Number(
                        Decimal::parse(["0.25", "0.50", "2", "42", "1e400"][at % 5]).unwrap(),
                    ),
                    Boolean => Value::Boolean(at % 2 == 0),
                    FieldType::Status => Value::Status(Status::ALL[at % 6]),
                    _ => Value::Null,
                }
            };
            let ops = operators(kind);
            if ops.is_empty() || null % 5 == 0 {
                return Expr::Is(Predicate::new(
                    target,
                    if a % 2 == 0 { Op::Eq } else { Op::Ne },
                    Value::Null,
                ));
            }
            let op = *op.get(ops);
            let value = match op {
                Op::In | Op::NotIn | Op::Between | Op::NotBetween => {
                    Value::List(vec![value(a), value(b)])
                }
                _ => value(a),
            };
            Expr::Is(Predicate::new(target, op, value))
        });
    leaf.prop_recursive(3, 8, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts().prop_map(|parts| Expr::all(parts).unwrap()),
            parts().prop_map(|parts| Expr::any(parts).unwrap()),
            inner.clone().prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_query_finds_all_that_matches(
        filter in filters(),
        rows in prop::collection::vec(rows(), 12),
        [nulls_denied, fractions, null_flags] in any::<[bool; 3]>(),
    ) {
        let sides = Sides { nulls_denied, fractions, null_flags };
        let filter = filter.without_nots();
        let done = push_down(Some(&filter), &connection());
        for decision in &done.decisions {
            let support = &decision.support;
            prop_assert_eq!(support.class == Class::Unsupported, support.asked.is_none());
        }
        if let Some(asked) = &done.asked {
            for row in &rows {
                if matches(row, &filter) == Some(true) {
                    prop_assert!(found(row, asked, sides), "{} lost {} by {}", filter, row, asked);
                } else if done.residual.is_none() {
                    prop_assert!(!found(row, asked, sides), "{} found {} by {}", filter, row, asked);
                }
            }
        }
    }
}

#[test]
fn much_is_pushed_down() {
    let is = |field: Field, op, text: &str| Predicate::new(field, op, Value::Text(text.to_owned()));
    let class = |predicate: Predicate| connection().supports(&predicate).class;
    let at = |field, op, text: &str| {
        Predicate::new(field, op, Value::Time(Timestamp::parse(text).unwrap()))
    };
    for (predicate, expected) in [
        (is(Field::Name, Op::Eq, "Acme"), Class::Exact),
        (is(Field::Name, Op::Contains, "Acme"), Class::Exact),
        (is(Field::Name, Op::StartsWith, "50%"), Class::Inexact),
        (is(Field::Name, Op::NotContains, "50%"), Class::Unsupported),
        (is(Field::Name, Op::NotContains, "Acme"), Class::Inexact),
        (is(Field::Name, Op::Contains, "a\\b"), Class::Unsupported),
        (is(Field::Name, Op::Contains, ""), Class::Unsupported),
        (
            is(Field::Name, Op::ContainsFold, "acme"),
            Class::Unsupported,
        ),
        (is(Field::Name, Op::Lt, "b"), Class::Unsupported),
        (is(Field::Description, Op::EndsWith, "b"), Class::Exact),
        (is(Field::PlatformId, Op::Eq, "42"), Class::Exact),
        (is(Field::PlatformId, Op::Gt, "42"), Class::Unsupported),
        (is(Field::ProjectId, Op::Eq, "42"), Class::Inexact),
        (is(Field::ParentId, Op::Ne, "42"), Class::Exact),
        (is(Field::Priority, Op::Eq, "2"), Class::Exact),
        (is(Field::Priority, Op::Eq, "2.0"), Class::Unsupported),
        (is(Field::Priority, Op::Ne, "2"), Class::Unsupported),
        (is(Field::ConnectionId, Op::Eq, "c"), Class::Unsupported),
        (
            at(Field::DueAt, Op::Lt, "2024-01-01T10:00:00Z"),
            Class::Exact,
        ),
        (at(Field::CompletedAt, Op::Ge, "2024-01-01"), Class::Exact),
        (at(Field::UpdatedAt, Op::Ge, "2024-01-01"), Class::Inexact),
    ] {
        let said = predicate.to_string();
        assert_eq!(class(predicate), expected, "{said}");
    }
    // A link cannot stand in a condition, with null neither.
    for (op, value) in [
        (Op::Eq, Value::Null),
        (Op::Ne, Value::Null),
        (Op::Eq, Value::Text("/objects/projects/task/1".to_owned())),
    ] {
        let predicate = Predicate::new(Target::Data(Path::dotted("href")), op, value);
        let said = predicate.to_string();
        assert_eq!(class(predicate), Class::Unsupported, "{said}");
    }
}
