// The trees that the law is tested with: a language of their own, so that no line of them is shared with the code
// under test. `print.js` writes one as a filter's text, `naive.js` says for which tasks it holds.

import { PLATFORMS } from '../../simulators/platforms.js';

/**
 * @typedef {object} TextValue
 * @property {'text'} type also of statuses and platforms, by their words
 * @property {string} text
 *
 * @typedef {object} NumberValue
 * @property {'number'} type
 * @property {string} digits as written
 *
 * @typedef {object} BooleanValue
 * @property {'boolean'} type
 * @property {boolean} truth
 *
 * @typedef {object} TimeValue
 * @property {'time'} type
 * @property {number} ms since 1970
 * @property {string} written between the quotes
 *
 * @typedef {object} RelativeValue
 * @property {'relative'} type
 * @property {'now' | 'today'} anchor
 * @property {[count: number, unit: Unit][]} steps
 *
 * @typedef {'s' | 'min' | 'h' | 'd' | 'w' | 'mo' | 'y'} Unit
 * @typedef {{ type: 'null' }} NullValue
 * @typedef {TextValue | NumberValue | BooleanValue | TimeValue | RelativeValue | NullValue} Value
 *
 * @typedef {object} Target
 * @property {string} field a field's name, `platform_data` with a path
 * @property {string[]} [path]
 *
 * @typedef {object} Comparison
 * @property {'is'} kind
 * @property {Target} target
 * @property {Op} op
 * @property {Value[]} values one; of BETWEEN two; of IN at least one
 *
 * @typedef {{ kind: 'and' | 'or', parts: Tree[] }} Junction at least two parts
 * @typedef {{ kind: 'not', part: Tree }} Negation
 * @typedef {Comparison | Junction | Negation} Tree
 *
 * @typedef {keyof typeof OPS} Op
 * @typedef {'text' | 'time' | 'number' | 'boolean' | 'status' | 'platform' | 'object'} Type
 */

/** Every operator; the denials name what they deny. */
export const OPS = /** @type {const} */ ({
  '=': null,
  '!=': '=',
  '<': null,
  '<=': null,
  '>': null,
  '>=': null,
  '~': null,
  '!~': '~',
  '~*': null,
  '!~*': '~*',
  '^=': null,
  '!^=': '^=',
  '$=': null,
  '!$=': '$=',
  IN: null,
  'NOT IN': 'IN',
  BETWEEN: null,
  'NOT BETWEEN': 'BETWEEN',
});

/** @type {readonly Op[]} */
const ORDERED = ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN', 'BETWEEN', 'NOT BETWEEN'];
/** @type {readonly Op[]} */
const NAMED = ['=', '!=', 'IN', 'NOT IN'];

/** Which operators a type has, null apart. @type {Record<Exclude<Type, 'object'>, readonly Op[]>} */
export const OPS_OF = {
  text: /** @type {Op[]} */ (Object.keys(OPS)),
  time: ORDERED,
  number: ORDERED,
  status: NAMED,
  platform: NAMED,
  boolean: ['=', '!='],
};

/**
 * Every field that a filter may name but `platform_data`, with its type and how often it is drawn.
 * @type {Readonly<Record<string, { type: Type, weight: number }>>}
 */
export const FIELDS = {
  id: { type: 'text', weight: 3 },
  platform_id: { type: 'text', weight: 8 },
  name: { type: 'text', weight: 14 },
  status: { type: 'status', weight: 12 },
  created_at: { type: 'time', weight: 12 },
  updated_at: { type: 'time', weight: 16 },
  last_synced_at: { type: 'time', weight: 2 },
  platform_url: { type: 'text', weight: 1 },
  platform_status: { type: 'text', weight: 8 },
  platform: { type: 'platform', weight: 4 },
  connection_id: { type: 'text', weight: 3 },
  description: { type: 'text', weight: 6 },
  start_at: { type: 'time', weight: 8 },
  due_at: { type: 'time', weight: 6 },
  completed_at: { type: 'time', weight: 5 },
  assignees: { type: 'object', weight: 2 },
  'assignees.id': { type: 'text', weight: 5 },
  'assignees.name': { type: 'text', weight: 4 },
  'assignees.email': { type: 'text', weight: 4 },
  project: { type: 'object', weight: 2 },
  'project.id': { type: 'text', weight: 6 },
  'project.name': { type: 'text', weight: 5 },
  parent_id: { type: 'text', weight: 4 },
  priority: { type: 'text', weight: 5 },
  percent_complete: { type: 'number', weight: 6 },
  is_billable: { type: 'boolean', weight: 4 },
  is_milestone: { type: 'boolean', weight: 3 },
  logged_hours: { type: 'number', weight: 4 },
};

export const STATUSES = ['not_started', 'planned', 'in_progress', 'completed', 'on_hold', 'unknown'];
export const PLATFORM_NAMES = PLATFORMS;

/** @param {Tree} tree @returns {Comparison[]} in order */
export function comparisons(tree) {
  if (tree.kind === 'is') return [tree];
  if (tree.kind === 'not') return comparisons(tree.part);
  return tree.parts.flatMap(comparisons);
}

/** @param {Target} target */
export function targetName({ field, path }) {
  return path === undefined ? field : `${field}.${path.join('.')}`;
}
