// What a request may cost, and Rutter's parameters of time and freshness.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW, assertRows, inOrder, setUp, walk } from '../support/walk.js';

test('a list that needs more bytes than a request may read says so, and one in a platform’s order goes on', async () => {
  const { client, simulators, expected } = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 900 }, options: { maxBytes: 40_000 } });
  await assert.rejects(client.list({ sort: 'name' }), (/** @type {any} */ error) => {
    assert.equal(error.code, 'budget_exceeded');
    assert.match(error.message, /40000 bytes of answers/);
    assert.match(error.help, /narrow the filter/);
    assert.match(error.help, /order: "source"/);
    return true;
  });
  const whole = simulators.accelo.calls.total;
  assert.ok(whole < 900 / 50, `${whole} calls`);
  const filter = 'platform_id ~ "7"';
  const { pages, tasks } = await walk(client, { filter, limit: 500 });
  assertRows(tasks, inOrder(expected.filter(({ platform_id }) => platform_id.includes('7')), 'updated_at DESC'), filter);
  assert.ok(pages.length > 2, `${pages.length} pages`);
});

test('no more than six calls are under way at once, and the reports tell each', async () => {
  const counts = { now: 0, most: 0, all: 0 };
  const { client } = setUp({
    sizes: { SAGE_INTACCT: 100, ACCELO: 300, KICKSERV: 500, ZOHOBOOKS: 300 },
    wrap: (fetch) => async (request) => {
      counts.all += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      try {
        return await fetch(request);
      } finally {
        counts.now -= 1;
      }
    },
  });
  const { sources } = await client.list({ sort: 'name' });
  assert.equal(counts.most, 6);
  assert.equal(sources.reduce((sum, { calls }) => sum + calls, 0), counts.all);
  assert.ok(sources.every(({ calls }) => calls > 0));
});

test('the bounds of updated_at are milliseconds, and belong to the range', async () => {
  const { client, expected } = setUp({ sizes: 60 });
  const dated = inOrder(expected, 'updated_at DESC').filter(({ updated_at }) => updated_at !== null);
  const { updated_at: edge } = dated[Math.floor(dated.length / 2)];
  const at = Date.parse(edge ?? '');
  const times = (/** @type {{ tasks: { updated_at: string | null }[] }} */ { tasks }) => new Set(tasks.map(({ updated_at }) => updated_at));
  assert.deepEqual(times(await walk(client, { updatedAtMin: at, updatedAtMax: at })), new Set([edge]));
  assert.ok(!times(await walk(client, { updatedAtMin: at + 1 })).has(edge));
  assert.ok(!times(await walk(client, { updatedAtMax: at - 1 })).has(edge));
  const wanted = dated.filter(({ updated_at, status }) => Date.parse(updated_at ?? '') >= at && status === 'completed');
  const { tasks } = await walk(client, { updatedAtMin: at, filter: 'status = "completed"', limit: 7 });
  assertRows(tasks, wanted, 'with a filter beside');
});

test('last_synced_at_min knows what was read a moment ago, and force_fetch passes it by', async () => {
  const clock = { ms: NOW };
  const { client, simulators } = setUp({ platforms: ['KICKSERV', 'ZOHOBOOKS'], sizes: 20, options: { now: () => clock.ms } });
  const total = () => simulators.kickserv.calls.total + simulators.zohoBooks.calls.total;
  const first = await walk(client, { limit: 500 });
  const calls = total();
  clock.ms += 30_000;
  const since = async (/** @type {number} */ ms, more = {}) => (await walk(client, { limit: 500, lastSyncedAtMin: ms, ...more })).tasks.length;
  assert.equal(await since(NOW), first.tasks.length);
  assert.equal(total(), calls, 'what is kept was read again');
  assert.equal(await since(NOW + 1, { forceFetch: true }), first.tasks.length);
  assert.ok(total() > calls);
  const { warnings } = await client.list({ lastSyncedAtMin: NOW, filter: 'name ~ "a"' });
  assert.ok(warnings.some(({ code }) => code === 'last_synced_at_is_now'));
});

test('tasks of one second are kept for the next page, and force_fetch reads them again', async () => {
  const { client, simulators, expected } = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 4000 } });
  const counts = new Map();
  for (const { updated_at } of expected) counts.set(updated_at, (counts.get(updated_at) ?? 0) + 1);
  const [second, many] = [...counts].sort((a, b) => b[1] - a[1])[0];
  assert.ok(many > 60, `${many} tasks share a second`);
  // By a second key they cannot be walked by their ids.
  const request = { sort: 'updated_at DESC, name', filter: `updated_at = "${second}"`, limit: 10 };
  const wanted = inOrder(expected.filter(({ updated_at }) => updated_at === second), request.sort);
  /** @type {number[]} */
  const costs = [];
  let before = simulators.accelo.calls.total;
  const { tasks } = await walk(client, request, (next) => {
    costs.push(simulators.accelo.calls.total - before);
    before = simulators.accelo.calls.total;
    return next;
  });
  assertRows(tasks, wanted, request.sort);
  assert.ok(costs[0] > 2, `the first page took ${costs[0]} calls`);
  assert.ok(costs.slice(1).every((calls) => calls === 0), costs.join());
  const { sources } = await client.list({ ...request, forceFetch: true });
  assert.equal(sources[0].calls, costs[0]);
});

test('a second of many tasks is walked by id, without reading it whole', async () => {
  const { client, simulators, expected } = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 4000 } });
  const counts = new Map();
  for (const { updated_at } of expected) counts.set(updated_at, (counts.get(updated_at) ?? 0) + 1);
  const [second, many] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const filter = `updated_at = "${second}"`;
  const wanted = inOrder(expected.filter(({ updated_at }) => updated_at === second), 'updated_at DESC');
  let most = 0;
  let before = 0;
  const { tasks } = await walk(client, { filter, limit: 10 }, (next) => {
    most = Math.max(most, simulators.accelo.calls.total - before);
    before = simulators.accelo.calls.total;
    return next;
  });
  assertRows(tasks, wanted, filter);
  assert.ok(most <= 2, `a page took ${most} calls, and ${many} tasks share the second`);
});
