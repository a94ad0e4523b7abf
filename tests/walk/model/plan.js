// The plan of a walk: all that is drawn, as plain data, so that a walk can be told, run again and made smaller.

import { PLATFORMS, switchesOf } from '../../simulators/index.js';
import { Random } from '../law/random.js';
import { FEATURES } from './features.js';
import { drawFaults } from './draw-faults.js';
import { drawEdits, drawTies } from './draw-edits.js';

/**
 * @typedef {import('../../simulators/index.js').Platform} Platform
 * @typedef {import('../../simulators/index.js').SwitchValue} SwitchValue
 * @typedef {import('./draw-edits.js').Edit} Edit
 * @typedef {import('./draw-edits.js').Tie} Tie
 * @typedef {import('./draw-faults.js').Fault} Fault
 * @typedef {import('./draw-faults.js').Down} Down
 *
 * @typedef {object} SourcePlan
 * @property {string} id of the connection
 * @property {Platform} platform
 * @property {number} size
 * @property {number} seed
 * @property {boolean} odd
 * @property {Record<string, SwitchValue>} switches
 * @property {Tie[]} ties what is done to the tasks before the walk, so that many stand in one second
 *
 * @typedef {object} PagePlan how a page is asked for; a walk goes through its list round and round
 * @property {number | undefined} limit
 * @property {'strict' | 'partial'} onError
 * @property {('details' | 'platform_data')[]} expand
 * @property {boolean} forceFetch
 * @property {boolean} fresh whether a new client asks, which remembers nothing
 * @property {boolean} turned whether the connections are named, in another order
 * @property {number} pause by how much the clock moves before the page, in milliseconds
 *
 * @typedef {object} Plan
 * @property {number} seed
 * @property {number} index
 * @property {number} start the clock at the beginning, milliseconds since 1970
 * @property {SourcePlan[]} sources
 * @property {boolean} filtered whether the walk has a filter, which is drawn once the tasks are there
 * @property {import('../law/tree.js').Tree | null} [tree] instead of the one that would be drawn
 * @property {'sorted' | 'source'} order
 * @property {string} sort
 * @property {PagePlan[]} pages
 * @property {number[]} callPauses by how much the clock moves before each call, in turn
 * @property {Edit[]} edits by the call before which they are done
 * @property {Fault[]} faults
 * @property {Down[]} downs
 * @property {Record<string, any>} options of the client
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * @param {number} seed
 * @param {number} index
 * @returns {Plan}
 */
export function drawPlan(seed, index) {
  const random = new Random(seed, 7, index);
  const start = Date.UTC(2026, 6, 1, 9, 30) + random.below(2000) * random.pick([0, 1000, 1]);
  const sources = drawSources(random, start);
  const ids = sources.map(({ id }) => id);
  const total = sources.reduce((sum, { size }) => sum + size, 0);
  const calm = random.oneIn(6);
  const pages = drawPages(random, total);
  return {
    seed,
    index,
    start,
    sources,
    filtered: random.oneIn(2),
    order: FEATURES.sourceOrder && random.oneIn(6) ? 'source' : 'sorted',
    sort: drawSort(random),
    pages,
    callPauses: random.weighted([[3, [0]], [2, [0, 1, 0, 999]], [2, [0, 0, 1000, 20_000]], [1, [0, 0, 0, 0, 70_000]]]),
    edits: calm || ids.length === 0 ? [] : drawEdits(random, sources),
    ...(random.oneIn(2) || ids.length === 0 ? { faults: [], downs: [] } : drawFaults(random, sources)),
    options: drawOptions(random),
  };
}

const IDS = ['a', 'b', 'B', 'a-1', 'a.1', 'a_1', 'Z9', 'z', '0', '10', '9', 'intacct', 'kick', 'zoho-2', 'acc.3', 'c'];

/** @param {Random} random @param {number} start @returns {SourcePlan[]} */
function drawSources(random, start) {
  const many = random.weighted([[1, 0], [20, 1], [18, 2], [8, 3], [3, 4], [2, random.between(5, 8)], [1, random.between(9, 12)]]);
  const names = [...IDS];
  const only = random.oneIn(4) ? random.some(PLATFORMS) : PLATFORMS;
  const large = many <= 3 && random.oneIn(20);
  const instants = Array.from({ length: random.weighted([[2, 1], [3, 2], [2, 5]]) }, () => drawInstant(random, start));
  return Array.from({ length: many }, (_, i) => {
    const [id] = names.splice(random.below(names.length), 1);
    const platform = random.pick(only);
    const size = large && i === 0 ? random.between(150, 300) : random.weighted([[1, 0], [4, random.between(1, 5)], [8, random.between(6, 16)], [1, random.between(17, 60)]]);
    return {
      id,
      platform,
      size,
      seed: random.below(1_000_000),
      odd: random.oneIn(2),
      switches: random.oneIn(2) ? drawSwitches(random, platform, random.oneIn(2)) : {},
      ties: random.oneIn(3) ? [] : drawTies(random, size, instants),
    };
  });
}

/** An instant that many tasks share: of late more often than not. @param {Random} random @param {number} start */
function drawInstant(random, start) {
  const ago = random.weighted([[1, 0], [1, 1000], [2, 60_000], [2, DAY], [3, random.between(1, 900) * DAY]]);
  return Math.floor((start - ago) / 1000) * 1000;
}

/**
 * @param {Random} random
 * @param {Platform} platform
 * @param {boolean} wild any side of every switch; else a few of them
 */
function drawSwitches(random, platform, wild) {
  /** @type {Record<string, SwitchValue>} */
  const drawn = {};
  for (const [name, { values }] of Object.entries(switchesOf(platform))) {
    if (wild || random.oneIn(8)) drawn[name] = random.pick(values);
  }
  return drawn;
}

/** @type {[number, string][]} */
const LEADING = [[12, 'updated_at'], [7, 'created_at'], [3, 'name'], [2, 'status'], [1, 'platform_status'], [1, 'platform'], [1, 'platform_id'], [1, 'connection_id'], [1, 'id']];

/** @param {Random} random */
function drawSort(random) {
  /** @type {string[]} */
  const keys = [];
  for (let left = random.weighted([[8, 1], [3, 2], [1, 3]]); left > 0; left -= 1) {
    const key = random.weighted(LEADING);
    if (!keys.includes(key)) keys.push(key);
  }
  return keys.map((key) => `${key} ${random.pick(['ASC', 'DESC', 'DESC'])}`).join(', ');
}

/** @param {Random} random @param {number} total how many tasks there are @returns {PagePlan[]} */
function drawPages(random, total) {
  // About so many pages: a walk of many pages shows no more than one of a few.
  const base = Math.max(1, Math.ceil(total / random.between(1, 9)));
  const partial = random.oneIn(2);
  const moving = random.oneIn(2);
  return Array.from({ length: random.between(1, 6) }, () => ({
    limit: random.weighted([[10, base], [3, Math.ceil(base / 2)], [3, base * 2], [1, Math.ceil(base / 4)], [1, 500], [1, undefined]]),
    onError: partial && !random.oneIn(4) ? 'partial' : 'strict',
    expand: random.weighted(/** @type {[number, PagePlan['expand']][]} */ ([[14, []], [2, ['details']], [1, ['platform_data']], [1, ['details', 'platform_data']]])),
    forceFetch: random.oneIn(20),
    fresh: random.oneIn(6),
    turned: random.oneIn(10),
    pause: moving ? random.weighted([[6, 0], [4, 1000], [2, 20_000], [2, 61_000], [1, HOUR], [1, 3 * DAY]]) : 0,
  }));
}

/** @param {Random} random */
function drawOptions(random) {
  /** @type {Record<string, any>} */
  const options = { maxRetries: random.pick([0, 0, 1, 3]) };
  if (random.oneIn(8)) options.maxCallsPerSource = random.between(1, 6);
  if (random.oneIn(20)) options.maxCalls = random.between(4, 20);
  if (random.oneIn(8)) options.maxCallsAtOnce = random.between(1, 3);
  if (random.oneIn(8)) options.cacheMs = random.pick([-1, 0, 1000, 3_600_000]);
  if (random.oneIn(10)) options.onRateLimit = 'fail';
  if (FEATURES.cursorKey && random.oneIn(3)) options.cursorKey = 'a key of the simulation';
  return options;
}
