// Values to compare with: drawn from the data itself and from just beside it, so that filters match some rows and the
// edges of every comparison are met.

import { heldBy, instantFrom } from './naive.js';
import { PLATFORM_NAMES, STATUSES, targetName } from './tree.js';

/**
 * @typedef {import('./random.js').Random} Random
 * @typedef {import('./tree.js').Op} Op
 * @typedef {import('./tree.js').Target} Target
 * @typedef {import('./tree.js').Value} Value
 * @typedef {import('./tree.js').Unit} Unit
 * @typedef {import('./naive.js').Moment} Moment
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {Exclude<Value['type'], 'null'>} ValueType
 */

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** The values that tasks hold, by target; computed when one is first asked for. */
export class Pools {
  #tasks;
  /** @type {Map<string, unknown[]>} */
  #known = new Map();

  /** @param {(target: Target) => readonly WholeTask[]} tasks as a filter on the target sees them */
  constructor(tasks) {
    this.#tasks = tasks;
  }

  /** Each value as often as tasks hold it, nulls left out. @param {Target} target */
  of(target) {
    const name = targetName(target);
    const known = this.#known.get(name) ?? this.#tasks(target).flatMap((task) => heldBy(task, target));
    this.#known.set(name, known);
    return known;
  }
}

/**
 * The values of a comparison.
 * @param {Random} random
 * @param {Pools} pools
 * @param {Target} target
 * @param {ValueType} type
 * @param {Op} op
 * @param {Moment} moment
 * @returns {Value[]}
 */
export function drawValues(random, pools, target, type, op, moment) {
  const one = () => drawValue(random, pools, target, type, op, moment);
  if (op === 'IN' || op === 'NOT IN') return Array.from({ length: random.weighted([[2, 1], [4, 2], [3, 4], [1, 8]]) }, one);
  if (op !== 'BETWEEN' && op !== 'NOT BETWEEN') return [one()];
  const ends = [one(), one()];
  // Now and then the ends stand the wrong way round, and nothing lies between them.
  return random.oneIn(12) ? ends : ends.sort((a, b) => rank(a, moment, b));
}

/** @param {Value} a @param {Moment} moment @param {Value} b */
function rank(a, moment, b) {
  if (a.type === 'text' && b.type === 'text') return a.text < b.text ? -1 : 1;
  if (a.type === 'number' && b.type === 'number') return Number(a.digits) - Number(b.digits);
  return instant(a, moment) - instant(b, moment);
}

/** @param {Value} value @param {Moment} moment */
function instant(value, moment) {
  return value.type === 'time' ? value.ms : value.type === 'relative' ? instantFrom(value, moment) : 0;
}

/**
 * @param {Random} random
 * @param {Pools} pools
 * @param {Target} target
 * @param {ValueType} type
 * @param {Op} op
 * @param {Moment} moment
 * @returns {Value}
 */
function drawValue(random, pools, target, type, op, moment) {
  const pool = pools.of(target);
  const held = pool.length > 0 ? random.pick(pool) : null;
  switch (type) {
    case 'boolean':
      return { type, truth: random.oneIn(2) };
    case 'number':
      return { type, digits: nearNumber(random, held) };
    case 'time':
    case 'relative': {
      const known = /^\d{4}-/.test(String(held)) ? Date.parse(String(held)) : NaN;
      const about = Number.isNaN(known) ? moment.now - random.below(1000) * DAY : known;
      return type === 'time' ? nearTime(random, about) : nearRelative(random, about, moment);
    }
    default:
      if (target.field === 'status') return { type, text: random.oneIn(3) ? random.pick(STATUSES) : String(held ?? 'planned') };
      if (target.field === 'platform') return { type, text: random.pick(PLATFORM_NAMES) };
      return { type, text: nearText(random, held === null ? random.pick(['', 'roof', '7']) : asWritten(held), op) };
  }
}

/** What an object or a number of a record looks like as text. @param {unknown} held */
export function asWritten(held) {
  if (typeof held !== 'object' || held === null) return String(held);
  return 'digits' in held ? String(held.digits) : 'id' in held ? String(held.id) : '';
}

/** Folding joins these, letter by letter. */
const FOLDS = ['sSſ', 'kK\u212a', 'ßẞ', 'σςΣ', 'ǆǅǄ', 'åÅ\u212b', 'iIİı', 'Ωω\u2126', 'éÉ'];

/**
 * @param {Random} random
 * @param {string} held
 * @param {Op} op
 */
function nearText(random, held, op) {
  const letters = Array.from(held);
  const [from, to] = [random.below(letters.length + 1), random.below(letters.length + 1)].sort((a, b) => a - b);
  /** @type {(from: number, to?: number) => string} */
  const slice = (from, to) => letters.slice(from, to).join('');
  const plain = op.replace('!', '');
  if (plain === '~' && !random.oneIn(6)) return slice(from, Math.min(to, from + 5));
  if (plain === '~*' && !random.oneIn(8)) return refolded(random, slice(from, Math.min(to, from + 5)));
  if (plain === '^=' && !random.oneIn(6)) return slice(0, to);
  if (plain === '$=' && !random.oneIn(6)) return slice(from);
  return random.weighted([
    [16, held],
    [2, slice(0, -1)],
    [2, `${held}${random.pick(['\u0000', ' ', 'a', '\u{10ffff}', '0'])}`],
    [2, held.toUpperCase()],
    [2, held.toLowerCase()],
    [2, slice(from, to)],
    [1, `${slice(0, -1)}${String.fromCodePoint(Math.min(0x10ffff, (letters.at(-1)?.codePointAt(0) ?? 0x40) + 1)).replace(/\p{Cs}/u, '\ue000')}`],
    [1, ''],
    [1, ` ${held}`],
    [1, `0${held}`],
    [1, random.pick(['null', 'true', '\uffff', '😀', 'Z', 'a', '%', ',', ')'])],
  ]);
}

/** @param {Random} random @param {string} text */
function refolded(random, text) {
  return Array.from(text, (letter) => {
    const class_ = FOLDS.find((letters) => letters.includes(letter));
    return random.pick([letter, letter.toUpperCase(), letter.toLowerCase(), random.pick(Array.from(class_ ?? letter))]);
  }).join('');
}

/** @param {Random} random @param {unknown} held */
function nearNumber(random, held) {
  const digits = /^-?\d+(\.\d+)?$/.test(asWritten(held)) ? asWritten(held).replace(/^(-?)0+(?=\d)/, '$1') : '0.5';
  const dotted = digits.includes('.') ? digits : `${digits}.0`;
  return random.weighted([
    [10, digits],
    [2, `${dotted}00`],
    [2, `${dotted}0000000000000000000001`],
    // As long as the digits go, a little below.
    [1, `${dotted}`.replace(/\d$/, (last) => (last === '0' ? '0' : `${Number(last) - 1}9999999999999999999999`))],
    [1, digits.startsWith('-') ? digits.slice(1) : `-${digits}`],
    [1, `${digits}e0`],
    [1, digits.includes('.') ? digits.replace('.', '') : `${digits}0e-1`],
    [2, String(random.between(-3, 100))],
    [2, String(random.below(101) / 100)],
    [1, random.pick(['0', '-0', '0.30', '1', '1.0', '12', '9007199254740993', '1e30', '1E-7'])],
  ]);
}

/** @param {Random} random @param {number} about @returns {Value} */
function nearTime(random, about) {
  const ms = random.weighted([
    [10, about],
    [2, about + 1],
    [2, about - 1],
    [2, about + 500],
    [2, about + SECOND],
    [2, about - SECOND],
    [1, about + DAY],
    [1, about - DAY],
    [3, Math.floor(about / DAY) * DAY],
    [2, about + random.between(-200, 200) * DAY],
    [1, random.pick([0, -1, 1000, Date.UTC(1969, 6, 20), Date.UTC(2100, 0, 1)])],
  ]);
  return { type: 'time', ms, written: writtenTime(random, ms) };
}

/** @param {Random} random @param {number} ms */
function writtenTime(random, ms) {
  const minutes = random.pick([0, 0, 0, 120, -300, 330, 765]);
  const local = new Date(ms + minutes * 60_000).toISOString();
  if (minutes === 0 && ms % DAY === 0 && random.oneIn(2)) return local.slice(0, 10);
  const clock = ms % SECOND === 0 && random.oneIn(2) ? local.slice(0, 19) : local.slice(0, 23);
  if (minutes === 0) return `${clock}${random.oneIn(4) ? '+00:00' : 'Z'}`;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'));
  return `${clock}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** @type {readonly [Unit, number][]} */
const LENGTHS = [['s', SECOND], ['min', 60_000], ['h', 3_600_000], ['d', DAY], ['w', 7 * DAY], ['mo', 30 * DAY], ['y', 365 * DAY]];

/**
 * Steps from now, or from today, to about that instant; in seconds, exactly to it where it can be.
 * @param {Random} random
 * @param {number} about
 * @param {Moment} moment
 * @returns {Value}
 */
function nearRelative(random, about, moment) {
  const anchor = random.pick(/** @type {const} */ (['now', 'today']));
  /** @type {[number, Unit][]} */
  const steps = [];
  for (let more = random.weighted([[1, 0], [8, 1], [4, 2], [1, 3]]); more > 0; more -= 1) {
    const left = about - instantFrom({ type: 'relative', anchor, steps }, moment);
    const fitting = LENGTHS.filter(([, length]) => Math.abs(left) >= length && Math.abs(left) / length < 2 ** 31 - 2);
    if (fitting.length === 0) break;
    const [unit, length] = random.pick(fitting);
    const count = Math.trunc(left / length) + random.pick([0, 0, 0, 1, -1]);
    if (count !== 0) steps.push([count, unit]);
  }
  return { type: 'relative', anchor, steps };
}
