// The sources of a walk: each a simulator with data of its own, and every version that each of its tasks ever had.

import { expectedTasks } from '../../simulators/index.js';
import { wholeTasks } from '../../simulators/expected-whole.js';
import { entryOf } from '../../simulators/platforms.js';
import { doEdit } from './hands.js';

/**
 * @typedef {import('../../simulators/index.js').Simulator} Simulator
 * @typedef {import('../../simulators/index.js').Connection} Connection
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').SourcePlan} SourcePlan
 *
 * @typedef {object} Version what a task was for a while; only its base fields are sure to be there
 * @property {WholeTask} task
 * @property {string} content its base fields as one text
 *
 * @typedef {object} Known a task that was there at some time of the walk
 * @property {Version[]} versions in their order, each differing from the one before
 * @property {boolean} isThere
 * @property {boolean} untouched whether it is as it was when the walk began
 * @property {boolean} imported whether an import set its stamp, which then does not tell when it changed
 */

/** The base fields of a task as one text: equal texts, equal tasks. @param {any} task */
export function contentOf(task) {
  const { platform_id, name, status, platform_status, created_at, updated_at } = task;
  return JSON.stringify([platform_id, name, status, platform_status, created_at, updated_at]);
}

/** How each platform's calls carry their token. @type {Record<string, string>} */
const SCHEMES = { SAGE_INTACCT: 'Bearer', ACCELO: 'Bearer', KICKSERV: 'Basic', ZOHOBOOKS: 'Zoho-oauthtoken' };

/** One source of a walk. */
export class Source {
  /** @type {Map<string, Known>} by the platform's id */
  known = new Map();
  /** Calls that are being answered: they may see whatever the tasks become meanwhile. */
  answering = 0;
  #isWhole;
  /** @type {string[]} of the tasks that there are */
  #ids;
  /** @type {Map<string, boolean>} what was edited since it was last looked at, and whether its stamp was set */
  #edited = new Map();

  /**
   * @param {SourcePlan} plan
   * @param {{ ms: number }} clock
   * @param {boolean} isWhole whether versions have every field of a task, and not the base fields alone
   */
  constructor(plan, clock, isWhole) {
    const { id, platform, size, seed, odd, switches } = plan;
    const entry = entryOf(platform);
    this.id = id;
    this.platform = platform;
    this.#isWhole = isWhole;
    const token = `token-of-${id}`;
    const now = () => clock.ms;
    /** @type {Simulator} */
    this.simulator = entry.create({ size, seed, odd, switches, now, accessToken: token, apiToken: token });
    const [name] = Object.keys(entry.connection.credentials);
    const { id: _id, ...settings } = entry.connection;
    /** @type {Connection} */
    this.connection = { ...settings, id, platform, credentials: { [name]: token } };
    /** What its calls carry, so that they can be told from those of the other sources. */
    this.authorization = `${SCHEMES[platform]} ${platform === 'KICKSERV' ? btoa(`${token}:${token}`) : token}`;
    this.#ids = this.simulator.rows([entry.faults.id]).map((row) => String(row[entry.faults.id]));
    const before = clock.ms;
    for (const { at, pick } of plan.ties) {
      clock.ms = at;
      doEdit(this.simulator, this.#ids, { kind: pick >= 2 ** 31 ? 'insert' : 'touch', pick, stamp: null });
    }
    clock.ms = before;
    this.#look();
    for (const each of this.known.values()) each.untouched = true;
    /** The most tasks that it had at once. */
    this.most = this.#ids.length;
  }

  /** The tasks as they are, as a filter sees them. @returns {WholeTask[]} */
  tasks() {
    const { simulator, connection } = this;
    // When it was read is not told from outside, and no filter here asks for it.
    if (this.#isWhole) return wholeTasks(simulator, connection, '');
    return /** @type {WholeTask[]} */ (expectedTasks(simulator, connection));
  }

  /**
   * Another user does something.
   * @param {import('./draw-edits.js').Edit} edit
   * @returns {boolean} whether there was something to do
   */
  edit(edit) {
    const id = doEdit(this.simulator, this.#ids, edit);
    if (id === null) return false;
    this.#edited.set(id, edit.stamp !== null || this.#edited.get(id) === true);
    this.most = Math.max(this.most, this.#ids.length);
    if (this.answering > 0) this.look();
    return true;
  }

  /** Notes what has become of the tasks: needed before others can see it. */
  look() {
    if (this.#edited.size === 0) return;
    this.#look();
    for (const id of this.#edited.keys()) {
      const touched = this.known.get(id);
      if (touched) touched.untouched = false;
    }
    this.#edited.clear();
  }

  #look() {
    const there = new Set();
    for (const task of this.tasks()) {
      const content = contentOf(task);
      const known = this.known.get(task.platform_id);
      there.add(task.platform_id);
      if (!known) {
        this.known.set(task.platform_id, { versions: [{ task, content }], isThere: true, untouched: false, imported: this.#edited.get(task.platform_id) === true });
        continue;
      }
      known.imported ||= this.#edited.get(task.platform_id) === true;
      if (known.versions.at(-1)?.content === content && (!this.#isWhole || sameTask(known.versions.at(-1)?.task, task))) continue;
      known.versions.push({ task, content });
      known.untouched = false;
    }
    for (const [id, known] of this.known) {
      if (known.isThere && !there.has(id)) known.untouched = false;
      known.isThere = there.has(id);
    }
  }
}

/** @param {unknown} a @param {unknown} b */
function sameTask(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** @param {Plan} plan @param {{ ms: number }} clock @param {boolean} isWhole */
export function createSources(plan, clock, isWhole) {
  return plan.sources.map((each) => new Source(each, clock, isWhole));
}
