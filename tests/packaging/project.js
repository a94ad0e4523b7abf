// Projects of a user's own, made in a folder of their own and given nothing but the packed package.

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { runWell } from "../support/run.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Where the tools lie that the templates use: nothing is fetched for a project. */
export const TOOLS = fileURLToPath(new URL("../node_modules/", import.meta.url));

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, "TASKWEAVE_PKG is not set; run by: cargo xtask test --only packaging");
/** The folder of the package. */
export const PACKAGE = path.resolve(TASKWEAVE_PKG);

const WASM = "taskweave_bg.wasm";

/**
 * A folder with the packed package, in which projects are made.
 * @typedef {object} Workshop
 * @property {string} folder
 * @property {string} tarball
 * @property {string[]} packed the names of the files in the tarball
 * @property {(template: string) => Promise<string>} project makes a project of a template's files, or an empty one of
 *   any other name, with the package installed; gives its folder
 * @property {() => Promise<void>} remove
 */

/**
 * @param {{ wasm?: boolean }} [options] `wasm: false` packs everything but the wasm
 * @returns {Promise<Workshop>}
 */
export async function openWorkshop({ wasm = true } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "taskweave-packaging-"));
  let source = PACKAGE;
  if (!wasm) {
    source = path.join(folder, "package");
    await copyWithoutWasm(source);
  }
  const env = { npm_config_cache: path.join(folder, "npm-cache"), npm_config_update_notifier: "false" };
  const { stdout } = await runWell("npm", ["pack", source, "--json", "--ignore-scripts"], { cwd: folder, env });
  /** @type {[{ filename: string, files: { path: string }[] }]} */
  const [{ filename, files }] = JSON.parse(stdout);
  const tarball = path.join(folder, filename);
  return {
    folder,
    tarball,
    packed: files.map((file) => file.path).sort(),
    async project(template) {
      const made = path.join(folder, template);
      await mkdir(made);
      const templates = await readdir(HERE, { withFileTypes: true });
      if (templates.some((entry) => entry.isDirectory() && entry.name === template)) {
        await cp(path.join(HERE, template), made, { recursive: true });
      }
      // The cache is empty and npm offline: whatever the package needs beside itself would fail here.
      await runWell("npm", ["install", tarball, "--offline", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: made, env });
      return made;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/**
 * The package without its wasm, everything else as it is.
 * @param {string} into a folder that does not exist
 */
export async function copyWithoutWasm(into) {
  await cp(PACKAGE, into, { recursive: true });
  await rm(path.join(into, WASM));
}

/**
 * All files below a folder, by their paths from there.
 * @param {string} folder
 */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
