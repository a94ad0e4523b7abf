// What a peer is. Whatever it can prepare (its own representation, indexes, compiled questions) it prepares outside the
// timing.

/**
 * @typedef {import("../rows.js").Row} Row
 * @typedef {import("../question.js").Wanted} Wanted
 * @typedef {ReturnType<typeof import("../rows.js").taskOf>} PlainTask
 * @typedef {{ value: string | boolean | null, count: number }} Facet
 * @typedef {{ start: string, count: number }} Bucket
 *
 * @typedef {object} Tools what the peer does, as far as it can; `which` of the two questions, 0 or 1
 * @property {(which: number) => unknown} [filter] the matches, as rows, row numbers or what the peer has for them
 * @property {(which: number) => PlainTask[] | Promise<PlainTask[]>} [page] the newest 50 matches
 * @property {() => unknown} [sort] all rows, newest first
 * @property {() => PlainTask[]} [newest] the newest 50 of all
 * @property {(which: number) => Facet[]} [facets] how many of each status, under the time and the name of the question
 * @property {(which: number) => Bucket[]} [histogram] how many of each month, under the status and the time of the question
 * @property {(answer: any) => number[]} [numbers] the answer of `filter` and of `sort` as row numbers, outside the timing;
 *   not needed where the answer is a list of rows
 * @property {() => void} [end] gives back what it holds
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} [package] on npm
 * @property {boolean} [isTailored] what it prepared answers this question alone: it is shown, and not compared with
 * @property {(rows: readonly Row[]) => Tools | Promise<Tools>} prepare
 */

/** Most first, then by value. @param {Iterable<[string, number]>} counts @returns {Facet[]} */
export function facetsOf(counts) {
  return Array.from(counts, ([value, count]) => ({ value, count })).sort(
    (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
  );
}

/** The beginning of a month, counted from January of the year 0; milliseconds. @param {number} month */
export const startOfMonth = (month) => Date.UTC(Math.floor(month / 12), month % 12);

/** The month of a time, counted from January of the year 0. @param {number} time milliseconds */
export function monthOf(time) {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Months in order, empty ones between them as well. @param {Map<number, number>} counts by month @returns {Bucket[]} */
export function bucketsOf(counts) {
  const first = Math.min(...counts.keys());
  const last = Math.max(...counts.keys());
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    start: new Date(startOfMonth(first + i)).toISOString(),
    count: counts.get(first + i) ?? 0,
  }));
}
