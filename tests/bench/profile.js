// Where our own side spends its time, work by work and function by function, as Markdown:
//
//   cargo xtask bench --profile [--quick]

import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { PLATFORMS, PLATFORM_NAMES, dataName, grouped } from "./figures.js";
import { makePages } from "./data/pages.js";
import { collect } from "./measure.js";
import { forgetOrders, ingestOptions, tableOf } from "./ours.js";
import { COUNT, ROWS, filterOf, wantedAt } from "./question.js";
import { milliseconds } from "./report/numbers.js";

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, "TASKWEAVE_PKG is not set; run by: cargo xtask bench --profile");
/** @type {typeof import("taskweave")} */
const taskweave = await import(pathToFileURL(path.join(TASKWEAVE_PKG, "node.js")).href);

const quick = process.argv.includes("--quick");
const HELD = quick ? 10_000 : 100_000;
/** For each work, milliseconds. */
const TIME = quick ? 500 : 2000;
/** Functions that are shown of each. */
const SHOWN = 12;
/** What is less is not shown, of all. */
const LEAST = 0.005;
const SORT = "updated_at DESC";

const session = new Session();
session.connect();
await session.post("Profiler.enable");
/** Microseconds between two looks. */
await session.post("Profiler.setSamplingInterval", { interval: 100 });

/** What is no work of ours; the profiler itself among it. */
const OTHERS = ["(idle)", "(program)", "(root)", "dispatch"];

/**
 * Rust's names without the hashes in them; of what has no name, its place. Nothing for what is no work of ours.
 * @param {import("node:inspector").Runtime.CallFrame} frame
 */
function nameOf({ functionName, url, lineNumber }) {
  if (url === "" && OTHERS.includes(functionName)) return undefined;
  if (functionName === "") return `${path.basename(url)}:${lineNumber + 1}`;
  return functionName.replace(/::h[0-9a-f]{16}(?=$|\W)/, "").replaceAll(/\[[0-9a-f]{16}\]/g, "");
}

/**
 * The functions' own times, as shares of all.
 * @param {import("node:inspector").Profiler.Profile} profile
 * @returns {[string, number][]} most first
 */
function sharesOf({ nodes, samples = [], timeDeltas = [] }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  /** @type {Map<string, number>} */
  const spent = new Map();
  let all = 0;
  samples.forEach((id, i) => {
    const name = names.get(id);
    if (!name) return;
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[i]);
    all += timeDeltas[i];
  });
  return [...spent].map(([name, time]) => /** @type {[string, number]} */ ([name, time / all])).sort((a, b) => b[1] - a[1]);
}

/** @param {string} work @param {(turn: number) => void} run */
async function profile(work, run) {
  for (let turn = 0; turn < 5; turn += 1) run(turn);
  collect();
  await session.post("Profiler.start");
  const start = performance.now();
  let turn = 0;
  for (; performance.now() - start < TIME; turn += 1) run(turn);
  const each = (performance.now() - start) / turn;
  const { profile } = await session.post("Profiler.stop");
  console.log(`\n${work}: ${milliseconds(each)}\n\n| of its time | function |\n|---|---|`);
  for (const [name, share] of sharesOf(profile).slice(0, SHOWN)) {
    if (share >= LEAST) console.log(`| ${(share * 100).toFixed(1)} % | \`${name}\` |`);
  }
}

console.log(`${grouped(HELD)} rows held, pages of ${grouped(ROWS)} rows; what is called is counted apart from who calls it, unless the compiler put it there.`);
for (const platform of PLATFORMS) {
  const pages = makePages(platform, "ASCII", { pages: 20, rows: ROWS });
  await profile(`bytes of a page → rows, ${dataName(platform, "ASCII")}`, (turn) => tableOf(taskweave, platform, [pages[turn % pages.length]]).free());
}

const PLATFORM = "SAGE_INTACCT";
const table = tableOf(taskweave, PLATFORM, makePages(PLATFORM, "ASCII", { pages: HELD / ROWS, rows: ROWS }));
const where = PLATFORM_NAMES[PLATFORM];
const thousand = Uint32Array.from({ length: 1000 }, (_, i) => i);
await profile(`filter on 3 predicates, ${where}`, (turn) => table.select({ filter: filterOf(wantedAt(turn)) }));
for (const [asked, forget] of /** @type {[string, (table: import("taskweave").TaskTable) => void][]} */ ([["", forgetOrders], [", asked again", () => {}]])) {
  await profile(`filter, sort, first ${COUNT} as objects${asked}, ${where}`, (turn) => {
    forget(table);
    table.tasks(table.select({ filter: filterOf(wantedAt(turn)), sort: SORT, limit: COUNT }));
  });
  await profile(`all rows, newest first${asked}, ${where}`, () => {
    forget(table);
    table.select({ sort: SORT });
  });
  await profile(`newest ${COUNT} of all as objects${asked}, ${where}`, () => {
    forget(table);
    table.tasks(table.select({ sort: SORT, limit: COUNT }));
  });
}
await profile(`1,000 rows back as objects, ${where}`, () => table.tasks(thousand));

const merged = new taskweave.TaskTable();
for (let i = 1; i <= 5; i += 1) {
  const pages = makePages(PLATFORM, "ASCII", { pages: HELD / ROWS / 5, rows: ROWS, seed: 1000 + i, newestFirst: true });
  for (const page of pages) merged.ingest(PLATFORM, page, ingestOptions(`books-${i}`, true));
}
await profile("5 sorted connections, merged", () => {
  forgetOrders(merged);
  merged.select({ sort: SORT });
});
session.disconnect();
