// What a filter means, task by task, in the plainest way there is: written from the contract alone. It shares no code
// with the parser, the planner or the evaluator that it judges, and it never sees a filter's text.

import { RawNumber } from '../../simulators/shared/raw-json.js';
import { compareDecimals, decimal } from './decimal.js';
import { OPS } from './tree.js';

/**
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./tree.js').Comparison} Comparison
 * @typedef {import('./tree.js').Value} Value
 * @typedef {import('./tree.js').Op} Op
 * @typedef {import('./tree.js').Target} Target
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 *
 * @typedef {object} Moment what relative times are told from
 * @property {number} now milliseconds since 1970, when the walk began
 * @property {number} utcOffsetMinutes
 *
 * @typedef {boolean | null} Truth null: unknown
 */

/**
 * Whether a filter holds for a task.
 * @param {Tree} tree
 * @param {WholeTask} task
 * @param {Moment} moment
 * @returns {Truth}
 */
export function truthOf(tree, task, moment) {
  if (tree.kind === 'is') return compared(tree, task, moment);
  if (tree.kind === 'not') {
    const inner = truthOf(tree.part, task, moment);
    return inner === null ? null : !inner;
  }
  // Of AND, one false part decides; of OR, one true part.
  const decides = tree.kind === 'or';
  const parts = tree.parts.map((part) => truthOf(part, task, moment));
  if (parts.includes(decides)) return decides;
  return parts.includes(null) ? null : !decides;
}

/**
 * @param {Comparison} comparison
 * @param {WholeTask} task
 * @param {Moment} moment
 * @returns {Truth}
 */
function compared({ target, op, values }, task, moment) {
  const held = heldBy(task, target);
  if (values[0].type === 'null') return (held.length === 0) === (op === '=');
  const read = reader(values[0].type, target);
  const comparable = held.map(read).filter((each) => each !== null);
  if (comparable.length === 0) return null;
  const wanted = values.map((value) => /** @type {Comparable} */ (operand(value, moment)));
  const denied = OPS[op];
  const some = comparable.some((each) => fits(each, denied ?? op, wanted));
  return some !== (denied !== null);
}

/**
 * What a task holds there; nulls are left out.
 * @param {WholeTask} task
 * @param {Target} target
 * @returns {unknown[]}
 */
export function heldBy(task, { field, path }) {
  if (path !== undefined) return found(task.platform_data, path);
  const [head, part] = field.split('.');
  const whole = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (task))[head];
  return [whole].flat().flatMap((each) => {
    const value = part === undefined || each === null ? each : /** @type {Record<string, unknown>} */ (each)[part];
    return value === null ? [] : [value];
  });
}

/**
 * What a path leads to in a record: through every element of lists, and by the longest key first where keys have dots.
 * @param {unknown} value
 * @param {readonly string[]} path
 * @returns {unknown[]} without nulls
 */
function found(value, path) {
  if (Array.isArray(value)) return value.flatMap((each) => found(each, path));
  if (path.length === 0) return value === null || value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null || value instanceof RawNumber) return [];
  for (let taken = path.length; taken > 0; taken -= 1) {
    const key = path.slice(0, taken).join('.');
    if (Object.hasOwn(value, key)) return found(/** @type {Record<string, unknown>} */ (value)[key], path.slice(taken));
  }
  return [];
}

/** @typedef {string | number | boolean | import('./decimal.js').Decimal} Comparable times as milliseconds */

/**
 * How what a task holds is read for a comparison with a value of this type; null where it does not read so.
 * @param {Value['type']} type
 * @param {Target} target
 * @returns {(held: unknown) => Comparable | null}
 */
function reader(type, { path }) {
  if (path === undefined) {
    // The fields have one type each. Numbers are held as the digits that the platform wrote.
    if (type === 'number') return (held) => decimal(String(held));
    if (type === 'time' || type === 'relative') return (held) => Date.parse(String(held));
    return (held) => /** @type {Comparable} */ (held);
  }
  /** @param {unknown} held */
  const written = (held) => (held instanceof RawNumber ? held.digits : typeof held === 'object' ? null : String(held));
  switch (type) {
    case 'text':
      return written;
    case 'number':
      return (held) => (typeof held === 'boolean' ? null : decimal(written(held) ?? ''));
    case 'boolean':
      return (held) => (held === true || held === 'true' ? true : held === false || held === 'false' ? false : null);
    default:
      return (held) => (typeof held === 'string' ? instantOf(held) : null);
  }
}

/** The instant that a platform's text tells; null if it tells none. @param {string} text */
function instantOf(text) {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * @param {Value} value
 * @param {Moment} moment
 * @returns {Comparable | null}
 */
function operand(value, moment) {
  switch (value.type) {
    case 'text':
      return value.text;
    case 'number':
      return decimal(value.digits);
    case 'boolean':
      return value.truth;
    case 'time':
      return value.ms;
    case 'relative':
      return instantFrom(value, moment);
    default:
      return null;
  }
}

const MS = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * @param {import('./tree.js').RelativeValue} value
 * @param {Moment} moment
 */
export function instantFrom({ anchor, steps }, { now, utcOffsetMinutes }) {
  // On the user's calendar throughout: a UTC clock that shows the user's local time.
  const ahead = utcOffsetMinutes * 60_000;
  let local = now + ahead;
  if (anchor === 'today') local -= ((local % MS.d) + MS.d) % MS.d;
  for (const [count, unit] of steps) {
    if (unit === 'mo' || unit === 'y') local = monthsLater(local, unit === 'y' ? count * 12 : count);
    else local += count * MS[unit];
  }
  return local - ahead;
}

/** The same day of another month, or its last one. @param {number} ms @param {number} months */
function monthsLater(ms, months) {
  const from = new Date(ms);
  const day = from.getUTCDate();
  const to = new Date(ms);
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const days = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(day, days));
  return to.getTime();
}

/**
 * @param {Comparable} held
 * @param {Op} op no denial
 * @param {readonly Comparable[]} wanted
 * @returns {boolean}
 */
function fits(held, op, wanted) {
  const [first, last = first] = wanted;
  const text = String(held);
  switch (op) {
    case '=':
      return order(held, first) === 0;
    case '<':
      return order(held, first) < 0;
    case '<=':
      return order(held, first) <= 0;
    case '>':
      return order(held, first) > 0;
    case '>=':
      return order(held, first) >= 0;
    case 'IN':
      return wanted.some((each) => order(held, each) === 0);
    case 'BETWEEN':
      return order(held, first) >= 0 && order(held, last) <= 0;
    case '~':
      return text.includes(String(first));
    case '~*':
      return containsFolded(text, String(first));
    case '^=':
      return text.startsWith(String(first));
    case '$=':
      return text.endsWith(String(first));
    default:
      throw new Error(`${op} is a denial`);
  }
}

/** @param {Comparable} a @param {Comparable} b */
function order(a, b) {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'object' && typeof b === 'object') return compareDecimals(a, b);
  if (typeof a !== typeof b) throw new Error(`${typeof a} does not compare with ${typeof b}`);
  return Number(a) - Number(b);
}

/** By code point. @param {string} a @param {string} b */
export function compareText(a, b) {
  if (a === b) return 0;
  const [left, right] = [a, b].map((text) => Array.from(text, (c) => Number(c.codePointAt(0))));
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return left.length - right.length;
}

/** @type {Map<string, RegExp>} */
const FOLDED = new Map();

/**
 * Regular expressions with the flags `iu` compare by simple case folding, code point by code point (ECMA-262,
 * Canonicalize): the engine's own tables say what that is.
 * @param {string} text
 * @param {string} part
 */
export function containsFolded(text, part) {
  let pattern = FOLDED.get(part);
  if (!pattern) {
    pattern = new RegExp(Array.from(part, (c) => `\\u{${Number(c.codePointAt(0)).toString(16)}}`).join(''), 'iu');
    if (FOLDED.size > 2000) FOLDED.clear();
    FOLDED.set(part, pattern);
  }
  return pattern.test(text);
}
