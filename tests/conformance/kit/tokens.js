// The operation "token": one task is asked for by a connection that has to ask for its access token first.

import { OAUTH_CREDENTIALS } from '../../simulators/index.js';
import { SINGLES } from './reads.js';

/** @typedef {import('./reads.js').Operation} Operation */

const GET = /** @type {Operation} */ (SINGLES.find(({ name }) => name === 'get'));

/** The grants by which a platform gives tokens. @type {Record<string, readonly string[]>} */
export const GRANTS = Object.fromEntries(
  Object.entries(OAUTH_CREDENTIALS).map(([platform, sets]) => [platform, Object.keys(sets).filter((name) => name !== 'api_token')]),
);

/** @type {Operation} */
export const TOKEN = { ...GET, name: 'token', operation: 'token' };
