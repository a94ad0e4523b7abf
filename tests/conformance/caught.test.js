// The judge is judged: clients that are broken on purpose have to fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS, platformOf } from '../simulators/index.js';
import { pageOf, withJson } from '../simulators/shared/faults/pages.js';
import { LISTS, SINGLES } from './kit/reads.js';
import { runCase } from './kit/run.js';
import { WRITES } from './kit/writes.js';

/**
 * @typedef {import('./kit/world.js').Fetch} Fetch
 * @typedef {import('./kit/reads.js').Operation} Operation
 */

/** @param {readonly Operation[]} from @param {string} name */
const named = (from, name) => from.find((operation) => operation.name.startsWith(name)) ?? assert.fail(name);
const isWrite = (/** @type {Request} */ { method, url }) => method !== 'GET' && !/query$|token$/.test(new URL(url).pathname);

/**
 * Whatever stands between a client and a platform can break it; each of these is what a broken client would do.
 * @type {Record<string, { operation: Operation, wrap: (fetch: Fetch) => Fetch, says: RegExp, plan?: (platform: any) => any[], options?: any }>}
 */
const BROKEN = {
  'a write is sent twice': {
    operation: named(WRITES, 'create'),
    wrap: (fetch) => async (request) => {
      if (isWrite(request)) {
        // Another key, as a client without a memory has.
        const headers = new Headers(request.headers);
        headers.delete('idempotency-key');
        const body = await request.clone().text();
        await fetch(new Request(request.url, { method: request.method, headers, body: body.replace('A new task', 'A newer task') }));
      }
      return fetch(request);
    },
    says: /effects|new task|deep-equal/,
  },
  'a row is dropped': {
    operation: LISTS[2],
    wrap: (fetch) => async (request) => {
      const response = await fetch(request);
      const platform = platformOf(new URL(request.url).hostname);
      const page = platform ? pageOf(platform, await response.clone().text()) : null;
      if (!page || page.rows.length < 3) return response;
      page.rows.splice(1, 1);
      return withJson(response, page.body);
    },
    // Sage Intacct tells how many there are, so that its client itself is not sure any more.
    says: /row|rows|not sure that nothing is missing/,
  },
  'a row is another one': {
    operation: named(SINGLES, 'get'),
    wrap: (fetch) => async (request) => {
      const response = await fetch(request);
      const text = await response.text();
      return new Response(text.replace(/"(name|title|task_name)":"(?:[^"\\]|\\.)*"/, '"$1":"Somebody else\'s"'), response);
    },
    says: /deep-equal/,
  },
  'a token leaks into an error': {
    operation: named(SINGLES, 'get'),
    wrap: () => async (request) => {
      const [, token] = String(request.headers.get('authorization')).split(' ');
      throw new TypeError(`fetch failed with ${token.slice(0, Math.ceil(token.length / 2))} and ${token.slice(Math.ceil(token.length / 2))}`);
    },
    says: /secret|network/,
  },
  'a write is reported as done that never was': {
    operation: named(WRITES, 'delete'),
    wrap: (fetch) => async (request) => (request.method === 'DELETE' ? new Response(null, { status: 204 }) : fetch(request)),
    says: /effects|still there|says nothing|outcome/,
  },
  'a call comes before its time': {
    operation: named(SINGLES, 'get'),
    plan: (platform) => [{ fault: '429', platform, header: 'Retry-After', wait: 9, at: 0 }],
    // The header is kept from the client, which then comes too early.
    wrap: (fetch) => fetch,
    options: { sleep: async () => {} },
    says: /before the time|rate_limit/,
  },
};

for (const [what, { operation, wrap, says, plan, options }] of Object.entries(BROKEN)) {
  test(`caught: ${what}`, async () => {
    let tried = 0;
    for (const platform of PLATFORMS) {
      const sound = await runCase(operation, { platform });
      if (sound.word === 'unsupported') continue;
      assert.equal(sound.word, 'pass', sound.told);
      const verdict = await runCase(operation, { platform, wrap, plan: plan?.(platform), options });
      assert.equal(verdict.word, 'fail', `${platform}: nobody noticed`);
      assert.match(String(verdict.told), says, platform);
      tried += 1;
    }
    assert.ok(tried > 0);
  });
}
