// GET /tasks/changes in workerd, and a client that asks it: the same as a direct client.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, token, url } from '../support/edge.js';
import { taskweave } from '../support/package.js';
import { errorOf } from '../support/secrets.js';
import { NOW, NOW_TEXT, setUp } from '../support/walk.js';

/** @typedef {import('taskweave').ChangesPage} ChangesPage */

const ALL = [1, 2, 3, 4];
const SINCE = '2026-06-01T00:00:00.000Z';
const direct = setUp();

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** @type {import('taskweave').Client} */
let remote;
before(async () => {
  worker = await startWorker();
  remote = new taskweave.Client({ endpoint: 'https://tasks.example/accounting/', accessTokens: ALL.map(token), fetch: worker.dispatch });
});
after(() => worker.stop());

/** Tasks that changed since then, where that can be told. */
const changed = () => direct.expected.filter(({ platform, updated_at }) => ['ACCELO', 'SAGE_INTACCT'].includes(platform) && (updated_at ?? '') >= '2026-05-31T23:59:00');

for (const prefix of ['', '/accounting', '/versioned/accounting']) {
  test(`to the end, under ${prefix || 'no prefix'}`, async () => {
    const tasks = [];
    /** @type {Record<string, string | number>} */
    let place = { since: SINCE };
    let body;
    do {
      const answer = await worker.ask(url(`${prefix}/tasks/changes`, ALL, { limit: 40, ...place }));
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      ({ body } = answer);
      tasks.push(...body.tasks);
      place = { cursor: body.next_cursor };
    } while (body.has_more);
    assert.deepEqual(tasks.map((task) => task.platform_id).sort(), changed().map((task) => task.platform_id).sort());
    assert.equal(body.connection, null);
    assert.deepEqual(body.connections.map((/** @type {any} */ { id }) => id), direct.connections.map(({ id }) => id));
    assert.deepEqual(body.sources.map((/** @type {any} */ { can_tell }) => can_tell), [true, true, false, false]);
    assert.ok(body.sources.every((/** @type {any} */ { deletions }) => deletions === 'not_visible'));
    const later = await worker.ask(url(`${prefix}/tasks/changes`, ALL, place));
    assert.deepEqual([later.body.tasks, later.body.has_more], [[], false]);
  });
}

/** What both kinds of clients have in common. @param {ChangesPage} page */
function common(page) {
  const { connection: _1, connections: _2, sources, ...rest } = /** @type {any} */ (page);
  // The two have asked another number of times.
  return { ...rest, sources: sources.map((/** @type {any} */ { rate_limit: _3, ...source }) => source) };
}

test('a client of the handler gives what a direct client gives, and takes its cursors', async () => {
  for (const request of /** @type {import('taskweave').ChangesRequest[]} */ ([
    { limit: 30 },
    { limit: 500, overlapMs: 0, expand: ['details', 'platform_data'], onError: 'partial' },
    { filter: 'updated_at > now-7d AND status != "unknown"', utcOffsetMinutes: 120 },
  ])) {
    let since = /** @type {string | number | Date} */ (new Date(SINCE));
    for (let has_more = true; has_more; ) {
      const [there, here] = [await remote.changesSince(since, request), await direct.client.changesSince(since, request)];
      assert.deepEqual(common(there), common(here));
      ({ next_cursor: since, has_more } = there);
    }
  }
});

test('errors are the same', async () => {
  const { next_cursor: ofList } = await direct.client.list({ limit: 1 });
  /** @type {((client: import('taskweave').Client) => Promise<unknown>)[]} */
  const calls = [
    (client) => client.changesSince('yesterday'),
    (client) => client.changesSince(ofList ?? assert.fail()),
    (client) => client.changesSince(NOW + 100_000),
    (client) => client.changesSince(SINCE, { overlapMs: -1 }),
    (client) => client.changesSince(SINCE, { limit: 0 }),
    (client) => client.changesSince(SINCE, { filter: 'nmae = "x"' }),
  ];
  for (const call of calls) {
    const [{ status: _, ...there }, here] = [await errorOf(() => call(remote)), await errorOf(() => call(direct.client))];
    assert.deepEqual([there.code, there.message, there.help], [here.code, here.message, here.help]);
  }
});

test('parameters', async () => {
  /** @type {[Record<string, string | number>, RegExp][]} */
  const wrong = [
    [{}, /no `since` and no `cursor`/],
    [{ since: SINCE, cursor: 'x' }, /stand both/],
    [{ since: 'yesterday' }, /`since` is `yesterday`, which is no instant/],
    [{ since: SINCE, overlap_ms: 'x' }, /`overlap_ms` is not a whole number of milliseconds/],
    [{ since: SINCE, sort: 'name' }, /there is no parameter `sort`/],
    [{ since: SINCE, order: 'source' }, /there is no parameter `order`/],
  ];
  for (const [parameters, message] of wrong) {
    const { status, body } = await worker.ask(url('/tasks/changes', ALL, parameters));
    assert.equal(status, 400, JSON.stringify(parameters));
    assert.match(body.error_message, message);
    assert.ok(body.error_metadata.help);
  }
  const now = await worker.ask(url('/tasks/changes', [1], { since: NOW }));
  assert.equal(now.status, 200);
  assert.equal(now.body.connection.id, 'intacct-demo');
  const head = await worker.ask(url('/tasks/changes', [1], { since: NOW_TEXT }), { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal((await worker.ask(url('/tasks/changes', [1], { since: NOW }), { method: 'POST' })).status, 405);
});
