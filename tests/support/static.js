// The files of folders over HTTP, as any server of static files gives them.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * @param {readonly (readonly [prefix: string, folder: string])[]} folders the first that has the file gives it
 * @param {Record<string, string>} [pages] HTML by its path, before all files
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFolder(folders, pages = {}) {
  /** @param {string} name */
  async function find(name) {
    if (Object.hasOwn(pages, name)) return pages[name];
    for (const [prefix, folder] of folders) {
      if (!name.startsWith(prefix)) continue;
      const content = await readFile(path.join(folder, name.slice(prefix.length))).catch(() => null);
      if (content !== null) return content;
    }
    return null;
  }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const content = await find(pathname);
    if (content === null) {
      response.writeHead(404).end("There is no such file.\n");
      return;
    }
    const type = typeof content === "string" ? TYPES[".html"] : TYPES[path.extname(pathname)];
    response.writeHead(200, { "content-type": type ?? "application/octet-stream" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
