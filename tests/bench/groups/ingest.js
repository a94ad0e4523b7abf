// From bytes: pages to rows, pages to the newest matches, a page to all its tasks.

import { PLATFORMS, TEXTS, byName, dataName } from "../figures.js";
import { makePages } from "../data/pages.js";
import { agree, measure } from "../measure.js";
import { OURS, canDropPages, tableOf } from "../ours.js";
import { CONNECTION, COUNT, NOW, ROWS, filterOf, wantedAt } from "../question.js";
import { newestOfPages, readPage, taskOf } from "../rows.js";
import { JAVASCRIPT } from "../peers/index.js";

/** @typedef {import("../measure.js").Case} Case */

const DROPPED = `${OURS}, pages dropped`;

/** What validates and scans for its life should beat JSON.parse by: Accelo's rows have more small values. */
const GOALS = {
  SAGE_INTACCT: { rows: 8, newest: 10 },
  ACCELO: { rows: 12, newest: 15 },
};

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Figure, void>} */
async function* run({ taskweave, rounds, quick, say }) {
  const keeps = canDropPages(taskweave) ? [true, false] : [true];
  if (keeps.length === 1) say("ingest: this build does not know `keep: false`; its rows are left out");
  const count = quick ? 10 : 50;
  for (const platform of PLATFORMS) {
    for (const text of TEXTS) {
      const data = dataName(platform, text);
      const pages = makePages(platform, text, { pages: count, rows: ROWS });
      const bytes = pages.reduce((sum, page) => sum + page.length, 0);
      const each = (/** @type {number} */ turn) => pages[turn % count];
      const goals = GOALS[platform];

      say(`ingest: a page, ${data}`);
      /** @type {Case[]} */
      const reading = [
        ...keeps.map((keep) => ({
          name: keep ? OURS : DROPPED,
          run(/** @type {number} */ turn) {
            const table = tableOf(taskweave, platform, [each(turn)], { keep });
            const { length } = table;
            table.free();
            return length;
          },
        })),
        { name: JAVASCRIPT, run: (turn) => readPage(platform, each(turn), CONNECTION).length },
      ];
      await agree("a page", [
        ...keeps.map((keep) => ({
          name: keep ? OURS : DROPPED,
          run(/** @type {number} */ turn) {
            const table = tableOf(taskweave, platform, [each(turn)], { keep });
            const tasks = table.tasks(table.select());
            table.free();
            return tasks;
          },
        })),
        { name: JAVASCRIPT, run: (turn) => readPage(platform, each(turn), CONNECTION).map(taskOf) },
      ]);
      yield* figures({ row: "1", work: `bytes of a page → ${ROWS.toLocaleString("en")} rows`, data, bytes: bytes / count, cases: reading, rounds, times: goals.rows });

      say(`ingest: ${count} pages, ${data}`);
      /** @type {Case[]} */
      const newest = [
        ...keeps.map((keep) => ({
          name: keep ? OURS : DROPPED,
          run(/** @type {number} */ turn) {
            const table = tableOf(taskweave, platform, pages, { keep });
            const rows = table.select({ filter: filterOf(wantedAt(turn)), sort: "updated_at DESC", limit: COUNT });
            const tasks = table.tasks(rows);
            table.free();
            return tasks;
          },
        })),
        { name: JAVASCRIPT, run: (turn) => newestOfPages(platform, pages, CONNECTION, wantedAt(turn), COUNT) },
      ];
      await agree("newest of pages", newest);
      yield* figures({ row: "2", work: `bytes of ${count} pages → newest ${COUNT} matches`, data, bytes, cases: newest, rounds, times: goals.newest });

      /** @type {Case[]} */
      const objects = [
        { name: OURS, run: (turn) => taskweave.normalize(platform, each(turn), { connectionId: CONNECTION, now: NOW }).tasks },
        { name: JAVASCRIPT, run: (turn) => readPage(platform, each(turn), CONNECTION).map(taskOf) },
      ];
      await agree("a page as objects", objects);
      yield* figures({ work: "bytes of a page → all its tasks as objects", data, bytes: bytes / count, cases: objects, rounds });
    }
  }
}

/**
 * @param {{ row?: string, work: string, data: string, bytes: number, cases: Case[], rounds: number, times?: number }} work
 * @returns {AsyncGenerator<import("../figures.js").Figure, void>}
 */
async function* figures({ row, work, data, bytes, cases, rounds, times }) {
  const { [JAVASCRIPT]: theirs, ...ours } = byName(cases, await measure(cases, rounds));
  for (const [name, spent] of Object.entries(ours)) {
    yield {
      row,
      work: name === DROPPED ? `${work}, pages dropped` : work,
      data,
      bytes,
      ours: spent,
      others: { [JAVASCRIPT]: theirs },
      goals: times ? [{ than: JAVASCRIPT, times }] : [],
    };
  }
}

/** @type {import("../figures.js").Group} */
export const ingest = { names: ["ingest"], run };
