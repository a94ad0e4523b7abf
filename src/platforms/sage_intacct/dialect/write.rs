//! Our tree in the query service's words.

use super::conditions::Conditions;
use super::say::{has_case, say};
use crate::filter::{Expr, Op, Predicate};
use crate::platforms::{Class, Written, WrittenPart};
use crate::task::Field;

/// Today's name of the status.
const STATUS: &str = "taskStatus";

/// Writes a filter. Each part of an `AND` is said if it can be; an `OR` only if each of its arms is.
pub(super) fn write(filter: &Expr) -> Written {
    let filter = filter.without_nots();
    let caseless = is_caseless(&filter);
    let parts: &[Expr] = match &filter {
        Expr::And(parts) => parts,
        single => std::slice::from_ref(single),
    };
    let mut written = Vec::new();
    let mut said = Vec::new();
    let mut residual = Vec::new();
    for part in parts {
        let first = written.len();
        let weighed = weigh(part, caseless, &mut written);
        let unsaid = weighed.said.is_none();
        if unsaid || !weighed.is_exact {
            residual.push(part.clone());
        }
        said.extend(weighed.said);
        for lost in written.iter_mut().skip(first).filter(|_| unsaid) {
            if lost.class != Class::Unsupported {
                lost.class = Class::Unsupported;
                lost.reason = "another arm of its OR cannot be said";
            }
        }
    }
    let text = Expr::all(said)
        .and_then(|said| Conditions::of(&said, STATUS))
        .map(|conditions| text(&conditions, caseless));
    if text.is_none() {
        residual = parts.to_vec();
    }
    Written {
        text: text.unwrap_or_default(),
        parts: written,
        residual: Expr::all(residual),
    }
}

fn text(conditions: &Conditions, caseless: bool) -> String {
    let parameters = match caseless {
        true => ",\"filterParameters\":{\"caseSensitiveComparison\":false}",
        false => "",
    };
    format!(
        "{{\"filters\":[{}],\"filterExpression\":\"{}\"{parameters}}}",
        conditions.list.join(","),
        conditions.expression
    )
}

/// Whether the whole filter can leave case aside: something in it does, and for everything else
/// small and capital letters make no difference.
fn is_caseless(filter: &Expr) -> bool {
    let folds = |predicate: &Predicate| {
        matches!(predicate.op, Op::ContainsFold | Op::NotContainsFold) && has_case(predicate)
    };
    let minds = |predicate: &Predicate| {
        let of_words = matches!(predicate.field(), Some(Field::Status | Field::CompletedAt));
        !folds(predicate) && (of_words || has_case(predicate))
    };
    let predicates = filter.predicates();
    predicates.iter().any(|predicate| folds(predicate))
        && !predicates.iter().any(|predicate| minds(predicate))
}

struct Weighed {
    said: Option<Expr>,
    is_exact: bool,
}

fn weigh(part: &Expr, caseless: bool, written: &mut Vec<WrittenPart>) -> Weighed {
    let (parts, is_or) = match part {
        Expr::Is(predicate) => {
            let support = say(predicate, caseless);
            written.push(WrittenPart {
                predicate: predicate.clone(),
                class: support.class,
                reason: support.reason,
            });
            return Weighed {
                is_exact: support.class == Class::Exact,
                said: support.asked,
            };
        }
        Expr::And(parts) => (parts, false),
        Expr::Or(parts) => (parts, true),
        Expr::Not(inner) => {
            let parts = inner.predicates().into_iter().map(|predicate| WrittenPart {
                predicate: predicate.clone(),
                class: Class::Unsupported,
                reason: "the query service has no NOT",
            });
            written.extend(parts);
            return Weighed {
                said: None,
                is_exact: false,
            };
        }
    };
    let mut said = Vec::new();
    let mut is_exact = true;
    let mut all_said = true;
    for part in parts {
        let weighed = weigh(part, caseless, written);
        is_exact &= weighed.is_exact;
        all_said &= weighed.said.is_some();
        said.extend(weighed.said);
    }
    let said = match is_or {
        true if !all_said => None,
        true => Expr::any(said),
        false => Expr::all(said),
    };
    Weighed {
        is_exact: is_exact && said.is_some(),
        said,
    }
}
