// How the rows of each platform are read in JavaScript: by getters, so that of a row which is not shown only what decides
// about it is looked at.

/**
 * @typedef {object} Reader
 * @property {(page: any) => any[]} records
 * @property {(record: any) => string} id
 * @property {(record: any) => string} name
 * @property {(record: any) => string | null} word
 * @property {(record: any) => string} status
 * @property {(record: any) => number | null} created milliseconds
 * @property {(record: any) => number | null} updated
 */

/** @type {Map<string, string>} */
const INTACCT = new Map([
  ["notStarted", "not_started"],
  ["planned", "planned"],
  ["inProgress", "in_progress"],
  ["completed", "completed"],
  ["onHold", "on_hold"],
]);
/** @type {Map<string, string>} */
const ACCELO = new Map([
  ["pending", "not_started"],
  ["accepted", "planned"],
  ["started", "in_progress"],
  ["complete", "completed"],
]);

/** @param {string | null} time */
const parsed = (time) => (time ? Date.parse(time) : null);
/** @param {string | null} seconds */
const unix = (seconds) => (seconds ? Number(seconds) * 1000 : null);

/** @type {Record<string, Reader>} */
export const READERS = {
  SAGE_INTACCT: {
    records: (page) => page["ia::result"],
    id: (record) => record.key,
    name: (record) => record.name ?? "",
    word: (record) => record.taskStatus || null,
    status: (record) => INTACCT.get(record.taskStatus) ?? "unknown",
    created: (record) => parsed(record["audit.createdDateTime"]),
    updated: (record) => parsed(record["audit.modifiedDateTime"]),
  },
  ACCELO: {
    records: (page) => page.response,
    id: (record) => record.id,
    name: (record) => record.title ?? "",
    word: (record) => record.standing || null,
    status: (record) => ACCELO.get(record.standing) ?? "unknown",
    created: (record) => unix(record.date_created),
    updated: (record) => unix(record.date_modified),
  },
  KICKSERV: {
    records: (page) => page,
    id: (record) => String(record.id),
    name: (record) => record.name ?? "",
    word: () => null,
    status: (record) => (record.completed_on ? "completed" : record.scheduled_at === null ? "not_started" : "planned"),
    created: (record) => parsed(record.created_at),
    updated: (record) => parsed(record.updated_at),
  },
  ZOHOBOOKS: {
    // The list of projects has no tasks; a project has its own beside its id.
    records: (page) => page.project?.tasks ?? [],
    id: (record) => record.task_id,
    name: (record) => record.task_name ?? "",
    word: (record) => record.status || null,
    status: (record) => (record.status === "active" ? "in_progress" : "unknown"),
    created: () => null,
    updated: () => null,
  },
};
