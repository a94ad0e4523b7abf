// The same work by hand, with every advantage: what to ask the platforms and which filter it is was settled beforehand,
// all pages are fetched at once, what repeats word for word is not parsed again, and a row that is not shown is never
// normalized.

import data from "./data.js";
import { READERS } from "./tables.js";
import { upstream } from "./upstream.js";

/** @typedef {import("./tables.js").Reader} Reader */

const LIMIT = 50;
const SINCE = Date.parse("2025-06-01T00:00:00Z");

/** @typedef {(reader: Reader, record: any) => boolean} Matches */

/** @type {Map<string | null, Matches | null>} */
const FILTERS = new Map(/** @type {[string | null, Matches | null][]} */ ([
  [null, null],
  [
    'status = "planned" AND updated_at >= "2025-06-01T00:00:00Z" AND name ~ "ing"',
    (reader, record) => reader.status(record) === "planned" && reader.name(record).includes("ing") && (reader.updated(record) ?? -Infinity) >= SINCE,
  ],
]));

/** @typedef {{ reader: Reader, record: any, connection: string, platform: string, project: string | null, key: any }} Row */

/** @param {any} a @param {any} b */
const rising = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @type {Map<string | null, { key: (reader: Reader, record: any) => any, compare: (a: any, b: any) => number }>} */
const SORTS = new Map([
  [null, { key: ({ updated }, record) => updated(record) ?? -Infinity, compare: (a, b) => rising(b, a) }],
  ["name", { key: ({ name }, record) => name(record), compare: rising }],
]);

const DIGITS = /^[0-9]+$/;

/** Numbers by their value, before all others. @param {string} a @param {string} b */
function compareIds(a, b) {
  const isNumber = DIGITS.test(a);
  if (isNumber !== DIGITS.test(b)) return isNumber ? -1 : 1;
  return (isNumber && a.length - b.length) || rising(a, b);
}

/** @param {Row} a @param {Row} b */
const compareTies = (a, b) => rising(a.connection, b.connection) || compareIds(a.reader.id(a.record), b.reader.id(b.record));

const SYNCED = new Date(data.now).toISOString();
/** @param {number | null} millis */
const written = (millis) => (millis === null ? null : new Date(millis).toISOString());

/** @param {string} text */
function base64url(text) {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {Row} row */
function taskOf({ reader, record, connection, platform, project }) {
  const id = reader.id(record);
  return {
    id: base64url(project === null ? `${connection}\u001f${id}` : `${connection}\u001f${project}\u001f${id}`),
    platform_id: id,
    name: reader.name(record),
    status: reader.status(record),
    created_at: written(reader.created(record)),
    updated_at: written(reader.updated(record)),
    last_synced_at: SYNCED,
    platform_url: null,
    platform_status: reader.word(record),
    platform,
    connection_id: connection,
  };
}

/** @type {Map<string, typeof data.plans[number]["calls"]>} */
const PLANS = new Map(data.plans.map(({ search, calls }) => [search, calls]));
/** @type {Map<string, string>} */
const IDS = new Map(data.connections.map(({ id, platform }) => [platform, id]));
/** Those that are read whole whatever is asked, and may be kept. */
const WHOLE = new Set(["KICKSERV", "ZOHOBOOKS"]);

/** @typedef {{ platform: string, calls: number, pages: any[] }} Source */

/** What is kept from request to request. @type {Map<string, Source>} */
const kept = new Map();

/** @param {typeof data.plans[number]["calls"]} calls @param {string} platform @returns {Promise<Source>} */
async function read(calls, platform) {
  const texts = await Promise.all(
    calls.map(async ({ url, method, headers, body }) => {
      const response = await upstream(new Request(url, { method, headers, body: body === "" ? undefined : body, redirect: "manual" }));
      if (!response.ok) throw new Error(`${platform} answered with ${response.status}`);
      return response.text();
    }),
  );
  // Numbered pages are read twice, to see whether rows moved between them.
  return { platform, calls: calls.length, pages: [...new Set(texts)].map((text) => JSON.parse(text)) };
}

/** @param {string} search @param {boolean} keeps */
function sourcesOf(search, keeps) {
  const plan = PLANS.get(search) ?? [];
  const platforms = [...new Set(plan.map(({ platform }) => platform))];
  return Promise.all(
    platforms.map(async (platform) => {
      // By name all are read whole, and by time only some.
      const name = WHOLE.has(platform) ? platform : `${platform} ${search}`;
      const isKept = keeps && (WHOLE.has(platform) || search === "sort=name");
      const found = isKept ? kept.get(name) : undefined;
      if (found) return found;
      const source = await read(plan.filter((call) => call.platform === platform), platform);
      if (isKept) kept.set(name, source);
      return source;
    }),
  );
}

/**
 * The first rows of all sources in order: a list of at most a page is kept sorted, and most rows cost one comparison.
 * @param {readonly Source[]} sources
 * @param {string | null} filter
 * @param {string | null} sort
 */
function firstRows(sources, filter, sort) {
  const matches = FILTERS.get(filter);
  const order = SORTS.get(sort);
  if (!order) throw new Error(`nobody thought of the order ${sort}`);
  const { key: keyOf, compare } = order;
  /** @type {Row[]} */
  const best = [];
  for (const { platform, pages } of sources) {
    const reader = READERS[platform];
    const connection = IDS.get(platform) ?? "";
    for (const page of pages) {
      const project = page.project?.project_id ?? null;
      for (const record of reader.records(page)) {
        if (matches && !matches(reader, record)) continue;
        const key = keyOf(reader, record);
        if (best.length === LIMIT && compare(key, best[LIMIT - 1].key) > 0) continue;
        const row = { reader, record, connection, platform, project, key };
        let at = best.length;
        let by = 1;
        while (at > 0 && (by = compare(key, best[at - 1].key) || compareTies(row, best[at - 1])) < 0) at -= 1;
        // Pages may overlap.
        if (at > 0 && by === 0) continue;
        best.splice(at, 0, row);
        if (best.length > LIMIT) best.pop();
      }
    }
  }
  return best;
}

/** @param {unknown} body @param {number} [status] */
function answer(body, status = 200) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" },
  });
}

export default {
  /** @param {Request} request @param {{ KEEPS: boolean }} env */
  async fetch(request, { KEEPS }) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/tasks") return answer({ error_message: "there is nothing at this path" }, 404);
    const tokens = searchParams.getAll("access_token");
    if (tokens.length === 0 || tokens.some((token) => !Object.hasOwn(data.accessTokens, token))) {
      return answer({ error_message: "an `access_token` is not known" }, 401);
    }
    searchParams.delete("access_token");
    const sources = await sourcesOf(searchParams.toString(), KEEPS);
    const [filter, sort] = [searchParams.get("filter"), searchParams.get("sort")];
    if (!FILTERS.has(filter)) return answer({ error_message: "the filter is not known" }, 400);
    const rows = firstRows(sources, filter, sort);
    const last = rows.at(-1);
    const cursor = last && rows.length === LIMIT ? base64url(JSON.stringify([last.connection, last.reader.id(last.record)])) : null;
    return answer({
      tasks: rows.map(taskOf),
      order: "sorted",
      next_cursor: cursor,
      sources: sources.map(({ platform, calls }) => ({ connection_id: IDS.get(platform), platform, calls })),
      warnings: [],
      connection: null,
      connections: data.connections.map(({ id, platform }) => ({ id, orgId: null, platform })),
    });
  },
};
