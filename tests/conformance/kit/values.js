// For each platform: the drafts that it takes, and a value for every field that can be written, with how a task shows
// it. Ids come from the simulator's rows, sentences and dates are made up.

import assert from 'node:assert/strict';
import { shownValue, wholeNow } from './tasks.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {{ value: any, shown: any, status?: string }} Value `status`: what else follows from it
 */

const TEXT = 'Written – with “quotes”, <tags> & ümläuts 😀';

/** @param {string} day */
const midnight = (day) => ({ value: day, shown: `${day}T00:00:00.000Z` });
/** @param {string} time */
const instant = (time) => ({ value: time, shown: new Date(time).toISOString() });

/**
 * The task that writes are about: one that none of the documents' samples is, and that a status can follow.
 * @param {World} world
 * @returns {WholeTask}
 */
export function targetOf(world) {
  const all = wholeNow(world);
  const statuses = { SAGE_INTACCT: ['not_started', 'planned'], ACCELO: ['not_started', 'planned'], KICKSERV: ['planned', 'not_started'], ZOHOBOOKS: ['in_progress', 'unknown'] };
  const fits = all.filter((task, i) => i > 5 && statuses[world.platform].includes(task.status) && task.description !== null && task.project !== null);
  return fits[0] ?? assert.fail(`${world.platform} has no task to write to`);
}

/** The least that a new task needs. @param {World} world @returns {Record<string, any>} */
export function draftOf(world) {
  const project = targetOf(world).project?.id;
  const name = 'A new task of this test';
  /** @type {Record<Platform, Record<string, any>>} */
  const drafts = {
    SAGE_INTACCT: { name, project, status: 'not_started' },
    ACCELO: { name, project: jobOf(world), start_at: '2026-07-06T08:00:00Z' },
    KICKSERV: { name, project, platform_fields: { task_type_id: 4 } },
    ZOHOBOOKS: { name, project },
  };
  return drafts[world.platform];
}

/** A job, which alone is shown by its id. @param {World} world */
function jobOf(world) {
  const found = wholeNow(world).find(({ project }) => /^\d+$/.test(project?.id ?? ''));
  return found?.project?.id ?? assert.fail('no task stands against a job');
}

/**
 * Values of each field, the last one another than the task has.
 * @param {World} world
 * @param {WholeTask | null} task the one that is changed; null for a new one
 * @returns {Record<string, Value[]>}
 */
export function valuesOf(world, task) {
  const { platform } = world;
  const all = wholeNow(world);
  const like = task ?? targetOf(world);
  const others = all.filter(({ platform_id }) => platform_id !== like.platform_id);
  const projects = [...new Set(others.map(({ project }) => project?.id).filter((id) => id !== undefined && id !== like.project?.id))];
  // Kickserv's and Accelo's people by their ids; all of one platform's tasks show some.
  const people = [...new Set(others.flatMap(({ assignees }) => (assignees ?? []).map(({ id }) => id)))].sort();
  const date = platform === 'SAGE_INTACCT' ? midnight : instant;
  const days = platform === 'SAGE_INTACCT' ? ['2026-07-06', '2026-08-31'] : ['2026-07-06T08:00:00Z', '2026-08-31T16:30:00+02:00'];
  /** @type {Record<string, Value[]>} */
  const values = {
    name: [{ value: TEXT, shown: TEXT }, { value: 'Another name of this test', shown: 'Another name of this test' }],
    description: [{ value: TEXT, shown: TEXT }, { value: 'Two\nlines', shown: 'Two\nlines' }],
    status: statusesOf(platform, task),
    start_at: [date(days[0])],
    due_at: [date(days[1])],
    is_billable: [!(task?.is_billable ?? false)].map((value) => ({ value, shown: value })),
    is_milestone: [!(task?.is_milestone ?? false)].map((value) => ({ value, shown: value })),
    priority: [{ value: '3', shown: '3' }],
    project: platform === 'KICKSERV' ? [{ value: projects[0], shown: projects[0] }, { value: { id: projects[1] }, shown: projects[1] }] : [{ value: draftOf(world).project, shown: draftOf(world).project }],
    assignees:
      platform === 'ACCELO'
        ? [{ value: [people[0]], shown: [people[0]] }, { value: [{ id: people[1] }], shown: [people[1]] }]
        : [{ value: people.slice(0, 2), shown: people.slice(0, 2) }, { value: [{ id: people[2] }], shown: people.slice(2, 3) }],
    parent_id: parentsOf(all, like),
  };
  return values;
}

/** @param {Platform} platform @param {WholeTask | null} task @returns {Value[]} */
function statusesOf(platform, task) {
  const words = platform === 'ACCELO' ? ['in_progress', 'completed'] : ['in_progress', 'completed', 'on_hold', 'planned', 'not_started'];
  return words.filter((word) => word !== task?.status).map((value) => ({ value, shown: value }));
}

/** Another task of the same project that hangs on none. @param {readonly WholeTask[]} all @param {WholeTask} task @returns {Value[]} */
function parentsOf(all, task) {
  const fits = all.filter(({ platform_id, project, parent_id }) => platform_id !== task.platform_id && parent_id === null && project?.id === task.project?.id);
  return fits.slice(0, 1).map(({ platform_id }) => ({ value: platform_id, shown: platform_id }));
}

/** What a field is compared by. @param {WholeTask} whole @param {string} field */
export function comparable(whole, field) {
  const value = shownValue(whole, field);
  if (field === 'assignees') return value === null ? [] : value.map((/** @type {any} */ each) => each.id);
  if (field === 'project') return value?.id ?? null;
  return value;
}

/**
 * What may change beside the fields of a patch: stamps, and what follows from them.
 * @param {Platform} platform
 * @param {readonly string[]} fields
 */
export function followers(platform, fields) {
  const follow = ['updated_at', ...fields];
  if (fields.includes('status')) follow.push('platform_status', 'completed_at', 'percent_complete');
  if (platform === 'KICKSERV' && fields.includes('start_at')) follow.push('status');
  return follow;
}
