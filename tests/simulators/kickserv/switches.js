import { WRITES } from "./write-switches.js";

/** @type {import("../shared/switches.js").SwitchTable} */
export const READS = {
  envelope: {
    values: ["array", "tasks"],
    default: "array",
    about: "the list as `[…]` or `{\"tasks\":[…]}`",
    open: "the list envelope was not found",
  },
  taskEnvelope: {
    values: ["bare", "task"],
    default: "bare",
    about: "one task as `{…}` or `{\"task\":{…}}`",
    open: "the full task object was not found; writes send `{\"task\":{…}}`",
  },
  taskTimestamps: {
    values: ["present", "absent", "some"],
    default: "present",
    about: "`created_at` and `updated_at` on tasks; some: a tenth of the tasks has none",
    open: "known on jobs only",
  },
  completionMark: {
    values: ["completed_on", "completed_at", "completed", "status", "none"],
    default: "completed_on",
    about:
      "how a completed task shows: a time under `completed_on` or `completed_at`, `completed: true`, `status: \"completed\"`, or not at all",
    open: "the completion field was not found; `completed_on` is known on jobs",
  },
  startField: {
    values: ["scheduled_at", "starts_at"],
    default: "scheduled_at",
    about: "the name of the start in answers",
    open: "v1 writes `scheduled_at`; v2 documents `ends_at` only",
  },
  employees: {
    values: ["full", "glue"],
    default: "full",
    about: "employees as full objects, secrets included, or as id, number and name",
    open: "glue records [seed], full objects on other pages",
  },
  order: {
    values: ["newestFirst", "oldestFirst", "byStart"],
    default: "newestFirst",
    about: "the order of the list: by falling or rising id, or by the start",
    open: "jobs come newest first; of tasks nothing is said",
  },
  perPage: {
    values: ["honoured", "ignored"],
    default: "honoured",
    about: "whether `per_page` has an effect",
    open: "the page parameters of tasks were not found; jobs have them",
  },
  perPageMax: {
    values: ["none", 100],
    default: "none",
    about: "the largest `per_page`; above it is lowered",
    open: "not documented",
  },
  badParameter: {
    values: ["ignored", "422"],
    default: "ignored",
    about: "`page`, `per_page`, `job_id`, `from`, `to` or `employee_number` that cannot be read",
    open: "not documented; 422 is the usual failure",
  },
  fromDay: {
    values: ["included", "excluded"],
    default: "included",
    about: "whether the day of `from` belongs to the range",
    open: "the seed: \"from and to don't seem to be inclusive\", shown for `to` only",
  },
  loneBound: {
    values: ["honoured", "ignored", "oneDay", "422"],
    default: "honoured",
    about: "`from` without `to`, or `to` without `from`: the other end is open, neither counts, the range is that one day, or an error",
    open: "the seed always gives both",
  },
  unknownJob: {
    values: ["empty", 400, 404],
    default: "empty",
    about: "the tasks of a job that does not exist: an empty list, or an error with this status",
    open: "v1: 400 where a job itself is asked for; of the list nothing is said",
  },
  accountZone: {
    values: ["America/New_York", "UTC", "Asia/Tokyo", "Asia/Kolkata"],
    default: "America/New_York",
    about: "the account's time zone: offsets of timestamps and edges of days",
    open: "the reference: day edges are probably in the account's zone",
  },
  mapping: {
    values: ["location", "plain"],
    default: "location",
    about: "whether `mapping=true` adds to each task where it is on the map, or changes nothing",
    open: "the seed: \"as they would be shown on the map\", without an answer",
  },
  durationUnit: {
    values: ["hours", "minutes"],
    default: "hours",
    about: "the unit of `duration`, read and written",
    open: "v1 writes `duration`; its unit was not found",
  },
  missingStatus: {
    values: [400, 404],
    default: 400,
    about: "the status of a task that does not exist",
    open: "v1: 400; of v2 nothing is known",
  },
  errorBody: {
    values: ["errorsList", "errorsObject", "fields", "error", "empty"],
    default: "errorsList",
    about: "`{\"errors\":[…]}`, `{\"errors\":{\"name\":[…]}}`, `{\"name\":[…]}`, `{\"error\":\"…\"}` or no body",
    open: "the 422 body was not found",
  },
  authBody: {
    values: ["xml", "json"],
    default: "xml",
    about: "the body of a 401",
    open: "v1 answers XML; v2 speaks JSON",
  },
};

/** @type {import("../shared/switches.js").SwitchTable} */
export const KICKSERV_SWITCHES = { ...READS, ...WRITES };
