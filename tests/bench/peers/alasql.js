import alasql from "alasql";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";

/** @type {any} Its own types do not know `compile`. */
const sql = alasql;

sql.fn.has = (/** @type {string} */ text, /** @type {string} */ part) => text.includes(part);

/** @type {import("./peer.js").Peer} */
export default {
  name: "alasql",
  package: "alasql",
  prepare(rows) {
    const parameters = BOTH.map(({ status, since, word }) => [rows, status, since, word]);
    const where = "FROM ? WHERE status = ? AND updated >= ? AND has(name, ?)";
    const filter = sql.compile(`SELECT * ${where}`);
    const page = sql.compile(`SELECT * ${where} ORDER BY updated DESC, number LIMIT ${COUNT}`);
    const byId = new Map(rows.map(({ number }, i) => [number, i]));
    return {
      filter: (which) => filter(parameters[which]),
      page: (which) => page(parameters[which]).map(taskOf),
      // It copies rows.
      numbers: (answer) => answer.map((/** @type {import("./peer.js").Row} */ row) => byId.get(row.number)),
    };
  },
};
