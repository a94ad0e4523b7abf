// The laws of model.test.js find what they are there for: clients and networks that are broken on purpose break them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURES } from './model/features.js';
import { drawPlan } from './model/plan.js';
import { runWalks } from './model/run.js';
import { runPlan } from './model/walk.js';

/**
 * @typedef {import('./model/walk.js').Means} Means
 * @typedef {import('./model/plan.js').Plan} Plan
 * @typedef {import('taskweave').Page} Page
 * @typedef {import('taskweave').ListRequest} ListRequest
 * @typedef {(list: (request: ListRequest) => Promise<Page>, request: ListRequest, state: Record<string, any>) => Promise<Page>} Asking
 */

const SEED = 5;
const START = '2026-07-01T09:30:00.000Z';
const MOST = 400;

/**
 * Some walk of a broken client breaks the law, and the same walk of the client itself does not.
 * @param {string} law
 * @param {() => Means} broken made anew for each walk
 * @param {(plan: Plan) => boolean} [fits] which walks can show it
 * @param {(plan: Plan) => Plan} [shape] what is made of a walk before
 */
async function assertCaught(law, broken, fits = () => true, shape = (plan) => plan) {
  /** @type {string[]} */
  const others = [];
  for (let index = 0; index < MOST; index += 1) {
    const plan = shape(drawPlan(SEED, index));
    if (plan.sources.length === 0 || !fits(plan)) continue;
    const { breach } = await runPlan(plan, broken());
    if (breach && breach.law !== law) others.push(`${index} ${breach.law}: ${breach.message}`);
    if (breach?.law !== law) continue;
    const sound = await runPlan(plan);
    assert.notEqual(sound.breach?.law, law, sound.breach?.message);
    return;
  }
  assert.fail(`no walk of ${MOST} breaks "${law}"; what they break: ${others.slice(0, 5).join('; ') || 'nothing'}`);
}

/** A client that asks otherwise. @param {Asking} ask @returns {() => Means} */
function asking(ask) {
  return () => {
    /** @type {Record<string, any>} */
    const state = { pages: 0 };
    return {
      client: (client) => ({
        list: async (request) => {
          const page = await ask((asked) => client.list(asked), request ?? {}, state);
          state.pages += 1;
          return page;
        },
      }),
    };
  };
}

/** A client whose pages are changed. @param {(page: Page, state: Record<string, any>) => Page} change */
const giving = (change) => asking(async (list, request, state) => change(await list(request), state));

/** A page with other tasks, and reports that fit. @param {Page} page @param {Page['tasks']} tasks @returns {Page} */
function withTasks(page, tasks) {
  /** @param {string} id */
  const kept = (id) => tasks.filter(({ connection_id }) => connection_id === id).length;
  return { ...page, tasks, sources: page.sources.map((each) => ({ ...each, kept: kept(each.connection_id) })) };
}

const isCalm = (/** @type {Plan} */ { edits, faults, downs }) => edits.length + faults.length + downs.length === 0;

/** @type {[string, string, () => Means][]} what is broken, and the law that says so */
const CLIENTS = [
  ['a task is lost', 'lost', giving((page) => withTasks(page, page.tasks.toSpliced(1, 1)))],
  ['a task is given twice', 'twice', giving((page) => (page.tasks.length < 2 ? page : withTasks(page, [...page.tasks.slice(0, -1), page.tasks[0]])))],
  ['two tasks change places', 'order', giving((page) => withTasks(page, [...page.tasks.slice(0, -2), ...page.tasks.slice(-2).reverse()]))],
  ['a task is shown otherwise than it is', 'rows', giving((page) => withTasks(page, page.tasks.map((task, i) => (i === 0 ? { ...task, name: `${task.name}!` } : task))))],
  ['a page is swallowed', 'lost', asking(async (list, request, state) => {
    const page = await list(request);
    return state.pages === 1 && page.next_cursor !== null ? list({ ...request, cursor: page.next_cursor }) : page;
  })],
  ['an older cursor takes the place of the cursor', 'twice', giving((page, state) => {
    const older = state.cursor;
    state.cursor = page.next_cursor;
    return older && page.next_cursor !== null && state.pages === 2 ? { ...page, next_cursor: older } : page;
  })],
  ['the filter is passed over', 'rows', asking((list, request) => list({ ...request, filter: undefined }))],
  ['the sort is passed over', 'order', asking((list, request) => list({ ...request, sort: 'name DESC' }))],
  ['the limit is passed over', 'limit', asking((list, request) => list({ ...request, limit: Math.min(500, (request.limit ?? 50) + 3) }))],
  ['the end is said too early', 'lost', giving((page) => ({ ...page, next_cursor: null, walk_started_at: page.walk_started_at ?? START, sources: page.sources.map((each) => ({ ...each, status: 'done' })) }))],
  ['the end is said while a source is not done', 'missing', giving((page) => ({ ...page, next_cursor: null, walk_started_at: START }))],
  ['the end is never said', 'end', giving(({ walk_started_at: _, ...page }, state) => {
    state.cursor = page.next_cursor ?? state.cursor;
    return state.cursor ? { ...page, next_cursor: state.cursor } : page;
  })],
  ['the walk is said to have begun when it ended', 'last', giving((page) => ('walk_started_at' in page ? { ...page, walk_started_at: '2027-01-01T00:00:00.000Z' } : page))],
  ['each page is synced anew', 'synced', giving((page, state) => ({ ...page, tasks: page.tasks.map((task) => ({ ...task, last_synced_at: `2026-07-01T09:30:00.00${state.pages % 10}Z` })) }))],
  ['a report counts other rows than were given', 'report', giving((page) => ({ ...page, sources: page.sources.map((each) => ({ ...each, kept: each.kept + 1 })) }))],
  ['fewer calls are reported than were made', 'calls', giving((page) => ({ ...page, sources: page.sources.map((each) => ({ ...each, calls: Math.max(0, each.calls - 1) })) }))],
  ['what was read whole is read again', 'cache', asking((list, request) => list({ ...request, forceFetch: true }))],
  ['an error has no reason', 'error', asking((list, request, state) => (state.pages === 1 && !state.thrown ? Promise.reject(Object.assign((state.thrown = new Error('down')), { name: 'TaskweaveError', code: 'network', connection_id: 'a' })) : list(request)))],
  ['an error is none of its own', 'error', asking((list, request, state) => (state.pages === 1 ? Promise.reject(new TypeError('undefined is not a function')) : list(request)))],
];


for (const [what, law, broken] of CLIENTS) {
  test(`${what}: ${law}`, () => assertCaught(law, broken));
}

test('no connection at all is an empty list: nothing', async () => {
  const client = { list: async () => /** @type {any} */ ({ tasks: [], next_cursor: null, sources: [], warnings: [], walk_started_at: START }) };
  const plan = { ...drawPlan(SEED, 0), sources: [], edits: [], faults: [], downs: [] };
  assert.equal((await runPlan(plan)).breach, null);
  assert.equal((await runPlan(plan, { client: () => client })).breach?.law, 'nothing');
});

/** Whether a part of an answer is a list of tasks. @param {unknown} value */
function isList(value) {
  return Array.isArray(value) && value.length > 2 && value.every((row) => row !== null && typeof row === 'object' && ('key' in row || 'title' in row || 'ends_at' in row || 'task_id' in row));
}

/** A network that changes the lists on their way. @param {(rows: any[]) => any[]} change @returns {() => Means} */
function lists(change) {
  return () => ({
    wrap: (fetch) => async (request) => {
      const response = await fetch(request);
      const text = await response.text();
      // Ids beyond what a double holds must stay as they are.
      if (response.status !== 200 || /[:[]\d{16,}/.test(text) || !text.startsWith('{') && !text.startsWith('[')) return new Response(text, response);
      const body = JSON.stringify(JSON.parse(text, (_, value) => (isList(value) ? change(value) : value)));
      return new Response(body, { status: response.status, headers: response.headers });
    },
  });
}

test('a row is lost on the way: lost', () => assertCaught('lost', lists((rows) => rows.toSpliced(1, 1)), isCalm));
test('a row is another on the way: rows', () => assertCaught('rows', lists((rows) => rows.map((row, i) => (i === 1 ? { ...row, ...Object.fromEntries(['name', 'title', 'task_name'].filter((name) => name in row).map((name) => [name, 'changed'])) } : row))), isCalm));
test('rows come in another order than was asked for: error', () => assertCaught('error', lists((rows) => rows.toReversed()), isCalm));
/** Every call is made twice. @returns {Means} */
const twofold = () => ({
  wrap: (fetch) => async (request) => {
    await fetch(request.clone());
    return fetch(request);
  },
});
test('every call is made twice: calls', () => assertCaught('calls', twofold));
test('a platform gives two rows a page, whatever is asked for: calls', () =>
  assertCaught('calls', lists((rows) => rows.slice(0, 2)), ({ order }) => order === 'sorted', (plan) => ({
    ...plan, filtered: false, edits: [], faults: [], downs: [], options: {},
    sources: plan.sources.filter(({ platform }) => platform === 'ACCELO').map((source) => ({ ...source, size: source.size * 6 })),
  })));
test('more calls are made than may be: budget', () => assertCaught('budget', twofold, ({ options }) => options.maxCallsPerSource < 4));

test('late rows that do not say so: order', { skip: FEATURES.late ? false : 'late rows do not say so yet' }, () =>
  assertCaught('order', giving((page) => ({ ...page, tasks: page.tasks.map((task) => ({ ...task, is_late: undefined })) }))));
test('a row says that it is late and is not: late', { skip: FEATURES.late ? false : 'late rows do not say so yet' }, () =>
  assertCaught('late', giving((page) => ({ ...page, tasks: page.tasks.map((task) => ({ ...task, is_late: true })) })), isCalm));

const unordered = { skip: FEATURES.sourceOrder ? false : 'there is no order of the sources yet' };
const isUnordered = (/** @type {Plan} */ plan) => plan.order === 'source';
test('sources are mixed where they should come one after the other: order', unordered, () =>
  assertCaught('order', giving((page) => ({ ...page, tasks: page.tasks.toSorted((a, b) => (a.platform_id < b.platform_id ? -1 : 1)) })), isUnordered));
test('a page in no order does not say so: report', unordered, () =>
  assertCaught('report', giving((page) => /** @type {Page} */ ({ ...page, order: 'sorted' })), isUnordered));
test('a task of a walk in no order is lost: lost', unordered, () =>
  assertCaught('lost', giving((page) => withTasks(page, page.tasks.slice(1))), isUnordered));

test('what changed loses a task: changes', { skip: FEATURES.changesSince ? false : 'what changed cannot be asked for yet' }, () =>
  assertCaught('changes', () => ({
    client: (client) => ({
      list: (request) => client.list(request),
      changesSince: async (/** @type {unknown[]} */ ...request) => {
        const page = await /** @type {any} */ (client).changesSince(...request);
        return { ...page, tasks: page.tasks.slice(0, -1) };
      },
    }),
  }), ({ edits }) => edits.length > 3));

test('a failure is told with its plan, a smaller one, and the command that runs it again', async () => {
  const { walks, failures } = await runWalks({ seed: SEED, from: 0, to: MOST, enough: 1, means: giving((page) => withTasks(page, page.tasks.toSpliced(1, 1)))() });
  assert.equal(failures.length, 1, `${walks} walks did not find it`);
  assert.match(failures[0].told, /^walk \d+ of seed 5 breaks the law "lost"\n.*\nthe smallest that breaks it too:\n.*\n {2}plan \{[\s\S]*\nagain: MODEL_SEED=5 MODEL_WALK=\d+ /);
});

test('the same seed and index walk the same walk', async () => {
  for (let index = 0; index < 40; index += 1) {
    const [one, other] = [await runPlan(drawPlan(SEED, index)), await runPlan(drawPlan(SEED, index))];
    const told = (/** @type {typeof one} */ { walked }) => JSON.stringify([walked?.given, walked?.net.calls, walked?.net.edits, walked?.requests]);
    assert.equal(told(one), told(other));
  }
});
