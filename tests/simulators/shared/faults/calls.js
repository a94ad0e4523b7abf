// Which platform a call is for, and what it asks of it: the names by which a plan chooses calls.

/**
 * @typedef {"SAGE_INTACCT" | "ACCELO" | "KICKSERV" | "ZOHOBOOKS"} Platform
 */

/** @type {readonly Platform[]} */
export const PLATFORMS = ["SAGE_INTACCT", "ACCELO", "KICKSERV", "ZOHOBOOKS"];

/** @type {[Platform, RegExp][]} */
const HOSTS = [
  ["SAGE_INTACCT", /^api\.intacct\.com$/],
  ["ACCELO", /\.api\.accelo\.com$/],
  ["KICKSERV", /^app\.kickserv\.com$/],
  ["ZOHOBOOKS", /^(www\.zohoapis|accounts\.zoho|accounts\.zohocloud)\./],
];

/**
 * @param {string} host
 * @returns {Platform | null}
 */
export function platformOf(host) {
  return HOSTS.find(([, pattern]) => pattern.test(host))?.[0] ?? null;
}

const TASK = "/objects/projects/task";
const TASKS = "/projects/[^/]+/tasks";

/**
 * The calls of each platform by name, as `METHOD /path`. What several platforms have goes by one name.
 * @type {Record<Platform, Record<string, RegExp>>}
 */
const ROUTES = {
  SAGE_INTACCT: {
    list: /^POST \S*\/services\/core\/query$/,
    query: /^POST \S*\/services\/core\/query$/,
    references: new RegExp(`^GET \\S*${TASK}$`),
    get: new RegExp(`^GET \\S*${TASK}/[^/]+$`),
    create: new RegExp(`^POST \\S*${TASK}$`),
    update: new RegExp(`^PATCH \\S*${TASK}/[^/]+$`),
    delete: new RegExp(`^DELETE \\S*${TASK}/[^/]+$`),
    token: /^POST \S*\/oauth2\/token$/,
  },
  ACCELO: {
    list: /^GET \S*\/tasks(\.json)?$/,
    count: /^GET \S*\/tasks\/count(\.json)?$/,
    get: /^GET \S*\/tasks\/\d+(\.json)?$/,
    progressions: /^GET \S*\/tasks\/\d+\/progressions(\.json)?$/,
    create: /^POST \S*\/tasks(\.json)?$/,
    update: /^PUT \S*\/tasks\/\d+(\.json)?$/,
    progress: /^(PUT|POST) \S*\/tasks\/\d+\/progressions\/\S+$/,
    token: /^POST \S*\/oauth2\/v0\/token(\.json)?$/,
  },
  KICKSERV: {
    list: /^GET \S*\/tasks\.json$/,
    get: /^GET \S*\/tasks\/\d+\.json$/,
    create: /^POST \S*\/tasks\.json$/,
    update: /^(PUT|PATCH) \S*\/tasks\/\d+\.json$/,
    delete: /^DELETE \S*\/tasks\/\d+\.json$/,
    notify: /^POST \S*\/tasks\/\d+\/notify\.json$/,
    job_list: /^GET \S*\/tasks\/job_list\.json$/,
  },
  ZOHOBOOKS: {
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
};

/**
 * The names under which a platform's calls can be chosen; `write` stands for all that change something.
 * @param {Platform} platform
 */
export function routeNames(platform) {
  return [...Object.keys(ROUTES[platform]), "write"];
}

const WRITES = ["create", "update", "delete", "progress", "notify"];

/**
 * @param {Platform} platform
 * @param {string | RegExp | undefined} route a name, or a pattern of `METHOD /path`; undefined fits every call
 * @param {string} line `METHOD /path`
 */
export function fitsRoute(platform, route, line) {
  if (route === undefined) return true;
  if (route instanceof RegExp) return new RegExp(route.source, route.flags.replace(/[gy]/g, "")).test(line);
  const names = route === "write" ? WRITES : [route];
  return names.some((name) => ROUTES[platform][name]?.test(line));
}

/**
 * The method that counts: Accelo lets `_method` in the query or the body speak over the verb.
 * @param {Platform} platform
 * @param {Request} request
 * @param {URL} url
 */
export async function methodOf(platform, request, url) {
  if (platform !== "ACCELO" || request.method !== "POST") return request.method;
  const given = url.searchParams.get("_method") ?? inBody(await request.clone().text());
  return (given ?? request.method).toUpperCase();
}

/** @param {string} body @returns {string | null} */
function inBody(body) {
  try {
    return JSON.parse(body)?._method ?? null;
  } catch {
    return new URLSearchParams(body).get("_method");
  }
}
