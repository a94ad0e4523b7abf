//! What the platform can do, as data. Kickserv itself documents v1, in XML; v2, in JSON, is known from
//! an unofficial documentation, which says little of fields.

use crate::platforms::{
    Basis, Capabilities, DeletionsFact, LimitFact, Operation, OperationFact, PlatformFields,
    WritableFact, Writing,
};
use crate::task::Field;

use super::write::{DETAILS, EMPLOYEE, JOB_NUMBER, ON_THE_WAY, TASK_TYPE};

mod assumptions;

/// The unofficial documentation of v2.
const V2_TASKS: &str = "Kickserv API v2, unofficial documentation: Tasks";
/// What is only known of v1, by Kickserv's own documentation.
const AS_V1: &str = "Kickserv's own documentation of API v1 (XML) has it in writes of tasks; the unofficial one of v2 does not list the fields";
/// What that page shows by an example or says in words.
const V2: Basis = Basis::Documented(V2_TASKS);

/// The table.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    operations: &[
        OperationFact::has(
            Operation::List,
            "GET /tasks.json",
            V2,
            Some("it narrows by `job_id`, `from` and `to` only; everything else is done here"),
        ),
        OperationFact::has(Operation::Get, "GET /tasks/{id}.json", V2, None),
        OperationFact::has(Operation::GetByPlatformId, "GET /tasks/{id}.json", V2, None),
        OperationFact::has(
            Operation::Create,
            "POST /tasks.json",
            V2,
            Some(
                "with `platform_fields.job_number` instead of `project` it is POST /jobs/{number}/tasks.json",
            ),
        ),
        OperationFact::has(
            Operation::Update,
            "PUT /tasks/{id}.json",
            V2,
            Some(
                "only the named fields are sent; the task is read back by GET, since the answer lacks the employees and the contact",
            ),
        ),
        OperationFact::has(
            Operation::Delete,
            "DELETE /tasks/{id}.json",
            V2,
            Some("`platform_answer` is the task as it was, without its employees and contact"),
        ),
        OperationFact {
            operation: Operation::Notify,
            call: Some("POST /tasks/{id}/notify.json"),
            basis: V2,
            note: Some(
                "`employee` tells the assigned employee, `details` reminds the customer, `on_the_way` tells the customer that the employee is coming; it is never repeated by itself",
            ),
            kinds: &[EMPLOYEE, DETAILS, ON_THE_WAY],
        },
        OperationFact::has(
            Operation::Jobs,
            "GET /tasks/job_list.json",
            V2,
            Some("active jobs and opportunities of one customer"),
        ),
        OperationFact {
            operation: Operation::Count,
            call: None,
            basis: Basis::Assumed("no document shows a count, nor a total on a page"),
            note: Some("read the list with the same filter and count its tasks"),
            kinds: &[],
        },
        OperationFact::has(
            Operation::Raw,
            "any call below https://app.kickserv.com/{slug}",
            Basis::Documented("Kickserv API v2, unofficial documentation"),
            Some(
                "paths end in `.json`; `mapping=true` and `employee_number` of the list are for here",
            ),
        ),
    ],
    writable: &[
        WritableFact {
            field: Field::Name,
            platform_field: Some("name"),
            create: Writing::Required,
            update: Writing::Optional,
            nullable: false,
            basis: Basis::Assumed(AS_V1),
            note: Some("every task has a name that is not blank; v1 requires it"),
        },
        WritableFact {
            field: Field::Description,
            platform_field: Some("description"),
            create: Writing::Optional,
            update: Writing::Optional,
            nullable: true,
            basis: V2,
            note: None,
        },
        WritableFact {
            field: Field::Project,
            platform_field: Some("job_id"),
            // One of two: the room asks for it.
            create: Writing::Optional,
            update: Writing::Optional,
            nullable: false,
            basis: Basis::Assumed(AS_V1),
            note: Some(
                "the job's id, digits; a new task needs it, or `platform_fields.job_number`; v1 requires it",
            ),
        },
        WritableFact {
            field: Field::StartAt,
            platform_field: Some("scheduled_at"),
            create: Writing::Optional,
            update: Writing::Optional,
            nullable: true,
            basis: Basis::Assumed(AS_V1),
            note: Some(
                "whole seconds; a task with a start is `planned`, one without is `not_started`",
            ),
        },
        WritableFact {
            field: Field::DueAt,
            platform_field: Some("ends_at"),
            create: Writing::Optional,
            update: Writing::Optional,
            nullable: true,
            basis: V2,
            note: Some("whole seconds"),
        },
        WritableFact {
            field: Field::Assignees,
            platform_field: Some("employee_ids"),
            create: Writing::Optional,
            update: Writing::Optional,
            nullable: true,
            basis: Basis::Assumed(AS_V1),
            note: Some("ids of employees, digits; they replace those who are assigned"),
        },
        not(
            Field::Status,
            "the status is told by the schedule: write `start_at` and the task is planned, `null` and it is not started; no document says how a task is marked as completed",
        ),
        not(
            Field::CompletedAt,
            "no document says how a task is marked as completed",
        ),
    ],
    platform_fields: PlatformFields {
        create: &[TASK_TYPE, JOB_NUMBER, "customer_id", "duration"],
        update: &[TASK_TYPE, "customer_id", "duration"],
        custom: None,
        basis: Basis::Assumed(AS_V1),
    },
    idempotency_key: None,
    deletions: DeletionsFact::NOT_VISIBLE,
    limits: &[
        LimitFact {
            name: "page_size",
            value: 100,
            unit: "rows",
            basis: Basis::Assumed(
                "the documents know `page` and `per_page` of jobs, 25 unless given, and no largest page; what is asked for need not be kept",
            ),
        },
        LimitFact {
            name: "id_digits",
            value: 15,
            unit: "digits",
            basis: Basis::Assumed("the documents' ids have at most ten digits"),
        },
    ],
    assumptions: &assumptions::ASSUMPTIONS,
};

/// A field that a task shows and that cannot be written.
const fn not(field: Field, note: &'static str) -> WritableFact {
    WritableFact {
        field,
        platform_field: None,
        create: Writing::No,
        update: Writing::No,
        nullable: false,
        basis: Basis::Assumed(
            "neither the writes of v1 nor the unofficial documentation of v2 have a field for it",
        ),
        note: Some(note),
    }
}

#[cfg(test)]
mod tests;
