// The page of www/, served as `cargo xtask serve` does.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVE = fileURLToPath(new URL("../../www/serve.js", import.meta.url));

/**
 * @typedef {object} Served
 * @property {string} url ends with a slash
 * @property {() => Promise<number | null>} close gives the exit code
 */

/**
 * Serves the page over the package of a folder.
 * @param {string} folder
 * @returns {Promise<Served>} an error with all that the server said, if it ends before it serves
 */
export function servePage(folder) {
  const server = spawn(process.execPath, [SERVE, "--port", "0"], {
    cwd: ROOT,
    env: { ...process.env, TASKWEAVE_PKG: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => server.on("close", resolve));
  let said = "";
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("close", (status) => reject(new Error(`the server ended with ${status}:\n${said}`)));
    server.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    server.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const url = /^Taskweave is at (\S+)$/m.exec(said)?.[1];
      if (!url) return;
      resolve({
        url,
        close() {
          server.kill("SIGTERM");
          return ended;
        },
      });
    });
  });
}
