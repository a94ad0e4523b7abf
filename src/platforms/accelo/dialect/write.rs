//! A query written as `_filters`.

use serde_json::{Map, Value as Json, json};

use super::clause::{Group, Query, Set, Term};

/// The text form; `None` if a value cannot stand in it.
pub(crate) fn text(query: &Query) -> Option<String> {
    let mut filters = all(&query.terms)?;
    let mut arms = Vec::new();
    for arm in &query.arms {
        let arm = all(arm)?;
        arms.push(match arm.as_slice() {
            [only] => only.clone(),
            _ => format!("_AND({})", arm.join(",")),
        });
    }
    if !arms.is_empty() {
        filters.push(format!("_OR({})", arms.join(",")));
    }
    Some(filters.join(","))
}

fn all(terms: &[Term]) -> Option<Vec<String>> {
    let filters = terms.iter().flat_map(Term::filters);
    filters
        .map(|(name, set)| Some(format!("{name}({})", arguments(&set)?)))
        .collect()
}

fn arguments(set: &Set) -> Option<String> {
    match set {
        Set::Objects(groups) => {
            let group = |(kind, ids): &Group| {
                let kind = plain(kind)?;
                Some(match ids {
                    None => kind.to_owned(),
                    Some(ids) => format!("{kind}({})", joined(ids)?),
                })
            };
            let groups: Option<Vec<String>> = groups.iter().map(group).collect();
            Some(groups?.join(","))
        }
        other => joined(&values(other)),
    }
}

fn joined(values: &[String]) -> Option<String> {
    let plain: Option<Vec<&str>> = values.iter().map(|value| plain(value)).collect();
    Some(plain?.join(","))
}

/// A value that the text form gives back as it is: it has no escape for commas and parentheses.
fn plain(value: &str) -> Option<&str> {
    let is_plain = !value.contains([',', '(', ')']) && value.trim() == value && !value.is_empty();
    is_plain.then_some(value)
}

fn values(set: &Set) -> Vec<String> {
    match set {
        Set::In(values) | Set::NotIn(values) => values.clone(),
        Set::Range { low, high } => low
            .iter()
            .chain(high)
            .map(|bound| bound.value.to_string())
            .collect(),
        Set::Dates { after, before } => after.iter().chain(before).map(i64::to_string).collect(),
        Set::Objects(_) => Vec::new(),
    }
}

/// The JSON form, which holds any value but an empty one; `None` for that.
pub(crate) fn json(query: &Query) -> Option<String> {
    let mut filters = object(&query.terms)?;
    let mut any = Map::new();
    for arm in &query.arms {
        let arm = object(arm)?;
        if arm.len() == 1 {
            any.extend(arm);
        } else {
            any.insert("_AND".to_owned(), Json::Object(arm));
        }
    }
    if !any.is_empty() {
        filters.insert("_OR".to_owned(), Json::Object(any));
    }
    Some(json!({ "_filters": filters }).to_string())
}

fn object(terms: &[Term]) -> Option<Map<String, Json>> {
    let mut object = Map::new();
    for (name, set) in terms.iter().flat_map(Term::filters) {
        let value = match &set {
            Set::Objects(groups) => groups
                .iter()
                .map(|(kind, ids)| match ids {
                    None => json!(kind),
                    Some(ids) => json!({ kind: ids }),
                })
                .collect(),
            other => {
                let values = values(other);
                if values.iter().any(String::is_empty) {
                    return None;
                }
                json!(values)
            }
        };
        object.insert(name, value);
    }
    Some(object)
}
