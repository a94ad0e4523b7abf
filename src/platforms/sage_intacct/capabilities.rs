//! What the platform can do, as data.

use crate::platforms::{
    Basis, Capabilities, DeletionsFact, LimitFact, Operation, OperationFact, PlatformFields,
    WritableFact, Writing,
};
use crate::task::Field;

use super::write::{CUSTOM, ON_CREATE, ON_UPDATE};

mod assumptions;

const OPENAPI: Basis = Basis::Documented("Sage Intacct's OpenAPI: projects/task");
const REFERENCE: Basis = Basis::Documented("Sage Intacct's REST reference: projects/task");
const QUERY: Basis = Basis::Documented("Sage Intacct's REST reference: the query service");
const GUIDES: Basis = Basis::Documented("Sage Intacct's developer guides");

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: &[
        OperationFact::has(
            Operation::List,
            "POST /services/core/query",
            QUERY,
            Some("in the order of the audit times no more is read than is shown"),
        ),
        OperationFact::has(
            Operation::Get,
            "GET /objects/projects/task/{key}",
            REFERENCE,
            None,
        ),
        OperationFact::has(
            Operation::GetByPlatformId,
            "GET /objects/projects/task/{key}",
            REFERENCE,
            Some("the platform id is the `key`, never the `id`"),
        ),
        OperationFact::has(
            Operation::Create,
            "POST /objects/projects/task",
            REFERENCE,
            Some("the name is unique within the project"),
        ),
        OperationFact::has(
            Operation::Update,
            "PATCH /objects/projects/task/{key}",
            REFERENCE,
            Some("a task stays in its project and keeps its `id`"),
        ),
        OperationFact::has(
            Operation::Delete,
            "DELETE /objects/projects/task/{key}",
            REFERENCE,
            Some("it takes no idempotency key and is made once"),
        ),
        misses(
            Operation::Notify,
            "Sage Intacct tells nobody of a task on request; change a field that people watch instead",
        ),
        misses(
            Operation::Jobs,
            "Sage Intacct has projects instead of jobs: ask for them by `raw`, POST /services/core/query on `projects/project`",
        ),
        OperationFact::has(
            Operation::Count,
            "POST /services/core/query",
            QUERY,
            Some(
                "the `totalCount` of a query of one row; what cannot be asked for is counted here",
            ),
        ),
        OperationFact::has(
            Operation::Raw,
            "{method} https://api.intacct.com/ia/api/v1/{path}",
            OPENAPI,
            Some(
                "below the base of the REST API, but for its token endpoints; a POST to /services/core/query is a read and may use aggregates such as `sum:duration.planned`",
            ),
        ),
    ],
    writable: &[
        writes(Field::Name, "name", Writing::Required, false, None),
        writes(
            Field::Description,
            "description",
            Writing::Optional,
            true,
            Some("an empty text is none"),
        ),
        WritableFact {
            basis: Basis::Documented(
                "Sage Intacct's OpenAPI: projects/task, where it is required; in the older reference it is `status`, with the default `inProgress`",
            ),
            ..writes(
                Field::Status,
                "taskStatus",
                Writing::Required,
                false,
                Some("write `status`, such as \"not_started\""),
            )
        },
        writes(
            Field::StartAt,
            "planned.startDate",
            Writing::Optional,
            true,
            Some("a date, without a time of day"),
        ),
        writes(
            Field::DueAt,
            "planned.endDate",
            Writing::Optional,
            true,
            Some("a date, without a time of day"),
        ),
        WritableFact {
            update: Writing::No,
            ..writes(
                Field::Project,
                "project",
                Writing::Required,
                false,
                Some("a task is created in a project, named by its key, and stays in it"),
            )
        },
        writes(
            Field::ParentId,
            "parent",
            Writing::Optional,
            true,
            Some("the key of another task"),
        ),
        writes(
            Field::Priority,
            "priority",
            Writing::Optional,
            true,
            Some("a number, written as a text"),
        ),
        writes(
            Field::IsBillable,
            "isBillable",
            Writing::Optional,
            false,
            None,
        ),
        writes(
            Field::IsMilestone,
            "isMilestone",
            Writing::Optional,
            false,
            None,
        ),
    ],
    platform_fields: PlatformFields {
        create: ON_CREATE,
        update: ON_UPDATE,
        custom: Some(CUSTOM),
        basis: OPENAPI,
    },
    idempotency_key: Some(GUIDES),
    deletions: DeletionsFact::NOT_VISIBLE,
    limits: &[
        limit("page_size", 4000, "rows", QUERY),
        limit("id", 20, "characters", REFERENCE),
        limit("wbsCode", 8, "characters", OPENAPI),
        limit("calls_at_once", 6, "calls", GUIDES),
    ],
    assumptions: assumptions::ASSUMPTIONS,
};

/// An operation of which no document knows anything.
const fn misses(operation: Operation, note: &'static str) -> OperationFact {
    OperationFact {
        operation,
        call: None,
        basis: REFERENCE,
        note: Some(note),
        kinds: &[],
    }
}

const fn writes(
    field: Field,
    platform_field: &'static str,
    create: Writing,
    nullable: bool,
    note: Option<&'static str>,
) -> WritableFact {
    WritableFact {
        field,
        platform_field: Some(platform_field),
        create,
        update: Writing::Optional,
        nullable,
        basis: REFERENCE,
        note,
    }
}

const fn limit(name: &'static str, value: u64, unit: &'static str, basis: Basis) -> LimitFact {
    LimitFact {
        name,
        value,
        unit,
        basis,
    }
}

#[cfg(test)]
mod tests;
