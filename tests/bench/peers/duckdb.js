import { createRequire } from "node:module";

import * as duckdb from "@duckdb/duckdb-wasm/blocking";
import * as arrow from "apache-arrow";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";
import { bucketsOf } from "./peer.js";

const { resolve } = createRequire(import.meta.url);

/** @type {import("./peer.js").Peer} */
export default {
  name: "DuckDB-wasm",
  package: "@duckdb/duckdb-wasm",
  async prepare(rows) {
    const bundles = Object.fromEntries(
      ["mvp", "eh"].map((kind) => [kind, { mainModule: resolve(`@duckdb/duckdb-wasm/dist/duckdb-${kind}.wasm`) }]),
    );
    const db = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
    await db.instantiate();
    const connection = db.connect();
    const columns = arrow.tableFromArrays({
      i: Int32Array.from(rows, (_, i) => i),
      status: rows.map(({ status }) => status),
      updated: BigInt64Array.from(rows, ({ updated }) => BigInt(updated ?? 0)),
      number: Int32Array.from(rows, ({ number }) => number),
      name: rows.map(({ name }) => name),
    });
    connection.insertArrowFromIPCStream(arrow.tableToIPC(columns, "stream"), { name: "raw", create: true });
    const words = [...new Set(rows.map(({ status }) => status))];
    connection.query(`CREATE TYPE status AS ENUM (${words.map((word) => `'${word}'`).join(", ")})`);
    connection.query("CREATE TABLE task AS SELECT i, status::status AS status, updated, number, name FROM raw ORDER BY i");
    connection.query("DROP TABLE raw");
    const where = "FROM task WHERE status = ?::status AND updated >= ?::BIGINT AND contains(name, ?)";
    const filter = connection.prepare(`SELECT i ${where}`);
    const page = connection.prepare(`SELECT i ${where} ORDER BY updated DESC, number LIMIT ${COUNT}`);
    const sort = connection.prepare("SELECT i FROM task ORDER BY updated DESC, number");
    const newest = connection.prepare(`SELECT i FROM task ORDER BY updated DESC, number LIMIT ${COUNT}`);
    const facets = connection.prepare(
      "SELECT status::VARCHAR AS value, count(*)::INTEGER AS n FROM task WHERE updated >= ?::BIGINT AND contains(name, ?) GROUP BY status ORDER BY n DESC, value",
    );
    const histogram = connection.prepare(
      "SELECT (year(t) * 12 + month(t) - 1)::INTEGER AS month, count(*)::INTEGER AS n FROM (SELECT epoch_ms(updated) AS t FROM task WHERE status = ?::status AND updated >= ?::BIGINT) GROUP BY month",
    );
    const values = BOTH.map(({ status, since, word }) => [status, since, word]);
    /** @param {any} answer @returns {number[]} */
    const numbers = (answer) => Array.from(answer.getChild("i").toArray());
    return {
      filter: (which) => filter.query(...values[which]),
      page: (which) => numbers(page.query(...values[which])).map((i) => taskOf(rows[i])),
      sort: () => sort.query(),
      newest: () => numbers(newest.query()).map((i) => taskOf(rows[i])),
      facets: (which) =>
        facets
          .query(BOTH[which].since, BOTH[which].word)
          .toArray()
          .map((/** @type {any} */ { value, n }) => ({ value, count: n })),
      histogram: (which) =>
        bucketsOf(
          new Map(
            histogram
              .query(BOTH[which].status, BOTH[which].since)
              .toArray()
              .map((/** @type {any} */ { month, n }) => [month, n]),
          ),
        ),
      numbers,
      end: () => connection.close(),
    };
  },
};
