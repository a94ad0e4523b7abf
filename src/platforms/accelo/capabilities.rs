//! What the platform can do, as data.

mod assumptions;

use crate::platforms::{
    Basis, Capabilities, DeletionsFact, LimitFact, Operation, OperationFact, PlatformFields,
    WritableFact, Writing,
};
use crate::task::Field;

/// Today's documentation, of November 2025.
const TODAY: Basis = Basis::Documented("Accelo's API documentation");
/// The page that came before it.
const WIKI: Basis = Basis::Documented("the older wiki page of GET /tasks");

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: OPERATIONS,
    writable: WRITABLE,
    platform_fields: PlatformFields {
        create: &[
            "status_id",
            "manager_id",
            "affiliation_id",
            "priority_id",
            "remaining",
            "rate_id",
            "rate_charged",
            "is_billable",
        ],
        update: &[
            "manager_id",
            "affiliation_id",
            "priority_id",
            "remaining",
            "progression_id",
        ],
        custom: None,
        basis: TODAY,
    },
    idempotency_key: None,
    deletions: DeletionsFact::NOT_VISIBLE,
    limits: LIMITS,
    assumptions: assumptions::ASSUMPTIONS,
};

const fn has(
    operation: Operation,
    call: &'static str,
    note: Option<&'static str>,
) -> OperationFact {
    OperationFact {
        operation,
        call: Some(call),
        basis: TODAY,
        note,
        kinds: &[],
    }
}

const fn lacks(operation: Operation, why: &'static str, note: &'static str) -> OperationFact {
    OperationFact {
        operation,
        call: None,
        basis: Basis::Assumed(why),
        note: Some(note),
        kinds: &[],
    }
}

static OPERATIONS: &[OperationFact] = &[
    has(Operation::List, "GET /tasks", None),
    has(Operation::Get, "GET /tasks/{id}", None),
    has(Operation::GetByPlatformId, "GET /tasks/{id}", None),
    has(
        Operation::Create,
        "POST /tasks",
        Some(
            "a status needs a second call, PUT /tasks/{id}/progressions/start or /done; to create a task in any status, name it by `platform_fields.status_id`",
        ),
    ),
    has(
        Operation::Update,
        "PUT /tasks/{id}",
        Some(
            "fields are written first, then the status by PUT /tasks/{id}/progressions/start, /done or /{progression_id}/auto; a task that stands at the wanted status already is not progressed",
        ),
    ),
    lacks(
        Operation::Delete,
        "Accelo's API documentation lists no way to delete a task",
        "Accelo documents no way to delete a task: complete it instead, or run the progression of the deployment that ends it, by `platform_fields.progression_id`",
    ),
    lacks(
        Operation::Notify,
        "Accelo's API documentation lists no notification for a task",
        "Accelo documents no call that tells people of a task: it tells an assignee as the deployment is set up to, when the task is written",
    ),
    lacks(
        Operation::Jobs,
        "Accelo's API documentation of tasks lists no jobs of a customer",
        "create the task against the customer itself: `project` can be a path such as \"companies/7\", or a job's id",
    ),
    has(
        Operation::Count,
        "GET /tasks/count",
        Some(
            "asked where Accelo's filters say the whole filter; else the tasks are read and counted here",
        ),
    ),
    has(
        Operation::Raw,
        "/api/v0/{path}",
        Some(
            "a flat body is sent as a form, any other as JSON; `_method` stands for another method; `_bearer_token` is refused",
        ),
    ),
];

const fn writes(
    field: Field,
    platform_field: &'static str,
    create: Writing,
    update: Writing,
    note: Option<&'static str>,
) -> WritableFact {
    WritableFact {
        field,
        platform_field: Some(platform_field),
        create,
        update,
        // How to empty a field is not documented: it might stay as it is without a word.
        nullable: false,
        basis: TODAY,
        note,
    }
}

const SECONDS: &str = "whole seconds after 1970-01-01T00:00:00Z; how to empty it is not documented";

static WRITABLE: &[WritableFact] = &[
    writes(
        Field::Name,
        "title",
        Writing::Required,
        Writing::Optional,
        None,
    ),
    writes(
        Field::Description,
        "description",
        Writing::Optional,
        Writing::Optional,
        Some("how to empty it is not documented"),
    ),
    writes(
        Field::Status,
        "progressions",
        Writing::Optional,
        Writing::Optional,
        Some(
            "in_progress and completed, by the progressions start and done (what the connection's `statusMap` reads the standings started and complete as); any other by `platform_fields.status_id` of a new task, and by `platform_fields.progression_id` later",
        ),
    ),
    writes(
        Field::StartAt,
        "date_started",
        Writing::Required,
        Writing::Optional,
        Some(SECONDS),
    ),
    writes(
        Field::DueAt,
        "date_due",
        Writing::Optional,
        Writing::Optional,
        Some(SECONDS),
    ),
    writes(
        Field::Assignees,
        "assignee_id",
        Writing::Optional,
        Writing::Optional,
        Some("at most one, by the id of a member of staff; how to take it away is not documented"),
    ),
    writes(
        Field::Project,
        "against_id",
        Writing::Required,
        Writing::No,
        Some(
            "what the task stands against: a job's id alone, else a path such as \"companies/2\"; a task against a milestone shows the milestone's job where the deployment tells it",
        ),
    ),
    writes(
        Field::CompletedAt,
        "date_completed",
        Writing::No,
        Writing::No,
        Some("Accelo sets it when the task is completed: write `status`"),
    ),
    writes(
        Field::Priority,
        "task_priority",
        Writing::No,
        Writing::No,
        Some("a priority is written by its id: `platform_fields.priority_id`"),
    ),
    writes(
        Field::IsBillable,
        "billable",
        Writing::No,
        Writing::No,
        Some(
            "only a new task against a job or a milestone takes it, and no task shows it: `platform_fields.is_billable`, yes or no",
        ),
    ),
];

static LIMITS: &[LimitFact] = &[
    LimitFact {
        name: "page_size",
        value: 50,
        unit: "rows",
        // Today's documentation allows 100; this is right by both.
        basis: WIKI,
    },
    LimitFact {
        name: "calls_per_hour",
        value: 5000,
        unit: "calls of all applications of the deployment",
        basis: TODAY,
    },
    LimitFact {
        name: "assignees",
        value: 1,
        unit: "people of a task",
        basis: TODAY,
    },
    LimitFact {
        name: "access_token_lifetime",
        value: 2_592_000,
        unit: "seconds, unless the answer says otherwise",
        basis: TODAY,
    },
    LimitFact {
        name: "filter_length",
        value: 3000,
        unit: "bytes of `_filters`",
        basis: Basis::Assumed("percent-encoded, with the rest, it fits into any server's URL"),
    },
    LimitFact {
        name: "filter_values",
        value: 200,
        unit: "values of one filter",
        basis: Basis::Assumed("as many ids as fit into any server's URL"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_told_once_and_what_is_missing_says_what_to_do() {
        let told: Vec<Operation> = OPERATIONS.iter().map(|fact| fact.operation).collect();
        assert_eq!(told, Operation::ALL);
        for fact in OPERATIONS {
            assert!(fact.call.is_some() || fact.note.is_some(), "{fact:?}");
        }
    }

    #[test]
    fn every_switch_of_the_simulator_has_its_assumption() {
        let switches: Vec<&str> = include_str!("../../../tests/simulators/accelo/switches.js")
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(": {"))
            .filter(|name| !name.starts_with(' '))
            .collect();
        assert!(switches.len() > 25, "{switches:?}");
        let told: Vec<&str> = CAPABILITIES.assumptions.iter().map(|a| a.switch).collect();
        assert_eq!(told, switches);
    }
}
