// The simulators as an HTTPS proxy on a local port. A client that asks a platform's own host through it reaches the
// simulator of that host, so that not even the host has to be changed in the client. Nothing goes out to a network.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runWell } from "../support/run.js";
import { PYTHON } from "./python.js";

/**
 * @typedef {object} Proxy
 * @property {string} folder a new one, which is removed at the end
 * @property {Record<string, string>} env the variables by which programs take a proxy and a certificate to trust
 * @property {string[]} calls `METHOD https://host/path` with the query, in the order of the calls
 * @property {string[]} refused what programs wanted of other hosts
 * @property {() => Promise<void>} close
 */

/**
 * @param {(request: Request) => Promise<Response>} fetch
 * @param {string[]} hosts that are answered for; any other is refused
 * @returns {Promise<Proxy>}
 */
export async function startProxy(fetch, hosts) {
  const folder = mkdtempSync(join(tmpdir(), "taskweave-third-party-"));
  await runWell(PYTHON, ["-m", "trustme", "--quiet", "--dir", folder, "--identities", ...hosts], { cwd: folder });
  const [key, cert] = ["server.key", "server.pem"].map((name) => readFileSync(join(folder, name)));
  const authority = join(folder, "client.pem");
  /** @type {string[]} */
  const calls = [];
  /** @type {string[]} */
  const refused = [];

  const inner = https.createServer({ key, cert }, async (incoming, outgoing) => {
    const url = `https://${incoming.headers.host}${incoming.url}`;
    calls.push(`${incoming.method} ${url}`);
    try {
      await answer(await fetch(await requestOf(incoming, url)), outgoing);
    } catch {
      // A fetch that fails is a connection that breaks.
      outgoing.destroy();
    }
  });
  const outer = http.createServer((incoming, outgoing) => {
    refused.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(403).end();
  });
  outer.on("connect", (incoming, socket) => {
    const [host, port] = String(incoming.url).split(":");
    if (!hosts.includes(host) || port !== "443") {
      refused.push(`CONNECT ${incoming.url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    socket.on("error", () => socket.destroy());
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    inner.emit("connection", socket);
  });
  await new Promise((resolve) => outer.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (outer.address());
  const url = `http://127.0.0.1:${port}`;

  return {
    folder,
    // The first certificate variable is that of OpenSSL, which httpx reads; the second that of requests.
    env: { HTTPS_PROXY: url, HTTP_PROXY: url, SSL_CERT_FILE: authority, REQUESTS_CA_BUNDLE: authority },
    calls,
    refused,
    async close() {
      outer.closeAllConnections();
      inner.closeAllConnections();
      await new Promise((resolve) => outer.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {http.IncomingMessage} incoming
 * @param {string} url
 */
async function requestOf(incoming, url) {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  /** @type {Buffer[]} */
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const body = Buffer.concat(parts);
  return new Request(url, { method: incoming.method, headers, ...(body.length > 0 ? { body } : {}) });
}

/**
 * @param {Response} response
 * @param {http.ServerResponse} outgoing
 */
async function answer(response, outgoing) {
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(body);
}
