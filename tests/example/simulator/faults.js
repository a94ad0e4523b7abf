// What faults have to know of the platform.

import { EXAMPLE_TOKEN } from "./index.js";

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: /^GET \S*\/items$/,
    get: /^GET \S*\/items\/\d+$/,
    create: /^POST \S*\/items$/,
    update: /^PATCH \S*\/items\/\d+$/,
    delete: /^DELETE \S*\/items\/\d+$/,
  },
  retryHeaders: { "Retry-After": "seconds" },
  shapes: ["own", "html", "empty"],
  errorBody: (_trouble, message) => ({ error: message }),
  errorIn200: false,
  tokens: false,
  id: "id",
  name: "title",
  list: (body) => body?.items,
  withoutList: '{"total":0}',
  page: (page, perPage) => [
    `https://api.example.com/v1/items?offset=${page * perPage}&limit=${perPage}`,
    { headers: { authorization: `Bearer ${EXAMPLE_TOKEN}` } },
  ],
};
