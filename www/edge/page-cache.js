// What was read of a platform, kept in the edge's own cache: the next request may meet another instance.
//
// The cache is that of one data centre. Cloudflare keeps nothing in it for workers on `workers.dev`: there, every
// instance has its own memory alone.

/** Not to be reached by anybody: only the cache's keys look like this. */
const BASE = "https://taskweave.invalid/";

/** @type {import("taskweave").PageCache} */
export const pageCache = {
  async get(key) {
    const kept = await edgeCache().match(BASE + key);
    return kept?.arrayBuffer();
  },
  async put(key, bytes, ttlMs) {
    const headers = { "Cache-Control": `max-age=${Math.ceil(ttlMs / 1000)}` };
    await edgeCache().put(BASE + key, new Response(/** @type {Uint8Array<ArrayBuffer>} */ (bytes), { headers }));
  },
  async delete(key) {
    await edgeCache().delete(BASE + key);
  },
};

/** The cache of a Cloudflare Worker; browsers have none under this name. */
function edgeCache() {
  return /** @type {{ default: Cache }} */ (/** @type {unknown} */ (caches)).default;
}
