// What a first page costs where a connection has 200,000 tasks: the simulators count.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

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
    assert.match(error.message, /more than 200 calls of one source or 400 in all/);
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
