// Bytes that a task costs, with the platform's own record and without.

import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { PLATFORMS, TEXTS, dataName, grouped } from "../figures.js";
import { canDropPages } from "../ours.js";
import { memoryCells } from "../report/numbers.js";

/**
 * @param {string} folder of the package
 * @param {Parameters<typeof import("../memory/kept.js").keepPages>[2]} what
 * @returns {Promise<import("../memory/kept.js").Kept>}
 */
async function kept(folder, what) {
  const worker = new Worker(new URL("../memory/worker.js", import.meta.url), { workerData: { folder, what } });
  const [answer] = await once(worker, "message");
  await worker.terminate();
  return answer;
}

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Section, void>} */
async function* run({ taskweave, folder, held, say }) {
  const keeps = canDropPages(taskweave) ? [true, false] : [true];
  /** @type {string[][]} */
  const rows = [];
  for (const platform of PLATFORMS) {
    for (const text of TEXTS) {
      for (const keep of keeps) {
        say(`memory: ${dataName(platform, text)}, ${keep ? "with pages" : "without"}`);
        rows.push([dataName(platform, text), ...memoryCells(await kept(folder, { platform, text, rows: held, keep }), keep)]);
      }
    }
  }
  yield {
    title: "Memory",
    columns: ["data", "pages", "page bytes a task", "kept a task", "memory grown a task", "grown ÷ page bytes", "goal"],
    rows,
    text: `${grouped(held)} tasks, each line in an instance of its own. An allocator holds more than what is kept: it grows in steps and reuses what was freed.`,
  };
}

/** @type {import("../figures.js").Group} */
export const memory = { names: ["memory"], run };
