// Cases of the law: a filter, a sort, a page size and connections, drawn for a world, walked by the client and compared
// with the naive evaluation.

import { sortTasks } from '../../simulators/index.js';
import { walk } from '../../support/walk.js';
import { drawTree, isRelative } from './generate.js';
import { truthOf } from './naive.js';
import { printed, styleOf } from './print.js';
import { Random } from './random.js';
import { groundOf } from './world.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('taskweave').Client} Client
 *
 * @typedef {object} Case
 * @property {number} index
 * @property {string[]} connections ids
 * @property {Tree} tree
 * @property {string} text the tree as it is written
 * @property {string} sort
 * @property {number | undefined} limit
 * @property {('details' | 'platform_data')[]} expand
 * @property {number | undefined} utcOffsetMinutes
 * @property {number[]} pauses by how much the clock moves after each page, in turn; in milliseconds
 *
 * @typedef {object} Outcome
 * @property {number} all how many tasks there are
 * @property {number} wanted how many of them match
 * @property {number} pages
 * @property {number} keyset rows that were read of sources in order
 * @property {Difference | null} difference
 *
 * @typedef {object} Difference
 * @property {string} kind `rows`, `order`, `twice`, `start`, or an error's code
 * @property {string} what in words
 * @property {string[]} missing
 * @property {string[]} surplus
 */

/** How many cases share a world. */
export const CASES_OF_A_WORLD = 10;

/** Rows that the platforms can give in this order, and those that only the client can. */
const SORTS = /** @type {const} */ ([
  [10, 'updated_at DESC'],
  [5, 'updated_at ASC'],
  [4, 'created_at DESC'],
  [4, 'created_at'],
  [3, 'name'],
  [2, 'name DESC'],
  [2, 'status ASC, updated_at DESC'],
  [2, 'updated_at DESC, name ASC'],
  [2, 'platform_id'],
  [1, 'platform_status DESC, created_at'],
  [1, 'platform, name DESC'],
  [1, 'connection_id DESC, platform_id DESC'],
  [1, 'id'],
]);

const HOUR = 3_600_000;
const LONGEST = 7500;

/**
 * @param {number} seed
 * @param {World} world
 * @param {number} index of the case, counted over all worlds
 * @returns {Case}
 */
export function drawCase(seed, world, index) {
  const random = new Random(seed, 2, index);
  const all = world.connections.map(({ id }) => id);
  const connections = random.weighted(/** @type {[number, string[]][]} */ ([[4, all], [4, [random.pick(all)]], [2, random.some(all)]]));
  const offset = random.pick([undefined, 0, 60, -300, 330, 765, -720]);
  const moment = { now: world.clock.ms, utcOffsetMinutes: offset ?? 0 };
  const ground = groundOf(world, connections);
  const style = styleOf(random);
  let tree = drawTree(random, ground, moment);
  let text = printed(tree, style);
  while (new TextEncoder().encode(text).length > LONGEST) {
    tree = drawTree(random, ground, moment);
    text = printed(tree, style);
  }
  return {
    index,
    connections,
    tree,
    text,
    sort: random.weighted(SORTS),
    limit: random.weighted([[2, undefined], [6, random.between(20, 100)], [3, random.between(5, 20)], [1, random.between(1, 4)], [2, 500]]),
    expand: random.weighted(/** @type {[number, Case['expand']][]} */ ([[7, []], [2, ['details']], [2, ['platform_data']], [1, ['details', 'platform_data']]])),
    utcOffsetMinutes: isRelative(tree) ? offset : undefined,
    pauses: world.moving ? Array.from({ length: 3 }, () => random.pick([0, 1, 30_000, HOUR, 20 * HOUR, 40 * 24 * HOUR])) : [],
  };
}

/**
 * Walks the case and compares.
 * @param {World} world
 * @param {Case} drawn
 * @param {Client} [client]
 * @returns {Promise<Outcome>}
 */
export async function runCase(world, drawn, client = world.client) {
  const { connections, tree, sort } = drawn;
  const all = groundOf(world, connections).tasks(tree);
  const moment = { now: world.clock.ms, utcOffsetMinutes: drawn.utcOffsetMinutes ?? 0 };
  const wanted = sortTasks(all.filter((task) => truthOf(tree, task, moment) === true), keysOf(sort)).map(({ id }) => id);
  const outcome = { all: all.length, wanted: wanted.length, pages: 0, keyset: 0, difference: null };
  try {
    const { pages, tasks } = await walkOf(client, drawn, world);
    outcome.pages = pages.length;
    const ids = tasks.map(({ id }) => id);
    const started = pages.at(-1)?.walk_started_at;
    const start = new Date(moment.now).toISOString();
    // A walk that begins with what was kept for up to a minute is as old as that.
    const age = moment.now - Date.parse(String(started));
    const isOlder = pages.some(({ sources }) => sources.some(({ mode, calls }) => mode === 'materialised' && calls === 0));
    const isTold = (age === 0 || (isOlder && age > 0 && age <= 60_000)) && tasks.every(({ last_synced_at }) => last_synced_at >= String(started));
    if (!isTold) return failed(outcome, 'start', `the walk began at ${start}, and its last page says ${started}`);
    outcome.keyset = rowsInOrder(pages);
    return { ...outcome, difference: differenceOf(ids, wanted, (id) => nameOf(all, id)) };
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    return failed(outcome, code ?? 'error', `the walk ended with an error: ${code ?? ''} ${message}`);
  }
}

/** @param {Outcome} outcome @param {string} kind @param {string} what @returns {Outcome} */
function failed(outcome, kind, what) {
  return { ...outcome, difference: { kind, what, missing: [], surplus: [] } };
}

/**
 * @param {Client} client
 * @param {Omit<Case, 'text'> & { text?: string }} drawn
 * @param {World} world
 */
function walkOf(client, { connections, text, sort, limit, expand, utcOffsetMinutes, pauses }, world) {
  const request = { connections, filter: text, sort, limit, expand, ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }) };
  let page = 0;
  return walk(client, request, (same) => {
    world.clock.ms += pauses.length > 0 ? pauses[page++ % pauses.length] : 0;
    return same;
  });
}

/** The rows that were read of sources in order. @param {readonly import('taskweave').Page[]} pages */
function rowsInOrder(pages) {
  const sources = pages.flatMap(({ sources }) => sources).filter(({ mode }) => mode === 'keyset');
  return sources.reduce((sum, { fetched }) => sum + fetched, 0);
}

/**
 * The rows that a walk of the case would read of sources in order if it had no filter.
 * @param {World} world
 * @param {Case} drawn
 */
export async function unfilteredRows(world, drawn) {
  const { pages } = await walkOf(world.another(), { ...drawn, text: undefined, pauses: [] }, world);
  return rowsInOrder(pages);
}

/** @param {string} sort */
export function keysOf(sort) {
  return sort.split(',').map((part) => {
    const [field, direction = 'ASC'] = part.trim().split(' ');
    return { field: /** @type {keyof import('../../simulators/expected.js').ExpectedTask} */ (field), descending: direction === 'DESC' };
  });
}

/**
 * @param {readonly string[]} given
 * @param {readonly string[]} wanted
 * @param {(id: string) => string} name
 * @returns {Difference | null}
 */
function differenceOf(given, wanted, name) {
  const [has, wants] = [new Set(given), new Set(wanted)];
  const missing = wanted.filter((id) => !has.has(id)).map(name);
  const surplus = given.filter((id) => !wants.has(id)).map(name);
  if (has.size < given.length) {
    return { kind: 'twice', what: 'a task was given twice', missing, surplus: given.filter((id, i) => given.indexOf(id) !== i).map(name) };
  }
  if (missing.length + surplus.length > 0) return { kind: 'rows', what: `${given.length} rows were given, ${wanted.length} match`, missing, surplus };
  const at = given.findIndex((id, i) => id !== wanted[i]);
  if (at < 0) return null;
  const what = `the order is another from row ${at} on: ${name(given[at])} stands where ${name(wanted[at])} should`;
  return { kind: 'order', what, missing, surplus };
}

/** @param {readonly import('./world.js').WholeTask[]} tasks @param {string} id */
function nameOf(tasks, id) {
  const task = tasks.find((task) => task.id === id);
  return task ? `${task.connection_id}/${task.platform_id}` : id;
}
