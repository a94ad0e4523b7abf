// One platform of four answers badly: a clear error, the others unharmed, and nothing lost once it is well again.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ENTRIES, PLATFORMS } from '../simulators/platforms.js';
import { BYTE_LIMIT, DAMAGES, breaking } from '../support/broken.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {import('taskweave').ErrorData} ErrorData
 * @typedef {import('taskweave').ListRequest} ListRequest
 */

const SIZE = 60;
const SORT = 'updated_at DESC';
/** Every error, by platform and damage: what `bad-pages.json` of each platform's fixtures pins. */
/** @type {Record<string, Record<string, unknown>>} */
const found = {};

/** @param {Platform} platform @param {import('../support/broken.js').Damage} damage @param {(request: Request, call: number) => boolean} [when] */
function brokenSetUp(platform, damage, when) {
  const { broken, wrap } = breaking(platform, damage, when);
  // Nothing is remembered, so that each page asks each platform.
  return { broken, ...setUp({ sizes: SIZE, wrap, options: { maxPageBytes: BYTE_LIMIT, cacheMs: -1 } }) };
}

/**
 * A walk under "partial" as far as it goes without the broken platform: the rows, the reports and the last error.
 * @param {import('taskweave').Client} client
 * @param {ListRequest} request
 */
async function walkPartial(client, request) {
  const tasks = [];
  const reports = [];
  const sizes = [];
  let asked = { ...request, onError: /** @type {const} */ ('partial') };
  for (let pages = 0; pages < 50; pages += 1) {
    /** @type {import('taskweave').Page} */
    let page;
    try {
      page = secretFree(await client.list(asked));
    } catch (error) {
      const last = await errorOf(() => Promise.reject(error));
      return { tasks, reports, sizes, last, cursor: asked.cursor };
    }
    tasks.push(...page.tasks);
    sizes.push(page.tasks.length);
    reports.push(...page.sources.filter(({ status }) => status === 'failed'));
    const cursor = page.next_cursor ?? assert.fail('the end was said while a source is missing');
    assert.ok(!('walk_started_at' in page));
    asked = { ...asked, cursor };
  }
  return assert.fail('the walk does not end');
}

for (const platform of PLATFORMS) {
  for (const [name, damage] of Object.entries(DAMAGES)) {
    test(`${platform}: ${name}`, async () => {
      const { client, broken, connections, expected } = brokenSetUp(platform, damage);
      const connection = connections.find((each) => each.platform === platform)?.id;
      const others = connections.filter((each) => each.platform !== platform).map(({ id }) => id);

      // Strict: the request fails, and says who failed it.
      const strict = await errorOf(() => client.list({ sort: 'name' }));
      assert.deepEqual([strict.platform, strict.connection_id], [platform, connection]);
      found[`${platform}: ${name}`] = pinned(strict);
      // Other connections do not notice.
      const alone = await walk(client, { connections: others, sort: 'name' });
      assertRows(alone.tasks, inOrder(expected.filter((task) => task.platform !== platform), 'name'), 'the others alone');

      // Partial: all rows of the others, in order; the missing one is reported.
      for (const sort of [SORT, 'name']) {
        broken.now = true;
        const { tasks, reports, last, cursor } = await walkPartial(client, { sort, limit: 50 });
        assertRows(tasks, inOrder(expected.filter((task) => task.platform !== platform), sort), `the others by ${sort}`);
        for (const { error, kept } of reports) {
          assert.deepEqual([pinned(error ?? assert.fail()), kept], [pinned(strict), 0]);
          assert.deepEqual([error?.platform, error?.connection_id], [platform, connection]);
        }
        assert.deepEqual([last.code, last.platform, last.connection_id], [strict.code, platform, connection]);
        assert.equal(last.retry_after, strict.retry_after ?? 5);
        // Well again: the last cursor brings what was missing, and nothing twice.
        broken.now = false;
        const rest = await walk(client, { sort, limit: 50, cursor, onError: 'partial' });
        assertRows(rest.tasks, lateBehind(tasks.at(-1), expected, sort, platform), `${platform} by ${sort}`);
      }
    });
  }
}

/**
 * The tasks of a platform in order; those that the walk had passed when the platform failed come late, and say so.
 * @param {import('../support/walk.js').Task | undefined} last the last task that the walk gave
 * @param {readonly import('../simulators/expected.js').ExpectedTask[]} expected
 * @param {string} sort
 * @param {Platform} platform
 */
function lateBehind(last, expected, sort, platform) {
  const all = inOrder(expected, sort);
  const passed = all.findIndex((task) => task.connection_id === last?.connection_id && task.platform_id === last.platform_id);
  return all.flatMap((task, i) => (task.platform !== platform ? [] : [i < passed ? { ...task, is_late: true } : task]));
}

/**
 * What of an error is pinned.
 * @param {ErrorData} error
 */
function pinned({ code, message, help, status, retryable, retry_after, platform_code, platform_message }) {
  // How long the page was differs from list to list.
  const words = message.replace(/ column \d+/, ' column N');
  return Object.fromEntries(
    Object.entries({ code, message: words, help, status, retryable, retry_after, platform_code, platform_message }).filter(([, value]) => value !== undefined),
  );
}

test('each error is the one that is pinned', () => {
  for (const { platform, fixtures } of ENTRIES) {
    const golden = new URL(`../golden/${fixtures}/bad-pages.json`, import.meta.url);
    const own = Object.fromEntries(Object.entries(found).filter(([what]) => what.startsWith(`${platform}: `)));
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, `${JSON.stringify(own, null, 2)}\n`);
    assert.deepEqual(own, JSON.parse(readFileSync(golden, 'utf8')));
  }
});

test('a strict walk that was stopped by an error goes on from its cursor as if nothing had been', async () => {
  for (const platform of PLATFORMS) {
    const { client, broken, expected } = brokenSetUp(platform, DAMAGES['500']);
    broken.now = false;
    const sort = 'name';
    const first = await client.list({ sort, limit: 50 });
    broken.now = true;
    const cursor = first.next_cursor ?? assert.fail();
    assert.equal((await errorOf(() => client.list({ sort, limit: 50, cursor }))).code, 'platform_error');
    broken.now = false;
    const rest = await walk(client, { sort, limit: 50, cursor });
    assertRows([...first.tasks, ...rest.tasks], inOrder(expected, sort), platform);
  }
});

test('a platform that fails on some pages only: each task comes once, whenever it was there', async () => {
  for (const platform of PLATFORMS) {
    for (const sort of [SORT, 'updated_at ASC', 'name']) {
      const { client, broken, expected } = brokenSetUp(platform, DAMAGES['500']);
      let pages = 0;
      const { tasks } = await walk(client, { sort, limit: 20, onError: 'partial' }, (request) => {
        pages += 1;
        broken.now = pages % 3 === 1 && pages < 9;
        return request;
      });
      /** @typedef {{ connection_id: string, platform_id: string }} Identity */
      const byId = (/** @type {Identity} */ a, /** @type {Identity} */ b) =>
        a.connection_id.localeCompare(b.connection_id) || a.platform_id.localeCompare(b.platform_id);
      const given = tasks.map(({ id: _, last_synced_at: _synced, is_late: _late, ...task }) => task);
      const inTime = tasks.filter(({ is_late }) => !is_late);
      assert.deepEqual(given.sort(byId), [...expected].sort(byId), `${platform} by ${sort}`);
      // What is not late is in order.
      const place = new Map(inOrder(expected, sort).map((task, i) => [`${task.connection_id} ${task.platform_id}`, i]));
      const places = inTime.map((task) => place.get(`${task.connection_id} ${task.platform_id}`) ?? assert.fail());
      assert.deepEqual(places, [...places].sort((a, b) => a - b), `${platform} by ${sort}`);
    }
  }
});

test('a platform that fails from its second call on fails whole, and half of it is not given', async () => {
  /** @param {Platform} platform one of its pages holds up to 4000 tasks where most hold 100 at most */
  const large = (platform) => (platform === 'SAGE_INTACCT' ? 9000 : 300);
  for (const platform of PLATFORMS) {
    const { broken, wrap } = breaking(platform, DAMAGES['500'], (_, call) => call > 1);
    const { client, expected } = setUp({ sizes: { ...Object.fromEntries(PLATFORMS.map((each) => [each, 30])), [platform]: large(platform) }, wrap });
    const { tasks, cursor } = await walkPartial(client, { sort: 'name', limit: 50 });
    assert.ok(broken.calls > 1, platform);
    assertRows(tasks, inOrder(expected.filter((task) => task.platform !== platform), 'name'), platform);
    broken.now = false;
    const rest = await walk(client, { sort: 'name', limit: 500, cursor });
    assertRows(rest.tasks, lateBehind(tasks.at(-1), expected, 'name', platform), platform);
  }
});

test('all platforms fail: the first of them is the error, under partial too', async () => {
  const { client } = setUp({ sizes: 10, wrap: () => async () => new Response('', { status: 500 }) });
  for (const onError of /** @type {const} */ (['strict', 'partial'])) {
    const error = await errorOf(() => client.list({ sort: 'name', onError }));
    assert.deepEqual([error.code, error.platform, error.retryable, error.status], ['platform_error', 'SAGE_INTACCT', true, 500]);
  }
});

test('credentials that a failing fetch repeats are not repeated', async () => {
  for (const platform of PLATFORMS) {
    const { client } = brokenSetUp(platform, (_, request) => {
      throw new TypeError(`cannot send ${request.headers.get('authorization')}`);
    });
    assert.equal((await errorOf(() => client.list({ sort: 'name' }))).code, 'network');
  }
});

test('a filter’s and a sort’s mistake is told before any call, whatever the platforms do', async () => {
  const { client, simulators } = setUp({ sizes: 10, wrap: () => async () => assert.fail('a call was made') });
  for (const [request, code] of /** @type {[ListRequest, string][]} */ ([
    [{ filter: 'nmae = "x"' }, 'filter_field'],
    [{ sort: 'nmae' }, 'sort_invalid'],
    [{ limit: 0 }, 'limit_invalid'],
    [{ cursor: 'x' }, 'cursor_invalid'],
  ])) {
    assert.equal((await errorOf(() => client.list(request))).code, code);
  }
  assert.equal(simulators.totalCalls(), 0);
});
