// In the page: a table, and in each frame a filter and the first page of it as objects.

import { keepPages } from "../memory/kept.js";
import { COUNT, filterOf, wantedAt } from "../question.js";

/**
 * @typedef {import("../memory/kept.js").Kept & { frames: number[], first: import("taskweave").Task[] }} Framed
 *   `frames`: milliseconds of work in each
 */

/** @returns {Promise<number>} */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/**
 * @param {Parameters<typeof keepPages>[2]} what
 * @param {number} count of frames
 * @returns {Promise<Framed>}
 */
async function measureFrames(what, count) {
  // Beside this folder in the server, whatever the folder of the package is.
  const address = new URL("/package/taskweave.js", location.href).href;
  /** @type {any} */
  const module = await import(address);
  const { memory } = await module.default(new URL("/package/taskweave_bg.wasm", location.href));
  const { table, ...kept } = keepPages(module.TaskTable, memory, what);
  /** @type {import("taskweave").Task[]} */
  let tasks = [];
  const work = (/** @type {number} */ turn) => {
    const rows = table.select({ filter: filterOf(wantedAt(turn)), sort: "updated_at DESC", limit: COUNT });
    tasks = table.tasks(rows);
  };
  for (let turn = 0; turn < 10; turn += 1) work(turn);
  /** @type {number[]} */
  const frames = [];
  for (let turn = 0; turn < count; turn += 1) {
    await nextFrame();
    const begin = performance.now();
    work(turn);
    frames.push(performance.now() - begin);
  }
  work(0);
  table.free();
  return { ...kept, frames, first: tasks };
}

Object.assign(globalThis, { measureFrames });
