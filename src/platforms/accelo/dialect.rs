//! Accelo's own filter language, `_filters`, in its text form and in its JSON form.
//!
//! ```text
//! standing(accepted,started),date_due_before(1700000000),assignee_not(7),id_greater_than(5),
//! against(company(1,4),issue),_OR(manager(3),_AND(custom_id(A-1),rate_id(2))),order_by_desc(date_due)
//! ```
//!
//! Commas are AND, several values are one of them. Dates are strict on both sides and in Unix seconds.
//! Of a repeated name the last filter alone counts. Both forms and the tree meet in [`clause::Query`],
//! which is also what a connection asks by.

mod arms;
pub(super) mod clause;
mod json;
pub(super) mod names;
mod node;
mod read;
mod text;
pub(super) mod tree;
mod values;
pub(super) mod write;

use self::clause::{Query, Refusal, Set};
use self::names::{STANDINGS, Values, Way};
use self::tree::{Said, conjuncts};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, MAX_BYTES};
use crate::platforms::{Class, Dialect, Read, Written, WrittenPart};
use crate::task::Timestamp;

/// The dialect.
pub(super) struct TaskDialect;

impl Dialect for TaskDialect {
    fn read(&self, text: &str, _now: Timestamp) -> Result<Read> {
        if text.len() > MAX_BYTES {
            let message = format!(
                "the filter is {} bytes long; {MAX_BYTES} are allowed",
                text.len()
            );
            return Err(TaskweaveError::new(Code::FilterTooLarge, message)
                .at(text, MAX_BYTES, text.len())
                .help("ask for fewer values, or in several requests"));
        }
        let start = text.trim_start();
        let nodes = if start.starts_with(['{', '[']) {
            json::read(text)?
        } else {
            let rest = start.strip_prefix("_filters=").unwrap_or(start);
            text::read(text, text.len() - rest.len())?
        };
        read::read(text, nodes)
    }

    fn write(&self, filter: &Expr) -> Written {
        let filter = filter.without_nots();
        let parts = conjuncts(&filter);
        let mut query = Query::default();
        let mut written = Vec::new();
        let mut residual = Vec::new();
        for part in parts {
            let said = added(&query, part, parts);
            let is_exact = matches!(&said, Ok((_, said)) if said.iter().all(|said| said.class == Class::Exact));
            if !is_exact {
                residual.push(part.clone());
            }
            let reasons: Vec<(Class, &'static str)> = match said {
                Ok((next, said)) => {
                    query = next;
                    said.iter().map(|said| (said.class, said.reason)).collect()
                }
                Err(reason) => vec![(Class::Unsupported, reason); part.predicates().len()],
            };
            let predicates = part.predicates().into_iter().cloned();
            written.extend(predicates.zip(reasons).map(|(predicate, (class, reason))| {
                WrittenPart {
                    predicate,
                    class,
                    reason,
                }
            }));
        }
        Written {
            text: write::text(&query)
                .or_else(|| write::json(&query))
                .unwrap_or_default(),
            parts: written,
            residual: Expr::all(residual),
        }
    }
}

/// The query that asks for one more part, in words that the documents have.
fn added(
    query: &Query,
    part: &Expr,
    siblings: &[Expr],
) -> std::result::Result<(Query, Vec<Said>), Refusal> {
    let mut next = query.clone();
    let said = next.ask(part, siblings)?;
    for said in &said {
        if let (Way::List(Values::Standings), Set::In(words) | Set::NotIn(words)) =
            (said.term.column.way, &said.term.set)
            && !words.iter().all(|word| STANDINGS.contains(&word.as_str()))
        {
            return Err("the documents have five words of `standing`, and this is none of them");
        }
    }
    if write::json(&next).is_none() {
        return Err("a filter has no way to write an empty value");
    }
    Ok((next, said))
}

#[cfg(test)]
mod tests;
