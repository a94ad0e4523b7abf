// The list: what it opens with, filters, orders, and page after page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ALL, app, assertShown, expected, shownRows } from "./app.js";

const { open } = app();

/** @type {readonly [filter: string, holds: (task: import("./app.js").ExpectedTask) => boolean][]} */
const FILTERS = [
  ['status = "in_progress" AND name ~ "oof"', ({ status, name }) => status === "in_progress" && name.includes("oof")],
  ['name ~ "設計" OR name ~ "👩🏽‍🔧"', ({ name }) => name.includes("設計") || name.includes("👩🏽‍🔧")],
  ['platform = "KICKSERV" AND NOT status = "planned"', ({ platform, status }) => platform === "KICKSERV" && status !== "planned"],
  ["updated_at = null", ({ updated_at }) => updated_at === null],
  ['updated_at >= "2026-06-01"', ({ updated_at }) => updated_at !== null && Date.parse(updated_at) >= Date.UTC(2026, 5, 1)],
];

test("the page opens on a list of all four platforms", async () => {
  const { page, complaints, close } = await open();
  await assertShown(page, expected("name").slice(0, 50));
  assert.equal(new Set((await shownRows(page)).map(({ platform }) => platform)).size, 4);
  for (const badge of await page.$$("#rows .badge")) assert.ok(await badge.isVisible());
  assert.match(await page.innerText("#status"), /^50 tasks shown in [\d,]+ ms, more to come$/);
  assert.deepEqual(complaints, []);
  await close();
});

test("typing a filter shows the rows that match it, on any platform", async () => {
  const { page, complaints, close } = await open();
  for (const [filter, holds] of FILTERS) {
    await page.fill("#filter", "");
    await page.locator("#filter").pressSequentially(filter);
    const wanted = expected("name", holds);
    assert.ok(wanted.length > 0 && wanted.length < ALL.length, filter);
    await assertShown(page, wanted.slice(0, 50), filter);
  }
  await page.fill("#filter", 'name = "there is no such task"');
  await assertShown(page, []);
  assert.equal(await page.innerText("#empty"), "No task matches this filter.");
  await page.click("#clear");
  await assertShown(page, expected("name").slice(0, 50));
  assert.deepEqual(complaints, []);
  await close();
});

test("what is typed while the module is on its way is applied", async () => {
  const { page, complaints, close } = await open("", async (page) => {
    await page.route("**/*.wasm", async (route) => {
      await page.fill("#filter", 'platform = "ACCELO" AND status = "planned"');
      await route.continue();
    });
  });
  const wanted = expected("name", (task) => task.platform === "ACCELO" && task.status === "planned");
  await assertShown(page, wanted.slice(0, 50));
  assert.deepEqual(complaints, []);
  await close();
});

test("every order of the page is the contract's", async () => {
  const { page, complaints, close } = await open();
  for (const sort of ["updated_at DESC", "updated_at", "created_at DESC", "name DESC", "name"]) {
    await page.selectOption("#sort", sort);
    await assertShown(page, expected(sort).slice(0, 50), sort);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("load more goes on to the end, and gives every task once", async () => {
  const holds = FILTERS[0][1];
  const wanted = expected("updated_at DESC", holds);
  const { page, complaints, close } = await open();
  await page.selectOption("#sort", "updated_at DESC");
  await page.selectOption("#limit", "25");
  await page.fill("#filter", FILTERS[0][0]);
  await assertShown(page, wanted.slice(0, 25));
  for (let shown = 25; shown < wanted.length; ) {
    await page.click("#more");
    shown = Math.min(shown + 25, wanted.length);
    await assertShown(page, wanted.slice(0, shown), `up to ${shown}`);
  }
  assert.equal(await page.isVisible("#more"), false);
  assert.equal(await page.innerText("#end"), `That is the end: all ${wanted.length} tasks.`);
  assert.deepEqual(complaints, []);
  await close();
});

test("what is asked for stands in the address and is asked again after a reload", async () => {
  const { page, complaints, close } = await open();
  await page.fill("#filter", FILTERS[2][0]);
  await page.selectOption("#sort", "name DESC");
  await page.selectOption("#limit", "10");
  const wanted = expected("name DESC", FILTERS[2][1]).slice(0, 10);
  await assertShown(page, wanted);
  assert.equal(new URL(page.url()).searchParams.get("filter"), FILTERS[2][0]);
  await page.reload();
  await assertShown(page, wanted);
  assert.equal(await page.inputValue("#filter"), FILTERS[2][0]);
  assert.deepEqual(complaints, []);
  await close();
});

test("opening a row shows its details and the platform's own record", async () => {
  const { page, complaints, close } = await open();
  const wanted = expected("name");
  await assertShown(page, wanted.slice(0, 50));
  const place = wanted.findIndex(({ platform }) => platform === "ACCELO");
  const row = page.locator("#rows > tr.task").nth(place);
  await row.click();
  const opened = page.locator("#rows > tr.details");
  const record = JSON.parse(await opened.locator("pre").innerText());
  assert.equal(record.id, wanted[place].platform_id);
  assert.equal(record.title, wanted[place].name);
  assert.equal(await row.locator("button").getAttribute("aria-expanded"), "true");
  assert.ok((await opened.locator("dl").innerText()).includes(String(await row.getAttribute("data-id"))));
  await row.click();
  await opened.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await close();
});

test("an address that asks for too much or for nonsense is answered, and the page stays alive", async () => {
  const { page, complaints, close } = await open("?limit=abc");
  await page.waitForSelector('#failure:visible[data-code="limit_invalid"]');
  assert.match(await page.innerText("#failure"), /limit/);
  await page.selectOption("#limit", "10");
  await assertShown(page, expected("name").slice(0, 10));
  assert.equal(await page.isVisible("#failure"), false);
  assert.deepEqual(complaints, []);
  await close();
});
