//! The laws of push-down, over platforms that can be asked for anything or nothing: what is asked for
//! lets every row pass that matches, and with the residual it lets no other pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    reason = "a test says by a panic that it failed"
)]

use proptest::prelude::*;
use proptest::sample::select;
use taskweave::error::{Result, TaskweaveError};
use taskweave::filter::{Expr, Op, Predicate, Target, Value};
use taskweave::http::{Authorization, Request};
use taskweave::plan::push_down;
use taskweave::platforms::{
    Account, Answered, Call, Class, Expansion, Follow, Operations, PageFacts, Query, Slice, Support,
};
use taskweave::task::{Field, TaskId};

/// The rows, of sixteen, for which something is true, as bits.
type Rows = u16;

/// A comparison that is true of these rows.
fn of_rows(rows: Rows) -> Expr {
    Expr::Is(Predicate::new(
        Field::Name,
        Op::Eq,
        Value::Text(rows.to_string()),
    ))
}

fn rows_of(predicate: &Predicate) -> Rows {
    let Value::Text(rows) = &predicate.value else {
        unreachable!("{predicate} is not of this test")
    };
    let rows: Rows = rows.parse().unwrap();
    if predicate.op.is_denial() {
        !rows
    } else {
        rows
    }
}

fn rows(expr: &Expr) -> Rows {
    match expr {
        Expr::And(parts) => parts
            .iter()
            .map(rows)
            .fold(Rows::MAX, |all, part| all & part),
        Expr::Or(parts) => parts.iter().map(rows).fold(0, |any, part| any | part),
        Expr::Not(part) => !rows(part),
        Expr::Is(predicate) => rows_of(predicate),
    }
}

/// How one query can hold several comparisons.
#[derive(Clone, Copy, Debug)]
enum Grammar {
    /// All must hold, each by itself.
    Flat,
    /// One `OR` of comparisons among them.
    OneOr,
    /// Anything.
    Any,
}

/// A platform that answers comparisons as it pleases: what it says to one depends on its rows.
#[derive(Debug)]
struct Fake {
    answers: Vec<(Class, Rows, bool)>,
    grammar: Grammar,
}

const REFUSAL: &str = "the query is full";

impl Account for Fake {
    fn support(&self, predicate: &Predicate) -> Support {
        let rows = rows_of(predicate);
        let at = usize::from(rows % 7);
        match self.answers.get(at) {
            Some((Class::Exact, ..)) => Support::exact(Expr::Is(predicate.clone()), "as it stands"),
            Some((Class::Inexact, more, true)) => {
                let weaker = Expr::any(vec![of_rows(rows), of_rows(*more)]).unwrap();
                Support::inexact(weaker, "with others")
            }
            Some((Class::Inexact, more, false)) => {
                Support::inexact(of_rows(rows | more), "roughly")
            }
            _ => Support::unsupported("it cannot"),
        }
    }

    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        let parts = match asked {
            Expr::And(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let ors = parts.iter().filter(|part| !matches!(part, Expr::Is(_)));
        let can = match self.grammar {
            Grammar::Flat => ors.count() == 0,
            Grammar::OneOr => ors.count() <= 1,
            Grammar::Any => true,
        };
        if can { Ok(()) } else { Err(REFUSAL) }
    }

    fn begin(&self, _: &Query, _: Slice) -> Vec<Call> {
        Vec::new()
    }

    fn request(&self, _: &Query, _: &Call) -> Result<Request> {
        unreachable!("nothing is called")
    }

    fn follow(&self, _: &Call, _: &PageFacts, _: &[u8]) -> Result<Follow> {
        unreachable!("nothing is called")
    }

    fn get(&self, _: &TaskId, _: Expansion) -> Result<Request> {
        unreachable!("nothing is called")
    }

    fn authorization(&self) -> &Authorization {
        unreachable!("nothing is called")
    }

    fn failure(&self, _: &Answered<'_>) -> Option<TaskweaveError> {
        None
    }
}

impl Operations for Fake {}

fn fakes() -> impl Strategy<Value = Fake> {
    let class = select(&[Class::Exact, Class::Inexact, Class::Unsupported][..]);
    let answers = prop::collection::vec((class, any::<Rows>(), any::<bool>()), 7);
    let grammar = select(&[Grammar::Flat, Grammar::OneOr, Grammar::Any][..]);
    (answers, grammar).prop_map(|(answers, grammar)| Fake { answers, grammar })
}

fn filters() -> impl Strategy<Value = Expr> {
    // A row may have several of these, so that a NOT around the comparison stays.
    let several = any::<Rows>().prop_map(|rows| {
        let target = Target::Field(Field::AssigneeName);
        Expr::Is(Predicate::new(
            target,
            Op::Lt,
            Value::Text(rows.to_string()),
        ))
    });
    let leaf = prop_oneof![4 => any::<Rows>().prop_map(of_rows), 1 => several];
    leaf.prop_recursive(5, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..5);
        prop_oneof![
            parts().prop_filter_map("no part", Expr::all),
            parts().prop_filter_map("no part", Expr::any),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn nothing_that_matches_is_left_out(filter in filters(), fake in fakes()) {
        let filter = filter.without_nots();
        let done = push_down(Some(&filter), &fake);
        let asked = done.asked.as_ref().map_or(Rows::MAX, rows);
        let left = done.residual.as_ref().map_or(Rows::MAX, rows);
        prop_assert_eq!(rows(&filter) & !asked, 0, "{:?}", done);
        prop_assert_eq!(asked & left, rows(&filter), "{:?}", done);
        if let Some(asked) = &done.asked {
            prop_assert!(fake.can_ask(asked).is_ok(), "{}", asked);
        }
    }

    #[test]
    fn every_comparison_has_its_decision(filter in filters(), fake in fakes()) {
        let filter = filter.without_nots();
        let done = push_down(Some(&filter), &fake);
        let decided: Vec<_> = done.decisions.iter().map(|decision| &decision.predicate).collect();
        prop_assert_eq!(decided, filter.predicates());
        let asked: Vec<_> = done.asked.iter().flat_map(Expr::predicates).collect();
        let said: Vec<_> = done
            .decisions
            .iter()
            .filter(|decision| decision.held_back.is_none())
            .filter_map(|decision| decision.support.asked.as_ref())
            .flat_map(Expr::predicates)
            .collect();
        prop_assert_eq!(said, asked);
    }
}

fn with(classes: [Class; 7], grammar: Grammar) -> Fake {
    let answers = classes.map(|class| (class, 0b1000_0000, false)).to_vec();
    Fake { answers, grammar }
}

#[test]
fn an_arm_is_asked_for_by_what_can_be_asked_of_it() {
    use Class::{Exact, Unsupported};
    // Only what is divisible by seven cannot be asked for.
    let fake = with(
        [Unsupported, Exact, Exact, Exact, Exact, Exact, Exact],
        Grammar::Any,
    );
    let [no, one, two, three] = [7, 1, 2, 3].map(of_rows);
    let arm = Expr::all(vec![no.clone(), one.clone()]).unwrap();
    let filter = Expr::any(vec![arm, two.clone()]).unwrap();
    let done = push_down(Some(&filter), &fake);
    assert_eq!(done.asked, Expr::any(vec![one.clone(), two.clone()]));
    assert_eq!(done.residual, Some(filter));
    let reasons: Vec<_> = done.decisions.iter().map(|d| d.held_back).collect();
    assert_eq!(reasons, [None, None, None]);

    // An OR with an arm that cannot be asked for is held back alone.
    let inner = Expr::any(vec![no, one]).unwrap();
    let arm = Expr::all(vec![inner, two.clone()]).unwrap();
    let filter = Expr::any(vec![arm, three.clone()]).unwrap();
    let done = push_down(Some(&filter), &fake);
    assert_eq!(done.asked, Expr::any(vec![two, three]));
    let reason = Some("another arm of its OR is checked here alone");
    let reasons: Vec<_> = done.decisions.iter().map(|d| d.held_back).collect();
    assert_eq!(reasons, [None, reason, None, None]);
}

#[test]
fn what_a_query_cannot_hold_is_checked_here() {
    let fake = with([Class::Exact; 7], Grammar::OneOr);
    let or = |a, b| Expr::any(vec![of_rows(a), of_rows(b)]).unwrap();
    let filter = Expr::all(vec![of_rows(1), or(2, 3), or(4, 5)]).unwrap();
    let done = push_down(Some(&filter), &fake);
    assert_eq!(done.asked, Expr::all(vec![of_rows(1), or(2, 3)]));
    assert_eq!(done.residual, Some(or(4, 5)));
    let reasons: Vec<_> = done.decisions.iter().map(|d| d.held_back).collect();
    assert_eq!(reasons, [None, None, None, Some(REFUSAL), Some(REFUSAL)]);
}
