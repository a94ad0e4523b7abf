// The laws of a walk for a `PageMerger`: pages that the user fetches, whole or torn apart anywhere, in order or not.

import { compareTasks } from '../../simulators/index.js';
import { taskweave } from '../../support/package.js';
import { drawTree } from '../law/generate.js';
import { truthOf } from '../law/naive.js';
import { PLAIN, printed } from '../law/print.js';
import { Random } from '../law/random.js';
import { FIELDS } from '../law/tree.js';
import { Pools } from '../law/values.js';
import { Breach, expect } from './breach.js';
import { keysOf } from './laws.js';
import { drawPlan } from './plan.js';
import { Source, contentOf } from './world.js';

/**
 * @typedef {import('./walk.js').Task} Task
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {{ tasks: Task[], done: boolean, needs: string[] }} Merged
 * @typedef {{ push: (source: string, page: string, options: { last: boolean }) => unknown, next: () => Merged, free?: () => void }} Merger
 *
 * @typedef {object} Feed the pages of one source
 * @property {Source} source
 * @property {string[]} pages
 * @property {number} pushed
 * @property {boolean} isSorted whether the pages keep the order
 * @property {boolean} [ordered] what the merger is told of that
 */

/** Fields that every row of a page shows. */
const BASE = ['id', 'platform_id', 'name', 'status', 'created_at', 'updated_at', 'platform_status', 'platform', 'connection_id'];
const WITHHELD = Object.keys(FIELDS).filter((name) => !BASE.includes(name));

/**
 * Merges the pages of a drawn walk.
 * @param {number} seed
 * @param {number} index
 * @param {(merger: Merger) => Merger} [wrap]
 * @returns {Promise<Breach | null>}
 */
export async function runMerger(seed, index, wrap = (merger) => merger) {
  const random = new Random(seed, 11, index);
  const plan = drawPlan(seed, index);
  const clock = { ms: plan.start };
  const sources = plan.sources.map((each) => new Source({ ...each, switches: {} }, clock, true));
  if (sources.length === 0) return null;
  const all = sources.flatMap(({ known }) => [...known.values()].map(({ versions }) => versions[0].task));
  const moment = { now: clock.ms, utcOffsetMinutes: 0 };
  const tree = plan.filtered ? drawTree(random, { tasks: () => all, pools: new Pools(() => all), paths: [], withheld: WITHHELD }, moment) : null;
  const wanted = all.filter((task) => tree === null || truthOf(tree, task, moment) === true);
  const compare = compareTasks(keysOf(plan.sort));
  const feeds = sources.map((source) => feedOf(random, source, plan.sort, compare));
  const limit = random.pick([undefined, 1, 3, 10, 500]);
  const merger = wrap(
    new /** @type {any} */ (taskweave).PageMerger({
      sources: feeds.map(({ source: { id, platform }, ordered }) => ({ id, platform, ...(ordered === undefined ? {} : { ordered }) })),
      sort: plan.sort,
      now: clock.ms,
      ...(tree ? { filter: printed(tree, PLAIN) } : {}),
      ...(limit === undefined ? {} : { limit }),
    }),
  );
  try {
    const tasks = merged(random, merger, feeds, limit ?? 50, tree !== null);
    judge(tasks, wanted, feeds, compare);
    return null;
  } catch (error) {
    return error instanceof Breach ? error : new Breach('crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    merger.free?.();
  }
}

/** @param {Random} random @param {Source} source @param {string} sort @param {ReturnType<typeof compareTasks>} compare @returns {Feed} */
function feedOf(random, source, sort, compare) {
  const { platform, simulator, known } = source;
  const rows = simulator.rows();
  const placed = [...known.values()].map(({ versions }, i) => ({ task: versions[0].task, row: rows[i] }));
  const [leading] = keysOf(sort);
  const how = random.weighted(/** @type {const} */ ([[4, 'total'], [3, 'leading'], [2, 'none']]));
  if (how === 'total') placed.sort((a, b) => compare(a.task, b.task));
  else if (how === 'leading') {
    placed.sort((a, b) => compare(a.task, b.task));
    // Platforms keep the order of the first key; what is equal there may stand anyhow.
    scramble(random, placed, (a, b) => a.task[leading.field] === b.task[leading.field]);
  } else scramble(random, placed, () => true);
  // A project is a page of its own.
  const groups = platform === 'ZOHOBOOKS' ? projectsOf(placed) : [placed];
  const pages = groups.flatMap((group) => torn(random, group)).map((page) => bodyOf(platform, page.map(({ row }) => row)));
  const isSorted = how === 'total' && groups.length === 1;
  return { source, pages: pages.length > 0 ? pages : [bodyOf(platform, [])], pushed: 0, isSorted, ordered: isSorted ? random.pick([undefined, true]) : random.pick([undefined, false]) };
}

/** @template {{ row: any }} T @param {readonly T[]} placed @returns {T[][]} */
function projectsOf(placed) {
  /** @type {Map<string, T[]>} */
  const projects = new Map();
  for (const each of placed) projects.set(each.row.project_id, [...(projects.get(each.row.project_id) ?? []), each]);
  return [...projects.values()];
}

/** Runs of neighbours that belong together, each in a drawn order. @template T @param {Random} random @param {T[]} list @param {(a: T, b: T) => boolean} together */
function scramble(random, list, together) {
  for (let from = 0; from < list.length; ) {
    let to = from + 1;
    while (to < list.length && together(list[from], list[to])) to += 1;
    for (let i = to - 1; i > from; i -= 1) {
      const other = random.between(from, i);
      [list[i], list[other]] = [list[other], list[i]];
    }
    from = to;
  }
}

/** Pages of drawn sizes; now and then one begins with a row of the page before. @template T @param {Random} random @param {readonly T[]} list @returns {T[][]} */
function torn(random, list) {
  /** @type {T[][]} */
  const pages = [];
  const size = random.pick([1, 3, 10, 100]);
  for (let from = 0; from < list.length; ) {
    const to = from + random.between(1, size);
    pages.push(list.slice(from > 0 && random.oneIn(8) ? from - 1 : from, to));
    from = to;
  }
  return pages;
}

/** @param {string} platform @param {readonly any[]} rows */
function bodyOf(platform, rows) {
  switch (platform) {
    case 'SAGE_INTACCT':
      return JSON.stringify({ 'ia::result': rows, 'ia::meta': { totalCount: rows.length, start: 1, pageSize: 100, next: null, previous: null } });
    case 'ACCELO':
      return JSON.stringify({ response: rows, meta: { status: 'ok', message: 'Everything executed as expected.', more_info: '' } });
    case 'KICKSERV':
      return JSON.stringify(rows);
    default:
      return JSON.stringify({ code: 0, message: 'success', project: { project_id: rows[0]?.project_id ?? '1', project_name: rows[0]?.project_name ?? '', tasks: rows } });
  }
}

/** Gives the merger what it needs, and sometimes more, until it is done. @param {Random} random @param {Merger} merger @param {readonly Feed[]} feeds @param {number} limit @param {boolean} filtered */
function merged(random, merger, feeds, limit, filtered) {
  /** @type {Task[]} */
  const tasks = [];
  const pages = feeds.reduce((sum, feed) => sum + feed.pages.length, 0);
  const rows = feeds.reduce((sum, { source }) => sum + source.known.size, 0);
  /** @param {Feed} feed */
  const push = (feed) => {
    const page = feed.pages[feed.pushed];
    feed.pushed += 1;
    merger.push(feed.source.id, page, { last: feed.pushed === feed.pages.length });
  };
  for (let turns = 0; turns <= pages + rows + 1; turns += 1) {
    const answer = merger.next();
    expect(answer.tasks.length <= limit, 'limit', `${answer.tasks.length} tasks were given, the limit is ${limit}`);
    tasks.push(...answer.tasks);
    if (answer.done) {
      // Where the filter is true of no task of a source nobody waits for its pages.
      const open = filtered ? undefined : feeds.find((feed) => feed.pushed < feed.pages.length);
      expect(!open, 'missing', `the end is said while ${open?.source.id} has pages left`);
      return tasks;
    }
    const needed = feeds.filter(({ source }) => answer.needs.includes(source.id));
    expect(answer.tasks.length > 0 || needed.length > 0, 'end', 'nothing is given, and nothing is needed');
    expect(answer.needs.length === needed.length, 'needs', `there is no source ${answer.needs.join()}`);
    for (const feed of needed) expect(feed.pushed < feed.pages.length, 'needs', `${feed.source.id} is needed, and has given its last page`);
    const left = feeds.filter((feed) => feed.pushed < feed.pages.length);
    for (const feed of needed.length > 0 ? random.some(needed) : []) push(feed);
    if (left.length > 0 && random.oneIn(6)) {
      const more = random.pick(left);
      if (more.pushed < more.pages.length) push(more);
    }
  }
  throw new Breach('end', `the merge does not end: ${pages} pages and ${rows} rows`);
}

/** @param {readonly Task[]} tasks @param {readonly WholeTask[]} wanted @param {readonly Feed[]} feeds @param {ReturnType<typeof compareTasks>} compare */
function judge(tasks, wanted, feeds, compare) {
  const byName = new Map(wanted.map((task) => [`${task.connection_id}/${task.platform_id}`, task]));
  const byId = new Map(feeds.map((feed) => [feed.source.id, feed]));
  const given = new Set();
  /** @type {WholeTask | null} */
  let before = null;
  for (const task of tasks) {
    const name = `${task.connection_id}/${task.platform_id}`;
    const placed = byName.get(name);
    expect(placed && contentOf(placed) === contentOf(task), 'rows', `${name} was given, and does not match or is not so: ${contentOf(task)}`);
    expect(!given.has(name), 'twice', `${name} was given twice`);
    given.add(name);
    const feed = byId.get(task.connection_id);
    if (task.is_late) {
      expect(!feed?.isSorted && feed?.ordered !== false, 'late', `${name} is late, and its source is in order or said to be in none`);
      continue;
    }
    expect(before === null || compare(before, placed) < 0, 'order', `${name} stands after ${before?.connection_id}/${before?.platform_id}, and belongs before it`);
    before = placed;
  }
  const lost = [...byName.keys()].find((name) => !given.has(name));
  expect(!lost, 'lost', `${lost} matches, and was not given`);
}
