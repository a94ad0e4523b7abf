// A world that changes while it is read: other users edit between the calls, each platform has a clock of its own, and
// some changes become visible only a while after the time that they bear. What a reader was given is kept as a copy,
// and held against what there is.

import assert from 'node:assert/strict';
import { createSimulators, expectedTasks, switchesOf } from '../../simulators/index.js';
import { taskweave } from '../../support/package.js';
import { secretFree } from '../../support/secrets.js';
import { bare } from '../../support/walk.js';
import { Random } from './random.js';

/**
 * @typedef {import('../../simulators/index.js').Platform} Platform
 * @typedef {import('../../simulators/index.js').SwitchValue} SwitchValue
 * @typedef {import('../../simulators/expected.js').ExpectedTask} ExpectedTask
 * @typedef {import('taskweave').Task} Task
 * @typedef {import('taskweave').ChangesPage} ChangesPage
 * @typedef {import('taskweave').ChangesRequest} ChangesRequest
 */

/** @type {readonly Platform[]} */
export const ABLE = ['SAGE_INTACCT', 'ACCELO'];
const START = Date.UTC(2026, 6, 1, 9, 30, 0, 250);
const DAY = 86_400_000;

/** How an edit names the task, and the time that it bears. */
const NAMES = /** @type {Record<string, { name: string, stamp: string, stamped: (ms: number) => string | number }>} */ ({
  SAGE_INTACCT: {
    name: 'name',
    stamp: 'audit.modifiedDateTime',
    stamped: (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`,
  },
  ACCELO: { name: 'title', stamp: 'date_modified', stamped: (ms) => Math.floor(ms / 1000) },
});

/**
 * @typedef {(request: Request) => Promise<Response>} Fetch
 * @typedef {object} Drawn
 * @property {number} [overlapMs]
 * @property {number} [late] how long at most a change stays hidden, in milliseconds
 * @property {number} [edits] how many there are in all
 * @property {number} [step] how far the clocks go on at a call, in milliseconds, at most
 * @property {boolean} [failing] whether platforms fail now and then
 * @property {(fetch: Fetch) => Fetch} [wrap] around the simulators' fetch
 */

export class ChangingWorld {
  /** The reader's. */
  clock = START;
  /** @type {Map<string, Task>} what the reader was given last of each task */
  copy = new Map();
  /** @type {Set<string>} versions that were given by changes */
  given = new Set();
  repeats = 0;
  warned = false;
  answers = 0;
  #edits;
  #count = 0;
  #late;
  #step;
  /** @type {Record<string, number>} how many more calls fail, by host */
  #down = {};

  /** @param {number} seed @param {number} index @param {Drawn} [drawn] */
  constructor(seed, index, { overlapMs, late = 0, edits = 40, step = 1500, failing = false, wrap = (fetch) => fetch } = {}) {
    this.random = new Random(seed, 7, index);
    const { random } = this;
    this.overlapMs = overlapMs;
    this.#late = late;
    this.#edits = edits;
    this.#step = step;
    this.failing = failing;
    /** @type {Partial<Record<Platform, Record<string, SwitchValue>>>} */
    const switches = {};
    for (const platform of ABLE) {
      switches[platform] = {};
      for (const [name, { values }] of Object.entries(switchesOf(platform))) {
        if (random.oneIn(3)) /** @type {any} */ (switches[platform])[name] = random.pick(values);
      }
    }
    // Less than the overlap, or an instant by the reader's clock could not be right.
    this.ahead = random.between(-20_000, 20_000);
    this.told = JSON.stringify({ seed, index, overlapMs, late, ahead: this.ahead, switches });
    this.simulators = createSimulators({
      sizes: { SAGE_INTACCT: random.between(0, 150), ACCELO: random.between(0, 150), KICKSERV: 3, ZOHOBOOKS: 3 },
      seed: random.below(1_000_000),
      switches,
      now: () => this.clock + this.ahead,
    });
    const fetch = wrap((request) => this.simulators.fetch(request));
    this.connections = this.simulators.connections.filter(({ platform }) => ABLE.includes(platform));
    this.client = new taskweave.Client({
      connections: /** @type {any} */ (this.simulators.connections),
      now: () => this.clock,
      maxRetries: 0,
      sleep: () => Promise.resolve(),
      fetch: async (request) => {
        this.pass();
        const answer = this.#fails(request) ? new Response('{"error":"down"}', { status: 503 }) : await fetch(request);
        this.pass();
        return answer;
      },
    });
  }

  /** @param {Request} request */
  #fails({ url }) {
    if (!this.failing) return false;
    const { host } = new URL(url);
    const left = this.#down[host] ?? 0;
    this.#down[host] = left > 0 ? left - 1 : this.random.oneIn(6) ? this.random.below(6) : 0;
    return left > 0;
  }

  /** A while goes by, and somebody may edit something. */
  pass() {
    const { random } = this;
    this.clock += random.oneIn(3) ? 0 : random.below(this.#step);
    while (this.#edits > 0 && random.oneIn(2)) this.edit();
  }

  edit() {
    const { random } = this;
    this.#edits -= 1;
    this.#count += 1;
    const connection = random.pick(this.connections);
    const simulator = this.simulators.byPlatform[connection.platform];
    const { name, stamp, stamped } = NAMES[connection.platform];
    /** @type {Record<string, any>} */
    const values = { [name]: `edit ${this.#count}` };
    if (random.oneIn(2)) {
      const now = this.clock + this.ahead;
      values[stamp] = stamped(now - random.below(this.#late + 1));
    }
    const ids = expectedTasks(simulator, connection).map(({ platform_id }) => platform_id);
    if (ids.length === 0 || random.oneIn(5)) simulator.hands.insert(values);
    else if (random.oneIn(8)) simulator.hands.remove(random.pick(ids));
    else {
      const id = random.pick(ids);
      simulator.hands.change(id, values);
    }
  }

  /** Nobody edits any more, and nothing fails. */
  rest() {
    this.#edits = 0;
    this.failing = false;
  }

  /** Every task of the platforms that can tell. */
  get tasks() {
    return this.connections.flatMap((connection) => expectedTasks(this.simulators.byPlatform[connection.platform], connection));
  }

  /** @param {Task} task */
  #keyOf({ connection_id, platform_id }) {
    return `${connection_id} ${platform_id}`;
  }

  /** Takes in the tasks of a list. Returns when its walk began. */
  async walk() {
    let last;
    for (let cursor; ; cursor = last.next_cursor) {
      last = await this.client.list({ connections: this.connections.map(({ id }) => id), limit: this.random.between(1, 60), cursor, sort: 'updated_at ASC' });
      for (const task of last.tasks) this.copy.set(this.#keyOf(task), task);
      if (last.next_cursor === null) return last.walk_started_at ?? assert.fail('no walk_started_at');
    }
  }

  /**
   * Takes in what changed, to the end.
   * @param {string | number | Date} since
   * @param {ChangesRequest} [request]
   */
  async poll(since, request = {}) {
    const { random } = this;
    for (let from = since, answers = 0; ; answers += 1) {
      assert.ok(answers < 400, `${this.told}: it does not end`);
      const onError = /** @type {'strict' | 'partial'} */ (this.failing && random.oneIn(4) ? 'strict' : 'partial');
      const asked = { limit: random.between(1, 60), overlapMs: this.overlapMs, onError, ...request };
      const page = await this.client.changesSince(from, asked).catch((error) => {
        if (!this.failing || error.retry_after === undefined && onError === 'partial') throw error;
        return null;
      });
      if (page === null) continue;
      this.take(page);
      from = page.next_cursor;
      if (!page.has_more) return from;
      // Somebody who reads slowly.
      if (random.oneIn(20)) this.clock += random.below(3 * 60_000);
      this.pass();
    }
  }

  /** @param {ChangesPage} page */
  take(page) {
    this.answers += 1;
    secretFree(page);
    assert.ok(page.next_cursor.length <= 1024, `${this.told}: a cursor of ${page.next_cursor.length}`);
    this.warned ||= page.warnings.some(({ code }) => code === 'repeats_possible');
    const unsure = page.warnings.filter(({ code }) => code === 'repeats_possible').map(({ connection_id }) => connection_id);
    let before = '';
    for (const task of page.tasks) {
      assert.ok(task.is_late || (task.updated_at ?? '') >= before, `${this.told}: not upwards`);
      if (!task.is_late) before = task.updated_at ?? assert.fail('no updated_at');
      const version = JSON.stringify(bare(task));
      if (this.given.has(version)) {
        assert.ok(unsure.includes(task.connection_id), `${this.told}: given twice: ${version}`);
        this.repeats += 1;
      }
      this.given.add(version);
      this.copy.set(this.#keyOf(task), task);
    }
  }

  /**
   * The copy is what there is, but for what was deleted.
   * @param {number} [since] only what has changed from then on, by the platform's clock
   */
  assertWhole(since = -Infinity) {
    for (const task of this.tasks) {
      if (task.updated_at === null || Date.parse(task.updated_at) < since) continue;
      const copy = this.copy.get(`${task.connection_id} ${task.platform_id}`);
      assert.ok(copy, `${this.told}: missed ${JSON.stringify(task)}`);
      const { is_late: _, ...found } = bare(copy);
      assert.deepEqual(found, task, `${this.told}: an old version`);
    }
  }

  /** Long after. @param {number} [ms] */
  wait(ms = DAY) {
    this.clock += ms;
  }
}
