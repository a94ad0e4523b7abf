// The reading operations: how each is asked for, and what has to come, by the simulator's rows.

import assert from 'node:assert/strict';
import { sortTasks } from '../../simulators/index.js';
import { assertWhole, expectedNow, listed, wholeNow } from './tasks.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('../../simulators/expected.js').ExpectedTask} ExpectedTask
 * @typedef {{ signal?: AbortSignal }} Signal
 *
 * @typedef {object} Facts
 * @property {readonly string[]} faults the names of those that were injected
 * @property {readonly string[]} touched the ids that another user's hands touched
 *
 * @typedef {object} Prepared one operation, ready to be run
 * @property {(signal: Signal) => Promise<any>} run goes on where it failed, if it is run again
 * @property {(result: any, facts: Facts) => void} check throws unless the result is right
 * @property {readonly string[]} [effects] the kinds of effects that it has to have
 * @property {string} [target] the platform's id of the task that it is about
 *
 * @typedef {object} Operation
 * @property {string} name
 * @property {string} operation its word in the capability table
 * @property {'read' | 'write'} kind
 * @property {(world: World) => Prepared} prepare
 * @property {number} [size] how many tasks it needs
 */

/** @typedef {{ filter?: string, sort?: string, limit: number, holds?: (task: ExpectedTask) => boolean }} Form */

/** @type {readonly Form[]} */
export const FORMS = [
  { limit: 25 },
  { limit: 40, sort: 'created_at ASC' },
  { limit: 30, sort: 'name ASC' },
  { limit: 20, sort: 'updated_at ASC', filter: 'status = "completed"', holds: ({ status }) => status === 'completed' },
  { limit: 25, sort: 'name DESC', filter: 'name ~ "a"', holds: ({ name }) => name.includes('a') },
  {
    limit: 15,
    sort: 'updated_at DESC',
    filter: 'created_at >= "2025-01-01" AND created_at < "2026-03-01"',
    holds: ({ created_at }) => created_at !== null && created_at >= '2025-01-01' && created_at < '2026-03-01',
  },
  {
    limit: 35,
    sort: 'status ASC',
    filter: 'NOT status IN ("planned", "completed") OR updated_at = null',
    holds: ({ status, updated_at }) => !['planned', 'completed'].includes(status) || updated_at === null,
  },
  { limit: 500, sort: 'platform_id DESC' },
];

/** @param {string | undefined} sort */
function sortKeys(sort = 'updated_at DESC') {
  return sort.split(',').map((part) => {
    const [field, direction = 'ASC'] = part.trim().split(' ');
    return { field: /** @type {keyof ExpectedTask} */ (field), descending: direction === 'DESC' };
  });
}

/**
 * All pages of a list; after an error it goes on from the last cursor.
 * @param {World} world
 * @param {Form} form
 * @param {Record<string, any>} [more] of the request
 * @returns {Prepared & { state: { cursor: string | undefined, tasks: any[], warnings: any[], pages: any[] } }}
 */
export function listing(world, form, more = {}) {
  const { holds = () => true } = form;
  const before = expectedNow(world).filter(holds);
  /** @type {{ cursor: string | undefined, tasks: any[], warnings: any[], pages: any[] }} */
  const state = { cursor: undefined, tasks: [], warnings: [], pages: [] };
  return {
    state,
    async run({ signal }) {
      for (let empty = 0; ; ) {
        const { filter, sort, limit } = form;
        const page = await world.client.list({ filter, sort, limit, cursor: state.cursor, signal, ...more });
        state.pages.push(page);
        state.tasks.push(...page.tasks);
        state.warnings.push(...page.warnings);
        assert.ok(page.tasks.length <= limit, 'a page has more tasks than its limit');
        if (page.next_cursor === null) return { pages: state.pages };
        assert.notEqual(page.next_cursor, state.cursor, 'the cursor does not move');
        state.cursor = page.next_cursor;
        empty = page.tasks.length === 0 ? empty + 1 : 0;
        assert.ok(empty < 50, 'fifty empty pages, one after the other');
      }
    },
    check(_, facts) {
      const wanted = sortTasks(before, sortKeys(form.sort));
      const given = state.tasks.map(listed);
      const isSure = state.pages.every(({ sources }) => sources.every((/** @type {any} */ { consistency }) => consistency === 'consistent'));
      if (facts.touched.length > 0) return checkAmongChanges(given, wanted, expectedNow(world).filter(holds), facts.touched, isSure);
      assert.ok(isSure || facts.faults.length > 0, 'nothing moved, but the report is not sure that nothing is missing');
      if (facts.faults.includes('malformed_row') || facts.faults.includes('207')) return checkButWarned(given, wanted, state.warnings);
      same(given, wanted);
    },
  };
}

/** @param {any[]} given @param {any[]} wanted */
function same(given, wanted) {
  const least = Math.min(given.length, wanted.length);
  for (let i = 0; i < least; i += 1) assert.deepEqual(given[i], wanted[i], `row ${i} of ${wanted.length}`);
  assert.equal(given.length, wanted.length, `${given.length} rows instead of ${wanted.length}`);
}

/** Rows that were no tasks are missing, and a warning says so. @param {any[]} given @param {any[]} wanted @param {any[]} warnings */
function checkButWarned(given, wanted, warnings) {
  const ids = new Set(given.map(({ platform_id }) => platform_id));
  assert.equal(ids.size, given.length, 'a row is given twice');
  same(given, wanted.filter(({ platform_id }) => ids.has(platform_id)));
  const missing = wanted.length - given.length;
  const told = warnings.some(({ code }) => code === 'row_invalid');
  assert.ok(missing === 0 || told, `${missing} rows are missing without a warning`);
}

/**
 * What did not change meanwhile is given exactly once and in order; what changed, once more at most. Where the report
 * says that it is not sure (rows moved between numbered pages in each of three readings), a row may be missing.
 * @param {any[]} given
 * @param {any[]} before in order
 * @param {any[]} after
 * @param {readonly string[]} touched
 * @param {boolean} isSure
 */
function checkAmongChanges(given, before, after, touched, isSure) {
  const now = new Map(after.map((task) => [task.platform_id, JSON.stringify(task)]));
  const stayed = before.filter((task) => now.get(task.platform_id) === JSON.stringify(task) && !touched.includes(task.platform_id));
  const ids = new Set(stayed.map(({ platform_id }) => platform_id));
  const seen = new Set(given.map(({ platform_id }) => platform_id));
  same(given.filter(({ platform_id }) => ids.has(platform_id)), isSure ? stayed : stayed.filter(({ platform_id }) => seen.has(platform_id)));
  const known = new Set([...before, ...after].map(({ platform_id }) => platform_id));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const { platform_id } of given) {
    assert.ok(known.has(platform_id) || touched.includes(platform_id), `the row ${platform_id} was never there`);
    times.set(platform_id, (times.get(platform_id) ?? 0) + 1);
  }
  for (const [id, count] of times) assert.ok(count === 1 || (touched.includes(id) && count === 2), `the row ${id} is given ${count} times`);
}

/** @param {World} world */
export function someTask(world) {
  const all = wholeNow(world);
  return all[Math.floor(all.length / 2) + 1];
}

/** @param {World} world @param {(signal: Signal) => Promise<any>} run @returns {Prepared} */
function single(world, run) {
  const wanted = someTask(world);
  return {
    target: wanted.platform_id,
    run,
    check({ task }, { touched }) {
      if (!touched.includes(wanted.platform_id)) return assertWhole(task, wanted);
      assert.equal(task.platform_id, wanted.platform_id);
    },
  };
}

/** @type {Operation} */
const GET = {
  name: 'get',
  operation: 'get',
  kind: 'read',
  prepare(world) {
    const { id } = someTask(world);
    return single(world, ({ signal }) => world.client.get(id, { expand: 'details', signal }));
  },
};

/** @type {Operation} */
const GET_BY_PLATFORM_ID = {
  name: 'get_by_platform_id',
  operation: 'get_by_platform_id',
  kind: 'read',
  prepare(world) {
    const { platform_id } = someTask(world);
    return single(world, ({ signal }) => world.client.get(platform_id, { connections: [world.connection.id], idType: 'platform', expand: 'details', signal }));
  },
};

/** @type {readonly (Form & { counted: Partial<Record<Platform, 'platform' | 'here' | 'not_read'>> })[]} who counts, with every switch at its default */
const COUNTS = [
  { limit: 0, counted: { SAGE_INTACCT: 'platform', ACCELO: 'platform' } },
  { limit: 0, filter: 'status = "completed"', holds: ({ status }) => status === 'completed', counted: { SAGE_INTACCT: 'platform', ACCELO: 'platform' } },
  { limit: 0, filter: 'name ~* "E"', holds: ({ name }) => name.toLowerCase().includes('e'), counted: { SAGE_INTACCT: 'here', ACCELO: 'here' } },
  { limit: 0, filter: 'updated_at < "2020-01-01" OR name ^= "S"', holds: ({ updated_at, name }) => (updated_at ?? '9') < '2020-01-01' || name.startsWith('S'), counted: {} },
];

/** @returns {Operation[]} */
function counts() {
  return COUNTS.map(({ filter, holds = () => true, counted }) => ({
    name: `count ${filter ?? ''}`,
    operation: 'count',
    kind: 'read',
    prepare(world) {
      const wanted = expectedNow(world).filter(holds).length;
      return {
        run: ({ signal }) => world.client.count({ filter, signal }),
        check(answer, { touched, faults }) {
          const slack = Math.max(touched.length, faults.filter((fault) => ['malformed_row', '207'].includes(fault)).length);
          assert.ok(Math.abs(answer.count - wanted) <= slack, `${answer.count} instead of ${wanted}`);
          assert.equal(answer.sources.length, 1);
          assert.equal(answer.sources[0].count, answer.count);
          const by = counted[world.platform];
          if (by && Object.keys(world.setting.switches ?? {}).length === 0) assert.equal(answer.sources[0].counted, by);
          if (slack > 0 && touched.length === 0 && answer.count !== wanted) assert.ok(answer.warnings.length > 0, 'a row was not counted, and nothing says so');
        },
      };
    },
  }));
}

/** The sample of the documents' job list. */
const CUSTOMER = '13579';
const JOBS = [
  { id: '1122334455', name: 'Opportunity #24601: Tracking', status: 'new' },
  { id: '1122334466', name: 'Opportunity #1701: Exploration', status: 'estimate_viewed' },
];

/** @type {Operation} */
const JOB_LIST = {
  name: 'jobs',
  operation: 'jobs',
  kind: 'read',
  prepare: (world) => ({
    run: ({ signal }) => world.client.jobs(world.connection.id, CUSTOMER, { signal }),
    check: (answer) => assert.deepEqual(answer.jobs ?? answer, JOBS),
  }),
};

/**
 * One task, asked for as the platform's documents do, and where its id stands in the answer.
 * @type {Record<Platform, (id: string, project: string) => { call: import('taskweave').RawCall, id: (body: any) => unknown }>}
 */
const RAWS = {
  SAGE_INTACCT: (id) => ({
    call: { method: 'POST', path: '/services/core/query', body: { object: 'projects/task', fields: ['key', 'name'], filters: [{ $eq: { key: id } }] } },
    id: (body) => body['ia::result'][0].key,
  }),
  ACCELO: (id) => ({ call: { path: '/tasks', query: { _filters: `id(${id})`, _fields: 'title' } }, id: (body) => body.response[0].id }),
  KICKSERV: (id) => ({ call: { path: `/tasks/${id}.json`, query: { mapping: true } }, id: (body) => (body.task ?? body).id }),
  ZOHOBOOKS: (id, project) => ({ call: { path: `/projects/${project}/tasks/${id}` }, id: (body) => body.task.task_id }),
};

/** @type {Operation} */
const RAW = {
  name: 'raw',
  operation: 'raw',
  kind: 'read',
  prepare(world) {
    const task = someTask(world);
    const { call, id } = RAWS[world.platform](task.platform_id, String(task.project?.id));
    return {
      target: task.platform_id,
      run: ({ signal }) => world.client.raw(world.connection.id, call, { signal }),
      check(answer, { faults }) {
        // What is no JSON is passed on as it came: that is what raw is for.
        if (faults.some((fault) => ['207', 'malformed_row', 'truncated', 'html', 'empty', 'error_in_200', 'delete'].includes(fault))) return;
        assert.equal(answer.status, 200);
        // A raw body is JavaScript's own: numbers beyond 2^53 lose their last digits there, whatever reads them.
        const given = id(answer.body);
        if (typeof given === 'number' && !Number.isSafeInteger(given)) assert.equal(given, Number(task.platform_id));
        else assert.equal(String(given), task.platform_id);
      },
    };
  },
};

/** @type {Operation[]} */
export const LISTS = FORMS.map((form, i) => ({
  name: `list ${i}: ${form.sort ?? ''} ${form.filter ?? ''}`,
  operation: 'list',
  kind: 'read',
  size: 130,
  prepare: (world) => listing(world, form),
}));

/** @type {Operation[]} */
export const SINGLES = [GET, GET_BY_PLATFORM_ID, ...counts(), JOB_LIST, RAW];
