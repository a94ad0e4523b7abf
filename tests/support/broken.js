// Platforms that answer badly: every way in which an answer can be wrong, laid over the simulators.

import { entryOf, platformOf as platformOfHost } from '../simulators/platforms.js';

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {(response: Response, request: Request, platform: Platform) => Response | Promise<Response>} Damage
 */

/** The platform of a request. @param {Request} request */
export const platformOf = (request) => platformOfHost(new URL(request.url).hostname);

/** The bytes that {@link DAMAGES} "over the byte limit" goes beyond. */
export const BYTE_LIMIT = 200_000;

/**
 * @param {string} body
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
function answer(body, status = 200, headers = {}) {
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}

/** @type {Record<string, Damage>} */
export const DAMAGES = {
  'not JSON': () => answer('So sorry, come back tomorrow'),
  truncated: async (response) => {
    const text = await response.text();
    return answer(text.slice(0, Math.ceil(text.length * 0.6)));
  },
  HTML: () => answer('<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon</body></html>', 200, { 'content-type': 'text/html' }),
  'an empty body': () => answer(''),
  'not UTF-8': async (response) => new Response(new Uint8Array([...new Uint8Array(await response.arrayBuffer()).slice(0, 40), 0xff, 0xfe, 0x7d]), response),
  'over the byte limit': async (response) => answer(`${await response.text()}${' '.repeat(BYTE_LIMIT)}`),
  'without its list': (_response, _request, platform) => answer(entryOf(platform).faults.withoutList),
  'a number': () => answer('7'),
  '401': () => answer('{"message":"no"}', 401),
  '403': () => answer('', 403),
  '500': () => answer('{"message":"we broke"}', 500),
  '503 with Retry-After': () => answer('<html><title>Busy</title></html>', 503, { 'retry-after': '30' }),
  '429 with Retry-After': () => answer('', 429, { 'retry-after': '17' }),
  '429 without': () => answer('{"error":"too many"}', 429),
  'a redirect': () => answer('', 302, { location: 'https://elsewhere.example/collect' }),
  'an error that repeats the credentials': (_response, request) => {
    const credentials = request.headers.get('authorization') ?? '';
    const [, token] = credentials.split(' ');
    return answer(JSON.stringify({ error: `${credentials} is wrong`, message: `${token} is wrong`, errors: [token] }), 500);
  },
  'a thrown error': () => {
    throw new TypeError('fetch failed');
  },
  'a body that breaks off': () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode('{"'));
          controller.error(new TypeError('terminated'));
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    ),
  'no Response at all': () => /** @type {any} */ ({ status: 200, ok: true }),
};

/**
 * A fetch that damages the answers of one platform as long as `broken.now` says so.
 * @param {Platform} platform
 * @param {Damage} damage
 * @param {(request: Request, call: number) => boolean} [when] which of its calls, counted from 1
 */
export function breaking(platform, damage, when = () => true) {
  const broken = { now: true, calls: 0 };
  /** @param {(request: Request) => Promise<Response>} fetch */
  const wrap = (fetch) => async (/** @type {Request} */ request) => {
    if (platformOf(request) !== platform) return fetch(request);
    broken.calls += 1;
    if (!broken.now || !when(request, broken.calls)) return fetch(request);
    const copy = request.clone();
    return damage(await fetch(request), copy, platform);
  };
  return { broken, wrap };
}
