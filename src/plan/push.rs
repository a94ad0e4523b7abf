//! Which parts of a filter go to a platform.

use crate::filter::{Expr, Predicate};
use crate::platforms::{Account, Support};

/// What becomes of one part of a filter that must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The part.
    pub part: Expr,
    /// What the platform can do about it.
    pub support: Support,
}

/// Asks the platform about every part of the filter that must hold by itself.
///
/// `AND` pushes each part that can be. A part that is an `OR` or a `NOT` stays here: an `OR` with one
/// arm that cannot be pushed cannot be pushed at all, and the negation of a rough answer leaves out rows.
pub fn push_down(filter: Option<&Expr>, account: &dyn Account) -> Vec<Decision> {
    let parts: &[Expr] = match filter {
        None => &[],
        Some(Expr::And(parts)) => parts,
        Some(single) => std::slice::from_ref(single),
    };
    parts
        .iter()
        .map(|part| Decision {
            support: match part {
                Expr::Is(predicate) => account.support(predicate),
                Expr::Or(_) => Support::unsupported("an OR is checked here"),
                Expr::Not(_) => Support::unsupported("a NOT is checked here"),
                // The tree is flat: no AND stands directly in an AND.
                Expr::And(_) => Support::unsupported("a nested AND is checked here"),
            },
            part: part.clone(),
        })
        .collect()
}

/// The predicates that are sent to the platform.
pub(super) fn pushed(decisions: &[Decision]) -> Vec<Predicate> {
    decisions
        .iter()
        .filter(|decision| decision.support.is_pushed())
        .filter_map(|decision| match &decision.part {
            Expr::Is(predicate) => Some(predicate.clone()),
            Expr::And(_) | Expr::Or(_) | Expr::Not(_) => None,
        })
        .collect()
}
