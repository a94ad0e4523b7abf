// Where the rows come from: the state of each connection, the edge handler, and the wasm without which there are none.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PLATFORMS } from "../simulators/index.js";
import { app, assertShown, expected } from "./app.js";

const { open } = app();

/** @param {import("./app.js").Page} page */
function chips(page) {
  return page.$$eval("#sources > li", (items) => items.map((item) => ({ ...(/** @type {HTMLElement} */ (item).dataset) })));
}

test("each connection says what it did for the page", async () => {
  const { page, complaints, close } = await open("?sort=updated_at+DESC");
  const rows = expected("updated_at DESC").slice(0, 50);
  await assertShown(page, rows);
  const sources = await chips(page);
  assert.deepEqual(sources.map(({ platform }) => platform).sort(), [...PLATFORMS].sort());
  for (const { platform, kept, mode, status, calls } of sources) {
    assert.equal(Number(kept), rows.filter((row) => row.platform === platform).length, platform);
    assert.equal(mode, platform === "SAGE_INTACCT" || platform === "ACCELO" ? "keyset" : "materialised", platform);
    assert.ok(status === "more" || status === "waiting", `${platform} is ${status}`);
    // No dated row is left to be behind one of Zoho Books, so it need not be asked yet.
    if (platform === "ZOHOBOOKS") assert.equal(calls, "0");
    else assert.ok(Number(calls) > 0, platform);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("the edge handler gives the same rows, and its state is shown while it is waited for", async () => {
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((resolve) => (letGo = () => resolve(undefined)));
  /** @type {string[]} */
  const asked = [];
  const { page, complaints, close } = await open("?limit=25", async (tab) => {
    await tab.route(/\/tasks\?/, async (route) => {
      asked.push(new URL(route.request().url()).search);
      if (asked.length === 1) await held;
      await route.continue();
    });
  });
  const rows = expected("name");
  await assertShown(page, rows.slice(0, 25));
  assert.deepEqual(asked, [], "the page asked the edge handler unasked");

  await page.focus("#via");
  await page.keyboard.press("Space");
  await page.waitForSelector('#sources[aria-busy="true"] > li[data-status="loading"]');
  assert.equal(await page.getAttribute("#more", "aria-disabled"), "true");
  letGo();
  await page.waitForSelector("#sources:not([aria-busy])");
  await assertShown(page, rows.slice(0, 25));
  assert.equal(asked.length, 1);
  assert.equal(new URLSearchParams(asked[0]).getAll("access_token").length, 4);
  assert.equal((await chips(page)).reduce((sum, { kept }) => sum + Number(kept), 0), 25);
  await page.click("#more");
  await assertShown(page, rows.slice(0, 50));
  assert.equal(asked.length, 2);

  await page.fill("#filter", 'status = "in_progress" AND name ~ "oof"');
  const wanted = expected("name", ({ status, name }) => status === "in_progress" && name.includes("oof"));
  await assertShown(page, wanted.slice(0, 25));
  await page.locator("#rows > tr.task").first().click();
  await page.waitForSelector("#rows > tr.details pre");
  await page.reload();
  await assertShown(page, wanted.slice(0, 25));
  assert.equal(await page.isChecked("#via"), true);
  assert.deepEqual(complaints, []);
  await close();
});

test("an access token that the edge handler does not know is an error, not an empty list", async () => {
  const { page, close } = await open("?via=edge&limit=10");
  await assertShown(page, expected("name").slice(0, 10));
  await page.fill("#tokens", "11111111-2222-4333-8444-555555555555");
  await page.press("#tokens", "Enter");
  await page.locator("#filter").focus();
  await page.waitForSelector("#failure:visible");
  assert.match(await page.innerText("#failure"), /access_token/);
  assert.equal(await page.locator("#rows > tr").count(), 0);
  assert.equal(await page.isVisible("#empty"), false);
  await close();
});

test("without its wasm the page shows its failure and no row", async () => {
  const { page, complaints, close } = await open("", async (tab) => {
    await tab.route("**/*.wasm", (route) => route.abort());
  });
  await page.waitForSelector("#failure:visible");
  assert.match(await page.innerText("#failure"), /The Taskweave module could not be loaded/);
  assert.equal(await page.locator("#rows > tr").count(), 0);
  assert.equal(await page.isDisabled("#filter"), true);
  assert.notDeepEqual(complaints, []);
  await close();
});
