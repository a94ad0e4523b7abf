// Over rows that were read before: filters, pages, sorts and counts, against every peer that can do the work.

import { TEXTS, byName, dataName, grouped } from "../figures.js";
import { makePages } from "../data/pages.js";
import { agree, measure } from "../measure.js";
import { AGAIN, OURS, counting, forgetOrders, keepOrder, tableOf } from "../ours.js";
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
 * @property {(turn: number) => unknown} [again] the same, of a table that was asked for the order before
 * @property {(tools: Tools) => ((which: number) => unknown) | undefined} theirs
 * @property {boolean} [isRows] whether the answers are rows, in whatever form
 * @property {import("../figures.js").Goal[]} goals
 */

const SORT = "updated_at DESC";
/** What a build may not have yet. */
const COUNTS = ["facets", "histogram"];
/** What needs no peer but ordinary JavaScript. */
const BACK = "back";

/**
 * @param {import("taskweave").TaskTable} table
 * @param {import("taskweave").TaskTable} asked another one, which was asked for the order before
 * @param {readonly Row[]} rows
 * @returns {Work[]}
 */
function works(table, asked, rows) {
  const page = (/** @type {import("taskweave").TaskTable} */ table, /** @type {number} */ turn) =>
    table.tasks(table.select({ filter: filterOf(wantedAt(turn)), sort: SORT, limit: COUNT }));
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
      ours: (turn) => (forgetOrders(table), page(table, turn)),
      again: (turn) => page(asked, turn),
      theirs: ({ page }) => page,
      goals: [{ than: "any", times: 20 }],
    },
    {
      name: "sort",
      row: "6",
      work: "all rows, newest first",
      ours: () => (forgetOrders(table), table.select({ sort: SORT })),
      again: () => asked.select({ sort: SORT }),
      theirs: ({ sort }) => sort,
      isRows: true,
      goals: [{ than: "JavaScript", times: 25 }, { than: "typed arrays", times: 5 }],
    },
    {
      name: "newest",
      work: `newest ${COUNT} of all as objects`,
      ours: () => (forgetOrders(table), table.tasks(table.select({ sort: SORT, limit: COUNT }))),
      again: () => asked.tasks(asked.select({ sort: SORT, limit: COUNT })),
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
    const asked = tableOf(taskweave, "SAGE_INTACCT", pages, { keep: false });
    keepOrder(asked, SORT);
    const rows = readRows("SAGE_INTACCT", pages, CONNECTION);
    pages.length = 0;
    const places = new Map(rows.map((row, i) => [row, i]));
    const chosen = works(table, asked, rows).filter(({ name }) => isAsked(name));
    if (!counting(table)) COUNTS.filter(isAsked).forEach((name) => say(`${name}: this build has none; its rows are left out`));

    // Each answers in its own way; they are compared as numbers of rows.
    const numbers = (/** @type {Tools} */ { numbers }, /** @type {any} */ answer) =>
      numbers ? numbers(answer) : Array.from(answer, (row) => places.get(row));
    const peers = [];
    if (chosen.some(({ name }) => name !== BACK)) {
      say(`peers prepare, ${data}`);
      for (const { name, prepare } of PEERS) peers.push({ name, tools: await prepare(rows) });
    }
    for (const { name, row, work, ours, again, theirs, isRows, goals } of chosen) {
      say(`${name}: ${data}`);
      const plain = isRows ? (/** @type {any} */ rows) => Array.from(rows) : undefined;
      /** @type {Case[]} */
      const cases = [{ name: OURS, run: ours, plain }];
      if (again) cases.push({ name: AGAIN, run: again, plain });
      if (name === BACK) cases.push({ name: JAVASCRIPT, run: () => rows.slice(0, 1000).map(taskOf) });
      for (const { name, tools } of peers) {
        const run = theirs(tools);
        if (run) cases.push({ name, run: (turn) => run(turn % 2), plain: isRows ? (answer) => numbers(tools, answer) : undefined });
      }
      await agree(work, cases);
      const { [OURS]: spent, [AGAIN]: known, ...others } = byName(cases, await measure(cases, rounds));
      yield { row, work, data, ours: spent, others, goals };
      if (again) yield { row, work: `${work}, asked again`, data, ours: known, others, goals, isAgain: true };
    }
    for (const { tools } of peers) tools.end?.();
    table.free();
    asked.free();
  }
}

/** @type {import("../figures.js").Group} */
export const held = { names: ["filter", "page", "sort", "newest", BACK, ...COUNTS], run };
