// Looks for secrets in whatever comes out: as they are, in base64 at any alignment, encoded for a URL, and by halves.

import { inspect } from 'node:util';
import { createKickserv } from '../../simulators/kickserv/index.js';

/** What may be told although it begins like a secret: names of clients, users, connections and accounts. */
const PUBLIC = ['intacct-client', 'accelo-client', 'zoho-client', 'intacct-demo', 'accelo-demo', 'kickserv-demo', 'zoho-demo', 'demo-account', 'demo@company'];
/** Shorter pieces stand in innocent texts too. */
const LEAST = 8;
/** Fields of Kickserv's employees that nobody may see. */
const EMPLOYEE = ['password_salt', 'encrypted_password', 'remember_token', 'api_token'];
/** Their values; the same people work for the account in every world. */
const EMPLOYEES = createKickserv({ size: 200 })
  .rows(['employees'])
  .flatMap(({ employees }) => employees.flatMap((/** @type {any} */ each) => EMPLOYEE.map((name) => each[name])));

/**
 * Every text that nothing may show.
 * @param {Pick<import('./world.js').World, 'simulators'>} world
 */
export function secretsOf({ simulators }) {
  return [...new Set([...simulators.secrets, ...EMPLOYEES])];
}

/**
 * The spellings under which a secret is looked for.
 * @param {string} secret
 */
export function spellings(secret) {
  const half = Math.ceil(secret.length / 2);
  const halves = [secret.slice(0, half), secret.slice(half)].filter((part) => part.length >= LEAST && !PUBLIC.some((name) => name.includes(part)));
  return [secret, encodeURIComponent(secret), ...halves];
}

/** A value as texts: as JSON, with all that an error carries, and an error as a console shows it too. @param {unknown} value */
function textsOf(value) {
  if (typeof value === 'string') return [value];
  const whole = JSON.stringify(value, (_, part) => {
    if (!(part instanceof Error)) return typeof part === 'bigint' ? String(part) : part;
    const own = Object.fromEntries(Object.getOwnPropertyNames(part).map((name) => [name, Reflect.get(part, name)]));
    return { ...own, name: part.name, message: part.message, stack: part.stack, cause: part.cause, text: String(part) };
  });
  return value instanceof Error ? [whole, inspect(value, { depth: 12, showHidden: true, maxStringLength: null })] : [whole ?? ''];
}

/** What stands in a text in base64, and in what stands there, at any alignment that a token has. @param {string} text */
function decoded(text) {
  const texts = [];
  for (let depth = 0, from = text; depth < 3 && from !== ''; depth += 1) {
    const pieces = from.match(/[A-Za-z0-9+/_-]{11,}/g) ?? [];
    from = pieces.map((piece) => Buffer.from(piece, 'base64').toString('latin1')).join('\n');
    texts.push(from);
  }
  return texts;
}

/** The spellings of secrets by the secrets, since many cases share them. @type {Map<string, string[]>} */
const SPELLED = new Map();

/** @param {readonly string[]} secrets */
function allSpellings(secrets) {
  const key = secrets.join('\n');
  const known = SPELLED.get(key);
  if (known) return known;
  const all = [...new Set(secrets.flatMap(spellings))];
  // A part of another one finds it too.
  const least = all.filter((each) => !all.some((other) => other !== each && each.includes(other)));
  SPELLED.set(key, least);
  return least;
}

/**
 * Where a value shows a secret; null if nowhere.
 * @param {unknown} value
 * @param {readonly string[]} secrets
 * @returns {string | null}
 */
export function leakIn(value, secrets) {
  const wanted = allSpellings(secrets);
  for (const text of textsOf(value)) {
    for (const each of [text, ...decoded(text)]) {
      const found = wanted.find((spelling) => each.includes(spelling));
      if (found === undefined) continue;
      const at = each.indexOf(found);
      return `…${each.slice(Math.max(0, at - 60), at + found.length + 10)}…`;
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
