// Taskweave against its peers on the same bytes and the same questions, as Markdown:
//
//   cargo xtask bench [--quick] [--rounds 9] [--only ingest,filter,…]
//
// Only ratios of one run count: single times drift with the machine. A ratio below 1.5 either way is a tie, and the
// rows that JavaScript wins stand there as they are. Every answer is compared before anything is timed. A whole run
// writes its report into the README.

import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { grouped } from "./figures.js";
import { GROUPS } from "./groups/index.js";
import { ROWS } from "./question.js";
import { machine } from "./report/machine.js";
import { writeReadme } from "./report/readme.js";
import { mainTable, peersTable, sectionTable } from "./report/table.js";

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, "TASKWEAVE_PKG is not set; run by: cargo xtask bench");
const folder = path.resolve(TASKWEAVE_PKG);
/** @type {typeof import("taskweave")} */
const taskweave = await import(pathToFileURL(path.join(folder, "node.js")).href);

const FEWEST_ROUNDS = 7;
const NAMES = GROUPS.flatMap(({ names }) => names);

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string" }, only: { type: "string" } },
});
const { quick } = values;
const rounds = Number(values.rounds ?? (quick ? FEWEST_ROUNDS : 9));
if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS) {
  fail(`--rounds ${values.rounds} is not a whole number from ${FEWEST_ROUNDS} on: a median of fewer says little`);
}
const only = values.only?.split(",");
for (const name of only ?? []) {
  if (!NAMES.includes(name)) fail(`there is no group \`${name}\`; the groups are ${NAMES.join(", ")}`);
}

/** @type {import("./figures.js").Context} */
const context = {
  taskweave,
  folder,
  quick,
  rounds,
  held: quick ? 10_000 : 100_000,
  isAsked: (name) => only === undefined || only.includes(name),
  say: (text) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${text}`),
};

/** @type {import("./figures.js").Figure[]} */
const figures = [];
/** @type {import("./figures.js").Section[]} */
const sections = [];

const FAIRNESS = `All answers were compared before anything was timed. *JavaScript* is the best ordinary one: decode, \`JSON.parse\`,
normalize; objects of one shape, times parsed once, a list of 50 for the newest, a merge by hand. *Typed arrays* are columns as
an expert keeps them beside his objects. The libraries have prepared what they can: compiled questions, prepared statements,
indexes on columns. What prepared for this very question is shown among the peers and not compared with. Taskweave keeps the
orders that it was asked for more than once until a page comes: *asked again* is such a question, in all other rows a page
without rows is read before each, so that it answers as if for the first time.`;

function report() {
  const parts = [
    `${machine(taskweave.version())}. Medians of ${rounds} rounds in which the cases take turns; pages of ${grouped(ROWS)} rows, ${grouped(context.held)} rows held. ` +
      "A ratio is their time through ours, of this one run; below 1.5 either way it is a tie.",
    FAIRNESS,
  ];
  if (figures.length > 0) parts.push(mainTable(figures), peersTable(figures));
  parts.push(...sections.map(sectionTable));
  return parts.filter((part) => part !== "").join("\n\n");
}

try {
  for (const { names, run } of GROUPS) {
    if (!names.some(context.isAsked)) continue;
    for await (const one of run(context)) {
      if ("title" in one) sections.push(one);
      else figures.push(one);
    }
  }
} catch (error) {
  // What was measured before is not lost with what failed.
  console.log(report());
  throw error;
}
console.log(report());

if (quick || only) {
  console.error("\nREADME.md stays as it is: only a whole run writes its report there");
} else {
  await writeReadme(report());
  console.error("\nREADME.md has this report now");
}
