// Random trees over the whole language.

import { ACCELO_LINKS } from '../../simulators/expected-whole.js';
import { truthOf } from './naive.js';
import { FIELDS, OPS_OF, comparisons } from './tree.js';
import { asWritten, drawValues } from './values.js';

/**
 * @typedef {import('./random.js').Random} Random
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./tree.js').Op} Op
 * @typedef {import('./tree.js').Target} Target
 * @typedef {import('./tree.js').Type} Type
 * @typedef {import('./values.js').ValueType} ValueType
 * @typedef {import('./naive.js').Moment} Moment
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 *
 * @typedef {object} Ground what trees grow on
 * @property {(tree?: Tree) => readonly WholeTask[]} tasks as a filter sees them
 * @property {import('./values.js').Pools} pools
 * @property {readonly string[][]} paths of `platform_data`
 * @property {readonly string[]} withheld fields that are not named
 */

/** Trees that hold for all tasks or for none show little: so many more are drawn in the hope of a better one. */
const TRIES = 5;

/**
 * @param {Random} random
 * @param {Ground} ground
 * @param {Moment} moment
 * @returns {Tree}
 */
export function drawTree(random, ground, moment) {
  let tree = grown(random, ground, moment);
  for (let left = TRIES; left > 0 || isTwofold(tree); left -= 1) {
    const tasks = ground.tasks(tree);
    const count = tasks.filter((task) => truthOf(tree, task, moment) === true).length;
    if (count > 0 && count < tasks.length && !isTwofold(tree)) break;
    tree = grown(random, ground, moment);
  }
  return tree;
}

/**
 * Whether a link of Accelo is named as an id and led into. It is an object then, or an id where the other part of the
 * filter can hold for none of Accelo's tasks: nobody means that.
 * @param {Tree} tree
 */
function isTwofold(tree) {
  const paths = comparisons(tree).flatMap(({ target: { path } }) => (path ? [path] : []));
  return ACCELO_LINKS.some((link) => new Set(paths.filter(([name]) => name === link).map((path) => path.length > 1)).size > 1);
}

/** @param {Random} random @param {Ground} ground @param {Moment} moment */
function grown(random, ground, moment) {
  return branch(random, ground, moment, random.weighted([[3, 1], [4, 2], [4, 3], [3, 4], [2, 6], [1, 10]]));
}

/**
 * @param {Random} random
 * @param {Ground} ground
 * @param {Moment} moment
 * @param {number} leaves how many comparisons, about
 * @returns {Tree}
 */
function branch(random, ground, moment, leaves) {
  if (random.oneIn(7)) return { kind: 'not', part: branch(random, ground, moment, leaves) };
  if (leaves <= 1) return leaf(random, ground, moment);
  const kind = random.weighted(/** @type {const} */ ([[3, 'and'], [2, 'or']]));
  const first = random.between(1, leaves - 1);
  const parts = [branch(random, ground, moment, first), branch(random, ground, moment, leaves - first)];
  if (random.oneIn(4)) parts.push(leaf(random, ground, moment));
  return { kind, parts };
}

/**
 * @param {Random} random
 * @param {Ground} ground
 * @param {Moment} moment
 * @returns {Tree}
 */
function leaf(random, ground, moment) {
  const field = random.weighted([
    ...Object.entries(FIELDS).filter(([name]) => !ground.withheld.includes(name)).map(([name, { weight }]) => /** @type {const} */ ([weight, name])),
    [ground.paths.length > 0 ? 30 : 0, 'platform_data'],
  ]);
  /** @type {Target} */
  const target = field === 'platform_data' ? { field, path: random.pick(ground.paths) } : { field };
  if (FIELDS[field]?.type === 'object' || random.oneIn(12)) {
    return { kind: 'is', target, op: random.pick(['=', '!=']), values: [{ type: 'null' }] };
  }
  const [type, value] = field === 'platform_data' ? typeOfPath(random, ground, target) : typeOfField(random, FIELDS[field].type);
  const op = random.pick(OPS_OF[type]);
  return { kind: 'is', target, op, values: drawValues(random, ground.pools, target, value, op, moment) };
}

/** @param {Random} random @param {Type} type @returns {[Exclude<Type, 'object'>, ValueType]} */
function typeOfField(random, type) {
  if (type === 'object') throw new Error('an object compares with null alone');
  if (type === 'time') return [type, random.oneIn(3) ? 'relative' : 'time'];
  return [type, type === 'status' || type === 'platform' ? 'text' : type];
}

/** Mostly the type that the values there look like. @param {Random} random @param {Ground} ground @param {Target} target */
function typeOfPath(random, ground, target) {
  const pool = ground.pools.of(target);
  const held = pool.length > 0 ? random.pick(pool) : null;
  const text = asWritten(held);
  /** @type {[Exclude<Type, 'object'>, ValueType]} */
  const likely =
    typeof held === 'boolean' ? ['boolean', 'boolean']
    : /^-?\d+(\.\d+)?$/.test(text) ? ['number', 'number']
    : /^\d{4}-\d\d-\d\d/.test(text) ? ['time', 'relative']
    : ['text', 'text'];
  return random.weighted(/** @type {[number, [Exclude<Type, 'object'>, ValueType]][]} */ ([
    [4, likely],
    [4, ['text', 'text']],
    [1, ['number', 'number']],
    [1, ['boolean', 'boolean']],
    [1, ['time', 'relative']],
  ]));
}

/** Whether a filter tells times from the user's clock. @param {Tree} tree */
export function isRelative(tree) {
  return comparisons(tree).some(({ values }) => values.some(({ type }) => type === 'relative'));
}
