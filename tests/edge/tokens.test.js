// Handlers that fetch their tokens, in workerd: what one request began, others wait for, and it may end before them.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createSimulators } from '../simulators/index.js';
import { startWorker, url } from '../support/edge.js';

/** @typedef {import('../simulators/index.js').Platform} Platform */

const ALL = [1, 2, 3, 4];
/** The platforms that give out tokens. */
const GIVING = /** @type {const} */ (['SAGE_INTACCT', 'ACCELO', 'ZOHOBOOKS']);
/** How long a token endpoint takes, in milliseconds. */
const PAUSE = 300;

/** The hosts whose token endpoints were asked, in order. @type {string[]} */
let asked = [];

/** Of the handler that is tested: a refresh token that one has used up is no good for another. */
let simulators = createSimulators();
/** @type {Awaited<ReturnType<typeof startWorker>>} */
let worker;

/** @param {Request} request */
async function outbound(request) {
  const { hostname, pathname } = new URL(request.url);
  if (pathname.endsWith('/token')) {
    asked.push(hostname);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return simulators.fetch(request);
}

async function start() {
  simulators = createSimulators({ sizes: 40, now: () => Date.now() });
  worker = await startWorker({ name: 'tokens-worker.js', outbound });
}
beforeEach(() => {
  asked = [];
});

/**
 * @param {string} handler
 * @param {string} path
 * @param {readonly number[]} tokens
 * @param {Record<string, string | number>} [parameters]
 * @param {RequestInit} [init]
 */
async function ask(handler, path, tokens, parameters = {}, init) {
  const { status, body, headers } = await worker.ask(`/${handler}${url(path, tokens, parameters)}`, { signal: AbortSignal.timeout(20_000), ...init });
  const text = JSON.stringify([body, [...headers]]);
  for (const secret of simulators.secrets) assert.ok(!text.includes(secret), `a credential stands in ${path} of ${handler}`);
  return { status, body };
}

/** Twenty requests at once, each for all tasks of all connections. @param {string} handler */
async function twenty(handler) {
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(handler, '/tasks', ALL, { limit: 500, force_fetch: 'true' })));
  const size = simulators.byPlatform;
  const wanted = GIVING.reduce((sum, platform) => sum + size[platform].size, size.KICKSERV.size);
  for (const { status, body } of answers) {
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.tasks.length, wanted);
  }
}

const HOSTS = ['accounts.zoho.com', 'api.intacct.com', 'demo.api.accelo.com'];

function endAccess() {
  for (const platform of GIVING) simulators.byPlatform[platform].tokens?.endAll();
}

for (const handler of ['plain', 'stored']) {
  describe(handler, () => {
    before(start);
    after(() => worker.stop());

    test('twenty requests on a cold start share one token of each platform', async () => {
      await twenty(handler);
      assert.deepEqual([...asked].sort(), HOSTS);
      // Another request finds them at hand.
      assert.equal((await ask(handler, '/tasks', [1], { force_fetch: 'true' })).status, 200);
      assert.equal(asked.length, 3);
    });

    test('twenty requests with tokens that the platforms ended share one new one of each', async () => {
      endAccess();
      await twenty(handler);
      assert.deepEqual([...asked].sort(), HOSTS);
    });

    test('a write waits for a token as well', async () => {
      endAccess();
      const [{ id, name }] = (await ask(handler, '/tasks', [3], { limit: 1 })).body.tasks;
      assert.equal((await ask(handler, `/tasks/${id}`, [3], {}, { method: 'PATCH', body: JSON.stringify({ task: { name: `${name}!` } }) })).status, 200);
      const project = simulators.sageIntacct.rows()[0].project?.key ?? '1';
      const body = JSON.stringify({ task: { name: `of ${handler}`, status: 'planned', project } });
      const made = await ask(handler, '/tasks', [1], {}, { method: 'POST', body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      assert.deepEqual(asked, ['api.intacct.com']);
      assert.equal(simulators.sageIntacct.effects.filter(({ kind, id }) => kind === 'create' && id === made.body.task.platform_id).length, 1);
    });

    test('a request that is answered in mid-exchange leaves it to the others', async () => {
      endAccess();
      assert.equal((await ask(handler, '/tasks', [1], { hasty: 1, force_fetch: 'true' })).status, 504);
      const others = await Promise.all(Array.from({ length: 5 }, () => ask(handler, '/tasks', [1], { force_fetch: 'true' })));
      for (const { status, body } of others) assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(asked, ['api.intacct.com']);
    });

    test('a caller who leaves in mid-exchange takes nobody’s token along', async () => {
      endAccess();
      const leaving = new AbortController();
      const left = ask(handler, '/tasks', [1], { force_fetch: 'true' }, { signal: leaving.signal });
      while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const others = Array.from({ length: 5 }, () => ask(handler, '/tasks', [1], { force_fetch: 'true' }));
      leaving.abort();
      await assert.rejects(left, { name: 'AbortError' });
      for (const { status, body } of await Promise.all(others)) assert.equal(status, 200, JSON.stringify(body));
      // Sage Intacct ends the refresh token that was used: had its answer been lost, there would be no other.
      assert.deepEqual(asked, ['api.intacct.com']);
    });

    if (handler === 'stored') {
      test('the store has the newest tokens, and no answer has', async () => {
        // Only the worker may show them: this is the store's own page, not the handler's.
        const kept = /** @type {Record<string, import('taskweave').Tokens>} */ (await (await fetch(new URL('/kept', worker.base))).json());
        assert.deepEqual(Object.keys(kept).sort(), ['accelo-demo', 'intacct-demo', 'zoho-demo']);
        for (const { access_token, expires_at } of Object.values(kept)) {
          assert.ok(simulators.secrets.includes(access_token));
          assert.match(expires_at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        }
        assert.ok(simulators.sageIntacct.tokens?.holds(kept['intacct-demo'].access_token));
      });
    }

    test('a refused refresh token is told to all who waited, after one exchange', async () => {
      endAccess();
      simulators.zohoBooks.tokens?.revokeAll();
      const answers = await Promise.all(Array.from({ length: 5 }, () => ask(handler, '/tasks', [4], { force_fetch: 'true' })));
      for (const { status, body } of answers) {
        assert.deepEqual([status, body.error_code, body.error_metadata.connection_id], [401, 'INVALID_CREDENTIALS', 'zoho-demo']);
        assert.equal(body.error_metadata.retryable, false);
      }
      assert.deepEqual(asked, ['accounts.zoho.com']);
    });
  });
}

describe('without a context', () => {
  before(start);
  after(() => worker.stop());

  test('an exchange whose request was ended by the engine is given up and made anew', async () => {
    assert.equal((await ask('unkept', '/tasks', [2], { hasty: 1 })).status, 504);
    const others = await Promise.all(Array.from({ length: 5 }, () => ask('unkept', '/tasks', [2])));
    for (const { status, body } of others) assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(asked, ['demo.api.accelo.com', 'demo.api.accelo.com']);
    assert.equal((await ask('unkept', '/tasks', [2], { force_fetch: 'true' })).status, 200);
    assert.equal(asked.length, 2);
  });
});
