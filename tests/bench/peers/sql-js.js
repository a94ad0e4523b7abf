import initSqlJs from "sql.js";

import { BOTH, COUNT } from "../question.js";
import { taskOf } from "../rows.js";
import { bucketsOf } from "./peer.js";

/** Indexes as one declares them who does not know the question yet. */
const GENERAL = "CREATE INDEX by_status ON task (status); CREATE INDEX by_time ON task (updated DESC, number)";
/** One for this very question, and for no other: it finds the matches in order, and reads nothing but itself. */
const TAILORED = "CREATE INDEX by_question ON task (status, updated DESC, number, name); CREATE INDEX by_time ON task (updated DESC, number)";

/**
 * @param {readonly import("./peer.js").Row[]} rows
 * @param {string} indexes
 * @returns {Promise<import("./peer.js").Tools>}
 */
async function prepare(rows, indexes) {
  const { Database } = await initSqlJs();
  const db = new Database();
  db.run("CREATE TABLE task (i INTEGER PRIMARY KEY, status TEXT, updated INTEGER, number INTEGER, name TEXT); BEGIN");
  const insert = db.prepare("INSERT INTO task VALUES (?, ?, ?, ?, ?)");
  rows.forEach((row, i) => insert.run([i, row.status, row.updated, row.number, row.name]));
  insert.free();
  db.run(`COMMIT; ${indexes}; ANALYZE`);
  const parameters = BOTH.map(({ status, since, word }) => ({ $status: status, $since: since, $word: word }));
  const where = "FROM task WHERE status = $status AND updated >= $since AND instr(name, $word) > 0";
  const filter = db.prepare(`SELECT i ${where}`);
  const page = db.prepare(`SELECT i ${where} ORDER BY updated DESC, number LIMIT ${COUNT}`);
  const sort = db.prepare("SELECT i FROM task ORDER BY updated DESC, number");
  const facets = db.prepare(
    "SELECT status, count(*) AS n FROM task WHERE updated >= $since AND instr(name, $word) > 0 GROUP BY status ORDER BY n DESC, status",
  );
  const histogram = db.prepare(
    "SELECT strftime('%Y', updated / 1000, 'unixepoch') * 12 + strftime('%m', updated / 1000, 'unixepoch') - 1 AS month, count(*) FROM task WHERE status = $status AND updated >= $since GROUP BY month",
  );
  /** @param {any} statement @param {object} [bound] @returns {any[][]} */
  const all = (statement, bound) => {
    const found = [];
    statement.bind(bound);
    while (statement.step()) found.push(statement.get());
    statement.reset();
    return found;
  };
  /** @param {any} statement @param {object} [bound] @returns {number[]} */
  const numbers = (statement, bound) => {
    const found = [];
    statement.bind(bound);
    while (statement.step()) found.push(statement.get()[0]);
    statement.reset();
    return found;
  };
  return {
    filter: (which) => numbers(filter, parameters[which]),
    page: (which) => numbers(page, parameters[which]).map((i) => taskOf(rows[i])),
    sort: () => numbers(sort),
    facets: (which) => all(facets, { $since: BOTH[which].since, $word: BOTH[which].word }).map(([value, count]) => ({ value, count })),
    histogram: (which) =>
      bucketsOf(new Map(all(histogram, { $status: BOTH[which].status, $since: BOTH[which].since }).map(([month, count]) => [month, count]))),
    // The order of an index is not that of the rows, which nobody asked for.
    numbers: (answer) => (answer.length < rows.length ? answer.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b) : answer),
    end: () => db.close(),
  };
}

/** @type {import("./peer.js").Peer} */
export default { name: "sql.js", package: "sql.js", prepare: (rows) => prepare(rows, GENERAL) };

/** @type {import("./peer.js").Peer} */
export const tailored = {
  name: "sql.js with an index made for the question",
  package: "sql.js",
  isTailored: true,
  prepare: (rows) => prepare(rows, TAILORED),
};
