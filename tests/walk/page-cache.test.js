// `pageCache` as users write it: what it may give, and what it cannot spoil.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, secretFree, wholeText } from '../support/secrets.js';
import { assertRows, inOrder, setUp } from '../support/walk.js';

/** @typedef {import('taskweave').PageCache} PageCache */

/** Those that are read whole. */
const WHOLE = /** @type {const} */ (['KICKSERV', 'ZOHOBOOKS']);

/** A store of `kept` bytes, given back as `as` makes of them. @param {(bytes: Uint8Array) => any} as */
function storing(as) {
  /** @type {Map<string, Uint8Array>} */
  const kept = new Map();
  /** @type {PageCache} */
  const pageCache = {
    async get(key) {
      const bytes = kept.get(key);
      return bytes && as(bytes);
    },
    put(key, bytes) {
      kept.set(key, bytes);
    },
  };
  return { kept, pageCache };
}

/** @param {Uint8Array} bytes */
function moved(bytes) {
  const roomy = new Uint8Array(bytes.length + 20).fill(7);
  roomy.set(bytes, 10);
  return roomy.subarray(10, 10 + bytes.length);
}

for (const [what, as] of /** @type {[string, (bytes: Uint8Array) => unknown][]} */ ([
  ['a Uint8Array', (bytes) => bytes],
  ['a part of a buffer', moved],
  ['an ArrayBuffer', (bytes) => bytes.slice().buffer],
  ['a Buffer of Node', (bytes) => Buffer.from(bytes)],
])) {
  test(`a store may give ${what}`, async () => {
    const { kept, pageCache } = storing(as);
    const first = setUp({ platforms: WHOLE, sizes: 120, odd: true, options: { pageCache } });
    /** @type {import('taskweave').ListRequest} */
    const request = { sort: 'name', limit: 500, expand: ['details', 'platform_data'] };
    const wanted = await first.client.list(request);
    assert.equal(kept.size, 2);
    for (const [key, bytes] of kept) {
      secretFree([key, Buffer.from(bytes).toString('latin1')]);
      assert.ok(bytes instanceof Uint8Array);
    }
    const second = setUp({ platforms: WHOLE, sizes: 120, odd: true, options: { pageCache } });
    const page = await second.client.list(request);
    assert.equal(second.simulators.totalCalls(), 0);
    assert.deepEqual(page.tasks, wanted.tasks);
    assert.deepEqual(page.warnings, wanted.warnings);
  });
}

for (const [what, given, warns] of /** @type {[string, any, boolean][]} */ ([
  ['null', null, false],
  ['bytes that are not ours', new Uint8Array([1, 2, 3]), false],
  ['no bytes', new ArrayBuffer(0), false],
  ['what only looks like a buffer', { byteLength: 5 }, false],
  ['too many bytes', new ArrayBuffer(26_000_000), false],
  ['a text', 'tws', true],
  ['a number', 7, true],
  ['an object', { bytes: [] }, true],
])) {
  test(`a store that gives ${what} spoils nothing`, async () => {
    const { client, simulators, expected } = setUp({
      platforms: ['KICKSERV'],
      sizes: 40,
      options: { pageCache: { get: () => given, put: () => {} } },
    });
    const page = await client.list({ sort: 'name', limit: 500 });
    assertRows(page.tasks, inOrder(expected, 'name'), what);
    assert.ok(simulators.totalCalls() > 0);
    assert.equal(page.warnings.some(({ code }) => code === 'page_cache_failed'), warns);
  });
}

test('what a store throws is told to nobody', async () => {
  const fail = () => {
    throw new Error('Bearer kept-secret');
  };
  const { client } = setUp({ platforms: ['KICKSERV'], sizes: 10, options: { pageCache: { get: fail, put: fail, delete: fail } } });
  const page = await client.list({ sort: 'name', limit: 500 });
  assert.deepEqual(page.warnings.map(({ code }) => code), ['page_cache_failed']);
  const written = await client.update(page.tasks[0].id, { name: 'another' });
  assert.deepEqual(written.warnings.map(({ code }) => code).filter((code) => code === 'page_cache_failed'), ['page_cache_failed']);
  assert.ok(!wholeText([page, written])?.includes('kept-secret'));
});

test('a signal ends a list at once where the store hangs', async () => {
  const hang = () => /** @type {Promise<any>} */ (new Promise(() => {}));
  const { client, simulators } = setUp({ platforms: ['KICKSERV'], sizes: 10, options: { pageCache: { get: hang, put: hang } } });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  const began = Date.now();
  const error = await errorOf(() => client.list({ sort: 'name', signal: abort.signal }));
  assert.equal(error.code, 'aborted');
  assert.ok(Date.now() - began < 500, `${Date.now() - began} ms`);
  assert.equal(simulators.totalCalls(), 0);
});
