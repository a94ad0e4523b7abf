// The page in Chromium, over the server that `cargo xtask serve` starts, and what it has to show.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before } from "node:test";

import { createSimulators, expectedTasks, sortTasks } from "../simulators/index.js";
import { complaintsOf, launchChromium } from "../support/chromium.js";
import { servePage } from "../support/page.js";

/**
 * @typedef {import("../simulators/expected.js").ExpectedTask} ExpectedTask
 * @typedef {import("playwright-core").Page} Page
 *
 * @typedef {object} Shown what a row of the page says of its task
 * @property {string} name
 * @property {string} platform
 * @property {string} platform_id
 * @property {string} connection_id
 * @property {string} status
 * @property {string | null} updated_at
 */

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, "TASKWEAVE_PKG is not set; run by: cargo xtask test --only browser");
const folder = path.resolve(TASKWEAVE_PKG);

const simulators = createSimulators();
/** Every task of the four demo connections, in no order. */
export const ALL = simulators.connections.flatMap((connection) =>
  expectedTasks(simulators.byPlatform[connection.platform], connection),
);

/**
 * The tasks for which something holds, in the order of a sort with one key.
 * @param {string} sort
 * @param {(task: ExpectedTask) => boolean} [holds]
 */
export function expected(sort, holds = () => true) {
  const [field, direction] = sort.split(" ");
  return sortTasks(ALL.filter(holds), [{ field: /** @type {keyof ExpectedTask} */ (field), descending: direction === "DESC" }]);
}

/**
 * Serves the page and starts a browser for the tests of one file.
 * @returns {{ open: (address?: string, prepare?: (page: Page) => Promise<void>) => Promise<Opened> }}
 */
export function app() {
  /** @type {import("../support/page.js").Served} */
  let served;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    [served, browser] = await Promise.all([servePage(folder), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await served?.close();
  });
  return {
    async open(address = "", prepare = async () => {}) {
      const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await prepare(page);
      await page.goto(served.url + address);
      // The module is there, or cannot be.
      await page.waitForSelector("#sort > option, #failure:not([hidden])", { state: "attached" });
      return { page, complaints, close: () => context.close() };
    },
  };
}

/**
 * @typedef {object} Opened
 * @property {Page} page
 * @property {string[]} complaints of the console, and errors that nobody caught
 * @property {() => Promise<void>} close
 */

/** @param {Page} page @returns {Promise<Shown[]>} */
export function shownRows(page) {
  return page.$$eval("#rows > tr.task", (rows) =>
    rows.map((row) => ({
      name: row.querySelector("th bdi")?.textContent ?? "",
      platform: row.getAttribute("data-platform") ?? "",
      platform_id: row.getAttribute("data-platform-id") ?? "",
      connection_id: row.getAttribute("data-connection") ?? "",
      status: row.getAttribute("data-status") ?? "",
      updated_at: row.querySelector("time")?.getAttribute("datetime") ?? null,
    })),
  );
}

/**
 * Waits until the page shows these tasks and no other, and fails at the first that it does not show.
 * @param {Page} page
 * @param {readonly ExpectedTask[]} tasks
 * @param {string} [what]
 */
export async function assertShown(page, tasks, what) {
  const wanted = tasks.map(({ name, platform, platform_id, connection_id, status, updated_at }) => ({
    name, platform, platform_id, connection_id, status, updated_at,
  }));
  const ids = JSON.stringify(wanted.map(({ platform, platform_id }) => [platform, platform_id]));
  const isShown = page.waitForFunction(
    (text) =>
      document.documentElement.dataset.state !== "loading" &&
      JSON.stringify(Array.from(document.querySelectorAll("#rows > tr.task"), (row) => [
        row.getAttribute("data-platform"), row.getAttribute("data-platform-id"),
      ])) === text,
    ids,
    { timeout: 20_000 },
  );
  // If it never is, the comparison says where it is not.
  await isShown.catch(() => {});
  const rows = await shownRows(page);
  const first = rows.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(wanted[i]));
  if (first >= 0) assert.deepEqual(rows[first], wanted[first], `${what ?? "rows"}: row ${first} of ${wanted.length}`);
  assert.equal(rows.length, wanted.length, `${what ?? "rows"}: ${await page.innerText("main")}`);
}
