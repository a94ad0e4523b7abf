// Bodies as engines and users' `fetch` give them: streams of bytes or not, in small chunks or large ones, of another
// realm, or streams by their shape alone. However they come, the same tasks are read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { createSimulators } from '../simulators/index.js';
import { errorOf } from '../support/secrets.js';
import { assertRows, inOrder, setUp } from '../support/walk.js';

/** As much as workerd gives at a time. */
const SMALL = 4096;

/** What is seen of a body as it is read. */
function seen() {
  return { chunks: 0, buffers: 0, cancelled: 0 };
}

/** @typedef {ReturnType<typeof seen>} Seen */

/** @param {Uint8Array} bytes @param {number} size */
function piecesOf(bytes, size) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
  return pieces;
}

/**
 * A stream of bytes that gives pieces of a size, but fills a buffer that is brought.
 * @param {Uint8Array} bytes @param {Seen} seen @param {{ size?: number, failAt?: number }} [options]
 */
function byteStream(bytes, seen, { size = SMALL, failAt = Infinity } = {}) {
  let at = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (at >= failAt) {
        controller.error(new Error('the line is cut'));
        return;
      }
      const { byobRequest } = controller;
      const view = byobRequest?.view;
      if (at >= bytes.length) {
        controller.close();
        byobRequest?.respond(0);
        return;
      }
      seen.chunks += 1;
      if (byobRequest && view) {
        seen.buffers += 1;
        const piece = bytes.subarray(at, at + view.byteLength);
        new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(piece);
        at += piece.length;
        byobRequest.respond(piece.length);
      } else {
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      }
    },
    cancel() {
      seen.cancelled += 1;
    },
  });
}

/** A stream of chunks, of whatever kind. @param {readonly unknown[]} pieces @param {Seen} seen */
function stream(pieces, seen) {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at === pieces.length) return controller.close();
        seen.chunks += 1;
        controller.enqueue(pieces[at]);
        at += 1;
      },
      cancel() {
        seen.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
}

/** What has the shape of a stream that is read, and no more. @param {readonly unknown[]} pieces @param {Seen} seen */
function shape(pieces, seen) {
  let at = 0;
  return {
    getReader: () => ({
      read: async () => {
        if (at === pieces.length) return { done: true };
        seen.chunks += 1;
        at += 1;
        return { done: false, value: pieces[at - 1] };
      },
      cancel: async () => {
        seen.cancelled += 1;
      },
    }),
  };
}

/** Arrays of another realm. @type {(bytes: Uint8Array) => unknown} */
const foreign = runInNewContext('(bytes) => Uint8Array.from(bytes)');
const NONE = new Uint8Array(0);

/** @type {Record<string, (bytes: Uint8Array, seen: Seen) => unknown>} */
const KINDS = {
  'bytes in small chunks': byteStream,
  'bytes in chunks of 64 KiB': (bytes, seen) => byteStream(bytes, seen, { size: 65_536 }),
  'bytes in chunks of one byte less than small ones': (bytes, seen) => byteStream(bytes, seen, { size: SMALL - 1 }),
  'no stream of bytes, in small chunks': (bytes, seen) => stream(piecesOf(bytes, SMALL), seen),
  'no stream of bytes, in one chunk': (bytes, seen) => stream([bytes], seen),
  'empty chunks first, between and last': (bytes, seen) => stream([NONE, ...piecesOf(bytes, SMALL).flatMap((piece) => [piece, NONE]), NONE], seen),
  'chunks of another realm': (bytes, seen) => stream(piecesOf(bytes, SMALL).map(foreign), seen),
  'a stream by its shape': (bytes, seen) => shape(piecesOf(bytes, SMALL), seen),
  'a stream by its shape, of another realm': (bytes, seen) => shape([NONE, ...piecesOf(bytes, SMALL).map(foreign)], seen),
};

/** @param {Response} response @param {unknown} body */
const withBody = ({ status, headers }, body) => /** @type {Response} */ (/** @type {unknown} */ ({ status, headers, body }));

for (const [what, make] of Object.entries(KINDS)) {
  test(`tasks are read from ${what}`, async () => {
    /** @type {{ length: number, seen: Seen }[]} */
    const bodies = [];
    const { client, expected } = setUp({
      sizes: 300,
      odd: true,
      wrap: (fetch) => async (request) => {
        const response = await fetch(request);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const body = { length: bytes.length, seen: seen() };
        bodies.push(body);
        return withBody(response, make(bytes, body.seen));
      },
    });
    const sort = 'name';
    const { tasks } = await client.list({ sort, limit: 500 });
    assertRows(tasks, inOrder(expected, sort).slice(0, 500), what);
    for (const { length, seen: { chunks, buffers } } of bodies) {
      // A first chunk shows that they are small; the rest fits the buffer, however long the body. Where a body was
      // like that, the next one of bytes is brought a buffer at once.
      if (!what.startsWith('bytes')) assert.equal(buffers, 0);
      else if (what === 'bytes in small chunks' && length > SMALL) {
        assert.ok(buffers > 0 && chunks <= 2 + length / 262_144, `${length} bytes in ${chunks} chunks, ${buffers} of them in a buffer`);
      }
    }
    assert.ok(bodies.some(({ length }) => length > 16 * SMALL));
  });
}

/** A Kickserv whose list is this text. @param {string} text @param {(bytes: Uint8Array) => unknown} make @param {object} [options] */
function listOf(text, make, options) {
  const { connections } = createSimulators({ sizes: 1 });
  return setUp({
    platforms: ['KICKSERV'],
    options: { connections: /** @type {any} */ (connections.filter(({ platform }) => platform === 'KICKSERV')), maxRetries: 0, ...options },
    wrap: () => async () => withBody(new Response(), make(new TextEncoder().encode(text))),
  }).client;
}

test('a body of any length around a chunk and a buffer is read to its last byte', async () => {
  const BUFFER = 262_144;
  for (const length of [2, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, BUFFER, SMALL + BUFFER - 1, SMALL + BUFFER, SMALL + BUFFER + 1, SMALL + 3 * BUFFER]) {
    // The last byte ends the list: one that is lost, or that stands elsewhere, is no JSON.
    const text = `[${' '.repeat(length - 2)}]`;
    for (const make of [byteStream, (/** @type {Uint8Array} */ bytes, /** @type {Seen} */ counts) => stream(piecesOf(bytes, SMALL), counts)]) {
      const page = await listOf(text, (bytes) => make(bytes, seen())).list();
      assert.deepEqual([page.tasks, page.warnings], [[], []], `${length} bytes`);
    }
  }
});

test('an answer that is too large is not read to its end, and its sender hears of it', async () => {
  const text = `[${' '.repeat(4_000_000)}]`;
  /** @type {[string, (bytes: Uint8Array, counts: Seen) => unknown][]} */
  const kinds = [
    ['a stream of bytes', byteStream],
    ['another stream', (bytes, counts) => stream(piecesOf(bytes, SMALL), counts)],
    ['a stream by its shape', (bytes, counts) => shape(piecesOf(bytes, SMALL), counts)],
  ];
  // The limit lies before the first chunk ends, between two of them, and within a later one.
  for (const maxPageBytes of [100, SMALL, 1_000_000]) {
    for (const [what, make] of kinds) {
      const counts = seen();
      const client = listOf(text, (bytes) => make(bytes, counts), { maxPageBytes });
      const error = await errorOf(() => client.list());
      assert.equal(error.code, 'page_too_large', `${what}: ${error.message}`);
      assert.equal(counts.cancelled, 1, `${what}, at most ${maxPageBytes}`);
      assert.ok(counts.chunks <= 2 + maxPageBytes / SMALL, `${what}: ${counts.chunks} chunks`);
    }
  }
});

test('a body that breaks off in its buffer is a broken answer', async () => {
  const text = `[${' '.repeat(1_000_000)}]`;
  for (const failAt of [0, 1, SMALL, SMALL + 1, 500_000]) {
    const error = await errorOf(() => listOf(text, (bytes) => byteStream(bytes, seen(), { failAt })).list());
    assert.equal(error.code, 'network', `${failAt}: ${error.message}`);
  }
});

test('a request that is given up while its buffer waits ends at once', async () => {
  const abort = new AbortController();
  const client = listOf('[', (bytes) => {
    let isFirst = true;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (isFirst) controller.enqueue(new Uint8Array(SMALL).fill(bytes[0]));
        else {
          setTimeout(() => abort.abort(), 1);
          return new Promise(() => {});
        }
        isFirst = false;
      },
    });
  });
  const error = await errorOf(() => client.list({ signal: abort.signal }));
  assert.equal(error.code, 'aborted');
});
