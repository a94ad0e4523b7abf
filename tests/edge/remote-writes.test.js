// A client of an edge handler writes as a direct client does: the same answers, the same errors.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CUSTOMER, draftBeside } from '../support/drafts.js';
import { startWorker, token } from '../support/edge.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { NOW, setUp } from '../support/walk.js';

/**
 * @typedef {import('taskweave').Client} Client
 * @typedef {import('taskweave').TaskDraft} TaskDraft
 */

/** The same data as in the worker, whose simulators keep their own state. */
const direct = setUp();
const ALL = [1, 2, 3, 4];
const KICKSERV = 'kickserv-demo';

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** @type {Client} */
let remote;
/** Some tasks of each connection, with details. @type {Record<string, import('taskweave').Task[]>} */
const tasks = {};
before(async () => {
  worker = await startWorker();
  remote = clientOf(ALL);
  for (const { id } of direct.connections) {
    tasks[id] = (await direct.client.list({ connections: [id], limit: 20, expand: 'details' })).tasks;
  }
});
after(() => worker.stop());
beforeEach(() => worker.calls());

/**
 * @param {readonly number[]} tokens
 * @param {(request: Request) => Response | Promise<Response>} [fetch]
 */
function clientOf(tokens, fetch = worker.dispatch) {
  return new taskweave.Client({ endpoint: 'https://tasks.example/accounting/', accessTokens: tokens.map(token), fetch, now: () => NOW });
}

/** What both kinds of answers have in common. @param {any} answer */
function common(answer) {
  // A handler tells the connection as Rutter does, and leaves out the task where there is none.
  const { connection, connections: _several, connection_id, deleted: _deleted, notified: _notified, task = null, ...rest } = secretFree(answer);
  const own = 'id' in answer ? { task, connection_id } : {};
  return { ...rest, ...own };
}

/** @param {(client: Client) => Promise<any>} call */
async function both(call) {
  const [there, here] = [await call(remote), await call(direct.client)];
  assert.deepEqual(common(there), common(here));
  return there;
}

for (const { id: connection, platform } of direct.connections) {
  test(`${platform}: create, update and delete`, async () => {
    const draft = draftBeside(tasks[connection], { name: `From afar ${platform}`, description: 'first\nsecond' });
    const made = await both((client) => client.create(connection, draft, { expand: 'details', idempotencyKey: `afar-${platform}` }));
    assert.deepEqual([made.task.name, made.task.description], [draft.name, draft.description]);
    const changed = await both((client) => client.update(made.id, { name: 'Renamed' }));
    assert.equal(changed.task.name, 'Renamed');
    await both((client) => client.list({ filter: 'name = "Renamed"' }).then(({ tasks }) => ({ names: tasks.map(({ id, name }) => [id, name]) })));
    const applied = [`create ${made.task.platform_id}`, `update ${made.task.platform_id}`];
    if (platform !== 'ACCELO') {
      assert.equal((await both((client) => client.delete(made.id))).task ?? null, null);
      applied.push(`delete ${made.task.platform_id}`);
    }
    assert.deepEqual(await worker.effects(), applied);
  });
}

test('notify, jobs, count and capabilities', async () => {
  const { id } = tasks[KICKSERV].find(({ assignees }) => assignees?.length) ?? assert.fail();
  await both((client) => client.notify(id, 'employee'));
  assert.equal((await worker.effects()).length, 1);
  const { jobs } = await both((client) => client.jobs(KICKSERV, CUSTOMER));
  assert.ok(jobs.length > 0);
  const { capabilities } = await both((client) => client.capabilities());
  assert.deepEqual(capabilities.map((/** @type {any} */ each) => each.connection_id), direct.connections.map(({ id }) => id));
  const filter = 'status = "completed"';
  const counted = await clientOf([1, 2]).count({ filter });
  const here = await direct.client.count({ filter, connections: ['intacct-demo', 'accelo-demo'] });
  assert.ok(counted.count > 0);
  // What one of them holds in memory the other may have to read.
  const parts = (/** @type {import('taskweave').CountAnswer} */ { count, sources }) => [count, sources.map((source) => [source.connection_id, source.count])];
  assert.deepEqual(parts(counted), parts(here));
});

test('errors are the same: code, message, help, platform and connection', async () => {
  const gone = Buffer.from('zoho-demo\u001f90300000072369\u001f99999999').toString('base64url');
  const [intacct, accelo, kickserv] = ['intacct-demo', 'accelo-demo', KICKSERV].map((each) => tasks[each][0].id);
  const draft = draftBeside(tasks['intacct-demo'], { name: 'Keyed from afar' });
  /** @type {((client: Client) => unknown)[]} */
  const calls = [
    (client) => client.create('intacct-demo', { ...draft, name: undefined }),
    (client) => client.create('intacct-demo', /** @type {any} */ ({ nmae: 'x' })),
    (client) => client.create('intacct-demo', { ...draft, start_at: '2026-07-02T12:00:00Z' }),
    (client) => client.create('zoho-demo', { ...draft, assignees: ['1'] }),
    (client) => client.create('intacct-demo', draft, { idempotencyKey: 'a b' }),
    (client) => client.create('intacct-demo', draft, { expand: /** @type {any} */ ('detials') }),
    (client) => client.create('intacct-demo', /** @type {any} */ (null)),
    (client) => client.update(intacct, {}),
    (client) => client.update('x', { name: 'x' }),
    (client) => client.update(gone, { name: 'x' }),
    (client) => client.update(kickserv, { status: 'completed' }),
    (client) => client.delete(accelo),
    (client) => client.delete(gone),
    (client) => client.notify(accelo, 'employee'),
    (client) => client.notify(kickserv, /** @type {any} */ ('everybody')),
    (client) => client.jobs('zoho-demo', '1'),
    (client) => client.jobs(KICKSERV, 'x y'),
    (client) => client.count({ filter: 'stauts = 1' }),
    (client) => client.count(),
    (client) => client.create('intacct-demo', draft, /** @type {any} */ ({ idempotenceKey: 'x' })),
    (client) => client.jobs(KICKSERV, CUSTOMER, /** @type {any} */ ({ sginal: null })),
  ];
  const parts = (/** @type {import('taskweave').ErrorData} */ error) => {
    const { code, message, help, span, platform, connection_id, platform_code, platform_message, retryable, applied } = error;
    return { code, message, help, span, platform, connection_id, platform_code, platform_message, retryable, applied };
  };
  for (const call of calls) {
    const [there, here] = [await errorOf(() => call(remote)), await errorOf(() => call(direct.client))];
    assert.deepEqual(parts(there), parts(here), String(call));
  }
  // The same key with another body, on either side.
  for (const client of [remote, direct.client]) await client.create('intacct-demo', draft, { idempotencyKey: 'once' });
  const again = (/** @type {Client} */ client) => client.create('intacct-demo', { ...draft, name: 'Another' }, { idempotencyKey: 'once' });
  const [there, here] = [await errorOf(() => again(remote)), await errorOf(() => again(direct.client))];
  assert.equal(there.code, 'idempotency_conflict');
  assert.deepEqual(parts(there), parts(here));
});

test('a key is passed on', async () => {
  const draft = draftBeside(tasks['intacct-demo'], { name: 'Once from afar' });
  const [first, second] = [await remote.create('intacct-demo', draft, { idempotencyKey: 'twice' }), await remote.create('intacct-demo', draft, { idempotencyKey: 'twice' })];
  assert.equal(second.id, first.id);
  assert.equal((await worker.effects()).length, 1);
});

test('a connection that no token is of', async () => {
  const error = await errorOf(() => clientOf([1, 2]).create('zoho-demo', draftBeside(tasks['zoho-demo'])));
  assert.deepEqual([error.code, error.message], ['connection_unknown', '`connection_id` names no connection of the request’s tokens'.replace('’', "'")]);
  const listed = await errorOf(() => remote.update(tasks[KICKSERV][0].id, { name: 'x' }, { connections: [KICKSERV] }));
  assert.equal(listed.message, 'a client of an edge handler reads the connections of its access tokens');
  assert.deepEqual(await worker.effects(), []);
});

test('calls are not passed through', async () => {
  const error = await errorOf(() => remote.raw('accelo-demo', { path: '/tasks' }));
  assert.deepEqual([error.code, error.message, error.help], [
    'unsupported', 'an edge handler passes no calls through', 'make a client of `connections` where the platforms can be reached',
  ]);
  assert.equal(await worker.calls(), 0);
});

test('a write whose answer is lost may have been done; a count whose answer is lost is asked again', async () => {
  const draft = draftBeside(tasks[KICKSERV], { name: 'Lost' });
  /** @type {((request: Request) => Promise<Response>)[]} */
  const losses = [
    async (request) => {
      await worker.dispatch(request);
      throw new TypeError(`socket hang up at ${request.url}`);
    },
    // Half of the answer, and then the line breaks.
    async (request) => {
      const text = await (await worker.dispatch(request)).text();
      const chunks = [new TextEncoder().encode(text.slice(0, text.length / 2))];
      const body = new ReadableStream({
        pull(controller) {
          const chunk = chunks.pop();
          if (chunk) controller.enqueue(chunk);
          else controller.error(new TypeError('terminated'));
        },
      });
      return new Response(body, { status: 201 });
    },
    // A proxy between that has lost the handler, and an answer cut in two by one that says it is whole.
    async (request) => {
      await worker.dispatch(request);
      return new Response('<html>Bad gateway</html>', { status: 502 });
    },
    async (request) => {
      const text = await (await worker.dispatch(request)).text();
      return new Response(text.slice(0, text.length / 2), { status: 201 });
    },
  ];
  for (const [i, loss] of losses.entries()) {
    const client = clientOf(ALL, loss);
    const error = await errorOf(() => client.create(KICKSERV, draft));
    assert.deepEqual([error.code, error.retryable, error.help], ['outcome_unknown', false, 'look whether it was done before you ask again'], `loss ${i}`);
    assert.equal((await worker.effects()).length, 1);
    const read = await errorOf(() => client.count());
    assert.notEqual(read.code, 'outcome_unknown');
  }
  // What was refused was not done, by the handler or by what stands there instead of it.
  for (const [answer, code, retryable] of /** @type {[() => Response, string, boolean][]} */ ([
    [() => Response.json({ error_code: 'FIELD_INVALID', error_message: 'no' }, { status: 400 }), 'field_invalid', false],
    [() => Response.json({ error_code: 'NETWORK', error_message: 'no token', error_metadata: { retryable: true } }, { status: 502 }), 'network', true],
    [() => new Response('<html>Not found</html>', { status: 404 }), 'page_invalid', false],
  ])) {
    const error = await errorOf(() => clientOf(ALL, answer).create(KICKSERV, draft));
    assert.deepEqual([error.code, error.retryable], [code, retryable]);
  }
});
