// The best ordinary JavaScript: objects of one shape, times parsed once, a bounded list for the first 50.

import { BOTH, COUNT } from "../question.js";
import { keepBest, matcher, newestFirst, taskOf } from "../rows.js";
import { bucketsOf, facetsOf, monthOf } from "./peer.js";

export const JAVASCRIPT = "JavaScript";

/** @type {import("./peer.js").Peer} */
export default {
  name: JAVASCRIPT,
  prepare: (rows) => ({
    filter: (which) => rows.filter(matcher(BOTH[which])),
    page: (which) => keepBest(rows.filter(matcher(BOTH[which])), COUNT, newestFirst).map(taskOf),
    sort: () => [...rows].sort(newestFirst),
    newest: () => keepBest(rows, COUNT, newestFirst).map(taskOf),
    facets(which) {
      const { since, word } = BOTH[which];
      /** @type {Map<string, number>} */
      const counts = new Map();
      for (const { status, updated, name } of rows) {
        if (updated !== null && updated >= since && name.includes(word)) counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      return facetsOf(counts);
    },
    histogram(which) {
      const { since, status } = BOTH[which];
      /** @type {Map<number, number>} */
      const counts = new Map();
      for (const row of rows) {
        if (row.updated === null || row.updated < since || row.status !== status) continue;
        const month = monthOf(row.updated);
        counts.set(month, (counts.get(month) ?? 0) + 1);
      }
      return bucketsOf(counts);
    },
  }),
};
