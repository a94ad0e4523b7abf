// What runs in workerd where clients fetch their tokens: handlers that reach the platforms by the engine's own
// fetch: without a token store, with one, and without the context that keeps what a request began.

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
  unkept: handlerWith(),
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
    const isHasty = url.searchParams.has('hasty');
    url.searchParams.delete('hasty');
    const answer = handlers[name].fetch(new Request(url, request), env, name === 'unkept' ? undefined : ctx);
    if (!isHasty) return answer;
    // A worker that will not wait: once it has answered, the engine ends whatever nobody keeps.
    const late = new Promise((resolve) => setTimeout(resolve, 100));
    return Promise.race([answer, late.then(() => new Response('null', { status: 504 }))]);
  },
};
