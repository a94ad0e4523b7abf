// What another user does between two pages.

import { entryOf } from "../../platforms.js";

/**
 * @typedef {import("./calls.js").Platform} Platform
 * @typedef {import("../http.js").Simulator} Simulator
 *
 * @typedef {object} Doing
 * @property {number} count how many tasks
 * @property {Record<string, any> | undefined} values by the platform's own names, laid over what is done otherwise
 * @property {string | undefined} id the task; else they are drawn
 * @property {"any" | "seen"} of whether they are drawn from all tasks or from those that earlier pages gave
 */

/**
 * @typedef {object} World
 * @property {Platform} platform
 * @property {Simulator} simulator
 * @property {ReadonlySet<string>} seen the ids that earlier pages gave
 * @property {(index: number) => number} draw an unsigned 32-bit integer
 */

/**
 * Does it, and gives the ids; none if no task is left to draw.
 * @param {"insert" | "change" | "delete"} kind
 * @param {World} world
 * @param {Doing} doing
 * @returns {string[]}
 */
export function useHands(kind, world, doing) {
  const { platform, simulator, draw } = world;
  const { hands } = simulator;
  const { name: field, place } = entryOf(platform).faults;
  const name = `Meanwhile ${draw(0) % 10_000}`;
  if (kind === "insert") {
    const values = { ...place?.(simulator), [field]: name, ...doing.values };
    return Array.from({ length: doing.count }, () => hands.insert(values));
  }
  const ids = doing.id === undefined ? drawn(world, doing) : [doing.id];
  for (const id of ids) {
    if (kind === "delete") hands.remove(id);
    else hands.change(id, { [field]: name, ...doing.values });
  }
  return ids;
}

/**
 * @param {World} world
 * @param {Doing} doing
 */
function drawn({ platform, simulator, seen, draw }, { count, of }) {
  const field = entryOf(platform).faults.id;
  const there = simulator.rows([field]).map((row) => String(row[field]));
  const left = of === "seen" ? there.filter((id) => seen.has(id)) : there;
  /** @type {string[]} */
  const ids = [];
  for (let i = 0; i < count && left.length > 0; i += 1) ids.push(...left.splice(draw(i + 1) % left.length, 1));
  return ids;
}
