// The peers: the same work as a good JavaScript programmer would write it, on objects, and by typed arrays.

/**
 * @typedef {import("./data.js").Platform} Platform
 *
 * @typedef {object} Row a task that was read: times are numbers, so that a date is parsed once
 * @property {string} id
 * @property {string} platform_id
 * @property {string} name
 * @property {string} status
 * @property {string | null} platform_status
 * @property {number | null} created milliseconds
 * @property {number | null} updated milliseconds
 * @property {string} platform
 * @property {string} connection_id
 * @property {object} raw
 *
 * @typedef {{ status: string, since: number, word: string }} Wanted `status = … AND updated_at >= … AND name ~ …`
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
  const word = row.taskStatus ?? row.status ?? null;
  const [created, updated] = [row["audit.createdDateTime"], row["audit.modifiedDateTime"]];
  return {
    id: `${connection}.${row.key}`,
    platform_id: row.key,
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
    id: `${connection}.${row.id}`,
    platform_id: row.id,
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

/** @type {Record<Platform, { list: (page: any) => any[], row: (row: any, connection: string) => Row }>} */
const READERS = {
  SAGE_INTACCT: { list: (page) => page["ia::result"], row: intacctRow },
  ACCELO: { list: (page) => page.response, row: acceloRow },
};

const decoder = new TextDecoder();

/**
 * Decode, parse, normalize.
 * @param {Platform} platform
 * @param {Uint8Array} page
 * @param {string} connection
 * @returns {Row[]}
 */
export function readPage(platform, page, connection) {
  const { list, row } = READERS[platform];
  return list(JSON.parse(decoder.decode(page))).map((each) => row(each, connection));
}

/** @param {Wanted} wanted @returns {(row: Row) => boolean} */
export function matcher({ status, since, word }) {
  return (row) => row.status === status && row.updated !== null && row.updated >= since && row.name.includes(word);
}

/** Newest first, nulls last, then by id. @param {Row} a @param {Row} b */
export function newestFirst(a, b) {
  return (b.updated ?? -Infinity) - (a.updated ?? -Infinity) || Number(a.platform_id) - Number(b.platform_id);
}

/**
 * The row as a task of the contract, less its id and when it was read.
 * @param {Row} row
 */
export function taskOf({ platform_id, name, status, platform_status, created, updated, platform, connection_id }) {
  return {
    platform_id,
    name,
    status,
    created_at: created === null ? null : new Date(created).toISOString(),
    updated_at: updated === null ? null : new Date(updated).toISOString(),
    platform_url: null,
    platform_status,
    platform,
    connection_id,
  };
}

/**
 * The newest matches of pages, one page after the other: of a page only the matches are kept, of those the newest.
 * @param {Platform} platform
 * @param {readonly Uint8Array[]} pages
 * @param {string} connection
 * @param {Wanted} wanted
 * @param {number} count
 */
export function newestOfPages(platform, pages, connection, wanted, count) {
  const matches = matcher(wanted);
  /** @type {Row[]} */
  let best = [];
  for (const page of pages) {
    const found = readPage(platform, page, connection).filter(matches);
    if (found.length > 0) best = best.concat(found).sort(newestFirst).slice(0, count);
  }
  return best.map(taskOf);
}

/** The columns that an expert would keep beside the rows. */
export class Columns {
  /** @param {readonly Row[]} rows */
  constructor(rows) {
    this.rows = rows;
    this.words = [...new Set(rows.map(({ status }) => status))];
    this.updated = Float64Array.from(rows, ({ updated }) => updated ?? NaN);
    this.status = Uint8Array.from(rows, ({ status }) => this.words.indexOf(status));
    this.names = rows.map(({ name }) => name);
  }

  /** @param {Wanted} wanted @returns {Uint32Array} indexes of the rows that match */
  filter({ status, since, word }) {
    const { updated, names } = this;
    const code = this.words.indexOf(status);
    const found = new Uint32Array(names.length);
    let count = 0;
    for (let i = 0; i < names.length; i += 1) {
      if (this.status[i] === code && updated[i] >= since && names[i].includes(word)) found[count++] = i;
    }
    return found.subarray(0, count);
  }

  /** @param {Wanted} wanted @param {number} count */
  newest(wanted, count) {
    const { updated, rows } = this;
    const found = this.filter(wanted).sort((a, b) => updated[b] - updated[a] || newestFirst(rows[a], rows[b]));
    return Array.from(found.subarray(0, count), (i) => taskOf(rows[i]));
  }

  /** @returns {Uint32Array} indexes of all rows, newest first */
  order() {
    const { updated, rows } = this;
    const all = Uint32Array.from(rows, (_, i) => i);
    return all.sort((a, b) => updated[b] - updated[a] || newestFirst(rows[a], rows[b]));
  }
}
