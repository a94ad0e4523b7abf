//! Random filters, as trees that keep the rules of `Expr`.

use proptest::prelude::*;
use proptest::sample::select;

use taskweave::filter::{Expr, Op, Predicate, Value, operators};
use taskweave::platforms::Platform;
use taskweave::task::{CATALOGUE, FieldInfo, FieldType, Status, Timestamp};

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

/// Filters over every filterable field and each of its operators, with values of the small pools
/// above, so that rows of the same pools match.
pub(crate) fn exprs() -> impl Strategy<Value = Expr> {
    exprs_over(select(&TEXTS[..]).prop_map(str::to_owned))
}

/// The same with other texts.
pub(crate) fn exprs_over(
    texts: impl Strategy<Value = String> + Clone + 'static,
) -> impl Strategy<Value = Expr> {
    let filterable: Vec<&'static FieldInfo> =
        CATALOGUE.iter().filter(|info| info.filterable).collect();
    let leaf = select(filterable)
        .prop_flat_map(move |info| predicates(info, texts.clone()))
        .prop_map(Expr::Is);
    leaf.prop_recursive(5, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..5);
        prop_oneof![
            parts().prop_filter_map("no part", Expr::all),
            parts().prop_filter_map("no part", Expr::any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

fn predicates(
    info: &'static FieldInfo,
    texts: impl Strategy<Value = String> + 'static,
) -> impl Strategy<Value = Predicate> {
    let field = info.field;
    let values = match info.kind {
        FieldType::Time => select(&TIMES[..])
            .prop_filter_map("no time", Timestamp::from_millis)
            .prop_map(Value::Time)
            .boxed(),
        FieldType::Status => select(&Status::ALL[..]).prop_map(Value::Status).boxed(),
        FieldType::Platform => select(Platform::ALL).prop_map(Value::Platform).boxed(),
        FieldType::Text => texts.prop_map(Value::Text).boxed(),
        FieldType::Number | FieldType::Boolean | FieldType::Object => {
            unreachable!("{} has a type that no value fits yet", info.name)
        }
    };
    let compared = (select(operators(info.kind)), values);
    let null = (select(&[Op::Eq, Op::Ne][..]), Just(Value::Null));
    prop_oneof![5 => compared, 1 => null].prop_map(move |(op, value)| Predicate {
        field,
        op,
        value,
    })
}
