// The laws of a walk, over random sources that others change while they are read, and that fail: every task that did not
// change comes once, in one order, and the walk ends within its bounds.
//
//   MODEL_SEED   another set of walks; from the clock unless given, and always printed
//   MODEL_WALKS  how many; 2,000 unless given
//   MODEL_WALK   only this one
//
// model/plan.js draws a walk, model/world.js makes its sources, model/net.js changes and breaks them between calls,
// model/walk.js walks, model/laws.js and model/bounds.js judge, model/shrink.js makes a failing walk smaller. A failure
// prints the command that runs it again.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { runWalks, summary } from './model/run.js';

/** @typedef {import('./model/run.js').Tally} Tally */

const { MODEL_SEED, MODEL_WALKS, MODEL_WALK } = process.env;
const SEED = MODEL_SEED === undefined ? Date.now() % 1_000_000_000 : Number(MODEL_SEED);
assert.ok(Number.isSafeInteger(SEED), 'MODEL_SEED is a whole number');
const THREADS = Math.min(4, Math.max(2, availableParallelism()));

/** @returns {{ from: number, to: number }} */
function range() {
  if (MODEL_WALK === undefined) return { from: 0, to: Number(MODEL_WALKS ?? 2000) };
  return { from: Number(MODEL_WALK), to: Number(MODEL_WALK) + 1 };
}

test('a walk gives every task that did not change once, in order, whatever happens meanwhile', { timeout: 7_200_000 }, async () => {
  const { from, to } = range();
  assert.ok(to > from, 'MODEL_WALKS and MODEL_WALK are whole numbers');
  const start = performance.now();
  const threads = to - from > 200 ? THREADS : 1;
  const parts = Array.from({ length: threads }, (_, i) => ({ seed: SEED, from: from + i, to, step: threads }));
  const tallies = await Promise.all(threads === 1 ? parts.map(runWalks) : parts.map(inThread));
  console.log(summary(SEED, tallies, (performance.now() - start) / 1000));
  const failures = tallies.flatMap(({ failures }) => failures);
  assert.equal(failures.length, 0, `\n\n${failures.map(({ told }) => told).join('\n\n')}\n`);
});

/** @param {import('./model/run.js').Run} run @returns {Promise<Tally>} */
function inThread(run) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('model/worker.js', import.meta.url), { workerData: run });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
