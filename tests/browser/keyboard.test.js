// The page without a mouse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { app, assertShown, expected } from "./app.js";

const { open } = app();

/** Where the keyboard is: the place of a row, or the id of an element. @param {import("./app.js").Page} page */
function focused(page) {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll("#rows > tr.task")];
    const row = document.activeElement?.closest("tr.task");
    return row ? rows.indexOf(row) : (document.activeElement?.id ?? "");
  });
}

test("filter, move, open, close, go on: keys are enough", async () => {
  const { page, complaints, close } = await open("?limit=10");
  const { keyboard } = page;
  await assertShown(page, expected("name").slice(0, 10));

  await keyboard.press("/");
  assert.equal(await focused(page), "filter");
  await keyboard.type('status = "planned"');
  await keyboard.press("Enter");
  const wanted = expected("name", ({ status }) => status === "planned");
  await assertShown(page, wanted.slice(0, 10));
  assert.equal(await focused(page), "filter");

  await keyboard.press("ArrowDown");
  assert.equal(await focused(page), 0);
  await keyboard.press("ArrowDown");
  await keyboard.press("j");
  assert.equal(await focused(page), 2);
  await keyboard.press("k");
  assert.equal(await focused(page), 1);

  await keyboard.press("Enter");
  await page.waitForSelector("#rows > tr.details dl");
  assert.equal(await focused(page), 1);
  assert.ok((await page.innerText("#rows > tr.details")).includes(wanted[1].connection_id));
  await keyboard.press("Escape");
  assert.equal(await page.locator("#rows > tr.details").count(), 0);

  await keyboard.press("End");
  assert.equal(await focused(page), 9);
  await keyboard.press("j");
  assert.equal(await focused(page), "more");
  await keyboard.press("Enter");
  await assertShown(page, wanted.slice(0, 20));
  await keyboard.press("k");
  assert.equal(await focused(page), 19);
  await keyboard.press("Home");
  assert.equal(await focused(page), 0);

  await keyboard.press("/");
  await keyboard.press("Escape");
  assert.equal(await page.inputValue("#filter"), "");
  await assertShown(page, expected("name").slice(0, 10));
  assert.deepEqual(complaints, []);
  await close();
});

test("Tab reaches every control, and the table is one stop", async () => {
  const { page, complaints, close } = await open("?limit=10");
  await assertShown(page, expected("name").slice(0, 10));
  const stops = [];
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    stops.push(stop);
    if (stop === "more") break;
  }
  const named = stops.filter((stop) => stop !== "");
  assert.deepEqual(named, ["via", "filter", "sort", "limit", 0, "more"]);
  // What has the keyboard can be seen.
  const outline = await page.$eval("#more", (more) => getComputedStyle(more).outlineStyle);
  assert.notEqual(outline, "none");
  assert.deepEqual(complaints, []);
  await close();
});
