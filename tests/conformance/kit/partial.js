// One platform fails all the time: the others are unharmed, the report names it, and once it is back nothing is missing.

import assert from 'node:assert/strict';
import { PLATFORMS, sortTasks } from '../../simulators/index.js';
import { assertClear, judgeLeaks } from './judge.js';
import { listen } from './leaks.js';
import { ending, release } from './run.js';
import { expectedNow, listed } from './tasks.js';
import { createWorld } from './world.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('./run.js').Verdict} Verdict
 */

/** What can befall a platform for a while. @param {Platform} platform @returns {Record<string, any>[]} */
export function outagesOf(platform) {
  const all = [
    { fault: '429', header: 'none' },
    { fault: '429', header: 'Retry-After', wait: 600 },
    { fault: '500' },
    { fault: '502' },
    { fault: '503', header: 'Retry-After', wait: 90 },
    { fault: 'dropped' },
    { fault: 'truncated' },
    { fault: 'html' },
    { fault: 'empty' },
  ];
  return platform === 'KICKSERV' ? all : [...all, { fault: 'error_in_200' }, { fault: 'error_in_200', error: 'limit' }];
}

const SORTS = /** @type {const} */ ([
  ['updated_at', true],
  ['name', false],
]);

/**
 * @param {Platform} platform
 * @param {Record<string, any>} outage
 * @param {'strict' | 'partial'} onError
 * @param {number} from the first of its calls that fails
 * @returns {Promise<Verdict>}
 */
export async function outageCase(platform, outage, onError, from) {
  const ears = listen();
  let calls = 0;
  let met = 0;
  try {
    for (const [field, descending] of SORTS) {
      const at = Array.from({ length: 400 }, (_, i) => from + i);
      const world = createWorld({ platform, platforms: PLATFORMS, size: 130, others: 40, plan: [/** @type {any} */ ({ platform, at, ...outage })] });
      const request = { sort: `${field} ${descending ? 'DESC' : 'ASC'}`, limit: 30, onError };
      // A platform that is read by one call has no second one that could fail.
      met += Number(await walked(world, request, [{ field, descending }], ears.said));
      calls += world.sent.length;
      release(world);
    }
    return { word: met > 0 ? 'pass' : 'idle', calls };
  } catch (error) {
    return { word: 'fail', told: error instanceof assert.AssertionError ? error.message : String(/** @type {any} */ (error)?.stack ?? error), calls };
  } finally {
    ears.restore();
  }
}

/**
 * @param {World} world
 * @param {import('taskweave').ListRequest} request
 * @param {import('../../simulators/expected.js').SortKey[]} keys
 * @param {readonly string[]} said
 * @returns {Promise<boolean>} whether the fault was met
 */
async function walked(world, request, keys, said) {
  const wanted = sortTasks(expectedNow(world), keys);
  /** @type {string | undefined} */
  let cursor;
  /** @type {any[]} */
  const tasks = [];
  let failed = false;
  for (let pages = 0; pages < 200; pages += 1) {
    try {
      const page = await ending(world.client.list({ ...request, cursor }));
      judgeLeaks(world, { result: page }, said);
      tasks.push(...page.tasks.map(listed));
      for (const source of page.sources) {
        const isBroken = source.status === 'failed';
        assert.ok(!isBroken || source.platform === world.platform, `${source.platform} is said to fail`);
        assert.ok(!isBroken || source.error, 'a failed source without its error');
        if (isBroken) {
          failed = true;
          assert.equal(request.onError, 'partial', 'a page under strict although a source failed');
          assertClear(world, Object.assign(new Error(source.error?.message), { name: 'TaskweaveError', platform: source.platform, connection_id: source.connection_id }, source.error));
        }
      }
      if (page.next_cursor === null) break;
      assert.notEqual(page.next_cursor, cursor, 'the cursor does not move');
      cursor = page.next_cursor;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      judgeLeaks(world, { error }, said);
      assertClear(world, error);
      if (request.onError === 'partial') {
        // Only the failed one is left, or one that comes after all others: these are complete by now.
        const others = tasks.filter((task) => task.platform !== world.platform);
        assert.deepEqual(others, wanted.filter((task) => task.platform !== world.platform), 'the other sources are not complete');
        assert.ok(Number(/** @type {any} */ (error).retry_after) >= 1, 'an error of which it is not said when to come again');
      }
      failed = true;
      world.over();
      world.clock.advance(900_000);
    }
  }
  assert.ok(failed || world.injected.length < 5, 'many calls failed, and nobody noticed');
  const own = (/** @type {any} */ task) => task.platform === world.platform;
  assert.deepEqual(tasks.filter((task) => !own(task)), wanted.filter((task) => !own(task)), 'the other sources');
  assert.deepEqual(tasks.filter(own).map(({ is_late: _, ...task }) => task), wanted.filter(own), 'the source that failed');
  if (request.onError === 'strict') assert.deepEqual(tasks, wanted, 'the order of all');
  // Whatever does not say that it is late stands in its place.
  const late = new Set(tasks.filter(({ is_late }) => is_late).map(({ connection_id, platform_id }) => `${connection_id} ${platform_id}`));
  const inTime = wanted.filter(({ connection_id, platform_id }) => !late.has(`${connection_id} ${platform_id}`));
  assert.deepEqual(tasks.filter(({ is_late }) => !is_late), inTime, 'the order of all that is not late');
  assert.ok(late.size === 0 || failed, 'tasks are late although nothing failed');
  return failed;
}
