// The hands of other users, in the words of each platform.

import { entryOf } from '../../simulators/platforms.js';

/**
 * @typedef {import('../../simulators/index.js').Simulator} Simulator
 * @typedef {import('./draw-edits.js').Edit} Edit
 */

const NAMES = ['same', 'same', 'Same', '', 'zz', 'meanwhile', 'é', '10', '9'];
/** The words of a status. @type {Record<string, readonly string[]>} */
const WORDS = {
  SAGE_INTACCT: ['notStarted', 'planned', 'inProgress', 'completed', 'onHold', 'odd'],
  ACCELO: ['pending', 'accepted', 'started', 'complete', 'inactive'],
  ZOHOBOOKS: ['active', 'inactive', 'closed'],
};

/**
 * Does an edit; tells the id of the task that was inserted, changed or removed, or null if there was none to change.
 * @param {Simulator} simulator
 * @param {string[]} ids of the tasks that there are; kept as they are after the edit
 * @param {Omit<Edit, 'at' | 'source'>} edit
 * @returns {string | null}
 */
export function doEdit(simulator, ids, { kind, pick, stamp }) {
  const { platform, hands } = simulator;
  const { place } = entryOf(platform).faults;
  const values = { ...valuesOf(simulator, pick), ...stampOf(platform, stamp) };
  if (kind === 'insert') {
    const stands = place?.(simulator) ?? {};
    // Nobody knows a project without a task.
    if (Object.values(stands).includes(undefined)) return null;
    const id = hands.insert({ ...stands, ...values });
    ids.push(id);
    return id;
  }
  if (ids.length === 0) return null;
  const at = (pick >>> 4) % ids.length;
  const id = ids[at];
  if (kind === 'remove') {
    hands.remove(id);
    ids.splice(at, 1);
  } else hands.change(id, kind === 'touch' ? stampOf(platform, stamp) : values);
  return id;
}

/** A new name, and often a new status. @param {Simulator} simulator @param {number} pick @returns {Record<string, any>} */
function valuesOf({ platform, switches }, pick) {
  const name = NAMES[(pick >>> 12) % NAMES.length];
  const draw = (pick >>> 17) % 4;
  const words = WORDS[platform] ?? [];
  const word = words[(pick >>> 20) % Math.max(1, words.length)];
  switch (platform) {
    case 'SAGE_INTACCT':
      return { name, ...(draw === 0 ? {} : { [switches.dialect === 'seed' ? 'status' : 'taskStatus']: word }) };
    case 'ACCELO':
      return { title: name, ...(draw === 0 ? {} : { standing: word }) };
    case 'KICKSERV':
      return { name, ...(draw < 2 ? {} : { [String(switches.startField)]: draw === 2 ? null : '2026-05-04T09:00:00Z' }) };
    default:
      return { task_name: name, ...(draw === 0 ? {} : { status: word }) };
  }
}

/** @param {string} platform @param {number | null} seconds @returns {Record<string, any>} */
function stampOf(platform, seconds) {
  if (seconds === null) return {};
  if (platform === 'SAGE_INTACCT') return { 'audit.modifiedDateTime': new Date(seconds * 1000).toISOString() };
  return platform === 'ACCELO' ? { date_modified: seconds } : {};
}
