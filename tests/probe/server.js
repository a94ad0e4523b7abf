// The simulators behind one address, as `cargo xtask probe --through` asks: the platform's host is the first part of
// the path. And the tool itself, run on a file of connections.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {ReturnType<typeof import('../simulators/index.js').createSimulators>} Simulators */

/**
 * @typedef {object} Finding
 * @property {string} switch
 * @property {'side' | 'not_by_reads' | 'not_by_data' | 'not_reached'} told
 * @property {import('../simulators/index.js').SwitchValue} [side]
 * @property {string} [seen]
 * @property {string} [why]
 * @property {string} [needs]
 *
 * @typedef {object} Findings
 * @property {string} connection_id
 * @property {import('../simulators/index.js').Platform} platform
 * @property {number} calls
 * @property {number} most_calls
 * @property {number} token_calls
 * @property {Finding[]} switches
 * @property {string | null} error
 *
 * @typedef {object} Fixture
 * @property {string} file
 * @property {string} call
 * @property {number} status
 * @property {string | null} content_type
 *
 * @typedef {object} Outcome
 * @property {number} code the exit code
 * @property {string} stdout
 * @property {string} stderr
 * @property {Findings[]} findings one for each connection
 * @property {Map<string, string>} files every file that was left, by its path below the folder
 * @property {any} connections the file as it is afterwards
 */

/** Serves several sets of simulators; each has a base of its own. */
export class Server {
  /** @type {Map<string, { simulators: Simulators, now: () => number }>} */
  #sets = new Map();
  #server = createServer((request, response) => void this.#answer(request, response));
  #port = 0;

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    this.#port = address.port;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {Simulators} simulators
   * @param {() => number} now what the header `Date` tells
   * @returns {string} their base
   */
  add(simulators, now) {
    const name = `set-${this.#sets.size}`;
    this.#sets.set(name, { simulators, now });
    return `http://127.0.0.1:${this.#port}/${name}`;
  }

  /** @param {import('node:http').IncomingMessage} asked @param {import('node:http').ServerResponse} answer */
  async #answer(asked, answer) {
    const [, name = '', rest = ''] = /^\/([^/]+)\/(.*)$/.exec(asked.url ?? '') ?? [];
    const set = this.#sets.get(name);
    const chunks = [];
    for await (const chunk of asked) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    try {
      if (!set) throw new Error(`there is no ${name}`);
      const headers = new Headers(Object.entries(asked.headers).map(([key, value]) => [key, String(value)]));
      headers.delete('host');
      const response = await set.simulators.fetch(`https://${rest}`, {
        method: asked.method,
        headers,
        body: body.length > 0 ? body : undefined,
      });
      answer.writeHead(response.status, { ...Object.fromEntries(response.headers), date: new Date(set.now()).toUTCString() });
      answer.end(Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      answer.writeHead(599, { 'content-type': 'text/plain' });
      answer.end(String(error));
    }
  }
}

/**
 * Runs the tool on a file with these connections.
 * @param {string} xtask the program
 * @param {string} through
 * @param {readonly object[]} connections
 * @param {readonly string[]} [more] further arguments
 * @returns {Promise<Outcome>}
 */
export async function probe(xtask, through, connections, more = []) {
  const folder = mkdtempSync(join(tmpdir(), 'taskweave-probe-'));
  try {
    const file = join(folder, 'connections.json');
    const out = join(folder, 'out');
    writeFileSync(file, JSON.stringify({ connections, accessTokens: {} }));
    const { code, stdout, stderr } = await run(xtask, ['probe', file, '--out', out, '--through', through, ...more]);
    /** @type {Map<string, string>} */
    const files = new Map();
    for (const name of listed(out)) files.set(name, readFileSync(join(out, name), 'utf8'));
    const findings = [...files].filter(([name]) => name.endsWith('findings.json')).map(([, text]) => JSON.parse(text));
    return { code, stdout, stderr, findings, files, connections: JSON.parse(readFileSync(file, 'utf8')).connections };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder */
function listed(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|txt)$/.test(name));
  } catch {
    return [];
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run(program, args) {
  return new Promise((done) => {
    execFile(program, args, { maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) || 1 : 0, stdout, stderr });
    });
  });
}
