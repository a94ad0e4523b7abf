import sift from "sift";

import { BOTH, COUNT } from "../question.js";
import { keepBest, newestFirst, taskOf } from "../rows.js";

/** @type {import("./peer.js").Peer} */
export default {
  name: "sift",
  package: "sift",
  prepare(rows) {
    const tests = BOTH.map(({ status, since, word }) => sift({ status, updated: { $gte: since }, name: { $regex: word } }));
    return {
      filter: (which) => rows.filter(tests[which]),
      page: (which) => keepBest(rows.filter(tests[which]), COUNT, newestFirst).map(taskOf),
    };
  },
};
