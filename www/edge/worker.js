// Taskweave at the edge: one list of tasks over your connections, as a Cloudflare Worker.
//
// To deploy it, copy this folder and type in the copy:
//
//   npm install
//   npx wrangler secret put CONNECTIONS     a JSON list, as `connections` of a Client:
//     [{ "id": "main", "platform": "ACCELO", "deployment": "acme", "credentials": { "access_token": "…" } }]
//   npx wrangler secret put ACCESS_TOKENS   a JSON object, from a token of yours (a random UUID) to a connection's id:
//     { "3b0f6b52-…": "main" }
//   npx wrangler deploy
//
// Then `GET /tasks?access_token=3b0f6b52-…` answers; the token may repeat, for one list over several connections.

import { createHandler } from "taskweave";
import { pageCache } from "./page-cache.js";

/**
 * @typedef {object} Env
 * @property {string} CONNECTIONS
 * @property {string} ACCESS_TOKENS
 */

export default createHandler((/** @type {Env} */ env) => ({
  connections: secret(env, "CONNECTIONS"),
  accessTokens: secret(env, "ACCESS_TOKENS"),
  pageCache,
}));

/**
 * @param {Env} env
 * @param {keyof Env} name
 */
function secret(env, name) {
  try {
    return JSON.parse(env[name]);
  } catch {
    // What the engine says of broken JSON quotes it, and this is a secret.
    const message = `the secret ${name} is ${env[name] === undefined ? "not set" : "not JSON"}`;
    console.error(message);
    throw new Error(message);
  }
}
