//! What of a filter can be true of the tasks of one source.
//!
//! Only rows for which a filter is true come out, and in a filter without `NOT`s, `AND` and `OR` keep
//! that apart: it is true where the comparisons that are true make it so. So a comparison that is never
//! true here may be taken for false, and one that always is for true, whatever is unknown about them.

use crate::filter::{Expr, Op, Predicate, Target, Value};
use crate::platforms::{Platform, Traits};
use crate::task::{Field, TaskId};

use super::clash::{all_values, clash, holds};

/// What is known of all tasks of a source before it is called.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The platform that they are on.
    pub platform: Platform,
    /// The connection that they come through.
    pub connection_id: &'a str,
    /// What the platform is like.
    pub traits: Traits,
}

/// What is left of a filter at a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowed {
    /// It is true of every task.
    Always,
    /// It is true of none, for this reason: a sentence.
    Never(String),
    /// It is true of the same tasks as this one.
    Open(Expr),
}

impl Place<'_> {
    /// What is left here of a filter without `NOT`s ([`Expr::without_nots`]).
    #[must_use]
    pub fn narrow(&self, filter: &Expr) -> Narrowed {
        self.narrow_within(filter, &[])
    }

    /// Whether a task whose `field` is null can match.
    #[must_use]
    pub fn may_be_null(&self, filter: Option<&Expr>, field: Field) -> bool {
        let null = Expr::Is(Predicate::new(field, Op::Eq, Value::Null));
        let both = filter.cloned().into_iter().chain([null]).collect();
        !matches!(self.narrow(&Expr::and_of(both)), Narrowed::Never(_))
    }

    /// `known` are comparisons that must hold besides.
    fn narrow_within(&self, filter: &Expr, known: &[&Predicate]) -> Narrowed {
        match filter {
            Expr::And(parts) => self.all(parts, known),
            Expr::Or(parts) => self.any(parts, known),
            // The denial of what is unknown is unknown; else nothing is known of it.
            Expr::Not(part) => match part.as_ref() {
                Expr::Is(predicate) if self.is_null(&predicate.target) => {
                    Narrowed::Never(null_here(predicate))
                }
                _ => Narrowed::Open(filter.clone()),
            },
            Expr::Is(predicate) => match self.compare(predicate) {
                Narrowed::Open(left) => match clash(known, &conjuncts(&left)) {
                    Some(clashing) => Narrowed::Never(contradiction(&clashing)),
                    None => Narrowed::Open(left),
                },
                decided => decided,
            },
        }
    }

    fn any(&self, parts: &[Expr], known: &[&Predicate]) -> Narrowed {
        let mut arms = Vec::new();
        let mut reason = None;
        for part in parts {
            match self.narrow_within(part, known) {
                Narrowed::Always => return Narrowed::Always,
                Narrowed::Never(why) => {
                    reason.get_or_insert(why);
                }
                Narrowed::Open(arm) => arms.push(arm),
            }
        }
        match Expr::any(arms) {
            Some(open) => Narrowed::Open(open),
            None => Narrowed::Never(reason.unwrap_or_default()),
        }
    }

    fn all(&self, parts: &[Expr], known: &[&Predicate]) -> Narrowed {
        let is_leaf = |part: &Expr| matches!(part, Expr::Is(_));
        // The comparisons of this AND first: they are what its other parts stand beside.
        let mut done: Vec<Option<Expr>> = Vec::with_capacity(parts.len());
        for part in parts {
            done.push(match is_leaf(part).then(|| self.narrow_within(part, &[])) {
                Some(Narrowed::Never(why)) => return Narrowed::Never(why),
                Some(Narrowed::Open(left)) => Some(left),
                Some(Narrowed::Always) | None => None,
            });
        }
        let left: Vec<Expr> = done.iter().flatten().cloned().collect();
        let leaves: Vec<&Predicate> = left.iter().flat_map(conjuncts).collect();
        if let Some(clashing) = clash(known, &leaves) {
            return Narrowed::Never(contradiction(&clashing));
        }
        let beside = [known, &leaves].concat();
        for (part, done) in parts.iter().zip(&mut done) {
            if is_leaf(part) {
                continue;
            }
            match self.narrow_within(part, &beside) {
                Narrowed::Never(why) => return Narrowed::Never(why),
                Narrowed::Open(left) => *done = Some(left),
                Narrowed::Always => {}
            }
        }
        let Some(open) = Expr::all(done.into_iter().flatten().collect()) else {
            return Narrowed::Always;
        };
        // An OR of which one arm is left is a comparison like the others now.
        match clash(known, &conjuncts(&open)) {
            Some(clashing) => Narrowed::Never(contradiction(&clashing)),
            None => Narrowed::Open(open),
        }
    }

    /// What is left of one comparison.
    fn compare(&self, predicate: &Predicate) -> Narrowed {
        let Some(field) = predicate.field() else {
            return Narrowed::Open(Expr::Is(predicate.clone()));
        };
        let wants_null = predicate.value == Value::Null;
        if self.is_null(&predicate.target) {
            return match (wants_null, predicate.op) {
                (true, Op::Eq) => Narrowed::Always,
                _ => Narrowed::Never(null_here(predicate)),
            };
        }
        if wants_null && !field.info().nullable {
            return match predicate.op {
                Op::Eq => Narrowed::Never(format!("`{}` is never null", field.name())),
                _ => Narrowed::Always,
            };
        }
        match field {
            Field::Platform => self.known(predicate, &Value::Platform(self.platform)),
            Field::ConnectionId => {
                self.known(predicate, &Value::Text(self.connection_id.to_owned()))
            }
            Field::Id => self.id(predicate),
            _ => is_any(predicate),
        }
    }

    /// A comparison with what all tasks have.
    fn known(&self, predicate: &Predicate, held: &Value) -> Narrowed {
        match holds(predicate, held) {
            Some(true) => Narrowed::Always,
            Some(false) => Narrowed::Never(format!(
                "`{}` is {held} here, so `{}` is never true",
                predicate.target,
                shown(&predicate.to_string())
            )),
            None => Narrowed::Open(Expr::Is(predicate.clone())),
        }
    }

    /// An id says its connection and the platform's own id, which a platform may be asked for. Where
    /// tasks stand under nothing, that is all that it says.
    fn id(&self, predicate: &Predicate) -> Narrowed {
        let has_parent = self.traits.has_parent;
        let ours = |value: &Value| match value {
            Value::Text(text) => TaskId::decode(text)
                .ok()
                .filter(|id| id.connection_id == self.connection_id)
                .filter(|id| id.parent.is_none() || has_parent)
                .map(|id| (value.clone(), Value::Text(id.platform_id))),
            _ => None,
        };
        let (ids, platform_ids): (Vec<Value>, Vec<Value>) =
            predicate.values().iter().filter_map(ours).unzip();
        let is_one_of = matches!(predicate.op, Op::Eq | Op::In);
        let (one, several) = match predicate.op {
            Op::Eq | Op::In => (Op::Eq, Op::In),
            Op::Ne | Op::NotIn => (Op::Ne, Op::NotIn),
            _ => return Narrowed::Open(Expr::Is(predicate.clone())),
        };
        let among = |field: Field, values: Vec<Value>| {
            Expr::Is(match values.as_slice() {
                [only] => Predicate::new(field, one, only.clone()),
                _ => Predicate::new(field, several, Value::List(values)),
            })
        };
        match (ids.is_empty(), is_one_of, has_parent) {
            (true, true, _) => Narrowed::Never(format!(
                "`{}` names no task of this connection",
                shown(&predicate.to_string())
            )),
            (true, false, _) => Narrowed::Always,
            (false, _, false) => Narrowed::Open(among(Field::PlatformId, platform_ids)),
            (false, true, true) => Narrowed::Open(Expr::and_of(vec![
                among(Field::Id, ids),
                among(Field::PlatformId, platform_ids),
            ])),
            // Under another parent there may be a task with the same id of the platform.
            (false, false, true) => Narrowed::Open(among(Field::Id, ids)),
        }
    }

    /// Whether it is null in every task here.
    fn is_null(&self, target: &Target) -> bool {
        target.field().is_some_and(|field| {
            // No platform documents where it shows a task.
            field == Field::PlatformUrl
                || self.traits.always_null.contains(&field)
                || self.traits.always_null.contains(&field.whole())
        })
    }
}

/// Whether a comparison holds for every value that a task can have.
fn is_any(predicate: &Predicate) -> Narrowed {
    let is_never_null = predicate
        .field()
        .is_some_and(|field| !field.info().nullable);
    let values = all_values(&predicate.target).filter(|_| is_never_null);
    match values {
        Some(values)
            if values
                .iter()
                .all(|held| holds(predicate, held) == Some(true)) =>
        {
            Narrowed::Always
        }
        _ => Narrowed::Open(Expr::Is(predicate.clone())),
    }
}

/// The comparisons that a filter asks for, each by itself.
fn conjuncts(filter: &Expr) -> Vec<&Predicate> {
    match filter {
        Expr::Is(predicate) => vec![predicate],
        Expr::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        Expr::Or(_) | Expr::Not(_) => Vec::new(),
    }
}

fn null_here(predicate: &Predicate) -> String {
    format!(
        "`{}` is always null here, so `{}` is never true",
        predicate.target,
        shown(&predicate.to_string())
    )
}

fn contradiction(clashing: &[&Predicate]) -> String {
    let mut texts: Vec<String> = clashing.iter().map(ToString::to_string).collect();
    texts.dedup();
    format!("nothing can be `{}`", shown(&texts.join(" AND ")))
}

/// As much of a filter as a reason repeats.
fn shown(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
