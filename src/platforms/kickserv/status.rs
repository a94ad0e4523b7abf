//! Where a task stands: told by its completion mark and its schedule, since it carries no word.
//!
//! | the record | status |
//! |---|---|
//! | a completion mark | completed |
//! | else a start | planned |
//! | neither | not_started |
//! | a completion mark that cannot be read | unknown |

use super::read::START;
use crate::platforms::fields::Fields;
use crate::task::{Status, Timestamp};

/// Spellings of the completion mark, in the order in which they are asked. `completed_on` is known
/// from Kickserv's jobs; no document shows it on a task, so its kin are read as well.
pub(super) const COMPLETION: [&str; 5] = [
    "completed_on",
    "completed_at",
    "completed",
    "is_completed",
    "complete",
];

/// The word of a task's `status` that is a completion mark too. No document shows a status on a
/// task; any other word tells nothing.
const COMPLETED: &str = "completed";

/// What a record says of its completion.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Completion {
    /// Nothing, or that it is not done.
    Open,
    /// It is done, perhaps since then.
    Done(Option<Timestamp>),
    /// Something that is neither a time nor yes or no, under this name.
    Unclear(&'static str),
}

/// Reads the completion mark: a time, or yes or no. Of several marks, one that says when counts most.
pub(super) fn completion(fields: &Fields<'_>) -> Completion {
    let mut found = Completion::Open;
    for name in COMPLETION {
        let text = match fields.try_text(name) {
            Ok(None) => continue,
            Ok(Some(text)) => text,
            Err(_) => {
                if found == Completion::Open {
                    found = Completion::Unclear(name);
                }
                continue;
            }
        };
        match (&*text, Timestamp::parse(&text)) {
            (_, Some(time)) => return Completion::Done(Some(time)),
            ("true" | "1" | "yes", _) => found = Completion::Done(None),
            ("false" | "0" | "no", _) => {}
            _ if found == Completion::Open => found = Completion::Unclear(name),
            _ => {}
        }
    }
    match fields.text("status") {
        Some(word) if found == Completion::Open && word.eq_ignore_ascii_case(COMPLETED) => {
            Completion::Done(None)
        }
        _ => found,
    }
}

/// The status of a record.
pub(super) fn derive(fields: &Fields<'_>, completion: &Completion) -> Status {
    match completion {
        Completion::Done(_) => Status::Completed,
        Completion::Unclear(_) => Status::Unknown,
        Completion::Open if START.iter().any(|name| is_something(fields, name)) => Status::Planned,
        Completion::Open => Status::NotStarted,
    }
}

/// Whether a member is neither absent, null nor empty. A start that cannot be read is one all the same.
fn is_something(fields: &Fields<'_>, name: &str) -> bool {
    fields.try_text(name).map_or(true, |text| text.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_done_is_read() {
        let time = Timestamp::parse("2022-05-17T14:04:14Z");
        let at = r#""2022-05-17T10:04:14-04:00""#;
        for (json, status, completed_at) in [
            (r#"{"id":1}"#.to_owned(), Status::NotStarted, None),
            (
                r#"{"scheduled_at":null,"completed_on":null}"#.to_owned(),
                Status::NotStarted,
                None,
            ),
            (
                r#"{"scheduled_at":"","completed":""}"#.to_owned(),
                Status::NotStarted,
                None,
            ),
            (format!(r#"{{"scheduled_at":{at}}}"#), Status::Planned, None),
            (format!(r#"{{"starts_at":{at}}}"#), Status::Planned, None),
            (
                r#"{"scheduled_at":"soon"}"#.to_owned(),
                Status::Planned,
                None,
            ),
            (
                format!(r#"{{"scheduled_at":{at},"completed":false}}"#),
                Status::Planned,
                None,
            ),
            (
                format!(r#"{{"completed_on":{at}}}"#),
                Status::Completed,
                time,
            ),
            (
                format!(r#"{{"completed_at":{at},"completed":true}}"#),
                Status::Completed,
                time,
            ),
            (
                format!(r#"{{"completed_on":true,"completed_at":{at}}}"#),
                Status::Completed,
                time,
            ),
            (r#"{"completed":true}"#.to_owned(), Status::Completed, None),
            (r#"{"is_completed":1}"#.to_owned(), Status::Completed, None),
            (r#"{"complete":"true"}"#.to_owned(), Status::Completed, None),
            (
                r#"{"completed_on":"later"}"#.to_owned(),
                Status::Unknown,
                None,
            ),
            (r#"{"completed":{}}"#.to_owned(), Status::Unknown, None),
            (
                r#"{"completed":{},"is_completed":true}"#.to_owned(),
                Status::Completed,
                None,
            ),
            (
                r#"{"completed":true,"complete":"maybe"}"#.to_owned(),
                Status::Completed,
                None,
            ),
            (
                r#"{"status":"completed"}"#.to_owned(),
                Status::Completed,
                None,
            ),
            (
                format!(r#"{{"status":"Completed","scheduled_at":{at}}}"#),
                Status::Completed,
                None,
            ),
            (
                format!(r#"{{"status":"open","scheduled_at":{at}}}"#),
                Status::Planned,
                None,
            ),
            (
                format!(r#"{{"status":"completed","completed_on":{at}}}"#),
                Status::Completed,
                time,
            ),
            (r#"{"status":{}}"#.to_owned(), Status::NotStarted, None),
        ] {
            let fields = Fields::read(&json).unwrap();
            let mark = completion(&fields);
            assert_eq!(derive(&fields, &mark), status, "{json}");
            let found = match mark {
                Completion::Done(time) => time,
                _ => None,
            };
            assert_eq!(found, completed_at, "{json}");
        }
    }
}
