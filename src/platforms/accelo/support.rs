//! What a connection can be asked for, under every reading of what the documents leave open.

use crate::filter::{Expr, Op, Predicate, Target, Value};
use crate::platforms::Support;
use crate::platforms::accelo::dialect::clause::{Bound, Set, Term};
use crate::platforms::accelo::dialect::names::{
    AGAINST, AGAINST_TYPE, CHILD_OF_JOB, Column, STANDING, STANDINGS, Values, Way,
};
use crate::platforms::accelo::dialect::tree::{expr_of, is_id, is_open, said, whole};
use crate::platforms::accelo::status;
use crate::task::{Decimal, Field, StatusMap, Timestamp};

/// The longest list of values.
const MAX_VALUES: usize = 200;

pub(super) const TOO_LONG: &str = "more values than a URL holds";
pub(super) const NO_TEXT: &str = "a value holds what the text of a filter has no escape for";

const DATED: &str = "dates are whole seconds, and `after` is strict, so no unset one passes it";
const UNSET: &str = "`before` may let an unset date pass, which is null, 0 or absent";
const UNSET_ZERO: &str = "an unset date may be written as 0, which `before` need not find";
const BEFORE_DATES: &str = "no date lies before 1970";
const HULL: &str =
    "a date or number filter takes one value: all between the least and the greatest are asked for";
const NEVER_ALL: &str = "all but some is no narrower than all";
const LISTED: &str = "ids and documented words are compared whole";
const MAPPED: &str = "`standing` with words that the connection maps and the documents do not know";
const UNKNOWN_WORD: &str =
    "the documents do not know this word, and what a filter answers to it is not documented";
const LOOSE_WORD: &str = "whether small and capital letters differ is not documented";
const ODD_WORD: &str = "the value holds characters that Accelo's filters may not carry";
const UNSET_LINK: &str = "how an id that is not set is written is not documented, so a filter need not find it as it is shown";
const UNSET_DENIED: &str = "whether `_not` finds what is not set is not documented";
const BOUNDED: &str = "range filters compare numbers";
const ROUNDED: &str = "range filters are asked by whole numbers from 0 on";
const JOB: &str = "`child_of_job` also finds the tasks of what stands under the job";
const OBJECT: &str = "`against` also finds such tasks of which a job is shown";
const NO_PROJECT: &str =
    "a job's id, or a path such as `companies/7` of a documented type, is asked for, but not both";
const NO_NULL: &str =
    "an unset date is null, 0 or absent, and no filter is documented to find all three";
const NO_UNSET: &str = "no filter of tasks is documented that finds what is not set";

/// The documented types, as `against` writes them and as `against_type` does. Jobs are told apart.
const TYPES: [(&str, &str); 6] = [
    ("companies", "company"),
    ("components", "component"),
    ("issues", "issue"),
    ("jobs", "job"),
    ("milestones", "milestone"),
    ("prospects", "prospect"),
];

/// What Accelo can do about a comparison.
pub(super) fn support(words: &StatusMap, predicate: &Predicate) -> Support {
    answer(words, predicate).unwrap_or_else(Support::unsupported)
}

type Answer = Result<Support, &'static str>;

fn answer(words: &StatusMap, predicate: &Predicate) -> Answer {
    match predicate.field() {
        Some(Field::Status) => of_status(words, predicate),
        Some(Field::ProjectId) => project(predicate),
        Some(Field::Name | Field::Description) => {
            Err("`search` finds words, not parts of words or whole texts")
        }
        Some(Field::Platform | Field::ConnectionId | Field::LastSyncedAt | Field::Id) => {
            Err("the platform does not know it; it is the connection's")
        }
        Some(
            Field::PlatformUrl
            | Field::ParentId
            | Field::PercentComplete
            | Field::IsBillable
            | Field::IsMilestone
            | Field::LoggedHours,
        ) => Err("the platform has no such thing: it is null in every task"),
        Some(Field::Priority | Field::ProjectName | Field::AssigneeName | Field::AssigneeEmail) => {
            Err("tasks are filtered by ids of links, not by what the links show")
        }
        Some(Field::Assignees | Field::Project | Field::PlatformData) => Err(NO_UNSET),
        _ => by_filter(words, predicate),
    }
}

/// `status` by the words that mean it.
fn of_status(words: &StatusMap, predicate: &Predicate) -> Answer {
    let words = status::askable(words, predicate)?;
    let is_documented = words.iter().all(|word| STANDINGS.contains(&word.as_str()));
    let asked = asked(&STANDING, Set::In(words))?;
    Ok(if is_documented {
        Support::exact(
            asked,
            "`standing` is one of five words and is compared whole",
        )
    } else {
        Support::inexact(asked, MAPPED)
    })
}

/// A job's id, or what else a task stands against.
fn project(predicate: &Predicate) -> Answer {
    if predicate.value == Value::Null {
        return Err(NO_UNSET);
    }
    if !matches!(predicate.op, Op::Eq | Op::In) {
        return Err(
            "`child_of_job` finds more than the job's own tasks, so its denial leaves some out",
        );
    }
    let texts: Vec<&str> = predicate
        .values()
        .iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if texts.len() > MAX_VALUES {
        return Err(TOO_LONG);
    }
    if texts.iter().all(|text| is_given_id(text)) {
        let jobs = texts.into_iter().map(str::to_owned).collect();
        return asked(&CHILD_OF_JOB, Set::In(jobs)).map(|asked| Support::inexact(asked, JOB));
    }
    let groups: Option<Vec<Expr>> = texts.into_iter().map(object).collect();
    let asked = groups.and_then(Expr::any).ok_or(NO_PROJECT)?;
    Ok(Support::inexact(asked, OBJECT))
}

/// `companies/7` as its type and its id.
fn object(path: &str) -> Option<Expr> {
    let (plural, id) = path.split_once('/')?;
    let (_, kind) = TYPES.iter().find(|(known, _)| *known == plural)?;
    let id = is_given_id(id).then(|| id.to_owned())?;
    // A job's tasks show the id alone.
    (*kind != "job").then_some(())?;
    expr_of(&Term {
        column: &AGAINST,
        set: Set::Objects(vec![((*kind).to_owned(), Some(vec![id]))]),
    })
}

fn by_filter(words: &StatusMap, predicate: &Predicate) -> Answer {
    let is_date = predicate
        .field()
        .is_some_and(|field| field.info().kind == crate::task::FieldType::Time);
    match (predicate.op, &predicate.value) {
        // Dates count from 1970, and 0 is none.
        (Op::Ne, Value::Null) if is_date => {
            let epoch = Timestamp::from_seconds_saturating(0);
            let after = Predicate::new(predicate.target.clone(), Op::Gt, Value::Time(epoch));
            return Ok(Support::exact(Expr::Is(after), DATED));
        }
        (_, Value::Null) => return Err(if is_date { NO_NULL } else { NO_UNSET }),
        _ => {}
    }
    if let Some(hull) = hull(predicate) {
        let support = by_filter(words, &hull)?;
        let is_same = predicate.values().len() == 1;
        return Ok(match (support.asked, is_same) {
            (asked @ Some(_), true) => Support { asked, ..support },
            (Some(asked), false) => Support::inexact(asked, HULL),
            (None, _) => Support::unsupported(support.reason),
        });
    }
    if is_date && predicate.op.is_denial() {
        return Err(NEVER_ALL);
    }
    let term = said(predicate)?.term;
    match (term.column.way, &term.set) {
        (Way::List(values), Set::In(list)) => {
            listed(words, predicate, term.column, values, list, false)
        }
        (Way::List(values), Set::NotIn(list)) => {
            listed(words, predicate, term.column, values, list, true)
        }
        (Way::Range { is_link }, Set::Range { low, high }) => {
            bounded(predicate, term.column, is_link, low.as_ref(), high.as_ref())
        }
        (Way::Dates, Set::Dates { after, before }) => dated(predicate, &term, *after, *before),
        _ => Err(NO_UNSET),
    }
}

/// Several times or numbers as all between them, and one amount, which may be written with more or
/// fewer zeros, as a range of one.
fn hull(predicate: &Predicate) -> Option<Predicate> {
    let is_amount =
        matches!(&predicate.target, Target::Data(path) if path.names() == ["rate_charged"]);
    match predicate.op {
        Op::In => {}
        Op::Eq if is_amount => {}
        _ => return None,
    }
    let times: Option<Vec<Timestamp>> = predicate.values().iter().map(time).collect();
    let numbers: Option<Vec<&Decimal>> = predicate.values().iter().map(number).collect();
    let (least, greatest) = match (times, numbers) {
        (Some(times), _) => (
            Value::Time(*times.iter().min()?),
            Value::Time(*times.iter().max()?),
        ),
        (_, Some(numbers)) if is_amount || said(predicate).is_err() => (
            Value::Number((*numbers.iter().min()?).clone()),
            Value::Number((*numbers.iter().max()?).clone()),
        ),
        _ => return None,
    };
    let ends = Value::List(vec![least, greatest]);
    Some(Predicate::new(predicate.target.clone(), Op::Between, ends))
}

fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Time(time) => Some(*time),
        _ => None,
    }
}

fn number(value: &Value) -> Option<&Decimal> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Whether a text is an id of something: what is not set may be shown as 0.
fn is_given_id(text: &str) -> bool {
    is_id(text) && text != "0"
}

fn listed(
    words: &StatusMap,
    predicate: &Predicate,
    column: &'static Column,
    values: Values,
    list: &[String],
    deny: bool,
) -> Answer {
    if list.len() > MAX_VALUES {
        return Err(TOO_LONG);
    }
    let asked = Expr::Is(predicate.clone());
    // Every task has these; an id of what it stands against may be unset like any other. Of assignees,
    // our reader takes 0 for none.
    let is_always_set = matches!(column.name, "id" | "standing" | "against_type");
    let is_read_as_null = predicate.field() == Some(Field::AssigneeId);
    if deny && !is_always_set && !is_read_as_null {
        return Err(UNSET_DENIED);
    }
    match values {
        Values::Ids if !is_always_set && !list.iter().all(|id| is_given_id(id)) => Err(UNSET_LINK),
        Values::Ids if deny && !is_always_set => Ok(Support::inexact(asked, UNSET_DENIED)),
        Values::Ids => Ok(Support::exact(asked, LISTED)),
        Values::Amounts => Err(UNSET_DENIED),
        Values::Standings => {
            let is_documented = |word: &String| STANDINGS.contains(&word.as_str());
            let is_mapped = |word: &String| words.get(word).is_some() && status::is_plain(word);
            if list.iter().all(is_documented) {
                Ok(Support::exact(asked, LISTED))
            } else if list
                .iter()
                .all(|word| is_documented(word) || is_mapped(word))
            {
                Ok(Support::inexact(asked, MAPPED))
            } else {
                Err(UNKNOWN_WORD)
            }
        }
        Values::Words if column == &AGAINST_TYPE => {
            let is_documented = |word: &String| TYPES.iter().any(|(_, kind)| kind == word);
            if list.iter().all(is_documented) {
                Ok(Support::exact(asked, LISTED))
            } else {
                Err(UNKNOWN_WORD)
            }
        }
        Values::Words
            if list
                .iter()
                .all(|word| !word.is_empty() && status::is_plain(word)) =>
        {
            Ok(Support::inexact(asked, LOOSE_WORD))
        }
        Values::Words => Err(ODD_WORD),
    }
}

fn bounded(
    predicate: &Predicate,
    column: &'static Column,
    is_link: bool,
    low: Option<&Bound>,
    high: Option<&Bound>,
) -> Answer {
    let rounded_low = low.and_then(|bound| rounded(bound, |(below, _)| below));
    // Whatever is below 0 is below this.
    let least = || Bound {
        value: Decimal::default(),
        is_strict: false,
    };
    let rounded_high = high.and_then(|bound| match whole(&bound.value) {
        Some((_, above)) if above < 0 => Some(least()),
        _ => rounded(bound, |(_, above)| above),
    });
    let excludes_zero = rounded_low
        .as_ref()
        .is_some_and(|bound| bound.is_strict || bound.value != Decimal::default());
    if is_link && !excludes_zero {
        return Err(UNSET_LINK);
    }
    if rounded_low.is_none() && rounded_high.is_none() {
        return Err("numbers below 0, and those of more than 15 digits, are not asked for");
    }
    if (rounded_low.as_ref(), rounded_high.as_ref()) == (low, high) {
        return Ok(Support::exact(Expr::Is(predicate.clone()), BOUNDED));
    }
    let set = Set::Range {
        low: rounded_low,
        high: rounded_high,
    };
    asked(column, set).map(|asked| Support::inexact(asked, ROUNDED))
}

/// The bound as it is, or at the whole number that `side` takes; `None` if that is below 0.
fn rounded(bound: &Bound, side: fn((i64, i64)) -> i64) -> Option<Bound> {
    let around = whole(&bound.value)?;
    let number = side(around);
    if number < 0 {
        return None;
    }
    if around.0 == around.1 {
        return Some(bound.clone());
    }
    Some(Bound {
        value: Decimal::parse(&number.to_string())?,
        is_strict: false,
    })
}

fn dated(predicate: &Predicate, term: &Term, after: Option<i64>, before: Option<i64>) -> Answer {
    if is_open(term) {
        return Err(UNSET_ZERO);
    }
    // An unset one is written as 0.
    let low = after.map(|second| second.max(0));
    let high = before.map(|second| second.max(1));
    let asked = if (low, high) == (after, before) {
        Expr::Is(predicate.clone())
    } else {
        let set = Set::Dates {
            after: low,
            before: high,
        };
        asked(term.column, set)?
    };
    if before.is_some_and(|second| second < 1) {
        return Ok(Support::inexact(asked, BEFORE_DATES));
    }
    // A raw date above 0 and below something is asked for by `before` alone.
    let is_before_alone = high.is_some() && term.column.is_raw_date() && low == Some(0);
    Ok(match low {
        Some(_) if !is_before_alone => Support::exact(asked, DATED),
        _ => Support::inexact(asked, UNSET),
    })
}

fn asked(column: &'static Column, set: Set) -> Result<Expr, &'static str> {
    expr_of(&Term { column, set }).ok_or(NO_UNSET)
}
