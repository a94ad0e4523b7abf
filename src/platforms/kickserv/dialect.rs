//! Kickserv's own filter language: the query string of `GET /tasks.json`.
//!
//! | parameter | read as |
//! |---|---|
//! | `job_id=34769012` | `project.id = "34769012"`, the job's global id |
//! | `from=2021-02-17` | `start_at >= "2021-02-17"` |
//! | `to=2021-02-18` | `start_at < "2021-02-18"`: the day itself does not belong to the range |
//! | `employee_number`, `mapping`, `page`, `per_page` | nothing, with a note |
//!
//! A leading `?` and the address before it are allowed. Days are days of the account's time zone, which
//! neither a query nor an answer tells: they are read and written as days of UTC, both ways alike. The
//! edges of a range may therefore differ by hours from what Kickserv gives for the same text.

use super::parameters::Parameters;
use crate::error::Result;
use crate::filter::Expr;
use crate::platforms::{Class, Dialect, Read, Written, WrittenPart};
use crate::task::{Field, Timestamp};

mod read;

/// The dialect.
pub(super) struct TaskDialect;

const NO_OR: &str = "Kickserv's parameters all hold at once: they say no OR";

impl Dialect for TaskDialect {
    fn read(&self, text: &str, _: Timestamp) -> Result<Read> {
        read::read(text)
    }

    fn write(&self, filter: &Expr) -> Written {
        let filter = filter.without_nots();
        let conjuncts = match filter {
            Expr::And(parts) => parts,
            single => vec![single],
        };
        let mut parameters = Parameters::default();
        let mut parts = Vec::new();
        let mut residual = Vec::new();
        for conjunct in conjuncts {
            if let Expr::Is(predicate) = &conjunct {
                let said = parameters.add(predicate);
                let (class, reason) = match said {
                    Ok(class) => (class, why(class, predicate.field())),
                    Err(why_not) => (Class::Unsupported, why_not),
                };
                parts.push(WrittenPart {
                    predicate: predicate.clone(),
                    class,
                    reason,
                });
                if class == Class::Exact {
                    continue;
                }
            } else {
                parts.extend(
                    conjunct
                        .predicates()
                        .into_iter()
                        .map(|predicate| WrittenPart {
                            predicate: predicate.clone(),
                            class: Class::Unsupported,
                            reason: NO_OR,
                        }),
                );
            }
            residual.push(conjunct);
        }
        Written {
            text: parameters.to_string(),
            parts,
            residual: Expr::all(residual),
        }
    }
}

fn why(class: Class, field: Option<Field>) -> &'static str {
    match (class, field) {
        (Class::Exact, Some(Field::StartAt)) => {
            "`from` and `to` are days, `to` does not belong to the range; they are written as days of UTC"
        }
        (Class::Exact, _) => "`job_id` is the id of the job",
        _ => "`from` and `to` are whole days, so the text lets the rest of the day pass",
    }
}

#[cfg(test)]
mod tests;
