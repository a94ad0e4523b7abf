// Our handler.

import { createHandler } from "taskweave";
import data from "./data.js";
import { upstream } from "./upstream.js";

export default createHandler((/** @type {{ KEEPS: boolean }} */ { KEEPS }) => ({
  connections: data.connections,
  accessTokens: data.accessTokens,
  fetch: upstream,
  now: () => data.now,
  ...(KEEPS ? {} : { cacheMs: -1 }),
}));
