// Taskweave against plain JavaScript on the same bytes, as a Markdown table:
//
//   cargo xtask bench [--quick] [--rounds 9]
//
// Only ratios of one run count: single times drift with the machine. A ratio below 1.5 either way is a tie, and the
// rows that JavaScript wins stand there as they are. Every answer is compared before anything is timed.

import assert from "node:assert/strict";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { makePages } from "./data.js";
import { measure } from "./measure.js";
import { workOnBytes, workOnRows } from "./work.js";

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, "TASKWEAVE_PKG is not set; run by: cargo xtask bench");
/** @type {typeof import("taskweave")} */
const taskweave = await import(pathToFileURL(path.join(TASKWEAVE_PKG, "node.js")).href);

const FEWEST_ROUNDS = 7;
const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, rounds: { type: "string" } } });
const rounds = Number(values.rounds ?? (values.quick ? FEWEST_ROUNDS : 9));
if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS) {
  console.error(`error: --rounds ${values.rounds} is not a whole number from ${FEWEST_ROUNDS} on: a median of fewer says little`);
  process.exit(1);
}
const size = values.quick ? { pages: 10, held: 10 } : { pages: 50, held: 100 };
const ROWS = 1000;

/** @param {number} milliseconds */
const time = (milliseconds) =>
  milliseconds >= 100 ? `${milliseconds.toFixed(0)} ms` : milliseconds >= 1 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds * 1000).toFixed(0)} µs`;

/** @param {number} ratio how often our time goes into theirs */
function verdict(ratio) {
  const shown = ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 1 ? 1 : 2);
  if (ratio >= 1.5) return `**${shown}**`;
  return ratio > 1 / 1.5 ? `${shown} (tie)` : `${shown} (JavaScript wins)`;
}

console.log(`Taskweave ${taskweave.version()}, Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown"}`);
console.log(`Medians of ${rounds}; pages of ${ROWS.toLocaleString("en")} rows; ${(size.held * ROWS).toLocaleString("en")} rows held.\n`);
console.log("| platform | text | work | Taskweave | JavaScript | ratio | typed arrays | ratio |");
console.log("|---|---|---|---|---|---|---|---|");

for (const platform of /** @type {const} */ (["SAGE_INTACCT", "ACCELO"])) {
  for (const text of /** @type {const} */ (["ASCII", "beyond ASCII"])) {
    const pages = makePages(platform, text, { pages: size.held, rows: ROWS });
    for (const works of [workOnBytes(taskweave, platform, pages.slice(0, size.pages)), workOnRows(taskweave, platform, pages)]) {
      for (const { name, bytes, cases, check, end } of works) {
        check();
        const [ours, ...others] = measure(cases, rounds);
        const speed = (/** @type {number} */ spent) => (bytes ? ` (${(bytes / spent / 1000).toFixed(0)} MB/s)` : "");
        const cells = others.flatMap((theirs) => [time(theirs) + speed(theirs), verdict(theirs / ours)]);
        while (cells.length < 4) cells.push("–");
        console.log(`| ${[platform, text, name, time(ours) + speed(ours), ...cells].join(" | ")} |`);
        end?.();
      }
    }
  }
}
