//! What Kickserv's documents leave open, and what is done about it. Each has a switch in the simulator.

use crate::platforms::Assumption;

/// The list, in the simulator's order.
pub(super) static ASSUMPTIONS: [Assumption; 37] = [
    is(
        "envelope",
        "whether a list is bare or stands under `tasks`",
        "both are read",
    ),
    is(
        "taskEnvelope",
        "whether one task is bare or stands under `task`",
        "both are read, in answers of writes too",
    ),
    is(
        "taskTimestamps",
        "whether tasks have `created_at` and `updated_at`, which are known of jobs",
        "absent is null, with a warning where a whole page has none",
    ),
    is(
        "completionMark",
        "how a completed task shows",
        "`completed_on`, `completed_at`, `completed`, `is_completed` and `complete` are read as a time or as yes and no, and `status` as the word `completed`",
    ),
    is(
        "startField",
        "the name of the start in answers",
        "`scheduled_at` is read, else `starts_at`",
    ),
    is(
        "employees",
        "whether employees are whole records, with secrets, or glue",
        "both are read; what looks like a secret is blanked at once",
    ),
    is(
        "order",
        "the order of the list",
        "no order is relied on: the list is read whole and ordered here",
    ),
    is(
        "perPage",
        "whether `per_page` has an effect",
        "pages are read until one is empty or shorter than another",
    ),
    is(
        "perPageMax",
        "the largest `per_page`",
        "a page that is shorter than asked for is not taken for the last one",
    ),
    is(
        "badParameter",
        "what a parameter that cannot be read does",
        "only digits and days of four-digit years are sent, never from a text that was not checked",
    ),
    is(
        "fromDay",
        "whether the day of `from` belongs to the range",
        "a day more is asked for, and every task is checked here",
    ),
    is(
        "loneBound",
        "what `from` or `to` does alone",
        "both are always sent; an open end is a day that no schedule reaches",
    ),
    is(
        "unknownJob",
        "what the list of a job that does not exist is",
        "an empty list, 400 and 404 mean that it has no tasks",
    ),
    is(
        "accountZone",
        "the time zone in which days are counted",
        "a day more is asked for on each side; times are read with the offset that they carry and written in UTC",
    ),
    is(
        "mapping",
        "what `mapping=true` adds",
        "it is never asked for by a list, only by `raw`",
    ),
    is(
        "durationUnit",
        "the unit of `duration`",
        "it is passed on as it was given and never read; `due_at` says when a task ends",
    ),
    is(
        "missingStatus",
        "whether a task that does not exist is 400 or 404",
        "both mean that it is gone where one task is read; after a write that was refused so, the task is asked for",
    ),
    is(
        "errorBody",
        "the body of a failure",
        "a list, an object by field, the fields alone, one text, plain text, HTML and no body are read",
    ),
    is("authBody", "whether a 401 is XML or JSON", "both are read"),
    is(
        "jobPath",
        "whether `/jobs/{id}/tasks.json` takes the job's number or its id",
        "the number is sent, as other paths below `/jobs` take it, and only for `platform_fields.job_number`; `project` goes into the body as an id",
    ),
    is(
        "required",
        "whether a new task needs a name, a job and a type, as v1 says, or less",
        "all three are asked for before any call",
    ),
    is(
        "writeUnknownJob",
        "the status of a write to a job that does not exist",
        "422, 400 and 404 are a refusal with Kickserv's words; only a task that is then not found itself is gone",
    ),
    is(
        "createAnswer",
        "whether a `POST` answers with the whole task",
        "only the id is read from it, and the task is read back",
    ),
    is(
        "startWrite",
        "the name under which a start is written",
        "`scheduled_at` is written, as in v1; the task that is read back tells whether it was taken",
    ),
    is(
        "durationWrite",
        "whether a `duration` moves the end",
        "`ends_at` is sent only where `due_at` is written; the task that is read back tells the end",
    ),
    is(
        "endBeforeStart",
        "whether a task may end before it starts",
        "it is sent as it was written, and a refusal is passed on",
    ),
    is(
        "badTime",
        "what a time that cannot be read does",
        "only whole instants of UTC are sent (`2026-01-31T08:30:00Z`)",
    ),
    is(
        "customerWrite",
        "what becomes of a customer that is not the job's",
        "it is sent as it was given; `platform_data` of the task that is read back tells",
    ),
    is(
        "unknownReference",
        "what a type, customer or employee that does not exist does",
        "only ids are sent; the task that is read back tells who is assigned",
    ),
    is(
        "emptyEmployees",
        "whether an empty `employee_ids` takes everybody off",
        "it is sent; the task that is read back tells whether it did",
    ),
    is(
        "completionWrite",
        "whether a completion mark can be written",
        "`status` and `completed_at` are refused before any call; `raw` can try it",
    ),
    is(
        "unknownField",
        "what a field that is not known does in a write",
        "only names of v1's writes are sent",
    ),
    is(
        "unchangedWrite",
        "whether a write that changes nothing moves `updated_at`",
        "nothing rests on it: the task is read back",
    ),
    is(
        "bareBody",
        "whether a body needs the envelope `task`",
        "it always has it",
    ),
    is(
        "badBody",
        "the status of a body that cannot be read",
        "bodies are JSON of the documented shape; any of the statuses is a refusal",
    ),
    is(
        "notifyAnswer",
        "what a notification answers",
        "nothing is read from it; what there is stands in `platform_answer`",
    ),
    is(
        "notifyNobody",
        "whether a task without employees can notify its employee",
        "it is asked for, and a refusal is passed on",
    ),
];

const fn is(switch: &'static str, open: &'static str, done: &'static str) -> Assumption {
    Assumption { switch, open, done }
}
