// One case's world: the simulators behind chosen faults, a client of one clock that nothing moves but waits, and all
// that was sent, waited for, saved and said.

import { createClock } from '../../simulators/shared/clock.js';
import { createFaults } from '../../simulators/shared/faults.js';
import { DEFAULT_NOW, OAUTH_CREDENTIALS, PLATFORMS, createSimulators, platformOf } from '../../simulators/index.js';
import { taskweave } from '../../support/package.js';

/**
 * @typedef {import('../../simulators/index.js').Platform} Platform
 * @typedef {import('../../simulators/shared/faults.js').PlanEntry} PlanEntry
 * @typedef {import('../../simulators/shared/http.js').Simulator} Simulator
 * @typedef {import('taskweave').Client} Client
 * @typedef {(request: Request) => Promise<Response>} Fetch
 *
 * @typedef {object} Sent a call that left the client
 * @property {Platform | null} platform
 * @property {string} method
 * @property {string} path
 * @property {string} url
 * @property {string | null} key its Idempotency-Key
 * @property {string | null} authorization
 * @property {string} body
 * @property {number} at by the clock
 * @property {number} order of all that was sent and answered
 * @property {number | null} answered the same of its answer; null if none came
 * @property {number | null} status
 * @property {number | null} retryAt when it may come again, by the answer's headers
 *
 * @typedef {object} Setting
 * @property {Platform} platform the one that the case is about
 * @property {readonly Platform[]} [platforms] whose connections the client has; that one alone unless given
 * @property {number} [size] its tasks; 60 unless given
 * @property {number} [others] the tasks of each other platform
 * @property {Record<string, any>} [switches] of it
 * @property {string} [grant] a name of its OAUTH_CREDENTIALS; the lasting token unless given
 * @property {readonly PlanEntry[]} [plan]
 * @property {number} [seed]
 * @property {Partial<import('taskweave').ClientOptions>} [options]
 * @property {(fetch: Fetch) => Fetch} [wrap] between the client and the faults
 * @property {'fault' | 'sleep'} [abort] what makes the case's signal fire
 */

/** Seconds that a header told, as the platform means them. @param {Response} response @param {number} now */
function retryTime(response, now) {
  const unix = response.headers.get('x-ratelimit-reset');
  if (response.status === 429 && unix !== null) return Number(unix) * 1000;
  const names = ['x-ia-throttle-limit-retryafter', 'x-ia-hour-rate-limit-retry-after', 'x-ia-tenant-throttle-limit-retry-after', 'x-rate-limit-reset', 'retry-after'];
  const text = names.map((name) => response.headers.get(name)).find((value) => value !== null);
  if (response.status < 400 || text === undefined || text === null) return null;
  return /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
}

/** @param {Setting} setting */
export function createWorld(setting) {
  const { platform, platforms = [platform], size = 60, others = 12, switches = {}, grant, plan = [], seed = 0, options = {}, wrap = (fetch) => fetch, abort } = setting;
  const clock = createClock(DEFAULT_NOW);
  const sizes = Object.fromEntries(PLATFORMS.map((each) => [each, each === platform ? size : platforms.includes(each) ? others : 0]));
  const simulators = createSimulators({ sizes, switches: { [platform]: switches }, now: clock.now });
  const faults = createFaults(simulators, { seed, clock, plan });
  const connections = simulators.connections
    .filter((connection) => platforms.includes(connection.platform))
    .map((connection) => {
      const credentials = grant === undefined ? undefined : OAUTH_CREDENTIALS[connection.platform][grant];
      return credentials && connection.platform === platform ? { ...connection, credentials } : connection;
    });
  const controller = new AbortController();
  /** @type {Sent[]} */
  const sent = [];
  /** @type {{ ms: number, at: number }[]} */
  const sleeps = [];
  let order = 0;

  let isOver = false;

  /** @type {Fetch} */
  const spoiled = async (request) => {
    const before = faults.injected.length;
    if (isOver) return simulators.fetch(request);
    try {
      return await faults.fetch(request);
    } finally {
      if (abort === 'fault' && faults.injected.length > before) setTimeout(() => controller.abort(), 1);
    }
  };
  const wrapped = wrap(spoiled);

  /** @type {Fetch} */
  async function fetch(request) {
    const url = new URL(request.url);
    /** @type {Sent} */
    const call = {
      platform: platformOf(url.hostname),
      method: request.method,
      path: url.pathname,
      url: request.url,
      key: request.headers.get('idempotency-key'),
      authorization: request.headers.get('authorization'),
      body: request.method === 'GET' ? '' : await request.clone().text(),
      at: clock.now(),
      order: (order += 1),
      answered: null,
      status: null,
      retryAt: null,
    };
    sent.push(call);
    const response = await wrapped(request);
    call.answered = order += 1;
    call.status = response.status;
    call.retryAt = retryTime(response, clock.now());
    return response;
  }

  /** @param {number} ms @param {AbortSignal} [signal] */
  async function sleep(ms, signal) {
    sleeps.push({ ms, at: clock.now() });
    if (abort === 'sleep') controller.abort();
    signal?.throwIfAborted();
    clock.advance(ms);
  }

  const client = new taskweave.Client({
    connections: /** @type {import('taskweave').Connection[]} */ (connections),
    fetch,
    now: clock.now,
    sleep,
    ...options,
  });
  const simulator = simulators.byPlatform[platform];
  const connection = connections.find((each) => each.platform === platform) ?? connections[0];
    /** Ends every fault. */
  const over = () => {
    isOver = true;
  };
  return { setting, over, platform, clock, simulators, simulator, connection, connections, client, injected: faults.injected, sent, sleeps, fetch, sleep, signal: controller.signal, controller };
}

/** @typedef {ReturnType<typeof createWorld>} World */
