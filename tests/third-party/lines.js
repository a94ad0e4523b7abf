// JSON-RPC 2.0 with a program, a line for a message, over its standard input and output: what MCP calls stdio.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The error of an answer. */
export class RpcError extends Error {
  /** @param {{ code: number, message: string, data?: any }} error */
  constructor({ code, message, data }) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export class LineClient {
  /** What the program said beside its answers. */
  stderr = "";
  #ids = 0;
  /** @type {Map<number, PromiseWithResolvers<any>>} */
  #pending = new Map();
  #child;
  #closed;

  /**
   * @param {string} program
   * @param {readonly string[]} args
   * @param {{ env: Record<string, string>, cwd: string }} options `env` is all that the program sees
   */
  constructor(program, args, { env, cwd }) {
    this.#child = spawn(program, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
    this.#closed = once(this.#child, "close");
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.stderr += text));
    createInterface(this.#child.stdout).on("line", (line) => this.#take(line));
    // Whoever waits for an answer hears of the end; a write that came too late needs no second word.
    this.#child.stdin.on("error", () => {});
    this.#child.on("close", (status) => this.#fail(new Error(`${program} ended with ${status}:\n${this.stderr}`)));
  }

  /**
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   * @returns {Promise<any>} what the answer holds
   */
  async request(method, params = {}) {
    this.#ids += 1;
    const id = this.#ids;
    /** @type {PromiseWithResolvers<any>} */
    const answer = withResolvers();
    this.#pending.set(id, answer);
    this.#send({ id, method, params });
    return answer.promise;
  }

  /** @param {string} method */
  notify(method) {
    this.#send({ method });
  }

  /** Ends the program by the end of its input. */
  async close() {
    this.#child.stdin.end();
    await this.#closed;
  }

  /** @param {object} message */
  #send(message) {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  /** @param {string} line */
  #take(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      this.#fail(new Error(`not a line of JSON: ${line}`));
      return;
    }
    // What the program tells or asks on its own is nobody's answer.
    if ("method" in message) return;
    const waiting = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) waiting?.reject(new RpcError(message.error));
    else waiting?.resolve(message.result);
  }

  /** @param {Error} error */
  #fail(error) {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers() {
  /** @type {any} */
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
