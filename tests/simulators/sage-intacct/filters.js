// Conditions and the expression that joins them, compiled to one test of a row.

import { QueryError, invalidField } from "./errors.js";
import { fold, operandOf } from "./operands.js";

/**
 * @typedef {(index: number) => boolean} RowTest
 * @typedef {import("./operands.js").Context} Context
 * @typedef {import("./operands.js").Operand} Operand
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {import("./fields.js").Field} Field
 */

/** The types of value that each operator takes. A list stands for an array of values. */
/** @type {Record<string, readonly string[] | "list" | "pair">} */
const OPERATORS = {
  $eq: ["string", "null", "number", "boolean"],
  $ne: ["string", "null", "number", "boolean"],
  $lt: ["string", "number"],
  $gt: ["string", "number"],
  $lte: ["string", "number", "boolean"],
  $gte: ["string", "number", "boolean"],
  $in: "list",
  $notIn: "list",
  $between: "pair",
  $notBetween: "pair",
  $contains: ["string", "number"],
  $notContains: ["string", "number"],
  $startsWith: ["string", "number"],
  $notStartsWith: ["string", "number"],
  $endsWith: ["string", "number"],
  $notEndsWith: ["string", "number"],
  $has: ["string"],
};
const NEGATIONS = new Map([
  ["$ne", "$eq"],
  ["$notIn", "$in"],
  ["$notBetween", "$between"],
  ["$notContains", "$contains"],
  ["$notStartsWith", "$startsWith"],
  ["$notEndsWith", "$endsWith"],
]);
const TEXT_OPERATORS = new Set(["$contains", "$startsWith", "$endsWith"]);

/**
 * One `{"$op":{"field":value}}`.
 * @param {unknown} condition
 * @param {number} place from 0
 * @param {Context} context
 * @returns {RowTest}
 */
export function compileCondition(condition, place, context) {
  const at = `/filters/${place}`;
  const [operator, operation] = onlyEntry(condition, at, "a condition is an object with one operator");
  if (!Object.hasOwn(OPERATORS, operator)) {
    throw new QueryError(`${operator} is not an operator; use ${Object.keys(OPERATORS).join(", ")}`, at);
  }
  const target = `${at}/${operator}`;
  const [name, value] = onlyEntry(operation, target, `${operator} takes an object with one field`);
  const field = context.fields.get(name);
  if (!field) throw invalidField(name);
  if (field.kind === "href") throw new QueryError(`/${name} can be selected, but not filtered`, `/${name}`);
  checkValue(operator, value, `${target}/${name}`);
  const positive = NEGATIONS.get(operator);
  const test = positiveTest(positive ?? operator, field, value, context, `${target}/${name}`);
  if (!positive) return (index) => test(field.get(index));
  if (value === null) return (index) => field.get(index) !== null;
  const ofNull = context.switches.nullsUnderNe === "included";
  return (index) => {
    const raw = field.get(index);
    return raw === null ? ofNull : !test(raw);
  };
}

/**
 * @param {string} operator
 * @param {Field} field
 * @param {any} value
 * @param {Context} context
 * @param {string} target
 * @returns {(raw: Raw) => boolean} false for null, except under `$eq` null
 */
function positiveTest(operator, field, value, context, target) {
  if (value === null) return (raw) => raw === null;
  if (operator === "$has") throw new QueryError(`$has needs a field that is an array of strings, ${field.name} is not`, target);
  if (TEXT_OPERATORS.has(operator)) return textTest(operator, field, String(value), context, target);
  /** @type {import("./operands.js").Test} */
  let test;
  if (operator === "$in") {
    const operands = value.map((/** @type {string | number | boolean} */ item) => operandOf(field, item, context, target));
    test = (raw) => operands.some((/** @type {Operand} */ operand) => operand.eq(raw));
  } else if (operator === "$between") {
    const low = operandOf(field, value[0], context, target).from;
    const high = operandOf(field, value[1], context, target).until;
    test = (raw) => low(raw) && high(raw);
  } else {
    test = operandOf(field, value, context, target)[/** @type {keyof Operand} */ (operator.slice(1))];
  }
  return (raw) => raw !== null && test(raw);
}

/**
 * @param {string} operator
 * @param {Field} field
 * @param {string} value
 * @param {Context} context
 * @param {string} target
 * @returns {(raw: Raw) => boolean}
 */
function textTest(operator, field, value, context, target) {
  if (field.kind === "date" || field.kind === "datetime") {
    throw new QueryError(`${operator} cannot be used on the date field ${field.name}`, target);
  }
  const folded = fold(context);
  const wanted = folded(value);
  /** @type {Record<string, (text: string) => boolean>} */
  const tests = {
    $contains: (text) => text.includes(wanted),
    $startsWith: (text) => text.startsWith(wanted),
    $endsWith: (text) => text.endsWith(wanted),
  };
  const test = tests[operator];
  return (raw) => raw !== null && test(folded(String(raw)));
}

/**
 * @param {string} operator
 * @param {unknown} value
 * @param {string} target
 */
function checkValue(operator, value, target) {
  const wanted = OPERATORS[operator];
  if (typeof wanted !== "string") {
    const type = value === null ? "null" : typeof value;
    if (!wanted.includes(type)) throw new QueryError(`${operator} takes ${wanted.join(", ")}, not ${type}`, target);
    return;
  }
  const isList = Array.isArray(value) && value.every((item) => ["string", "number", "boolean"].includes(typeof item));
  if (!isList || (wanted === "pair" ? value.length !== 2 : value.length === 0)) {
    throw new QueryError(`${operator} takes ${wanted === "pair" ? "[low, high]" : "an array of values"}`, target);
  }
}

/**
 * @param {unknown} value
 * @param {string} target
 * @param {string} help
 * @returns {[string, unknown]}
 */
function onlyEntry(value, target, help) {
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length !== 1) throw new QueryError(help, target);
  return entries[0];
}

/**
 * Joins conditions by a filterExpression. A condition that the expression does not name is not applied.
 * @param {unknown} expression
 * @param {readonly RowTest[]} tests
 * @param {boolean} leftToRight `and` does not bind tighter
 * @returns {RowTest}
 */
export function joinConditions(expression, tests, leftToRight) {
  if (typeof expression !== "string") throw new QueryError("filterExpression is a string", "/filterExpression");
  const word = expression.trim().toLowerCase();
  if (word === "and" || word === "") return (index) => tests.every((test) => test(index));
  if (word === "or") return (index) => tests.length === 0 || tests.some((test) => test(index));
  return parseExpression(word, tests, leftToRight);
}

/**
 * @param {string} text
 * @param {readonly RowTest[]} tests
 * @param {boolean} leftToRight
 * @returns {RowTest}
 */
function parseExpression(text, tests, leftToRight) {
  const tokens = text.match(/\d+|and\b|or\b|[()]|\S+?/g) ?? [];
  let at = 0;
  /** @param {string} message @returns {never} */
  const fail = (message) => {
    throw new QueryError(`filterExpression "${text}": ${message}`, "/filterExpression");
  };
  /** @returns {RowTest} */
  const atom = () => {
    const token = tokens[at];
    at += 1;
    if (token === "(") {
      const inner = any();
      if (tokens[at] !== ")") fail("a parenthesis is not closed");
      at += 1;
      return inner;
    }
    if (token === undefined || !/^\d+$/.test(token)) fail(`expected a condition number, found ${token ?? "the end"}`);
    const test = tests[Number(token) - 1];
    if (!test) fail(`there is no condition ${token}; conditions are numbered from 1 to ${tests.length}`);
    return test;
  };
  /** @returns {RowTest} */
  const all = () => {
    let left = atom();
    while (tokens[at] === "and") {
      at += 1;
      left = both(left, atom());
    }
    return left;
  };
  /** @returns {RowTest} */
  const any = () => {
    const next = leftToRight ? atom : all;
    let left = next();
    while (tokens[at] === "or" || (leftToRight && tokens[at] === "and")) {
      const join = tokens[at] === "or" ? either : both;
      at += 1;
      left = join(left, next());
    }
    return left;
  };
  const whole = any();
  if (at < tokens.length) fail(`"${tokens[at]}" is one too many`);
  return whole;
}

/**
 * @param {RowTest} a
 * @param {RowTest} b
 * @returns {RowTest}
 */
function both(a, b) {
  return (index) => a(index) && b(index);
}

/**
 * @param {RowTest} a
 * @param {RowTest} b
 * @returns {RowTest}
 */
function either(a, b) {
  return (index) => a(index) || b(index);
}
