import { sort } from "fast-sort";

/** @typedef {import("./peer.js").Row} Row */

/** @type {import("./peer.js").Peer} */
export default {
  name: "fast-sort",
  package: "fast-sort",
  prepare: (rows) => ({
    sort: () => sort(rows).by([{ desc: (/** @type {Row} */ row) => row.updated }, { asc: (/** @type {Row} */ row) => row.number }]),
  }),
};
