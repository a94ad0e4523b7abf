// What a table keeps of pages. It runs unchanged in a worker of Node and in the browser, in an instance of its own, whose
// memory only grows.

import { eachPage } from "../data/pages.js";
import { ROWS } from "../question.js";

/**
 * @typedef {object} Kept
 * @property {number} rows
 * @property {number} pageBytes
 * @property {number} grown bytes by which the instance's memory grew: what is kept, and what the allocator holds beside it
 * @property {number | undefined} told `table.bytes`, in a build that has it
 */

/**
 * @param {typeof import("taskweave").TaskTable} TaskTable
 * @param {WebAssembly.Memory} memory of its instance
 * @param {{ platform: import("../data/pages.js").Platform, text: import("../data/pages.js").Text, rows: number, keep: boolean }} what
 * @returns {Kept & { table: import("taskweave").TaskTable }}
 */
export function keepPages(TaskTable, memory, { platform, text, rows, keep }) {
  const before = memory.buffer.byteLength;
  const table = new TaskTable();
  const options = { connectionId: "bench", ...(keep ? {} : { keep: false }) };
  let pageBytes = 0;
  for (const page of eachPage(platform, text, { pages: rows / ROWS, rows: ROWS })) {
    pageBytes += page.length;
    table.ingest(platform, page, options);
  }
  const told = "bytes" in table && typeof table.bytes === "number" ? table.bytes : undefined;
  return { table, rows, pageBytes, grown: memory.buffer.byteLength - before, told };
}
