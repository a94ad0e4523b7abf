// What runs in workerd where two instances share what they read: handlers with memories of their own over the same
// simulators and the edge's cache.

import { createHandler } from 'taskweave';
import { pageCache } from '../../www/edge/page-cache.js';
import { createSimulators } from '../simulators/index.js';

const simulators = createSimulators({ sizes: 300, now: () => Date.now() });

/** What the store was asked for. @type {{ get: string[], put: [string, number, number][], delete: string[] }} */
const asked = { get: [], put: [], delete: [] };

/** @type {import('taskweave').PageCache} */
const watched = {
  get(key) {
    asked.get.push(key);
    return pageCache.get(key);
  },
  put(key, bytes, ttlMs) {
    asked.put.push([key, bytes.length, ttlMs]);
    return pageCache.put(key, bytes, ttlMs);
  },
  delete(key) {
    asked.delete.push(key);
    return pageCache.delete?.(key);
  },
};

/** @param {import('taskweave').PageCache} [store] */
function handlerWith(store) {
  return createHandler({
    connections: /** @type {import('taskweave').Connection[]} */ (simulators.connections),
    accessTokens: Object.fromEntries(Object.entries(simulators.accessTokens).map(([token, { id }]) => [token, id])),
    fetch: (request) => simulators.fetch(request),
    pageCache: store,
  });
}

/** By the first part of the path. @type {Record<string, ReturnType<typeof createHandler>>} */
const handlers = {
  one: handlerWith(watched),
  two: handlerWith(watched),
  three: handlerWith(watched),
  alone: handlerWith(),
  hung: handlerWith({ get: () => new Promise(() => {}), put: () => new Promise(() => {}) }),
  broken: handlerWith({
    get: () => {
      throw new Error('the store says Bearer kept-secret');
    },
    put: () => Promise.reject(new Error('the store says Bearer kept-secret')),
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
    if (name === 'simulators') {
      const calls = simulators.totalCalls();
      simulators.reset();
      return Response.json({ calls, effects: [] });
    }
    if (name === 'asked') return Response.json(asked);
    url.pathname = `/${rest.join('/')}`;
    return handlers[name].fetch(new Request(url, request), env, ctx);
  },
};
