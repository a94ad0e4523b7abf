// What faults have to know of the platform.

import { EXAMPLE_TOKEN } from "./index.js";

const ITEMS = "https://api.example.com/v1/items";

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: /^GET \S*\/items$/,
    get: /^GET \S*\/items\/\d+$/,
    create: /^POST \S*\/items$/,
    update: /^PATCH \S*\/items\/\d+$/,
    delete: /^DELETE \S*\/items\/\d+$/,
  },
  samples: {
    list: `GET ${ITEMS}`,
    get: `GET ${ITEMS}/1`,
    create: `POST ${ITEMS}`,
    update: `PATCH ${ITEMS}/1`,
    delete: `DELETE ${ITEMS}/1`,
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
    `${ITEMS}?offset=${page * perPage}&limit=${perPage}`,
    { headers: { authorization: `Bearer ${EXAMPLE_TOKEN}` } },
  ],
};
