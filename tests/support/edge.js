// The package's workerd entry in workerd, over the simulators in the same worker.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Miniflare, Response as Answer } from 'miniflare';
import { PACKAGE } from './package.js';
import { secretFree } from './secrets.js';

const TESTS = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string} folder
 * @param {string} below
 * @returns {string[]} paths below the folder, with slashes
 */
function scripts(folder, below) {
  return readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.js$/.test(name) && !name.endsWith('.test.js'))
    .map((name) => `${below}/${name}`);
}

/**
 * The modules as workerd sees them: `tests/…` and `pkg/…`, and the bare name where the worker imports it.
 * @param {string} name of the worker in `tests/edge`
 */
function modules(name) {
  const esm = (/** @type {string} */ path, /** @type {string} */ contents) => ({ type: /** @type {const} */ ('ESModule'), path, contents });
  return [
    esm(`/tests/edge/${name}`, readFileSync(join(TESTS, 'edge', name), 'utf8')),
    esm('/tests/edge/taskweave', "export * from '../../pkg/workerd.js';"),
    esm('/www/edge/page-cache.js', readFileSync(join(TESTS, '../www/edge/page-cache.js'), 'utf8')),
    ...scripts(TESTS, 'simulators').map((path) => esm(`/tests/${path}`, readFileSync(join(TESTS, path), 'utf8'))),
    ...scripts(PACKAGE, '.').map((path) => esm(`/pkg/${path.slice(2)}`, readFileSync(join(PACKAGE, path), 'utf8'))),
    { type: /** @type {const} */ ('CompiledWasm'), path: '/pkg/taskweave_bg.wasm', contents: readFileSync(join(PACKAGE, 'taskweave_bg.wasm')) },
  ];
}

/**
 * What answers when the worker calls other hosts by the engine's own fetch: without it they cannot be reached.
 * @param {((request: Request) => Promise<Response>) | undefined} outbound
 */
function outboundTo(outbound) {
  if (!outbound) return {};
  return {
    // Requests and responses are Miniflare's here, and Node's own there.
    outboundService: async (/** @type {import('miniflare').Request} */ request) => {
      const body = request.method === 'GET' ? undefined : await request.text();
      const answer = await outbound(new Request(request.url, { method: request.method, headers: [...request.headers], body }));
      return new Answer(await answer.text(), { status: answer.status, headers: [...answer.headers] });
    },
  };
}

/**
 * A worker and ways to ask it.
 * @param {{ name?: string, outbound?: (request: Request) => Promise<Response> }} [options]
 */
export async function startWorker({ name = 'worker.js', outbound } = {}) {
  const miniflare = new Miniflare({
    modules: modules(name),
    modulesRoot: '/',
    compatibilityDate: '2026-04-01',
    ...outboundTo(outbound),
  });
  const base = await miniflare.ready;
  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  const ask = async (path, init) => {
    const response = await fetch(new URL(path, base), { redirect: 'manual', ...init });
    const text = await response.text();
    const body = text === '' ? null : JSON.parse(text);
    secretFree({ body, headers: [...response.headers], next_cursor: body?.next_cursor });
    return { status: response.status, headers: response.headers, body };
  };
  /**
   * A `fetch` for a client, whatever host it thinks it asks. Its `Response` is Miniflare's, not
   * Node's own: a client must take either.
   * @param {Request} request
   */
  const dispatch = async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await miniflare.dispatchFetch(new URL(pathname + search, base), {
      method: request.method,
      headers: [...request.headers],
      body: request.body === null ? undefined : await request.text(),
    });
    return /** @type {Response} */ (/** @type {unknown} */ (answer));
  };
  return {
    dispatch,
    base: base.href.replace(/\/$/, ''),
    ask,
    /** Calls to all platforms since this was asked before. */
    calls: async () => /** @type {number} */ ((await ask('/simulators/calls')).body.calls),
    /** What the calls to all platforms did since this or `calls` was asked before: `create 17` and the like. */
    effects: async () => /** @type {string[]} */ ((await ask('/simulators/calls')).body.effects),
    stop: () => miniflare.dispose(),
  };
}

/** The token of the n-th demo connection, from 1 on. @param {number} n */
export function token(n) {
  return `00000000-0000-4000-8000-00000000000${n}`;
}

/**
 * A path with access tokens and parameters.
 * @param {string} path
 * @param {readonly number[]} tokens
 * @param {Record<string, string | number>} [parameters]
 */
export function url(path, tokens, parameters = {}) {
  const query = new URLSearchParams(tokens.map((n) => ['access_token', token(n)]));
  for (const [name, value] of Object.entries(parameters)) query.append(name, String(value));
  return `${path}?${query}`;
}
