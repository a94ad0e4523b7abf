// The worker in front: files for the page, and everything else to the edge handler.

/**
 * @typedef {{ fetch(input: Request | string): Promise<Response> }} Service
 *
 * @typedef {object} Env
 * @property {Service} PAGE the folder of this page
 * @property {Service} PACKAGE the folder of the package
 * @property {Service} SIMULATORS their folder
 * @property {Service} EDGE the edge handler
 */

/** @type {Record<string, string>} what is served at all, and as what */
const TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   */
  async fetch(request, env) {
    const file = placeOf(new URL(request.url).pathname, env);
    if (!file) return env.EDGE.fetch(request);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("This file can only be read.\n", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const found = await file.folder.fetch(`http://folder/${file.path}`);
    if (!found.ok) return new Response("There is no such file.\n", { status: 404 });
    const headers = { "content-type": file.type, "cache-control": "no-cache", "x-content-type-options": "nosniff" };
    return new Response(request.method === "HEAD" ? null : found.body, { headers });
  },
};

/**
 * @param {string} path
 * @param {Env} env
 */
function placeOf(path, env) {
  if (path === "/") return { folder: env.PAGE, path: "index.html", type: TYPES.html };
  const type = TYPES[/\.([a-z]+)$/.exec(path)?.[1] ?? ""];
  if (type === undefined) return null;
  if (path.startsWith("/pkg/")) return { folder: env.PACKAGE, path: path.slice(5), type };
  if (path.startsWith("/simulators/")) return { folder: env.SIMULATORS, path: path.slice(12), type };
  // Files beside the page, none of the folders below it.
  return path.lastIndexOf("/") === 0 ? { folder: env.PAGE, path: path.slice(1), type } : null;
}
