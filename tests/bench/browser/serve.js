// The files of the benchmark and of the package, to a page that is isolated: only there is the clock as fine as it can be.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const BENCH = fileURLToPath(new URL("..", import.meta.url));
/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const PACKAGE = "/package/";

/**
 * @param {string} folder of the package
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(folder) {
  const server = createServer(async ({ url = "/" }, response) => {
    // As URLs are read, it has no way up.
    const { pathname } = new URL(url, "http://localhost");
    const file = pathname.startsWith(PACKAGE) ? path.join(folder, pathname.slice(PACKAGE.length)) : path.join(BENCH, pathname);
    try {
      const body = await readFile(file);
      response.writeHead(200, {
        "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://localhost:${address.port}/browser/frames.html`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
