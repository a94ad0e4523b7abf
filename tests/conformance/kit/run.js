// Runs a case: an operation in a world of its own, judged by what came out and by what the simulator did.

import assert from 'node:assert/strict';
import { judge, judgeLeaks, losesRefresh } from './judge.js';
import { leakIn, listen, secretsOf } from './leaks.js';
import { createWorld } from './world.js';
import { capabilitiesOf } from './writes.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Setting} Setting
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('./reads.js').Operation} Operation
 * @typedef {import('./reads.js').Prepared} Prepared
 * @typedef {import('./matrix.js').Outcome} Word
 * @typedef {{ word: Word | 'idle', told?: string, calls: number }} Verdict
 */

/** Whatever is under way this long after a fault hangs, in real milliseconds. */
const HANGS = 5_000;

/**
 * What an operation comes to, or an error if it never ends.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function ending(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const hung = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `it hangs: nothing came for ${HANGS} ms` })), HANGS);
  });
  try {
    return await Promise.race([work, /** @type {Promise<never>} */ (hung)]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the platform's table has the operation. @param {World} world @param {Operation} operation */
export function declares(world, operation) {
  if (operation.operation === 'token') return world.simulator.tokens !== null;
  const fact = capabilitiesOf(world).operations.find((each) => each.operation === operation.operation);
  if (!fact || fact.call === null) return false;
  const [, kind] = operation.name.split(' ');
  return operation.operation !== 'notify' || (fact.kinds ?? []).includes(kind);
}

/**
 * @param {Operation} operation
 * @param {Setting} setting
 * @returns {Promise<Verdict>}
 */
export async function runCase(operation, setting) {
  const ears = listen();
  let calls = 0;
  const world = createWorld({ size: operation.size, ...setting });
  try {
    // Some operations of a platform have to be refused; they are prepared for all.
    if (!declares(world, operation)) return { ...(await refused(operation, world, ears.said)), calls };
    const prepared = operation.prepare(world);
    const outcome = await outcomeOf(world, prepared);
    calls = world.sent.length;
    const planned = (setting.plan ?? []).length > 0;
    if (planned && world.injected.length === 0) return { word: 'idle', calls };
    judge(world, operation, prepared, outcome, ears.said);
    if (outcome.error && operation.kind === 'read') await recovers(world, prepared, ears.said);
    return { word: 'pass', calls };
  } catch (error) {
    return { word: 'fail', told: error instanceof assert.AssertionError ? error.message : String(/** @type {any} */ (error)?.stack ?? error), calls };
  } finally {
    ears.restore();
    release(world);
  }
}

/** Thousands of clients would fill the memory of the module; one that still works is left to the collector. @param {World} world */
export function release({ client }) {
  try {
    client.free();
  } catch {
    // A call that was given up is still under way.
  }
}

/** @param {World} world @param {Prepared} prepared @returns {Promise<import('./judge.js').Outcome>} */
async function outcomeOf(world, prepared) {
  try {
    const signal = world.setting.abort ? world.signal : undefined;
    return { result: await ending(prepared.run({ signal })) };
  } catch (error) {
    return { error };
  }
}

/**
 * Once the fault is over, the read goes on where it stopped and comes right: nothing is lost, nothing is given twice.
 * @param {World} world
 * @param {Prepared} prepared
 * @param {readonly string[]} said
 */
async function recovers(world, prepared, said) {
  const gone = world.injected.some(({ ids = [] }) => ids.includes(String(prepared.target)));
  const tokens = world.injected.some(({ fault }) => fault === 'expired_token' || fault === 'rotated_refresh');
  // What no token or task is left for stays as it is.
  if (gone || tokens || losesRefresh(world)) return;
  world.over();
  for (let attempt = 0; ; attempt += 1) {
    world.clock.advance(60_000);
    try {
      const result = await ending(prepared.run({}));
      prepared.check(result, { faults: world.injected.map(({ fault }) => fault), touched: world.injected.flatMap(({ ids = [] }) => ids) });
      return judgeLeaks(world, { result }, said);
    } catch (error) {
      if (error instanceof assert.AssertionError || attempt > 8) throw error;
    }
  }
}

/**
 * What the table does not have is refused before any call.
 * @param {Operation} operation
 * @param {World} world
 * @param {readonly string[]} said
 * @returns {Promise<{ word: Word, told?: string }>}
 */
async function refused(operation, world, said) {
  const outcome = await outcomeOf(world, operation.prepare(world));
  assert.equal(outcome.error?.code, 'operation_unsupported', `${operation.name} is not in the table, and is not refused`);
  assert.equal(outcome.error.platform, world.platform);
  assert.equal(outcome.error.retryable, false);
  assert.equal(world.sent.length, 0, 'an operation that is not supported makes calls');
  assert.equal(world.simulator.calls.total, 0);
  const leak = leakIn(outcome.error, secretsOf(world)) ?? leakIn([...said], secretsOf(world));
  assert.equal(leak, null);
  return { word: 'unsupported' };
}
