// What a filter compares with, by the declared type of the field: a number, a text, a moment or a period.

import { compareCodePoints } from "../shared/order.js";
import { dayOf, secondsOf } from "../shared/times.js";
import { QueryError } from "./errors.js";
import { MACROS, periodOf } from "./macros.js";

const DAY = 86_400;
/** From the first to the last instant of a day, in seconds. */
const WHOLE_DAY = DAY - 0.001;

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {NonNullable<Raw>} Set a value that is not null
 * @typedef {(raw: Set) => boolean} Test
 * @typedef {{ eq: Test, lt: Test, lte: Test, gt: Test, gte: Test, from: Test, until: Test }} Operand
 *   `from` and `until` are the inclusive ends of $between
 * @typedef {object} Context
 * @property {import("./fields.js").Fields} fields
 * @property {import("../shared/switches.js").Switches} switches
 * @property {boolean} caseSensitive
 * @property {number} today days since 1970
 */

/**
 * @param {import("./fields.js").Field} field
 * @param {string | number | boolean} value
 * @param {Context} context
 * @param {string} target
 * @returns {Operand}
 */
export function operandOf(field, value, context, target) {
  switch (field.kind) {
    case "date":
    case "datetime":
      return moment(field, value, context, target);
    case "boolean":
      return scalar(Number(truth(value, target)), (raw) => Number(raw), numbers);
    case "integer":
    case "percent":
    case "decimal":
      return scalar(numeric(value, target), (raw) => Number(raw), numbers);
    case "key":
      return keyOperand(value, context, target);
    default: {
      const folded = fold(context);
      return scalar(folded(String(value)), (raw) => folded(String(raw)), textOrder(context.switches));
    }
  }
}

/**
 * @param {Context} context
 * @returns {(text: string) => string}
 */
export function fold(context) {
  return context.caseSensitive ? (text) => text : (text) => text.toLowerCase();
}

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @returns {(a: string, b: string) => number}
 */
export function textOrder(switches) {
  if (switches.textOrder === "codePoint") return compareCodePoints;
  return (a, b) => compareCodePoints(a.toLowerCase(), b.toLowerCase());
}

/**
 * @template T
 * @param {T} value
 * @param {(raw: Set) => T} read
 * @param {(a: T, b: T) => number} order
 * @returns {Operand}
 */
function scalar(value, read, order) {
  /** @param {Set} raw */
  const by = (raw) => order(read(raw), value);
  return {
    eq: (raw) => read(raw) === value,
    lt: (raw) => by(raw) < 0,
    lte: (raw) => by(raw) <= 0,
    gt: (raw) => by(raw) > 0,
    gte: (raw) => by(raw) >= 0,
    from: (raw) => by(raw) >= 0,
    until: (raw) => by(raw) <= 0,
  };
}

/**
 * @param {number} a
 * @param {number} b
 */
function numbers(a, b) {
  return a - b;
}

/**
 * Keys are equal as text, and ranged by the switch.
 * @param {string | number | boolean} value
 * @param {Context} context
 * @param {string} target
 * @returns {Operand}
 */
function keyOperand(value, context, target) {
  if (context.switches.keyOrder === "text") return scalar(String(value), String, compareCodePoints);
  const number = /^-?\d{1,15}$/.test(String(value)) ? Number(value) : null;
  const text = String(value);
  if (number === null) {
    const refuse = () => {
      throw new QueryError(`"${text}" cannot be compared with a key`, target);
    };
    return { eq: () => false, lt: refuse, lte: refuse, gt: refuse, gte: refuse, from: refuse, until: refuse };
  }
  return { ...scalar(number, (raw) => Number(raw), numbers), eq: (raw) => raw === text };
}

/**
 * @param {string | number | boolean} value
 * @param {string} target
 */
function truth(value, target) {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new QueryError(`${JSON.stringify(value)} is not a boolean`, target);
}

/**
 * @param {string | number | boolean} value
 * @param {string} target
 */
function numeric(value, target) {
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new QueryError(`${JSON.stringify(value)} is not a number`, target);
}

/**
 * @param {import("./fields.js").Field} field
 * @param {string | number | boolean} value
 * @param {Context} context
 * @param {string} target
 * @returns {Operand}
 */
function moment(field, value, context, target) {
  const text = String(value);
  const isDate = field.kind === "date";
  const { switches } = context;
  if (MACROS.includes(text)) {
    const [first, last] = periodOf(text, context.today, switches.weekStart === "monday");
    return period(isDate, first * DAY, last * DAY + (isDate ? 0 : WHOLE_DAY), String(switches.macroEdge));
  }
  const day = dayOf(text);
  const seconds = day === null ? secondsOf(text) : day * DAY;
  if (seconds === null) {
    throw new QueryError(`"${text}" is neither a date, a date-time nor one of: ${MACROS.join(", ")}`, target);
  }
  if (isDate === (day !== null) || switches.dateVersusTime === "midnight") return period(isDate, seconds, seconds);
  if (switches.dateVersusTime === "error") {
    throw new QueryError(`"${text}" does not fit the ${isDate ? "date" : "date-time"} field ${field.name}`, target);
  }
  const start = Math.floor(seconds / DAY) * DAY;
  return period(isDate, start, isDate ? start : start + WHOLE_DAY);
}

/**
 * @param {boolean} isDate whether the field holds days
 * @param {number} start seconds
 * @param {number} end seconds, inclusive
 * @param {string} [edge]
 * @returns {Operand}
 */
function period(isDate, start, end, edge = "natural") {
  /** @param {Set} raw */
  const at = (raw) => Number(raw) * (isDate ? DAY : 1);
  const low = edge === "end" ? end : start;
  const high = edge === "start" ? start : end;
  return {
    eq: (raw) => at(raw) >= start && at(raw) <= end,
    lt: (raw) => at(raw) < low,
    gte: (raw) => at(raw) >= low,
    gt: (raw) => at(raw) > high,
    lte: (raw) => at(raw) <= high,
    from: (raw) => at(raw) >= start,
    until: (raw) => at(raw) <= end,
  };
}
