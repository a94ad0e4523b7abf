// Taskweave's side.

import { CONNECTION, NOW } from "./question.js";

/**
 * @typedef {typeof import("taskweave")} Taskweave
 * @typedef {import("taskweave").TaskTable} Table
 * @typedef {import("./data/pages.js").Platform} Platform
 */

export const OURS = "Taskweave";

/**
 * @param {Taskweave} taskweave
 * @param {Platform} platform
 * @param {Iterable<Uint8Array>} pages
 * @param {{ connectionId?: string, keep?: boolean }} [options] `keep`: whether the pages' bytes stay, for details and `platform_data`
 */
export function tableOf({ TaskTable }, platform, pages, { connectionId = CONNECTION, keep = true } = {}) {
  const table = new TaskTable();
  const options = ingestOptions(connectionId, keep);
  for (const page of pages) table.ingest(platform, page, options);
  return table;
}

/** @param {string} connectionId @param {boolean} keep */
export const ingestOptions = (connectionId, keep) => ({ connectionId, now: NOW, ...(keep ? {} : { keep: false }) });

/** By what name the same question is measured once more. */
export const AGAIN = `${OURS}, asked again`;

const NO_ROWS = new TextEncoder().encode('{"ia::result": []}');

/**
 * Makes a table forget the orders that it was asked for, which it keeps until a page comes: by a page without rows, whose
 * reading counts. Without this a sort would be measured that was done before.
 * @param {Table} table
 */
export const forgetOrders = (table) => void table.ingest("SAGE_INTACCT", NO_ROWS, ingestOptions(CONNECTION, false));

/** Makes a table keep an order, which it does from the second question on. @param {Table} table @param {string} sort */
export function keepOrder(table, sort) {
  for (let i = 0; i < 2; i += 1) table.select({ sort });
}

/**
 * Whether a build knows `keep: false`.
 * @param {Taskweave} taskweave
 */
export function canDropPages(taskweave) {
  const page = new TextEncoder().encode('{"response":[]}');
  try {
    tableOf(taskweave, "ACCELO", [page], { keep: false }).free();
    return true;
  } catch (error) {
    if (/** @type {Partial<import("taskweave").TaskweaveError>} */ (error).code === "request_invalid") return false;
    throw error;
  }
}

/**
 * @typedef {object} Counting what a build may not have yet
 * @property {(field: string, filter?: string) => import("./peers/peer.js").Facet[]} facets
 * @property {(field: string, options: { filter?: string, by: string }) => import("./peers/peer.js").Bucket[]} histogram
 */

/** The table's facets and histogram, if it has them. @param {Table} table @returns {Counting | undefined} */
export function counting(table) {
  return "facets" in table && "histogram" in table ? /** @type {Counting} */ (/** @type {unknown} */ (table)) : undefined;
}

/** The bytes that a table keeps, if it tells them. @param {Table} table @returns {number | undefined} */
export function bytesOf(table) {
  return "bytes" in table && typeof table.bytes === "number" ? table.bytes : undefined;
}
