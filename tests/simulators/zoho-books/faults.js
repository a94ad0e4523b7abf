// What faults have to know of the platform.

import { ZOHO_AUTH } from "../shared/asking.js";

const BASE = "https://www.zohoapis.com/books/v3/projects";
const PROJECT = `${BASE}/90300000070003`;
const TASKS = "/projects/[^/]+/tasks";
const CODES = { limit: 45, server: 1000, token: 57 };
const TOKEN_WORDS = { limit: "too_many_requests", server: "server_error", token: "invalid_client" };

/** @type {import("../shared/entry.js").Faults} */
export const faults = {
  routes: {
    list: new RegExp(`^GET \\S*/projects(/[^/]+|${TASKS.slice("/projects".length)})?$`),
    projects: /^GET \S*\/projects$/,
    project: /^GET \S*\/projects\/[^/]+$/,
    tasks: new RegExp(`^GET \\S*${TASKS}$`),
    get: new RegExp(`^GET \\S*${TASKS}/[^/]+$`),
    create: new RegExp(`^POST \\S*${TASKS}$`),
    update: new RegExp(`^PUT \\S*${TASKS}/[^/]+$`),
    delete: new RegExp(`^DELETE \\S*${TASKS}/[^/]+$`),
    token: /^POST \S*\/oauth\/v2\/token$/,
  },
  samples: {
    projects: `GET ${BASE}`,
    project: `GET ${PROJECT}`,
    tasks: `GET ${PROJECT}/tasks`,
    get: `GET ${PROJECT}/tasks/90300000072369`,
    create: `POST ${PROJECT}/tasks`,
    update: `PUT ${PROJECT}/tasks/90300000072369`,
    delete: `DELETE ${PROJECT}/tasks/90300000072369`,
    token: "POST https://accounts.zoho.com/oauth/v2/token",
  },
  retryHeaders: { "X-Rate-Limit-Reset": "seconds" },
  limitHeaders: { "X-Rate-Limit-Limit": "100", "X-Rate-Limit-Remaining": "0" },
  shapes: ["own", "html", "empty"],
  errorBody: (trouble, message, _shape, token) => (token ? { error: TOKEN_WORDS[trouble] } : { code: CODES[trouble], message }),
  errorIn200: true,
  tokens: true,
  id: "task_id",
  name: "task_name",
  // There is no task outside of a project.
  place: (simulator) => ({ project_id: simulator.rows(["project_id"])[0]?.project_id }),
  // The tasks embedded in a project, those of its list under either key, or the projects.
  list: (body) => body?.project?.tasks ?? body?.tasks ?? body?.task ?? body?.projects,
  tasks: (body) => body?.project?.tasks,
  withoutList: '{"code":0,"message":"success","page_context":{"page":1,"per_page":200,"has_more_page":false}}',
  page(page, perPage, simulator) {
    const of = simulator.rows(["project_id"]).map((row) => row.project_id);
    const count = (/** @type {string} */ id) => of.filter((each) => each === id).length;
    const project = of.find((id) => count(id) > 2 * perPage);
    const query = `organization_id=10234695&per_page=${perPage}&page=${page + 1}`;
    return [`${BASE}/${project}/tasks?${query}`, { headers: ZOHO_AUTH }];
  },
};
