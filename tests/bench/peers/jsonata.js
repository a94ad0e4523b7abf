import jsonata from "jsonata";

import { BOTH, COUNT } from "../question.js";
import { keepBest, newestFirst, taskOf } from "../rows.js";

/** @type {import("./peer.js").Peer} */
export default {
  name: "jsonata",
  package: "jsonata",
  prepare(rows) {
    const expression = jsonata("$[status = $status and updated >= $since and $contains(name, $word)]");
    // It marks the lists that it is given.
    const list = [...rows];
    return {
      filter: (which) => expression.evaluate(list, BOTH[which]),
      page: async (which) => keepBest(await expression.evaluate(list, BOTH[which]), COUNT, newestFirst).map(taskOf),
    };
  },
};
