// POST, PATCH and DELETE of tasks, and what some platforms have besides, in workerd.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CUSTOMER, draftBeside } from '../support/drafts.js';
import { startWorker, url } from '../support/edge.js';
import { setUp } from '../support/walk.js';

const ALL = [1, 2, 3, 4];
const [INTACCT, ACCELO, KICKSERV, ZOHO] = ALL;
const { connections } = setUp();
const PREFIXES = ['', '/accounting', '/versioned/accounting', ''];

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** Some tasks of each connection, with details. @type {import('taskweave').Task[][]} */
const tasks = [];
before(async () => {
  worker = await startWorker();
  for (const n of ALL) tasks[n] = (await worker.ask(url('/tasks', [n], { limit: 20, expand: 'details' }))).body.tasks;
});
after(() => worker.stop());
beforeEach(() => worker.calls());

/** @param {number} n */
const view = (n) => ({ id: connections[n - 1].id, orgId: null, platform: connections[n - 1].platform });

/**
 * @param {string} method
 * @param {string} path with its query
 * @param {unknown} [body] JSON, or a text as it is
 * @param {Record<string, string>} [headers]
 */
function write(method, path, body, headers) {
  return worker.ask(path, { method, headers, body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body) });
}

/**
 * @param {number} n
 * @param {import('taskweave').TaskDraft} [more]
 */
const draft = (n, more) => ({ task: draftBeside(tasks[n], more) });

/** @param {any[]} warnings */
const codes = (warnings) => warnings.map(({ code }) => code);

/** @param {{ status: number, body: any }} answer */
const brief = ({ status, body }) => [status, body.error_code, body.error_metadata?.connection_id ?? null];

for (const n of ALL) {
  const { platform, id: connection } = connections[n - 1];
  const prefix = PREFIXES[n - 1];
  test(`${platform}: create, change and delete under ${prefix || '/'}, each shown by the next list`, async () => {
    const found = async () => {
      const filter = 'name ^= "A new task" OR name = "Changed"';
      const { body } = await worker.ask(url(`${prefix}/tasks`, [n], { filter }));
      return body.tasks.map((/** @type {any} */ task) => [task.id, task.name]);
    };
    // What is read here would be remembered, were it not for the write.
    assert.deepEqual(await found(), []);
    const made = await write('POST', url(`${prefix}/tasks`, [n], { expand: 'details' }), draft(n));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual(Object.keys(made.body).sort(), ['connection', 'connection_id', 'id', 'platform_answer', 'task', 'warnings']);
    const { id, task } = made.body;
    assert.deepEqual([made.body.connection, made.body.warnings, task.id], [view(n), [], id]);
    assert.equal(task.name, 'A new task – nouvelle tâche');
    assert.equal(task.project.id, draft(n).task.project);
    assert.ok(made.body.platform_answer !== null && typeof made.body.platform_answer === 'object');
    assert.equal(made.headers.get('access-control-allow-origin'), '*');
    assert.equal(made.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await found(), [[id, task.name]]);

    const changed = await write('PATCH', url(`${prefix}/tasks/${id}`, [n]), { task: { name: 'Changed' } });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual(Object.keys(changed.body).sort(), ['connection', 'connection_id', 'id', 'platform_answer', 'task', 'warnings']);
    assert.deepEqual([changed.body.id, changed.body.task.name, 'project' in changed.body.task], [id, 'Changed', false]);
    assert.deepEqual(await found(), [[id, 'Changed']]);

    const effects = await worker.effects();
    assert.deepEqual(effects, [`create ${task.platform_id}`, `update ${task.platform_id}`]);
    const deleted = await write('DELETE', url(`${prefix}/tasks/${id}`, [n]));
    if (n === ACCELO) {
      assert.deepEqual(brief(deleted), [404, 'OPERATION_UNSUPPORTED', connection]);
      assert.match(deleted.body.error_metadata.help, /complete it instead/);
      assert.deepEqual(await worker.calls(), 0);
      assert.deepEqual(await found(), [[id, 'Changed']]);
      return;
    }
    assert.equal(deleted.status, 200, JSON.stringify(deleted.body));
    assert.deepEqual(Object.keys(deleted.body).sort(), ['connection', 'connection_id', 'deleted', 'id', 'platform_answer', 'warnings']);
    assert.deepEqual([deleted.body.id, deleted.body.deleted, deleted.body.connection], [id, true, view(n)]);
    assert.deepEqual(await worker.effects(), [`delete ${task.platform_id}`]);
    assert.deepEqual(await found(), []);
    for (const again of [
      await worker.ask(url(`/tasks/${id}`, [n])),
      await write('PATCH', url(`/tasks/${id}`, [n]), { task: { name: 'Too late' } }),
      await write('DELETE', url(`/tasks/${id}`, [n])),
    ]) {
      assert.deepEqual([again.body.error_type, ...brief(again)], ['NOT_FOUND', 410, 'NOT_FOUND', connection]);
    }
    assert.deepEqual(await worker.effects(), []);
  });

  test(`${platform}: a field that is wrong is named before any call`, async () => {
    for (const [more, name] of /** @type {[any, string][]} */ ([
      [{ name: null }, 'name'],
      [{ completed_at: '2026-07-01T00:00:00Z' }, 'completed_at'],
      [{ platform_fields: { ...draft(n).task.platform_fields, colour: 'red' } }, 'platform_fields.colour'],
      [{ status: 'unknown' }, 'status'],
    ])) {
      const answer = await write('POST', url('/tasks', [n]), draft(n, more));
      assert.deepEqual([answer.status, answer.body.error_code, answer.body.error_type], [400, 'FIELD_INVALID', 'INVALID_REQUEST'], JSON.stringify(answer.body));
      assert.ok(answer.body.error_message.includes(`\`${name}\``), answer.body.error_message);
      assert.ok(answer.body.error_metadata.help);
    }
    const wrong = await write('PATCH', url(`/tasks/${tasks[n][0].id}`, [n]), { task: { nmae: 'x' } });
    assert.deepEqual([wrong.status, wrong.body.error_metadata.help], [400, 'did you mean `name`?']);
    assert.equal(await worker.calls(), 0);
  });

  test(`${platform}: a key is honoured or warned of`, async () => {
    const headers = { 'Idempotency-Key': `key-of-${n}` };
    const twice = [];
    for (let i = 0; i < 2; i += 1) twice.push(await write('POST', url('/tasks', [n]), draft(n, { name: 'Keyed' }), headers));
    const [first, second] = twice.map(({ status, body }) => ({ status, id: body.id, warnings: codes(body.warnings ?? []) }));
    const created = (await worker.effects()).length;
    assert.deepEqual([first.status, second.status], [201, 201], JSON.stringify(twice[1].body));
    if (n === INTACCT) {
      assert.deepEqual([created, second.id, first.warnings], [1, first.id, []]);
      const other = await write('POST', url('/tasks', [n]), draft(n, { name: 'Another' }), headers);
      assert.deepEqual([other.body.error_type, ...brief(other)], ['INVALID_REQUEST', 409, 'IDEMPOTENCY_CONFLICT', connection]);
      assert.deepEqual(await worker.effects(), []);
    } else {
      assert.equal(created, 2);
      assert.deepEqual([first.warnings, second.warnings], [['idempotency_not_guaranteed'], ['idempotency_not_guaranteed']]);
      assert.notEqual(first.id, second.id);
    }
  });

  test(`${platform}: notify, jobs and count, where the capabilities have them`, async () => {
    const { status, body } = await worker.ask(url('/versioned/accounting/capabilities', [n]));
    assert.equal(status, 200);
    assert.deepEqual(body.capabilities.map((/** @type {any} */ each) => [each.connection_id, each.platform]), [[connection, platform]]);
    const operations = new Map(body.capabilities[0].operations.map((/** @type {any} */ each) => [each.operation, each]));
    assert.deepEqual([...operations.keys()].sort(), ['count', 'create', 'delete', 'get', 'get_by_platform_id', 'jobs', 'list', 'notify', 'raw', 'update']);
    for (const [operation, ask] of /** @type {[string, () => ReturnType<typeof write>][]} */ ([
      ['notify', () => write('POST', url(`/accounting/tasks/${tasks[n][0].id}/notify`, [n]), { kind: 'employee' })],
      ['jobs', () => worker.ask(url('/versioned/accounting/jobs', [n], { customer_id: CUSTOMER }))],
      ['count', () => worker.ask(url('/accounting/tasks/count', [n]))],
    ])) {
      const { call, note } = operations.get(operation);
      await worker.calls();
      const answer = await ask();
      if (call === null) {
        assert.deepEqual(brief(answer), [404, 'OPERATION_UNSUPPORTED', connection]);
        assert.deepEqual([answer.body.error_metadata.help, answer.body.error_message], [note, `${platform} has no \`${operation}\``]);
        assert.equal(await worker.calls(), 0);
      } else {
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        assert.deepEqual(answer.body.connection, view(n));
      }
    }
  });
}

test('notify tells in three ways, once each, and knows no other', async () => {
  const { id, platform_id } = tasks[KICKSERV].find(({ assignees, start_at }) => assignees?.length && start_at) ?? assert.fail();
  for (const kind of ['employee', 'details', 'on_the_way']) {
    const { status, body } = await write('POST', url(`/tasks/${id}/notify`, [KICKSERV]), { kind });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(Object.keys(body).sort(), ['connection', 'connection_id', 'id', 'notified', 'platform_answer', 'warnings']);
    assert.deepEqual([body.id, body.notified], [id, kind]);
    assert.deepEqual(await worker.effects(), [`notify ${platform_id}`]);
  }
  const other = await write('POST', url(`/tasks/${id}/notify`, [KICKSERV]), { kind: 'everybody' });
  assert.deepEqual(brief(other), [400, 'REQUEST_INVALID', 'kickserv-demo']);
  assert.equal(other.body.error_metadata.help, 'the kinds are employee, details, on_the_way');
  const gone = Buffer.from('kickserv-demo\u001f99999999').toString('base64url');
  assert.deepEqual(brief(await write('POST', url(`/tasks/${gone}/notify`, [KICKSERV]), { kind: 'details' })), [410, 'NOT_FOUND', 'kickserv-demo']);
  assert.deepEqual(await worker.effects(), []);
});

test('jobs want a customer', async () => {
  const { body } = await worker.ask(url('/jobs', [KICKSERV], { customer_id: CUSTOMER }));
  assert.ok(body.jobs.length > 0);
  assert.deepEqual(Object.keys(body.jobs[0]).sort(), ['id', 'name', 'status']);
  const without = await worker.ask(url('/jobs', [KICKSERV]));
  assert.deepEqual([without.status, without.body.error_message], [400, 'the request has no `customer_id`']);
});

test('a count is that of the list, over all connections that count', async () => {
  const filter = 'status = "completed" AND name ~ "e"';
  const { body } = await worker.ask(url('/tasks/count', [INTACCT, ACCELO], { filter }));
  assert.deepEqual([body.connection, body.connections], [null, [view(INTACCT), view(ACCELO)]]);
  const listed = [];
  for (const n of [INTACCT, ACCELO]) {
    let count = 0;
    for (let cursor = ''; cursor !== null; ) {
      const page = (await worker.ask(url('/tasks', [n], { filter, limit: 500, ...(cursor && { cursor }) }))).body;
      count += page.tasks.length;
      cursor = page.next_cursor;
    }
    listed.push(count);
  }
  assert.ok(Math.min(...listed) > 0);
  assert.deepEqual(body.sources.map((/** @type {any} */ { count }) => count), listed);
  assert.equal(body.count, listed[0] + listed[1]);
  // One that does not count is not passed over.
  assert.deepEqual(brief(await worker.ask(url('/tasks/count', ALL, { filter }))), [404, 'OPERATION_UNSUPPORTED', 'kickserv-demo']);
});

test('with several tokens a new task is told its connection', async () => {
  const several = await write('POST', url('/tasks', ALL), draft(ZOHO));
  assert.deepEqual(brief(several), [400, 'REQUEST_INVALID', null]);
  assert.equal(several.body.error_metadata.help, 'give one `access_token`, or name the connection by `connection_id`');
  assert.deepEqual(brief(await write('POST', url('/tasks', [1, 2], { connection_id: 'zoho-demo' }), draft(ZOHO))), [401, 'CONNECTION_UNKNOWN', null]);
  assert.deepEqual(brief(await worker.ask(url('/jobs', [1, 3], { customer_id: CUSTOMER }))), [400, 'REQUEST_INVALID', null]);
  assert.deepEqual(await worker.effects(), []);
  const made = await write('POST', url('/tasks', ALL, { connection_id: 'zoho-demo' }), draft(ZOHO, { name: 'Named' }));
  assert.deepEqual([made.status, made.body.connection], [201, view(ZOHO)]);
  // An id says its connection itself, but not to whoever has no token of it.
  const foreign = await write('PATCH', url(`/tasks/${made.body.id}`, [1, 2, 3]), { task: { name: 'Stolen' } });
  assert.deepEqual(brief(foreign), [410, 'NOT_FOUND', null]);
  assert.equal((await write('DELETE', url(`/tasks/${made.body.id}`, ALL))).status, 200);
  assert.equal((await worker.effects()).length, 2);
});

test('bodies that cannot be read', async () => {
  const { id } = tasks[INTACCT][0];
  const post = url('/tasks', [INTACCT]);
  for (const [method, path, body, message] of /** @type {[string, string, any, RegExp][]} */ ([
    ['POST', post, '', /^the body cannot be read: EOF/],
    ['POST', post, '{"task": {"name": "x"}', /^the body cannot be read: EOF/],
    ['POST', post, 'name=x', /^the body cannot be read/],
    ['POST', post, '[]', /^the body cannot be read/],
    ['POST', post, '{}', /missing field `task`/],
    ['POST', post, { name: 'x' }, /unknown field `name`/],
    ['POST', post, { task: { name: 'x' }, dry_run: true }, /unknown field `dry_run`/],
    ['POST', post, '{"task":{"name":"a"},"task":{"name":"b"}}', /duplicate field `task`/],
    ['PATCH', url(`/tasks/${id}`, [INTACCT]), '"x"', /^the body cannot be read/],
    ['DELETE', url(`/tasks/${id}`, [INTACCT]), '{}', /^a DELETE has no body$/],
    ['POST', url(`/tasks/${id}/notify`, [KICKSERV]), '{}', /missing field `kind`/],
    ['POST', post, `{"task":{"name":"${'x'.repeat(1 << 20)}"}}`, /^the body has more than 1048576 bytes$/],
  ])) {
    const answer = await write(method, path, body);
    assert.deepEqual(brief(answer), [400, 'REQUEST_INVALID', null], JSON.stringify(answer.body));
    assert.match(answer.body.error_message, message);
    // Nothing of the body is sent back at length.
    assert.ok(answer.body.error_message.length < 300);
  }
  const bytes = await worker.ask(post, { method: 'POST', body: new Uint8Array([0x7b, 0xff, 0x7d]) });
  assert.equal(bytes.body.error_message, 'the body is not UTF-8');
  for (const task of [null, 7, 'x', []]) {
    const answer = await write('POST', post, { task });
    assert.equal(answer.status, 400, JSON.stringify(task));
    assert.ok(answer.body.error_metadata.help);
  }
  assert.equal((await write('PATCH', url(`/tasks/${id}`, [INTACCT]), { task: {} })).status, 400);
  assert.equal(await worker.calls(), 0);
});

test('keys and parameters that are wrong', async () => {
  for (const key of ['a b', 'x'.repeat(201), 'é']) {
    const answer = await write('POST', url('/tasks', [INTACCT]), draft(INTACCT), { 'Idempotency-Key': key });
    assert.deepEqual(brief(answer), [400, 'REQUEST_INVALID', null], key);
    assert.equal(answer.body.error_message, 'the idempotency key cannot stand in a header');
  }
  for (const [parameters, message] of /** @type {[Record<string, string>, string][]} */ ([
    [{ filter: 'name = "x"' }, 'there is no parameter `filter`'],
    [{ expand: 'detials' }, '`detials` cannot be expanded'],
    [{ conection_id: 'x' }, 'there is no parameter `conection_id`'],
  ])) {
    const answer = await write('POST', url('/tasks', [INTACCT], parameters), draft(INTACCT));
    assert.deepEqual([answer.status, answer.body.error_message], [400, message]);
  }
  for (const [method, path] of [['POST', '/tasks'], ['PATCH', `/tasks/${tasks[1][0].id}`], ['DELETE', `/tasks/${tasks[1][0].id}`]]) {
    const stranger = await write(method, `${path}?access_token=nobody`, method === 'DELETE' ? undefined : draft(INTACCT));
    assert.deepEqual(brief(stranger), [401, 'INVALID_CREDENTIALS', null]);
  }
  assert.equal(await worker.calls(), 0);
});

test('what a path does not take is 405', async () => {
  const { id } = tasks[INTACCT][0];
  for (const [method, path, allow] of [
    ['PUT', '/accounting/tasks', 'GET, POST, HEAD'],
    ['PUT', `/tasks/${id}`, 'GET, PATCH, DELETE, HEAD'],
    ['GET', `/versioned/accounting/tasks/${id}/notify`, 'POST'],
    ['HEAD', `/tasks/${id}/notify`, 'POST'],
    ['POST', '/tasks/count', 'GET, HEAD'],
    ['DELETE', '/jobs', 'GET, HEAD'],
  ]) {
    const answer = await write(method, url(path, [INTACCT]), method === 'PUT' || method === 'POST' ? {} : undefined);
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`);
  }
  assert.equal(await worker.calls(), 0);
});

test('a browser may ask to write from any page', async () => {
  for (const [path, methods] of [['/tasks', 'GET, POST, HEAD'], ['/accounting/tasks/x', 'GET, PATCH, DELETE, HEAD'], ['/tasks/x/notify', 'POST']]) {
    const { status, headers, body } = await worker.ask(path, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,idempotency-key' },
    });
    assert.deepEqual([status, body], [204, null]);
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-allow-methods'), methods);
    // The star covers all but `Authorization`, which is not wanted here.
    assert.equal(headers.get('access-control-allow-headers'), '*');
  }
});
