// What runs in workerd: the handler of the package over the four simulators, in one worker.

import { createHandler } from 'taskweave';
import { createSimulators } from '../simulators/index.js';

const simulators = createSimulators();

const handler = createHandler({
  connections: /** @type {import('taskweave').Connection[]} */ (simulators.connections),
  accessTokens: Object.fromEntries(Object.entries(simulators.accessTokens).map(([token, { id }]) => [token, id])),
  fetch: (request) => simulators.fetch(request),
  now: () => Date.UTC(2026, 6, 1, 9, 30, 0),
});

export default {
  /**
   * @param {Request} request
   * @param {unknown} env
   * @param {unknown} ctx
   */
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== '/simulators/calls') return handler.fetch(request, env, ctx);
    const calls = simulators.totalCalls();
    const effects = Object.values(simulators.byPlatform).flatMap(({ effects }) => effects.map(({ kind, id }) => `${kind} ${id}`));
    simulators.reset();
    return Response.json({ calls, effects });
  },
};
