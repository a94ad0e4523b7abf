// The cursor as users meet it: what is wrong with one has a name, keys sign it, and it stays short.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { PLATFORMS, createSimulators } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { NOW, assertRows, inOrder, setUp, walk } from '../support/walk.js';

const KEY = 'the key of this year, a random text';
const OLD = 'the key of last year, a random text';
const SIZES = { sizes: 30 };

/** @param {() => Promise<unknown>} attempt */
async function codeOf(attempt) {
  return attempt().then(() => assert.fail('it was accepted'), (/** @type {any} */ error) => {
    assert.ok(error.help, `${error.code} says what to do`);
    return error.code;
  });
}

/** A client with these options, and the cursor of its first page. @param {Partial<import('taskweave').ClientOptions>} [options] */
async function started(options) {
  const { client, expected } = setUp({ ...SIZES, options });
  const { tasks, next_cursor } = await client.list({ limit: 10 });
  return { client, expected, tasks, cursor: next_cursor ?? assert.fail('the walk ended early') };
}

for (const [what, options] of /** @type {[string, Partial<import('taskweave').ClientOptions>][]} */ ([['no key', {}], ['a key', { cursorKey: KEY }]])) {
  test(`with ${what}, a cut and a changed cursor are told apart, wherever it is`, async () => {
    const { client, cursor } = await started(options);
    for (let end = 2; end < cursor.length; end += 7) {
      assert.equal(await codeOf(() => client.list({ limit: 10, cursor: cursor.slice(0, end) })), 'cursor_truncated', `cut at ${end}`);
    }
    // The length and whether it is signed stand in the first 24 letters: a change there may look like a cut.
    for (let at = 24; at < cursor.length; at += 5) {
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      assert.equal(await codeOf(() => client.list({ limit: 10, cursor: changed })), 'cursor_tampered', `changed at ${at}`);
    }
    assert.equal(await codeOf(() => client.list({ limit: 10, cursor: 'eyJvZmZzZXQiOjEwfQ' })), 'cursor_invalid');
  });
}

test('a cursor without a signature is not taken where there is a key, nor the reverse', async () => {
  const plain = await started();
  const signed = await started({ cursorKey: KEY });
  assert.equal(await codeOf(() => signed.client.list({ limit: 10, cursor: plain.cursor })), 'cursor_tampered');
  assert.equal(await codeOf(() => plain.client.list({ limit: 10, cursor: signed.cursor })), 'cursor_tampered');
});

/** A cursor whose body was changed by somebody who can sum. @param {string} cursor @param {(body: any) => void} change */
function forged(cursor, change) {
  const bytes = Buffer.from(cursor, 'base64url');
  const body = JSON.parse(bytes.subarray(17, -8).toString());
  change(body);
  const text = Buffer.from(JSON.stringify(body));
  const head = Buffer.from(bytes.subarray(0, 17));
  head.writeUInt32BE(text.length, 13);
  const signed = Buffer.concat([head, text]);
  return Buffer.concat([signed, createHash('sha256').update(signed).digest().subarray(0, 8)]).toString('base64url');
}

test('without a key, a forged cursor reads on somewhere else in the same list, or is refused', async () => {
  const { client, cursor, expected } = await started();
  const rest = await walk(client, { limit: 10, cursor: forged(cursor, (body) => { delete body.p; }) });
  assertRows(rest.tasks, inOrder(expected, 'updated_at DESC'), 'from the beginning');
  /** @type {((body: any) => void)[]} */
  const hostile = [
    (body) => { body.p = { k: ['x'], t: [0, '7', null] }; },
    (body) => { body.p = { k: [null] }; },
    (body) => { body.p.t = [0, '../../7', '..']; },
    (body) => { body.p.t = [0, 'a\u0000b'.repeat(1000), null]; },
    (body) => { body.p.k = [Number.MAX_SAFE_INTEGER]; },
    (body) => { body.p.k = [-1]; },
  ];
  for (const change of hostile) {
    const page = await client.list({ limit: 10, cursor: forged(cursor, change) });
    assert.ok(page.tasks.length <= 10, String(change));
  }
  /** @type {((body: any) => void)[]} */
  const refused = [
    (body) => { body.p.t[0] = 4; },
    (body) => { body.p.k = [1, 2]; },
    (body) => { body.p.k = [1e300]; },
    (body) => { body.d = [4]; },
    (body) => { body.l = [[9, null]]; },
    (body) => { body.s = [Number.MAX_SAFE_INTEGER]; },
    (body) => { body.w = Number.MAX_SAFE_INTEGER; },
    (body) => { delete body.w; },
  ];
  for (const change of refused) {
    assert.equal(await codeOf(() => client.list({ limit: 10, cursor: forged(cursor, change) })), 'cursor_invalid', String(change));
  }
});

test('keys are exchanged without ending walks', async () => {
  const { client, expected, tasks, cursor } = await started({ cursorKey: OLD });
  const now = setUp({ ...SIZES, options: { cursorKey: [KEY, OLD] } }).client;
  const rest = await walk(now, { limit: 10, cursor });
  assertRows([...tasks, ...rest.tasks], inOrder(expected, 'updated_at DESC'), 'a walk under two keys');
  const { next_cursor } = await now.list({ limit: 10, cursor });
  assert.equal(await codeOf(() => client.list({ limit: 10, cursor: next_cursor ?? '' })), 'cursor_tampered');
});

test('cursors are good for ever, unless a time is set', async () => {
  const clock = { ms: NOW };
  const now = () => clock.ms;
  const [lasting, brief] = [await started({ now }), await started({ now, cursorTtl: 60_000 })];
  clock.ms += 60_000;
  await brief.client.list({ limit: 10, cursor: brief.cursor });
  clock.ms += 1;
  assert.equal(await codeOf(() => brief.client.list({ limit: 10, cursor: brief.cursor })), 'cursor_expired');
  clock.ms += 365 * 86_400_000;
  await lasting.client.list({ limit: 10, cursor: lasting.cursor });
});

test('a cursor of another list, and of another version, is refused by name', async () => {
  const { client, cursor } = await started();
  for (const other of [{ filter: 'name ~ "a"' }, { sort: 'name' }, { order: /** @type {const} */ ('source') }, { connections: ['accelo-demo'] }, { updatedAtMin: 0 }]) {
    assert.equal(await codeOf(() => client.list({ limit: 10, cursor, ...other })), 'cursor_mismatch', JSON.stringify(other));
  }
  const body = Buffer.from('{}');
  const first = Buffer.concat([Buffer.from([1]), createHash('sha256').update(body).digest().subarray(0, 6), body]);
  const next = Buffer.from(cursor, 'base64url');
  next[2] += 1;
  for (const each of [first, next]) {
    assert.equal(await codeOf(() => client.list({ limit: 10, cursor: each.toString('base64url') })), 'cursor_version');
  }
});

test('weak keys and odd times are refused when the client is made', () => {
  for (const options of [{ cursorKey: 'short' }, { cursorKey: [KEY, 'short'] }, { cursorTtl: 0 }, { cursorTtl: -1 }]) {
    assert.throws(() => setUp({ ...SIZES, options }), { code: 'request_invalid' });
  }
});

test('no cursor holds a credential, a key or an id of a connection', async () => {
  const { client, connections, simulators } = setUp({ ...SIZES, options: { cursorKey: KEY } });
  const { next_cursor } = await client.list({ limit: 10 });
  const held = Buffer.from(next_cursor ?? '', 'base64url').toString('latin1');
  for (const secret of [KEY, ...simulators.secrets, ...connections.map(({ id }) => id)]) assert.ok(!held.includes(secret));
});

test('the cursor of eight sources of which all but one lag is at most 1 KiB', async () => {
  const sets = [1, 2].map((seed) => createSimulators({ sizes: 40, seed }));
  const connections = sets.flatMap((set, i) =>
    set.connections.map((connection) => {
      const credentials = /** @type {Record<string, string>} */ ({ ...connection.credentials });
      for (const name of Object.keys(credentials)) credentials[name] = `${i}${credentials[name]}`;
      return { ...connection, id: `${i}-${connection.id}-`.padEnd(64, 'x'), credentials };
    }),
  );
  let call = 0;
  const client = new taskweave.Client({
    connections: /** @type {any} */ (connections),
    now: () => NOW,
    sleep: () => Promise.resolve(),
    cursorKey: KEY,
    maxRetries: 0,
    fetch: async (request) => {
      call += 1;
      if (call % 3 === 0) return new Response('{}', { status: 500 });
      const headers = new Headers(request.headers);
      const authorization = headers.get('authorization') ?? '';
      const basic = /^Basic (.*)$/.exec(authorization);
      const own = basic ? Buffer.from(basic[1], 'base64').toString() : authorization;
      const set = Number(/(?:^| )(\d)/.exec(own)?.[1] ?? assert.fail(own));
      const token = own.replace(/(^| )\d/, '$1');
      headers.set('authorization', basic ? `Basic ${Buffer.from(token).toString('base64')}` : token);
      return sets[set].fetch(new Request(request, { headers }));
    },
  });
  let longest = 0;
  let most = 0;
  /** @type {string | undefined} */
  let cursor;
  for (let page = 0; page < 40; page += 1) {
    const answer = await client.list({ limit: 3 + (page % 5), cursor, onError: 'partial' }).catch((error) => error);
    if (!('next_cursor' in answer)) continue;
    if (answer.next_cursor === null) break;
    cursor = /** @type {string} */ (answer.next_cursor);
    longest = Math.max(longest, cursor.length);
    most = Math.max(most, answer.sources.filter((/** @type {any} */ { status }) => status === 'failed').length);
  }
  console.log(`the longest cursor of eight connections of four platforms, up to ${most} of them lagging: ${longest} bytes`);
  assert.ok(most >= 2 && longest <= 1024);
  assert.equal(connections.length, 2 * PLATFORMS.length);
});
