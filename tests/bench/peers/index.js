// All peers, and the versions that are installed.

import { readFileSync } from "node:fs";

import alasql from "./alasql.js";
import arquero from "./arquero.js";
import duckdb from "./duckdb.js";
import expert, { EXPERT } from "./expert.js";
import fastSort from "./fast-sort.js";
import javascript, { JAVASCRIPT } from "./javascript.js";
import jsonLogic from "./json-logic.js";
import jsonata from "./jsonata.js";
import lodash from "./lodash.js";
import mingo from "./mingo.js";
import radix from "./radix.js";
import sift from "./sift.js";
import sqlJs, { tailored } from "./sql-js.js";
import tanstack from "./tanstack.js";

export { EXPERT, JAVASCRIPT };
/** Columns as an expert keeps them: no peer that works on objects. */
export const EXPERTS = [EXPERT, radix.name];

/** @type {import("./peer.js").Peer[]} */
export const PEERS = [
  javascript, expert, radix, arquero, jsonLogic, duckdb, sqlJs, alasql, sift, mingo, tanstack, jsonata, lodash, fastSort, tailored,
];

/** As pinned, and installed by `npm ci`. @returns {Record<string, string>} */
export function pinned() {
  const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return dependencies;
}
