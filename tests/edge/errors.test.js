// What is wrong with a request, in Rutter's shape and statuses: pinned, and without any call to a platform.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorker, url } from '../support/edge.js';

const ALL = [1, 2, 3, 4];

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** The cursor of a walk over all connections, newest first. */
let cursor = '';
/** The id of a task of each connection. */
/** @type {string[]} */
const ids = [];
before(async () => {
  worker = await startWorker();
  cursor = (await worker.ask(url('/tasks', ALL, { limit: 5 }))).body.next_cursor;
  for (const n of ALL) ids.push((await worker.ask(url('/tasks', [n], { limit: 1 }))).body.tasks[0].id);
  await worker.calls();
});
after(() => worker.stop());

/**
 * @typedef {object} Wanted
 * @property {number} status
 * @property {string} [type] INVALID_REQUEST unless given
 * @property {string} code
 * @property {string} message
 * @property {string | null} help
 * @property {[number, number]} [span]
 */

/**
 * Asks, and compares the whole answer.
 * @param {string} path
 * @param {Wanted} wanted
 * @param {RequestInit} [init]
 */
async function refused(path, { status, type = 'INVALID_REQUEST', code, message, help, span }, init) {
  const answer = await worker.ask(path, init);
  assert.deepEqual({ status: answer.status, body: answer.body }, {
    status,
    body: {
      error_type: type,
      error_code: code,
      error_message: message,
      error_metadata: {
        source: 'taskweave',
        human_readable: help === null ? message : `${message}: ${help}`,
        platform: null,
        connection_id: null,
        help,
        span: span ? { start: span[0], end: span[1] } : null,
        status: null,
        platform_code: null,
        platform_message: null,
        retryable: false,
        retry_after: null,
        applied: null,
      },
    },
  });
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(await worker.calls(), 0, 'a platform was called');
  return answer;
}

/** @type {[string, Omit<Wanted, 'status'>][]} */
const FILTERS = [
  ['', { code: 'FILTER_SYNTAX', message: 'the filter is empty', help: 'leave the filter out to get every task', span: [0, 0] }],
  ['name ~', { code: 'FILTER_SYNTAX', message: 'a value is missing after `~`', help: 'compare `name` by =, !=, <, <=, >, >=, ~, !~, ~*, !~*, ^=, !^=, $=, !$=, IN, NOT IN, BETWEEN, NOT BETWEEN; such as `name ~ "Acme"`', span: [6, 6] }],
  ['name = "x" AND stauts = "completed"', { code: 'FILTER_FIELD', message: '`stauts` is not a field', help: 'did you mean `status`?', span: [15, 21] }],
  ['status = "complete"', { code: 'FILTER_VALUE', message: '"complete" is not a status', help: 'did you mean "completed"?', span: [9, 19] }],
  ['updated_at > "soon"', { code: 'FILTER_VALUE', message: '"soon" is not a time', help: 'write "2024-01-01T00:00:00Z", or "2024-01-01" for midnight UTC, or a time from now such as now-7d, without quotes', span: [13, 19] }],
  // The place is counted in UTF-16 units: each of the two signs before it has two.
  ['name ~ "🚧🚧" AND 🚧', { code: 'FILTER_SYNTAX', message: '`🚧` (U+1F6A7) has no meaning here', help: 'take it away, or put it in double quotes if it belongs to a text', span: [18, 20] }],
];

for (const [filter, wanted] of FILTERS) {
  test(`filter ${filter}`, async () => {
    await refused(url('/tasks', ALL, { filter }), { status: 400, ...wanted });
  });
}

for (const limit of ['0', '-1', 'abc', '', '1.5', ' 5', '0x10']) {
  test(`limit ${JSON.stringify(limit)}`, async () => {
    await refused(url('/tasks', ALL, { limit }), {
      status: 400,
      code: 'LIMIT_INVALID',
      message: `the limit \`${limit}\` is not a whole number of at least 1`,
      help: 'write a number from 1 to 500, or leave it out for 50',
    });
  });
}

test('sorts', async () => {
  const code = 'SORT_INVALID';
  await refused(url('/tasks', ALL, { sort: 'nmae' }), { status: 400, code, message: '`nmae` is not a field to sort by', help: 'did you mean `name`?', span: [0, 4] });
  await refused(url('/tasks', ALL, { sort: 'name, name' }), { status: 400, code, message: 'the sort names `name` twice', help: 'name each field once', span: [6, 10] });
  await refused(url('/tasks', ALL, { sort: '' }), { status: 400, code, message: 'the sort is empty', help: 'write a field and a direction, such as `updated_at DESC`', span: [0, 0] });
  await refused(url('/tasks', ALL, { sort: 'name SIDEWAYS' }), { status: 400, code, message: '`SIDEWAYS` is not a direction', help: 'write `name ASC` or `name DESC`', span: [5, 13] });
});

test('cursors that are broken or not ours', async () => {
  const invalid = {
    status: 400,
    code: 'CURSOR_INVALID',
    message: 'this is not a cursor of ours',
    help: 'pass `next_cursor` exactly as it came, or leave the cursor out to start again',
  };
  const truncated = {
    status: 400,
    code: 'CURSOR_TRUNCATED',
    message: 'the end of the cursor is missing',
    help: 'pass `next_cursor` whole: something on its way has cut it off',
  };
  const tampered = {
    status: 400,
    code: 'CURSOR_TAMPERED',
    message: 'the cursor was changed, or was not signed with a key that is known here',
    help: 'pass `next_cursor` exactly as it came; where `cursorKey` was exchanged, name the old key after the new one',
  };
  const swapped = cursor.slice(0, 40) + (cursor[40] === 'A' ? 'B' : 'A') + cursor.slice(41);
  for (const each of ['', 'x', '🚧', cursor.toLowerCase(), 'MTY3NDgzMTk0Ml82MDY4ZDI0ZC02NGRm', 'A'.repeat(9000)]) await refused(url('/tasks', ALL, { cursor: each }), invalid);
  for (const each of [cursor.slice(0, -1), cursor.slice(0, -4), cursor.slice(0, 40), cursor.slice(0, 2)]) await refused(url('/tasks', ALL, { cursor: each }), truncated);
  for (const each of [`${cursor}A`, `${cursor}AAAA`, swapped]) await refused(url('/tasks', ALL, { cursor: each }), tampered);
});

test('cursors of another request', async () => {
  const wanted = {
    status: 400,
    code: 'CURSOR_MISMATCH',
    message: 'the cursor belongs to a list with another filter, sort, order or set of connections',
    help: "repeat the first request's filter, sort, order and connections, or leave the cursor out to start again; `limit` and `expand` may change",
  };
  await refused(url('/tasks', ALL, { cursor, filter: 'name ~ "a"' }), wanted);
  await refused(url('/tasks', ALL, { cursor, sort: 'updated_at ASC' }), wanted);
  await refused(url('/tasks', ALL, { cursor, updated_at_min: 0 }), wanted);
  await refused(url('/tasks', [1, 2], { cursor }), wanted);
  await refused(url('/tasks', [1], { cursor }), wanted);
  await refused(url('/tasks', ALL, { cursor, order: 'source' }), wanted);
  // The same set in another order is the same set, and the default sort is a sort.
  const { status } = await worker.ask(url('/tasks', [4, 2, 3, 1], { cursor, sort: 'updated_at DESC', limit: 1 }));
  assert.equal(status, 200);
  await worker.calls();
});

test('access tokens', async () => {
  const type = 'CONNECTION_ERROR';
  const code = 'INVALID_CREDENTIALS';
  const missing = { status: 401, type, code, message: 'the request has no `access_token`', help: 'add `access_token=` with the token of a connection; it may be repeated' };
  const unknown = { status: 401, type, code, message: 'an `access_token` of the request is not known', help: 'use a token that the handler was given for one of its connections' };
  for (const path of ['/tasks', '/connections', `/tasks/${ids[0]}`]) {
    await refused(path, missing);
    await refused(`${path}?access_token=not-a-token`, unknown);
    await refused(`${path}?access_token=`, unknown);
    await refused(`${url(path, [1])}&access_token=not-a-token`, unknown);
  }
  // Whoever has no token learns nothing of what else is wrong.
  await refused('/tasks?limit=0&filter=x', missing);
  await refused('/tasks?access_token=intacct-demo', unknown);
});

test('parameters that stand twice or are not known', async () => {
  const code = 'REQUEST_INVALID';
  for (const name of ['limit', 'filter', 'sort', 'cursor', 'on_error', 'force_fetch']) {
    await refused(`${url('/tasks', ALL, { [name]: '1' })}&${name}=1`, {
      status: 400, code, message: `\`${name}\` stands 2 times`, help: 'write each parameter once; only `access_token` and `expand` may be repeated',
    });
  }
  await refused(url('/tasks', ALL, { limt: 1 }), { status: 400, code, message: 'there is no parameter `limt`', help: 'did you mean `limit`?' });
  await refused(url('/tasks', ALL, { Filter: 'x' }), { status: 400, code, message: 'there is no parameter `Filter`', help: 'did you mean `filter`?' });
  await refused(url(`/tasks/${ids[0]}`, [1], { idtype: 'platform' }), { status: 400, code, message: 'there is no parameter `idtype`', help: 'did you mean `id_type`?' });
  await refused(url('/connections', [1], { limit: 1 }), { status: 400, code, message: 'there is no parameter `limit`', help: 'the parameters are access_token' });
});

test('values of parameters', async () => {
  const code = 'REQUEST_INVALID';
  await refused(url('/tasks', ALL, { expand: 'detials' }), { status: 400, code, message: '`detials` cannot be expanded', help: 'did you mean `details`?' });
  await refused(url('/tasks', ALL, { on_error: 'lax' }), { status: 400, code, message: '`lax` is not a way to take errors', help: 'write `strict` or `partial`' });
  await refused(url('/tasks', ALL, { force_fetch: 'yes' }), { status: 400, code, message: '`force_fetch` is not `true` or `false`', help: 'write `true` or `false`, or leave it out' });
  await refused(url('/tasks', ALL, { updated_at_min: '2024-01-01' }), { status: 400, code, message: '`updated_at_min` is not Unix milliseconds', help: 'write Unix milliseconds, or leave it out' });
  await refused(url('/tasks', ALL, { order: 'random' }), { status: 400, code, message: '`random` is not an order', help: "write `sorted`, the default, and name fields in `sort`; or `source` for the platforms' own order" });
  await refused(url('/tasks/1', [1], { id_type: 'other' }), {
    status: 400, code, message: '`id_type` is neither `rutter` nor `platform`', help: "write `platform` for the platform's own id, else leave it out",
  });
  await refused(url('/tasks/1', ALL, { id_type: 'platform' }), {
    status: 400, code, message: "a platform's own id does not say which connection it is of", help: "name one connection, or use the task's unified `id`",
  });
});

test('ids', async () => {
  const wanted = { status: 400, code: 'ID_INVALID', message: 'this is not the id of a task', help: "pass the `id` of a task as it came, or the platform's own id with id_type=platform" };
  for (const id of ['x', '1325', '..%2Fconnections', '%F0%9F%9A%A7', 'A'.repeat(2000)]) await refused(url(`/tasks/${id}`, ALL), wanted);
  await refused(url(`/tasks/${ids[0]}`, [2, 3, 4]), {
    status: 410,
    type: 'NOT_FOUND',
    code: 'NOT_FOUND',
    message: 'the task belongs to a connection that is not in the request',
    help: 'name the connection that the task came through',
  });
});

test('a task that is gone is 410, in the platform’s words', async () => {
  const gone = [
    [1, 'SAGE_INTACCT', 'intacct-demo', 404, 'Sage Intacct has nothing of this id (HTTP 404, code notFound): There is no projects/task with the key 99999999999'],
    [2, 'ACCELO', 'accelo-demo', 400, 'Accelo has nothing of this id (HTTP 400, code invalid_request): There is no task with the id 99999999999'],
    [3, 'KICKSERV', 'kickserv-demo', 400, "Kickserv has nothing of this id (HTTP 400): Couldn't find the task 99999999999"],
    [4, 'ZOHOBOOKS', 'zoho-demo', 404, 'Zoho Books has nothing of this id (HTTP 404, code 1002): Task does not exist.'],
  ];
  for (const [n, platform, connection_id, status, message] of gone) {
    const parts = Buffer.from(ids[Number(n) - 1], 'base64url').toString().split('\u001f');
    const id = Buffer.from([...parts.slice(0, -1), '99999999999'].join('\u001f')).toString('base64url');
    const answer = await worker.ask(url(`/tasks/${id}`, [Number(n)]));
    assert.equal(answer.status, 410);
    const { error_type, error_code, error_message, error_metadata } = answer.body;
    assert.deepEqual([error_type, error_code, error_message], ['NOT_FOUND', 'NOT_FOUND', message]);
    assert.deepEqual(
      [error_metadata.source, error_metadata.platform, error_metadata.connection_id, error_metadata.status, error_metadata.retryable],
      ['platform', platform, connection_id, status, false],
    );
  }
  await worker.calls();
});

test('paths and methods', async () => {
  const code = 'REQUEST_INVALID';
  const message = 'there is nothing at this path';
  for (const prefix of ['', '/accounting', '/versioned/accounting']) {
    await refused(`${prefix}/task`, { status: 404, code, message, help: 'did you mean `/tasks`?' });
    await refused(`${prefix}/conections`, { status: 404, code, message, help: 'did you mean `/connections`?' });
  }
  const paths = '/tasks, /tasks/{id}, /tasks/{id}/notify, /tasks/count, /tasks/changes, /jobs, /connections, /capabilities, /health';
  for (const path of ['/', '/favicon.ico']) await refused(path, { status: 404, code, message, help: `the paths are ${paths}` });
  for (const [path, methods] of Object.entries({
    '/tasks': 'GET, POST, HEAD',
    [`/tasks/${ids[0]}`]: 'GET, PATCH, DELETE, HEAD',
    [`/tasks/${ids[0]}/notify`]: 'POST',
    '/tasks/count': 'GET, HEAD',
    '/tasks/changes': 'GET, HEAD',
    '/jobs': 'GET, HEAD',
    '/connections': 'GET, HEAD',
    '/capabilities': 'GET, HEAD',
    '/health': 'GET, HEAD',
  })) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !methods.includes(one))) {
      const { headers } = await refused(url(path, [1]), { status: 405, code, message: 'this path does not take this method', help: `use ${methods}` }, { method });
      assert.equal(headers.get('allow'), methods);
    }
  }
});
