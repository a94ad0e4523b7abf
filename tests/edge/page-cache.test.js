// Instances of an edge function share what they read through the edge's own cache.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, url } from '../support/edge.js';

/** Those that are read whole: Kickserv and Zoho Books. */
const WHOLE = [3, 4];

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
before(async () => {
  worker = await startWorker({ name: 'page-cache-worker.js' });
});
after(() => worker.stop());

/**
 * @param {string} instance
 * @param {Record<string, string | number>} parameters
 * @param {readonly number[]} [tokens]
 */
async function list(instance, parameters, tokens = WHOLE) {
  const { status, body } = await worker.ask(`/${instance}${url('/tasks', tokens, parameters)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** What the watched store was asked for. */
async function asked() {
  return /** @type {{ get: string[], put: [string, number, number][], delete: string[] }} */ ((await worker.ask('/asked')).body);
}

/** Of which connections a page says that the store failed. @param {any} page */
const failures = ({ warnings }) =>
  warnings
    .filter((/** @type {any} */ { code }) => code === 'page_cache_failed')
    .map((/** @type {any} */ { connection_id }) => connection_id)
    .sort();

/** @param {any[]} tasks */
const bare = (tasks) => tasks.map(({ last_synced_at: _, ...task }) => task);

test('page two of a walk calls no platform, whichever instance answers it', async () => {
  /** @type {Record<string, string | number>[]} */
  const requests = [{ limit: 100, sort: 'status, name' }, { limit: 70, expand: 'details,platform_data', sort: 'name' }];
  for (const request of requests) {
    const wanted = bare((await list('alone', { ...request, limit: 500, force_fetch: 'true' })).tasks);
    await worker.calls();
    const first = await list('one', request);
    const calls = await worker.calls();
    assert.ok(calls > 2, 'page one read the platforms');
    const tasks = [...first.tasks];
    let cursor = first.next_cursor;
    for (let page = 1; cursor; page += 1) {
      const next = await list(['one', 'two', 'three'][page % 3], { ...request, cursor });
      tasks.push(...next.tasks);
      cursor = next.next_cursor;
      assert.deepEqual(failures(next), []);
      for (const source of next.sources) assert.equal(source.calls, 0);
    }
    assert.equal(await worker.calls(), 0);
    assert.deepEqual(bare(tasks).slice(0, 500), wanted);
    assert.equal(new Set(tasks.map(({ last_synced_at }) => last_synced_at)).size, 1, 'all was read at one time');
  }
});

test('keys are URL-safe and hold no token, and what is put is of the size of its tasks', async () => {
  const { get, put } = await asked();
  assert.equal(put.length, 4);
  for (const key of [...get, ...put.map(([key]) => key)]) assert.match(key, /^(kickserv-demo|zoho-demo)\.[\w-]{43}$/);
  for (const [key, size, ttl] of put) {
    assert.equal(ttl, 60_000);
    assert.ok(size > 300 * 40 && size < 300 * 2000, `${key}: ${size} bytes`);
  }
  assert.equal(new Set(put.map(([key]) => key)).size, 4, 'what needs other columns is kept apart');
});

test('force_fetch reads anew, and others find what it read', async () => {
  const request = { limit: 10, sort: 'name', expand: 'platform_data' };
  await list('one', request);
  await worker.calls();
  const forced = await list('two', { ...request, force_fetch: 'true' });
  assert.ok((await worker.calls()) > 2);
  const found = await list('three', request);
  assert.equal(await worker.calls(), 0);
  assert.equal(found.tasks[0].last_synced_at, forced.tasks[0].last_synced_at);
});

test('a write deletes what its instance knows of the connection, and that instance shows the write', async () => {
  const [{ id, name }] = (await list('two', { limit: 1, sort: 'created_at' }, [3])).tasks;
  const before = await asked();
  const renamed = `${name} (renamed)`;
  const { status, body } = await worker.ask(`/two${url(`/tasks/${id}`, [3])}`, {
    method: 'PATCH',
    body: JSON.stringify({ task: { name: renamed } }),
  });
  assert.equal(status, 200, JSON.stringify(body));
  const deleted = (await asked()).delete.slice(before.delete.length);
  assert.ok(deleted.length > 0 && deleted.every((key) => key.startsWith('kickserv-demo.')), String(deleted));
  await worker.calls();
  const shown = await list('two', { limit: 500, sort: 'created_at' }, [3]);
  assert.ok(shown.tasks.some((/** @type {any} */ task) => task.id === id && task.name === renamed));
  assert.ok((await worker.calls()) > 0);
});

for (const instance of ['hung', 'broken']) {
  test(`a ${instance} store fails no list, and the page says so without its words`, async () => {
    const began = Date.now();
    const page = await list(instance, { limit: 100, sort: 'name' });
    assert.ok(Date.now() - began < 10_000);
    assert.equal(page.tasks.length, 100);
    assert.deepEqual(failures(page), ['kickserv-demo', 'zoho-demo']);
    assert.ok(!JSON.stringify(page).includes('kept-secret'));
    const second = await list(instance, { limit: 100, sort: 'name', cursor: page.next_cursor });
    assert.deepEqual(failures(second), [], 'memory has it');
  });
}
