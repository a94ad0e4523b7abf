// What is wrong with a filter, shown under the very character.

import assert from "node:assert/strict";
import { test } from "node:test";

import { app, assertShown, expected } from "./app.js";

const { open } = app();

/**
 * A filter, the part of it that is wrong (its last occurrence), and the error.
 * @type {readonly [filter: string, wrong: string, code: string][]}
 */
const WRONG = [
  ['updatd_at > "2026-01-01"', "updatd_at", "filter_field"],
  ['name ~ "Acme" AND stauts = "planned"', "stauts", "filter_field"],
  // Characters of two UTF-16 units, of two columns, of none: the place is where the browser draws it.
  ['name ~ "株式会社 🇫🇷 e\u0301 👩🏽‍🔧" AND stauts = "planned"', "stauts", "filter_field"],
  ['status = "done"', '"done"', "filter_value"],
  ['name ~ "x" AND (status = "planned" OR name ~ "a very long text that does not fit into the box" OR name ~ "and another one that does not fit") AND nmae = "y"', "nmae", "filter_field"],
];

test("each error stands under its characters, and the browser agrees where those are", async () => {
  const { page, complaints, close } = await open();
  await assertShown(page, expected("name").slice(0, 50));
  for (const [filter, wrong, code] of WRONG) {
    const start = filter.lastIndexOf(wrong);
    await page.fill("#filter", "");
    await page.locator("#filter").pressSequentially(filter);
    const problem = page.locator(`#filter-error[data-code="${code}"]`);
    await problem.waitFor({ state: "visible" });
    assert.deepEqual(
      [await problem.getAttribute("data-start"), await problem.getAttribute("data-end")],
      [String(start), String(start + wrong.length)],
      filter,
    );
    const place = page.locator("#filter-error .place");
    assert.equal(await place.textContent(), wrong);
    const box = await place.boundingBox();
    const input = await page.locator("#filter").boundingBox();
    assert.ok(box && input && box.width > 4, filter);
    assert.ok(box.x >= input.x && box.x + box.width <= input.x + input.width + 1, `${filter}: the place is out of sight`);
    assert.ok(box.y + box.height > input.y + input.height, `${filter}: the place is not below the box`);
    // A click sets the caret before the character that the browser drew at this point.
    const y = input.y + input.height / 2;
    await page.mouse.click(box.x, y);
    assert.equal(await caret(page), start, `${filter}: the place begins elsewhere`);
    await page.mouse.click(box.x + box.width, y);
    assert.equal(await caret(page), start + wrong.length, `${filter}: the place ends elsewhere`);
  }
  assert.deepEqual(complaints, []);
  await close();
});

/** @param {import("./app.js").Page} page */
function caret(page) {
  return page.$eval("#filter", (input) => /** @type {HTMLInputElement} */ (input).selectionStart);
}

test("an error at the end of a filter points behind its last character", async () => {
  const { page, complaints, close } = await open();
  await page.fill("#filter", "name ~ ");
  await page.waitForSelector('#filter-error:visible[data-code="filter_syntax"]');
  const place = await page.locator("#filter-error .place").boundingBox();
  assert.ok(place && place.width > 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("a wrong filter leaves the rows alone, says what to write, and goes when it is mended", async () => {
  const { page, complaints, close } = await open();
  const rows = expected("name").slice(0, 50);
  await assertShown(page, rows);
  await page.fill("#filter", 'updatd_at > "2026-01-01"');
  await page.waitForSelector("#filter-error:visible");
  assert.match(await page.innerText("#filter-error"), /did you mean `updated_at`\?/);
  assert.equal(await page.getAttribute("#filter", "aria-invalid"), "true");
  await assertShown(page, rows);
  await page.fill("#filter", 'updated_at > "2026-01-01"');
  const later = expected("name", ({ updated_at }) => updated_at !== null && Date.parse(updated_at) > Date.UTC(2026, 0, 1));
  await assertShown(page, later.slice(0, 50));
  assert.equal(await page.isVisible("#filter-error"), false);
  assert.equal(await page.getAttribute("#filter", "aria-invalid"), null);
  assert.deepEqual(complaints, []);
  await close();
});

test("a wrong filter in the address is shown in its box", async () => {
  const { page, complaints, close } = await open(`?filter=${encodeURIComponent('stauts = "planned"')}`);
  await page.waitForSelector('#filter-error:visible[data-code="filter_field"]');
  assert.equal(await page.locator("#rows > tr").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});
