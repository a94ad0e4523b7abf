// Every operation on every platform: as the documents have it, on both sides of everything that they leave open, and
// with every fault at the first, a middle and the last of its calls. A matrix of what became of it is printed at the end.
//
//   CONFORMANCE_SEED   another sample of the cases that are drawn
//   CONFORMANCE_ONLY   only cases whose name holds this text, e.g. "ACCELO update"

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { PLATFORMS } from '../simulators/index.js';
import { Matrix } from './kit/matrix.js';
import { FAULT_NAMES, SEED } from './kit/plan.js';

/**
 * @typedef {import('./kit/matrix.js').Judged} Judged
 * @typedef {import('./kit/suite.js').Tally} Tally
 */

const matrix = new Matrix(['none', 'switches', ...FAULT_NAMES]);
/** @type {string[]} */
const times = [];

after(() => {
  const { pass, unsupported, fail } = matrix.totals;
  console.log(`\n${matrix}\n\nn/s: not supported, and refused before any call; ·: the fault has nothing there to spoil`);
  console.log(`conformance, seed ${SEED}: ${pass} pass, ${unsupported} not supported, ${fail} fail; ${matrix.idle} cases in which the fault met nothing; ${times.join(', ')}`);
});

/** @param {string} platform @returns {Promise<Tally>} */
function inThread(platform) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('kit/worker.js', import.meta.url), { workerData: { platform } });
    // A token answer that never ends keeps its thread awake: it is ended once it has told its results.
    worker.once('message', (tally) => {
      resolve(tally);
      worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread of ${platform} ended with ${code}`)));
  });
}

/** What failed, told once for what looks the same. @param {readonly Judged[]} failures */
function summary(failures) {
  /** @type {Map<string, string[]>} */
  const kinds = new Map();
  for (const { operation, fault, told = '' } of failures) {
    const [, ...lines] = told.split('\n');
    const kind = `${operation} ${fault} ${lines.join('\n').replace(/\d+/g, 'n').slice(0, 120)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), told]);
  }
  return [...kinds.values()].map(([first, ...more]) => (more.length > 0 ? `${first}\n    and ${more.length} more like this` : first)).join('\n\n');
}

test('conformance', { concurrency: 2 }, async (t) => {
  const parts = PLATFORMS.map((platform) =>
    t.test(platform, async () => {
      const { judged, idle, seconds } = await inThread(platform);
      for (const each of judged) matrix.note(each);
      matrix.idle += idle;
      times.push(`${platform} ${Math.round(seconds)} s`);
      const failures = judged.filter(({ outcome }) => outcome === 'fail');
      assert.equal(failures.length, 0, `${failures.length} cases failed\n\n${summary(failures)}\n`);
    }),
  );
  await Promise.all(parts);
});
