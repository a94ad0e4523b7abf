// The same by the slim entry, which is given the wasm: at once, or with "later" by a promise.

import { readFileSync } from "node:fs";

import { TaskTable, init, initSync } from "taskweave/slim";

const [file, filter, when] = process.argv.slice(2);
const wasm = readFileSync(new URL(import.meta.resolve("taskweave/taskweave_bg.wasm")));
if (when === "later") await init({ module_or_path: wasm });
else initSync({ module: wasm });
const table = new TaskTable();
table.ingest("SAGE_INTACCT", readFileSync(file), { connectionId: "books" });
const rows = table.select({ filter, sort: "updated_at DESC" });
process.stdout.write(JSON.stringify(table.tasks(rows)));
