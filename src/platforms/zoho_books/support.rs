//! Which projects a filter names. A task stands in the project that it is read in, so no other project
//! has to be read.

use std::collections::BTreeSet;

use crate::filter::{Expr, Op, Path, Predicate, Value};
use crate::gather::Gather as _;
use crate::platforms::Support;
use crate::task::Field;

/// Each named project is a call, and one that is not there spends its call for nothing.
const MAX_NAMED: usize = 50;

const NAMED: &str =
    "Zoho Books gives a project together with its tasks, so only the named projects are asked for";
const TOO_MANY: &str =
    "more than 50 projects are named: Zoho Books' list of all projects is read instead";

/// Fields that Zoho's document has in a plain list of tasks alone: what is read is the tasks inside
/// their project, which carry more, but not these.
const OF_PLAIN_LISTS: [&str; 3] = ["currency_id", "customer_id", "customer_name"];

/// Why a place in the record stands in no row.
pub(super) fn lacks(path: &Path) -> Option<&'static str> {
    let first = path.names().first()?;
    OF_PLAIN_LISTS.contains(&first.as_str()).then_some(
        "Zoho Books' tasks are read inside their projects, where they do not carry it; filter by the `project.id` of the customer's projects",
    )
}

/// What Zoho Books can do about a comparison: nothing but leave out projects.
pub(super) fn support(predicate: &Predicate) -> Support {
    let asked = match (predicate.field(), predicate.op) {
        (Some(Field::ProjectId), Op::Eq | Op::In) => ids(predicate),
        _ => None,
    };
    match asked {
        Some(ids) if ids.len() > MAX_NAMED => Support::unsupported(TOO_MANY),
        Some(_) => Support::exact(Expr::Is(predicate.clone()), NAMED),
        None => Support::unsupported(why_not(predicate)),
    }
}

/// Whether the projects that `asked` names can be asked for one by one.
///
/// # Errors
/// A sentence that says why not.
pub(super) fn can_ask(asked: &Expr) -> Result<(), &'static str> {
    match named(asked) {
        Some(ids) if ids.len() <= MAX_NAMED => Ok(()),
        Some(_) => Err(TOO_MANY),
        None => Err("Zoho Books can be asked for nothing but projects by their ids"),
    }
}

/// The ids of the projects that every task which passes `asked` stands in; `None` if it may stand in
/// any.
pub(super) fn named(asked: &Expr) -> Option<BTreeSet<&str>> {
    match asked {
        Expr::Is(predicate) => match (predicate.field(), predicate.op) {
            (Some(Field::ProjectId), Op::Eq | Op::In) => ids(predicate),
            _ => None,
        },
        Expr::And(parts) => parts
            .iter()
            .filter_map(named)
            .reduce(|first, second| first.intersection(&second).copied().into_set()),
        Expr::Or(parts) => {
            let arms: Option<Vec<_>> = parts.iter().map(named).collect();
            Some(arms?.into_iter().flatten().into_set())
        }
        Expr::Not(_) => None,
    }
}

/// The values of a comparison, if all of them are ids.
fn ids(predicate: &Predicate) -> Option<BTreeSet<&str>> {
    let values = predicate.values().iter();
    values
        .map(|value| match value {
            Value::Text(text) if is_id(text) => Some(text.as_str()),
            _ => None,
        })
        .into_whole_set()
}

/// Whether a text is an id as Zoho Books writes them: a positive number of 64 bits. What is none may be
/// refused as malformed instead of not being found.
fn is_id(text: &str) -> bool {
    text.parse::<i64>()
        .is_ok_and(|id| id > 0 && id.to_string() == text)
}

fn why_not(predicate: &Predicate) -> &'static str {
    match predicate.field().unwrap_or(Field::PlatformData) {
        Field::CreatedAt | Field::UpdatedAt => "Zoho Books' tasks carry no dates at all",
        Field::StartAt | Field::DueAt | Field::CompletedAt => {
            "Zoho Books' tasks have neither a start, a due date nor a completion date"
        }
        Field::Status | Field::PlatformStatus => {
            "Zoho Books selects projects by status, not the tasks in them"
        }
        Field::Name
        | Field::PlatformId
        | Field::Description
        | Field::IsBillable
        | Field::LoggedHours
        | Field::PlatformData => {
            "Zoho Books gives a project's tasks whole and has no parameter to select among them"
        }
        Field::Project => "Zoho Books has no task without a project",
        Field::ProjectId => {
            "Zoho Books can be asked for projects that are named by `=` or `IN` with their ids, which are digits"
        }
        Field::ProjectName => "Zoho Books can be asked for a project by its id, not by its name",
        Field::Assignees | Field::AssigneeId | Field::AssigneeName | Field::AssigneeEmail => {
            "Zoho Books' tasks carry no assignees"
        }
        Field::ParentId | Field::Priority | Field::PercentComplete | Field::IsMilestone => {
            "Zoho Books' tasks have no such field"
        }
        Field::Id
        | Field::Platform
        | Field::ConnectionId
        | Field::LastSyncedAt
        | Field::PlatformUrl => "this is known here, not on Zoho Books",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platforms::Class;
    use crate::task::CATALOGUE;

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    fn is(field: Field, value: &str) -> Expr {
        Expr::Is(Predicate::new(field, Op::Eq, text(value)))
    }

    fn project(id: &str) -> Expr {
        is(Field::ProjectId, id)
    }

    fn one_of(ids: impl IntoIterator<Item = u32>) -> Predicate {
        let values = ids.into_iter().map(|id| text(&id.to_string())).collect();
        Predicate::new(Field::ProjectId, Op::In, Value::List(values))
    }

    fn names(asked: &Expr) -> Option<Vec<&str>> {
        named(asked).map(|ids| ids.into_iter().collect())
    }

    #[test]
    fn ids_alone_can_be_asked_for() {
        for id in ["1", "90300000072369", "9223372036854775807"] {
            let predicate = Predicate::new(Field::ProjectId, Op::Eq, text(id));
            let support = support(&predicate);
            assert_eq!(support.class, Class::Exact, "{id}");
            assert_eq!(support.asked, Some(Expr::Is(predicate)));
        }
        for id in [
            "",
            "0",
            "-1",
            "+1",
            "007",
            "1 ",
            "1.0",
            "a",
            "../users",
            "9223372036854775808",
        ] {
            let support = support(&Predicate::new(Field::ProjectId, Op::Eq, text(id)));
            assert_eq!(support.asked, None, "{id}");
            assert!(support.reason.contains("digits"), "{id}");
        }
        let some = Predicate::new(
            Field::ProjectId,
            Op::In,
            Value::List(vec![text("1"), text("a")]),
        );
        assert_eq!(support(&some).asked, None, "a row may well stand in `a`");
        for op in Op::ALL {
            if !matches!(op, Op::Eq | Op::In) {
                assert_eq!(
                    support(&Predicate::new(Field::ProjectId, op, text("1"))).asked,
                    None
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_asked_for_has_its_reason() {
        for info in &CATALOGUE {
            let support = support(&Predicate::new(info.field, Op::Eq, Value::Null));
            assert_eq!(support.class, Class::Unsupported, "{}", info.name);
            assert!(support.asked.is_none());
        }
        assert!(support(&one_of(1..=50)).asked.is_some());
        assert_eq!(support(&one_of(1..=51)), Support::unsupported(TOO_MANY));
        assert!(
            support(&one_of([7; 60])).asked.is_some(),
            "one project, often"
        );
    }

    #[test]
    fn the_named_projects_are_those_that_a_task_can_stand_in() {
        let or = |parts: Vec<Expr>| Expr::any(parts).unwrap();
        let and = |parts: Vec<Expr>| Expr::all(parts).unwrap();
        let some = |ids: &[u32]| Expr::Is(one_of(ids.iter().copied()));
        for (asked, found) in [
            (project("7"), Some(vec!["7"])),
            (some(&[7, 8, 7]), Some(vec!["7", "8"])),
            (
                and(vec![some(&[1, 2, 3]), some(&[2, 3, 4])]),
                Some(vec!["2", "3"]),
            ),
            (and(vec![project("1"), project("2")]), Some(vec![])),
            (
                and(vec![project("1"), is(Field::Name, "a")]),
                Some(vec!["1"]),
            ),
            (or(vec![project("1"), some(&[2, 1])]), Some(vec!["1", "2"])),
            (or(vec![project("1"), is(Field::Name, "a")]), None),
            (
                and(vec![or(vec![project("1"), project("2")]), project("2")]),
                Some(vec!["2"]),
            ),
            (is(Field::Name, "a"), None),
            (Expr::Not(Box::new(project("1"))), None),
        ] {
            assert_eq!(names(&asked), found, "{asked}");
        }
        let either = or(vec![Expr::Is(one_of(1..=30)), Expr::Is(one_of(31..=60))]);
        assert_eq!(can_ask(&either), Err(TOO_MANY));
        let both = and(vec![Expr::Is(one_of(1..=30)), Expr::Is(one_of(30..=60))]);
        assert_eq!((can_ask(&both), names(&both)), (Ok(()), Some(vec!["30"])));
        assert!(can_ask(&is(Field::Name, "a")).is_err());
    }
}
