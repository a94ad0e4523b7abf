/** @type {import("../shared/switches.js").SwitchTable} */
export const ZOHOBOOKS_SWITCHES = {
  listKey: {
    values: ["tasks", "task"],
    default: "tasks",
    about: "the key of a project's list of tasks",
    open: "`tasks` in the OpenAPI, `task` in a client that checked it live",
  },
  idType: {
    values: ["string", "number"],
    default: "string",
    about: "ids as text or as numbers, above 2^53 too",
    open: "the reference: both appear",
  },
  hours: {
    values: ["HH:MM", "number"],
    default: "HH:MM",
    about: "billed_hours, log_time, un_billed_hours as `\"12:06\"` or 12.1",
    open: "the OpenAPI: type number, example `\"12:06\"`",
  },
  embeddedProjectId: {
    values: ["absent", "present"],
    default: "absent",
    about: "whether a task embedded in its project repeats project_id and project_name",
    open: "not documented",
  },
  defaultProjects: {
    values: ["all", "active"],
    default: "all",
    about: "which projects `GET /projects` lists without `filter_by`",
    open: "not documented",
  },
  perPageMax: {
    values: [200, "none"],
    default: 200,
    about: "the largest `per_page`; above it is lowered",
    open: "the OpenAPI has the default of 200 only",
  },
  badPaging: {
    values: ["error", "default"],
    default: "error",
    about: "a `page` or `per_page` that is not a number from 1 on",
    open: "not documented",
  },
  tokenError: {
    values: ["code57", "invalid_code"],
    default: "code57",
    about: "the body of a wrong token: `{\"code\":57,…}` or `{\"error\":\"invalid_code\"}`",
    open: "the reference has both",
  },
  tokenErrorStatus: {
    values: [401, 200],
    default: 401,
    about: "the status of a wrong token",
    open: "the reference: check the body as well as the status",
  },
};
