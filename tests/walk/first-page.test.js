// What a first page costs where a connection has 200,000 tasks: the simulators count.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulators } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { NOW, assertRows, inOrder, setUp, walk } from '../support/walk.js';

const LARGE = setUp({ platforms: ['SAGE_INTACCT', 'ACCELO'], sizes: { SAGE_INTACCT: 200_000, ACCELO: 200_000 } });
const { client, simulators } = LARGE;
const SIZES = [simulators.sageIntacct, simulators.accelo];

/** @typedef {import('../simulators/expected.js').ExpectedTask} ExpectedTask */

/**
 * The newest tasks of a set, in order. Few of 400,000 are put in order: the plain comparison is slow.
 * @param {(task: ExpectedTask) => boolean} holds
 * @param {number} count
 */
function newest(holds, count) {
  const found = LARGE.expected.filter((task) => task.updated_at !== null && holds(task));
  const edge = found.map(({ updated_at }) => Date.parse(updated_at ?? '')).sort((a, b) => b - a)[count] ?? -Infinity;
  return inOrder(found.filter(({ updated_at }) => Date.parse(updated_at ?? '') >= edge), 'updated_at DESC').slice(0, count);
}

/** @param {import('../support/walk.js').Page} page */
function assertCheap(page) {
  for (const simulator of SIZES) {
    const { total } = simulator.calls;
    assert.ok(total >= 1 && total <= 2, `${simulator.platform} got ${total} calls`);
    const report = page.sources.find(({ platform }) => platform === simulator.platform);
    assert.deepEqual({ mode: report?.mode, calls: report?.calls, status: report?.status }, { mode: 'keyset', calls: total, status: 'more' });
    assert.ok((report?.fetched ?? 0) < 500, `${simulator.platform} sent ${report?.fetched} rows`);
  }
}

/** @type {[string, string | undefined, (task: ExpectedTask) => boolean][]} */
const FIRST_PAGES = [
  ['updated_at DESC', undefined, () => true],
  [
    'updated_at DESC',
    'updated_at >= "2026-01-01T00:00:00Z" AND status = "in_progress"',
    (t) => (t.updated_at ?? '') >= '2026-01-01' && t.status === 'in_progress',
  ],
  [
    'updated_at DESC',
    'updated_at < "2025-03-01T12:00:00Z" AND status != "unknown"',
    (t) => t.updated_at !== null && t.updated_at < '2025-03-01T12:00:00.000Z' && t.status !== 'unknown',
  ],
];

for (const [sort, filter, holds] of FIRST_PAGES) {
  test(`at most two calls a source: ${sort} where ${filter}`, async () => {
    simulators.reset();
    const page = await client.list({ sort, filter, limit: 50 });
    assertCheap(page);
    assert.deepEqual(simulators.totalCalls(), page.sources.reduce((sum, { calls }) => sum + calls, 0));
    assertRows(page.tasks, newest(holds, 50), `${sort} where ${filter}`);
    assert.ok(page.next_cursor);
  });
}

/** Eight connections, four of each platform that keeps an order, with 200,000 tasks each. */
function eight() {
  const sets = [1, 2, 3, 4].map((seed) => createSimulators({ sizes: { SAGE_INTACCT: 200_000, ACCELO: 200_000, KICKSERV: 1, ZOHOBOOKS: 1 }, seed }));
  const of = (/** @type {number} */ set) => sets[set].connections.filter(({ platform }) => ['SAGE_INTACCT', 'ACCELO'].includes(platform));
  const connections = sets.flatMap((_, set) =>
    of(set).map((connection) => ({ ...connection, id: `${connection.id}-${set}`, credentials: { access_token: `${set}.${connection.credentials.access_token}` } })),
  );
  const counts = { calls: 0, now: 0, most: 0 };
  const client = new taskweave.Client({
    connections: /** @type {any} */ (connections),
    now: () => NOW,
    // The token tells the set that is meant, which knows it without its first part.
    fetch: async (request) => {
      counts.calls += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const headers = new Headers(request.headers);
      const [, set, token] = /^Bearer (\d)\.(.*)$/.exec(headers.get('authorization') ?? '') ?? assert.fail('no token');
      headers.set('authorization', `Bearer ${token}`);
      try {
        return await sets[Number(set)].fetch(new Request(request, { headers }));
      } finally {
        counts.now -= 1;
      }
    },
  });
  return { sets, connections, client, counts };
}

test('the first page of 50 over eight connections of 200,000 tasks takes a call each, six at once', async () => {
  const { sets, connections, client, counts } = eight();
  for (const sort of ['updated_at DESC', 'updated_at ASC', 'created_at DESC']) {
    counts.calls = 0;
    const page = await client.list({ sort, limit: 50 });
    assert.ok(page.tasks.length === 50 || page.tasks.length === 49, `${page.tasks.length} tasks`);
    assert.ok(counts.calls <= 8 && counts.most <= 6, `${counts.calls} calls, ${counts.most} at once, by ${sort}`);
    assert.deepEqual(page.sources.map(({ calls, mode }) => [calls, mode]), page.sources.map(() => [1, 'keyset']));
  }
  assert.equal(connections.length, 2 * sets.length);
});

test('where one of them has all that a page shows, the page is as cheap', async () => {
  const { client, counts, connections } = eight();
  /** @type {number[]} */
  const costs = [];
  for (const { id, platform } of connections) {
    counts.calls = 0;
    // The others have nothing that the filter leaves.
    const filter = `connection_id = "${id}" OR updated_at < "1990-01-01"`;
    const page = await client.list({ filter, limit: 50 });
    const { calls } = counts;
    assert.ok(page.tasks.every(({ connection_id }) => connection_id === id));
    const more = (await client.list({ filter, limit: 60 })).tasks;
    const around = more.slice(48, 52).map(({ updated_at }) => updated_at);
    const crosses = new Set(around).size < around.length;
    assert.ok(page.tasks.length === 50 || (page.tasks.length === 49 && platform === 'ACCELO'), `${page.tasks.length} tasks of ${id}`);
    assert.ok(calls <= (crosses ? 9 : 8), `${calls} calls for ${id}`);
    costs.push(calls);
  }
  assert.ok(costs.filter((calls) => calls <= 8).length >= 4, costs.join());
});

test('the pages after the first are as cheap', async () => {
  const sort = 'updated_at DESC';
  const wanted = newest(() => true, 500);
  /** @type {string | undefined} */
  let cursor;
  for (let at = 0; at < 500; at += 50) {
    simulators.reset();
    const page = await client.list({ sort, limit: 50, cursor });
    const calls = simulators.totalCalls();
    assert.ok(calls <= 6, `the page from row ${at} took ${calls} calls`);
    assertRows(page.tasks, wanted.slice(at, at + 50), `the page from row ${at}`);
    cursor = page.next_cursor ?? assert.fail('the walk ended early');
  }
});

test('what would need the whole of it is an error that says how to narrow the request', async () => {
  simulators.reset();
  await assert.rejects(client.list({ sort: 'name' }), (/** @type {any} */ error) => {
    assert.equal(error.code, 'budget_exceeded');
    assert.match(error.message, /more than 200 calls of one source, 400 in all or 256 MiB of answers/);
    assert.match(error.help, /narrow the filter/);
    assert.equal(error.platform, 'ACCELO');
    return true;
  });
  assert.ok(simulators.totalCalls() <= 400, `${simulators.totalCalls()} calls`);
});

test('a rare match far down is found within the budget, on pages that may be empty', async () => {
  const few = setUp({ platforms: ['ACCELO'], sizes: { ACCELO: 3000 }, options: { maxCallsPerSource: 3 } });
  const target = inOrder(few.expected, 'updated_at DESC').at(-40) ?? assert.fail();
  // Ranges of texts are never asked for.
  const filter = `platform_id >= "${target.platform_id}" AND platform_id <= "${target.platform_id}"`;
  const { pages, tasks } = await walk(few.client, { filter, limit: 50 });
  assertRows(tasks, [target], filter);
  assert.ok(pages.length > 4 && pages.slice(0, 3).every((page) => page.tasks.length === 0 && page.next_cursor));
  for (const { sources } of pages) assert.ok(sources[0].calls <= 3);
});
