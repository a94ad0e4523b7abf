//! Arms of an `_OR`: those of one name are put together, and pairs of types and ids are `against`.

use super::clause::{Conjunction, Group, Refusal, Set, Term, kept, unite};
use super::names::{AGAINST, AGAINST_ID, AGAINST_TYPE, Column};

const REPEATED: Refusal = "of a repeated name inside `_OR` the last filter alone counts";
const DENIED_BOTH: Refusal = "of a repeated `_not` inside `_OR` the last alone counts";

/// The arms of an `_OR` with those of one name put together.
pub(crate) fn join(arms: Vec<Conjunction>) -> Result<Vec<Conjunction>, Refusal> {
    let mut arms: Vec<Conjunction> = arms.into_iter().map(as_objects).collect();
    let is_objects =
        |arm: &Conjunction| matches!(arm.as_slice(), [term] if matches!(term.set, Set::Objects(_)));
    if arms.iter().any(is_objects) {
        for arm in &mut arms {
            if let [term] = arm.as_mut_slice()
                && term.column == &AGAINST_TYPE
                && let Set::In(types) = &term.set
            {
                let groups = types.iter().map(|kind| (kind.clone(), None)).collect();
                *term = Term {
                    column: &AGAINST,
                    set: Set::Objects(groups),
                };
            }
        }
    }
    let mut joined: Vec<Conjunction> = Vec::new();
    for arm in arms {
        if joined.contains(&arm) {
            continue;
        }
        let is_met = |known: &Conjunction| match (known.as_slice(), arm.as_slice()) {
            ([known], [term]) => {
                let name = term.one_name();
                known.is_like(term) && name.is_some() && known.one_name() == name
            }
            _ => false,
        };
        match joined
            .iter()
            .position(is_met)
            .and_then(|at| joined.get_mut(at))
        {
            None => joined.push(arm),
            Some(known) => {
                for (known, term) in known.iter_mut().zip(arm) {
                    widen(&mut known.set, term.set)?;
                }
            }
        }
    }
    // All of a type, whatever their ids.
    for arm in &mut joined {
        if let [term] = arm.as_mut_slice()
            && let Set::Objects(groups) = &term.set
            && groups.iter().all(|(_, ids)| ids.is_none())
        {
            let types = groups.iter().map(|(kind, _)| kind.clone()).collect();
            *term = Term {
                column: &AGAINST_TYPE,
                set: Set::In(types),
            };
        }
    }
    Ok(joined)
}

/// Lets pass what one of both lets pass; they have the same names.
fn widen(known: &mut Set, other: Set) -> Result<(), Refusal> {
    match (known, other) {
        (Set::In(known), Set::In(values)) => unite(known, values),
        (Set::NotIn(known), Set::NotIn(values)) => {
            let both = kept(known, &values);
            if both.is_empty() {
                return Err(DENIED_BOTH);
            }
            *known = both;
        }
        (
            Set::Range {
                low: Some(low),
                high: None,
            },
            Set::Range {
                low: Some(other),
                high: None,
            },
        ) if other.value < low.value => *low = other,
        (
            Set::Range {
                low: None,
                high: Some(high),
            },
            Set::Range {
                low: None,
                high: Some(other),
            },
        ) if other.value > high.value => *high = other,
        (Set::Range { .. }, Set::Range { .. }) => {}
        // One side is bounded, or the lower bound is 0 in both.
        (
            Set::Dates { after, before },
            Set::Dates {
                after: a,
                before: b,
            },
        ) => {
            *after = (*after).min(a);
            *before = (*before).max(b);
        }
        (Set::Objects(known), Set::Objects(groups)) => {
            for group in groups {
                add_group(known, group);
            }
        }
        _ => return Err(REPEATED),
    }
    Ok(())
}

/// Adds objects of a type.
pub(crate) fn add_group(groups: &mut Vec<Group>, (kind, ids): Group) {
    match groups.iter_mut().find(|(known, _)| *known == kind) {
        None => groups.push((kind, ids)),
        Some((_, known)) => match (known.as_mut(), ids) {
            (Some(known), Some(ids)) => unite(known, ids),
            _ => *known = None,
        },
    }
}

/// A type and ids as `against` writes them, where an arm is nothing but that.
fn as_objects(arm: Conjunction) -> Conjunction {
    let set_of = |column: &'static Column| {
        let term = arm.iter().find(|term| term.column == column)?;
        match &term.set {
            Set::In(values) => Some(values),
            _ => None,
        }
    };
    match (set_of(&AGAINST_TYPE), set_of(&AGAINST_ID)) {
        (Some(types), Some(ids)) if arm.len() == 2 => match types.as_slice() {
            [kind] => vec![Term {
                column: &AGAINST,
                set: Set::Objects(vec![(kind.clone(), Some(ids.clone()))]),
            }],
            _ => arm,
        },
        _ => arm,
    }
}

/// `against` of one type as the two filters that it stands for, so that each name is met by its like.
pub(crate) fn plain(term: Term) -> Vec<Term> {
    let Set::Objects(groups) = &term.set else {
        return vec![term];
    };
    if groups.iter().all(|(_, ids)| ids.is_none()) {
        let types = groups.iter().map(|(kind, _)| kind.clone()).collect();
        let set = Set::In(types);
        return vec![Term {
            column: &AGAINST_TYPE,
            set,
        }];
    }
    match groups.as_slice() {
        [(kind, Some(ids))] => vec![
            Term {
                column: &AGAINST_TYPE,
                set: Set::In(vec![kind.clone()]),
            },
            Term {
                column: &AGAINST_ID,
                set: Set::In(ids.clone()),
            },
        ],
        _ => vec![term],
    }
}
