// The package in an empty Vite project: built, previewed and served by the dev server, in Chromium.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { build, createServer, preview } from "vite";

import { complaintsOf, launchChromium } from "../support/chromium.js";
import { serveFolder } from "../support/static.js";
import { QUESTIONS, ROWS, bare, intacctPage } from "./intacct.js";
import { PACKAGE, filesBelow, openWorkshop } from "./project.js";

/** @type {import("./project.js").Workshop} */
let workshop;
/** @type {string} */
let root;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./intacct.js").ExpectedTask[]} */
let expected;

before(async () => {
  workshop = await openWorkshop();
  root = await workshop.project("vite");
  const page = await intacctPage();
  expected = page.tasks;
  await mkdir(path.join(root, "public"));
  await writeFile(path.join(root, "public", "page.json"), page.bytes);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await workshop?.remove();
});

/** @returns {import("vite").InlineConfig} the settings of a project without any of its own */
const config = () => ({ root, configFile: false, logLevel: "error" });

/**
 * Types every question and compares the rows that the page shows.
 * @param {string | undefined} url
 */
async function ask(url) {
  assert.ok(url, "the server has no address");
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  /** @type {string[]} */
  const wasm = [];
  page.on("response", (response) => {
    if (response.url().includes(".wasm")) wasm.push(`${response.status()} ${response.headers()["content-type"]}`);
  });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("#count")?.textContent !== "").catch((error) => {
    assert.fail(`${error.message}\n${complaints.join("\n")}\n${wasm.join("\n")}`);
  });
  for (const { filter, holds } of QUESTIONS) {
    await page.fill("#filter", filter);
    const wanted = expected.filter(holds);
    assert.equal(await page.textContent("#count"), `${wanted.length} of ${ROWS}`, filter);
    const shown = await page.$$eval("#rows > li", (rows) => rows.map((row) => row.getAttribute("data-task")));
    assert.deepEqual(shown.map((task) => bare(JSON.parse(task ?? ""))), wanted, filter);
  }
  await page.fill("#filter", 'stauts = "planned"');
  assert.match((await page.textContent("#count")) ?? "", /`stauts`/);
  assert.deepEqual(complaints, []);
  assert.deepEqual(wasm, ["200 application/wasm"]);
  await page.close();
}

test("the built page has one wasm file, the package's own, and filters 2,000 rows", async () => {
  await build(config());
  const files = await filesBelow(path.join(root, "dist"));
  const wasm = files.filter((file) => file.endsWith(".wasm"));
  assert.equal(wasm.length, 1, files.join(", "));
  assert.deepEqual(await readFile(path.join(root, "dist", wasm[0])), await readFile(path.join(PACKAGE, "taskweave_bg.wasm")));
  for (const file of files.filter((name) => name.endsWith(".js"))) {
    const text = await readFile(path.join(root, "dist", file), "utf8");
    assert.ok(!/AGFzbQ|data:application\/wasm/.test(text), `${file} holds a second copy of the wasm`);
  }
  const server = await preview({ ...config(), preview: { host: "127.0.0.1", port: 0 } });
  try {
    await ask(server.resolvedUrls?.local[0]);
  } finally {
    await server.close();
  }
});

test("Vite's dev server serves the same page", async () => {
  const server = await createServer({ ...config(), server: { host: "127.0.0.1", port: 0, watch: null } });
  try {
    await server.listen();
    await ask(server.resolvedUrls?.local[0]);
  } finally {
    await server.close();
  }
});

test("a browser needs no bundler: an import map is enough", async () => {
  const html = await readFile(path.join(root, "index.html"), "utf8");
  const map = '<script type="importmap">{"imports":{"taskweave":"/node_modules/taskweave/bundler.js"}}</script>';
  const server = await serveFolder([["/", root], ["/", path.join(root, "public")]], { "/": html.replace("<head>", `<head>${map}`) });
  try {
    await ask(server.url);
  } finally {
    await server.close();
  }
});
