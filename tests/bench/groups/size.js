// How large the wasm is that everybody has to load.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { grouped } from "../figures.js";

/** KiB. */
const MOST = 100;

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Section, void>} */
async function* run({ folder, say }) {
  say("size: brotli");
  const wasm = await readFile(path.join(folder, "taskweave_bg.wasm"));
  // As a server does once for a static file.
  const packed = brotliCompressSync(wasm, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length },
  });
  const size = packed.length / 1024;
  yield {
    title: "Size",
    columns: ["#", "what", "bytes", "brotli", "goal"],
    rows: [
      ["8", "the whole wasm, all four providers", grouped(wasm.length), `${size.toFixed(1)} KiB`, `≤ ${MOST} KiB: ${size <= MOST ? "reached" : "not reached"}`],
    ],
  };
}

/** @type {import("../figures.js").Group} */
export const size = { names: ["size"], run };
