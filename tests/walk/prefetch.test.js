// `client.tasks()` reads one page ahead and no more, ends at once when it is told to, and goes on after an error.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, test } from 'node:test';
import { createFaults } from '../simulators/shared/faults.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/** @typedef {import('taskweave').Task} Task */
/** @typedef {import('../simulators/shared/faults.js').PlanEntry} PlanEntry */

/** What is at once takes less, in milliseconds; what it is to end would take for ever. */
const AT_ONCE = 1000;

/** @type {unknown[]} */
const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
after(() => assert.deepEqual(unhandled, [], 'a rejection that nobody handled'));

const moment = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A promise's outcome, which must come at once.
 * @template T
 * @param {Promise<T>} promise
 */
async function atOnce(promise) {
  const late = moment(AT_ONCE).then(() => assert.fail('nothing came'));
  return /** @type {T} */ (await Promise.race([promise, late]));
}

/**
 * A client of an edge handler whose pages come when the test says so: page `n` has the tasks `n.0`, `n.1` and `n.2`.
 * @param {number} count of pages
 */
function gated(count) {
  /** @type {{ cursor: string | null, signal: AbortSignal, open: () => void }[]} */
  const asked = [];
  const client = new taskweave.Client({
    endpoint: 'https://tasks.example',
    accessTokens: ['a-token-of-this-test'],
    fetch: (request) =>
      new Promise((resolve, reject) => {
        const cursor = new URL(request.url).searchParams.get('cursor');
        const n = Number(cursor?.slice(1) ?? 0);
        const tasks = [0, 1, 2].map((i) => ({ id: `${n}.${i}` }));
        const page = { tasks, next_cursor: n + 1 < count ? `p${n + 1}` : null, sources: [], warnings: [] };
        asked.push({ cursor, signal: request.signal, open: () => resolve(Response.json(page)) });
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      }),
  });
  return { client, asked, cursors: () => asked.map(({ cursor }) => cursor) };
}

/** @param {Promise<IteratorResult<Task, undefined>>} step */
async function idOf(step) {
  return (await atOnce(step)).value?.id;
}

test('one page is asked for ahead, once the first task of a page is taken', async () => {
  const { client, asked, cursors } = gated(4);
  const stream = client.tasks({ limit: 3 });
  await moment();
  assert.deepEqual(cursors(), [], 'a stream that nobody reads calls nothing');
  const first = stream.next();
  await moment();
  assert.deepEqual(cursors(), [null]);
  asked[0].open();
  assert.equal(await idOf(first), '0.0');
  await moment();
  assert.deepEqual(cursors(), [null, 'p1'], 'page two is under way');
  asked[1].open();
  await moment();
  assert.equal(await idOf(stream.next()), '0.1');
  assert.equal(await idOf(stream.next()), '0.2');
  await moment();
  assert.deepEqual(cursors(), [null, 'p1'], 'page two is here, and none of its tasks was taken');
  assert.equal(stream.cursor, null);
  assert.equal(await idOf(stream.next()), '1.0');
  assert.equal(stream.cursor, 'p1');
  await moment();
  assert.deepEqual(cursors(), [null, 'p1', 'p2']);
  await stream.return();
});

test('steps that overlap keep their order, and ask for one page at a time', async () => {
  const { client, asked, cursors } = gated(3);
  const stream = client.tasks();
  const steps = Array.from({ length: 12 }, () => stream.next());
  for (let page = 0; page < 3; page += 1) {
    await moment();
    assert.equal(cursors().length, page + 1);
    asked[page].open();
  }
  const ids = (await atOnce(Promise.all(steps))).map(({ value, done }) => (done ? 'end' : value.id));
  assert.deepEqual(ids, ['0.0', '0.1', '0.2', '1.0', '1.1', '1.2', '2.0', '2.1', '2.2', 'end', 'end', 'end']);
});

for (const [what, waits] of /** @type {const} */ ([['a page', true], ['nothing', false]])) {
  test(`leaving a stream that waits for ${what} ends its calls at once`, async () => {
    const { client, asked, cursors } = gated(4);
    const abort = new AbortController();
    const stream = client.tasks({ signal: abort.signal });
    const first = stream.next();
    await moment();
    asked[0].open();
    await first;
    await moment();
    assert.equal(getEventListeners(abort.signal, 'abort').length, 1);
    const waiting = waits ? [stream.next(), stream.next(), stream.next(), stream.next()] : [];
    assert.deepEqual(await atOnce(stream.return()), { value: undefined, done: true });
    await moment(0);
    assert.equal(asked[1].signal.aborted, true);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0, 'the signal is let go');
    const outcomes = (await atOnce(Promise.all(waiting))).map(({ value }) => value?.id);
    assert.deepEqual(outcomes, waits ? ['0.1', '0.2', undefined, undefined] : []);
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
    abort.abort();
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
    assert.equal(cursors().length, 2);
  });

  test(`a signal ends a stream that waits for ${what} at once`, async () => {
    const { client, asked, cursors } = gated(4);
    const abort = new AbortController();
    const stream = client.tasks({ signal: abort.signal });
    const first = stream.next();
    await moment();
    asked[0].open();
    await first;
    await moment();
    const waiting = waits ? [stream.next(), stream.next(), stream.next(), stream.next()] : [];
    const outcomes = Promise.allSettled(waiting);
    abort.abort(new Error('enough'));
    await moment(0);
    assert.equal(asked[1].signal.aborted, true);
    const ids = (await atOnce(outcomes)).map((each) => (each.status === 'fulfilled' ? each.value.value?.id : each.reason.code));
    assert.deepEqual(ids, waits ? ['0.1', '0.2', 'aborted', 'aborted'] : []);
    const error = await errorOf(() => atOnce(stream.next()));
    assert.deepEqual([error.code, error.message], ['aborted', "the caller's signal ended the request"]);
    await moment();
    assert.equal(cursors().length, 2);
    assert.deepEqual(await stream.return(), { value: undefined, done: true });
    assert.deepEqual(await stream.next(), { value: undefined, done: true }, 'who has left hears of no abort');
  });
}

test('a signal that fires when all was given changes nothing, and is let go', async () => {
  const { client, asked } = gated(1);
  const abort = new AbortController();
  const stream = client.tasks({ signal: abort.signal });
  const first = stream.next();
  await moment();
  asked[0].open();
  const ids = [await idOf(first), await idOf(stream.next()), await idOf(stream.next())];
  assert.deepEqual(ids, ['0.0', '0.1', '0.2']);
  assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  abort.abort();
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
});

test('a signal that fires between tasks() and the first step is an abort, and no call is made', async () => {
  const { client, cursors } = gated(1);
  const abort = new AbortController();
  const stream = client.tasks({ signal: abort.signal });
  abort.abort();
  for (let i = 0; i < 2; i += 1) assert.equal((await errorOf(() => stream.next())).code, 'aborted');
  assert.deepEqual(cursors(), []);
});

test('what is no signal is refused before any call', async () => {
  const { client, cursors } = gated(1);
  const error = await errorOf(async () => client.tasks({ signal: /** @type {any} */ ({ aborted: false }) }).next());
  assert.equal(error.code, 'request_invalid');
  assert.deepEqual(cursors(), []);
});

/**
 * A direct client over platforms that fail as the plan says.
 * @param {PlanEntry[]} plan
 * @param {import('../support/walk.js').SetUp} options
 */
function faulty(plan, options) {
  /** @type {AbortSignal[]} */
  const signals = [];
  /** @type {ReturnType<typeof createFaults> | undefined} */
  let faults;
  const set = setUp({
    ...options,
    wrap: () => (request) => {
      signals.push(request.signal);
      faults ??= createFaults(set.simulators, { plan });
      return faults.fetch(request);
    },
    options: { maxRetries: 0, ...options.options },
  });
  return { ...set, signals, expected: set.expected };
}

for (const platform of /** @type {const} */ (['SAGE_INTACCT', 'ACCELO'])) {
  test(`${platform} is asked for two pages when one task was taken, and for three when the second page is read`, async () => {
    const { client, simulators, expected } = setUp({ platforms: [platform], sizes: 200 });
    const pages = [];
    let cursor;
    for (let i = 0; i < 3; i += 1) {
      const page = await client.list({ limit: 20, cursor });
      cursor = page.next_cursor ?? assert.fail();
      pages.push({ calls: simulators.totalCalls(), size: page.tasks.length });
    }
    simulators.reset();
    const stream = client.tasks({ limit: 20 });
    const tasks = [];
    const [{ size }, second, third] = pages;
    for (let i = 0; i <= size; i += 1) {
      tasks.push((await stream.next()).value ?? assert.fail());
      await moment(i % size === 0 ? 60 : 0);
      assert.equal(simulators.totalCalls(), (i < size ? second : third).calls, `calls at task ${i}`);
    }
    assertRows(tasks, inOrder(expected, 'updated_at DESC').slice(0, size + 1), 'the first tasks');
    await stream.return();
  });

  test(`an error of ${platform} in mid-walk stands where its page would, and the stream goes on after it`, async () => {
    const { pages } = await walk(setUp({ platforms: [platform], sizes: 120 }).client, { limit: 20 });
    let given = 0;
    const edges = pages.map((page) => `${(given += page.tasks.length)} network`);
    const { client, expected } = faulty([{ fault: 'dropped', at: [2, 3, 6] }], { platforms: [platform], sizes: 120 });
    const stream = client.tasks({ limit: 20 });
    /** @type {Task[]} */
    const tasks = [];
    const failures = [];
    for (;;) {
      try {
        const { value, done } = await stream.next();
        if (done) break;
        tasks.push(value);
      } catch (error) {
        failures.push(`${tasks.length} ${secretFree(/** @type {import('taskweave').TaskweaveError} */ (error)).code}`);
      }
    }
    assertRows(tasks, inOrder(expected, 'updated_at DESC'), 'a walk with errors');
    // After whole pages: twice at the same place, since the second try fails as well.
    const [first, second, third, ...more] = failures;
    assert.equal(first, second);
    assert.deepEqual(more, []);
    for (const failure of [first, third]) assert.ok(edges.slice(0, -1).includes(failure), `${failure}: not one of ${edges}`);
    assert.notEqual(first, third);
  });
}

test('a signal ends the reading of a body that never ends', async () => {
  const abort = new AbortController();
  const { client, signals } = faulty([{ fault: 'slow_body', at: 1, never: true }], { platforms: ['ACCELO'], sizes: 100 });
  const stream = client.tasks({ limit: 10, signal: abort.signal });
  for (let i = 0; i < 9; i += 1) await stream.next();
  // Page one has nine tasks or ten.
  const waiting = Promise.allSettled([stream.next(), stream.next()]);
  await moment();
  abort.abort();
  const [, last] = await atOnce(waiting);
  assert.equal(last.status === 'rejected' && last.reason.code, 'aborted');
  await moment(0);
  assert.equal(signals.length, 2);
  assert.ok(signals[1].aborted);
});

test('leaving for await ends the reading of a body that never ends', async () => {
  const { client, signals } = faulty([{ fault: 'slow_body', at: 1, never: true }], { platforms: ['ACCELO'], sizes: 100 });
  const reading = (async () => {
    let taken = 0;
    for await (const { id } of client.tasks({ limit: 10 })) {
      assert.ok(id);
      taken += 1;
      if (taken === 2) await moment();
      if (taken === 3) break;
    }
  })();
  await atOnce(reading);
  await moment(0);
  assert.equal(signals.length, 2);
  assert.ok(signals[1].aborted);
});

test('a walk that begins with the cursor of a stream misses nothing, and repeats a page at most', async () => {
  const { client, expected } = setUp({ sizes: 60 });
  for (const taken of [0, 1, 19, 20, 21, 60, 100]) {
    const stream = client.tasks({ sort: 'name', limit: 20 });
    const before = [];
    while (before.length < taken) before.push((await stream.next()).value ?? assert.fail());
    const cursor = stream.cursor ?? undefined;
    await stream.return();
    const rest = [];
    for await (const task of client.tasks({ sort: 'name', limit: 20, cursor })) rest.push(task);
    const repeated = before.length + rest.length - expected.length;
    assert.ok(repeated >= 0 && repeated <= 20, `${repeated} tasks came again after ${taken}`);
    assertRows([...before.slice(0, taken - repeated), ...rest], inOrder(expected, 'name'), `after ${taken}`);
  }
});
