// What it costs with ten and a hundred times the rows.

import { eachPage } from "../data/pages.js";
import { dataName, grouped } from "../figures.js";
import { agree, collect, measure } from "../measure.js";
import { OURS, canDropPages, forgetOrders, ingestOptions } from "../ours.js";
import { CONNECTION, COUNT, ROWS, filterOf, wantedAt } from "../question.js";
import javascript, { JAVASCRIPT } from "../peers/javascript.js";
import { readPage } from "../rows.js";
import { milliseconds, ratio } from "../report/numbers.js";

/** @typedef {import("../measure.js").Case} Case */

const SORT = "updated_at DESC";

/**
 * Reads pages one by one: only the reading is timed, and none of them is held.
 * @param {number} count of rows
 * @param {(page: Uint8Array) => void} read
 * @returns {number} bytes a microsecond
 */
function readAll(count, read) {
  let [bytes, spent] = [0, 0];
  for (const page of eachPage("SAGE_INTACCT", "ASCII", { pages: count / ROWS, rows: ROWS })) {
    bytes += page.length;
    const start = performance.now();
    read(page);
    spent += performance.now() - start;
  }
  return bytes / spent / 1000;
}

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Section, void>} */
async function* run({ taskweave, quick, rounds, say }) {
  /** @type {string[][]} */
  const lines = [];
  /** @type {number[][]} */
  const costs = [];
  for (const count of quick ? [10_000, 50_000] : [10_000, 100_000, 1_000_000]) {
    say(`scale: ${grouped(count)} rows are read`);
    // JavaScript alone, and first: beside a memory that grows it would collect garbage again and again.
    /** @type {import("../rows.js").Row[]} */
    const rows = [];
    const theirs = readAll(count, (page) => {
      for (const row of readPage("SAGE_INTACCT", page, CONNECTION)) {
        row.raw = null;
        rows.push(row);
      }
    });
    const table = new taskweave.TaskTable();
    const options = ingestOptions(CONNECTION, !canDropPages(taskweave));
    const ours = readAll(count, (page) => void table.ingest("SAGE_INTACCT", page, options));
    collect();
    const tools = await javascript.prepare(rows);
    /** @type {Case[]} */
    const page = [
      {
        name: OURS,
        run: (turn) => (forgetOrders(table), table.tasks(table.select({ filter: filterOf(wantedAt(turn)), sort: SORT, limit: COUNT }))),
      },
      { name: JAVASCRIPT, run: (turn) => tools.page?.(turn % 2) },
    ];
    const places = new Map(rows.map((row, i) => [row, i]));
    /** @type {Case[]} */
    const sort = [
      { name: OURS, run: () => (forgetOrders(table), table.select({ sort: SORT })), plain: (answer) => Array.from(answer) },
      { name: JAVASCRIPT, run: () => tools.sort?.(), plain: (answer) => Array.from(answer, (row) => places.get(row)) },
    ];
    const times = [];
    for (const [name, cases] of /** @type {[string, Case[]][]} */ ([["filter and page", page], ["sort", sort]])) {
      say(`scale: ${name}, ${grouped(count)} rows`);
      await agree(name, cases);
      times.push(await measure(cases, rounds));
    }
    table.free();
    const [[pageOurs, pageTheirs], [sortOurs, sortTheirs]] = times;
    lines.push([
      grouped(count),
      `${ours.toFixed(0)} MB/s`, `${theirs.toFixed(0)} MB/s`, ratio(ours / theirs),
      milliseconds(pageOurs), milliseconds(pageTheirs), ratio(pageTheirs / pageOurs),
      milliseconds(sortOurs), milliseconds(sortTheirs), ratio(sortTheirs / sortOurs),
    ]);
    costs.push([pageOurs, sortOurs].map((spent) => (spent * 1e6) / count));
  }
  const perRow = (/** @type {number} */ which) => costs.map((cost) => cost[which].toFixed(1)).join(", ");
  yield {
    title: "Cost against rows",
    columns: [
      "rows", "bytes → rows", JAVASCRIPT, "ratio", `filter, sort, first ${COUNT}`, JAVASCRIPT, "ratio", "sort of all", JAVASCRIPT, "ratio",
    ],
    rows: lines,
    text: `${dataName("SAGE_INTACCT", "ASCII")}. Nanoseconds a row, line by line: ${perRow(0)} for the page, ${perRow(1)} for the sort.`,
  };
}

/** @type {import("../figures.js").Group} */
export const scale = { names: ["scale"], run };
