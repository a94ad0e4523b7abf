// How it is measured: cases take turns, garbage is collected between them, and a median stands for each.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = /** @type {() => void} */ (runInNewContext("gc"));

/** A case runs so often in a round that the clock can tell; milliseconds. */
const LEAST = 8;

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(turn: number) => unknown} run `turn` counts on, so that a case can change its question and nobody remembers the answer
 */

/**
 * The median time of one run of each case, in milliseconds.
 * @param {readonly Case[]} cases
 * @param {number} rounds
 * @returns {number[]}
 */
export function measure(cases, rounds) {
  let turn = 0;
  /** @param {Case} one @param {number} times @returns {number} milliseconds a run */
  const timed = ({ run }, times) => {
    collect();
    const start = performance.now();
    for (let i = 0; i < times; i += 1) run((turn += 1));
    return (performance.now() - start) / times;
  };
  // Warm for as long as the compiler wants, and find how many runs the clock needs.
  const times = cases.map((one) => {
    const spent = Math.min(timed(one, 1), timed(one, 2), timed(one, 2));
    return Math.max(1, Math.ceil(LEAST / Math.max(spent, 0.001)));
  });
  /** @type {number[][]} */
  const samples = cases.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < cases.length; place += 1) {
      const i = (place + round) % cases.length;
      samples[i].push(timed(cases[i], times[i]));
    }
  }
  return samples.map(median);
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
