// Merging lists that are sorted already, by hand.

import { COUNT } from "../question.js";
import { newestFirst, taskOf } from "../rows.js";
import { Columns } from "./columns.js";

/** @typedef {import("./peer.js").Row} Row */

/** Newest first, then by connection, then by id. @param {Row} a @param {Row} b */
const order = (a, b) =>
  (b.updated ?? -Infinity) - (a.updated ?? -Infinity) ||
  (a.connection_id === b.connection_id ? a.number - b.number : a.connection_id < b.connection_id ? -1 : 1);

/**
 * The first of all lists, from their heads. The lists are in order of their connections, so the first of equals wins.
 * @param {readonly (readonly Row[])[]} lists
 * @param {number} count
 */
function mergeRows(lists, count) {
  const at = lists.map(() => 0);
  /** @type {Row[]} */
  const merged = [];
  while (merged.length < count) {
    let best = -1;
    for (let list = 0; list < lists.length; list += 1) {
      if (at[list] === lists[list].length) continue;
      if (best < 0 || Number(lists[list][at[list]].updated) > Number(lists[best][at[best]].updated)) best = list;
    }
    if (best < 0) break;
    merged.push(lists[best][at[best]++]);
  }
  return merged;
}

/** @param {readonly (readonly Row[])[]} lists */
export const byHand = (lists) => {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  return { all: () => mergeRows(lists, total), first: () => mergeRows(lists, COUNT).map(taskOf) };
};

/** @param {readonly (readonly Row[])[]} lists */
export const byConcat = (lists) => ({
  all: () => lists.flat().sort(order),
  first: undefined,
});

/**
 * With typed arrays: the heads' times stand side by side.
 * @param {readonly (readonly Row[])[]} lists
 */
export function byColumns(lists) {
  const rows = lists.flat();
  const { updated } = new Columns(rows);
  const starts = lists.map((_, i) => lists.slice(0, i).reduce((sum, list) => sum + list.length, 0));
  const ends = lists.map((list, i) => starts[i] + list.length);
  /** @param {number} count */
  const merge = (count) => {
    const merged = new Uint32Array(Math.min(count, rows.length));
    const at = Uint32Array.from(starts);
    const heads = Float64Array.from(starts, (start, i) => (start < ends[i] ? updated[start] : -Infinity));
    for (let n = 0; n < merged.length; n += 1) {
      let best = 0;
      for (let list = 1; list < heads.length; list += 1) if (heads[list] > heads[best]) best = list;
      merged[n] = at[best];
      at[best] += 1;
      heads[best] = at[best] < ends[best] ? updated[at[best]] : -Infinity;
    }
    return merged;
  };
  return { all: () => merge(rows.length), first: () => Array.from(merge(COUNT), (i) => taskOf(rows[i])) };
}

/** Whether each list is in order, as all that merge take for granted. @param {readonly (readonly Row[])[]} lists */
export const areSorted = (lists) => lists.every((list) => list.every((row, i) => i === 0 || newestFirst(list[i - 1], row) < 0));
