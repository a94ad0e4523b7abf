// What a client has to make of the simulators' rows, computed here in JavaScript from the tables of the design,
// so that a test compares two computations that share nothing.

/**
 * @typedef {import("./shared/http.js").Simulator} Simulator
 * @typedef {import("./index.js").Connection} Connection
 *
 * @typedef {object} ExpectedTask a unified task without `id`, `last_synced_at` and `platform_data`
 * @property {string} platform_id
 * @property {string} name
 * @property {string} status
 * @property {string | null} platform_status
 * @property {string | null} created_at `YYYY-MM-DDTHH:MM:SS.mmmZ`
 * @property {string | null} updated_at
 * @property {null} platform_url
 * @property {string} platform
 * @property {string} connection_id
 *
 * @typedef {{ field: keyof ExpectedTask, descending: boolean }} SortKey
 */

/** @type {Record<string, Record<string, string>>} */
const STATUSES = {
  SAGE_INTACCT: {
    notStarted: "not_started",
    planned: "planned",
    inProgress: "in_progress",
    completed: "completed",
    onHold: "on_hold",
  },
  ACCELO: { pending: "not_started", accepted: "planned", started: "in_progress", complete: "completed" },
  ZOHOBOOKS: { active: "in_progress" },
};

/** @type {Record<string, (simulator: Simulator) => Omit<ExpectedTask, "status" | "platform_url" | "platform" | "connection_id">[]>} */
const READERS = {
  // No name is an empty one; an empty status is none.
  SAGE_INTACCT: (simulator) => {
    const status = simulator.switches.dialect === "seed" ? "status" : "taskStatus";
    const names = ["key", "name", status, "audit.createdDateTime", "audit.modifiedDateTime"];
    return simulator.rows(names).map((row) => ({
      platform_id: row.key,
      name: row.name ?? "",
      platform_status: row[status] || null,
      created_at: utc(row["audit.createdDateTime"]),
      updated_at: utc(row["audit.modifiedDateTime"]),
    }));
  },
  ACCELO: (simulator) =>
    simulator.rows(["id", "title", "standing", "date_created", "date_modified"]).map((row) => ({
      platform_id: row.id,
      name: row.title ?? "",
      platform_status: row.standing || null,
      created_at: utc(Number(row.date_created) * 1000),
      updated_at: utc(Number(row.date_modified) * 1000),
    })),
  KICKSERV: (simulator) =>
    simulator.rows(["id", "name", "created_at", "updated_at"]).map((row) => ({
      platform_id: String(row.id),
      name: row.name ?? "",
      platform_status: null,
      created_at: utc(row.created_at),
      updated_at: utc(row.updated_at),
    })),
  ZOHOBOOKS: (simulator) =>
    simulator.rows(["task_id", "task_name", "status"]).map((row) => ({
      platform_id: row.task_id,
      name: row.task_name ?? "",
      platform_status: row.status || null,
      created_at: null,
      updated_at: null,
    })),
};

/**
 * The unified task of every row, in the order of the simulator's rows.
 * @param {Simulator} simulator
 * @param {Connection} connection
 * @returns {ExpectedTask[]}
 */
export function expectedTasks(simulator, connection) {
  const { platform } = simulator;
  const map = { ...STATUSES[platform], ...connection.statusMap };
  const derived = platform === "KICKSERV" ? derivedStatuses(simulator) : null;
  return READERS[platform](simulator).map((task, i) => ({
    ...task,
    status: derived ? derived[i] : Object.hasOwn(map, task.platform_status ?? "") ? map[task.platform_status ?? ""] : "unknown",
    platform_url: null,
    platform,
    connection_id: connection.id,
  }));
}

/**
 * Kickserv has no status word: a completion mark, else a start, else neither decides.
 * @param {Simulator} simulator
 */
function derivedStatuses(simulator) {
  const { completionMark: mark, startField: start } = simulator.switches;
  return simulator.rows().map((row) => {
    const completed = mark === "status" ? row.status === "completed" : mark !== "none" && Boolean(row[String(mark)]);
    if (completed) return "completed";
    return row[String(start)] === null ? "not_started" : "planned";
  });
}

/** @param {string | number | null | undefined} time absent is null */
function utc(time) {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}

/** @type {readonly SortKey[]} */
const DEFAULT_SORT = [{ field: "updated_at", descending: true }];

/**
 * The total order of the design: the sort keys in turn, nulls last in both directions, text by code point;
 * then connection_id and platform_id, rising. Among platform ids, those of digits only come first, as whole
 * numbers (equal numbers by their text); all others follow by code point.
 * @param {readonly SortKey[]} [sort]
 * @returns {(a: ExpectedTask, b: ExpectedTask) => number}
 */
export function compareTasks(sort = DEFAULT_SORT) {
  return (a, b) => {
    for (const { field, descending } of sort) {
      const by =
        field === "status"
          ? (STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status)) * (descending ? -1 : 1)
          : compareNullable(a[field], b[field], descending);
      if (by !== 0) return by;
    }
    return compareText(a.connection_id, b.connection_id) || compareIds(a.platform_id, b.platform_id);
  };
}

/**
 * @template {ExpectedTask} T
 * @param {readonly T[]} tasks
 * @param {readonly SortKey[]} [sort]
 * @returns {T[]}
 */
export function sortTasks(tasks, sort) {
  return [...tasks].sort(compareTasks(sort));
}

/**
 * @param {string | null} a
 * @param {string | null} b
 * @param {boolean} descending
 */
function compareNullable(a, b, descending) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return descending ? compareText(b, a) : compareText(a, b);
}

/** A sort by status goes the way of a task, not by the letters of its words. */
const STATUS_ORDER = ["not_started", "planned", "in_progress", "completed", "on_hold", "unknown"];

/** By code point: the slow and plain way, unlike the simulators' own. @param {string} a @param {string} b */
function compareText(a, b) {
  if (a === b) return 0;
  const left = Array.from(a, (point) => Number(point.codePointAt(0)));
  const right = Array.from(b, (point) => Number(point.codePointAt(0)));
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return left.length - right.length;
}

/** @param {string} a @param {string} b */
function compareIds(a, b) {
  const numbers = [a, b].map((id) => (/^[0-9]+$/.test(id) ? BigInt(id) : null));
  const [x, y] = numbers;
  if (x !== null && y !== null && x !== y) return x < y ? -1 : 1;
  if ((x === null) !== (y === null)) return x === null ? 1 : -1;
  return compareText(a, b);
}
