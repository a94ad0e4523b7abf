// What faults have to know of the platform. top and gateway are its other envelopes.

import { INTACCT_AUTH } from "../shared/asking.js";

const BASE = "https://api.intacct.com/ia/api/v1";
const TASK = "/objects/projects/task";
const TASKS = `${BASE}${TASK}`;
const CODES = { limit: "tooManyRequests", server: "internalServerError", token: "unauthorized" };
const GATEWAY_CODES = { limit: "GW-0029", server: "GW-0050", token: "GW-0011" };

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: /^POST \S*\/services\/core\/query$/,
    query: /^POST \S*\/services\/core\/query$/,
    references: new RegExp(`^GET \\S*${TASK}$`),
    get: new RegExp(`^GET \\S*${TASK}/[^/]+$`),
    create: new RegExp(`^POST \\S*${TASK}$`),
    update: new RegExp(`^PATCH \\S*${TASK}/[^/]+$`),
    delete: new RegExp(`^DELETE \\S*${TASK}/[^/]+$`),
    token: /^POST \S*\/oauth2\/token$/,
  },
  samples: {
    references: `GET ${TASKS}`,
    get: `GET ${TASKS}/1`,
    create: `POST ${TASKS}`,
    update: `PATCH ${TASKS}/1`,
    delete: `DELETE ${TASKS}/1`,
    token: `POST ${BASE}/oauth2/token`,
  },
  retryHeaders: {
    "X-IA-Throttle-Limit-RetryAfter": "seconds",
    "X-IA-Hour-Rate-Limit-Retry-After": "seconds",
    "X-IA-TENANT-Throttle-Limit-Retry-After": "seconds",
    "Retry-After": "seconds",
  },
  shapes: ["own", "top", "gateway", "html", "empty"],
  errorBody(trouble, message, shape, token) {
    if (token) return { error: { code: CODES[trouble], message } };
    if (shape === "gateway") {
      return { "ia::error": { code: GATEWAY_CODES[trouble], message, supportId: "Kx2", details: { retry: "later" } } };
    }
    const error = { code: CODES[trouble], message, supportId: "Kx2", ...(trouble === "token" ? { errorId: "REST-2102" } : {}) };
    const meta = { totalCount: 1, totalSuccess: 0, totalError: 1 };
    return shape === "top" ? { "ia::error": error, "ia::meta": meta } : { "ia::result": { "ia::error": error }, "ia::meta": meta };
  },
  errorIn200: true,
  tokens: true,
  id: "key",
  name: "name",
  list: (body) => body?.["ia::result"],
  withoutList: '{"ia::meta":{"totalCount":0,"start":1,"pageSize":100,"next":null,"previous":null}}',
  page: (page, perPage) => [
    `${BASE}/services/core/query`,
    {
      method: "POST",
      headers: { ...INTACCT_AUTH, "content-type": "application/json" },
      body: JSON.stringify({ object: "projects/task", fields: ["key", "name"], orderBy: [{ key: "asc" }], start: 1 + page * perPage, size: perPage }),
    },
  ],
};
