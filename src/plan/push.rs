//! Which parts of a filter go to a platform.

use crate::filter::{Expr, Predicate};
use crate::platforms::{Account, Class, Support};

/// What becomes of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The comparison, with the `NOT`s around it taken into it.
    pub predicate: Predicate,
    /// What the platform can do about it by itself.
    pub support: Support,
    /// Why it is not sent although the platform could do it: what stands around it cannot be said.
    pub held_back: Option<&'static str>,
}

/// What of a filter goes to a platform, and what does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PushDown {
    /// What becomes of each comparison, in order of appearance.
    pub decisions: Vec<Decision>,
    /// What the platform is asked for: every row that matches passes it.
    pub asked: Option<Expr>,
    /// What its answer leaves to be checked; everything is checked all the same.
    pub residual: Option<Expr>,
}

/// Asks the platform about every part of the filter. `filter` is without `NOT`s
/// ([`Expr::without_nots`]) where there can be.
///
/// `AND` pushes each part that can be. `OR` pushes only if every arm can push something: an arm that
/// is checked here alone needs every row. What a `NOT` is left around stays here: the negation of a
/// rough answer leaves out rows.
pub fn push_down(filter: Option<&Expr>, account: &dyn Account) -> PushDown {
    let parts: &[Expr] = filter.map_or(&[][..], Expr::conjuncts);
    let mut done = PushDown::default();
    let mut asked: Vec<Expr> = Vec::new();
    let mut residual = Vec::new();
    for part in parts {
        let mut decisions = Vec::new();
        let weighed = weigh(part, account, &mut decisions);
        let refusal = weighed.asked.as_ref().and_then(|weaker| {
            let all = asked.iter().cloned().chain([weaker.clone()]).collect();
            account.can_ask(&Expr::and_of(all)).err()
        });
        match (weighed.asked, refusal) {
            (_, Some(reason)) => hold_back(&mut decisions, reason),
            (weaker, None) => asked.extend(weaker),
        }
        if refusal.is_some() || !weighed.is_exact {
            residual.push(part.clone());
        }
        done.decisions.append(&mut decisions);
    }
    done.asked = Expr::all(asked);
    done.residual = Expr::all(residual);
    done
}

/// Notes of comparisons that could be asked why they are not.
fn hold_back(decisions: &mut [Decision], reason: &'static str) {
    for decision in decisions {
        if decision.support.asked.is_some() {
            decision.held_back.get_or_insert(reason);
        }
    }
}

/// What a part can be asked as.
struct Weighed {
    asked: Option<Expr>,
    /// Whether the platform's answer to it needs no check.
    is_exact: bool,
}

fn weigh(part: &Expr, account: &dyn Account, decisions: &mut Vec<Decision>) -> Weighed {
    match part {
        Expr::Is(predicate) => {
            let support = account.support(predicate);
            let weighed = Weighed {
                asked: support.asked.clone(),
                is_exact: support.class == Class::Exact,
            };
            decisions.push(Decision {
                predicate: predicate.clone(),
                support,
                held_back: None,
            });
            weighed
        }
        Expr::And(parts) => {
            let weighed = weigh_all(parts, account, decisions);
            Weighed {
                is_exact: weighed.iter().all(|part| part.is_exact),
                asked: Expr::all(weighed.into_iter().filter_map(|part| part.asked).collect()),
            }
        }
        Expr::Or(parts) => {
            let mut below = Vec::new();
            let weighed = weigh_all(parts, account, &mut below);
            let is_exact = weighed.iter().all(|part| part.is_exact);
            let arms: Option<Vec<Expr>> = weighed.into_iter().map(|part| part.asked).collect();
            if arms.is_none() {
                hold_back(&mut below, "another arm of its OR is checked here alone");
            }
            decisions.append(&mut below);
            Weighed {
                is_exact: is_exact && arms.is_some(),
                asked: arms.and_then(Expr::any),
            }
        }
        Expr::Not(inner) => {
            for predicate in inner.predicates() {
                decisions.push(Decision {
                    predicate: predicate.clone(),
                    support: Support::unsupported("a NOT around it is checked here"),
                    held_back: None,
                });
            }
            Weighed {
                asked: None,
                is_exact: false,
            }
        }
    }
}

fn weigh_all(parts: &[Expr], account: &dyn Account, decisions: &mut Vec<Decision>) -> Vec<Weighed> {
    parts
        .iter()
        .map(|part| weigh(part, account, decisions))
        .collect()
}
