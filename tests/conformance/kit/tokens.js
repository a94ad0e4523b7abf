// The operation "token": one task is asked for by a connection that has to ask for its access token first.

import { SINGLES } from './reads.js';

/** @typedef {import('./reads.js').Operation} Operation */

const GET = /** @type {Operation} */ (SINGLES.find(({ name }) => name === 'get'));

/** The grants by which a platform gives tokens. @type {Record<import('./world.js').Platform, readonly string[]>} */
export const GRANTS = {
  SAGE_INTACCT: ['refresh_token', 'client_credentials'],
  ACCELO: ['refresh_token', 'client_credentials'],
  KICKSERV: [],
  ZOHOBOOKS: ['refresh_token'],
};

/** @type {Operation} */
export const TOKEN = { ...GET, name: 'token', operation: 'token' };
