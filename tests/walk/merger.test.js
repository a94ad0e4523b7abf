// Pages that a user fetches by hand, merged: the same rows in the same order as an independent computation has them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rawPages } from '../support/raw-pages.js';
import { PACKAGE, taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { NOW, NOW_TEXT, assertRows, bare, inOrder, setUp } from '../support/walk.js';

/**
 * @typedef {import('taskweave').Merged} Merged
 * @typedef {import('taskweave').Task} Task
 * @typedef {import('taskweave').PageMergerOptions} PageMergerOptions
 * @typedef {import('../support/raw-pages.js').RawSort} RawSort
 */

/**
 * Fetches what is needed, and nothing else, until all is done.
 * @param {ReturnType<typeof setUp>} setUp
 * @param {Omit<PageMergerOptions, 'sources'>} options
 * @param {{ sort?: RawSort, size?: number, overlap?: boolean, told?: boolean }} [fetching] `told`: who comes in no order is said to
 */
async function merge({ simulators, connections }, options, { sort, size, overlap = false, told = true } = {}) {
  const isSorted = (/** @type {string} */ platform) => sort !== undefined && ['SAGE_INTACCT', 'ACCELO'].includes(platform);
  const sources = connections.map(({ id, platform, statusMap }) => ({ id, platform, statusMap, ordered: !told || isSorted(platform) }));
  const merger = new taskweave.PageMerger(/** @type {any} */ ({ sources, now: NOW, ...options }));
  const pages = new Map(connections.map((each) => [each.id, rawPages((request) => simulators.fetch(request), each, { sort, size })]));
  /** @type {Merged[]} */
  const steps = [];
  /** @type {Record<string, number>} */
  const fetched = Object.fromEntries(connections.map(({ id }) => [id, 0]));
  /** @type {Record<string, Uint8Array>} */
  const before = {};
  for (;;) {
    const step = secretFree(merger.next());
    steps.push(step);
    assert.ok(step.tasks.length <= (options.limit ?? 50));
    if (step.done) {
      assert.deepEqual(step.needs, []);
      assert.deepEqual(merger.next(), { tasks: [], done: true, needs: [] });
      break;
    }
    if (step.needs.length === 0) assert.equal(step.tasks.length, options.limit ?? 50, 'there is more to give, and the step is short');
    for (const id of step.needs) {
      const { value } = (await pages.get(id)?.next()) ?? assert.fail();
      const page = value ?? assert.fail(`${id} was needed after its last page`);
      // A user may fetch a page twice, as after a failure.
      if (overlap && before[id]) merger.push(id, before[id]);
      before[id] = page.bytes;
      fetched[id] += 1;
      const { rows, warnings } = merger.push(id, page.bytes, { last: page.last });
      assert.ok(rows <= (size ?? 50) || id === 'zoho-demo');
      for (const { code, connection_id } of warnings) assert.deepEqual([code, connection_id], ['status_unknown', id]);
    }
  }
  merger.free();
  return { tasks: steps.flatMap(({ tasks }) => tasks), steps, fetched };
}

const OWN_ORDER = ['updated_at DESC', 'created_at', 'name', 'status ASC, updated_at DESC', 'connection_id DESC, name', 'platform, created_at DESC'];

for (const sort of OWN_ORDER) {
  test(`pages in the platforms' own order, by ${sort}`, async () => {
    const all = setUp({ sizes: 230 });
    const { tasks } = await merge(all, { sort, limit: 40 });
    assertRows(tasks, inOrder(all.expected, sort), sort);
    for (const task of tasks) assert.equal(task.last_synced_at, NOW_TEXT);
  });

  test(`the same without a word on their order, by ${sort}`, async () => {
    const all = setUp({ sizes: 230 });
    const { tasks } = await merge(all, { sort, limit: 40 }, { told: false });
    // A first page with one task looks sorted. What then comes late is given all the same.
    const known = new Map(all.expected.map((task) => [`${task.connection_id} ${task.platform_id}`, task]));
    const of = (/** @type {Task} */ { connection_id, platform_id }) => known.get(`${connection_id} ${platform_id}`) ?? assert.fail();
    const onTime = tasks.filter(({ is_late }) => !is_late);
    assertRows(onTime, inOrder(onTime.map(of), sort), sort);
    for (const { is_late, ...task } of tasks.filter((task) => task.is_late)) {
      assert.equal(is_late, true);
      assert.deepEqual(bare(task), of(task));
    }
    assert.equal(new Set(tasks.map(({ id }) => id)).size, tasks.length);
    assert.equal(tasks.length, all.expected.length);
  });
}

/** @type {{ text: string, sort: RawSort }[]} */
const SORTED = [
  { text: 'updated_at DESC', sort: { field: 'updated_at', descending: true } },
  { text: 'updated_at', sort: { field: 'updated_at', descending: false } },
  { text: 'created_at DESC, name', sort: { field: 'created_at', descending: true } },
];

for (const { text, sort } of SORTED) {
  test(`sorted pages, by ${text}`, async () => {
    for (const overlap of [false, true]) {
      const all = setUp({ sizes: 330 });
      const { tasks, steps, fetched } = await merge(all, { sort: text, limit: 25 }, { sort, overlap });
      assertRows(tasks, inOrder(all.expected, text), text);
      assert.ok(fetched['intacct-demo'] > 5 && fetched['accelo-demo'] > 5);
      assert.ok(steps.length > tasks.length / 25);
    }
  });
}

test('sources in order give their rows before they are read whole', async () => {
  const all = setUp({ sizes: 1000, platforms: ['SAGE_INTACCT', 'ACCELO'] });
  const sort = { field: /** @type {const} */ ('updated_at'), descending: true };
  const { connections, simulators } = all;
  const merger = new taskweave.PageMerger(/** @type {any} */ ({ sources: connections.map(({ id, platform }) => ({ id, platform })), now: NOW }));
  const first = merger.next();
  assert.deepEqual(first, { tasks: [], done: false, needs: connections.map(({ id }) => id) });
  for (const connection of connections) {
    const { value } = await rawPages((request) => simulators.fetch(request), connection, { sort }).next();
    merger.push(connection.id, (value ?? assert.fail()).bytes);
  }
  const { tasks, needs, done } = merger.next();
  const wanted = inOrder(all.expected, 'updated_at DESC');
  assert.ok(tasks.length >= 40, `${tasks.length}`);
  assertRows(tasks, wanted.slice(0, tasks.length), 'the first step');
  assert.equal(done, false);
  assert.ok(needs.length <= 1);
  assert.equal(simulators.totalCalls(), 2);
});

test('filters, details and the own record are those of a list', async () => {
  const filters = [
    'status = "in_progress" OR name ~* "ROOF"',
    'platform = "ACCELO"',
    'description != null AND NOT description ~ "a"',
    'updated_at >= today-1y',
    'platform_data.title ^= "R" OR platform_data.task_name ^= "R"',
  ];
  for (const filter of filters) {
    const all = setUp({ sizes: 150 });
    const request = { filter, sort: 'name', expand: /** @type {'details'} */ ('details'), limit: 100 };
    const { tasks, fetched } = await merge(all, request);
    /** @type {Task[]} */
    const listed = [];
    for await (const task of all.client.tasks({ ...request, limit: 500 })) listed.push(task);
    assert.ok(listed.length > 0, filter);
    // By hand not all details were asked for.
    const same = (/** @type {Task[]} */ tasks) => tasks.map(({ id, name, status, description, updated_at }) => ({ id, name, status, description, updated_at }));
    assert.deepEqual(same(tasks), same(listed), filter);
    if (filter.startsWith('platform =')) {
      assert.deepEqual(Object.entries(fetched).filter(([, pages]) => pages > 0).map(([id]) => id), ['accelo-demo']);
    }
  }
  const { tasks } = await merge(setUp({ sizes: 20 }), { expand: 'platform_data' });
  for (const { platform_data } of tasks) assert.equal(typeof platform_data, 'object');
});

test('a source without dates is needed once all dated rows are out', async () => {
  const all = setUp({ sizes: 60, platforms: ['ACCELO', 'ZOHOBOOKS'] });
  const { tasks, steps } = await merge(all, { limit: 10 });
  assertRows(tasks, inOrder(all.expected, 'updated_at DESC'), 'by updated_at');
  const dated = all.expected.filter(({ updated_at }) => updated_at !== null).length;
  let given = 0;
  for (const { tasks: step, needs } of steps) {
    given += step.length;
    if (needs.includes('zoho-demo')) assert.ok(given >= dated, `needed after ${given} of ${dated}`);
  }
});

test('pages may be texts, and a status map is heard', () => {
  const merger = new taskweave.PageMerger({ sources: [{ id: 'z', platform: 'ZOHOBOOKS', statusMap: { active: 'planned' } }], now: new Date(NOW) });
  const { rows } = merger.push('z', '{"project": {"project_id": "1", "tasks": [{"task_id": "2", "task_name": "é", "status": "active"}]}}', { last: true });
  assert.equal(rows, 1);
  const { tasks, done } = merger.next();
  assert.deepEqual([tasks[0].name, tasks[0].status, tasks[0].last_synced_at, done], ['é', 'planned', NOW_TEXT, true]);
  assert.ok(!('is_late' in tasks[0]));
});

test('a row that comes late is marked', () => {
  const merger = new taskweave.PageMerger({ sources: [{ id: 'k', platform: 'KICKSERV' }], sort: 'name' });
  const page = (/** @type {string[]} */ ...names) => JSON.stringify(names.map((name) => ({ id: name, name, created_at: null, updated_at: null })));
  merger.push('k', page('b', 'd', 'f'));
  assert.deepEqual(merger.next().tasks.map(({ name }) => name), ['b', 'd']);
  merger.push('k', page('c', 'e'));
  const { tasks, needs } = merger.next();
  assert.deepEqual([tasks.map(({ name, is_late }) => [name, is_late]), needs], [[['c', true]], ['k']]);
  merger.push('k', '[]', { last: true });
  assert.deepEqual(merger.next().tasks.map(({ name, is_late }) => [name, is_late]), [['e', undefined], ['f', undefined]]);
});

test('what is wrong is told', async () => {
  const source = { id: 'a', platform: /** @type {const} */ ('ACCELO') };
  const make = (/** @type {any} */ options) => errorOf(async () => new taskweave.PageMerger(options));
  /** @type {[any, string, RegExp, RegExp][]} options, code, message, help */
  const wrong = [
    [undefined, 'request_invalid', /is not told its sources/, /sources: \[/],
    [{}, 'request_invalid', /is not told its sources/, /sources: \[/],
    [{ sources: source }, 'request_invalid', /is not told its sources/, /sources: \[/],
    [{ sources: [source, source] }, 'connection_invalid', /two sources have the id `a`/, /of its own/],
    [{ sources: [{ ...source, id: 'a b' }] }, 'connection_invalid', /not usable/, /1 to 64/],
    [{ sources: [{ ...source, platform: 'ACELO' }] }, 'request_invalid', /`ACELO` is not a platform/, /`ACCELO`/],
    [{ sources: [{ ...source, credentials: {} }] }, 'request_invalid', /no option `credentials`/, /id, platform, statusMap, ordered/],
    [{ sources: [source], fliter: 'x' }, 'request_invalid', /no option `fliter`/, /`filter`/],
    [{ sources: [source], filter: 'stauts = "x"' }, 'filter_field', /`stauts`/, /`status`/],
    [{ sources: [source], sort: 'nmae' }, 'sort_invalid', /`nmae`/, /`name`/],
    [{ sources: [source], limit: 0 }, 'limit_invalid', /`0`/, /1 to 500/],
    [{ sources: [source], expand: 'detials' }, 'request_invalid', /`detials`/, /`details`/],
    [{ sources: [source], now: 'today' }, 'request_invalid', /`now`/, /milliseconds/],
    [{ sources: [source], utcOffsetMinutes: 5000 }, 'request_invalid', /5000 minutes/, /-1080 to 1080/],
  ];
  for (const [options, code, message, help] of wrong) {
    const error = await make(options);
    assert.equal(error.code, code, JSON.stringify(options));
    assert.match(error.message, message);
    assert.match(error.help ?? '', help);
  }
  assert.equal((await make({ sources: [7] })).code, 'request_invalid');
  assert.equal((await make({ sources: [{ platform: 'ACCELO' }] })).code, 'request_invalid');

  const merger = new taskweave.PageMerger({ sources: [source], limit: 1000, filter: 'last_synced_at != null' });
  const push = (/** @type {any} */ ...pushed) => errorOf(async () => merger.push(.../** @type {[any, any]} */ (pushed)));
  assert.match((await push('b', '{}')).message, /no source `b`/);
  assert.match((await push('a', {})).help ?? '', /not the parsed object/);
  assert.match((await push('a', '{"response": []}', { lats: true })).help ?? '', /`last`/);
  assert.equal((await push('a', '{"response": []}', { last: 'yes' })).code, 'request_invalid');
  for (const page of ['', '<html>', '[]', '{"response": [{]}']) {
    const error = await push('a', page, { last: true });
    assert.deepEqual([error.code, error.connection_id, error.platform], ['page_invalid', 'a', 'ACCELO'], page);
  }
  // What is to be said of the options comes with the first page that was read.
  const { warnings } = merger.push('a', '{"response": [{"title": "no id"}]}', { last: true });
  assert.deepEqual(warnings.map(({ code }) => code).sort(), ['last_synced_at_is_now', 'limit_lowered', 'row_invalid']);
  assert.deepEqual(merger.next(), { tasks: [], done: true, needs: [] });
  assert.match((await push('a', '{"response": []}')).message, /`a` has ended/);
});

test('rows that were given are let go, and a freed merger answers no more', async () => {
  const { readFileSync } = await import('node:fs');
  const slim = await import(`${new URL(`file://${PACKAGE}/taskweave.js`)}`);
  // The module is one instance, whoever imports it.
  const { memory } = slim.initSync({ module: readFileSync(`${PACKAGE}/taskweave_bg.wasm`) });
  const merger = new taskweave.PageMerger({ sources: [{ id: 'a', platform: 'ACCELO' }], expand: 'platform_data', sort: 'updated_at' });
  const text = 'x'.repeat(4000);
  let given = 0;
  let settled = 0;
  for (let round = 0; round < 200; round += 1) {
    const rows = Array.from({ length: 50 }, (_, i) => ({ id: `${round * 50 + i}`, title: text, standing: 'pending', date_created: '1', date_modified: `${round * 50 + i + 1}` }));
    merger.push('a', JSON.stringify({ response: rows }));
    const { tasks, needs } = merger.next();
    given += tasks.length;
    assert.deepEqual(needs, ['a']);
    if (round === 20) settled = memory.buffer.byteLength;
  }
  assert.equal(given, 200 * 50 - 1);
  // 36 MB went through; of each row eight bytes stay.
  assert.ok(memory.buffer.byteLength - settled < 1_000_000, `${memory.buffer.byteLength - settled} bytes more`);
  merger[Symbol.dispose ?? 'free']?.();
  assert.throws(() => merger.next());
});
