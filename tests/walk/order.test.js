// Walks over all pages of the four platforms: every task exactly once, in the total order, row by row as an
// independent computation has it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/platforms.js';
import { NOW_TEXT, assertRows, inOrder, setUp, walk } from '../support/walk.js';

const SORTS = ['updated_at DESC', 'updated_at ASC', 'created_at DESC', 'name', 'status ASC, updated_at DESC'];

/** @type {[number | undefined, number, string[]][]} size of each platform (2,000 unless given), limit, sorts */
const WALKS = [
  [undefined, 500, SORTS],
  [undefined, 50, SORTS],
  [undefined, 7, SORTS],
  [100, 1, SORTS],
];

for (const [sizes, limit, sorts] of WALKS) {
  for (const sort of sorts) {
    test(`limit ${limit} over ${PLATFORMS.length * (sizes ?? 2000)} tasks by ${sort}`, async () => {
      const { client, expected } = setUp({ sizes });
      const { pages, tasks } = await walk(client, { sort, limit });
      assertRows(tasks, inOrder(expected, sort), sort);
      for (const task of tasks) assert.equal(task.last_synced_at, NOW_TEXT);
      assert.equal(pages.at(-1)?.walk_started_at, NOW_TEXT);
      for (const page of pages.slice(0, -1)) {
        const { length } = page.tasks;
        assert.ok(length === limit || (limit >= 50 && length === limit - 1), `within the budget only the last page is short by more than one row, not one of ${length}`);
      }
      for (const { sources } of pages) {
        assert.deepEqual(sources.map(({ platform }) => platform), PLATFORMS);
        for (const { status, error } of sources) assert.ok(status !== 'failed' && error === undefined);
      }
    });
  }
}

test('the default is by updated_at, newest first, fifty a page', async () => {
  const { client, expected } = setUp({ sizes: 100 });
  const { sources: _, ...page } = await client.list();
  assertRows(page.tasks, inOrder(expected, 'updated_at DESC').slice(0, 50), 'the first page');
  for (const request of [undefined, null, {}, { sort: 'updated_at DESC', limit: 50 }]) {
    // What was read whole is in memory by now, so the reports differ.
    const { sources: _sources, ...same } = await client.list(/** @type {any} */ (request));
    assert.deepEqual(same, page);
  }
});

test('a walk over one connection gives that connection', async () => {
  const { client, connections, expected } = setUp({ sizes: 300 });
  for (const { id } of connections) {
    const wanted = inOrder(expected.filter(({ connection_id }) => connection_id === id), 'updated_at DESC');
    const { pages, tasks } = await walk(client, { connections: [id], limit: 40 });
    assertRows(tasks, wanted, id);
    for (const { sources } of pages) assert.deepEqual(sources.map(({ connection_id }) => connection_id), [id]);
  }
});

test('the reports count the calls that the simulators counted, and every row that was given', async () => {
  for (const sort of ['updated_at DESC', 'name']) {
    const { client, simulators, connections, expected } = setUp({ sizes: 300 });
    const { pages, tasks } = await walk(client, { sort, limit: 100 });
    for (const { id, platform } of connections) {
      const reports = pages.flatMap(({ sources }) => sources.filter(({ connection_id }) => connection_id === id));
      const calls = reports.reduce((sum, report) => sum + report.calls, 0);
      assert.equal(calls, simulators.byPlatform[platform].calls.total, `${platform} by ${sort}`);
      assert.ok(calls > 0);
      const kept = reports.reduce((sum, report) => sum + report.kept, 0);
      assert.equal(kept, expected.filter(({ connection_id }) => connection_id === id).length, `${platform} by ${sort}`);
    }
    assert.equal(tasks.length, 300 * PLATFORMS.length);
  }
});

test('what is read whole is read once a walk, and again when it is asked for', async () => {
  const { client, simulators } = setUp({ sizes: 100 });
  const { kickserv, zohoBooks } = simulators;
  await walk(client, { limit: 10 });
  const once = [kickserv.calls.total, zohoBooks.calls.total];
  assert.ok(once.every((calls) => calls > 0));
  await walk(client, { limit: 10 });
  assert.deepEqual([kickserv.calls.total, zohoBooks.calls.total], once);
  await client.list({ sort: 'name', connections: ['kickserv-demo'] });
  assert.deepEqual(kickserv.calls.total, once[0]);
  await client.list({ sort: 'name', connections: ['kickserv-demo'], forceFetch: true });
  assert.equal(kickserv.calls.total, 2 * once[0]);
});

test('a source whose leading key is always null is called last', async () => {
  const { client, simulators } = setUp({ sizes: 100 });
  const page = await client.list({ limit: 50 });
  const zoho = page.sources.find(({ platform }) => platform === 'ZOHOBOOKS');
  assert.deepEqual({ calls: zoho?.calls, status: zoho?.status }, { calls: 0, status: 'waiting' });
  assert.equal(simulators.zohoBooks.calls.total, 0);
});
