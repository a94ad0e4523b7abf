//! Equal filters have one fingerprint, and it costs nothing of what a filter says.

use proptest::prelude::*;
use taskweave::filter::{Expr, Filter, MAX_DEPTH, Op, Predicate, Value};

use super::limits::LEAF;
use super::support::exprs::{exprs, relative_exprs};

fn fingerprint(text: &str) -> String {
    Filter::parse(text).unwrap().fingerprint()
}

#[test]
fn equal_filters_have_one_fingerprint() {
    for group in [
        &[
            r#"name = "a" AND status = "planned""#,
            r#"status="planned" and name="a""#,
            r#"(name = "a" AND status = "planned") AND name = "a""#,
            r#"NOT (name != "a" OR NOT status = "planned")"#,
            r#"NOT NOT name IN ("a", "a") AND (status = "planned")"#,
        ][..],
        &[
            r#"status IN ("planned", "on_hold")"#,
            r#"status IN ("on_hold", "planned", "on_hold")"#,
            r#"NOT status NOT IN ("on_hold", "planned")"#,
        ],
        &["due_at < now-7d", "NOT due_at >= NOW - 7d"],
        &[
            r#"name = "a" AND id = "1" AND name = "b""#,
            r#"name = "a" AND (id = "1" AND name = "b" OR name = "b" AND id = "1")"#,
        ],
        // Of several values `>=` is not what is left when none is less.
        &[
            r#"NOT assignees.name < "a""#,
            r#"NOT (assignees.name < "a" OR assignees.name < "a")"#,
        ],
        &[
            "logged_hours = 1",
            "logged_hours = 1.0",
            "logged_hours IN (1e0)",
        ],
    ] {
        let all: Vec<_> = group.iter().map(|text| fingerprint(text)).collect();
        assert!(all.iter().all(|other| *other == all[0]), "{all:#?}");
    }
    for (one, other) in [
        (r#"name = "a""#, r#"name = "A""#),
        (r#"name = "a" AND id = "b""#, r#"name = "a" OR id = "b""#),
        (r#"NOT assignees.name < "a""#, r#"assignees.name >= "a""#),
        ("platform_data.x = 5", r#"platform_data.x = "5""#),
        ("platform_data.x = now", r#"platform_data.x = "now""#),
        ("platform_data.a.b = 5", "platform_data.`a.b` = 5"),
        ("due_at < now", "due_at < today"),
        (
            "logged_hours BETWEEN 1 AND 2",
            "logged_hours BETWEEN 2 AND 1",
        ),
    ] {
        assert_ne!(fingerprint(one), fingerprint(other), "{one}");
    }
}

#[test]
fn the_deepest_filters_have_one_too() {
    let text = format!(
        "{}{LEAF}{}",
        "NOT(id=\"\" AND ".repeat(MAX_DEPTH / 2),
        ")".repeat(MAX_DEPTH / 2)
    );
    let filter = Filter::parse(&text).unwrap();
    let normal = Filter::from(filter.expr().normal());
    assert_eq!(Filter::parse(&normal.canonical()).unwrap(), normal);
}

/// How many parentheses and `NOT`s stand around a comparison.
fn depth(expr: &Expr) -> usize {
    let open = |part: &Expr| usize::from(matches!(part, Expr::And(_) | Expr::Or(_)));
    match expr {
        Expr::Is(_) => 0,
        Expr::Not(part) => 1 + open(part) + depth(part),
        Expr::Or(parts) => parts.iter().map(depth).max().unwrap_or(0),
        Expr::And(parts) => parts
            .iter()
            .map(|part| open(part) + depth(part))
            .max()
            .unwrap_or(0),
    }
}

/// Says the same in another way, as the choices say.
fn said_otherwise(expr: &Expr, choices: &mut impl Iterator<Item = u8>) -> Expr {
    let mut choose = |n: u8| choices.next().unwrap_or(0) % n;
    let not = |part| Expr::Not(Box::new(part));
    let (double, twice, inside) = (choose(4) == 1, choose(3) == 1, choose(2) == 1);
    let turn = usize::from(choose(5));
    let same = match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            let is_and = matches!(expr, Expr::And(_));
            let mut parts: Vec<_> = parts
                .iter()
                .map(|part| said_otherwise(part, choices))
                .collect();
            let length = parts.len();
            parts.rotate_left(turn % length);
            if twice {
                parts.push(parts[0].clone());
            }
            match (is_and, inside) {
                (true, false) => Expr::all(parts).unwrap(),
                (false, false) => Expr::any(parts).unwrap(),
                (true, true) => not(Expr::any(parts.into_iter().map(not).collect()).unwrap()),
                (false, true) => not(Expr::all(parts.into_iter().map(not).collect()).unwrap()),
            }
        }
        Expr::Not(part) => match (&**part, inside) {
            (Expr::Is(predicate), true) => match predicate.negated() {
                Some(denial) => Expr::Is(denial),
                None => expr.clone(),
            },
            _ => not(said_otherwise(part, choices)),
        },
        Expr::Is(predicate) => match &predicate.value {
            Value::List(values) if matches!(predicate.op, Op::In | Op::NotIn) => {
                let mut values = values.clone();
                let length = values.len();
                values.rotate_left(turn % length);
                values.extend(twice.then(|| values[0].clone()));
                let target = predicate.target.clone();
                Expr::Is(Predicate::new(target, predicate.op, Value::List(values)))
            }
            value if predicate.op == Op::Eq && *value != Value::Null && twice => {
                let values = Value::List(vec![value.clone()]);
                Expr::Is(Predicate::new(predicate.target.clone(), Op::In, values))
            }
            _ => expr.clone(),
        },
    };
    if double { not(not(same)) } else { same }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_said_otherwise_has_the_same_normal_form(
        expr in prop_oneof![exprs(), relative_exprs()],
        choices in prop::collection::vec(any::<u8>(), 200),
    ) {
        let other = said_otherwise(&expr, &mut choices.into_iter());
        prop_assert_eq!(other.normal().to_string(), expr.normal().to_string(), "{}\n{}", expr, other);
    }

    #[test]
    fn a_normal_form_is_its_own_and_no_deeper(expr in prop_oneof![exprs(), relative_exprs()]) {
        let normal = expr.normal();
        prop_assert_eq!(&normal.normal(), &normal, "{}", normal);
        prop_assert!(depth(&normal) <= depth(&expr), "{}\n{}", expr, normal);
        let inside = expr.without_nots();
        prop_assert_eq!(&inside.without_nots(), &inside);
        prop_assert!(depth(&inside) <= depth(&expr), "{}\n{}", expr, inside);
        let text = normal.to_string();
        prop_assert_eq!(Filter::parse(&text).map(|filter| filter.expr().clone()), Ok(normal));
    }

    #[test]
    fn nots_stand_only_where_no_comparison_says_the_same(expr in exprs()) {
        fn check(expr: &Expr) -> bool {
            match expr {
                Expr::And(parts) | Expr::Or(parts) => parts.iter().all(check),
                Expr::Not(part) => matches!(&**part, Expr::Is(predicate) if predicate.negated().is_none()),
                Expr::Is(_) => true,
            }
        }
        prop_assert!(check(&expr.without_nots()), "{}", expr);
    }
}
