// Five connections whose pages came in order, as one list.

import assert from "node:assert/strict";

import { TEXTS, byName, dataName, grouped } from "../figures.js";
import { makePages } from "../data/pages.js";
import { agree, measure } from "../measure.js";
import { AGAIN, OURS, forgetOrders, ingestOptions, keepOrder } from "../ours.js";
import { COUNT, ROWS } from "../question.js";
import { readRows } from "../rows.js";
import { EXPERT, JAVASCRIPT } from "../peers/index.js";
import { areSorted, byColumns, byConcat, byHand } from "../peers/merges.js";

/** @typedef {import("../measure.js").Case} Case */

const CONNECTIONS = 5;
const SORT = "updated_at DESC";
const CONCAT = "concat and sort";

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Figure, void>} */
async function* run({ taskweave, rounds, held, say }) {
  const each = held / CONNECTIONS;
  for (const text of TEXTS) {
    const data = dataName("SAGE_INTACCT", text);
    say(`merge: ${data}`);
    const [table, asked] = [new taskweave.TaskTable(), new taskweave.TaskTable()];
    const lists = Array.from({ length: CONNECTIONS }, (_, i) => {
      const connection = `books-${i + 1}`;
      const pages = makePages("SAGE_INTACCT", text, { pages: each / ROWS, rows: ROWS, seed: 1000 + i, newestFirst: true });
      for (const page of pages) for (const each of [table, asked]) each.ingest("SAGE_INTACCT", page, ingestOptions(connection, each === table));
      return readRows("SAGE_INTACCT", pages, connection);
    });
    keepOrder(asked, SORT);
    assert.ok(areSorted(lists), "merge: the pages are not in order");
    const [hand, concat, columns] = [byHand(lists), byConcat(lists), byColumns(lists)];
    const places = new Map(lists.flat().map((row, i) => [row, i]));
    const ofRows = (/** @type {any[]} */ rows) => rows.map((row) => places.get(row));
    const ofIndexes = (/** @type {Uint32Array} */ indexes) => Array.from(indexes);

    /** @type {Case[]} */
    const all = [
      { name: OURS, run: () => (forgetOrders(table), table.select({ sort: SORT })), plain: ofIndexes },
      { name: AGAIN, run: () => asked.select({ sort: SORT }), plain: ofIndexes },
      { name: JAVASCRIPT, run: hand.all, plain: ofRows },
      { name: EXPERT, run: columns.all, plain: ofIndexes },
      { name: CONCAT, run: concat.all, plain: ofRows },
    ];
    await agree("merge", all);
    const { [OURS]: spent, [AGAIN]: known, ...others } = byName(all, await measure(all, rounds));
    const work = `${CONNECTIONS} × ${grouped(each)} sorted rows, merged`;
    /** @type {import("../figures.js").Goal[]} */
    const goals = [{ than: JAVASCRIPT, times: 25 }];
    yield { row: "7", work, data, ours: spent, others, goals };
    yield { row: "7", work: `${work}, asked again`, data, ours: known, others, goals, isAgain: true };

    /** @type {Case[]} */
    const first = [
      { name: OURS, run: () => (forgetOrders(table), table.tasks(table.select({ sort: SORT, limit: COUNT }))) },
      { name: AGAIN, run: () => asked.tasks(asked.select({ sort: SORT, limit: COUNT })) },
      { name: JAVASCRIPT, run: hand.first },
      { name: EXPERT, run: columns.first },
    ];
    await agree("first of a merge", first);
    const { [OURS]: ours, [AGAIN]: again, ...theirs } = byName(first, await measure(first, rounds));
    const beginning = `first ${COUNT} of that merge as objects`;
    yield { work: beginning, data, ours, others: theirs, goals: [] };
    yield { work: `${beginning}, asked again`, data, ours: again, others: theirs, goals: [], isAgain: true };
    table.free();
    asked.free();
  }
}

/** @type {import("../figures.js").Group} */
export const merge = { names: ["merge"], run };
