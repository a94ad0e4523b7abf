// order: "source": tasks as the platforms have them, unordered, page by page within any budget. Each is given exactly
// once, whatever the limit, the client and the calls of each page.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PLATFORMS, switchesOf } from '../simulators/index.js';
import { platformOf } from '../support/broken.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { NOW, assertRows, inOrder, setUp, walk } from '../support/walk.js';

/**
 * @typedef {import('taskweave').ListRequest} ListRequest
 * @typedef {import('taskweave').Page} Page
 * @typedef {import('taskweave').Task} Task
 * @typedef {import('../simulators/expected.js').ExpectedTask} ExpectedTask
 */

const SOURCE = /** @type {const} */ ({ order: 'source' });
/** The order in which rows are compared: any total one. */
const ANY = 'name';

/** @type {[string, (task: ExpectedTask) => boolean][]} */
const FILTERS = [
  ['status = "completed"', (t) => t.status === 'completed'],
  ['updated_at >= "2026-01-01" AND status != "unknown"', (t) => (t.updated_at ?? '') >= '2026-01-01' && t.status !== 'unknown'],
  ['name ~ "a" OR created_at = null', (t) => t.name.toLowerCase().includes('a') || t.created_at === null],
  ['NOT platform IN ("KICKSERV", "ACCELO")', (t) => t.platform !== 'KICKSERV' && t.platform !== 'ACCELO'],
];

/** @param {readonly Task[]} tasks */
function sorted(tasks) {
  const known = new Map(tasks.map((task) => [`${task.connection_id}\u001f${task.platform_id}`, task]));
  assert.equal(known.size, tasks.length, 'a task was given twice');
  return inOrder(/** @type {any} */ (tasks), ANY);
}

/**
 * Fails unless the tasks are the expected ones, in any order.
 * @param {readonly Task[]} tasks
 * @param {readonly ExpectedTask[]} wanted
 * @param {string} what
 */
function assertSame(tasks, wanted, what) {
  assert.equal(new Set(tasks.map(({ id }) => id)).size, tasks.length, `${what}: a task was given twice`);
  assertRows(/** @type {any} */ (inOrder(/** @type {any} */ (tasks), ANY)), inOrder(wanted, ANY), what);
}

/** One connection after the other, in the order of their ids. @param {readonly Task[]} tasks */
function assertOneAfterTheOther(tasks) {
  const met = tasks.map(({ connection_id }) => connection_id).filter((id, i, all) => id !== all[i - 1]);
  assert.deepEqual(met, [...new Set(met)].sort());
}

for (const [sizes, limit] of [[2000, 500], [2000, 50], [600, 7], [60, 1]]) {
  test(`limit ${limit} over ${PLATFORMS.length * sizes} tasks`, async () => {
    const { client, expected } = setUp({ sizes });
    const { pages, tasks } = await walk(client, { ...SOURCE, limit });
    assertSame(tasks, expected, `limit ${limit}`);
    assertOneAfterTheOther(tasks);
    for (const page of pages) {
      assert.equal(page.order, 'source');
      assert.deepEqual(page.sources.map(({ platform }) => platform), PLATFORMS);
      assert.ok(page.sources.every(({ mode, status }) => mode === 'source' && status !== 'failed'));
      for (const { platform, consistency } of page.sources) {
        if (platform === 'ACCELO' || platform === 'SAGE_INTACCT') assert.equal(consistency, 'consistent');
      }
    }
    const kickserv = pages.flatMap(({ sources }) => sources).filter(({ platform, calls }) => platform === 'KICKSERV' && calls > 0);
    if (sizes > 100) assert.equal(kickserv.at(-1)?.consistency, 'best_effort');
    assert.deepEqual(pages.at(-1)?.sources.map(({ status }) => status), PLATFORMS.map(() => 'done'));
  });
}

test('the tasks of Accelo come by their ids, and no page asks for more than it may need', async () => {
  const { client, simulators } = setUp({ platforms: ['ACCELO'], sizes: 300 });
  const { pages, tasks } = await walk(client, { ...SOURCE, limit: 20 });
  assert.deepEqual(tasks.map(({ platform_id }) => Number(platform_id)), Array.from({ length: 300 }, (_, i) => i + 1));
  for (const { sources } of pages) assert.ok(sources[0].calls <= 1 && sources[0].fetched <= 21);
  assert.equal(simulators.accelo.calls.total, pages.reduce((sum, { sources }) => sum + sources[0].calls, 0));
});

test('every page may have another limit, another client, and signed cursors', async () => {
  const { simulators, connections, expected } = setUp({ sizes: 700 });
  const limits = [1, 500, 3, 120, 49, 50, 51, 7, 333];
  for (const order of [connections, [...connections].reverse()]) {
    const options = { fetch: (/** @type {Request} */ request) => simulators.fetch(request), now: () => NOW, cursorKey: 'a key of the tests, long' };
    const clientOf = () => new taskweave.Client({ connections: /** @type {any} */ (order), ...options });
    /** @type {Task[]} */
    const tasks = [];
    /** @type {string | null | undefined} */
    let cursor;
    for (let i = 0; cursor !== null; i += 1) {
      /** @type {Page} */
      const page = secretFree(await clientOf().list({ ...SOURCE, limit: limits[i % limits.length], cursor }));
      tasks.push(...page.tasks);
      cursor = page.next_cursor;
      assert.ok((cursor ?? '').length <= 1024, 'the cursor is too long');
    }
    assertSame(tasks, expected, 'limits that change');
    assertOneAfterTheOther(tasks);
  }
});

test('filters, details and the platforms\' own records', async () => {
  const { client, expected } = setUp({ sizes: 500 });
  for (const [filter, holds] of FILTERS) {
    for (const limit of [500, 33]) {
      const { pages, tasks } = await walk(client, { ...SOURCE, filter, limit });
      const wanted = expected.filter(holds);
      assert.ok(wanted.length > 0);
      assertSame(tasks, wanted, filter);
      const read = pages.flatMap(({ sources }) => sources).filter(({ mode }) => mode !== 'not_read');
      assert.deepEqual([...new Set(read.map(({ mode }) => mode))], ['source']);
    }
  }
  const { tasks } = await walk(client, { ...SOURCE, expand: ['details', 'platform_data'], limit: 500 });
  const { tasks: others } = await walk(client, { sort: ANY, expand: ['details', 'platform_data'], limit: 500 });
  assert.deepEqual(sorted(tasks), others);
});

test('a filter that names projects reads these alone, each whole or in parts', async () => {
  const { client, connections, simulators } = setUp({ platforms: ['ZOHOBOOKS', 'KICKSERV'], sizes: 600 });
  const { tasks: all } = await walk(client, { sort: ANY, expand: 'details', limit: 500 });
  for (const { id, platform } of connections) {
    const own = all.filter(({ connection_id }) => connection_id === id);
    const projects = [...new Set(own.map(({ project }) => project?.id ?? ''))].filter(Boolean).slice(0, 3);
    for (const count of [1, 3]) {
      const named = projects.slice(0, count);
      const filter = `connection_id = "${id}" AND project.id IN (${named.map((project) => JSON.stringify(project)).join(', ')})`;
      const before = simulators.zohoBooks.calls.total;
      const { pages, tasks } = await walk(client, { ...SOURCE, filter, expand: 'details', limit: 2 });
      assert.deepEqual(sorted(tasks), own.filter(({ project }) => named.includes(project?.id ?? '')));
      if (platform === 'ZOHOBOOKS') {
        assert.ok(simulators.zohoBooks.calls.total - before <= pages.length + count, 'a page asks for a project once');
      }
    }
  }
});

test('a project that is gone is no hindrance, and the list goes on behind it', async () => {
  const ours = setUp({ platforms: ['ZOHOBOOKS'], sizes: 400 });
  const whole = await walk(ours.client, { ...SOURCE, expand: 'details', limit: 500 });
  const projects = [...new Set(whole.tasks.map(({ project }) => project?.id ?? ''))];
  const [, second] = projects;
  /** @type {Set<string>} */
  const gone = new Set();
  const { client } = setUp({
    platforms: ['ZOHOBOOKS'],
    sizes: 400,
    wrap: (fetch) => async (request) => {
      const { pathname } = new URL(request.url);
      if ([...gone].some((id) => pathname.endsWith(`/projects/${id}`))) {
        return Response.json({ code: 1002, message: 'Project does not exist.' }, { status: 404 });
      }
      const response = await fetch(request);
      if (!pathname.endsWith('/projects')) return response;
      const body = /** @type {any} */ (await response.json());
      body.projects = body.projects.filter((/** @type {any} */ { project_id }) => !gone.has(project_id));
      return Response.json(body, { headers: response.headers });
    },
  });
  // The first page ends in the middle of the second project, which is gone when the next one asks for it.
  const before = whole.tasks.findIndex(({ project }) => project?.id === second) + 2;
  const first = await client.list({ ...SOURCE, limit: before });
  assert.equal(first.tasks.length, before);
  gone.add(second);
  const { pages, tasks } = await walk(client, { ...SOURCE, limit: 500, cursor: first.next_cursor ?? assert.fail() });
  assert.ok(pages[0].warnings.some(({ code }) => code === 'part_gone'));
  const wanted = whole.tasks.filter(({ project }, i) => i < before || project?.id !== second);
  assert.deepEqual([...first.tasks, ...tasks].map(({ id }) => id), wanted.map(({ id }) => id));
  assert.equal(pages.at(-1)?.sources[0].consistency, 'best_effort');
});

let settings = 0;
after(() => console.log(`order "source": ${settings} settings`));

for (const platform of PLATFORMS) {
  for (const [name, { values }] of Object.entries(switchesOf(platform))) {
    test(`${platform} ${name}`, async () => {
      for (const value of values) {
        settings += 1;
        const { client, expected } = setUp({ platforms: [platform], sizes: 230, switches: { [platform]: { [name]: value } } });
        for (const limit of [200, 60]) {
          const { tasks } = await walk(client, { ...SOURCE, limit });
          assertSame(tasks, expected, `${JSON.stringify(value)}, ${limit} a page`);
        }
        const [filter, holds] = FILTERS[0];
        const { tasks } = await walk(client, { ...SOURCE, filter, limit: 40 });
        assertSame(tasks, expected.filter(holds), `${JSON.stringify(value)} where ${filter}`);
      }
    });
  }
}

/** @type {[import('../simulators/index.js').Platform, Record<string, string>][]} */
const BY_ID = [['ACCELO', {}], ['SAGE_INTACCT', {}], ['SAGE_INTACCT', { keyOrder: 'text' }]];

for (const [platform, switches] of BY_ID) {
  test(`what did not change while ${platform} was walked is given exactly once ${JSON.stringify(switches)}`, async () => {
    const { client, simulators, expected } = setUp({ platforms: [platform], sizes: 900, switches: { [platform]: switches } });
    const { hands } = platform === 'ACCELO' ? simulators.accelo : simulators.sageIntacct;
    const ids = expected.map(({ platform_id }) => platform_id);
    const named = (/** @type {string} */ name) => (platform === 'ACCELO' ? { title: name } : { name });
    /** @type {Set<string>} */
    const touched = new Set();
    let at = 0;
    const { tasks, pages } = await walk(client, { ...SOURCE, limit: 40 }, (request) => {
      for (let i = 0; i < 5; i += 1) {
        at = (at + 389) % 900;
        const id = ids[at];
        if (touched.has(id)) continue;
        touched.add(id);
        if (i % 2 === 0) hands.remove(id);
        else hands.change(id, named(`changed ${id}`));
      }
      hands.insert(named('new'));
      return { ...request, limit: 20 + (at % 60) };
    });
    const met = tasks.map(({ platform_id }) => platform_id);
    assert.equal(new Set(met).size, met.length, 'a task was given twice');
    const unchanged = ids.filter((id) => !touched.has(id));
    assert.ok(unchanged.length > 700 && touched.size > 50);
    assert.deepEqual(unchanged.filter((id) => !met.includes(id)), []);
    for (const { sources: [{ calls, fetched, consistency }] } of pages) {
      assert.ok(calls <= 2 && fetched <= 110, 'no page asks for more than it may need');
      assert.equal(consistency, 'consistent');
    }
  });
}

test('the last row of a page may be gone when Kickserv is asked again', async () => {
  const { client, simulators } = setUp({ platforms: ['KICKSERV'], sizes: 90 });
  const { tasks: all } = await walk(client, { ...SOURCE, limit: 500 });
  const first = await client.list({ ...SOURCE, limit: 30 });
  simulators.kickserv.hands.remove(first.tasks[29].platform_id);
  const { tasks, pages } = await walk(client, { ...SOURCE, limit: 30, cursor: first.next_cursor ?? assert.fail() });
  assert.deepEqual(tasks.map(({ id }) => id), all.slice(30).map(({ id }) => id));
  assert.equal(pages[0].sources[0].consistency, 'best_effort');
});

test('a list that is too large to be put in order says so, and can be walked all the same', async () => {
  const options = { maxCallsPerSource: 5 };
  const { client, expected } = setUp({ platforms: ['ACCELO'], sizes: 20_000, options });
  const error = await errorOf(() => client.list({ sort: 'name' }));
  assert.equal(error.code, 'budget_exceeded');
  assert.match(error.help ?? '', /`order: "source"`/);
  const { pages, tasks } = await walk(client, { ...SOURCE, limit: 500 });
  assertSame(tasks, expected, '20,000 tasks');
  assert.ok(pages.every(({ sources }) => sources[0].calls <= 5 && sources[0].consistency === 'consistent'));
});

test('a few calls a page go through everything, empty pages included', async () => {
  for (const maxCallsPerSource of [1, 2, 3]) {
    const { client, expected } = setUp({ sizes: 500, options: { maxCallsPerSource } });
    const [filter, holds] = FILTERS[0];
    const all = await walk(client, { ...SOURCE, limit: 500 });
    assertSame(all.tasks, expected, `${maxCallsPerSource} calls`);
    const { pages, tasks } = await walk(client, { ...SOURCE, filter: `${filter} AND name != ""`, limit: 100 });
    assertSame(tasks, expected.filter((task) => holds(task) && task.name !== ''), `${maxCallsPerSource} calls`);
    assert.ok(pages.every(({ sources }) => sources.every(({ calls }) => calls <= maxCallsPerSource)));
  }
  const { client, expected } = setUp({ sizes: 500, options: { maxCalls: 2 } });
  assertSame((await walk(client, { ...SOURCE, limit: 500 })).tasks, expected, 'two calls in all');
});

test('where no call is left at all, the budget is said to be too small', async () => {
  for (const options of [{ maxCallsPerSource: 0 }, { maxCalls: 0 }]) {
    const { client } = setUp({ sizes: 20, options });
    const error = await errorOf(() => client.list(SOURCE));
    assert.equal(error.code, 'budget_exceeded');
    assert.match(error.help ?? '', /maxCalls/);
    assert.doesNotMatch(error.help ?? '', /order: "source"/);
  }
});

test('a platform that fails fails a strict request, and the cursor before it goes on', async () => {
  for (const platform of PLATFORMS) {
    let is_broken = false;
    const { client, expected } = setUp({
      sizes: 150,
      options: { maxRetries: 0 },
      wrap: (fetch) => async (request) => (is_broken && platformOf(request) === platform ? new Response('no', { status: 500 }) : fetch(request)),
    });
    /** @type {Task[]} */
    const tasks = [];
    let failures = 0;
    /** @type {string | null | undefined} */
    let cursor;
    while (cursor !== null) {
      is_broken = failures < 3 && tasks.some((task) => task.platform === platform);
      try {
        const page = await client.list({ ...SOURCE, limit: 40, cursor });
        tasks.push(...page.tasks);
        cursor = page.next_cursor;
      } catch (error) {
        const { code, connection_id } = await errorOf(() => Promise.reject(error));
        assert.equal(code, 'platform_error');
        assert.ok(connection_id);
        failures += 1;
      }
    }
    assert.equal(failures, 3, platform);
    assertSame(tasks, expected, platform);
  }
});

test('a partial list gives the others, and the missing one once it is back', async () => {
  for (const platform of PLATFORMS) {
    let broken = false;
    const { client, expected } = setUp({
      sizes: 150,
      options: { maxRetries: 0 },
      wrap: (fetch) => async (request) => (broken && platformOf(request) === platform ? new Response('no', { status: 500 }) : fetch(request)),
    });
    const request = /** @type {const} */ ({ ...SOURCE, limit: 40, onError: 'partial' });
    /** @type {Task[]} */
    const tasks = [];
    /** @type {string | undefined} */
    let cursor;
    let failed = 0;
    // A first page of the platform, if it comes first; then it is away until nothing else is left.
    for (;;) {
      broken = tasks.length > 0;
      /** @type {Page} */
      let page;
      try {
        page = await client.list({ ...request, cursor });
      } catch (error) {
        const last = await errorOf(() => Promise.reject(error));
        assert.equal(last.code, 'platform_error');
        assert.ok((last.retry_after ?? 0) > 0);
        assert.ok(tasks.filter((task) => task.platform !== platform).length === 450);
        break;
      }
      tasks.push(...page.tasks);
      const away = page.sources.filter(({ status }) => status === 'failed');
      assert.ok(away.every((source) => source.platform === platform && source.error?.code === 'platform_error'));
      failed += away.length;
      cursor = page.next_cursor ?? assert.fail('the end was said while a source is missing');
    }
    assert.ok(failed > 0);
    broken = false;
    tasks.push(...(await walk(client, { ...request, cursor })).tasks);
    assertSame(tasks, expected, platform);
  }
});

test('a cursor belongs to its list', async () => {
  const { client } = setUp({ sizes: 100 });
  const source = (await client.list({ ...SOURCE, limit: 10 })).next_cursor ?? assert.fail();
  const list = (await client.list({ limit: 10 })).next_cursor ?? assert.fail();
  /** @type {[ListRequest, string][]} */
  const wrong = [
    [{ ...SOURCE, cursor: list }, 'cursor_mismatch'],
    [{ cursor: source }, 'cursor_mismatch'],
    [{ ...SOURCE, cursor: source, filter: 'name != ""' }, 'cursor_mismatch'],
    [{ ...SOURCE, cursor: source, connections: ['accelo-demo'] }, 'cursor_mismatch'],
    [{ ...SOURCE, cursor: source.slice(0, -3) }, 'cursor_truncated'],
    [{ ...SOURCE, cursor: `${source.slice(0, 40)}${source[40] === 'A' ? 'B' : 'A'}${source.slice(41)}` }, 'cursor_tampered'],
    [{ ...SOURCE, cursor: 'MTY3NDgzMTk0Ml82' }, 'cursor_invalid'],
  ];
  for (const [request, code] of wrong) assert.equal((await errorOf(() => client.list(request))).code, code, code);
  for (const change of [{ limit: 3 }, { expand: /** @type {const} */ ('details') }, { onError: /** @type {const} */ ('partial') }, { forceFetch: true }]) {
    assert.ok((await client.list({ ...SOURCE, cursor: source, ...change })).tasks.length > 0);
  }
});

test('a sort beside it, and an order that is none, are told', async () => {
  const { client } = setUp({ sizes: 10 });
  const beside = await errorOf(() => client.list({ ...SOURCE, sort: 'name' }));
  assert.equal(beside.code, 'request_invalid');
  assert.match(beside.help ?? '', /leave `sort` out/);
  const none = await errorOf(() => client.list(/** @type {any} */ ({ order: 'any' })));
  assert.match(none.help ?? '', /`source`/);
});

test('relative times are told from when the walk began', async () => {
  const { simulators, connections } = setUp({ sizes: 120 });
  let now = NOW;
  const client = new taskweave.Client({
    connections: /** @type {any} */ (connections),
    fetch: (request) => simulators.fetch(request),
    now: () => now,
  });
  const filter = 'created_at < now-1000d OR created_at = null';
  const at = (await walk(client, { ...SOURCE, filter, limit: 500 })).tasks.map(({ id }) => id);
  const later = await walk(client, { ...SOURCE, filter, limit: 9 }, (request) => {
    now += 100 * 86_400_000;
    return request;
  });
  assert.deepEqual(later.tasks.map(({ id }) => id), at);
  assert.equal(later.pages.at(-1)?.walk_started_at, new Date(NOW).toISOString());
});

test('explaining says what would be read, and whose turn it is', async () => {
  const { client, connections } = setUp({ sizes: 60 });
  const before = await client.explain({ ...SOURCE, filter: 'platform != "KICKSERV"', limit: 20 });
  assert.equal(before.order, 'source');
  assert.equal(before.sort, null);
  const turns = before.sources.map(({ platform, mode, waits, sort }) => ({ platform, mode, waits, sort }));
  assert.deepEqual(turns, PLATFORMS.map((platform) => ({
    platform,
    mode: platform === 'KICKSERV' ? 'not_read' : 'source',
    waits: platform === 'SAGE_INTACCT' || platform === 'ZOHOBOOKS',
    sort: platform === 'KICKSERV' ? 'here' : 'none',
  })));
  const accelo = before.sources.find(({ platform }) => platform === 'ACCELO') ?? assert.fail();
  assert.match(accelo.requests[0].url, /_limit=21/);
  assert.equal(accelo.consistency, 'consistent');
  // What it says is what is sent.
  /** @type {string[]} */
  const sent = [];
  const told = setUp({ sizes: 60, wrap: (fetch) => (request) => (sent.push(request.url), fetch(request)) });
  let cursor = /** @type {string | undefined} */ (undefined);
  for (let page = 0; page < 5; page += 1) {
    const { sources } = await told.client.explain({ ...SOURCE, limit: 25, cursor });
    const next = sources.find(({ waits, requests }) => !waits && requests.length > 0) ?? assert.fail();
    sent.length = 0;
    cursor = (await told.client.list({ ...SOURCE, limit: 25, cursor })).next_cursor ?? assert.fail();
    assert.equal(sent[0], next.requests[0].url);
  }
  assert.equal(connections.length, PLATFORMS.length);
});

test('tasks() walks it', async () => {
  const { client, expected } = setUp({ sizes: 80 });
  const tasks = [];
  for await (const task of client.tasks({ ...SOURCE, limit: 30 })) tasks.push(task);
  assertSame(tasks, expected, 'tasks()');
});
