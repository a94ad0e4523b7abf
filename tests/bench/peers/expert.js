// The expert: typed arrays for times and statuses, names as an array.

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";
import { Columns } from "./columns.js";
import { facetsOf, monthOf, startOfMonth } from "./peer.js";

export const EXPERT = "typed arrays";

/** @type {import("./peer.js").Peer} */
export default {
  name: EXPERT,
  prepare(rows) {
    const columns = new Columns(rows);
    const { updated, status, names, words, rank } = columns;
    // Months by a table of hours, so that no date is made of a time.
    const hour = 3_600_000;
    const from = Math.floor(updated.reduce((least, time) => Math.min(least, time), Infinity) / hour);
    const to = Math.floor(updated.reduce((most, time) => Math.max(most, time), -Infinity) / hour);
    const first = monthOf(from * hour);
    const monthOfHour = Uint16Array.from({ length: to - from + 1 }, (_, i) => monthOf((from + i) * hour) - first);
    return {
      filter: (which) => columns.filter(BOTH[which]),
      page: (which) => columns.newest(COUNT, columns.filter(BOTH[which])).map((i) => taskOf(rows[i])),
      sort: () => Uint32Array.from(updated, (_, i) => i).sort((a, b) => updated[b] - updated[a] || rank[a] - rank[b]),
      newest: () => columns.newest(COUNT).map((i) => taskOf(rows[i])),
      facets(which) {
        const { since, word } = BOTH[which];
        const counts = new Uint32Array(words.length);
        for (let i = 0; i < names.length; i += 1) {
          if (updated[i] >= since && names[i].includes(word)) counts[status[i]] += 1;
        }
        return facetsOf(words.map((name, code) => /** @type {[string, number]} */ ([name, counts[code]])).filter(([, count]) => count > 0));
      },
      histogram(which) {
        const { since, status: wanted } = BOTH[which];
        const code = words.indexOf(wanted);
        const counts = new Uint32Array(monthOfHour[monthOfHour.length - 1] + 1);
        for (let i = 0; i < names.length; i += 1) {
          if (status[i] === code && updated[i] >= since) counts[monthOfHour[Math.floor(updated[i] / hour) - from]] += 1;
        }
        const used = Array.from(counts.keys()).filter((month) => counts[month] > 0);
        const [low, high] = [used[0], used[used.length - 1]];
        return Array.from(counts.subarray(low, high + 1), (count, i) => ({
          start: new Date(startOfMonth(first + low + i)).toISOString(),
          count,
        }));
      },
      numbers: (answer) => Array.from(answer),
    };
  },
};
