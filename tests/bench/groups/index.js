// All groups, in the order of the report.

import { browser } from "./browser.js";
import { edge } from "./edge.js";
import { held } from "./held.js";
import { ingest } from "./ingest.js";
import { memory } from "./memory.js";
import { merge } from "./merge.js";
import { scale } from "./scale.js";
import { size } from "./size.js";

/** @type {import("../figures.js").Group[]} */
export const GROUPS = [ingest, held, merge, size, scale, memory, browser, edge];
