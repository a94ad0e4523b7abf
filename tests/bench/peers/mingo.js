import { Query } from "mingo";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";

/** @type {import("./peer.js").Peer} */
export default {
  name: "mingo",
  package: "mingo",
  prepare(rows) {
    const queries = BOTH.map(({ status, since, word }) => new Query({ status, updated: { $gte: since }, name: { $regex: word } }));
    return {
      filter: (which) => queries[which].find(rows).all(),
      page: (which) => queries[which].find(rows).sort({ updated: -1, number: 1 }).limit(COUNT).all().map(taskOf),
    };
  },
};
