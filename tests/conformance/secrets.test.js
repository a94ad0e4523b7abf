// Nothing that comes out holds a secret: whatever is asked for, and whatever a platform repeats in its answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { leakIn, listen, secretsOf, spellings } from './kit/leaks.js';
import { LISTS, SINGLES, someTask } from './kit/reads.js';
import { declares, ending, release } from './kit/run.js';
import { GRANTS } from './kit/tokens.js';
import { createWorld } from './kit/world.js';
import { WRITES } from './kit/writes.js';

/**
 * @typedef {import('./kit/world.js').World} World
 * @typedef {import('./kit/world.js').Fetch} Fetch
 */

/** @param {World} world @param {unknown} value @param {string} what */
function assertNone(world, value, what) {
  assert.equal(leakIn(value, secretsOf(world)), null, `${what} shows a secret`);
}

test('a secret is found as it is, in base64, encoded for a URL, by halves, and in an error', () => {
  const secret = 'a+very/secret=token';
  for (const each of [secret, btoa(`x:${secret}`), btoa(btoa(secret)), encodeURIComponent(secret), secret.slice(0, 10), secret.slice(10)]) {
    assert.ok(leakIn({ deep: [{ text: `before ${each} after` }] }, [secret]), each);
    assert.ok(leakIn(Object.assign(new Error('x'), { extra: { each } }), [secret]), each);
    assert.ok(leakIn(new Error('x', { cause: new Error(each) }), [secret]), each);
  }
  assert.equal(leakIn({ text: 'a+very nice token' }, [secret]), null);
  assert.ok(spellings(secret).length >= 4);
});

for (const platform of PLATFORMS) {
  test(`${platform}: no answer, cursor, report, explanation or word on the console`, async () => {
    for (const grant of [undefined, ...(GRANTS[platform] ?? [])]) {
      const world = createWorld({ platform, grant, size: 80 });
      const ears = listen();
      try {
        /** @type {[string, () => Promise<any>][]} */
        const calls = [
          ['a list', () => world.client.list({ limit: 20, expand: ['details', 'platform_data'] })],
          ['a sorted list', () => world.client.list({ limit: 20, sort: 'name', expand: ['details', 'platform_data'] })],
          ['a task', () => world.client.get(someTask(world).id, { expand: ['details', 'platform_data'] })],
          ['an explanation', () => world.client.explain({ filter: 'name ~ "a"', sort: 'name' })],
          ['the capabilities', () => world.client.capabilities()],
        ];
        for (const operation of [...SINGLES, ...WRITES].filter((each) => declares(world, each))) {
          calls.push([operation.name, () => operation.prepare(world).run({})]);
        }
        for (const [what, call] of calls) assertNone(world, await ending(call()).catch((error) => error), `${what} with ${grant}`);
      } finally {
        ears.restore();
      }
      assertNone(world, ears.said, 'the console');
      assertNone(world, world.sent.map(({ url }) => url), 'a URL');
      release(world);
    }
  });

  for (const status of [200, 400, 401, 403, 404, 422, 429, 500]) {
    test(`${platform}: a platform that repeats what it was sent, under ${status}`, async () => {
      /** @type {(fetch: Fetch) => Fetch} */
      const wrap = () => async (request) => {
        const [scheme, token = ''] = String(request.headers.get('authorization')).split(' ');
        const body = request.method === 'GET' ? '' : await request.clone().text();
        const said = `${scheme} ${token} with ${body} is wrong: ${encodeURIComponent(token)}`;
        const meta = { status: said, message: said, more_info: said };
        const error = { code: said, message: said, supportId: token, details: [{ code: token, message: said }] };
        return Response.json(
          { error: said, error_description: said, errors: [said, { name: said }], message: said, code: 4, meta, 'ia::result': { 'ia::error': error }, 'ia::error': error },
          { status, headers: { 'www-authenticate': said, 'x-token': token } },
        );
      };
      for (const grant of [undefined, ...(GRANTS[platform] ?? [])]) {
        const world = createWorld({ platform, grant, wrap, options: { maxRetries: 1 } });
        for (const operation of [LISTS[0], LISTS[2], ...SINGLES, ...WRITES].filter((each) => declares(world, each) && each.operation !== 'raw')) {
          const outcome = await ending(operation.prepare(world).run({})).catch((error) => error);
          assertNone(world, outcome, `${operation.name} with ${grant}`);
        }
        release(world);
      }
    });
  }
}
