// One measurement in an instance of its own.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

import { keepPages } from "./kept.js";

const { folder, what } = workerData;
const { initSync, TaskTable } = await import(pathToFileURL(path.join(folder, "taskweave.js")).href);
const { memory } = initSync({ module: await readFile(path.join(folder, "taskweave_bg.wasm")) });
const { table, ...kept } = keepPages(TaskTable, memory, what);
table.free();
parentPort?.postMessage(kept);
