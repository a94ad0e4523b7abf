// Failures that the simulation of walks (model.test.js) has found, each as the smallest case that shows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createFaults } from '../simulators/shared/faults.js';
import { NOW, assertRows, inOrder, setUp, walk } from '../support/walk.js';

test('what was read again after its time is kept for as long as what was read first', async () => {
  const clock = { ms: NOW };
  const { client, simulators } = setUp({ platforms: ['KICKSERV'], sizes: { KICKSERV: 41 }, options: { now: () => clock.ms } });
  /** @type {number[]} calls of each page */
  const calls = [];
  let before = 0;
  await walk(client, { limit: 10 }, (request) => {
    calls.push(simulators.kickserv.calls.total - before);
    before = simulators.kickserv.calls.total;
    // The first reading is too old for the second page; what that page reads is not too old for the third.
    clock.ms += calls.length === 1 ? 61_000 : 1000;
    return request;
  });
  assert.ok(calls[0] > 0 && calls[1] > 0);
  assert.equal(calls[2], 0, `the third page made ${calls[2]} calls, a second after the second one had read all`);
});

test('a call that a rate limit forbids is not made, and not counted', async () => {
  const { client, connections } = setUp({
    platforms: ['ZOHOBOOKS', 'KICKSERV'],
    sizes: { ZOHOBOOKS: 10, KICKSERV: 40 },
    options: { maxRetries: 0, onRateLimit: 'fail' },
    wrap: (fetch) => {
      const platforms = /** @type {any} */ ({ fetch, byPlatform: {} });
      return createFaults(platforms, { plan: [{ fault: '429', platform: 'ZOHOBOOKS', header: 'Retry-After', wait: 60 }] }).fetch;
    },
  });
  const zoho = connections.find(({ platform }) => platform === 'ZOHOBOOKS')?.id;
  /** @param {import('taskweave').Page} page */
  const callsOf = ({ sources }) => sources.find(({ connection_id }) => connection_id === zoho)?.calls;
  const first = await client.list({ sort: 'name', limit: 5, onError: 'partial' });
  assert.equal(callsOf(first), 1);
  const second = await client.list({ sort: 'name', limit: 5, onError: 'partial', cursor: first.next_cursor ?? assert.fail() });
  assert.equal(callsOf(second), 0, 'the platform had asked for a minute, and the report tells of a call');
});

test('calls that are given up do not let more be under way than may be', async () => {
  const counts = { now: 0, most: 0 };
  const [zoho] = setUp({ platforms: ['ZOHOBOOKS'] }).connections;
  const { client } = setUp({
    sizes: 10,
    // Each lists its projects with one call, and has more of them than it may call for.
    options: { connections: /** @type {any} */ (['a', 'b', 'c', 'd'].map((id) => ({ ...zoho, id }))), maxCallsPerSource: 2, maxCallsAtOnce: 2 },
    wrap: (fetch) => async (request) => {
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      let isOver = false;
      const end = () => {
        if (!isOver) counts.now -= 1;
        isOver = true;
      };
      request.signal.addEventListener('abort', end);
      await setTimeout(/projects$/.test(new URL(request.url).pathname) ? 0 : 20);
      return fetch(request).finally(end);
    },
  });
  await assert.rejects(client.list(), { code: 'budget_exceeded' });
  assert.ok(counts.most <= 2, `${counts.most} calls were under way at once`);
});

test('tasks after a second whose many tasks are all rejected are not lost', async () => {
  // Found by the law of filters: a page in order is shorter than a page of ties, and was taken for the last one.
  for (const sort of ['updated_at DESC', 'updated_at ASC', 'created_at DESC']) {
    const { client, expected } = setUp({ platforms: ['ACCELO'], sizes: 400 });
    const field = /** @type {'updated_at' | 'created_at'} */ (sort.split(' ')[0]);
    const counts = new Map();
    for (const task of expected) counts.set(task[field], (counts.get(task[field]) ?? 0) + 1);
    const [most, many] = [...counts].sort((a, b) => b[1] - a[1])[0];
    assert.ok(many > 8, `${many} tasks share a second`);
    const crowd = expected.filter((task) => task[field] === most).map(({ platform_id }) => `"${platform_id}"`);
    const { tasks } = await walk(client, { sort, limit: 1, filter: `NOT platform_id IN (${crowd.join(', ')})` });
    assertRows(tasks, inOrder(expected.filter((task) => task[field] !== most), sort), sort);
  }
});

test('an empty page always has another cursor than the one that it was asked with', async () => {
  // A source whose budget is too small for it stood still beside one that had nothing.
  const { client } = setUp({ platforms: ['SAGE_INTACCT', 'ACCELO'], sizes: { SAGE_INTACCT: 8, ACCELO: 0 }, options: { maxCallsPerSource: 1 } });
  /** @type {string | undefined} */
  let cursor;
  for (let page = 0; page < 60; page += 1) {
    try {
      const { tasks, next_cursor } = await client.list({ sort: 'updated_at ASC', limit: 3, onError: 'partial', cursor });
      if (next_cursor === null) return;
      assert.ok(tasks.length > 0 || next_cursor !== cursor, `page ${page} stands still`);
      cursor = next_cursor;
    } catch (error) {
      // Nothing goes on with so small a budget, and that is said.
      assert.equal(/** @type {any} */ (error).code, 'budget_exceeded');
      return;
    }
  }
  assert.fail('the walk neither ends nor says why');
});

test('a walk that begins with what was kept says that it began then, so that changes since are not missed', async () => {
  // Its own clock was told, although the tasks were as old as what was kept.
  const clock = { ms: NOW };
  const { client } = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 5 }, options: { now: () => clock.ms, cacheMs: 3_600_000 } });
  await client.list({ sort: 'name' });
  clock.ms += 1_800_000;
  const { walk_started_at } = await client.list({ sort: 'name' });
  assert.equal(walk_started_at, new Date(NOW).toISOString());
  const forced = await client.list({ sort: 'name', forceFetch: true });
  assert.equal(forced.walk_started_at, new Date(clock.ms).toISOString());
});

test('tasks of one second that another walk has kept are read again', async () => {
  const clock = { ms: NOW };
  const { client, simulators, expected } = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 4000 }, options: { now: () => clock.ms } });
  const counts = new Map();
  for (const { updated_at } of expected) counts.set(updated_at, (counts.get(updated_at) ?? 0) + 1);
  const [second] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const request = { sort: 'updated_at DESC, name', filter: `updated_at = "${second}"`, limit: 10 };
  const { next_cursor } = await client.list(request);
  const first = simulators.accelo.calls.total;
  clock.ms += 1000;
  await client.list({ ...request, cursor: next_cursor ?? assert.fail() });
  assert.equal(simulators.accelo.calls.total, first, 'the same walk goes on with what it has kept');
  await client.list(request);
  assert.equal(simulators.accelo.calls.total, 2 * first, 'a later walk shows tasks as they are then');
});

test('what many connections and requests have read is kept for all of them', async () => {
  const [kickserv] = setUp({ platforms: ['KICKSERV'] }).connections;
  const connections = /** @type {any} */ (Array.from({ length: 12 }, (_, index) => ({ ...kickserv, id: `k${index}` })));
  const { client, simulators } = setUp({ platforms: ['KICKSERV'], sizes: 4, options: { connections } });
  /** @type {any[]} what is wanted decides what is kept */
  const wishes = [[], ['details'], ['platform_data']];
  for (const expand of wishes) await client.list({ limit: 5, expand });
  const { total } = simulators.kickserv.calls;
  assert.ok(total >= 36, `${total} calls for 36 readings`);
  for (const expand of wishes) await client.list({ limit: 5, expand });
  assert.equal(simulators.kickserv.calls.total, total, 'what was read within the minute is read again');
});

test('a filter may name many fields that the platform does not have', async () => {
  // Found by the law of filters: the platform names one wrong field at a time, and was asked five times at most.
  const { client, expected } = setUp({ platforms: ['SAGE_INTACCT'], sizes: 40 });
  const unknown = Array.from({ length: 9 }, (_, index) => `platform_data.nothing_${index} = null`);
  const { tasks } = await walk(client, { filter: unknown.join(' AND '), sort: 'updated_at DESC' });
  assertRows(tasks, inOrder(expected, 'updated_at DESC'), 'updated_at DESC');
});
