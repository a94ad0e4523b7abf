//! What is read is written and read as the same; whatever is written is read; nothing panics.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::filter::{Op, Predicate, Target, Value, operators};
use crate::platforms::sage_intacct::catalogue::{Kind, known};
use crate::task::{CATALOGUE, Decimal, FieldType, Status};

fn values(path: &'static str) -> Vec<&'static str> {
    match known(path).map(|known| known.kind) {
        Some(Kind::Number) => vec!["\"0.50\"", "2", "\"2\"", "1e3"],
        Some(Kind::Boolean) => vec!["true", "\"false\""],
        Some(Kind::Date) => {
            vec!["\"2024-01-31\"", "\"currentMonth\"", "\"yesterday\""]
        }
        Some(Kind::Instant) => vec![
            "\"2024-01-31T00:00:00Z\"",
            "\"2024-01-31T10:00:00.5+02:00\"",
            "\"priorYear\"",
            "\"2024-02-01\"",
        ],
        Some(_) => vec!["\"Ac\"", "\"\"", "\"42\"", "7", "\"\\u00e9\\\"\""],
        None => vec![
            "\"Ac\"",
            "5",
            "\"5\"",
            "true",
            "\"2024-01-31\"",
            "\"today\"",
        ],
    }
}

const NAMES: [&str; 18] = [
    "key",
    "name",
    "taskStatus",
    "status",
    "description",
    "audit.createdDateTime",
    "planned.endDate",
    "actual.endDate",
    "project.key",
    "project.name",
    "parent.key",
    "priority",
    "percentComplete",
    "isBillable",
    "wbsCode",
    "duration.planned",
    "nsp::crew",
    "item.color",
];

fn conditions() -> impl Strategy<Value = String> {
    let ops = conditions::WORDS.map(|(word, _)| word);
    (
        select(&NAMES[..]),
        select(ops.to_vec()),
        any::<u8>(),
        any::<u8>(),
        0..6u8,
    )
        .prop_map(|(name, op, a, b, null)| {
            let pool = values(name);
            let one = |at: u8| pool[usize::from(at) % pool.len()];
            let value = match op {
                "$in" | "$notIn" | "$between" | "$notBetween" => format!("[{},{}]", one(a), one(b)),
                "$eq" | "$ne" if null == 0 => "null".to_owned(),
                _ => one(a).to_owned(),
            };
            format!(r#"{{"{op}":{{"{name}":{value}}}}}"#)
        })
}

fn expressions() -> impl Strategy<Value = String> {
    let leaf = (1..4usize).prop_map(|number| number.to_string());
    leaf.prop_recursive(3, 8, 3, |inner| {
        (prop::collection::vec(inner, 2..4), any::<bool>()).prop_map(|(parts, is_and)| {
            format!("({})", parts.join(if is_and { " and " } else { " or " }))
        })
    })
}

/// Conditions, sometimes beside one that asks for rows with a value of the first's field, and joined in
/// one of the ways.
fn queries() -> impl Strategy<Value = String> {
    let conditions = prop::collection::vec(conditions(), 1..4);
    (conditions, expressions(), any::<[bool; 4]>()).prop_map(
        |(mut conditions, expression, [given, plain, caseless, dated])| {
            let name = conditions[0].split('"').nth(3).unwrap();
            if given {
                conditions.push(format!(r#"{{"$ne":{{"{name}":null}}}}"#));
            }
            let numbers: Vec<_> = (1..=conditions.len()).map(|at| at.to_string()).collect();
            let expression = match conditions.len() {
                3.. if !plain => format!("{} and {expression}", numbers.join(" and ")),
                _ if caseless => "or".to_owned(),
                _ => "and".to_owned(),
            };
            let as_of = if dated { r#","asOfDate":"2024-02-29""# } else { "" };
            let parameters = format!(r#""caseSensitiveComparison":{}{as_of}"#, !caseless);
            format!(
                r#"{{"filters":[{}],"filterExpression":"{expression}","filterParameters":{{{parameters}}}}}"#,
                conditions.join(","),
            )
        },
    )
}

/// Any comparison of our language.
fn predicates() -> impl Strategy<Value = Predicate> {
    let texts = [
        "",
        "a",
        "Acme",
        "acme",
        "42",
        "é",
        "a\\%_",
        "2024-01-31",
        "2024-01-31T00:00:00Z",
        "\u{0}",
    ];
    let millis = [
        -62_135_596_800_000,
        0,
        1_704_067_200_000,
        1_704_067_200_001,
        253_402_300_799_999,
    ];
    let fields: Vec<Target> = CATALOGUE
        .iter()
        .map(|info| Target::Field(info.field))
        .collect();
    let paths = NAMES
        .iter()
        .map(|name| Target::Data(crate::filter::Path::dotted(name)));
    let targets: Vec<Target> = fields.into_iter().chain(paths).collect();
    let kinds = [
        FieldType::Text,
        FieldType::Number,
        FieldType::Boolean,
        FieldType::Time,
    ];
    (
        select(targets),
        select(kinds.to_vec()),
        any::<prop::sample::Index>(),
        any::<[u8; 3]>(),
    )
        .prop_map(move |(target, kind, op, [a, b, c])| {
            let kind = target.field().map_or(kind, |field| field.info().kind);
            let value = |at: u8| {
                let at = usize::from(at);
                match kind {
                    FieldType::Text => Value::Text(texts[at % texts.len()].to_owned()),
                    FieldType::Time => {
                        Value::Time(Timestamp::from_millis(millis[at % millis.len()]).unwrap())
                    }
                    FieldType::Number => Value::Number(
                        Decimal::parse(["0.25", "1e400", "-3", "9007199254740993"][at % 4])
                            .unwrap(),
                    ),
                    FieldType::Boolean => Value::Boolean(at % 2 == 0),
                    FieldType::Status => Value::Status(Status::ALL[at % 6]),
                    FieldType::Platform => Value::Platform(crate::platforms::Platform::ALL[at % 4]),
                    FieldType::Object => Value::Null,
                }
            };
            let ops = operators(kind);
            if ops.is_empty() || c % 6 == 0 {
                return Predicate::new(
                    target,
                    if a % 2 == 0 { Op::Eq } else { Op::Ne },
                    Value::Null,
                );
            }
            let op = *op.get(ops);
            let value = match op {
                Op::In | Op::NotIn | Op::Between | Op::NotBetween => {
                    Value::List(vec![value(a), value(b)])
                }
                _ => value(a),
            };
            Predicate::new(target, op, value)
        })
}

fn exprs() -> impl Strategy<Value = Expr> {
    predicates()
        .prop_map(Expr::Is)
        .prop_recursive(4, 16, 3, |inner| {
            let parts = || prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                parts().prop_map(|parts| Expr::all(parts).unwrap()),
                parts().prop_map(|parts| Expr::any(parts).unwrap()),
                inner.clone().prop_map(|part| Expr::Not(Box::new(part))),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_read_is_written_and_read_as_the_same(query in queries()) {
        // A query of nothing that can be said has no filter, some are mistakes.
        let first = TaskDialect.read(&query, now()).ok();
        if let Some(filter) = first.as_ref().and_then(|first| first.filter.as_ref()) {
            let is_plain = first.as_ref().is_some_and(|first| first.notes.is_empty());
            let written = TaskDialect.write(filter);
            if is_plain {
                prop_assert_eq!(&written.residual, &None, "{}", query);
            }
            if !written.text.is_empty() && written.residual.is_none() {
                let again = read(&written.text).filter.unwrap();
                if is_plain {
                    let (again, filter) = (again.normal().to_string(), filter.normal().to_string());
                    prop_assert_eq!(again, filter, "{} {}", query, written.text);
                }
                prop_assert_eq!(TaskDialect.write(&again).residual, None);
            }
        }
    }

    #[test]
    fn whatever_is_written_is_read(filter in exprs()) {
        let written = TaskDialect.write(&filter);
        let predicates = filter.without_nots().predicates().len();
        prop_assert_eq!(written.parts.len(), predicates);
        let unsaid = written.parts.iter().any(|part| part.class != Class::Exact);
        prop_assert_eq!(written.residual.is_some(), unsaid, "{}", filter);
        if written.text.is_empty() {
            prop_assert!(written.residual.is_some());
        } else if written.text.len() <= crate::filter::MAX_BYTES {
            prop_assert!(TaskDialect.read(&written.text, now()).is_ok(), "{}", written.text);
        }
    }

    #[test]
    fn nothing_panics(text in "[\\[\\]{}:,\"$a-z0-9 .()\\\\é-]{0,120}", at in any::<usize>(), query in queries()) {
        let _ = TaskDialect.read(&text, now());
        let (start, end) = query.split_at(query.floor_char_boundary(at % (query.len() + 1)));
        let _ = TaskDialect.read(start, now());
        let _ = TaskDialect.read(&format!("{start}{text}{end}"), now());
    }
}
