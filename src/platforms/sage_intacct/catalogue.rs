//! The fields of `projects/task` after the vendor's reference, of the older and the newer edition: the
//! one list that the dialect, the push-down and the columns of a query go by.

use std::borrow::Cow;

use crate::filter::{MAX_PATH, Target};
use crate::platforms::secrets::looks_secret;
use crate::task::Field;

/// What a field holds, which decides how it can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A number, written as text in the newer edition.
    Number,
    /// True or false.
    Boolean,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// An instant, ISO 8601 in UTC.
    Instant,
    /// An `href`: it can be asked for, not compared.
    Link,
    /// A field of nobody's documents, a customer's own for one (`nsp::name`).
    Unknown,
}

/// When a list asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Always; the status in the spelling of the edition.
    Base,
    /// With this detail.
    Detail(Field),
    /// With the platform's own record. Both editions document it.
    Record,
    /// The same, documented in the older edition alone: all are given up once one is refused.
    Older,
    /// Only if a filter names it: the editions spell it differently.
    Named,
}

/// A field of the documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its name in queries.
    pub(super) path: &'static str,
    /// What it holds.
    pub(super) kind: Kind,
    /// Whether a task can be without it, by the documents.
    pub(super) nullable: bool,
    /// The unified field that it is.
    pub(super) field: Option<Field>,
    /// When it is asked for.
    pub(super) asked: Asked,
}

const fn base(path: &'static str, kind: Kind, field: Option<Field>) -> Known {
    Known {
        path,
        kind,
        nullable: false,
        field,
        asked: Asked::Base,
    }
}

const fn detail(path: &'static str, kind: Kind, whole: Field, field: Option<Field>) -> Known {
    Known {
        path,
        kind,
        nullable: !matches!(kind, Kind::Boolean),
        field,
        asked: Asked::Detail(whole),
    }
}

const fn other(path: &'static str, kind: Kind, asked: Asked) -> Known {
    Known {
        path,
        kind,
        nullable: !matches!(kind, Kind::Boolean),
        field: None,
        asked,
    }
}

use Asked::{Named, Older, Record};
use Kind::{Boolean, Date, Instant, Link, Number, Text};

/// Every documented field that a query can name, in the order in which they are asked for.
pub(super) static KNOWN: &[Known] = &[
    base("key", Text, Some(Field::PlatformId)),
    base("id", Text, None),
    base("name", Text, Some(Field::Name)),
    base("audit.createdDateTime", Instant, Some(Field::CreatedAt)),
    base("audit.modifiedDateTime", Instant, Some(Field::UpdatedAt)),
    base("taskStatus", Text, Some(Field::PlatformStatus)),
    base("status", Text, Some(Field::PlatformStatus)),
    detail(
        "description",
        Text,
        Field::Description,
        Some(Field::Description),
    ),
    detail(
        "planned.startDate",
        Date,
        Field::StartAt,
        Some(Field::StartAt),
    ),
    detail("planned.endDate", Date, Field::DueAt, Some(Field::DueAt)),
    detail("actual.endDate", Date, Field::CompletedAt, None),
    detail("project.key", Text, Field::Project, Some(Field::ProjectId)),
    detail("project.id", Text, Field::Project, None),
    detail(
        "project.name",
        Text,
        Field::Project,
        Some(Field::ProjectName),
    ),
    detail("parent.key", Text, Field::ParentId, Some(Field::ParentId)),
    detail("priority", Number, Field::Priority, Some(Field::Priority)),
    detail(
        "percentComplete",
        Number,
        Field::PercentComplete,
        Some(Field::PercentComplete),
    ),
    detail(
        "isBillable",
        Boolean,
        Field::IsBillable,
        Some(Field::IsBillable),
    ),
    detail(
        "isMilestone",
        Boolean,
        Field::IsMilestone,
        Some(Field::IsMilestone),
    ),
    other("href", Link, Record),
    other("isUtilized", Boolean, Record),
    other("wbsCode", Text, Record),
    other("actual.startDate", Date, Record),
    other("duration.planned", Number, Record),
    other("duration.estimated", Number, Record),
    other("productionUnits.estimate", Number, Record),
    other("productionUnits.description", Text, Record),
    other("parent.id", Text, Record),
    other("parent.name", Text, Record),
    other("customer.key", Text, Record),
    other("customer.id", Text, Record),
    other("customer.name", Text, Record),
    other("item.key", Text, Record),
    other("item.id", Text, Record),
    other("item.name", Text, Record),
    other("timeType.key", Text, Record),
    other("timeType.id", Text, Record),
    other("class.key", Text, Record),
    other("class.id", Text, Record),
    other("class.name", Text, Record),
    other("attachment.id", Text, Record),
    other("dependentOn.key", Text, Record),
    other("dependentOn.id", Text, Record),
    other("dependentOn.name", Text, Record),
    other("root.key", Text, Record),
    other("root.id", Text, Record),
    other("root.name", Text, Record),
    other("standardTask.key", Text, Record),
    other("standardTask.id", Text, Record),
    other("standardTask.name", Text, Record),
    other("duration.actual", Number, Older),
    other("duration.remaining", Number, Older),
    other("duration.approved", Number, Older),
    other("duration.plannedBillable", Number, Older),
    other("duration.estimatedBillable", Number, Older),
    other("duration.actualBillable", Number, Older),
    other("duration.approvedBillable", Number, Older),
    other("project.startDate", Date, Older),
    other("project.endDate", Date, Older),
    other("observedPercentComplete", Number, Named),
    other("observerPercentComplete", Number, Named),
    other("audit.createdByUser.key", Text, Named),
    other("audit.createdByUser.id", Text, Named),
    other("audit.modifiedByUser.key", Text, Named),
    other("audit.modifiedByUser.id", Text, Named),
    other("audit.createdBy", Text, Named),
    other("audit.modifiedBy", Text, Named),
];

/// The day of which `completed_at` is made.
pub(super) const COMPLETED: &str = "actual.endDate";

/// The documented field of a name.
pub(super) fn known(path: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.path == path)
}

/// The documented field that a unified field is.
pub(super) fn of_field(field: Field) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.field == Some(field))
}

/// Whether an empty text of a field is none here, and a text to the platform.
pub(super) fn is_none_if_empty(field: Option<Field>) -> bool {
    matches!(field, Some(Field::Description | Field::ProjectName))
}

/// Where a comparison looks in the platform's record.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    /// The name in queries.
    pub(super) path: Cow<'a, str>,
    /// What it holds.
    pub(super) kind: Kind,
    /// Whether a task can be without it.
    pub(super) nullable: bool,
    /// What the documents say of it.
    pub(super) known: Option<&'static Known>,
}

impl Spot<'_> {
    /// The place that a target stands for as it is; `None` where no one field is that.
    pub(super) fn of(target: &Target) -> Option<Self> {
        let of_known = |known: &'static Known| Spot {
            path: Cow::Borrowed(known.path),
            kind: known.kind,
            nullable: known.nullable,
            known: Some(known),
        };
        match target {
            Target::Field(field) => of_field(*field).map(of_known),
            Target::Data(path) => {
                let path = path.to_dotted();
                match known(&path) {
                    Some(known) => Some(of_known(known)),
                    None => is_name(&path).then_some(Spot {
                        path: Cow::Owned(path),
                        kind: Kind::Unknown,
                        nullable: true,
                        known: None,
                    }),
                }
            }
        }
    }

    /// Whether it is the status, which the editions spell differently.
    pub(super) fn is_status(&self) -> bool {
        matches!(&*self.path, "taskStatus" | "status")
    }
}

/// Whether a condition can name a field so, though no document knows it.
fn is_name(path: &str) -> bool {
    has_shape(path)
        && !is_link(path)
        && !is_function(path)
        && !is_secret(path)
        && slip(path).is_none()
}

/// Whether a part of a name looks like a secret's, which no row shows.
pub(super) fn is_secret(path: &str) -> bool {
    path.split('.').any(looks_secret)
}

/// Whether it is names with dots between them, not longer than any name is, and not more of them than a
/// filter can name.
pub(super) fn has_shape(path: &str) -> bool {
    const LONGEST: usize = 256;
    path.len() <= LONGEST
        && path.split('.').count() <= MAX_PATH
        && !path.split('.').any(str::is_empty)
}

/// An `href` can be asked for, not compared.
pub(super) fn is_link(path: &str) -> bool {
    path == "href" || path.ends_with(".href")
}

/// `sum:priority` and its like, which tell of many rows.
pub(super) fn is_function(path: &str) -> bool {
    let function = path
        .split_once(':')
        .filter(|(_, rest)| !rest.starts_with(':'));
    function.is_some_and(|(name, _)| ["count", "avg", "sum", "min", "max"].contains(&name))
}

/// The field that is meant by a name with other capitals.
pub(super) fn slip(path: &str) -> Option<&'static str> {
    let is_slip = |known: &&str| known.eq_ignore_ascii_case(path) && *known != path;
    KNOWN.iter().map(|known| known.path).find(is_slip)
}

/// Whether a query may be asked for a field of this name although no document knows it: a name that
/// looks like one of the platform's (`nsp::name`, `ref.field`), and neither a function (`sum:field`)
/// nor a reference or group as a whole (`project`).
pub(super) fn is_plausible(path: &str) -> bool {
    const LONGEST: usize = 100;
    let plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let is_group = || {
        KNOWN.iter().any(|known| {
            let rest = known.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.starts_with('.'))
        })
    };
    path.len() <= LONGEST
        && path.split('.').all(|name| {
            plain(name)
                || name
                    .split_once("::")
                    .is_some_and(|(a, b)| plain(a) && plain(b))
        })
        && !is_group()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Path;

    #[test]
    fn a_name_is_what_a_filter_can_say() {
        let names = |count| vec!["a"; count].join(".");
        assert!(has_shape(&names(MAX_PATH)));
        assert!(!has_shape(&names(MAX_PATH + 1)));
        assert!(!has_shape("a..b"));
        // Parted by the dot, one of these names is a secret's; whole, it tells of one.
        assert!(!is_name("token.changed_at"));
    }

    #[test]
    fn names_are_plausible_or_not() {
        for path in ["nsp::crewSize", "item.color", "a_b", "duration.planned"] {
            assert!(is_plausible(path), "{path}");
        }
        let long = "a".repeat(101);
        for path in [
            "",
            "a..b",
            "*",
            "sum:priority",
            "nsp::odd name",
            "project",
            "a:b",
            "é",
            &long,
        ] {
            assert!(!is_plausible(path), "{path}");
        }
    }

    #[test]
    fn what_the_dialect_does_not_read_is_no_field() {
        let spot = |names: &str| Spot::of(&Target::Data(Path::dotted(names)));
        for path in ["nsp::odd name", "a:b", "é", "Name.x", "href.x"] {
            assert!(spot(path).is_some(), "{path}");
        }
        for path in ["", "a..b", "sum:x", "Name", "PROJECT.key", "item.href"] {
            assert!(spot(path).is_none(), "{path}");
        }
        assert!(spot(&"a".repeat(257)).is_none());
    }

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<_> = KNOWN.iter().map(|known| known.path).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
