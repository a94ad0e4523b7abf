//! Zoho Books' own filter language: none. Its lists of tasks have parameters for paging alone, so
//! nothing can be read and nothing written. What a connection spares itself by the ids of projects is a
//! choice of calls, not a filter in a text.

use super::NAME;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Expr;
use crate::platforms::{Class, Dialect, Read, Written, WrittenPart};
use crate::task::Timestamp;

/// The dialect.
pub(super) struct TaskDialect;

impl Dialect for TaskDialect {
    fn read(&self, text: &str, _: Timestamp) -> Result<Read> {
        if text.trim().is_empty() {
            return Ok(Read::default());
        }
        Err(TaskweaveError::new(
            Code::Unsupported,
            format!("{NAME} has no filter for tasks, so there is none to read"),
        )
        .at(text, 0, text.len())
        .help("write it in Taskweave's own language, such as `project.id = \"90300000072369\"`: it holds for every platform"))
    }

    fn write(&self, filter: &Expr) -> Written {
        let filter = filter.without_nots();
        let part = |predicate: &crate::filter::Predicate| WrittenPart {
            predicate: predicate.clone(),
            class: Class::Unsupported,
            reason: "Zoho Books' lists of tasks have no parameter but for paging",
        };
        Written {
            text: String::new(),
            parts: filter.predicates().into_iter().map(part).collect(),
            residual: Some(filter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Op, Predicate, Value};
    use crate::task::Field;

    #[test]
    fn there_is_nothing_to_read() {
        let now = Timestamp::from_seconds_saturating(0);
        assert_eq!(TaskDialect.read("  ", now).unwrap(), Read::default());
        let error = TaskDialect
            .read("filter_by=Status.Active", now)
            .unwrap_err();
        assert_eq!(error.code, Code::Unsupported);
        assert_eq!(
            error.message,
            "Zoho Books has no filter for tasks, so there is none to read"
        );
        assert!(error.help.as_deref().unwrap().contains("Taskweave's own"));
        assert_eq!(error.span.unwrap().end, 23);
    }

    #[test]
    fn all_that_is_written_is_left_over() {
        let is = |field, text: &str| {
            Expr::Is(Predicate::new(field, Op::Eq, Value::Text(text.to_owned())))
        };
        let both = Expr::all(vec![is(Field::Name, "a"), is(Field::ProjectId, "7")]).unwrap();
        let written = TaskDialect.write(&Expr::Not(Box::new(both.clone())));
        assert_eq!(written.class(), Class::Unsupported);
        assert_eq!(written.text, "");
        assert_eq!(
            written.residual.unwrap().to_string(),
            r#"name != "a" OR project.id != "7""#
        );
        let ops: Vec<_> = written.parts.iter().map(|part| part.predicate.op).collect();
        assert_eq!(ops, [Op::Ne, Op::Ne]);
        assert!(
            written
                .parts
                .iter()
                .all(|part| part.class == Class::Unsupported)
        );
    }
}
