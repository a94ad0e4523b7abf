import * as aq from "arquero";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";
import { facetsOf } from "./peer.js";

/** @type {import("./peer.js").Peer} */
export default {
  name: "arquero",
  package: "arquero",
  prepare(rows) {
    const table = aq.table({
      row: Uint32Array.from(rows, (_, i) => i),
      status: rows.map(({ status }) => status),
      updated: Float64Array.from(rows, ({ updated }) => updated ?? NaN),
      number: Float64Array.from(rows, ({ number }) => number),
      name: rows.map(({ name }) => name),
    });
    // Bound once: only parameters change.
    const tables = BOTH.map((wanted) => table.params(wanted));
    const matches = "(d, $) => d.status === $.status && d.updated >= $.since && op.includes(d.name, $.word, 0)";
    return {
      filter: (which) => tables[which].filter(matches),
      page: (which) =>
        Array.from(tables[which].filter(matches).orderby(aq.desc("updated"), "number").slice(0, COUNT).array("row"), (i) => taskOf(rows[i])),
      sort: () => table.orderby(aq.desc("updated"), "number").indices(),
      facets(which) {
        const counted = tables[which]
          .filter("(d, $) => d.updated >= $.since && op.includes(d.name, $.word, 0)")
          .groupby("status")
          .count();
        return facetsOf(counted.objects().map((/** @type {{ status: string, count: number }} */ each) => [each.status, each.count]));
      },
      numbers: (answer) => Array.from(answer.array ? answer.array("row") : answer),
    };
  },
};
