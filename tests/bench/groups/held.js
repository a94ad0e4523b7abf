// Over rows that were read before: filters, pages, sorts and counts, against every peer that can do the work.

import { TEXTS, byName, dataName, grouped } from "../figures.js";
import { makePages } from "../data/pages.js";
import { agree, measure } from "../measure.js";
import { OURS, counting, tableOf } from "../ours.js";
import { CONNECTION, COUNT, ROWS, filterOf, wantedAt } from "../question.js";
import { readRows, taskOf } from "../rows.js";
import { JAVASCRIPT, PEERS } from "../peers/index.js";

/**
 * @typedef {import("../measure.js").Case} Case
 * @typedef {import("../peers/peer.js").Tools} Tools
 * @typedef {import("../peers/peer.js").Row} Row
 *
 * @typedef {object} Work
 * @property {string} name by which it is asked for
 * @property {string} [row]
 * @property {string} work
 * @property {(turn: number) => unknown} ours
 * @property {(tools: Tools) => ((which: number) => unknown) | undefined} theirs
 * @property {boolean} [isRows] whether the answers are rows, in whatever form
 * @property {import("../figures.js").Goal[]} goals
 */

const SORT = "updated_at DESC";
/** What a build may not have yet. */
const COUNTS = ["facets", "histogram"];
/** What needs no peer but ordinary JavaScript. */
const BACK = "back";

/** @param {import("taskweave").TaskTable} table @param {readonly Row[]} rows @returns {Work[]} */
function works(table, rows) {
  const thousand = Uint32Array.from({ length: Math.min(1000, rows.length) }, (_, i) => i);
  const counts = counting(table);
  /** @type {Work[]} */
  const list = [
    {
      name: "filter",
      row: "3, 4",
      work: "filter on 3 predicates",
      ours: (turn) => table.select({ filter: filterOf(wantedAt(turn)) }),
      theirs: ({ filter }) => filter,
      isRows: true,
      goals: [{ than: "any", times: 25 }, { than: "typed arrays", times: 8 }],
    },
    {
      name: "page",
      row: "5",
      work: `filter, sort, first ${COUNT} as objects`,
      ours: (turn) => table.tasks(table.select({ filter: filterOf(wantedAt(turn)), sort: SORT, limit: COUNT })),
      theirs: ({ page }) => page,
      goals: [{ than: "any", times: 20 }],
    },
    {
      name: "sort",
      row: "6",
      work: "all rows, newest first",
      ours: () => table.select({ sort: SORT }),
      theirs: ({ sort }) => sort,
      isRows: true,
      goals: [{ than: "JavaScript", times: 25 }, { than: "typed arrays", times: 5 }],
    },
    {
      name: "newest",
      work: `newest ${COUNT} of all as objects`,
      ours: () => table.tasks(table.select({ sort: SORT, limit: COUNT })),
      theirs: ({ newest }) => newest,
      goals: [],
    },
    {
      name: BACK,
      work: `${grouped(thousand.length)} rows back as objects`,
      ours: () => table.tasks(thousand),
      theirs: () => undefined,
      goals: [],
    },
  ];
  if (counts) {
    const since = (/** @type {number} */ turn) => `updated_at >= "${new Date(wantedAt(turn).since).toISOString()}"`;
    list.push(
      {
        name: "facets",
        work: "how many of each status, under 2 predicates",
        ours: (turn) => counts.facets("status", `${since(turn)} AND name ~ "${wantedAt(turn).word}"`),
        theirs: ({ facets }) => facets,
        goals: [],
      },
      {
        name: "histogram",
        work: "how many of each month, under 2 predicates",
        ours: (turn) => counts.histogram("updated_at", { filter: `status = "${wantedAt(turn).status}" AND ${since(turn)}`, by: "month" }),
        theirs: ({ histogram }) => histogram,
        goals: [],
      },
    );
  }
  return list;
}

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Figure, void>} */
async function* run({ taskweave, rounds, held, isAsked, say }) {
  for (const text of TEXTS) {
    const data = dataName("SAGE_INTACCT", text);
    const pages = makePages("SAGE_INTACCT", text, { pages: held / ROWS, rows: ROWS });
    const table = tableOf(taskweave, "SAGE_INTACCT", pages);
    const rows = readRows("SAGE_INTACCT", pages, CONNECTION);
    pages.length = 0;
    const places = new Map(rows.map((row, i) => [row, i]));
    const asked = works(table, rows).filter(({ name }) => isAsked(name));
    if (!counting(table)) COUNTS.filter(isAsked).forEach((name) => say(`${name}: this build has none; its rows are left out`));

    // Each answers in its own way; they are compared as numbers of rows.
    const numbers = (/** @type {Tools} */ { numbers }, /** @type {any} */ answer) =>
      numbers ? numbers(answer) : Array.from(answer, (row) => places.get(row));
    const peers = [];
    if (asked.some(({ name }) => name !== BACK)) {
      say(`peers prepare, ${data}`);
      for (const { name, prepare } of PEERS) peers.push({ name, tools: await prepare(rows) });
    }
    for (const { name, row, work, ours, theirs, isRows, goals } of asked) {
      say(`${name}: ${data}`);
      /** @type {Case[]} */
      const cases = [{ name: OURS, run: ours, plain: isRows ? (rows) => Array.from(rows) : undefined }];
      if (name === BACK) cases.push({ name: JAVASCRIPT, run: () => rows.slice(0, 1000).map(taskOf) });
      for (const { name, tools } of peers) {
        const run = theirs(tools);
        if (run) cases.push({ name, run: (turn) => run(turn % 2), plain: isRows ? (answer) => numbers(tools, answer) : undefined });
      }
      await agree(work, cases);
      const { [OURS]: spent, ...others } = byName(cases, await measure(cases, rounds));
      yield { row, work, data, ours: spent, others, goals };
    }
    for (const { tools } of peers) tools.end?.();
    table.free();
  }
}

/** @type {import("../figures.js").Group} */
export const held = { names: ["filter", "page", "sort", "newest", BACK, ...COUNTS], run };
