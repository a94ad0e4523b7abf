// What a list would do, at the edge and in a client: nothing is called, no credential shows. And lists
// that call fewer platforms than they have.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSimulators } from '../simulators/index.js';
import { startWorker, token, url } from '../support/edge.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { NOW, NOW_TEXT, assertRows, inOrder, setUp, walk } from '../support/walk.js';

/** @typedef {import('taskweave').Explanation} Explanation */

const direct = setUp();
const ALL = [1, 2, 3, 4];
const FILTER = 'status = "planned" AND updated_at >= now-30d AND name ~ "e"';

/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;
/** @type {import('taskweave').Client} */
let remote;
before(async () => {
  worker = await startWorker();
  remote = new taskweave.Client({ endpoint: 'https://tasks.example', accessTokens: ALL.map(token), fetch: worker.dispatch });
});
after(() => worker.stop());

/** @param {Explanation} explanation @param {string} platform */
function sourceOf({ sources }, platform) {
  return sources.find((source) => source.platform === platform) ?? assert.fail(`no source of ${platform}`);
}

test('a list is explained without a call', async () => {
  direct.simulators.reset();
  await worker.calls();
  const here = secretFree(await direct.client.explain({ filter: FILTER, limit: 20 }));
  assert.equal(direct.simulators.totalCalls(), 0);
  const { status, body } = await worker.ask(url('/tasks', ALL, { filter: FILTER, limit: 20, explain: 'true' }));
  assert.equal(status, 200);
  assert.deepEqual(body, here);
  assert.deepEqual(secretFree(await remote.explain({ filter: FILTER, limit: 20 })), here);
  assert.equal(await worker.calls(), 0);

  assert.equal(here.filter, FILTER);
  assert.equal(here.resolved_filter, 'status = "planned" AND updated_at >= "2026-06-01T09:30:00.000Z" AND name ~ "e"');
  assert.deepEqual([here.sort, here.limit, here.walk_started_at], ['updated_at DESC', 20, NOW_TEXT]);
  const intacct = sourceOf(here, 'SAGE_INTACCT');
  assert.equal(intacct.mode, 'keyset');
  const [request] = intacct.requests;
  assert.deepEqual(
    { method: request.method, url: request.url, authorization: request.headers.Authorization },
    { method: 'POST', url: 'https://api.intacct.com/ia/api/v1/services/core/query', authorization: 'Bearer ***' },
  );
  assert.equal(/** @type {any} */ (request.body).size, 21);
  for (const source of here.sources.filter(({ mode }) => mode !== 'not_read')) {
    assert.ok(source.requests.every(({ headers }) => / \*\*\*$/.test(headers.Authorization)), JSON.stringify(source.requests));
    assert.ok(source.predicates.every(({ reason }) => reason.length > 10));
    assert.ok(source.expected_calls.at_least <= source.expected_calls.at_most);
  }
  // Tasks of Zoho Books have no dates.
  assert.deepEqual([sourceOf(here, 'ZOHOBOOKS').mode, sourceOf(here, 'ZOHOBOOKS').requests], ['not_read', []]);
});

test('what is explained is what is sent', async () => {
  /** @type {string[]} */
  const sent = [];
  const simulators = createSimulators();
  const client = new taskweave.Client({
    connections: /** @type {import('taskweave').Connection[]} */ (simulators.connections),
    now: () => NOW,
    fetch: (request) => {
      sent.push(`${request.method} ${request.url}`);
      return simulators.fetch(request);
    },
  });
  const request = { filter: 'platform != "ZOHOBOOKS" AND updated_at >= today-7d', limit: 5 };
  const { sources } = await client.explain(request);
  assert.deepEqual(sent, []);
  const page = await client.list(request);
  const first = sources.flatMap(({ requests }) => requests).map(({ method, url: address }) => `${method} ${address}`);
  assert.deepEqual(sent.slice(0, first.length), first);
  const next = await client.explain({ ...request, cursor: page.next_cursor ?? assert.fail() });
  assert.equal(next.walk_started_at, NOW_TEXT);
  assert.notDeepEqual(next.sources[0].requests, sources[0].requests);
  // What was read whole a moment ago is kept.
  assert.deepEqual([sourceOf(next, 'KICKSERV').requests, sourceOf(next, 'KICKSERV').expected_calls.at_most], [[], 0]);
});

test('HEAD, prefixes, and what is no boolean', async () => {
  await worker.calls();
  const head = await worker.ask(url('/accounting/tasks', ALL, { explain: 'true' }), { method: 'HEAD' });
  assert.deepEqual([head.status, head.body], [200, null]);
  const wrong = await worker.ask(url('/tasks', ALL, { explain: 'yes' }));
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.error_message, '`explain` is not `true` or `false`');
  const bad = await worker.ask(url('/tasks', ALL, { explain: 'true', filter: 'stauts = null' }));
  assert.deepEqual([bad.status, bad.body.error_code, bad.body.error_metadata.span], [400, 'FILTER_FIELD', { start: 0, end: 6 }]);
  assert.equal(await worker.calls(), 0);
  const off = await worker.ask(url('/tasks', [3], { explain: 'false', limit: 1 }));
  assert.equal(off.body.tasks.length, 1);
});

test('a platform of which nothing can match is not called', async () => {
  for (const [n, platform] of /** @type {const} */ ([[1, 'SAGE_INTACCT'], [2, 'ACCELO'], [3, 'KICKSERV'], [4, 'ZOHOBOOKS']])) {
    const filter = `platform = "${platform}" AND status != "completed"`;
    direct.simulators.reset();
    const { tasks, pages } = await walk(direct.client, { filter, sort: 'name', limit: 500 });
    const wanted = direct.expected.filter((task) => task.platform === platform && task.status !== 'completed');
    assertRows(tasks, inOrder(wanted, 'name'), filter);
    for (const each of /** @type {const} */ (['SAGE_INTACCT', 'ACCELO', 'KICKSERV', 'ZOHOBOOKS'])) {
      assert.equal(direct.simulators.byPlatform[each].calls.total > 0, each === platform, `${filter}: ${each}`);
    }
    for (const { sources } of pages) {
      const idle = sources.filter((source) => source.platform !== platform);
      assert.ok(idle.every(({ mode, status, calls }) => mode === 'not_read' && status === 'done' && calls === 0), JSON.stringify(idle));
    }
    const { body } = await worker.ask(url('/tasks', [(n % 4) + 1], { filter }));
    assert.deepEqual([body.tasks, body.next_cursor, body.sources[0].mode], [[], null, 'not_read']);
  }
});

test('a filter that can match nothing calls nobody and is the last page', async () => {
  await worker.calls();
  for (const filter of [
    'status = "completed" AND status = "planned"',
    'updated_at > now AND updated_at <= now',
    'platform_url ~ "https"',
    'platform = "ACCELO" AND connection_id = "kickserv-demo"',
    'name = null OR id = "nobody"',
  ]) {
    const { status, body } = await worker.ask(url('/tasks', ALL, { filter }));
    assert.deepEqual([status, body.tasks, body.next_cursor, body.walk_started_at], [200, [], null, NOW_TEXT], filter);
  }
  assert.equal(await worker.calls(), 0);
});

test('relative times are told from when the walk began, on every page', async () => {
  let now = NOW;
  const { client, expected } = setUp({ platforms: ['ACCELO', 'KICKSERV'], options: { now: () => now } });
  const since = new Date(NOW - 90 * 86_400_000).toISOString();
  const wanted = expected.filter(({ updated_at }) => updated_at !== null && updated_at >= since);
  const request = { filter: 'updated_at >= now-90d', limit: 25 };
  const { tasks, pages } = await walk(client, request, (next) => {
    now += 20 * 86_400_000;
    return next;
  });
  assert.ok(pages.length > 5, 'the clock has moved beyond all tasks');
  assertRows(tasks, inOrder(wanted, 'updated_at DESC'), request.filter);
  assert.equal(pages.at(-1)?.walk_started_at, NOW_TEXT);
});

test('the offset of a clock belongs to a walk that has relative times', async () => {
  await worker.calls();
  const today = { filter: 'updated_at >= today-60d', limit: 5 };
  const first = await remote.list({ ...today, utcOffsetMinutes: -300 });
  const cursor = first.next_cursor ?? assert.fail();
  await remote.list({ ...today, utcOffsetMinutes: -300, cursor });
  const error = await errorOf(() => remote.list({ ...today, cursor }));
  assert.equal(error.code, 'cursor_mismatch');
  const { resolved_filter } = await remote.explain({ ...today, utcOffsetMinutes: -300 });
  assert.equal(resolved_filter, 'updated_at >= "2026-05-02T05:00:00.000Z"');
  for (const offset of [1081, -1081, 0.5, /** @type {any} */ ('x')]) {
    for (const client of [remote, direct.client]) {
      assert.equal((await errorOf(() => client.list({ utcOffsetMinutes: offset }))).code, 'request_invalid', String(offset));
    }
  }
  const wrong = await worker.ask(url('/tasks', ALL, { utc_offset_minutes: 1081 }));
  assert.deepEqual([wrong.status, wrong.body.error_message], [400, 'a clock cannot be 1081 minutes ahead of UTC']);
  const typo = await worker.ask(url('/tasks', ALL, { utc_ofset_minutes: 60 }));
  assert.equal(typo.body.error_metadata.help, 'did you mean `utc_offset_minutes`?');
});
