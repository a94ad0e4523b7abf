// What runs in workerd where clients fetch their tokens: handlers that reach the platforms by the engine's own
// fetch, one without a token store and one with one.

import { createHandler } from 'taskweave';
import { demoAccessTokens, oauthConnections } from '../simulators/connections.js';

/** @type {Map<string, import('taskweave').Tokens>} */
const kept = new Map();

/** @param {import('taskweave').TokenStore} [tokenStore] */
function handlerWith(tokenStore) {
  return createHandler({
    connections: /** @type {import('taskweave').Connection[]} */ (oauthConnections()),
    accessTokens: demoAccessTokens(),
    maxRetries: 0,
    tokenStore,
  });
}

/** By the first part of the path. @type {Record<string, ReturnType<typeof createHandler>>} */
const handlers = {
  plain: handlerWith(),
  stored: handlerWith({
    load: async (id) => kept.get(id),
    save: async (id, tokens) => {
      kept.set(id, tokens);
    },
  }),
};

export default {
  /**
   * @param {Request} request
   * @param {unknown} env
   * @param {unknown} ctx
   */
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    const [, name, ...rest] = url.pathname.split('/');
    if (name === 'kept') return Response.json(Object.fromEntries(kept));
    url.pathname = `/${rest.join('/')}`;
    return handlers[name].fetch(new Request(url, request), env, ctx);
  },
};
