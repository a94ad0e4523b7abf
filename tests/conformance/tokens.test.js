// Tokens: who saves them when, who takes whose, and how often they are asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS, OAUTH_CREDENTIALS } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { leakIn, secretsOf } from './kit/leaks.js';
import { someTask } from './kit/reads.js';
import { ending } from './kit/run.js';
import { GRANTS } from './kit/tokens.js';
import { createWorld } from './kit/world.js';

/**
 * @typedef {import('./kit/world.js').World} World
 * @typedef {import('./kit/world.js').Platform} Platform
 * @typedef {import('taskweave').Tokens} Tokens
 */

/** A store that tells what happened to it, and that can be made to fail. */
function createStore() {
  /** @type {Map<string, Tokens>} */
  const held = new Map();
  /** @type {{ kind: 'load' | 'save', tokens?: Tokens, at: number }[]} */
  const events = [];
  const state = { fails: 0, order: () => 0 };
  return {
    held,
    events,
    state,
    /** @param {string} id */
    async load(id) {
      events.push({ kind: 'load', at: state.order() });
      await null;
      return held.get(id) ?? null;
    },
    /** @param {string} id @param {Tokens} tokens */
    async save(id, tokens) {
      // A slow store: whoever does not wait for it is found out.
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push({ kind: 'save', tokens, at: state.order() });
      if (state.fails > 0) {
        state.fails -= 1;
        throw new Error(`the disk is full: ${tokens.access_token}`);
      }
      held.set(id, tokens);
    },
  };
}

/**
 * A world whose store's events stand in one order with the calls.
 * @param {Platform} platform
 * @param {string} grant
 * @param {Partial<import('./kit/world.js').Setting>} [more]
 */
function storing(platform, grant, more = {}) {
  const store = createStore();
  const world = createWorld({ platform, grant, options: { tokenStore: store, ...more.options }, ...more });
  store.state.order = () => world.sent.length;
  return { store, world };
}

/** Under these a refresh token is used once; Sage Intacct's always is. @type {Record<string, Record<string, any>>} */
const ROTATING = { ACCELO: { refreshTokens: 'rotated' }, ZOHOBOOKS: { refreshRotation: 'rotates' } };

/** The calls for tokens. @param {World} world */
const asked = ({ sent }) => sent.filter(({ path }) => /token$/.test(path));
/** All others. @param {World} world */
const used = ({ sent }) => sent.filter(({ path }) => !/token$/.test(path));

/** A second client of the same account. @param {World} world @param {Partial<import('taskweave').ClientOptions>} options @param {Record<string, string>} [credentials] */
function another(world, options, credentials) {
  const connection = credentials ? { ...world.connection, credentials } : world.connection;
  return new taskweave.Client({ connections: [/** @type {any} */ (connection)], fetch: world.fetch, now: world.clock.now, sleep: world.sleep, ...options });
}

/** @param {() => Promise<any>} call @returns {Promise<any>} */
const thrown = (call) => ending(call()).then(() => assert.fail('it did not fail'), (error) => error);

for (const platform of PLATFORMS) {
  for (const grant of GRANTS[platform] ?? []) {
    test(`${platform} ${grant}: a token is saved before it is used, and nothing but tokens is saved`, async () => {
      const { store, world } = storing(platform, grant);
      const { id } = someTask(world);
      await world.client.get(id);
      assert.deepEqual(world.sent.map(({ path }) => /token$/.test(path)), [true, false]);
      assert.deepEqual(store.events.map(({ kind }) => kind), ['load', 'save']);
      const [, save] = store.events;
      assert.equal(save.at, 1, 'it was saved after it was used');
      assert.ok(used(world)[0].authorization?.endsWith(` ${save.tokens?.access_token}`));
      assert.deepEqual(Object.keys(save.tokens ?? {}).filter((name) => !['access_token', 'refresh_token', 'expires_at'].includes(name)), []);
      const text = JSON.stringify([...store.held]);
      const foreign = [OAUTH_CREDENTIALS[platform][grant].client_secret].filter((secret) => text.includes(secret));
      assert.deepEqual(foreign, [], 'the store is told what is no token');
    });

    test(`${platform} ${grant}: a save that fails uses no token, and is repeated`, async () => {
      const { store, world } = storing(platform, grant);
      const { id } = someTask(world);
      store.state.fails = 100;
      const error = await thrown(() => world.client.get(id));
      assert.equal(error.code, 'token_store');
      assert.equal(leakIn(error, secretsOf(world)), null);
      assert.deepEqual([asked(world).length, used(world).length], [1, 0]);
      store.state.fails = 0;
      await world.client.get(id);
      assert.deepEqual([asked(world).length, used(world).length], [1, 1], 'the token that was given is saved again, and no other is asked for');
      assert.equal(store.held.get(world.connection.id)?.access_token, store.events.at(-1)?.tokens?.access_token);
    });

    test(`${platform} ${grant}: ten calls at once ask for one token`, async () => {
      const { store, world } = storing(platform, grant);
      const { id } = someTask(world);
      await Promise.all(Array.from({ length: 10 }, () => world.client.get(id)));
      assert.deepEqual([asked(world).length, used(world).length], [1, 10]);
      world.simulator.tokens?.endAll();
      await Promise.all(Array.from({ length: 10 }, () => world.client.get(id)));
      assert.equal(asked(world).length, 2, 'the refused token was renewed more than once');
      assert.equal(store.events.filter(({ kind }) => kind === 'save').length, 2);
    });

    test(`${platform} ${grant}: two clients with one store ask for one token`, async () => {
      const { store, world } = storing(platform, grant);
      const { id } = someTask(world);
      await world.client.get(id);
      await another(world, { tokenStore: store }).get(id);
      assert.deepEqual([asked(world).length, used(world).length], [1, 2]);
      const [first, second] = used(world);
      assert.equal(first.authorization, second.authorization);
    });

    test(`${platform} ${grant}: a token is renewed before it ends by the clock, and only then`, async () => {
      const { world } = storing(platform, grant);
      const { id } = someTask(world);
      await world.client.get(id);
      const lifetime = Number(world.simulator.tokens?.options.lifetime) * 1000;
      world.clock.advance(lifetime - 120_000);
      await world.client.get(id);
      assert.equal(asked(world).length, 1, 'renewed long before its end');
      world.clock.advance(119_000);
      await world.client.get(id);
      assert.equal(asked(world).length, 2, 'not renewed before its end');
      assert.deepEqual(world.sent.filter(({ status }) => status !== null && status >= 400), [], 'no call with a token that ended');
      world.clock.advance(lifetime + 1);
      await world.client.get(id);
      assert.equal(asked(world).length, 3);
    });

    test(`${platform} ${grant}: a refused token is renewed once and not for ever`, async () => {
      const { world } = storing(platform, grant);
      const { id } = someTask(world);
      await world.client.get(id);
      world.simulator.tokens?.endAll();
      await world.client.get(id);
      assert.deepEqual([asked(world).length, used(world).length], [2, 3]);
      const plan = [{ fault: 'expired_token', platform, route: 'get' }];
      const { world: hopeless } = storing(platform, grant, { plan });
      const error = await thrown(() => hopeless.client.get(someTask(hopeless).id));
      assert.equal(error.code, 'invalid_credentials');
      assert.equal(error.retryable, false);
      assert.ok(asked(hopeless).length <= 2 && used(hopeless).length <= 2, `${hopeless.sent.length} calls`);
    });
  }

  if (!(GRANTS[platform] ?? []).includes('refresh_token')) continue;

  test(`${platform}: a refresh token that somebody else used up: the newer one of the store is taken`, async () => {
    const { store, world } = storing(platform, 'refresh_token', { switches: ROTATING[/** @type {string} */ (platform)] });
    const { id } = someTask(world);
    await world.client.get(id);
    // Another instance renews meanwhile, and saves what it gets.
    world.simulator.tokens?.endAll();
    await another(world, { tokenStore: store }).get(id);
    const saved = store.held.get(world.connection.id)?.access_token;
    assert.equal(asked(world).length, 2);
    const { task } = await world.client.get(id);
    assert.equal(task.id, id);
    assert.equal(store.held.get(world.connection.id)?.access_token, saved, 'another token was asked for');
    assert.ok(used(world).at(-1)?.authorization?.endsWith(` ${saved}`));
  });

  test(`${platform}: a refresh token that is used up and nowhere to be found is a clear error`, async () => {
    const { world } = storing(platform, 'refresh_token');
    world.simulator.tokens?.revokeAll();
    const error = await thrown(() => world.client.get(someTask(world).id));
    assert.equal(error.code, 'invalid_credentials');
    assert.equal(error.platform, platform);
    assert.equal(used(world).length, 0);
    assert.equal(leakIn(error, secretsOf(world)), null);
  });

  test(`${platform}: where tokens rotate, each refresh token is used once`, async () => {
    const { store, world } = storing(platform, 'refresh_token', { switches: ROTATING[/** @type {string} */ (platform)] });
    const { id } = someTask(world);
    for (let i = 0; i < 4; i += 1) {
      await world.client.get(id);
      world.simulator.tokens?.endAll();
    }
    const given = asked(world).map(({ body, url }) => new URLSearchParams(body || new URL(url).search).get('refresh_token'));
    assert.equal(given.length, 4);
    assert.equal(new Set(given).size, 4, 'a refresh token was used twice');
    const saved = store.events.filter(({ kind }) => kind === 'save').map(({ tokens }) => tokens?.refresh_token);
    assert.deepEqual(given.slice(1), saved.slice(0, 3), 'what was saved is what is used next');
  });
}
