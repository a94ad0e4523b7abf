//! The filters that the documents list, and what of a task each looks at.

use crate::filter::{Path, Target};
use crate::gather::Gather as _;
use crate::task::{Direction, Field, closest};

/// What a filter looks at, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name in the documents: `assignee`, `date_due`.
    pub(crate) name: &'static str,
    /// Where it stands in our terms.
    pub(crate) place: Place,
    /// How it is compared.
    pub(crate) way: Way,
}

/// Where a column stands in our terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A field of a task.
    Field(Field),
    /// A place in the platform's own record.
    Data(&'static [&'static str]),
}

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `name(…)` and `name_not(…)`.
    List(Values),
    /// `name_greater_than(…)` and the like. Where `is_link`, nothing linked may be written as 0.
    Range { is_link: bool },
    /// `name_before(…)` and `name_after(…)`, both strict, in Unix seconds.
    Dates,
    /// `against(company(1,4),issue)`.
    Objects,
}

/// The values of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// Ids: decimal digits.
    Ids,
    /// Words of `standing`.
    Standings,
    /// Any text.
    Words,
    /// Decimal numbers.
    Amounts,
}

/// The five words of `standing`.
pub(crate) const STANDINGS: [&str; 5] = ["pending", "accepted", "started", "complete", "inactive"];

const fn list(name: &'static str, place: Place, values: Values) -> Column {
    let way = Way::List(values);
    Column { name, place, way }
}

const fn range(name: &'static str, place: Place, is_link: bool) -> Column {
    let way = Way::Range { is_link };
    Column { name, place, way }
}

const fn date(name: &'static str, place: Place) -> Column {
    let way = Way::Dates;
    Column { name, place, way }
}

/// Today's documents say of it: "the job the task, or its against object, is against".
pub(crate) static CHILD_OF_JOB: Column =
    list("child_of_job", Place::Field(Field::ProjectId), Values::Ids);

/// Pairs of `against_type` and `against_id`.
pub(crate) static AGAINST: Column = Column {
    name: "against",
    place: Place::Data(&["against_type"]),
    way: Way::Objects,
};

pub(crate) static AGAINST_TYPE: Column = list(
    "against_type",
    Place::Data(&["against_type"]),
    Values::Words,
);

pub(crate) static AGAINST_ID: Column =
    list("against_id", Place::Data(&["against_id"]), Values::Ids);

pub(crate) static STANDING: Column = list(
    "standing",
    Place::Field(Field::PlatformStatus),
    Values::Standings,
);

/// The other columns; where one can be said in two places, the one that reading gives stands first.
/// `status` goes by the id of the status, which today's documents show as `task_status`.
static COLUMNS: [Column; 35] = {
    use Place::{Data, Field as In};
    use Values::{Amounts, Ids, Standings, Words};
    [
        list("id", In(Field::PlatformId), Ids),
        list("id", Data(&["id"]), Ids),
        list("assignee", In(Field::AssigneeId), Ids),
        list("assignee", Data(&["assignee", "id"]), Ids),
        list("manager", Data(&["manager"]), Ids),
        list("status", Data(&["task_status"]), Ids),
        list("standing", Data(&["standing"]), Standings),
        list("custom_id", Data(&["custom_id"]), Words),
        list("rate_id", Data(&["rate_id"]), Ids),
        list("rate_charged", Data(&["rate_charged"]), Amounts),
        range("id", Data(&["id"]), false),
        range("billable", Data(&["billable"]), false),
        range("nonbillable", Data(&["nonbillable"]), false),
        range("budgeted", Data(&["budgeted"]), false),
        range("remaining", Data(&["remaining"]), false),
        range("against_id", Data(&["against_id"]), true),
        range("rate_charged", Data(&["rate_charged"]), false),
        range("creator_id", Data(&["creator_id"]), true),
        range("assignee", Data(&["assignee", "id"]), true),
        range("task_type", Data(&["task_type"]), true),
        range("status", Data(&["task_status"]), true),
        range("manager", Data(&["manager"]), true),
        range("contact", Data(&["contact"]), true),
        date("date_created", In(Field::CreatedAt)),
        date("date_created", Data(&["date_created"])),
        date("date_started", In(Field::StartAt)),
        date("date_started", Data(&["date_started"])),
        date("date_commenced", Data(&["date_commenced"])),
        date("date_accepted", Data(&["date_accepted"])),
        date("date_due", In(Field::DueAt)),
        date("date_due", Data(&["date_due"])),
        date("date_completed", In(Field::CompletedAt)),
        date("date_completed", Data(&["date_completed"])),
        date("date_modified", In(Field::UpdatedAt)),
        date("date_modified", Data(&["date_modified"])),
    ]
};

/// Other names of columns: the wiki's `manager_id`, and `type`, which today's documents deprecate.
const LIST_ALIASES: &[(&str, &str)] = &[("manager_id", "manager")];
const RANGE_ALIASES: &[(&str, &str)] = &[("type", "task_type")];

/// The fields of an order, with ours where rows can be sorted by it.
const ORDERS: &[(&str, Option<Field>)] = &[
    ("id", Some(Field::PlatformId)),
    ("date_created", Some(Field::CreatedAt)),
    ("date_started", None),
    ("date_commenced", None),
    ("date_accepted", None),
    ("date_due", None),
    ("date_completed", None),
    ("date_modified", Some(Field::UpdatedAt)),
    ("title", Some(Field::Name)),
    ("standing", Some(Field::PlatformStatus)),
    ("status", None),
    ("task_priority", None),
    ("rate_charged", None),
    ("ordering", None),
];

/// The ends of a range filter's name, with the side that they bound and whether they are strict.
const SIDES: [(&str, Side, bool); 4] = [
    ("_greater_than_or_equal", Side::Low, false),
    ("_less_than_or_equal", Side::High, false),
    ("_greater_than", Side::Low, true),
    ("_less_than", Side::High, true),
];

/// The side of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Low,
    High,
}

/// What a filter's name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    List {
        column: &'static Column,
        values: Values,
        deny: bool,
    },
    Range {
        column: &'static Column,
        side: Side,
        is_strict: bool,
    },
    Dates {
        column: &'static Column,
        side: Side,
    },
    Against,
    ChildOfJob {
        deny: bool,
    },
    Search,
    Order(Direction),
    Or,
    And,
}

/// What a name means; `None` if the documents do not list it.
pub(crate) fn meaning(name: &str) -> Option<Meaning> {
    Some(match name {
        "_OR" => Meaning::Or,
        "_AND" => Meaning::And,
        "against" => Meaning::Against,
        "search" => Meaning::Search,
        "order_by_asc" => Meaning::Order(Direction::Ascending),
        "order_by_desc" => Meaning::Order(Direction::Descending),
        "child_of_job" => Meaning::ChildOfJob { deny: false },
        "child_of_job_not" => Meaning::ChildOfJob { deny: true },
        "min_id" => bound("id", Side::Low, false)?,
        "max_id" => bound("id", Side::High, false)?,
        _ => {
            return listed(name)
                .or_else(|| ranged(name))
                .or_else(|| dated(name));
        }
    })
}

fn listed(name: &str) -> Option<Meaning> {
    let find = |name: &str, deny| {
        let column = of_name(unaliased(LIST_ALIASES, name), |way| {
            matches!(way, Way::List(_))
        })?;
        match column.way {
            Way::List(values) => Some(Meaning::List {
                column,
                values,
                deny,
            }),
            _ => None,
        }
    };
    find(name, false).or_else(|| find(name.strip_suffix("_not")?, true))
}

fn ranged(name: &str) -> Option<Meaning> {
    let (column, side, is_strict) = SIDES
        .iter()
        .find_map(|(end, side, is_strict)| Some((name.strip_suffix(end)?, *side, *is_strict)))?;
    bound(unaliased(RANGE_ALIASES, column), side, is_strict)
}

fn bound(name: &str, side: Side, is_strict: bool) -> Option<Meaning> {
    let column = of_name(name, |way| matches!(way, Way::Range { .. }))?;
    Some(Meaning::Range {
        column,
        side,
        is_strict,
    })
}

fn dated(name: &str) -> Option<Meaning> {
    let (name, side) = match name.strip_suffix("_after") {
        Some(name) => (name, Side::Low),
        None => (name.strip_suffix("_before")?, Side::High),
    };
    let column = of_name(name, |way| way == Way::Dates)?;
    Some(Meaning::Dates { column, side })
}

fn unaliased<'a>(aliases: &[(&'a str, &'a str)], name: &'a str) -> &'a str {
    let known = aliases.iter().find(|(alias, _)| *alias == name);
    known.map_or(name, |(_, name)| name)
}

fn columns() -> impl Iterator<Item = &'static Column> {
    [&CHILD_OF_JOB, &AGAINST_TYPE, &AGAINST_ID, &STANDING]
        .into_iter()
        .chain(&COLUMNS)
}

fn of_name(name: &str, fits: impl Fn(Way) -> bool) -> Option<&'static Column> {
    columns().find(|column| column.name == name && fits(column.way))
}

/// The column of a target that is compared in this way.
pub(crate) fn of_target(target: &Target, fits: impl Fn(Way) -> bool) -> Option<&'static Column> {
    columns().find(|column| fits(column.way) && column.is_at(target))
}

impl Column {
    fn is_at(&self, target: &Target) -> bool {
        match (self.place, target) {
            (Place::Field(field), Target::Field(other)) => field == *other,
            (Place::Data(names), Target::Data(path)) => path.names() == names,
            _ => false,
        }
    }

    /// Where it stands, as the target of a comparison.
    pub(crate) fn target(&self) -> Target {
        match self.place {
            Place::Field(field) => Target::Field(field),
            Place::Data(names) => Target::Data(Path::dotted(&names.join("."))),
        }
    }

    /// Whether it is a date that our reader takes as it is written, an unset one perhaps as 0.
    pub(crate) fn is_raw_date(&self) -> bool {
        self.way == Way::Dates && matches!(self.place, Place::Data(_))
    }

    /// The name of the filter that bounds it.
    pub(crate) fn bound_name(&self, side: Side, is_strict: bool) -> String {
        let end = match (self.way, side) {
            (Way::Dates, Side::Low) => "_after",
            (Way::Dates, Side::High) => "_before",
            _ => SIDES
                .iter()
                .find(|(_, known, strict)| (*known, *strict) == (side, is_strict))
                .map_or("", |(end, ..)| end),
        };
        format!("{}{end}", self.name)
    }
}

/// What an order's field is here: `Err` if the documents do not list it, `None` if rows cannot be
/// sorted by it.
pub(crate) fn order(name: &str) -> Result<Option<Field>, String> {
    match ORDERS.iter().find(|(known, _)| *known == name) {
        Some((_, field)) => Ok(*field),
        None => {
            let names = || ORDERS.iter().map(|(name, _)| *name);
            Err(match closest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("order by {}", names().collect::<Vec<_>>().join(", ")),
            })
        }
    }
}

/// What to write instead of a name that is not listed.
pub(crate) fn suggestion(name: &str) -> String {
    let names = all();
    match closest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the filters are the columns' names (standing, assignee, against_type, …), \
                 date_due_after and the like, id_greater_than and the like, against, search, \
                 order_by_asc, order_by_desc, _OR and _AND"
            .to_owned(),
    }
}

/// Every name that has a meaning.
pub(crate) fn all() -> Vec<String> {
    let mut names: Vec<String> = [
        "_OR",
        "_AND",
        "against",
        "search",
        "order_by_asc",
        "order_by_desc",
        "min_id",
        "max_id",
        "manager_id",
        "manager_id_not",
    ]
    .map(str::to_owned)
    .to_vec();
    for (end, ..) in SIDES {
        names.push(format!("type{end}"));
    }
    for column in columns() {
        match column.way {
            Way::List(_) => {
                names.push(column.name.to_owned());
                names.push(format!("{}_not", column.name));
            }
            Way::Range { .. } => {
                names.extend(SIDES.map(|(end, ..)| format!("{}{end}", column.name)));
            }
            Way::Dates => {
                names.push(column.bound_name(Side::Low, true));
                names.push(column.bound_name(Side::High, true));
            }
            Way::Objects => {}
        }
    }
    names.into_iter().into_set().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_meaning() {
        for name in all() {
            let meaning = meaning(&name).expect(&name);
            match meaning {
                Meaning::List { column, deny, .. } => {
                    assert_eq!(deny, name.ends_with("_not"), "{name}");
                    assert!(name.starts_with(column.name), "{name}");
                }
                Meaning::Range { side, .. } => {
                    let low = name.contains("_greater_") || name == "min_id";
                    assert_eq!(side == Side::Low, low, "{name}");
                }
                Meaning::Dates { column, side } => {
                    assert_eq!(column.bound_name(side, true), name);
                }
                _ => {}
            }
        }
        for name in [
            "",
            "_not",
            "due",
            "date_due",
            "standing_not_not",
            "id_before",
            "_or",
        ] {
            assert_eq!(meaning(name), None, "{name}");
        }
    }

    #[test]
    fn a_wrong_name_is_answered_by_the_nearest() {
        assert_eq!(suggestion("asignee"), "did you mean `assignee`?");
        assert_eq!(
            suggestion("date_due_befor"),
            "did you mean `date_due_before`?"
        );
        assert!(suggestion("xyz").starts_with("the filters are"));
        assert_eq!(
            order("date_modifed"),
            Err("did you mean `date_modified`?".to_owned())
        );
    }
}
