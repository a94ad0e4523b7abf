// What a client waits for, how it is told to wait, and how its caller ends the wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSimulators } from '../simulators/index.js';
import { draftBeside } from '../support/drafts.js';
import { taskweave } from '../support/package.js';
import { errorOf } from '../support/secrets.js';
import { setUp } from '../support/walk.js';

/** @typedef {import('taskweave').ClientOptions} ClientOptions */

/** A wait that was ended by a signal is over by then, in milliseconds; the waits themselves are far longer. */
const AT_ONCE = 1000;
const AFTER = 60;

/** @param {number} status @param {Record<string, string>} [headers] */
const failing = (status, headers) => new Response('{"message":"come back later"}', { status, headers: { 'content-type': 'application/json', ...headers } });

/**
 * A client of Accelo, whose first calls are answered by `answers` and not by the simulator.
 * @param {(() => Response | Promise<Response>)[]} answers
 * @param {Partial<ClientOptions>} [options]
 */
function accelo(answers, options) {
  const seen = { calls: 0 };
  const set = setUp({
    platforms: ['ACCELO'],
    sizes: 30,
    wrap: (fetch) => async (request) => {
      seen.calls += 1;
      const answer = answers.shift();
      return answer ? answer() : fetch(request);
    },
    options: { now: () => Date.now(), ...options },
  });
  return { ...set, seen };
}

/**
 * Ends a call soon after it began, and says what became of it.
 * @param {(signal: AbortSignal) => Promise<unknown>} call
 */
async function ended(call) {
  const began = Date.now();
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), AFTER);
  const error = await errorOf(() => call(leaving.signal));
  const took = Date.now() - began;
  assert.equal(error.code, 'aborted', error.message);
  assert.equal(error.retryable, false);
  assert.ok(took >= AFTER - 5 && took < AT_ONCE, `it took ${took} ms`);
}

for (const [what, answer] of /** @type {[string, () => Response][]} */ ([
  ['a repeat', () => failing(503, { 'retry-after': '20' })],
  ['a rate limit', () => failing(429, { 'retry-after': '20' })],
])) {
  test(`a signal ends the wait for ${what}, by the engine's own timer`, async () => {
    const { client, seen } = accelo([answer, answer, answer], { maxWaitMs: 100_000, sleep: undefined });
    await ended((signal) => client.list({ signal }));
    assert.equal(seen.calls, 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(seen.calls, 1, 'it went on in silence');
  });
}

test('a signal ends the wait for a token; the exchange goes on, and the next call has its token', async () => {
  const simulators = createSimulators({ sizes: 30, now: () => Date.now() });
  let open = () => {};
  const gate = /** @type {Promise<void>} */ (new Promise((resolve) => (open = resolve)));
  let exchanges = 0;
  const client = new taskweave.Client({
    connections: /** @type {import('taskweave').Connection[]} */ (simulators.oauthConnections.filter(({ platform }) => platform === 'SAGE_INTACCT')),
    fetch: async (request) => {
      if (new URL(request.url).pathname.endsWith('/token')) {
        exchanges += 1;
        await gate;
      }
      return simulators.fetch(request);
    },
  });
  await ended((signal) => client.list({ signal }));
  const waiting = [client.list(), client.list({ limit: 1 })];
  // One who waits for what another began may leave as well.
  await ended((signal) => client.list({ signal }));
  open();
  for (const { tasks } of await Promise.all(waiting)) assert.ok(tasks.length > 0);
  assert.equal(exchanges, 1);
});

test('a failed exchange is told to all who waited for it, once', async () => {
  const simulators = createSimulators({ sizes: 30, now: () => Date.now() });
  let exchanges = 0;
  const client = new taskweave.Client({
    connections: /** @type {import('taskweave').Connection[]} */ (simulators.oauthConnections.filter(({ platform }) => platform === 'ACCELO')),
    maxRetries: 0,
    fetch: async (request) => {
      if (!new URL(request.url).pathname.endsWith('/token')) return simulators.fetch(request);
      exchanges += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return exchanges === 1 ? failing(503) : simulators.fetch(request);
    },
  });
  const errors = await Promise.all(Array.from({ length: 5 }, () => errorOf(() => client.list())));
  assert.deepEqual(new Set(errors.map(({ status, connection_id }) => `${status} ${connection_id}`)), new Set(['503 accelo-demo']));
  assert.equal(exchanges, 1);
  assert.ok((await client.list()).tasks.length > 0);
  assert.equal(exchanges, 2);
});

test('a signal ends a body that never does', async () => {
  /** @type {(request: Request) => Response} */
  const endless = (request) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"meta":'));
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    );
  const { client } = setUp({ platforms: ['ACCELO'], wrap: () => async (request) => endless(request) });
  await ended((signal) => client.list({ signal }));
});

test('a signal ends what a deaf `fetch` or `sleep` does', async () => {
  const never = () => new Promise(() => {});
  const deaf = setUp({ platforms: ['ACCELO'], wrap: () => /** @type {any} */ (never) });
  await ended((signal) => deaf.client.list({ signal }));
  const asleep = accelo([() => failing(503)], { sleep: /** @type {any} */ (never) });
  await ended((signal) => asleep.client.list({ signal }));
  assert.equal(asleep.seen.calls, 1);
});

test('a signal of many requests is left as it was', async () => {
  const { signal } = new AbortController();
  /** Who listens now, but for Node's own requests, which listen once. @type {Set<unknown>} */
  const listening = new Set();
  let heard = 0;
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener: (/** @type {any[]} */ ...[type, listener, options]) => {
      if (!options?.once) heard += listening.add(listener).size;
      addEventListener.call(signal, type, listener, options);
    },
    removeEventListener: (/** @type {any[]} */ ...[type, listener]) => {
      listening.delete(listener);
      removeEventListener.call(signal, type, listener);
    },
  });
  const { client } = accelo([() => failing(503)], { sleep: async () => {} });
  await client.list({ signal });
  assert.ok(heard >= 3, `${heard}`);
  assert.equal(listening.size, 0);
});

test('a signal that has fired lets nothing begin', async () => {
  const { client, seen } = accelo([]);
  for (const call of [
    () => client.list({ signal: AbortSignal.abort() }),
    () => client.create('accelo-demo', {}, { signal: AbortSignal.abort() }),
    () => client.raw('accelo-demo', { path: '/tasks' }, { signal: AbortSignal.abort() }),
  ]) {
    assert.match((await errorOf(call)).code, /^(aborted|field_invalid|request_invalid)$/);
  }
  assert.equal((await errorOf(() => client.count({ signal: AbortSignal.abort() }))).code, 'aborted');
  assert.equal(seen.calls, 0);
});

/** A `sleep` over a clock that moves by it alone. */
function clockwork() {
  let now = Date.UTC(2026, 6, 1, 9, 30, 0);
  /** @type {number[]} */
  const slept = [];
  /** @type {(AbortSignal | undefined)[]} */
  const signals = [];
  return {
    slept,
    signals,
    now: () => now,
    /** @param {number} milliseconds @param {AbortSignal} [signal] */
    sleep: async (milliseconds, signal) => {
      slept.push(milliseconds);
      signals.push(signal);
      now += milliseconds;
    },
  };
}

test('`sleep` is asked to wait, and given the signal', async () => {
  const { now, sleep, slept, signals } = clockwork();
  const { client, seen, simulators } = accelo([() => failing(503), () => failing(503), () => failing(503, { 'retry-after': '7' })], { now, sleep });
  const { signal } = new AbortController();
  assert.ok((await client.list({ signal })).tasks.length > 0);
  assert.equal(seen.calls, simulators.totalCalls() + 3);
  assert.equal(slept.length, 3);
  const [first, second, third] = slept;
  assert.ok(first <= 500 && second <= 1000, `${slept}`);
  assert.ok(third >= 7000 && third <= 9000, `${slept}`);
  assert.ok(signals.every((each) => each === signal));
});

test('a `sleep` that fails is told of', async () => {
  const { client } = accelo([() => failing(503)], { sleep: () => Promise.reject(new Error('no timers here')) });
  assert.deepEqual((await errorOf(() => client.list())).message, 'the function `sleep` failed');
  const error = await errorOf(() => accelo([], { sleep: /** @type {any} */ (5) }));
  assert.match(error.message, /sleep/);
});

test('`maxRetries` and `maxWaitMs` bound what is repeated', async () => {
  const busy = () => failing(503);
  for (const [maxRetries, calls] of [[0, 1], [1, 2], [undefined, 4]]) {
    const { now, sleep, slept } = clockwork();
    const { client, seen } = accelo(Array(9).fill(busy), { now, sleep, maxRetries });
    assert.equal((await errorOf(() => client.list())).status, 503);
    assert.deepEqual([seen.calls, slept.length], [calls, Number(calls) - 1]);
  }
  const { now, sleep, slept } = clockwork();
  const { client, seen } = accelo([() => failing(503, { 'retry-after': '31' })], { now, sleep });
  const error = await errorOf(() => client.list());
  assert.deepEqual([error.status, error.retryable, error.retry_after, seen.calls, slept], [503, true, 31, 1, []]);
});

test('a platform that asks to slow down is waited for, or not', async () => {
  const slow = () => failing(429, { 'retry-after': '12' });
  const waiting = clockwork();
  const patient = accelo([slow], { now: waiting.now, sleep: waiting.sleep });
  assert.ok((await patient.client.list()).tasks.length > 0);
  assert.deepEqual([waiting.slept, patient.seen.calls - patient.simulators.totalCalls()], [[12_000], 1]);

  const { now, sleep, slept } = clockwork();
  const { client, seen } = accelo([slow], { now, sleep, onRateLimit: 'fail' });
  const first = await errorOf(() => client.list());
  assert.deepEqual([first.code, first.retryable, first.retry_after], ['platform_rate_limit', true, 12]);
  // Until then no call is made at all.
  await sleep(5000);
  const second = await errorOf(() => client.list());
  assert.deepEqual([second.code, second.retry_after, seen.calls], ['platform_rate_limit', 7, 1]);
  await sleep(7000);
  assert.ok((await client.list()).tasks.length > 0);
  assert.deepEqual(slept, [5000, 7000]);
});

/**
 * The bodies that a platform is written to, as its fetch sees them.
 * @param {import('../simulators/index.js').Platform} platform
 */
async function listening(platform) {
  /** @type {{ method: string, body: string }[]} */
  const written = [];
  const set = setUp({
    platforms: [platform],
    sizes: 30,
    wrap: (fetch) => async (request) => {
      if (['POST', 'PUT', 'PATCH'].includes(request.method)) written.push({ method: request.method, body: await request.clone().text() });
      return fetch(request);
    },
  });
  const { tasks } = await set.client.list({ expand: 'details' });
  written.length = 0;
  return { ...set, tasks, written };
}

test('what is undefined in a patch is not named; what is null is emptied', async () => {
  const { client, tasks, written } = await listening('SAGE_INTACCT');
  const { id } = await client.create('intacct-demo', draftBeside(tasks, { description: 'stays' }));
  written.length = 0;
  const kept = await client.update(id, { name: 'Renamed', description: undefined, due_at: undefined, platform_fields: undefined }, { expand: 'details' });
  assert.deepEqual(written.filter(({ method }) => method === 'PATCH').map(({ body }) => JSON.parse(body)), [{ name: 'Renamed' }]);
  assert.equal(kept.task?.description, 'stays');
  const emptied = await client.update(id, { description: null }, { expand: 'details' });
  assert.equal(emptied.task?.description, null);
  const nothing = await errorOf(() => client.update(id, { name: undefined }));
  assert.match(nothing.code, /^(field|request)_invalid$/);
});

test('a Date is a time', async () => {
  const { client, tasks } = await listening('KICKSERV');
  const start = new Date(Date.UTC(2026, 6, 9, 13, 45, 0));
  const made = await client.create('kickserv-demo', draftBeside(tasks, { start_at: start }), { expand: 'details' });
  assert.equal(made.task?.start_at, start.toISOString());
  const later = await client.update(made.id, { due_at: new Date(start.getTime() + 3_600_000) }, { expand: 'details' });
  assert.deepEqual([later.task?.start_at, later.task?.due_at], [start.toISOString(), '2026-07-09T14:45:00.000Z']);
});

test('what JSON would write as null, or leave out, is refused', async () => {
  const { client, tasks, written } = await listening('KICKSERV');
  const [{ id }] = tasks;
  for (const [patch, message] of /** @type {[any, string][]} */ ([
    [{ start_at: new Date(NaN) }, '`start_at` of the patch is a Date without a time'],
    [{ description: () => 'x' }, '`description` of the patch is not data'],
    [{ name: Symbol('x') }, '`name` of the patch is not data'],
    [{ platform_fields: { duration: Infinity } }, '`platform_fields.duration` of the patch is not a number'],
    [{ assignees: [1, NaN] }, '`assignees.1` of the patch is not a number'],
  ])) {
    const error = await errorOf(() => client.update(id, patch));
    assert.deepEqual([error.code, error.message], ['request_invalid', message]);
    assert.match(error.help ?? '', /null empties a field/);
  }
  /** @type {any} */
  const cycle = { name: 'x' };
  cycle.platform_fields = cycle;
  assert.equal((await errorOf(() => client.create('kickserv-demo', cycle))).message, 'the draft cannot be written as JSON');
  assert.deepEqual(written, []);
});
