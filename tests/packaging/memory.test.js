// The memory of a table is given back: by `free`, and by the engine's own way to end what is used.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { ROWS, intacctPage } from "./intacct.js";
import { PACKAGE } from "./project.js";

/** @type {typeof import("taskweave")} */
const { TaskTable } = await import(pathToFileURL(path.join(PACKAGE, "node.js")).href);
/** @type {{ memory: WebAssembly.Memory }} */
const { memory } = await import(pathToFileURL(path.join(PACKAGE, "taskweave.js")).href).then((module) => module.initSync());

const TURNS = 200;

/** @param {(table: import("taskweave").TaskTable) => void} end @param {Uint8Array} page */
function turn(end, page) {
  const table = new TaskTable();
  table.ingest("SAGE_INTACCT", page, { upsert: true });
  table.ingest("SAGE_INTACCT", page, { upsert: true });
  assert.equal(table.length, ROWS);
  assert.ok(table.select({ filter: `name ~ "a" OR project.name != null`, sort: "name, updated_at DESC" }).length > 0);
  assert.ok(table.facets("project.name").length > 0);
  assert.ok(table.bytes > page.length, "the page is not counted");
  end(table);
}

test(`${TURNS} tables that are freed take the memory of one`, async () => {
  const page = (await intacctPage()).bytes;
  for (let warm = 0; warm < 5; warm += 1) turn((table) => table.free(), page);
  const before = memory.buffer.byteLength;
  for (let at = 0; at < TURNS; at += 1) turn((table) => table.free(), page);
  assert.equal(memory.buffer.byteLength, before);
});

test("Symbol.dispose frees a table where the engine has it", { skip: !Symbol.dispose && "this engine has no Symbol.dispose" }, async () => {
  const page = (await intacctPage()).bytes;
  const table = new TaskTable();
  table.ingest("SAGE_INTACCT", page);
  table[Symbol.dispose]();
  assert.throws(() => table.length);
  for (let warm = 0; warm < 5; warm += 1) turn((table) => table[Symbol.dispose](), page);
  const before = memory.buffer.byteLength;
  for (let at = 0; at < TURNS; at += 1) turn((table) => table[Symbol.dispose](), page);
  assert.equal(memory.buffer.byteLength, before);
});

for (const { keep, limit } of [
  { keep: true, limit: 1.3 },
  { keep: false, limit: 120 },
])
  test(`a large table ${keep ? "with" : "without"} its pages does not make the module's memory grow by much more than it keeps`, async () => {
    const page = (await intacctPage()).bytes;
    // An instance of its own: memory never shrinks, and others may have left room in it.
    const own = await import(`${pathToFileURL(path.join(PACKAGE, "taskweave.js")).href}?keep=${keep}`);
    const { memory } = own.initSync({ module: await readFile(path.join(PACKAGE, "taskweave_bg.wasm")) });
    const before = memory.buffer.byteLength;
    /** @type {import("taskweave").TaskTable} */
    const table = new own.TaskTable();
    const pages = 50;
    for (let at = 0; at < pages; at += 1) table.ingest("SAGE_INTACCT", page, { keep });
    assert.equal(table.length, pages * ROWS);
    const grown = memory.buffer.byteLength - before;
    const told = keep ? grown / (pages * page.length) : grown / table.length;
    assert.ok(told < limit, `${told}`);
    assert.ok(grown > table.bytes, "the table keeps more than there is");
    table.free();
  });
