// The laws of model.test.js for a `PageMerger`: whatever pages it is given, and in whatever order, each task comes once.
//
//   MODEL_SEED     another set of merges; from the clock unless given, and always printed
//   MODEL_MERGES   how many; 500 unless given
//   MODEL_MERGE    only this one

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { FEATURES } from './model/features.js';
import { runMerger } from './model/merger.js';

/** @typedef {import('./model/merger.js').Merger} Merger */
/** @typedef {import('./model/merger.js').Merged} Merged */

const { MODEL_SEED, MODEL_MERGES, MODEL_MERGE } = process.env;
const SEED = MODEL_SEED === undefined ? Date.now() % 1_000_000_000 : Number(MODEL_SEED);
assert.ok(Number.isSafeInteger(SEED), 'MODEL_SEED is a whole number');
const skip = FEATURES.pageMerger ? false : 'there is no PageMerger yet';

test('a merger gives every task of its pages once, in order', { skip }, async () => {
  const from = Number(MODEL_MERGE ?? 0);
  const to = MODEL_MERGE === undefined ? Number(MODEL_MERGES ?? 500) : from + 1;
  assert.ok(to > from, 'MODEL_MERGES and MODEL_MERGE are whole numbers');
  for (let index = from; index < to; index += 1) {
    const breach = await runMerger(SEED, index);
    const again = `MODEL_SEED=${SEED} MODEL_MERGE=${index} TASKWEAVE_PKG=$PWD/pkg node --test tests/walk/model-merger.test.js`;
    assert.equal(breach, null, `merge ${index} of seed ${SEED} breaks the law "${breach?.law}": ${breach?.message}\nagain: ${again}`);
    if (index % 16 === 0) await setImmediate();
  }
  console.log(`model: seed ${SEED}, ${to - from} merges`);
});

/** @type {[string, string, (merged: Merged, state: Record<string, any>) => Merged][]} */
const BROKEN = [
  ['a task is lost', 'lost', (merged) => ({ ...merged, tasks: merged.tasks.slice(1) })],
  ['a task is given twice', 'twice', (merged) => ({ ...merged, tasks: [...merged.tasks.slice(0, -1), ...merged.tasks.slice(0, 1)] })],
  ['tasks come in another order', 'order', (merged) => ({ ...merged, tasks: merged.tasks.toReversed() })],
  ['a task is another', 'rows', (merged) => ({ ...merged, tasks: merged.tasks.map((task) => ({ ...task, name: `${task.name}!` })) })],
  ['a task is late without a reason', 'late', (merged) => ({ ...merged, tasks: merged.tasks.map((task) => ({ ...task, is_late: /** @type {const} */ (true) })) })],
  ['the end is said too early', 'missing', (merged) => ({ ...merged, done: true })],
  ['nothing is needed and nothing given', 'end', (merged) => ({ tasks: [], done: false, needs: merged.done ? [] : merged.needs })],
  ['a source is needed that has ended', 'needs', (merged, state) => {
    state.first ??= merged.needs[0];
    return { ...merged, needs: merged.needs.length > 0 ? [state.first] : [] };
  }],
];

for (const [what, law, change] of BROKEN) {
  test(`${what}: ${law}`, { skip }, async () => {
    for (let index = 0; index < 300; index += 1) {
      /** @type {Record<string, any>} */
      const state = {};
      const breach = await runMerger(3, index, (merger) => ({
        push: (...page) => merger.push(...page),
        next: () => change(merger.next(), state),
        free: () => merger.free?.(),
      }));
      if (breach?.law === law) return assert.equal(await runMerger(3, index), null);
    }
    return assert.fail(`no merge of 300 breaks "${law}"`);
  });
}
