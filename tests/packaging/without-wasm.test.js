// The package with its wasm taken away: every use of it fails, because no JavaScript stands in for it.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { build, preview } from "vite";

import { complaintsOf, launchChromium } from "../support/chromium.js";
import { servePage } from "../support/page.js";
import { run } from "../support/run.js";
import { serveFolder } from "../support/static.js";
import { intacctPage } from "./intacct.js";
import { copyWithoutWasm, openWorkshop } from "./project.js";
import { bundleOf, dryRun, startWorker } from "./worker.js";

/** @type {import("./project.js").Workshop} */
let workshop;
/** @type {Uint8Array} */
let page;

before(async () => {
  workshop = await openWorkshop({ wasm: false });
  assert.deepEqual(workshop.packed.filter((name) => name.endsWith(".wasm")), []);
  assert.ok(workshop.packed.includes("taskweave.js"));
  page = (await intacctPage()).bytes;
});
after(() => workshop?.remove());

/**
 * Looks at a page until it complains, and a moment longer, or until it shows rows.
 * @param {string} url
 * @param {string} rows selects the rows that it would show
 */
async function lookAt(url, rows) {
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage();
    const complaints = complaintsOf(tab);
    await tab.goto(url);
    const shows = () => tab.waitForSelector(rows, { state: "attached", timeout: 500 }).then(() => true, () => false);
    let shown = await shows();
    for (let looks = 0; !shown && looks < 20; looks += 1) {
      const failed = complaints.length > 0;
      shown = await shows();
      if (failed) break;
    }
    return { shown, complaints, text: await tab.innerText("body") };
  } finally {
    await browser.close();
  }
}

test("the Vite page does not build, or shows no row and throws", async () => {
  const root = await workshop.project("vite");
  await mkdir(path.join(root, "public"));
  await writeFile(path.join(root, "public", "page.json"), page);
  /** @type {import("vite").InlineConfig} */
  const config = { root, configFile: false, logLevel: "silent" };
  const built = await build(config).then(() => true, () => false);
  if (!built) return;
  const server = await preview({ ...config, preview: { host: "127.0.0.1", port: 0 } });
  try {
    const url = server.resolvedUrls?.local[0];
    assert.ok(url);
    const { shown, complaints } = await lookAt(url, "#rows > li");
    assert.equal(shown, false);
    assert.match(complaints.join("\n"), /uncaught: .*(WebAssembly|wasm)/i);
  } finally {
    await server.close();
  }
});

test("the Worker is not packed, or does not answer", async () => {
  const project = await workshop.project("worker");
  const packed = await dryRun(project);
  if (packed.status !== 0) {
    assert.match(packed.stdout + packed.stderr, /taskweave_bg\.wasm/);
    return;
  }
  const { worker, tokens } = startWorker(await bundleOf(project));
  const answer = worker.dispatchFetch(`http://worker.example/tasks?access_token=${tokens[0]}`);
  const status = await answer.then((response) => response.status, () => 0);
  await worker.dispose().catch(() => {});
  assert.ok(status === 0 || status >= 500, `it answered ${status}`);
});

test("Node does not load it", async () => {
  const project = await workshop.project("node");
  await writeFile(path.join(project, "page.json"), page);
  const { status, stdout, stderr } = await run(process.execPath, ["main.js", "page.json", ""], { cwd: project });
  assert.notEqual(status, 0);
  assert.equal(stdout, "");
  assert.match(stderr, /ENOENT.*taskweave_bg\.wasm/);
});

test("the page is not served over it, and served by others it shows its failure and no row", async () => {
  const bare = path.join(workshop.folder, "bare");
  await copyWithoutWasm(bare);
  await assert.rejects(servePage(bare), /ended with 1:\nerror: the package in \S+ has no \.wasm/);

  const server = await serveFolder([
    ["/pkg/", bare],
    ["/simulators/", fileURLToPath(new URL("../simulators", import.meta.url))],
    ["/", fileURLToPath(new URL("../../www", import.meta.url))],
  ]);
  try {
    const { shown, complaints, text } = await lookAt(`${server.url}index.html`, "#rows tr");
    assert.equal(shown, false);
    assert.match(text, /The Taskweave module could not be loaded/);
    assert.notDeepEqual(complaints, []);
  } finally {
    await server.close();
  }
});
