//! What a platform's room does for one connection: it asks for pages and says what follows them.

use crate::error::{Result, TaskweaveError};
use crate::filter::{Expr, Path, Predicate};
use crate::http::{Authorization, RateLimit, Request, Response, Secret};
use crate::platforms::{Needs, Operations, Support};
use crate::task::{Direction, Field, TaskId, Timestamp};

use super::row::Paging;

/// A connection whose settings were checked. Only its room knows what is in it.
pub trait Account: Operations {
    /// How its calls are authorized. Requests are made without a word of it.
    fn authorization(&self) -> &Authorization;

    /// Whether the platform can narrow its answer by a predicate, under every switch of its
    /// undocumented behaviour, and what it is to be asked for.
    fn support(&self, predicate: &Predicate) -> Support;

    /// Whether one query can say all of `asked`, whose comparisons are what [`Account::support`] wants
    /// to be asked for. `AND`s of comparisons it must be able to say.
    ///
    /// # Errors
    /// A sentence that says why not.
    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        let is_flat = |part: &Expr| matches!(part, Expr::Is(_));
        match asked {
            Expr::Is(_) => Ok(()),
            Expr::And(parts) if parts.iter().all(is_flat) => Ok(()),
            _ => Err("the platform's query has no OR"),
        }
    }

    /// The calls that the reading of a slice begins with; none if no task can pass the query.
    fn begin(&self, query: &Query, slice: Slice) -> Vec<Call>;

    /// The request of a call.
    ///
    /// # Errors
    /// Where the query cannot be put to the platform.
    fn request(&self, query: &Query, call: &Call) -> Result<Request>;

    /// Whether the call's answer is a page of tasks (else only [`Account::follow`] reads it).
    fn holds_tasks(&self, _call: &Call) -> bool {
        true
    }

    /// What follows a call whose answer was read. `body` is the answer of a call that holds no tasks;
    /// of a page of tasks, `facts` tell what is known, and `body` is empty.
    ///
    /// # Errors
    /// `page_invalid` if the answer is not what the platform's documents say.
    fn follow(&self, call: &Call, facts: &PageFacts, body: &[u8]) -> Result<Follow>;

    /// Why a place in the platform's own record stands in no row of a list, though the platform's
    /// documents know it; `None` if it may. A filter on such a place would be told by nothing.
    fn lacks(&self, _path: &Path) -> Option<&'static str> {
        None
    }

    /// Whether the platform refused to give a place in its own record, which then reads as null.
    fn was_refused(&self, _path: &Path) -> bool {
        false
    }

    /// The request for one task.
    ///
    /// # Errors
    /// `id_invalid` where the id lacks a part that the platform's path needs.
    fn get(&self, id: &TaskId, expand: Expansion) -> Result<Request>;

    /// What is wrong with an answer, if anything is: an HTTP status, or a body that carries an error
    /// under a status of success. Its purpose decides between "gone" and "wrong".
    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError>;

    /// What an answer's headers say of the platform's rate limit, in its own units; `None` if nothing.
    fn rate_limit(&self, _response: &Response, _now: Timestamp) -> Option<RateLimit> {
        None
    }

    /// Looks at an error for something worth another try (a second spelling of a field, say),
    /// remembers it for the connection, and says whether to try again; a call tries a few times, as
    /// long as what was learnt changes it. A refusal of a write has done nothing.
    fn learn(&self, _purpose: Purpose, _error: &TaskweaveError) -> bool {
        false
    }
}

/// A part of a connection's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slice {
    /// All that the pushed predicates leave, in any order.
    All,
    /// Those whose key lies at or beyond second `from` in the query's direction, nearest first; all
    /// dated ones where it is `None`. Only one call; the reader goes on by asking from where it ended.
    Ordered {
        /// In seconds since the epoch.
        from: Option<i64>,
    },
    /// Those whose key lies within one second, in any order.
    Second {
        /// In seconds since the epoch.
        at: i64,
    },
    /// Those whose key is null, in any order.
    Undated,
}

/// What to ask for.
#[derive(Clone, Debug)]
pub struct Query {
    /// What the platform is asked for, out of the comparisons that it said it can be asked for;
    /// `None` for everything.
    pub asked: Option<Expr>,
    /// The key of `Ordered`, `Second` and `Undated` slices: one of the platform's keyset fields.
    pub key: Field,
    /// The direction of `Ordered` slices.
    pub direction: Direction,
    /// What the rows must carry beyond the base fields.
    pub needs: Needs,
    /// How many rows a page should have; the platform's maximum is kept.
    pub page_size: usize,
}

/// What rows carry beyond the base fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Expansion {
    /// The fields of `expand=details`.
    pub details: bool,
    /// The platform's own record: the platform's published list of fields.
    pub platform_data: bool,
}

impl Query {
    /// The comparisons that must hold each by itself.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Predicate> {
        let parts = self.asked.as_ref().map_or(&[][..], Expr::conjuncts);
        parts
            .iter()
            .filter_map(|part| match part {
                Expr::Is(predicate) => Some(predicate),
                _ => None,
            })
            .collect()
    }
}

/// One call: a slice and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The slice that it reads.
    pub slice: Slice,
    /// Where in the slice.
    pub place: Place,
}

/// A place in a slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The beginning.
    Start,
    /// A page, or a row's position, counted as the platform counts.
    At(u64),
    /// After the row of this platform id.
    After(String),
    /// Inside this thing (Zoho Books: a project; Kickserv: the first page of a job).
    Inside(String),
}

/// What is known of a page once its rows are in columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Its rows, malformed ones too.
    pub rows: usize,
    /// The most rows that a page of this reading had. A page with fewer is the last, even where the
    /// platform lowers the page size.
    pub longest: usize,
    /// The platform id of its last readable row.
    pub last_id: Option<String>,
    /// What the page says of paging.
    pub paging: Paging,
}

impl PageFacts {
    /// Whether it is the last of its reading by its length alone: empty, or shorter than another.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.rows == 0 || self.rows < self.longest
    }
}

/// What follows a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    /// Calls that read more of the same slice. Of an `Ordered` slice: none.
    pub calls: Vec<Call>,
    /// Of an `Ordered` slice: whether the platform said that nothing lies beyond this page.
    pub end: bool,
}

/// Why a request was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To list tasks.
    List,
    /// To list the tasks inside one thing of many ([`Place::Inside`]). If it is [`Code::NotFound`](crate::error::Code::NotFound),
    /// it went away since it was listed, or the filter names one that never was: it has no tasks.
    Part,
    /// To get one task.
    Get,
    /// To read anything else: a count, a customer's jobs, whatever a raw call reads.
    Read,
    /// To create a task.
    Create,
    /// To change or delete one task.
    Change,
    /// To tell people of one task. Nobody says what the answer to that holds.
    Notify,
    /// To write by a raw call.
    Write,
    /// To get an access token.
    Token,
}

impl Purpose {
    /// Whether the call changes nothing, so that it may be made again.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(self, Self::List | Self::Part | Self::Get | Self::Read)
    }

    /// Whether a success without JSON (but for HTTP status 204) leaves open what was done.
    #[must_use]
    pub fn wants_json(self) -> bool {
        matches!(self, Self::Create | Self::Change)
    }
}

/// An answer, and what is to be known for telling whether it is a failure.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    /// Why it was asked for.
    pub purpose: Purpose,
    /// The answer.
    pub response: &'a Response,
    /// What must not be repeated of it: every credential of the connection.
    pub hidden: &'a [Secret],
    /// Now, for headers that tell an instant.
    pub now: Timestamp,
}

/// What a platform is like, as data.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// Fields that the platform can order and page by, so that a list needs no more than it shows.
    pub keyset: &'static [Field],
    /// Fields that are null in every one of its tasks.
    pub always_null: &'static [Field],
    /// Whether the times to page by are whole seconds, and [`Slice::Second`] comes in the order of ids as
    /// numbers, each page after the last id of the one before: rows of the same time need not be read
    /// whole to be given in order.
    pub ties_by_id: bool,
    /// Whether [`Slice::All`] comes in an order of ids, in pages of any size, and goes on after any id of it
    /// ([`Place::After`]), whatever was added or deleted meanwhile.
    pub walks_by_id: bool,
    /// Whether a task's path needs what it stands under, so that its own id alone does not find it.
    pub has_parent: bool,
}

/// The bounds that predicates on a time field leave, in whole seconds since the epoch, inclusive.
///
/// Platforms that know only whole seconds, or whose fractions are not shown, are asked for whole
/// seconds: `updated_at > 12.5 s` asks from second 12, which is a superset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SecondWindow {
    /// The first second.
    pub from: Option<i64>,
    /// The last second.
    pub to: Option<i64>,
}

impl SecondWindow {
    /// Narrows the window to seconds from `second` on.
    pub fn not_before(&mut self, second: i64) {
        self.from = Some(self.from.map_or(second, |known| known.max(second)));
    }

    /// Narrows the window to seconds up to `second`.
    pub fn not_after(&mut self, second: i64) {
        self.to = Some(self.to.map_or(second, |known| known.min(second)));
    }

    /// The window that the predicates on `field` leave; other predicates do not matter.
    #[must_use]
    pub fn of(predicates: &[&Predicate], field: Field) -> Self {
        use crate::filter::{Op, Value};
        let mut window = Self::default();
        for predicate in predicates.iter().filter(|p| p.field() == Some(field)) {
            let Value::Time(time) = predicate.value else {
                continue;
            };
            let second = Timestamp::floor_second(time);
            match predicate.op {
                Op::Eq => {
                    window.not_before(second);
                    window.not_after(second);
                }
                Op::Gt | Op::Ge => window.not_before(second),
                Op::Lt | Op::Le => window.not_after(second),
                _ => {}
            }
        }
        window
    }

    /// The part of the window that a slice of the query reads. `Ordered` and `Second` narrow it.
    #[must_use]
    pub fn narrowed(mut self, slice: Slice, direction: Direction) -> Self {
        match (slice, direction) {
            (Slice::Ordered { from: Some(second) }, Direction::Ascending) => {
                self.not_before(second);
            }
            (Slice::Ordered { from: Some(second) }, Direction::Descending) => {
                self.not_after(second);
            }
            (Slice::Second { at }, _) => {
                self.not_before(at);
                self.not_after(at);
            }
            _ => {}
        }
        self
    }
}
