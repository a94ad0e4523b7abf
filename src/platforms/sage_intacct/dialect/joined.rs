//! Conditions joined by an expression: their tree, and what the joining says of each.

use super::super::catalogue::Spot;
use super::condition::{Condition, Notes};
use super::expression::Joined;
use crate::filter::{Expr, Target};
use crate::platforms::Class;

/// Marks the conditions that an expression names.
pub(super) fn mark(joined: &Joined, named: &mut [bool]) {
    match joined {
        Joined::One(at) => {
            if let Some(named) = named.get_mut(*at) {
                *named = true;
            }
        }
        Joined::And(parts) | Joined::Or(parts) => {
            for part in parts {
                mark(part, named);
            }
        }
    }
}

/// How many comparisons the tree will have.
pub(super) fn size(joined: &Joined, sizes: &[usize]) -> usize {
    match joined {
        Joined::One(at) => sizes.get(*at).copied().unwrap_or(0),
        Joined::And(parts) | Joined::Or(parts) => parts.iter().map(|part| size(part, sizes)).sum(),
    }
}

/// The tree. An arm that says nothing lets every task through, and its `or` with it.
pub(super) fn tree(joined: &Joined, conditions: &[Condition<'_>]) -> Option<Expr> {
    match joined {
        Joined::One(at) => conditions.get(*at)?.expr.clone(),
        Joined::And(parts) => Expr::all(
            parts
                .iter()
                .filter_map(|part| tree(part, conditions))
                .collect(),
        ),
        Joined::Or(parts) => {
            let arms: Option<Vec<Expr>> = parts.iter().map(|part| tree(part, conditions)).collect();
            arms.and_then(Expr::any)
        }
    }
}

/// Says of each denial that leaves open what becomes of rows without a value. Nothing is open where
/// the same `and` asks for those that have one.
pub(super) fn note_nulls(joined: &Joined, conditions: &mut [Condition<'_>]) {
    let (parts, is_and) = match joined {
        Joined::One(at) => {
            note_null(*at, &[], conditions);
            return;
        }
        Joined::And(parts) => (parts, true),
        Joined::Or(parts) => (parts, false),
    };
    let own = |part: &Joined| match part {
        Joined::One(at) => Some(*at),
        _ => None,
    };
    let given: Vec<Target> = parts
        .iter()
        .filter(|_| is_and)
        .filter_map(own)
        .filter_map(|at| conditions.get(at)?.gives.clone())
        .collect();
    for part in parts {
        match own(part) {
            Some(at) => note_null(at, &given, conditions),
            None => note_nulls(part, conditions),
        }
    }
}

fn note_null(at: usize, given: &[Target], conditions: &mut [Condition<'_>]) {
    let Some(condition) = conditions.get_mut(at) else {
        return;
    };
    let Some(target) = &condition.denies else {
        return;
    };
    if given.contains(target) {
        return;
    }
    let path = Spot::of(target).map_or_else(String::new, |spot| super::json::shown(&spot.path));
    let mut notes = Notes {
        part: condition.raw,
        list: std::mem::take(&mut condition.notes),
    };
    notes.add(
        Class::Inexact,
        &format!(
            "whether it gives tasks without `{path}` is not documented; here it does not: add `{{\"$ne\":{{\"{path}\":null}}}}` or `{{\"$eq\":{{\"{path}\":null}}}}` to say which"
        ),
    );
    condition.notes = notes.list;
}
