// Looks for credentials in whatever a client gives out.

import assert from 'node:assert/strict';
import { demoSecrets } from '../simulators/connections.js';

/** What the demo connections are authorized by, and how HTTP Basic writes it into a header. */
export const SECRETS = [
  ...demoSecrets().flatMap((secret) => [secret, btoa(`${secret}:${secret}`), btoa(`${secret}:`)]),
  '00000000-0000-4000-8000-',
];

/**
 * A value as one text, with all that an error carries.
 * @param {unknown} value
 */
export function wholeText(value) {
  return JSON.stringify(value, (_, part) =>
    part instanceof Error ? { ...part, name: part.name, message: part.message, stack: part.stack, cause: part.cause } : part,
  );
}

/**
 * Fails if a page, task, error, report or cursor shows a credential.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function secretFree(value) {
  const text = wholeText(value) ?? '';
  const cursor = /** @type {{ next_cursor?: unknown } | null | undefined} */ (value)?.next_cursor;
  const texts = typeof cursor === 'string' ? [text, Buffer.from(cursor, 'base64url').toString('latin1')] : [text];
  for (const secret of SECRETS) {
    for (const each of texts) {
      const at = each.indexOf(secret);
      assert.ok(at < 0, `a credential stands in: …${each.slice(Math.max(0, at - 120), at)}`);
    }
  }
  return value;
}

/**
 * The error that a call ends with, as data, and free of credentials.
 * @param {() => unknown} call
 * @returns {Promise<import('taskweave').ErrorData>}
 */
export async function errorOf(call) {
  try {
    await call();
  } catch (error) {
    secretFree(error);
    assert.ok(error instanceof Error && error.name === 'TaskweaveError', `not a TaskweaveError: ${String(error)}`);
    return /** @type {any} */ ({ ...error, message: error.message });
  }
  return assert.fail('there was no error');
}
