//! What `GET /tasks.json` can be asked for: `job_id`, and the days `from` and `to` between which a task
//! is scheduled. The dialect and the connection's requests are both written here.
//!
//! `from` belongs to the range and `to` does not. Days are read as UTC's: those of Kickserv are days of
//! the account's own time zone, which nothing tells. A request of a connection makes up for that.

use std::fmt;

use crate::filter::{Expr, Op, Predicate, Value};
use crate::platforms::Class;
use crate::task::{Field, Timestamp};

/// Ids that are longer may be refused as unreadable; Kickserv's have about ten digits.
const MAX_DIGITS: usize = 15;

const MS_PER_DAY: i64 = 86_400_000;

const ONE_JOB: &str = "Kickserv's `job_id` names one job";

/// A day, counted from 1970-01-01.
pub(super) type Day = i64;

/// The parameters that choose tasks. All of them hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    /// The global id of the job.
    pub(super) job: Option<String>,
    /// The first day of the start.
    pub(super) from: Option<Day>,
    /// The day after the last one of the start.
    pub(super) to: Option<Day>,
}

impl Parameters {
    /// Takes in what a comparison says. Exact: the parameters say it; inexact: they let more pass.
    ///
    /// # Errors
    /// Why nothing of it can be said; then nothing is changed.
    pub(super) fn add(&mut self, predicate: &Predicate) -> Result<Class, &'static str> {
        match predicate.field().unwrap_or(Field::PlatformData) {
            Field::ProjectId => {
                let job = job(predicate)?;
                if self.job.as_ref().is_some_and(|known| known != job) {
                    return Err(ONE_JOB);
                }
                self.job = Some(job.to_owned());
                Ok(Class::Exact)
            }
            Field::StartAt => {
                let starts = Starts::of(predicate)?;
                let (from, to) = starts.days();
                let (from, to) = (from.filter(is_written), to.filter(is_written));
                if (from, to) == (None, None) {
                    return Err("Kickserv's days have years of four digits");
                }
                let from = self.from.max(from);
                let to = [self.to, to].into_iter().flatten().min();
                if from.zip(to).is_some_and(|(from, to)| from >= to) {
                    return Err("no day lies both in this range and in that of the rest");
                }
                (self.from, self.to) = (from, to);
                Ok(if starts.are_days() {
                    Class::Exact
                } else {
                    Class::Inexact
                })
            }
            other => Err(why_not(other)),
        }
    }

    /// The names and values, in a fixed order. The values are digits and hyphens.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("job_id", self.job.clone()),
            ("from", self.from.map(date)),
            ("to", self.to.map(date)),
        ];
        let given = pairs.into_iter();
        given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The comparisons that the parameters are read as.
    pub(super) fn comparisons(&self) -> Vec<Expr> {
        let edge = |op, day: Day| Predicate::new(Field::StartAt, op, Value::Time(midnight(day)));
        let job = self.job.clone().map(Value::Text);
        let job = job.map(|id| Predicate::new(Field::ProjectId, Op::Eq, id));
        let from = self.from.map(|day| edge(Op::Ge, day));
        let to = self.to.map(|day| edge(Op::Lt, day));
        [job, from, to]
            .into_iter()
            .flatten()
            .map(Expr::Is)
            .collect()
    }
}

impl fmt::Display for Parameters {
    /// The query string without its `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.pairs().iter().enumerate() {
            let before = if at > 0 { "&" } else { "" };
            write!(f, "{before}{name}={value}")?;
        }
        Ok(())
    }
}

/// The starts that a comparison leaves, in milliseconds; both ends belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Starts {
    first: Option<i64>,
    last: Option<i64>,
    /// Whether every start between the ends passes the comparison.
    is_whole: bool,
}

impl Starts {
    /// Of a comparison with `start_at`: the narrowest range that holds all that pass. A task without a
    /// start passes none of these.
    ///
    /// # Errors
    /// Why there is no such range.
    pub(super) fn of(predicate: &Predicate) -> Result<Self, &'static str> {
        let time = |value: &Value| match value {
            Value::Time(time) => Ok(time.millis()),
            Value::Null => Err("Kickserv has no parameter for tasks with or without a schedule"),
            _ => Err("a time that is told from now has no day before the list is read"),
        };
        let times: Vec<i64> = predicate
            .values()
            .iter()
            .map(time)
            .collect::<Result<_, _>>()?;
        let (least, most) = (times.iter().min().copied(), times.iter().max().copied());
        let (first, last) = match predicate.op {
            Op::Eq | Op::In => (least, most),
            Op::Between if times.is_sorted() => (least, most),
            Op::Between => return Err("the range ends before it begins, so that no task passes"),
            Op::Ge => (least, None),
            Op::Gt => (least.map(|time| time + 1), None),
            Op::Le => (None, most),
            Op::Lt => (None, most.map(|time| time - 1)),
            _ => {
                return Err(
                    "Kickserv's `from` and `to` say between which days a task starts, not outside of which",
                );
            }
        };
        Ok(Self {
            first,
            last,
            is_whole: predicate.op != Op::In || least == most,
        })
    }

    /// The day of the first start, and the day after that of the last one.
    pub(super) fn days(self) -> (Option<Day>, Option<Day>) {
        let day = |time: i64| time.div_euclid(MS_PER_DAY);
        (self.first.map(day), self.last.map(|time| day(time) + 1))
    }

    /// Whether the range is one of whole days.
    fn are_days(self) -> bool {
        let is_midnight = |time: i64| time.rem_euclid(MS_PER_DAY) == 0;
        let (from, to) = self.days();
        self.is_whole
            && self.first.is_none_or(is_midnight)
            && self.last.is_none_or(|time| is_midnight(time + 1))
            && from.iter().chain(&to).all(is_written)
    }
}

/// Whether a day's year has four digits.
fn is_written(day: &Day) -> bool {
    day.checked_mul(MS_PER_DAY)
        .and_then(Timestamp::from_millis)
        .is_some()
}

fn midnight(day: Day) -> Timestamp {
    Timestamp::from_seconds_saturating(day.saturating_mul(MS_PER_DAY / 1000))
}

/// `YYYY-MM-DD`.
pub(super) fn date(day: Day) -> String {
    midnight(day).to_string().chars().take(10).collect()
}

/// The day of `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Day> {
    let midnight = Timestamp::parse(text).filter(|_| text.len() == 10)?;
    Some(midnight.millis().div_euclid(MS_PER_DAY))
}

/// The one job that a comparison leaves.
fn job(predicate: &Predicate) -> Result<&str, &'static str> {
    let values = match predicate.op {
        Op::Eq | Op::In => predicate.values(),
        _ => return Err("Kickserv's `job_id` says which job is wanted, not which is not"),
    };
    let (first, rest) = values.split_first().ok_or(ONE_JOB)?;
    match first {
        _ if rest.iter().any(|other| other != first) => Err(ONE_JOB),
        Value::Text(text) if is_job(text) => Ok(text),
        Value::Null => Err("Kickserv has no parameter for tasks without a job"),
        _ => Err("Kickserv's `job_id` takes digits, at most 15"),
    }
}

/// Whether a text is an id as Kickserv writes them.
pub(super) fn is_job(text: &str) -> bool {
    let are_digits = text.bytes().all(|b| b.is_ascii_digit());
    let is_plain = text == "0" || !text.starts_with('0');
    (1..=MAX_DIGITS).contains(&text.len()) && are_digits && is_plain
}

/// Why the list has no parameter for a field.
fn why_not(field: Field) -> &'static str {
    match field {
        Field::CreatedAt | Field::UpdatedAt => {
            "Kickserv's `from` and `to` select on the scheduled time, not on when a task was created or changed"
        }
        Field::DueAt => {
            "Kickserv's `from` and `to` select on when a task is scheduled to start, not on when it ends"
        }
        Field::CompletedAt => {
            "Kickserv's `from` and `to` select on the scheduled time, not on when a task was completed"
        }
        Field::Status => {
            "Kickserv's tasks carry no status; it is told here by the schedule and the completion mark"
        }
        Field::PlatformStatus => "Kickserv's tasks carry no word for their status",
        Field::Name => "Kickserv's list of tasks has no parameter for a name",
        Field::PlatformId => "Kickserv's list of tasks has no parameter for their ids",
        Field::Assignees | Field::AssigneeId | Field::AssigneeName | Field::AssigneeEmail => {
            "Kickserv's `employee_number` is neither an employee's id nor a name or an address"
        }
        Field::Project => "Kickserv has no parameter for tasks with or without a job",
        Field::ProjectName => "Kickserv's `job_id` takes the id of a job, not its name",
        Field::Id
        | Field::Platform
        | Field::ConnectionId
        | Field::LastSyncedAt
        | Field::PlatformUrl => "this is known here, not on Kickserv",
        _ => "Kickserv's list of tasks has no parameter for it",
    }
}
