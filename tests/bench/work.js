// The rows of the table: what is done by Taskweave, and by JavaScript, with answers that have to be equal.

import assert from "node:assert/strict";

import { Columns, matcher, newestFirst, newestOfPages, readPage, taskOf } from "./javascript.js";

/**
 * @typedef {typeof import("taskweave")} Taskweave
 * @typedef {import("./data.js").Platform} Platform
 * @typedef {import("./javascript.js").Row} Row
 * @typedef {import("./measure.js").Case} Case
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {number} [bytes] that are read
 * @property {Case[]} cases Taskweave's first
 * @property {() => void} check fails unless all cases give the same answer
 * @property {() => void} [end]
 */

const CONNECTION = "bench";
const NOW = Date.UTC(2026, 6, 1);
const SINCE = Date.UTC(2025, 8, 1);
const COUNT = 50;
const OURS = "Taskweave";
const PLAIN = "JavaScript";
const EXPERT = "typed arrays";

/** The cut moves by a millisecond from turn to turn. @param {number} turn */
const wantedAt = (turn) => ({ status: "in_progress", since: SINCE + (turn % 2), word: "roof" });

/** @param {import("./javascript.js").Wanted} wanted */
const filterOf = ({ status, since, word }) =>
  `status = "${status}" AND updated_at >= "${new Date(since).toISOString()}" AND name ~ "${word}"`;

/** @param {import("taskweave").Task[]} tasks */
const bare = (tasks) => tasks.map(({ id: _id, last_synced_at: _synced, ...rest }) => rest);

/**
 * Checks that cases agree, at both cuts.
 * @param {Case[]} cases
 * @param {(answer: any, place: number) => unknown} plain the answer in a form that can be compared
 */
function agree(cases, plain) {
  for (const turn of [0, 1]) {
    const [first, ...others] = cases.map(({ run }, place) => plain(run(turn), place));
    assert.ok(Array.isArray(first) && first.length > 0, "the question has no answer");
    for (const other of others) assert.deepEqual(other, first);
  }
}

/**
 * @param {Taskweave} taskweave
 * @param {Platform} platform
 * @param {readonly Uint8Array[]} pages
 */
function tableOf({ TaskTable }, platform, pages) {
  const table = new TaskTable();
  for (const page of pages) table.ingest(platform, page, { connectionId: CONNECTION, now: NOW });
  return table;
}

/**
 * Work on the bytes of pages.
 * @param {Taskweave} taskweave
 * @param {Platform} platform
 * @param {readonly Uint8Array[]} pages of 1,000 rows
 * @returns {Generator<Work>}
 */
export function* workOnBytes(taskweave, platform, pages) {
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  /** @type {(pages: readonly Uint8Array[]) => Case[]} */
  const reading = (some) => [
    {
      name: OURS,
      run() {
        const table = tableOf(taskweave, platform, some);
        const { length } = table;
        table.free();
        return length;
      },
    },
    { name: PLAIN, run: () => some.flatMap((page) => readPage(platform, page, CONNECTION)).length },
  ];
  const few = pages.slice(0, 10);
  yield {
    name: `bytes of ${few.length} pages → rows`,
    bytes: few.reduce((sum, page) => sum + page.length, 0),
    cases: reading(few),
    check() {
      const table = tableOf(taskweave, platform, few);
      const ours = bare(table.tasks(table.select()));
      table.free();
      assert.deepEqual(ours, few.flatMap((page) => readPage(platform, page, CONNECTION)).map(taskOf));
    },
  };
  /** @type {Case[]} */
  const newest = [
    {
      name: OURS,
      run(turn) {
        const table = tableOf(taskweave, platform, pages);
        const rows = table.select({ filter: filterOf(wantedAt(turn)), sort: "updated_at DESC", limit: COUNT });
        const tasks = table.tasks(rows);
        table.free();
        return tasks;
      },
    },
    { name: PLAIN, run: (turn) => newestOfPages(platform, pages, CONNECTION, wantedAt(turn), COUNT) },
  ];
  yield {
    name: `bytes of ${pages.length} pages → newest ${COUNT} matches`,
    bytes,
    cases: newest,
    check: () => agree(newest, (tasks, place) => (place === 0 ? bare(tasks) : tasks)),
  };
  /** @type {Case[]} */
  const objects = [
    { name: OURS, run: () => taskweave.normalize(platform, pages[0], { connectionId: CONNECTION, now: NOW }).tasks },
    { name: PLAIN, run: () => readPage(platform, pages[0], CONNECTION).map(taskOf) },
  ];
  yield {
    name: "bytes of one page → all its tasks as objects",
    bytes: pages[0].length,
    cases: objects,
    check: () => agree(objects, (tasks, place) => (place === 0 ? bare(tasks) : tasks)),
  };
}

/**
 * Work on rows that were read before.
 * @param {Taskweave} taskweave
 * @param {Platform} platform
 * @param {readonly Uint8Array[]} pages
 * @returns {Generator<Work>}
 */
export function* workOnRows(taskweave, platform, pages) {
  const table = tableOf(taskweave, platform, pages);
  const rows = pages.flatMap((page) => readPage(platform, page, CONNECTION));
  // As JavaScript would hold them: nobody needs the platform's record to filter.
  for (const row of rows) row.raw = {};
  const columns = new Columns(rows);
  /** @param {any} answer @param {number} place */
  const ids = (answer, place) =>
    place === 1 ? answer.map((/** @type {Row} */ row) => row.platform_id) : Array.from(answer, (i) => rows[i].platform_id);

  /** @type {Case[]} */
  const filter = [
    { name: OURS, run: (turn) => table.select({ filter: filterOf(wantedAt(turn)) }) },
    { name: PLAIN, run: (turn) => rows.filter(matcher(wantedAt(turn))) },
    { name: EXPERT, run: (turn) => columns.filter(wantedAt(turn)) },
  ];
  yield { name: "filter on 3 predicates", cases: filter, check: () => agree(filter, ids) };

  /** @type {Case[]} */
  const page = [
    {
      name: OURS,
      run: (turn) => table.tasks(table.select({ filter: filterOf(wantedAt(turn)), sort: "updated_at DESC", limit: COUNT })),
    },
    { name: PLAIN, run: (turn) => rows.filter(matcher(wantedAt(turn))).sort(newestFirst).slice(0, COUNT).map(taskOf) },
    { name: EXPERT, run: (turn) => columns.newest(wantedAt(turn), COUNT) },
  ];
  yield {
    name: `filter, sort, first ${COUNT} as objects`,
    cases: page,
    check: () => agree(page, (tasks, place) => (place === 0 ? bare(tasks) : tasks)),
  };

  /** @type {Case[]} */
  const sort = [
    { name: OURS, run: () => table.select({ sort: "updated_at DESC" }) },
    { name: PLAIN, run: () => [...rows].sort(newestFirst) },
    { name: EXPERT, run: () => columns.order() },
  ];
  yield { name: "all rows, newest first", cases: sort, check: () => agree(sort, ids) };

  const thousand = Uint32Array.from({ length: 1000 }, (_, i) => i);
  /** @type {Case[]} */
  const back = [
    { name: OURS, run: () => table.tasks(thousand) },
    { name: PLAIN, run: () => rows.slice(0, 1000).map(taskOf) },
  ];
  yield {
    name: "1,000 rows back as objects",
    cases: back,
    check: () => agree(back, (tasks, place) => (place === 0 ? bare(tasks) : tasks)),
    end: () => table.free(),
  };
}
