// How it is measured: cases take turns, garbage is collected between them (what is young before each case, everything
// before each round), and a median stands for each.

import assert from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";

/** A case runs so often in a round that the clock can tell; milliseconds. */
const LEAST = 8;
/** What takes longer is warm after one run; milliseconds. */
const LONG = 300;

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(turn: number) => unknown} run `turn` counts on, so that a case can change its question and nobody remembers the answer
 * @property {(answer: any) => unknown} [plain] the answer in a form that can be compared with the others'
 */

/** @param {"major" | "minor"} [type] all garbage, if left out */
export function collect(type = "major") {
  assert.ok(globalThis.gc, "start node with --expose-gc; or run: cargo xtask bench");
  void globalThis.gc({ type, execution: "sync" });
}

/** @param {Case} one @param {number} times @param {number} turn @returns {Promise<number>} milliseconds a run */
async function timed({ run }, times, turn) {
  collect("minor");
  const start = performance.now();
  for (let i = 0; i < times; i += 1) {
    const answer = run(turn + i);
    // Only who answers later is waited for: the others owe nothing to the loop of events.
    if (answer instanceof Promise) await answer;
  }
  return (performance.now() - start) / times;
}

/**
 * The median time of one run of each case, in milliseconds.
 * @param {readonly Case[]} cases
 * @param {number} rounds
 * @returns {Promise<number[]>}
 */
export async function measure(cases, rounds) {
  // Each has turns of its own: of a common count it might always get the even ones, and remember its answer.
  /** @type {Map<Case, number>} */
  const turns = new Map();
  /** @param {Case} one @param {number} times */
  const next = (one, times) => {
    const turn = turns.get(one) ?? 0;
    turns.set(one, turn + times);
    return timed(one, times, turn);
  };
  // Warm for as long as the compiler wants, and find how many runs the clock needs.
  /** @type {number[]} */
  const times = [];
  for (const one of cases) {
    let spent = await next(one, 1);
    for (let warm = 0; warm < 3 && spent < LONG; warm += 1) spent = Math.min(spent, await next(one, spent < LEAST ? 8 : 2));
    times.push(Math.max(1, Math.ceil(LEAST / Math.max(spent, 0.001))));
  }
  /** @type {number[][]} */
  const samples = cases.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    collect();
    for (let place = 0; place < cases.length; place += 1) {
      const i = (place + round) % cases.length;
      samples[i].push(await next(cases[i], times[i]));
    }
  }
  return samples.map(median);
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Fails unless all cases give the same answer, at both cuts, and it is no empty one.
 * @param {string} work
 * @param {readonly Case[]} cases
 */
export async function agree(work, cases) {
  for (const turn of [0, 1]) {
    /** @type {unknown[]} */
    let first = [];
    for (const [place, { name, run, plain = (/** @type {any} */ answer) => answer }] of cases.entries()) {
      const answer = plain(await run(turn));
      if (place === 0) {
        assert.ok(Array.isArray(answer) && answer.length > 0, `${work}: the question has no answer`);
        first = answer;
      } else {
        sameLists(answer, first, `${work}: ${name} answers something else than ${cases[0].name}`);
      }
    }
  }
}

/**
 * Fails at the first place where two lists differ.
 * @param {unknown} list
 * @param {readonly unknown[]} expected
 * @param {string} complaint
 */
export function sameLists(list, expected, complaint) {
  assert.ok(Array.isArray(list), `${complaint}: no list`);
  for (const [i, value] of expected.entries()) {
    if (!isDeepStrictEqual(list[i], value)) {
      assert.fail(`${complaint}, first at ${i} of ${expected.length}:\n${inspect(list[i])}\ninstead of\n${inspect(value)}`);
    }
  }
  assert.equal(list.length, expected.length, `${complaint}: the length`);
}
