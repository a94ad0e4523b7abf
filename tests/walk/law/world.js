// A world: small simulators with random data and a random side of every switch, the client's clock, and every task that
// there is. Several cases share one, and its client, so that what is kept from one list to the next is tried too.

import { ACCELO_LINKS, wholeTasks } from '../../simulators/expected-whole.js';
import { PLATFORMS, createSimulators, switchesOf } from '../../simulators/index.js';
import { entryOf } from '../../simulators/platforms.js';
import { RawNumber } from '../../simulators/shared/raw-json.js';
import { taskweave } from '../../support/package.js';
import { Random } from './random.js';
import { STATUSES, comparisons } from './tree.js';
import { Pools } from './values.js';

/**
 * @typedef {import('../../simulators/index.js').Platform} Platform
 * @typedef {import('../../simulators/index.js').Connection} Connection
 * @typedef {import('../../simulators/index.js').SwitchValue} SwitchValue
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {(request: Request) => Promise<Response>} Fetch
 *
 * @typedef {object} World
 * @property {number} index
 * @property {ReturnType<typeof createSimulators>} simulators
 * @property {Connection[]} connections
 * @property {(id: string, tree?: Tree) => WholeTask[]} tasks of a connection, as the tree's paths find them
 * @property {Record<string, string[][]>} paths of `platform_data`, by connection
 * @property {Map<string, Pools>} pools by the connections that they are of
 * @property {boolean} moving whether the clock moves between the pages of a walk
 * @property {{ ms: number }} clock
 * @property {import('taskweave').Client} client that all cases of the world share
 * @property {() => import('taskweave').Client} another client, which remembers nothing
 * @property {string} told what is not as it is by default
 */

const DAY = 86_400_000;

/**
 * @param {number} seed
 * @param {number} index
 * @param {(fetch: Fetch) => Fetch} wrap around the simulators' fetch
 * @returns {World}
 */
export function createWorld(seed, index, wrap) {
  const random = new Random(seed, 1, index);
  const sizes = byPlatform(() => random.weighted([[16, random.between(20, 120)], [2, random.between(2, 19)], [1, 1], [1, 0]]));
  const wild = random.oneIn(2);
  const switches = byPlatform((platform) => drawSwitches(random, platform, wild));
  const odd = !random.oneIn(3);
  const simulators = createSimulators({ sizes, switches, seed: random.below(1_000_000), odd });
  const statusMaps = random.oneIn(4);
  const connections = simulators.connections.map((connection) =>
    statusMaps ? { ...connection, statusMap: drawStatusMap(random, connection.platform) } : connection,
  );
  const moving = random.oneIn(3);
  // Near the end of the data, or up to a year and a half before it; on a whole second more often than not.
  const ms = Date.UTC(2026, 6, 1, 9, 30) - random.pick([0, random.below(500) * DAY, random.below(30 * DAY)]);
  const clock = { ms: random.oneIn(3) ? ms : Math.floor(ms / 1000) * 1000 };
  const syncedAt = new Date(clock.ms).toISOString();
  /** @type {Map<string, WholeTask[]>} */
  const known = new Map();
  /** @param {string} id @param {readonly string[]} links */
  const tasksWith = (id, links) => {
    const connection = /** @type {Connection} */ (connections.find((each) => each.id === id));
    const key = [id, ...links].join();
    const whole = known.get(key) ?? wholeTasks(simulators.byPlatform[connection.platform], connection, syncedAt, links);
    known.set(key, whole);
    return whole;
  };
  /** @param {string} id @param {Tree} [tree] */
  const tasks = (id, tree) => tasksWith(id, id === ACCELO && tree ? linksOf(tree) : []);
  const paths = Object.fromEntries(
    connections.map(({ id, platform }) => {
      const into = platform === 'ACCELO' ? pathsOf(platform, tasksWith(id, ACCELO_LINKS)) : [];
      return [id, [...pathsOf(platform, tasks(id)), ...into.filter((path) => path.length > 1)]];
    }),
  );
  const another = () =>
    new taskweave.Client({
      connections: /** @type {import('taskweave').Connection[]} */ (connections),
      fetch: wrap((request) => simulators.fetch(request)),
      now: () => clock.ms,
    });
  const changed = Object.fromEntries(PLATFORMS.map((platform) => [platform, notDefault(platform, switches[platform])]));
  const statusMap = Object.fromEntries(connections.map(({ id, statusMap }) => [id, statusMap]));
  return {
    index, simulators, connections, tasks, paths, pools: new Map(), moving, clock, client: another(), another,
    told: JSON.stringify({ sizes, odd, switches: changed, ...(statusMaps ? { statusMap } : {}) }),
  };
}

const ZOHO = 'zoho-demo';

/** What Zoho Books documents for plain lists of tasks, and no row that is read carries: a filter on it is refused. */
const UNCARRIED = ['currency_id', 'customer_id', 'customer_name'];

/** The connection whose record hangs on the filter. */
const ACCELO = 'accelo-demo';

/** Links that are objects in the answer, because a path leads into them. @param {Tree} tree */
function linksOf(tree) {
  const into = new Set(comparisons(tree).flatMap(({ target: { path = [] } }) => (path.length > 1 ? [path[0]] : [])));
  return ACCELO_LINKS.filter((link) => into.has(link));
}

/** @template T @param {(platform: Platform) => T} make */
function byPlatform(make) {
  return /** @type {Record<Platform, T>} */ (Object.fromEntries(PLATFORMS.map((platform) => [platform, make(platform)])));
}

/**
 * @param {Random} random
 * @param {Platform} platform
 * @param {boolean} wild every switch on any side; else most of them on their default
 */
function drawSwitches(random, platform, wild) {
  /** @type {Record<string, SwitchValue>} */
  const drawn = {};
  for (const [name, { values }] of Object.entries(switchesOf(platform))) {
    if (wild || random.oneIn(8)) drawn[name] = random.pick(values);
  }
  return drawn;
}

/** @param {Platform} platform @param {Record<string, SwitchValue>} switches */
function notDefault(platform, switches) {
  const table = switchesOf(platform);
  return Object.fromEntries(Object.entries(switches).filter(([name, value]) => value !== table[name].default));
}

/**
 * @param {Random} random
 * @param {Platform} platform
 * @returns {Record<string, string>}
 */
function drawStatusMap(random, platform) {
  // `completed_at` of Sage Intacct hangs on being completed: its words are mapped among the other statuses.
  const statuses = platform === 'SAGE_INTACCT' ? STATUSES.filter((status) => status !== 'completed') : STATUSES;
  const { statuses: known, words = Object.keys(known) } = entryOf(platform).expected;
  const mapped = words.filter(() => random.oneIn(3));
  return Object.fromEntries(mapped.map((word) => [word, random.pick(statuses)]));
}

/** Names that a record blanks, and that no path may name. */
const SECRET = /password|token|salt/;

/** Paths that lead nowhere on every platform, or almost. */
const NOWHERE = [['nope'], ['project'], ['name', 'first'], ['job', 'nope'], ['odd name'], ['a`b', 'c'], ['id', 'id']];

/**
 * Every path that the records have, and some that they have not.
 * @param {Platform} platform
 * @param {readonly WholeTask[]} tasks
 * @returns {string[][]}
 */
function pathsOf(platform, tasks) {
  /** @type {Set<string>} */
  const names = new Set();
  for (const { platform_data } of tasks) collect(platform_data, [], names);
  const known = [...names].map((name) => /** @type {string[]} */ (JSON.parse(name)));
  const read = known.filter((path) => !path.some((name) => SECRET.test(name)));
  // A flat key with dots is found by its parts, and by all of it as one name.
  const dotted = read.flatMap((path) => (path.length === 1 && path[0].includes('.') ? [path, path[0].split('.'), path[0].split('.')] : [path]));
  return [...dotted, ...(entryOf(platform).expected.wholes ?? []), ...NOWHERE.filter((_, i) => i % 4 === tasks.length % 4)];
}

/** @param {unknown} value @param {string[]} path @param {Set<string>} names */
function collect(value, path, names) {
  if (Array.isArray(value)) for (const each of value) collect(each, path, names);
  else if (typeof value === 'object' && value !== null && !(value instanceof RawNumber)) {
    for (const [name, part] of Object.entries(value)) collect(part, [...path, name], names);
  } else if (path.length > 0) names.add(JSON.stringify(path));
}

/** The tasks of some connections, and what grows on them. @param {World} world @param {readonly string[]} ids */
export function groundOf(world, ids) {
  /** @param {Tree} [tree] */
  const tasks = (tree) => ids.flatMap((id) => world.tasks(id, tree));
  const key = ids.join();
  const pools = world.pools.get(key) ?? new Pools((target) => tasks({ kind: 'is', target, op: '=', values: [{ type: 'null' }] }));
  world.pools.set(key, pools);
  // While the clock moves, and after it has moved, nobody knows from outside when a connection was read.
  const withheld = world.moving ? ['last_synced_at'] : [];
  const paths = ids.flatMap((id) => world.paths[id]).filter(([name]) => !ids.includes(ZOHO) || !UNCARRIED.includes(name));
  return { tasks, pools, paths, withheld };
}
