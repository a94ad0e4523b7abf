// The laws of a walk, judged once it has ended. What should have been given is told by the versions of the tasks and by
// the naive evaluation of the filter.

import { compareTasks } from '../../simulators/index.js';
import { truthOf } from '../law/naive.js';
import { expect } from './breach.js';
import { FEATURES } from './features.js';
import { contentOf } from './world.js';

/**
 * @typedef {import('./walk.js').Walked} Walked
 * @typedef {import('./walk.js').Task} Task
 * @typedef {import('./world.js').Source} Source
 * @typedef {import('./world.js').Known} Known
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {ReturnType<typeof compareTasks>} Compare
 */

/** Platforms that can tell what changed. */
const CAN_TELL = ['SAGE_INTACCT', 'ACCELO'];

/** @param {Walked} walked that ended */
export function judgeWalk(walked) {
  judgePages(walked);
  judgeOnce(walked);
  judgeRows(walked);
  judgeOrder(walked);
  judgeSynced(walked);
}

/** What every page says of itself. @param {Walked} walked */
function judgePages({ given, sources, startedAt, plan }) {
  given.forEach(({ page, asked }, i) => {
    const isLast = i === given.length - 1;
    expect(page.tasks.length <= Math.min(500, asked.limit ?? 50), 'limit', `page ${i} has ${page.tasks.length} tasks, the limit is ${asked.limit}`);
    expect('walk_started_at' in page === isLast, 'last', `walk_started_at stands on the last page alone, not on page ${i}`);
    expect(page.sources.length === sources.length, 'report', `page ${i} reports ${page.sources.length} sources of ${sources.length}`);
    const kept = page.sources.reduce((sum, each) => sum + each.kept, 0);
    expect(kept === page.tasks.length, 'report', `page ${i} has ${page.tasks.length} tasks, its reports say ${kept}`);
    if (plan.order === 'source') expect(/** @type {any} */ (page).order === 'source', 'report', `page ${i} does not say that it is unordered`);
  });
  const last = given[given.length - 1].page;
  for (const { connection_id, status } of last.sources) expect(status === 'done', 'missing', `the end is said while ${connection_id} is ${status}`);
  const told = last.walk_started_at;
  const began = new Date(startedAt).toISOString();
  const synced = given.flatMap(({ page }) => /** @type {Task[]} */ (page.tasks)).map(({ last_synced_at }) => last_synced_at);
  // A walk that begins with what was kept is as old as that.
  const mayBeOlder = plan.order === 'sorted' && given.some(({ page }) => page.sources.some(({ mode, calls }) => mode === 'materialised' && calls === 0));
  const isTold = told === began || (mayBeOlder && String(told) < began && synced.every((each) => each >= String(told)));
  expect(isTold && synced.every((each) => each >= String(told)), 'last', `walk_started_at is ${told}, the walk began at ${began}, and its tasks were read from ${synced.sort()[0]} on`);
}

/** Law 1: what was there throughout and matches is given exactly once, and nothing that never matched. @param {Walked} walked */
function judgeRows({ sources, given, tree, startedAt, plan }) {
  const moment = { now: startedAt, utcOffsetMinutes: 0 };
  /** @param {WholeTask} task */
  const matches = (task) => tree === null || truthOf(tree, task, moment) === true;
  /** @type {Map<string, Map<string, number>>} how often each task was given, by connection */
  const counts = new Map(sources.map(({ id }) => [id, new Map()]));
  const byId = new Map(sources.map((source) => [source.id, source]));
  for (const { page } of given) {
    for (const task of page.tasks) {
      const count = counts.get(task.connection_id);
      const known = byId.get(task.connection_id)?.known.get(task.platform_id);
      expect(count && known, 'rows', `a task was given that never was: ${nameOf(task)}`);
      count.set(task.platform_id, (count.get(task.platform_id) ?? 0) + 1);
      const content = contentOf(task);
      const versions = known.versions.filter((each) => each.content === content);
      expect(versions.length > 0, 'rows', `${nameOf(task)} was given as it never was: ${content}, and it was ${known.versions.map((each) => each.content).join(' then ')}`);
      expect(versions.some((each) => matches(each.task)), 'rows', `${nameOf(task)} was given, and never matched: ${JSON.stringify(versions[0].task)}`);
    }
  }
  const unsure = new Set(bestEffortOf(given));
  for (const source of sources) {
    const count = /** @type {Map<string, number>} */ (counts.get(source.id));
    for (const [id, known] of source.known) {
      if (!known.untouched || !known.isThere) continue;
      const wanted = Number(matches(known.versions[0].task));
      const has = count.get(id) ?? 0;
      // What an insert moved to the next page of a platform's own order is met again there.
      if (unsure.has(source.id) && (has < wanted || plan.order === 'source')) continue;
      expect(has === wanted, has < wanted ? 'lost' : 'rows', `${source.id}/${id} (${source.platform}) did not change, and was given ${has} times instead of ${wanted}: ${known.versions[0].content}`);
    }
  }
}

/** @param {Pick<Task, 'connection_id' | 'platform_id'>} task */
function nameOf({ connection_id, platform_id }) {
  return `${connection_id}/${platform_id}`;
}

/** The sources that said so in a report. @param {Walked['given']} given */
function bestEffortOf(given) {
  return given.flatMap(({ page }) => page.sources).filter(({ consistency }) => consistency === 'best_effort').map(({ connection_id }) => connection_id);
}

/** Law 2: the total order, but for what says that it is late; and within each source whatever it says. @param {Walked} walked */
function judgeOrder(walked) {
  const { given, plan, sources } = walked;
  if (plan.order === 'source') return judgeBlocks(walked);
  const compare = compareTasks(keysOf(plan.sort));
  const byId = new Map(sources.map((source) => [source.id, source]));
  /** @type {WholeTask | null} */
  let before = null;
  /** @type {Map<string, WholeTask>} the last row of each source */
  const own = new Map();
  for (const task of given.flatMap(({ page }) => /** @type {Task[]} */ (page.tasks))) {
    const { connection_id } = task;
    const placed = placedOf(task, byId.get(connection_id)?.known.get(task.platform_id), [own.get(connection_id) ?? null, before], compare);
    const last = own.get(connection_id);
    expect(!last || compare(last, placed) < 0, 'order', `${nameOf(task)} stands after ${last && nameOf(last)} of the same source, and belongs before it`);
    own.set(connection_id, placed);
    if (task.is_late) {
      expect(walked.failed.has(connection_id) || walked.starved, 'late', `${nameOf(task)} says that it is late, and its source never failed`);
      // With a filter, or where the calls ran out, the walk may have passed its place without a row to show for it.
      const isSure = walked.tree === null && !walked.starved && plan.options.maxCallsPerSource === undefined && plan.options.maxCalls === undefined;
      expect(!isSure || (before !== null && compare(placed, before) < 0), 'late', `${nameOf(task)} says that it is late, and stands where it belongs`);
      continue;
    }
    const isInOrder = before === null || compare(before, placed) < 0;
    // Before late rows said so, all rows of a source that had failed could be.
    const mayBeLate = !FEATURES.late && (walked.failed.has(connection_id) || walked.starved);
    expect(isInOrder || mayBeLate, 'order', `${nameOf(task)} stands after ${before && nameOf(before)}, and belongs before it: ${contentOf(task)} after ${before && contentOf(before)}`);
    if (isInOrder) before = placed;
  }
}

/**
 * The version that a row shows; of several that look alike one that stands where the row does, if there is one.
 * @param {Task} task
 * @param {Known | undefined} known
 * @param {(WholeTask | null)[]} after
 * @param {Compare} compare
 * @returns {WholeTask}
 */
function placedOf(task, known, after, compare) {
  const content = contentOf(task);
  const versions = (known?.versions ?? []).filter((each) => each.content === content);
  const fitting = versions.find((each) => after.every((one) => one === null || compare(one, each.task) < 0));
  return (fitting ?? versions[0]).task;
}

/** In the platforms' own order the sources come one after the other. @param {Walked} walked */
function judgeBlocks({ given, failed, starved }) {
  const over = new Set();
  let current = '';
  for (const { connection_id } of given.flatMap(({ page }) => page.tasks)) {
    if (connection_id === current) continue;
    over.add(current);
    current = connection_id;
    expect(!over.has(current) || failed.size > 0 || starved, 'order', `the tasks of ${current} do not stand together`);
  }
}

/** All tasks of a source were synced at one instant, however long the walk takes. @param {Walked} walked */
function judgeSynced({ given }) {
  /** @type {Map<string, string>} */
  const instants = new Map();
  for (const task of given.flatMap(({ page }) => page.tasks)) {
    const first = instants.get(task.connection_id) ?? task.last_synced_at;
    expect(task.last_synced_at === first, 'synced', `${nameOf(task)} was synced at ${task.last_synced_at}, and other tasks of its source at ${first}`);
    instants.set(task.connection_id, first);
  }
}

/**
 * Law 3: a version of a task is given once. One that was changed and changed back is the same. In a platform's own order a
 * task that an insert moved to the next numbered page is met again, and the report says that this may be.
 * @param {Walked} walked
 */
function judgeOnce({ given, plan }) {
  const moves = new Set(plan.order === 'source' ? bestEffortOf(given) : []);
  const seen = new Set();
  for (const task of given.flatMap(({ page }) => page.tasks)) {
    if (moves.has(task.connection_id)) continue;
    const version = `${nameOf(task)} ${contentOf(task)}`;
    expect(!seen.has(version), 'twice', `${nameOf(task)} was given twice as it was once: ${contentOf(task)}`);
    seen.add(version);
  }
}

/**
 * A walk and what changed since it began miss no task, on platforms that can tell; the others say that they cannot.
 * @param {Walked} walked
 * @param {readonly any[]} pages of `changesSince`
 * @param {boolean} isAll whether nothing changed since they were asked for
 */
export function judgeChanges({ sources, given, tree }, pages, isAll) {
  const byId = new Map(sources.map((source) => [source.id, source]));
  /** @type {Set<string>} */
  const told = new Set();
  /** The sources that had more changes than a cursor can remember, and say so. */
  const repeating = new Set();
  for (const { tasks, sources: reports, warnings } of pages) {
    for (const { code, connection_id } of warnings) if (code === 'repeats_possible') repeating.add(connection_id);
    for (const { connection_id, platform, can_tell } of reports) {
      expect(can_tell === CAN_TELL.includes(platform), 'changes', `${connection_id} (${platform}) says that it can tell: ${can_tell}`);
    }
    for (const task of tasks) {
      const [name, content] = [nameOf(task), contentOf(task)];
      const source = byId.get(task.connection_id);
      const versions = source?.known.get(task.platform_id)?.versions ?? [];
      expect(versions.some((each) => each.content === content), 'changes', `${name} is told to have changed, and never was ${content}`);
      expect(CAN_TELL.includes(source?.platform ?? ''), 'changes', `${name} is told to have changed by a platform that cannot tell`);
      expect(!told.has(`${name} ${content}`) || repeating.has(task.connection_id), 'changes', `${name} is told twice to have changed to ${content}`);
      told.add(`${name} ${content}`);
    }
  }
  if (tree !== null || !isAll) return;
  const shown = new Set(told);
  for (const task of given.flatMap(({ page }) => page.tasks)) shown.add(`${nameOf(task)} ${contentOf(task)}`);
  for (const { id, platform, known } of sources) {
    if (!CAN_TELL.includes(platform)) continue;
    for (const [task, { isThere, imported, versions }] of known) {
      const last = versions[versions.length - 1];
      // A task that does not say when it changed cannot be asked for by that.
      if (!isThere || imported || last.task.updated_at === null) continue;
      expect(shown.has(`${id}/${task} ${last.content}`), 'changes', `${id}/${task} (${platform}) is ${last.content}, and neither the walk nor what changed since gave it so`);
    }
  }
}

/** The keys of a sort's text. @param {string} sort */
export function keysOf(sort) {
  return sort.split(',').map((part) => {
    const [field, direction = 'ASC'] = part.trim().split(' ');
    return { field: /** @type {keyof import('../../simulators/expected.js').ExpectedTask} */ (field), descending: direction === 'DESC' };
  });
}
