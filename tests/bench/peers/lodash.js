import lodash from "lodash";

import { BOTH, COUNT } from "../question.js";
import { matcher, taskOf } from "../rows.js";
import { bucketsOf, facetsOf, monthOf } from "./peer.js";

/** @typedef {import("./peer.js").Row} Row */

/** @type {import("./peer.js").Peer} */
export default {
  name: "lodash",
  package: "lodash",
  prepare(rows) {
    /** @type {(list: readonly Row[]) => Row[]} */
    const sorted = (list) => lodash.orderBy(list, ["updated", "number"], ["desc", "asc"]);
    return {
      filter: (which) => lodash.filter(rows, matcher(BOTH[which])),
      page: (which) => lodash.take(sorted(lodash.filter(rows, matcher(BOTH[which]))), COUNT).map(taskOf),
      sort: () => sorted(rows),
      facets(which) {
        const { since, word } = BOTH[which];
        const found = lodash.filter(rows, (/** @type {Row} */ row) => Number(row.updated) >= since && row.name.includes(word));
        return facetsOf(Object.entries(lodash.countBy(found, "status")));
      },
      histogram(which) {
        const { since, status } = BOTH[which];
        const found = lodash.filter(rows, (/** @type {Row} */ row) => row.status === status && Number(row.updated) >= since);
        const counts = lodash.countBy(found, (/** @type {Row} */ row) => monthOf(Number(row.updated)));
        return bucketsOf(new Map(Object.entries(counts).map(([month, count]) => [Number(month), count])));
      },
    };
  },
};
