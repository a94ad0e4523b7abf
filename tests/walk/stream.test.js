// A walk that changes on its way, `client.tasks()`, and walks that are given up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

test('limit may change in mid-walk, and is kept at each page', async () => {
  const { client, expected } = setUp({ sizes: 300 });
  const limits = [50, 3, 500, 1, 120, 7];
  const { pages, tasks } = await walk(client, { limit: limits[0] }, (request, pages) => ({
    ...request,
    limit: limits[pages.length % limits.length],
  }));
  assertRows(tasks, inOrder(expected, 'updated_at DESC'), 'changing limits');
  pages.slice(0, -1).forEach(({ tasks: { length } }, i) => {
    const limit = limits[i % limits.length];
    assert.ok(length === limit || (limit >= 50 && length === limit - 1), `page ${i} of at most ${limit} has ${length}`);
  });
});

test('expand may change in mid-walk', async () => {
  const { client, expected } = setUp({ sizes: 60 });
  // A list parted by commas is what the HTTP interface takes; the types name the other two.
  /** @type {any[]} */
  const expands = [undefined, 'details', 'platform_data', ['details', 'platform_data'], 'details,platform_data'];
  const { pages, tasks } = await walk(client, { limit: 20 }, (request, pages) => ({
    ...request,
    expand: expands[pages.length % expands.length],
  }));
  const plain = tasks.map(({ description: _1, start_at: _2, due_at: _3, completed_at: _4, assignees: _5, project: _6,
    parent_id: _7, priority: _8, percent_complete: _9, is_billable: _10, is_milestone: _11, logged_hours: _12,
    platform_data: _13, ...rest }) => rest);
  assertRows(plain, inOrder(expected, 'updated_at DESC'), 'changing expand');
  pages.forEach((page, i) => {
    const words = String(expands[i % expands.length]);
    for (const task of page.tasks) {
      assert.equal('description' in task, words.includes('details'), `page ${i}`);
      assert.equal('platform_data' in task, words.includes('platform_data'), `page ${i}`);
    }
  });
});

test('for await gives the rows of the pages', async () => {
  const { client, expected } = setUp({ sizes: 150 });
  for (const [sort, limit] of /** @type {const} */ ([['updated_at DESC', 50], ['name', 7]])) {
    const tasks = [];
    for await (const task of client.tasks({ sort, limit })) tasks.push(task);
    assertRows(secretFree(tasks), inOrder(expected, sort), sort);
  }
});

test('for await over a filter that matches nothing ends', async () => {
  const { client } = setUp({ sizes: 100 });
  for await (const task of client.tasks({ filter: 'name = "there is no such task"' })) assert.fail(task.name);
});

test('leaving for await early makes no more calls', async () => {
  let calls = 0;
  const { client, simulators, expected } = setUp({
    sizes: 150,
    wrap: (fetch) => (request) => {
      calls += 1;
      return fetch(request);
    },
  });
  const tasks = [];
  const stream = client.tasks({ limit: 10 });
  for await (const task of stream) {
    tasks.push(task);
    if (tasks.length === 15) break;
  }
  const before = calls;
  assertRows(tasks, inOrder(expected, 'updated_at DESC').slice(0, 15), 'the first fifteen');
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(calls, before);
  assert.equal(simulators.zohoBooks.calls.total, 0, 'the last platform was never needed');
});

test('a wrong request of tasks() is an error, with the first step at the latest', async () => {
  const { client, simulators } = setUp({ sizes: 10 });
  const error = await errorOf(async () => client.tasks({ filter: 'nmae = "x"' }).next());
  assert.equal(error.code, 'filter_field');
  assert.equal(simulators.totalCalls(), 0);
});

test('a signal that fired before ends the call before any request', async () => {
  const { client, simulators } = setUp({ sizes: 10 });
  const signal = AbortSignal.abort();
  for (const call of [
    () => client.list({ signal }),
    () => client.get('x', { signal }),
    () => client.tasks({ signal }).next(),
  ]) {
    const error = await errorOf(call);
    assert.equal(error.code, 'aborted');
    assert.equal(error.message, "the caller's signal had ended the request already");
  }
  assert.equal(simulators.totalCalls(), 0);
});

test('a signal that fires meanwhile ends the call, and the client is good for another', async () => {
  const abort = new AbortController();
  const { client, simulators, expected } = setUp({
    sizes: 300,
    wrap: (fetch) => async (request) => {
      if (simulators.kickserv.calls.total === 2) abort.abort();
      return fetch(request);
    },
  });
  const error = await errorOf(() => client.list({ sort: 'name', signal: abort.signal }));
  assert.equal(error.code, 'aborted');
  assert.equal(error.message, "the caller's signal ended the request");
  assert.equal(error.retryable, false);
  const calls = simulators.totalCalls();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(simulators.totalCalls(), calls, 'no call came after the end');
  simulators.reset();
  const { tasks } = await walk(client, { sort: 'name', limit: 500 });
  assertRows(tasks, inOrder(expected, 'name'), 'after an aborted call');
});

test('a signal ends a call even where a platform never answers', async () => {
  const abort = new AbortController();
  const { client } = setUp({
    wrap: () => (request) => {
      setTimeout(() => abort.abort(), 5);
      return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
    },
  });
  assert.equal((await errorOf(() => client.list({ signal: abort.signal }))).code, 'aborted');
});

test('a signal ends a call in the middle of an answer', async () => {
  const abort = new AbortController();
  const { client } = setUp({
    platforms: ['KICKSERV'],
    wrap: () => async (request) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('[{"id":1'));
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
          setTimeout(() => abort.abort(), 5);
        },
      });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    },
  });
  assert.equal((await errorOf(() => client.list({ signal: abort.signal }))).code, 'aborted');
});
