// Looks for secrets in whatever comes out: as they are, in base64 at any alignment, encoded for a URL, and by halves.

import { inspect } from 'node:util';

/** What may be told although it begins like a secret: names of clients, users, connections and accounts. */
const PUBLIC = ['intacct-client', 'accelo-client', 'zoho-client', 'intacct-demo', 'accelo-demo', 'kickserv-demo', 'zoho-demo', 'demo-account', 'demo@company'];
/** Shorter pieces stand in innocent texts too. */
const LEAST = 8;
/** Fields of Kickserv's employees that nobody may see. */
const EMPLOYEE = ['password_salt', 'encrypted_password', 'remember_token', 'api_token'];

/**
 * Every text that nothing may show.
 * @param {Pick<import('./world.js').World, 'simulators'>} world
 */
export function secretsOf({ simulators }) {
  const employees = simulators.kickserv.size === 0 ? [] : simulators.kickserv.rows(['employees']).flatMap((row) => row.employees);
  return [...new Set([...simulators.secrets, ...employees.flatMap((each) => EMPLOYEE.flatMap((name) => each[name] ?? []))])];
}

/**
 * The spellings under which a secret is looked for.
 * @param {string} secret
 */
export function spellings(secret) {
  const half = Math.ceil(secret.length / 2);
  const halves = [secret.slice(0, half), secret.slice(half)].filter((part) => part.length >= LEAST && !PUBLIC.some((name) => name.includes(part)));
  return [secret, encodeURIComponent(secret), [...secret].reverse().join(''), ...halves];
}

/** A value as texts: as JSON, with all that an error carries, and as a console would show it. @param {unknown} value */
function textsOf(value) {
  if (typeof value === 'string') return [value];
  const whole = JSON.stringify(value, (_, part) => {
    if (!(part instanceof Error)) return typeof part === 'bigint' ? String(part) : part;
    const own = Object.fromEntries(Object.getOwnPropertyNames(part).map((name) => [name, Reflect.get(part, name)]));
    return { ...own, name: part.name, message: part.message, stack: part.stack, cause: part.cause, text: String(part) };
  });
  return [whole ?? '', inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null })];
}

/** What stands in a text in base64, at any depth. @param {string} text @param {number} depth @returns {string[]} */
function decoded(text, depth = 3) {
  if (depth === 0) return [];
  const pieces = text.match(/[A-Za-z0-9+/_-]{11,}={0,2}/g) ?? [];
  const inner = pieces.map((piece) => Buffer.from(piece, 'base64').toString('latin1'));
  return inner.flatMap((each) => [each, ...decoded(each, depth - 1)]);
}

/**
 * Where a value shows a secret; null if nowhere.
 * @param {unknown} value
 * @param {readonly string[]} secrets
 * @returns {string | null}
 */
export function leakIn(value, secrets) {
  for (const text of textsOf(value)) {
    for (const each of [text, ...decoded(text)]) {
      for (const secret of secrets) {
        for (const spelling of spellings(secret)) {
          const at = each.indexOf(spelling);
          if (at >= 0) return `…${each.slice(Math.max(0, at - 60), at + spelling.length + 10)}…`;
        }
      }
    }
  }
  return null;
}

/** What is said on the console from here on; `restore` ends it. */
export function listen() {
  const names = /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug', 'trace']);
  /** @type {string[]} */
  const said = [];
  const own = Object.fromEntries(names.map((name) => [name, console[name]]));
  for (const name of names) console[name] = (/** @type {unknown[]} */ ...parts) => void said.push(parts.map((part) => inspect(part, { depth: 8 })).join(' '));
  return { said, restore: () => void Object.assign(console, own) };
}
