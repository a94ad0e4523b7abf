import assert from "node:assert/strict";
import { test } from "node:test";
import { ZOHO_AUTH, ask, askZoho } from "../shared/asking.js";
import { SAMPLE } from "./asking.js";
import { createZohoBooks } from "./index.js";

const simulator = createZohoBooks();
const rows = simulator.rows();

/**
 * Every item of a paged list.
 * @param {string} path
 * @param {string} key
 * @param {Record<string, string>} [query]
 * @returns {Promise<any[]>}
 */
async function all(path, key, query = {}) {
  const found = [];
  for (let page = 1; ; page += 1) {
    const { status, body } = await askZoho(simulator, path, { ...query, page: String(page) });
    assert.equal(status, 200);
    assert.deepEqual([body.code, body.message, body.page_context.page], [0, "success", page]);
    found.push(...body[key]);
    if (!body.page_context.has_more_page) return found;
  }
}

test("the documents' examples: a listed task, and the same task alone", async () => {
  const list = await askZoho(simulator, `projects/${SAMPLE}/tasks`);
  assert.deepEqual(list.body, {
    code: 0,
    message: "success",
    tasks: [
      {
        project_id: SAMPLE,
        task_id: SAMPLE,
        currency_id: "982000000000190",
        customer_id: "903000000000099",
        task_name: "Painting",
        project_name: "Furniture Manufacturing",
        customer_name: "Sujin Kumar",
        billed_hours: "12:06",
        log_time: "13:06",
        un_billed_hours: "01:00",
      },
    ],
    page_context: { page: 1, per_page: 200, has_more_page: false, report_name: "Tasks", sort_column: "created_time", sort_order: "D" },
  });
  const one = await askZoho(simulator, `projects/${SAMPLE}/tasks/${SAMPLE}`);
  assert.deepEqual(one.body, {
    code: 0,
    message: "success",
    task: {
      project_id: SAMPLE,
      project_name: "Furniture Manufacturing",
      task_id: SAMPLE,
      task_name: "Painting",
      description: "",
      rate: 3,
      status: "active",
      is_billable: true,
    },
  });
});

test("the projects and their embedded tasks hold every task once", async () => {
  const projects = await all("projects", "projects", { per_page: "7" });
  assert.ok(projects.length > 35 && projects.length < 50, `${projects.length} projects`);
  let empty = 0;
  const ids = [];
  for (const { project_id, tasks } of projects) {
    assert.equal(tasks, undefined);
    const { body } = await askZoho(simulator, `projects/${project_id}`);
    empty += Number(body.project.tasks.length === 0);
    ids.push(...body.project.tasks.map((/** @type {any} */ task) => task.task_id));
    for (const task of body.project.tasks) {
      assert.deepEqual(Object.keys(task).sort(), ["billed_hours", "budget_hours", "custom_fields", "description", "is_billable",
        "log_time", "rate", "status", "task_id", "task_name", "total_hours", "un_billed_hours"]);
    }
  }
  assert.ok(empty >= 3);
  assert.deepEqual(ids.sort(), rows.map((row) => row.task_id).sort());
  assert.equal(new Set(ids).size, 2000);
});

test("a project with more tasks than a page holds is paged", async () => {
  const projects = await all("projects", "projects");
  let paged = 0;
  for (const { project_id } of projects) {
    const wanted = rows.filter((row) => row.project_id === project_id).map((row) => row.task_id);
    assert.deepEqual((await all(`projects/${project_id}/tasks`, "tasks")).map((task) => task.task_id), wanted);
    paged += Number(wanted.length > 200);
  }
  assert.equal(paged, 1);
});

test("a last page that is full is the last", async () => {
  const { body } = await askZoho(simulator, "projects", { per_page: "200" });
  const exact = await askZoho(simulator, "projects", { per_page: String(body.projects.length) });
  assert.deepEqual([exact.body.projects.length, exact.body.page_context.has_more_page], [body.projects.length, false]);
});

test("filter_by and customer_id choose projects", async () => {
  const everything = await all("projects", "projects");
  for (const [filter, status] of [["Status.Active", "active"], ["Status.Inactive", "inactive"]]) {
    const found = await all("projects", "projects", { filter_by: filter });
    assert.deepEqual(found, everything.filter((project) => project.status === status));
    assert.ok(found.length > 3);
  }
  assert.deepEqual(await all("projects", "projects", { filter_by: "Status.All" }), everything);
  const { customer_id } = everything[3];
  assert.deepEqual(await all("projects", "projects", { customer_id }), everything.filter((project) => project.customer_id === customer_id));
  const wrong = await askZoho(simulator, "projects", { filter_by: "Active" });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 2]);
});

test("the data has what the documents allow", () => {
  const kinds = new Set(rows.map((row) => (typeof row.budget_hours === "number" ? "number" : row.budget_hours)));
  assert.deepEqual([...kinds].sort(), ["", "0", "number"]);
  assert.ok(rows.some((row) => Number(row.log_time.split(":")[0]) > 24));
  assert.ok(rows.every((row) => /^\d\d+:[0-5]\d$/.test(row.un_billed_hours)));
  assert.ok(new Set(rows.map((row) => row.status)).size > 2);
  assert.ok(rows.every((row) => row.task_name.length <= 100));
  const large = rows.filter((row) => BigInt(row.task_id) > 2n ** 53n).map((row) => row.task_id);
  assert.equal(large.length, 1999);
  assert.ok(new Set(large.map(Number)).size < large.length, "neighbours must fall together in a double");
});

test("ids as numbers are written digit by digit", async () => {
  const numeric = createZohoBooks({ size: 50, switches: { idType: "number" } });
  const { text } = await askZoho(numeric, "projects");
  assert.match(text, /"project_id":9030000000100000001,"customer_id":9030000000\d{9},/);
  const project = await askZoho(numeric, "projects/9030000000100000001");
  assert.match(project.text, /"task_id":9030000000700000\d{3},/);
});

test("the token: of another scheme, wrong, missing, of another region", async () => {
  for (const authorization of ["Bearer zoho-demo-token", "Zoho-oauthtoken x", ""]) {
    const { status, body } = await askZoho(simulator, "projects", {}, authorization ? { authorization } : {});
    assert.deepEqual([status, body.code], [401, 57]);
  }
  const url = "https://www.zohoapis.eu/books/v3/projects?organization_id=10234695";
  assert.equal((await ask(simulator, url, { headers: ZOHO_AUTH })).status, 401);
});

test("the organization is required on every call", async () => {
  for (const path of ["projects", `projects/${SAMPLE}`, `projects/${SAMPLE}/tasks`, `projects/${SAMPLE}/tasks/${SAMPLE}`]) {
    const missing = await ask(simulator, `https://www.zohoapis.com/books/v3/${path}`, { headers: ZOHO_AUTH });
    assert.deepEqual([missing.status, missing.body.code], [400, 2]);
    assert.match(missing.body.message, /organization_id/);
    const other = await ask(simulator, `https://www.zohoapis.com/books/v3/${path}?organization_id=1`, { headers: ZOHO_AUTH });
    assert.deepEqual([other.status, other.body.code], [401, 57]);
  }
});

test("what is not there, and what cannot be read", async () => {
  for (const [path, status, code] of /** @type {[string, number, number][]} */ ([
    ["projects/123", 404, 1002],
    ["projects/123/tasks", 404, 1002],
    [`projects/${SAMPLE}/tasks/123`, 404, 1002],
    ["projects/abc", 400, 2],
    [`projects/${SAMPLE}/tasks/x1`, 400, 2],
    ["tasks", 404, 5],
  ])) {
    const answer = await askZoho(simulator, path);
    assert.deepEqual([answer.status, answer.body.code], [status, code], path);
  }
  const paging = await askZoho(simulator, "projects", { page: "0" });
  assert.deepEqual([paging.status, paging.body.code], [400, 2]);
  const past = await askZoho(simulator, "projects", { page: "9" });
  assert.deepEqual([past.body.projects, past.body.page_context.has_more_page], [[], false]);
  const url = "https://www.zohoapis.com/books/v3/projects?organization_id=10234695";
  assert.equal((await ask(simulator, url, { method: "PATCH", headers: ZOHO_AUTH })).status, 405);
});

test("calls are counted by route", async () => {
  const fresh = createZohoBooks({ size: 5 });
  await askZoho(fresh, "projects");
  await askZoho(fresh, `projects/${SAMPLE}`);
  await askZoho(fresh, `projects/${SAMPLE}/tasks`);
  await askZoho(fresh, `projects/${SAMPLE}/tasks/${SAMPLE}`);
  await askZoho(fresh, "projects", {}, {});
  assert.deepEqual(fresh.calls.byRoute, { projects: 1, project: 1, tasks: 1, task: 1, none: 1 });
});
