//! The platform's own filter language: `state=todo,doing`.

use super::support::states;
use super::{NAME, status};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Predicate, Value};
use crate::platforms::{Class, Dialect, Read, Written, WrittenPart};
use crate::task::{Field, StatusMap, Timestamp};

/// The dialect.
pub(super) struct ItemDialect;

impl Dialect for ItemDialect {
    fn read(&self, text: &str, _: Timestamp) -> Result<Read> {
        if text.trim().is_empty() {
            return Ok(Read::default());
        }
        let words = text.trim().strip_prefix("state=");
        let statuses: Option<Vec<_>> = words
            .map(|words| words.split(',').map(status::of_word).collect::<Option<_>>())
            .unwrap_or_default();
        let Some(statuses) = statuses else {
            return Err(TaskweaveError::new(
                Code::FilterSyntax,
                format!("this is not a filter of {NAME}"),
            )
            .at(text, 0, text.len())
            .help("write `state=` and states with commas between them: todo, doing, done"));
        };
        let values = statuses.into_iter().map(Value::Status).collect();
        let filter = Predicate::new(Field::Status, Op::In, Value::List(values));
        Ok(Read {
            filter: Some(Expr::Is(filter)),
            ..Read::default()
        })
    }

    fn write(&self, filter: &Expr) -> Written {
        let filter = filter.without_nots();
        let mut text = String::new();
        let mut parts = Vec::new();
        let mut residual = Vec::new();
        for conjunct in filter.conjuncts() {
            let said = match conjunct {
                Expr::Is(predicate) if text.is_empty() => states(&StatusMap::default(), predicate),
                _ => Err("a query has one `state` and no OR"),
            };
            let (class, reason) = match &said {
                Ok(_) => (Class::Exact, "`state` lets the named states pass"),
                Err(why_not) => (Class::Unsupported, *why_not),
            };
            parts.extend(
                conjunct
                    .predicates()
                    .into_iter()
                    .map(|predicate| WrittenPart {
                        predicate: predicate.clone(),
                        class,
                        reason,
                    }),
            );
            match said {
                Ok(words) => text = format!("state={words}"),
                Err(_) => residual.push(conjunct.clone()),
            }
        }
        Written {
            text,
            parts,
            residual: Expr::all(residual),
        }
    }
}
