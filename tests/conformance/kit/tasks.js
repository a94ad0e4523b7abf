// What a task should be, by the simulator's rows alone, and how one that came out is compared with it.

import assert from 'node:assert/strict';
import { DETAILS, wholeTasks } from '../../simulators/expected-whole.js';
import { expectedTasks } from '../../simulators/index.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {import('../../simulators/expected.js').ExpectedTask} ExpectedTask
 */

/** Numbers are held as digits, and given out as numbers. */
const NUMBERS = ['percent_complete', 'logged_hours'];
const BASE = /** @type {const} */ (['id', 'platform_id', 'name', 'status', 'platform_status', 'created_at', 'updated_at', 'platform_url', 'platform', 'connection_id']);

/** Every task as it stands now, with its details. @param {Pick<World, 'simulator' | 'connection'>} world @returns {WholeTask[]} */
export function wholeNow({ simulator, connection }) {
  return wholeTasks(simulator, connection, '');
}

/** Every task as a list shows it. @param {Pick<World, 'simulators' | 'connections'>} world @returns {ExpectedTask[]} */
export function expectedNow({ simulators, connections }) {
  return connections.flatMap((connection) => expectedTasks(simulators.byPlatform[connection.platform], connection));
}

/** A field as it comes out. @param {WholeTask} whole @param {string} name */
export function shownValue(whole, name) {
  const value = Reflect.get(whole, name);
  return NUMBERS.includes(name) && value !== null ? Number(value) : value;
}

/**
 * Fails if a task that was read alone is not the simulator's row.
 * @param {any} task
 * @param {WholeTask | undefined} whole
 */
export function assertWhole(task, whole) {
  assert.ok(whole, `a task that the simulator does not have: ${task?.platform_id}`);
  // One task of Zoho Books is answered without its hours, by its documents.
  const names = [...BASE, ...DETAILS.filter((name) => name !== 'logged_hours' || task.platform !== 'ZOHOBOOKS')];
  const own = Object.fromEntries(names.map((name) => [name, task[name]]));
  assert.deepEqual(own, Object.fromEntries(names.map((name) => [name, shownValue(whole, name)])));
}

/** A task as a list shows it, without what the independent computation does not know. @param {any} task */
export function listed({ id: _id, last_synced_at: _synced, ...rest }) {
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !DETAILS.includes(/** @type {any} */ (name))));
}
