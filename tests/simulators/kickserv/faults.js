// What faults have to know of the platform. Kickserv documents no retry header: Retry-After is
// HTTP's own.

import { KICKSERV_AUTH } from "../shared/asking.js";

const BASE = "https://app.kickserv.com/demo-account";

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: /^GET \S*\/tasks\.json$/,
    get: /^GET \S*\/tasks\/\d+\.json$/,
    create: /^POST \S*\/tasks\.json$/,
    update: /^(PUT|PATCH) \S*\/tasks\/\d+\.json$/,
    delete: /^DELETE \S*\/tasks\/\d+\.json$/,
    notify: /^POST \S*\/tasks\/\d+\/notify\.json$/,
    job_list: /^GET \S*\/tasks\/job_list\.json$/,
  },
  samples: {
    list: `GET ${BASE}/tasks.json`,
    get: `GET ${BASE}/tasks/2357911.json`,
    create: `POST ${BASE}/jobs/1042/tasks.json`,
    update: `PUT ${BASE}/tasks/2357911.json`,
    delete: `DELETE ${BASE}/tasks/2357911.json`,
    notify: `POST ${BASE}/tasks/2357911/notify.json`,
    job_list: `GET ${BASE}/tasks/job_list.json`,
  },
  retryHeaders: { "Retry-After": "seconds" },
  shapes: ["own", "html", "empty"],
  errorBody: (_trouble, message) => ({ errors: [message] }),
  errorIn200: false,
  tokens: false,
  id: "id",
  name: "name",
  list: (body) => (Array.isArray(body) ? body : body?.tasks),
  withoutList: '{"page":1,"per_page":100}',
  page: (page, perPage) => [
    `${BASE}/tasks.json?per_page=${perPage}&page=${page + 1}`,
    { headers: KICKSERV_AUTH },
  ],
};
