// Programs run to their end, with all that they said.

import { spawn } from "node:child_process";

/**
 * @typedef {object} Ended
 * @property {number | null} status null if a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options `env` stands beside the variables of this process
 * @returns {Promise<Ended>}
 */
export function run(program, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of /** @type {const} */ (["stdout", "stderr"])) {
      child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
    }
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...said }));
  });
}

/**
 * The same, for a program that has to succeed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export async function runWell(program, args, options) {
  const ended = await run(program, args, options);
  if (ended.status === 0) return ended;
  throw new Error(`${program} ${args.join(" ")} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`);
}
