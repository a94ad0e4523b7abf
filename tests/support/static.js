// The files of a folder over HTTP, as any server of static files gives them.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * @param {string} folder
 * @param {Record<string, string>} pages HTML by its path, beside the files; `public/` lies at the root
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, pages) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (Object.hasOwn(pages, pathname)) {
      response.writeHead(200, { "content-type": TYPES[".html"] }).end(pages[pathname]);
      return;
    }
    for (const place of [folder, path.join(folder, "public")]) {
      const content = await readFile(path.join(place, pathname)).catch(() => null);
      if (content === null) continue;
      response.writeHead(200, { "content-type": TYPES[path.extname(pathname)] ?? "application/octet-stream" }).end(content);
      return;
    }
    response.writeHead(404).end("There is no such file.\n");
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
