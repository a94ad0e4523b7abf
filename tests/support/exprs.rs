//! Random filters, as trees that keep the rules of `Expr`.

#![allow(dead_code, reason = "each test uses a part of it")]

use proptest::prelude::*;
use proptest::sample::select;

use taskweave::filter::{
    Anchor, Expr, Op, Path, Predicate, Relative, Step, Target, Unit, Value, operators,
};
use taskweave::platforms::Platform;
use taskweave::task::{CATALOGUE, Decimal, Field, FieldInfo, FieldType, Status, Timestamp};

/// Texts that contain, precede and equal one another, so that every operator finds some of them.
pub(crate) const TEXTS: [&str; 12] = [
    "",
    "a",
    "A",
    "Ac",
    "Acme",
    "acme",
    "Acme & Sons",
    "é",
    "e\u{301}",
    "漢字",
    "😀",
    "42",
];

/// Instants in milliseconds that lie close together, with the epoch and times before it.
pub(crate) const TIMES: [i64; 8] = [
    -62_135_596_800_000,
    -1,
    0,
    1_704_067_200_000,
    1_704_067_200_001,
    1_704_067_201_000,
    1_704_153_600_000,
    4_102_444_800_000,
];

/// Numbers in texts: equal ones in two spellings, and digits that a double loses.
pub(crate) const NUMBERS: [&str; 8] = [
    "0",
    "0.25",
    "0.250",
    "1",
    "-1.5",
    "12.1",
    "9007199254740993",
    "1e400",
];

/// Paths into a platform's own record, plain and odd ones.
pub(crate) const PATHS: [&[&str]; 6] = [
    &["priority"],
    &["planned", "startDate"],
    &["project", "key"],
    &["employees", "name"],
    &["nsp::odd name"],
    &["a`b", "and"],
];

/// Filters over every filterable field and each of its operators, with values of the small pools
/// above, so that rows of the same pools match. None has a relative time.
pub(crate) fn exprs() -> impl Strategy<Value = Expr> {
    exprs_over(select(&TEXTS[..]).prop_map(str::to_owned))
}

/// Filters over these fields alone, so that comparisons of one field stand together.
pub(crate) fn exprs_on(fields: &'static [Field]) -> impl Strategy<Value = Expr> {
    let leaf = select(fields).prop_flat_map(|field| {
        let texts = select(&TEXTS[..]).prop_map(str::to_owned);
        predicates(Target::Field(field), field.info().kind, texts)
    });
    trees(leaf.prop_map(Expr::Is))
}

/// The same with other texts.
pub(crate) fn exprs_over(
    texts: impl Strategy<Value = String> + Clone + 'static,
) -> impl Strategy<Value = Expr> {
    trees(leaves(texts))
}

/// Those of [`exprs`] with times that are told from now among the times, of fields and of the
/// platform's own record.
pub(crate) fn relative_exprs() -> impl Strategy<Value = Expr> {
    let texts = select(&TEXTS[..]).prop_map(str::to_owned);
    let target = prop_oneof![
        3 => select(times()).prop_map(Target::Field),
        1 => select(&PATHS[..]).prop_map(path),
    ];
    let time = || relatives().prop_map(Value::Relative);
    let compared =
        (target, select(operators(FieldType::Time))).prop_flat_map(move |(target, op)| {
            // Beside a time from now an instant is one too, even of a place in the platform's record.
            let others = prop::collection::vec(
                prop_oneof![time(), values(FieldType::Time, Just(String::new()))],
                2,
            );
            (time(), others).prop_map(move |(time, mut others)| {
                let value = match op {
                    Op::In | Op::NotIn => {
                        others.push(time);
                        Value::List(others)
                    }
                    Op::Between | Op::NotBetween => {
                        others.truncate(1);
                        others.push(time);
                        Value::List(others)
                    }
                    _ => time,
                };
                Expr::Is(Predicate::new(target.clone(), op, value))
            })
        });
    trees(prop_oneof![1 => leaves(texts), 1 => compared])
}

fn path(names: &[&str]) -> Target {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Target::Data(Path::new(names).unwrap())
}

fn times() -> Vec<Field> {
    let times = CATALOGUE
        .iter()
        .filter(|info| info.kind == FieldType::Time && info.filterable);
    times.map(|info| info.field).collect()
}

fn relatives() -> impl Strategy<Value = Relative> {
    let step =
        (1i32..400, any::<bool>(), select(&Unit::ALL[..])).prop_map(|(count, is_back, unit)| {
            Step {
                count: if is_back { -count } else { count },
                unit,
            }
        });
    let anchor = select(&[Anchor::Now, Anchor::Today][..]);
    (anchor, prop::collection::vec(step, 0..3))
        .prop_map(|(anchor, steps)| Relative { anchor, steps })
}

fn trees(leaf: impl Strategy<Value = Expr> + 'static) -> impl Strategy<Value = Expr> {
    leaf.prop_recursive(5, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..5);
        prop_oneof![
            parts().prop_filter_map("no part", Expr::all),
            parts().prop_filter_map("no part", Expr::any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

fn leaves(texts: impl Strategy<Value = String> + Clone + 'static) -> BoxedStrategy<Expr> {
    let fields = CATALOGUE
        .iter()
        .filter(|info| info.filterable && info.field != Field::PlatformData);
    let fields: Vec<&'static FieldInfo> = fields.collect();
    let of_data = texts.clone();
    let field = select(fields)
        .prop_flat_map(move |info| predicates(Target::Field(info.field), info.kind, texts.clone()));
    let kinds = vec![FieldType::Text, FieldType::Number, FieldType::Boolean];
    let data = (select(&PATHS[..]), select(kinds))
        .prop_flat_map(move |(names, kind)| predicates(path(names), kind, of_data.clone()));
    prop_oneof![4 => field, 1 => data]
        .prop_map(Expr::Is)
        .boxed()
}

/// Comparisons of a target that holds values of a type.
fn predicates(
    target: Target,
    kind: FieldType,
    texts: impl Strategy<Value = String> + Clone + 'static,
) -> BoxedStrategy<Predicate> {
    let of_null = target.clone();
    let null = select(&[Op::Eq, Op::Ne][..])
        .prop_map(move |op| Predicate::new(of_null.clone(), op, Value::Null));
    if kind == FieldType::Object {
        return null.boxed();
    }
    let compared = select(operators(kind)).prop_flat_map(move |op| {
        let value = || values(kind, texts.clone());
        let value = match op {
            Op::In | Op::NotIn => prop::collection::vec(value(), 1..4)
                .prop_map(Value::List)
                .boxed(),
            Op::Between | Op::NotBetween => prop::collection::vec(value(), 2)
                .prop_map(Value::List)
                .boxed(),
            _ => value(),
        };
        let target = target.clone();
        value.prop_map(move |value| Predicate::new(target.clone(), op, value))
    });
    prop_oneof![5 => compared, 1 => null].boxed()
}

fn values(kind: FieldType, texts: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Value> {
    match kind {
        FieldType::Time => select(&TIMES[..])
            .prop_filter_map("no time", Timestamp::from_millis)
            .prop_map(Value::Time)
            .boxed(),
        FieldType::Status => select(&Status::ALL[..]).prop_map(Value::Status).boxed(),
        FieldType::Platform => select(Platform::ALL).prop_map(Value::Platform).boxed(),
        FieldType::Text => texts.prop_map(Value::Text).boxed(),
        FieldType::Number => select(&NUMBERS[..])
            .prop_filter_map("no number", Decimal::parse)
            .prop_map(Value::Number)
            .boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        FieldType::Object => Just(Value::Null).boxed(),
    }
}
