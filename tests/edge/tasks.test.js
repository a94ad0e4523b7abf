// GET /tasks and its kin in workerd, compared with the independent computation.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSimulators } from '../simulators/index.js';
import { startWorker, token, url } from '../support/edge.js';
import { secretFree } from '../support/secrets.js';
import { NOW_TEXT, assertRows, inOrder, setUp } from '../support/walk.js';

/** @typedef {import('../simulators/expected.js').ExpectedTask} ExpectedTask */

const { expected, connections } = setUp();
const ALL = [1, 2, 3, 4];

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
before(async () => {
  worker = await startWorker();
});
after(() => worker.stop());

/** @param {readonly number[]} tokens */
const ofTokens = (tokens) => expected.filter(({ connection_id }) => tokens.some((n) => connections[n - 1].id === connection_id));
/** @param {number} n */
const view = (n) => ({ id: connections[n - 1].id, orgId: null, platform: connections[n - 1].platform });

/**
 * @param {readonly number[]} tokens
 * @param {Record<string, string | number>} parameters
 */
async function walkEdge(tokens, parameters) {
  const tasks = [];
  const sizes = [];
  for (let cursor; ; ) {
    const { status, body } = await worker.ask(url('/tasks', tokens, cursor ? { ...parameters, cursor } : parameters));
    assert.equal(status, 200, JSON.stringify(body));
    tasks.push(...body.tasks);
    sizes.push(body.tasks.length);
    if (body.next_cursor === null) return { tasks, sizes, last: body };
    cursor = body.next_cursor;
    assert.match(cursor, /^[A-Za-z0-9_-]+$/);
  }
}

for (const tokens of [[1], [2], [3], [4], [2, 3], ALL]) {
  for (const sort of ['updated_at DESC', 'name']) {
    test(`all tasks of the connections ${tokens} by ${sort}`, async () => {
      const { tasks, sizes, last } = await walkEdge(tokens, { limit: 500, sort });
      assertRows(tasks, inOrder(ofTokens(tokens), sort), sort);
      // Accelo gives fewer rows at once than the page has: the last row is not worth another call.
      assert.ok(sizes.slice(0, -1).every((size) => size === 500 || (size === 499 && tokens.includes(2))), sizes.join());
      assert.equal(last.walk_started_at, NOW_TEXT);
    });
  }
}

test('a page of one connection is Rutter’s answer', async () => {
  const { status, headers, body } = await worker.ask(url('/tasks', [2], { limit: 3 }));
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(Object.keys(body).sort(), ['connection', 'next_cursor', 'order', 'sources', 'tasks', 'warnings']);
  assert.deepEqual(body.connection, view(2));
  assertRows(body.tasks, inOrder(ofTokens([2]), 'updated_at DESC').slice(0, 3), 'a page');
  assert.deepEqual(Object.keys(body.tasks[0]).sort(), [
    'connection_id', 'created_at', 'id', 'last_synced_at', 'name', 'platform', 'platform_id', 'platform_status', 'platform_url', 'status', 'updated_at',
  ]);
});

test('several connections are named beside `connection: null`', async () => {
  for (const tokens of [[4, 1], ALL]) {
    const { body } = await worker.ask(url('/tasks', tokens, { limit: 1 }));
    assert.equal(body.connection, null);
    assert.deepEqual(body.connections, tokens.map(view));
  }
});

test('a token that stands twice names one connection', async () => {
  const { body } = await worker.ask(url('/tasks', [2, 2], { limit: 1 }));
  assert.deepEqual([body.connection, body.connections], [view(2), undefined]);
  assert.deepEqual((await worker.ask(url('/connections', [2, 1, 2]))).body, { connections: [view(2), view(1)] });
});

test('the default is fifty, newest first; limits of one page', async () => {
  const wanted = inOrder(expected, 'updated_at DESC');
  assertRows((await worker.ask(url('/tasks', ALL))).body.tasks, wanted.slice(0, 50), 'default');
  for (const limit of [1, 7, 500]) {
    const { body } = await worker.ask(url('/tasks', ALL, { limit }));
    assertRows(body.tasks, wanted.slice(0, limit), `limit ${limit}`);
    assert.deepEqual(body.warnings.filter((/** @type {any} */ { code }) => code === 'limit_lowered'), []);
  }
  const { status, body } = await worker.ask(url('/tasks', ALL, { limit: 501 }));
  assert.equal(status, 200);
  assertRows(body.tasks, wanted.slice(0, 500), 'limit 501');
  assert.deepEqual(body.warnings.filter((/** @type {any} */ { code }) => code === 'limit_lowered'), [
    { code: 'limit_lowered', message: 'the limit was lowered to 500, the most that a page can have' },
  ]);
});

test('limit and expand change in mid-walk', async () => {
  const wanted = inOrder(expected, 'updated_at DESC');
  const first = (await worker.ask(url('/tasks', ALL, { limit: 5 }))).body;
  const second = (await worker.ask(url('/tasks', ALL, { limit: 11, cursor: first.next_cursor, expand: 'details' }))).body;
  assert.equal(second.tasks.length, 11);
  assert.deepEqual(second.tasks.map((/** @type {any} */ task) => task.platform_id), wanted.slice(5, 16).map((task) => task.platform_id));
  assert.ok(second.tasks.every((/** @type {any} */ task) => 'due_at' in task && !('platform_data' in task)));
  const twice = `${url('/tasks', ALL, { limit: 2, cursor: second.next_cursor, expand: 'details' })}&expand=platform_data`;
  const third = (await worker.ask(twice)).body;
  assert.deepEqual(third.tasks.map((/** @type {any} */ task) => task.platform_id), wanted.slice(16, 18).map((task) => task.platform_id));
  assert.ok(third.tasks.every((/** @type {any} */ task) => 'due_at' in task && 'platform_data' in task));
});

/** @type {[string, (task: ExpectedTask) => boolean][]} */
const FILTERS = [
  ['created_at>"2024-01-01T00:00:00Z" AND name~"survey"', (t) => (t.created_at ?? '') > '2024-01-01T00:00:00.000Z' && t.name.includes('survey')],
  ['name ~ "現場" OR name ~ "🚧"', (t) => t.name.includes('現場') || t.name.includes('🚧')],
  ['updated_at = null AND status != "unknown"', (t) => t.updated_at === null && t.status !== 'unknown'],
  ['name ~ "100% check"', (t) => t.name.includes('100% check')],
  ['name ~ "a/b & c?d=e#f"', (t) => t.name.includes('a/b & c?d=e#f')],
];

for (const [filter, holds] of FILTERS) {
  test(`a filter in the URL: ${filter}`, async () => {
    const { tasks } = await walkEdge(ALL, { filter, limit: 500 });
    const wanted = inOrder(expected.filter(holds), 'updated_at DESC');
    assert.ok(wanted.length > 0);
    assertRows(tasks, wanted, filter);
  });
}

test('a plus sign and a percent sign in a URL mean what they mean in a form', async () => {
  const { body } = await worker.ask(`/tasks?access_token=${token(1)}&sort=updated_at+DESC&filter=name%20~+%22survey%22&limit=2`);
  assertRows(body.tasks, inOrder(ofTokens([1]).filter(({ name }) => name.includes('survey')), 'updated_at DESC').slice(0, 2), 'plus');
});

test("Rutter's older bounds", async () => {
  const [from, to] = [Date.UTC(2025, 5, 1), Date.UTC(2025, 6, 1)];
  const { tasks } = await walkEdge(ALL, { updated_at_min: from, updated_at_max: to, limit: 200 });
  const wanted = expected.filter(({ updated_at }) => updated_at !== null && Date.parse(updated_at) >= from && Date.parse(updated_at) <= to);
  assertRows(tasks, inOrder(wanted, 'updated_at DESC'), 'bounds');
});

test('one task by its id, by the platform’s, and with everything', async () => {
  for (const n of ALL) {
    const { body: list } = await worker.ask(url('/tasks', [n], { limit: 2, sort: 'name' }));
    const [task] = list.tasks;
    const { status, body } = await worker.ask(url(`/tasks/${task.id}`, ALL));
    assert.equal(status, 200);
    assert.deepEqual(body, { task, connection: view(n), warnings: [] });
    const byPlatform = await worker.ask(url(`/tasks/${task.platform_id}`, [n], { id_type: 'platform', force_fetch: 'true' }));
    assert.deepEqual(byPlatform.body.task, task);
    const whole = await worker.ask(url(`/tasks/${encodeURIComponent(task.id)}`, [n], { expand: 'details,platform_data' }));
    const { platform_data, ...rest } = whole.body.task;
    assert.ok(platform_data && 'assignees' in rest);
    assert.deepEqual({ ...rest, ...task }, rest);
  }
});

test('connections, health, and the paths of Rutter', async () => {
  for (const prefix of ['', '/accounting', '/versioned/accounting']) {
    const { body: health, status } = await worker.ask(`${prefix}/health`);
    assert.equal(status, 200);
    assert.equal(health.status, 'ok');
    assert.match(health.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual((await worker.ask(url(`${prefix}/connections`, [3, 1]))).body, { connections: [view(3), view(1)] });
    const { body } = await worker.ask(url(`${prefix}/tasks`, [1], { limit: 1 }));
    assertRows(body.tasks, inOrder(ofTokens([1]), 'updated_at DESC').slice(0, 1), prefix);
    assert.equal((await worker.ask(url(`${prefix}/tasks/${body.tasks[0].id}`, [1]))).body.task.id, body.tasks[0].id);
  }
});

test('HEAD answers as GET does, without a body', async () => {
  /** @type {[string, number][]} */
  const cases = [['/health', 200], [url('/tasks', [1, 2], { limit: 3 }), 200], [url('/tasks', [1], { limit: 0 }), 400]];
  for (const [path, wanted] of cases) {
    const { status, body } = await worker.ask(path, { method: 'HEAD' });
    assert.deepEqual([status, body], [wanted, null]);
  }
});

test('a preflight is allowed', async () => {
  const { status, headers, body } = await worker.ask('/tasks', {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'GET' },
  });
  assert.deepEqual([status, body], [204, null]);
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal(headers.get('access-control-allow-methods'), 'GET, POST, HEAD');
  assert.equal(headers.get('access-control-allow-headers'), '*');
});

test('requests side by side do not mix', async () => {
  const pages = await Promise.all(ALL.flatMap((n) => [n, n]).map((n) => worker.ask(url('/tasks', [n], { limit: 20, sort: 'name' }))));
  pages.forEach(({ body }, i) => {
    const n = ALL[Math.floor(i / 2)];
    assertRows(body.tasks, inOrder(ofTokens([n]), 'name').slice(0, 20), `connection ${n}`);
  });
  assert.ok(secretFree(pages).length === 8);
});

test('the tokens are those of the demo set', () => {
  assert.deepEqual(Object.keys(createSimulators({ sizes: 1 }).accessTokens), ALL.map(token));
});
