// Clients over the simulators, walks over all pages, and rows compared with the independent computation.

import assert from 'node:assert/strict';
import { PLATFORMS, createSimulators, expectedTasks, sortTasks } from '../simulators/index.js';
import { taskweave } from './package.js';
import { secretFree } from './secrets.js';

/**
 * @typedef {import('taskweave').Page} Page
 * @typedef {import('taskweave').Task} Task
 * @typedef {import('taskweave').Client} Client
 * @typedef {import('taskweave').ListRequest} ListRequest
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {import('../simulators/expected.js').ExpectedTask} ExpectedTask
 */

/** The clock of every client here, in milliseconds: it stands still. */
export const NOW = Date.UTC(2026, 6, 1, 9, 30, 0);
export const NOW_TEXT = new Date(NOW).toISOString();

/**
 * @typedef {object} SetUp
 * @property {readonly Platform[]} [platforms] whose connections the client has; all unless given
 * @property {import('../simulators/index.js').SimulatorsOptions['sizes']} [sizes]
 * @property {import('../simulators/index.js').SimulatorsOptions['switches']} [switches]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {(fetch: (request: Request) => Promise<Response>) => (request: Request) => Promise<Response>} [wrap] around the simulators' fetch
 * @property {Partial<import('taskweave').ClientOptions>} [options] more options of the client
 */

/**
 * Simulators, a client of them, and what it should give.
 * @param {SetUp} [options]
 */
export function setUp({ platforms = PLATFORMS, sizes, switches, odd, wrap = (fetch) => fetch, options } = {}) {
  const simulators = createSimulators({ sizes, switches, odd });
  const connections = simulators.connections.filter(({ platform }) => platforms.includes(platform));
  const client = new taskweave.Client({
    connections: /** @type {import('taskweave').Connection[]} */ (connections),
    fetch: wrap((request) => simulators.fetch(request)),
    now: () => NOW,
    // Nobody waits for a platform that a test breaks.
    sleep: () => Promise.resolve(),
    ...options,
  });
  /** @type {ExpectedTask[] | undefined} */
  let expected;
  return {
    simulators,
    connections,
    client,
    /** Every task, in no order; computed once. */
    get expected() {
      expected ??= connections.flatMap((connection) => expectedTasks(simulators.byPlatform[connection.platform], connection));
      return expected;
    },
  };
}

/**
 * Expected tasks in the order of a sort text.
 * @param {readonly ExpectedTask[]} tasks
 * @param {string} sort
 * @returns {ExpectedTask[]}
 */
export function inOrder(tasks, sort) {
  const keys = sort.split(',').map((part) => {
    const [field, direction = 'ASC'] = part.trim().split(' ');
    return { field: /** @type {keyof ExpectedTask} */ (field), descending: direction === 'DESC' };
  });
  return sortTasks(tasks, keys);
}

/**
 * A task without what the independent computation does not know.
 * @param {Task} task
 */
export function bare({ id: _id, last_synced_at: _synced, ...rest }) {
  return rest;
}

/**
 * Fails at the first row that is not the expected one.
 * @param {readonly Task[]} tasks
 * @param {readonly ExpectedTask[]} wanted
 * @param {string} what
 */
export function assertRows(tasks, wanted, what) {
  const least = Math.min(tasks.length, wanted.length);
  for (let i = 0; i < least; i += 1) assert.deepStrictEqual(bare(tasks[i]), wanted[i], `${what}: row ${i} of ${wanted.length}`);
  const beyond = tasks.length > least ? bare(tasks[least]) : wanted[least];
  assert.equal(tasks.length, wanted.length, `${what}: the first too many or missing is ${JSON.stringify(beyond)}`);
  assert.equal(new Set(tasks.map(({ id }) => id)).size, tasks.length, `${what}: an id stands twice`);
}

/**
 * All pages of a list. Every page is looked through for credentials.
 * @param {Client} client
 * @param {ListRequest} request
 * @param {(request: ListRequest, pages: Page[]) => ListRequest} [next] changes the request of a later page
 */
export async function walk(client, request, next = (same) => same) {
  /** @type {Page[]} */
  const pages = [];
  let asked = request;
  for (let empty = 0; ; ) {
    const page = secretFree(await client.list(asked));
    pages.push(page);
    assert.ok(page.tasks.length <= (asked.limit ?? 50), 'a page has more tasks than its limit');
    assert.equal('walk_started_at' in page, page.next_cursor === null, 'walk_started_at stands on the last page alone');
    empty = page.tasks.length === 0 ? empty + 1 : 0;
    assert.ok(empty < 100, 'a hundred empty pages, one after the other');
    if (page.next_cursor === null) break;
    assert.notEqual(page.next_cursor, asked.cursor, 'the cursor does not move');
    asked = next({ ...asked, cursor: page.next_cursor }, pages);
  }
  return { pages, tasks: pages.flatMap(({ tasks }) => tasks) };
}
