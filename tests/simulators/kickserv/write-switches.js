// What is open about Kickserv's writes.

/** @type {import("../shared/switches.js").SwitchTable} */
export const WRITES = {
  jobPath: {
    values: ["number", "id", "either"],
    default: "number",
    about: "whether `{id}` of `/jobs/{id}/tasks.json` is the job's visible number, its global id, or either",
    open: "`/jobs/{n}.json` takes the number; `job_id=` takes the global id",
  },
  required: {
    values: ["all", "nameAndJob", "job"],
    default: "all",
    about: "what must not be blank: `name`, `job_id` and `task_type_id`, only the first two, or `job_id` alone",
    open: "v1 marks all three; v2's example of a PUT shows none of them, and of its POST none was found",
  },
  writeUnknownJob: {
    values: [422, 400, 404],
    default: 422,
    about: "the status of a write whose `job_id` is of no job",
    open: "422 is the usual failure; v1 answers 400 where a job itself is asked for",
  },
  createAnswer: {
    values: ["brief", "whole"],
    default: "brief",
    about: "the answer of a POST: with the glue of job and customer only, as PUT and DELETE, or with the rest as GET",
    open: "the seed says it of PUT and DELETE only",
  },
  startWrite: {
    values: ["v1", "asShown", "both"],
    default: "v1",
    about: "the name under which a start is written: `scheduled_at`, the name that answers show, or either",
    open: "v1 writes `scheduled_at`; v2 documents `ends_at` only",
  },
  durationWrite: {
    values: ["setsEnd", "ignored"],
    default: "setsEnd",
    about: "whether a `duration` without `ends_at` moves the end",
    open: "v1 writes both; how they meet was not found",
  },
  endBeforeStart: {
    values: ["accepted", "422"],
    default: "accepted",
    about: "an end before the start",
    open: "not documented",
  },
  badTime: {
    values: ["422", "null"],
    default: "422",
    about: "a time that cannot be read: refused, or as if it were null",
    open: "not documented",
  },
  customerWrite: {
    values: ["stored", "ignored", "422"],
    default: "stored",
    about: "a `customer_id` that is not the job's: the task's own from then on, without effect, or refused",
    open: "v1 writes `customer_id` beside `job_id`",
  },
  unknownReference: {
    values: ["422", "ignored"],
    default: "422",
    about: "a type, customer or employee that the account does not have",
    open: "not documented",
  },
  emptyEmployees: {
    values: ["clears", "ignored"],
    default: "clears",
    about: "`employee_ids: []`",
    open: "v1: the list replaces the assignment; of an empty one nothing is said",
  },
  completionWrite: {
    values: ["unknown", "stored"],
    default: "unknown",
    about: "the completion mark in a write: a field like any unknown one, or taken as it is shown",
    open: "v1's writes have none",
  },
  unknownField: {
    values: ["ignored", "422"],
    default: "ignored",
    about: "a field that v1's writes do not have, those that are only read too",
    open: "not documented; unsupported filters look accepted",
  },
  unchangedWrite: {
    values: ["stamps", "leaves"],
    default: "stamps",
    about: "whether a PUT that changes nothing moves `updated_at`",
    open: "not documented",
  },
  bareBody: {
    values: ["refused", "accepted"],
    default: "refused",
    about: "a task without its envelope in the body",
    open: "all documented bodies have the envelope `task`",
  },
  badBody: {
    values: [422, 400],
    default: 422,
    about: "the status of a body without a task, of no JSON, or of another content type",
    open: "422 is the usual failure; nothing more is said",
  },
  notifyAnswer: {
    values: ["empty", "task", "message"],
    default: "empty",
    about: "the body of a notification's 200: none, the task, or `{\"message\":\"…\"}`",
    open: "the seed shows no answer",
  },
  notifyNobody: {
    values: ["accepted", "422"],
    default: "accepted",
    about: "the notification of the employee of a task that nobody is assigned to",
    open: "not documented",
  },
};
