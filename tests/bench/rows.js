// Pages as a good JavaScript programmer reads them: decode, parse, normalize into objects of one shape.

import { NOW } from "./question.js";

/**
 * @typedef {import("./data/pages.js").Platform} Platform
 * @typedef {import("./question.js").Wanted} Wanted
 *
 * @typedef {object} Row a task that was read: times are numbers, so that a date is parsed once
 * @property {string} platform_id
 * @property {number} number the same as a number, which ids of the platforms of this benchmark are
 * @property {string} name
 * @property {string} status
 * @property {string | null} platform_status
 * @property {number | null} created milliseconds
 * @property {number | null} updated milliseconds
 * @property {string} platform
 * @property {string} connection_id
 * @property {object | null} raw the platform's own record
 *
 * @typedef {import("taskweave").Task} Task
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

/** @param {any} row @param {string} connection @returns {Row} */
function intacctRow(row, connection) {
  const word = row.taskStatus ?? null;
  const [created, updated] = [row["audit.createdDateTime"], row["audit.modifiedDateTime"]];
  return {
    platform_id: row.key,
    number: Number(row.key),
    name: row.name,
    status: INTACCT.get(word) ?? "unknown",
    platform_status: word,
    created: created ? Date.parse(created) : null,
    updated: updated ? Date.parse(updated) : null,
    platform: "SAGE_INTACCT",
    connection_id: connection,
    raw: row,
  };
}

/** @param {any} row @param {string} connection @returns {Row} */
function acceloRow(row, connection) {
  const word = row.standing ?? null;
  return {
    platform_id: row.id,
    number: Number(row.id),
    name: row.title,
    status: ACCELO.get(word) ?? "unknown",
    platform_status: word,
    created: row.date_created ? Number(row.date_created) * 1000 : null,
    updated: row.date_modified ? Number(row.date_modified) * 1000 : null,
    platform: "ACCELO",
    connection_id: connection,
    raw: row,
  };
}

/**
 * @typedef {object} PlainReader
 * @property {(page: any) => any[]} list
 * @property {(row: any, connection: string) => Row} row
 * @property {(row: any, wanted: Wanted) => boolean} matches what nobody wants needs no normalizing
 */

/** @type {Record<Platform, PlainReader>} */
const READERS = {
  SAGE_INTACCT: {
    list: (page) => page["ia::result"],
    row: intacctRow,
    matches: (row, { status, since, word }) =>
      INTACCT.get(row.taskStatus) === status && row.name.includes(word) && Date.parse(row["audit.modifiedDateTime"]) >= since,
  },
  ACCELO: {
    list: (page) => page.response,
    row: acceloRow,
    matches: (row, { status, since, word }) =>
      ACCELO.get(row.standing) === status && row.title.includes(word) && Number(row.date_modified) * 1000 >= since,
  },
};

const decoder = new TextDecoder();

/** @param {Platform} platform @param {Uint8Array} page @returns {any[]} */
const recordsOf = (platform, page) => READERS[platform].list(JSON.parse(decoder.decode(page)));

/**
 * Decode, parse, normalize.
 * @param {Platform} platform
 * @param {Uint8Array} page
 * @param {string} connection
 * @returns {Row[]}
 */
export function readPage(platform, page, connection) {
  const { row } = READERS[platform];
  return recordsOf(platform, page).map((each) => row(each, connection));
}

/**
 * The rows of pages as one holds them to filter and to sort, without the platform's records.
 * @param {Platform} platform
 * @param {Iterable<Uint8Array>} pages
 * @param {string} connection
 */
export function readRows(platform, pages, connection) {
  /** @type {Row[]} */
  const rows = [];
  for (const page of pages) {
    for (const row of readPage(platform, page, connection)) {
      row.raw = null;
      rows.push(row);
    }
  }
  return rows;
}

/** @param {Wanted} wanted @returns {(row: Row) => boolean} */
export function matcher({ status, since, word }) {
  return (row) => row.status === status && row.updated !== null && row.updated >= since && row.name.includes(word);
}

/** Newest first, nulls last, then by id. @param {Row} a @param {Row} b */
export function newestFirst(a, b) {
  return (b.updated ?? -Infinity) - (a.updated ?? -Infinity) || a.number - b.number;
}

/**
 * The first of a stream in an order: a list of at most `count` is kept sorted, and most rows cost one comparison.
 * @template T
 * @param {Iterable<T>} rows
 * @param {number} count
 * @param {(a: T, b: T) => number} order
 * @param {T[]} [best] what was kept so far
 */
export function keepBest(rows, count, order, best = []) {
  for (const row of rows) {
    if (best.length === count && order(row, best[count - 1]) >= 0) continue;
    let at = best.length;
    while (at > 0 && order(row, best[at - 1]) < 0) at -= 1;
    best.splice(at, 0, row);
    if (best.length > count) best.pop();
  }
  return best;
}

/**
 * The newest matches of pages, one page after the other: what does not match is never normalized, and of what does the
 * newest are kept.
 * @param {Platform} platform
 * @param {Iterable<Uint8Array>} pages
 * @param {string} connection
 * @param {Wanted} wanted
 * @param {number} count
 */
export function newestOfPages(platform, pages, connection, wanted, count) {
  const { row, matches } = READERS[platform];
  /** @type {Row[]} */
  const best = [];
  for (const page of pages) {
    const found = recordsOf(platform, page).filter((record) => matches(record, wanted));
    keepBest(found.map((record) => row(record, connection)), count, newestFirst, best);
  }
  return best.map(taskOf);
}

const SYNCED = new Date(NOW).toISOString();

/**
 * The row as a task of the contract.
 * @param {Row} row
 */
export function taskOf({ platform_id, name, status, platform_status, created, updated, platform, connection_id }) {
  return {
    id: Buffer.from(`${connection_id}\u001f${platform_id}`).toString("base64url"),
    platform_id,
    name,
    status,
    created_at: created === null ? null : new Date(created).toISOString(),
    updated_at: updated === null ? null : new Date(updated).toISOString(),
    last_synced_at: SYNCED,
    platform_url: null,
    platform_status,
    platform,
    connection_id,
  };
}
