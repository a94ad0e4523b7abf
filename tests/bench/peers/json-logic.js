import { LogicEngine } from "json-logic-engine";

import { BOTH, COUNT } from "../question.js";
import { keepBest, newestFirst, taskOf } from "../rows.js";

/** @type {import("./peer.js").Peer} */
export default {
  name: "json-logic-engine",
  package: "json-logic-engine",
  prepare(rows) {
    const engine = new LogicEngine();
    const tests = BOTH.map(({ status, since, word }) =>
      engine.build({
        and: [{ "===": [{ var: "status" }, status] }, { ">=": [{ var: "updated" }, since] }, { in: [word, { var: "name" }] }],
      }),
    );
    return {
      filter: (which) => rows.filter(tests[which]),
      page: (which) => keepBest(rows.filter(tests[which]), COUNT, newestFirst).map(taskOf),
    };
  },
};
