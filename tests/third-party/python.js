// The installed clients, run as programs of their own.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LineClient } from "./lines.js";

/** The Python that has the packages of requirements.txt. */
export const PYTHON = process.env.TASKWEAVE_PYTHON ?? missing();

/** @returns {never} */
function missing() {
  throw new Error("TASKWEAVE_PYTHON names no Python with the packages of requirements.txt. Type: cargo xtask test --only third-party");
}

const DRIVER = fileURLToPath(new URL("drive.py", import.meta.url));

/** @typedef {import("./proxy.js").Proxy} Proxy */

/**
 * What a client sees of this machine: the proxy, and an empty home.
 * @param {Proxy} proxy
 * @param {Record<string, string>} [env]
 */
function surroundings({ env: proxied, folder }, env = {}) {
  return { cwd: folder, env: { PATH: process.env.PATH ?? "", HOME: folder, ...proxied, ...env } };
}

/**
 * A Python package as a program that is driven by drive.py.
 * @param {Proxy} proxy
 */
export function drivePython(proxy) {
  const lines = new LineClient(PYTHON, [DRIVER], surroundings(proxy));
  return {
    /** @param {string} name @param {string} of @param {Record<string, unknown>} [args] @returns {Promise<void>} */
    make: (name, of, args = {}) => lines.request("make", { name, of, arguments: args }),
    /** @param {string} of @param {Record<string, unknown>} [args] @returns {Promise<any>} */
    call: (of, args = {}) => lines.request("call", { of, arguments: args }),
    close: () => lines.close(),
  };
}

/**
 * An MCP server that a Python package brings as a program.
 * @param {Proxy} proxy
 * @param {string} program
 * @param {Record<string, string>} env
 */
export async function startMcp(proxy, program, env) {
  const lines = new LineClient(join(dirname(PYTHON), program), [], surroundings(proxy, env));
  await lines.request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "taskweave-tests", version: "1" },
  });
  lines.notify("notifications/initialized");
  return {
    /** @returns {Promise<string[]>} names */
    async tools() {
      const { tools } = await lines.request("tools/list");
      return tools.map((/** @type {{ name: string }} */ { name }) => name);
    },
    /**
     * @param {string} name
     * @param {Record<string, unknown>} [args]
     * @returns {Promise<any>} what the tool gives; its error is an Error
     */
    async call(name, args = {}) {
      const { content, isError } = await lines.request("tools/call", { name, arguments: args });
      if (isError) throw new Error(content[0].text);
      return JSON.parse(content[0].text);
    },
    close: () => lines.close(),
  };
}
