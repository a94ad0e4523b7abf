// A client of an edge handler gives what a direct client gives: the same pages, the same errors.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, token } from '../support/edge.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/** @typedef {import('taskweave').ListRequest} ListRequest */

const direct = setUp();
const ALL = [1, 2, 3, 4];

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** @type {import('taskweave').Client} */
let remote;
before(async () => {
  worker = await startWorker();
  remote = clientOf(ALL);
});
after(() => worker.stop());

/** @param {readonly number[]} tokens */
function clientOf(tokens) {
  return new taskweave.Client({ endpoint: 'https://tasks.example/accounting/', accessTokens: tokens.map(token), fetch: worker.dispatch });
}

/** What both kinds of pages have in common. @param {import('taskweave').Page} page */
function common(page) {
  const { connection: _1, connections: _2, sources, warnings, ...rest } = /** @type {any} */ (page);
  const messages = warnings.map((/** @type {any} */ { message }) => message).sort();
  // What is in the memory of the one is not in the memory of the other, and answers come in any order.
  return { ...rest, messages, sources: sources.map((/** @type {any} */ { calls: _3, ...source }) => source) };
}

test('a walk gives the same pages, cursors and reports', async () => {
  for (const request of /** @type {ListRequest[]} */ ([
    { limit: 400 },
    { sort: 'name', limit: 500, filter: 'name ~ "現場" AND status != "unknown"' },
    { sort: 'status, updated_at ASC', limit: 450, expand: ['details', 'platform_data'], filter: 'created_at >= "2026-01-01"' },
    { limit: 300, updatedAtMin: Date.UTC(2026, 0, 1), onError: 'partial', order: 'sorted', forceFetch: true },
    { limit: 450, order: 'source' },
    { limit: 200, order: 'source', filter: 'status = "completed"', expand: 'details', onError: 'partial' },
  ])) {
    const [there, here] = [await walk(remote, request), await walk(direct.client, request)];
    assert.ok(here.pages.length > 0);
    assert.deepEqual(there.pages.map(common), here.pages.map(common));
  }
});

test('a walk may go on with the other kind of client', async () => {
  const first = await remote.list({ limit: 30 });
  const second = await direct.client.list({ limit: 30, cursor: first.next_cursor ?? assert.fail() });
  const third = await remote.list({ limit: 30, cursor: second.next_cursor ?? assert.fail() });
  assertRows([first, second, third].flatMap(({ tasks }) => tasks), inOrder(direct.expected, 'updated_at DESC').slice(0, 90), 'both clients');
});

test('tasks() and get', async () => {
  const tasks = [];
  for await (const task of clientOf([2, 3]).tasks({ sort: 'name', limit: 100 })) {
    tasks.push(task);
    if (tasks.length === 250) break;
  }
  const wanted = inOrder(direct.expected.filter(({ platform }) => platform === 'ACCELO' || platform === 'KICKSERV'), 'name');
  assertRows(secretFree(tasks), wanted.slice(0, 250), 'tasks()');
  for (const { id } of tasks.slice(0, 5)) {
    const { task, warnings } = secretFree(await remote.get(id, { expand: 'details' }));
    assert.deepEqual({ task, warnings }, await direct.client.get(id, { expand: 'details' }));
  }
  const { task } = await clientOf([3]).get('2357911', { idType: 'platform' });
  assert.equal(task.name, 'Site visit');
});

test('errors are the same: code, message, help and place', async () => {
  const cursor = (await direct.client.list({ limit: 1 })).next_cursor ?? assert.fail();
  const gone = Buffer.from('kickserv-demo\u001f99999999').toString('base64url');
  /** @type {((client: import('taskweave').Client) => unknown)[]} */
  const calls = [
    (client) => client.list({ filter: 'name ~' }),
    (client) => client.list({ filter: 'name ~ "🚧🚧" AND stauts = "x"' }),
    (client) => client.list({ filter: '' }),
    (client) => client.list({ sort: 'nmae' }),
    (client) => client.list({ limit: 0 }),
    (client) => client.list({ limit: /** @type {any} */ ('abc') }),
    (client) => client.list({ cursor: 'x' }),
    (client) => client.list({ cursor, sort: 'name' }),
    (client) => client.list({ expand: /** @type {any} */ ('detials') }),
    (client) => client.list({ onError: /** @type {any} */ ('lax') }),
    (client) => client.tasks({ filter: 'x' }).next(),
    (client) => client.get('x'),
    (client) => client.get(gone),
    (client) => client.get('1', { idType: 'platform' }),
  ];
  for (const call of calls) {
    const [there, here] = [await errorOf(() => call(remote)), await errorOf(() => call(direct.client))];
    const parts = (/** @type {import('taskweave').ErrorData} */ error) => {
      const { code, message, help, span, platform, connection_id, retryable, retry_after } = error;
      return { code, message, help, span, platform, connection_id, retryable, retry_after };
    };
    assert.deepEqual(parts(there), parts(here), String(call));
  }
});

test('an option that is none is refused by both', async () => {
  for (const client of [remote, direct.client]) {
    for (const call of [
      () => client.list(/** @type {any} */ ({ limt: 5 })),
      () => client.tasks(/** @type {any} */ ({ limt: 5 })).next(),
      () => client.get('x', /** @type {any} */ ({ idtype: 'platform' })),
    ]) {
      const { code, message, help } = await errorOf(call);
      const [wrong, right] = message.includes('limt') ? ['limt', 'limit'] : ['idtype', 'idType'];
      assert.deepEqual({ code, message, help }, {
        code: 'request_invalid', message: `the request has no option \`${wrong}\``, help: `did you mean \`${right}\`?`,
      });
    }
  }
});

test('an unknown token, and an endpoint that is no handler', async () => {
  const stranger = new taskweave.Client({ endpoint: 'https://tasks.example', accessTokens: ['nobody'], fetch: worker.dispatch });
  const unknown = await errorOf(() => stranger.list());
  assert.deepEqual([unknown.code, unknown.status, unknown.retryable], ['invalid_credentials', 401, false]);
  for (const [body, status] of /** @type {const} */ ([['<html></html>', 200], ['', 404], ['{"error":"x"}', 500], ['not JSON', 502]])) {
    const lost = new taskweave.Client({ endpoint: 'https://tasks.example', accessTokens: ALL.map(token), fetch: () => new Response(body, { status }) });
    const error = await errorOf(() => lost.list());
    assert.deepEqual([error.code, error.message, error.status], ['page_invalid', 'what stands at `endpoint` does not answer as an edge handler', status]);
  }
});

test('a failing fetch does not show the tokens that stand in its URL', async () => {
  const lost = new taskweave.Client({
    endpoint: 'https://tasks.example',
    accessTokens: ALL.map(token),
    fetch: (request) => Promise.reject(new TypeError(`cannot reach ${request.url}`)),
  });
  const error = await errorOf(() => lost.list());
  assert.equal(error.code, 'network');
  assert.match(error.message, /cannot reach https:\/\/tasks\.example\/tasks/);
});

test('wrong settings of a client of an edge handler', async () => {
  for (const [options, message] of /** @type {[any, RegExp][]} */ ([
    [{ endpoint: 'tasks.example', accessTokens: ['x'] }, /`endpoint` is not the URL/],
    [{ endpoint: 'https://a@tasks.example', accessTokens: ['x'] }, /`endpoint` is not the URL/],
    [{ endpoint: 'https://tasks.example', accessTokens: [] }, /`accessTokens` is empty/],
    [{ endpoint: 'https://tasks.example', accessTokens: ['x'], acessTokens: [] }, /has no option `acessTokens`/],
    [{ endpoint: 'https://tasks.example' }, /accessTokens/],
  ])) {
    const error = await errorOf(() => new taskweave.Client(options));
    assert.equal(error.code, 'request_invalid');
    assert.match(error.message, message);
  }
  const error = await errorOf(() => remote.list({ connections: ['zoho-demo'] }));
  assert.equal(error.message, 'a client of an edge handler reads the connections of its access tokens');
});
