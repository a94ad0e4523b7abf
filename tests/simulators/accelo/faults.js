// What faults have to know of the platform. The words of an error are those of its documents.

import { ACCELO_AUTH } from "../shared/asking.js";

const BASE = "https://demo.api.accelo.com/api/v0";
const WORDS = { limit: "too_many_requests", server: "server_error", token: "invalid_client" };

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: /^GET \S*\/tasks(\.json)?$/,
    count: /^GET \S*\/tasks\/count(\.json)?$/,
    get: /^GET \S*\/tasks\/\d+(\.json)?$/,
    progressions: /^GET \S*\/tasks\/\d+\/progressions(\.json)?$/,
    create: /^POST \S*\/tasks(\.json)?$/,
    update: /^PUT \S*\/tasks\/\d+(\.json)?$/,
    progress: /^(PUT|POST) \S*\/tasks\/\d+\/progressions\/\S+$/,
    token: /^POST \S*\/oauth2\/v0\/token(\.json)?$/,
  },
  samples: {
    list: `GET ${BASE}/tasks`,
    count: `GET ${BASE}/tasks/count`,
    get: `GET ${BASE}/tasks/1`,
    progressions: `GET ${BASE}/tasks/1/progressions`,
    create: `POST ${BASE}/tasks`,
    update: `PUT ${BASE}/tasks/1`,
    progress: `PUT ${BASE}/tasks/1/progressions/start`,
    token: "POST https://demo.api.accelo.com/oauth2/v0/token",
  },
  // `_method` in the query or the body speaks over the verb.
  async methodOf(request, url) {
    if (request.method !== "POST") return request.method;
    const given = url.searchParams.get("_method") ?? inBody(await request.clone().text());
    return (given ?? request.method).toUpperCase();
  },
  retryHeaders: { "X-RateLimit-Reset": "unix" },
  limitHeaders: { "X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0" },
  shapes: ["own", "bare", "html", "empty"],
  // The sample of a 429 is the meta object alone.
  tooMany: "bare",
  errorBody(trouble, message, shape, token) {
    if (token) return { error: WORDS[trouble] };
    const meta = { status: WORDS[trouble], message, more_info: "See the documentation of status codes." };
    return shape === "bare" ? meta : { response: null, meta };
  },
  errorIn200: true,
  tokens: true,
  id: "id",
  name: "title",
  list: (body) => body?.response,
  withoutList: '{"meta":{"status":"ok","message":"Everything executed as expected."}}',
  page: (page, perPage) => [
    `${BASE}/tasks?_limit=${perPage}&_offset=${page * perPage}`,
    { headers: ACCELO_AUTH },
  ],
};

/** @param {string} body @returns {string | null} */
function inBody(body) {
  try {
    return JSON.parse(body)?._method ?? null;
  } catch {
    return new URLSearchParams(body).get("_method");
  }
}
