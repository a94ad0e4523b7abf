//! What the platform can do, as data.

mod assumptions;

use crate::platforms::Writing::{No, Optional, Required};
use crate::platforms::{
    Basis, Capabilities, DeletionsFact, LimitFact, Operation, OperationFact, PlatformFields,
    WritableFact, Writing,
};
use crate::task::Field;

const OPENAPI: Basis = Basis::Documented("Zoho Books' OpenAPI");
const DOCUMENTS: Basis = Basis::Documented("Zoho Books' API documents");
const TOKENS: Basis = Basis::Documented("Zoho's page on the validity of tokens");

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: &[
        fact(
            Operation::List,
            "GET /projects, then GET /projects/{project_id} for each",
            Some(
                "there is no list over all projects, and only the tasks inside a project carry status and description; a filter on project.id spares the other projects",
            ),
        ),
        fact(
            Operation::Get,
            "GET /projects/{project_id}/tasks/{task_id}",
            Some("it carries no budget_hours and no logged hours; a list does"),
        ),
        fact(
            Operation::GetByPlatformId,
            "GET /projects, then GET /projects/{project_id} for each",
            Some(
                "a task is found by its project and its own id, so that its own id alone is looked for in the projects, within the budget of calls",
            ),
        ),
        fact(
            Operation::Create,
            "POST /projects/{project_id}/tasks",
            Some("it begins as active; who works on it and when is not the API's to say"),
        ),
        fact(
            Operation::Update,
            "GET /projects/{project_id}, PUT /projects/{project_id}/tasks/{task_id}",
            Some(
                "the task is read first: an update must name it, and what becomes of fields that it does not name is in no document, so all of them are written; what somebody else changes in between is overwritten",
            ),
        ),
        fact(
            Operation::Delete,
            "DELETE /projects/{project_id}/tasks/{task_id}",
            None,
        ),
        missing(
            Operation::Notify,
            "Zoho Books tells nobody of a task: write to the people of the project by other means",
        ),
        missing(
            Operation::Jobs,
            "tasks stand in projects: pass `GET /projects` with the query `customer_id` through `raw`",
        ),
        missing(
            Operation::Count,
            "Zoho Books does not count tasks: list them with the filter and count them",
        ),
        fact(
            Operation::Raw,
            "any path below /books/v3",
            Some("`organization_id` is added, and the body is JSON"),
        ),
    ],
    writable: &[
        WritableFact {
            field: Field::Name,
            platform_field: Some("task_name"),
            create: Required,
            update: Optional,
            nullable: false,
            basis: OPENAPI,
            note: Some("at most 100 characters, and not blank"),
        },
        WritableFact {
            field: Field::Description,
            platform_field: Some("description"),
            create: Optional,
            update: Optional,
            nullable: true,
            basis: OPENAPI,
            note: None,
        },
        WritableFact {
            field: Field::Project,
            platform_field: Some("project_id"),
            create: Required,
            update: Writing::No,
            nullable: false,
            basis: OPENAPI,
            note: Some(
                "write the project's id as `{ \"id\": \"90300000072369\" }`; a task stays in its project",
            ),
        },
        unwritable(
            Field::Status,
            "no document tells how a task is made active or inactive: change it in Zoho Books",
        ),
        unwritable(
            Field::IsBillable,
            "no document tells how it is changed: change it in Zoho Books",
        ),
        unwritable(
            Field::Assignees,
            "a task has nobody of its own: people work on its project, and are assigned to it in Zoho Books",
        ),
        unwritable(
            Field::StartAt,
            "a task of Zoho Books has no dates: they can stand in `description`",
        ),
        unwritable(
            Field::DueAt,
            "a task of Zoho Books has no dates: they can stand in `description`",
        ),
        unwritable(
            Field::CompletedAt,
            "a task of Zoho Books has no dates: they can stand in `description`",
        ),
        unwritable(
            Field::LoggedHours,
            "hours are what people log on the task, and no part of it: log them in Zoho Books",
        ),
    ],
    platform_fields: PlatformFields {
        create: &["rate", "budget_hours"],
        update: &["rate", "budget_hours"],
        custom: None,
        basis: OPENAPI,
    },
    idempotency_key: None,
    deletions: DeletionsFact::NOT_VISIBLE,
    limits: &[
        limit("page_size", 200, "rows", OPENAPI),
        limit("name", 100, "characters", OPENAPI),
        limit("calls_per_minute", 100, "calls", DOCUMENTS),
        // By the plan, up to 10000.
        limit("calls_per_day", 1000, "calls", DOCUMENTS),
        limit("access_token", 3600, "seconds", TOKENS),
        limit("access_tokens_per_ten_minutes", 10, "tokens", TOKENS),
    ],
    assumptions: assumptions::ALL,
};

const fn fact(
    operation: Operation,
    call: &'static str,
    note: Option<&'static str>,
) -> OperationFact {
    OperationFact {
        operation,
        call: Some(call),
        basis: OPENAPI,
        note,
        kinds: &[],
    }
}

const fn missing(operation: Operation, note: &'static str) -> OperationFact {
    OperationFact {
        operation,
        call: None,
        basis: OPENAPI,
        note: Some(note),
        kinds: &[],
    }
}

/// A field that people will look for; nothing of it is ever sent, so that it stands for no field of
/// the platform.
const fn unwritable(field: Field, note: &'static str) -> WritableFact {
    WritableFact {
        field,
        platform_field: None,
        create: No,
        update: No,
        nullable: false,
        basis: OPENAPI,
        note: Some(note),
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
