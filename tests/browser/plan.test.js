// What the page tells before and beside the list: what each platform is asked, and the filter in their languages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { app, assertShown, expected } from "./app.js";

const { open } = app();

/** What the panel says of each platform. @param {import("playwright-core").Page} page */
const planned = (page) =>
  page.$$eval("#plan-sources > section", (cards) =>
    Object.fromEntries(cards.map((card) => [card.getAttribute("data-platform"), {
      mode: card.getAttribute("data-mode"),
      requests: Array.from(card.querySelectorAll("pre"), (request) => request.textContent ?? ""),
      classes: Array.from(card.querySelectorAll(".comparisons .class"), (mark) => mark.getAttribute("data-class")),
      left: card.querySelector(".left")?.textContent ?? null,
    }])),
  );

for (const address of ["", "?via=edge"]) {
  test(`the panel shows what each platform is asked${address && ", through the edge handler too"}`, async () => {
    const { page, complaints, close } = await open(address);
    await page.fill("#filter", 'status = "in_progress" AND name ~* "ROOF" AND platform IN ("ACCELO", "KICKSERV")');
    await page.click("#plan > summary");
    await page.waitForSelector('#plan-sources > [data-mode="not_read"]');
    const { ACCELO, KICKSERV, SAGE_INTACCT, ZOHOBOOKS } = await planned(page);
    assert.deepEqual([ACCELO.mode, KICKSERV.mode, SAGE_INTACCT.mode, ZOHOBOOKS.mode], ["materialised", "materialised", "not_read", "not_read"]);
    assert.equal(ACCELO.requests.length, 1);
    assert.match(ACCELO.requests[0], /^GET https:\S+\/tasks\n.*\n {2}_filters = standing\(started\),order_by_asc\(id\)/m);
    assert.deepEqual(ACCELO.classes, ["exact", "unsupported"]);
    assert.equal(ACCELO.left, 'Left to check here: name ~* "ROOF"');
    assert.deepEqual(KICKSERV.classes, ["unsupported", "unsupported"]);
    assert.deepEqual(SAGE_INTACCT.requests, []);
    const text = await page.innerText("#plan");
    for (const secret of ["Bearer", "Basic", "oauthtoken"]) assert.ok(!text.includes(secret), text);

    // It follows the filter.
    await page.fill("#filter", 'platform = "SAGE_INTACCT"');
    await page.waitForSelector('#plan-sources > [data-platform="SAGE_INTACCT"]:not([data-mode="not_read"])');
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("the filter is shown in every platform's language", async () => {
  const { page, complaints, close } = await open();
  await page.fill("#filter", 'start_at >= "2026-06-01" AND project.id = "7"');
  await page.click("#dialects > summary");
  await page.waitForSelector("#translations pre");
  const translations = await page.$$eval("#translations > section", (cards) =>
    Object.fromEntries(cards.map((card) => [card.getAttribute("data-platform"), [card.getAttribute("data-class"), card.querySelector("pre")?.textContent ?? null]])),
  );
  assert.deepEqual(translations.KICKSERV, ["exact", "job_id=7&from=2026-06-01"]);
  assert.deepEqual(translations.ZOHOBOOKS, ["unsupported", null]);
  assert.match(String(translations.SAGE_INTACCT[1]), /"planned\.startDate":"2026-06-01"/);
  assert.match(String(translations.ACCELO[1]), /date_started_after\(1780271999\)/);
  assert.deepEqual(complaints, []);
  await close();
});

test("a platform's own filter is read, and used for all of them", async () => {
  const { page, complaints, close } = await open();
  await page.click("#dialects > summary");
  await page.selectOption("#dialect", "ACCELO");
  await page.fill("#foreign", "standing(started),search(roof)");
  await page.click("#read-foreign");
  assert.match(await page.inputValue("#filter"), /^platform_status = "started" AND /);
  assert.match(await page.innerText("#foreign-answer"), /roughly\s*search\(roof\)/);
  const wanted = expected("name", ({ platform, platform_status, name }) =>
    platform === "ACCELO" && platform_status === "started" && name.toLowerCase().includes("roof"));
  assert.ok(wanted.length > 0);
  await page.fill("#filter", 'platform_status = "started" AND name ~* "roof"');
  await assertShown(page, wanted.slice(0, 50));

  await page.fill("#foreign", "standig(started)");
  await page.click("#read-foreign");
  assert.match(await page.innerText("#foreign-answer"), /standing/);
  assert.equal(await page.inputValue("#filter"), 'platform_status = "started" AND name ~* "roof"');
  assert.deepEqual(complaints, []);
  await close();
});
