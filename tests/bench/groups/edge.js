// The CPU time of one request at the edge. What measures it lives in its own folder.

import { access } from "node:fs/promises";

/**
 * @typedef {object} EdgeModule `../edge/measure.js`
 * @property {(context: import("../figures.js").Context) => AsyncIterable<import("../figures.js").Figure | import("../figures.js").Section>} measureEdge
 */

const MODULE = new URL("../edge/measure.js", import.meta.url);

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Figure | import("../figures.js").Section, void>} */
async function* run(context) {
  const isThere = await access(MODULE).then(() => true, () => false);
  if (!isThere) {
    context.say("edge: tests/bench/edge/measure.js is not there; nothing is measured");
    return;
  }
  /** @type {EdgeModule} */
  const { measureEdge } = await import(MODULE.href);
  yield* measureEdge(context);
}

/** @type {import("../figures.js").Group} */
export const edge = { names: ["edge"], run };
