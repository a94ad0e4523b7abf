// The package in an empty Worker: packed by wrangler without a net, run in workerd.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { expectedTasks, sortTasks } from "../simulators/index.js";
import { bare } from "./intacct.js";
import { PACKAGE, openWorkshop } from "./project.js";
import { bundleOf, dryRun, startWorker } from "./worker.js";

/** @type {import("./project.js").Workshop} */
let workshop;
/** @type {Awaited<ReturnType<typeof bundleOf>>} */
let bundle;

before(async () => {
  workshop = await openWorkshop();
  const project = await workshop.project("worker");
  const packed = await dryRun(project);
  assert.equal(packed.status, 0, packed.stdout + packed.stderr);
  bundle = await bundleOf(project);
});
after(() => workshop?.remove());

test("the bundle is one script and one wasm file, the package's own", async () => {
  assert.deepEqual(bundle.modules.map(({ type }) => type), ["ESModule", "CompiledWasm"], bundle.files.join(", "));
  const [script, wasm] = bundle.modules;
  assert.deepEqual(Buffer.from(wasm.contents), await readFile(path.join(PACKAGE, "taskweave_bg.wasm")));
  assert.ok(!new TextDecoder().decode(script.contents).includes("AGFzbQ"), "the script holds a second copy of the wasm");
});

test("the bundle answers in workerd as the platforms' rows say", async () => {
  const { worker, simulators, tokens } = startWorker(bundle);
  try {
    /** @param {string} route @param {string[][]} parameters @returns {Promise<{ status: number, body: any }>} */
    const ask = async (route, parameters) => {
      const response = await worker.dispatchFetch(`http://worker.example${route}?${new URLSearchParams(parameters)}`);
      return { status: response.status, body: await response.json() };
    };
    const access = tokens.map((token) => ["access_token", token]);
    const all = simulators.connections.flatMap((connection) =>
      expectedTasks(simulators.byPlatform[connection.platform], connection),
    );
    assert.equal((await ask("/health", [])).status, 200);

    const first = await ask("/tasks", [...access, ["sort", "name"], ["limit", "500"]]);
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.deepEqual(first.body.tasks.map(bare), sortTasks(all, [{ field: "name", descending: false }]).slice(0, 500));
    assert.equal(new Set(first.body.tasks.map((/** @type {import("taskweave").Task} */ task) => task.platform)).size, 4);

    const filter = 'status = "in_progress" AND name ~ "oof"';
    const wanted = sortTasks(all.filter(({ status, name }) => status === "in_progress" && name.includes("oof")));
    /** @type {import("taskweave").Task[]} */
    const walked = [];
    for (let cursor = null, pages = 0; ; pages += 1) {
      assert.ok(pages < 100, "the walk does not end");
      const more = cursor === null ? [] : [["cursor", cursor]];
      const page = await ask("/accounting/tasks", [...access, ["filter", filter], ["limit", "40"], ...more]);
      assert.equal(page.status, 200, JSON.stringify(page.body));
      walked.push(...page.body.tasks);
      cursor = page.body.next_cursor;
      if (cursor === null) break;
    }
    assert.deepEqual(walked.map(bare), wanted);
    for (const platform of Object.values(simulators.byPlatform)) assert.ok(platform.calls.total > 0);

    const one = await ask(`/tasks/${walked[0].id}`, access);
    assert.deepEqual(bare(one.body.task), bare(walked[0]));

    const wrong = await ask("/tasks", [...access, ["filter", 'stauts = "planned"']]);
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body.error_code, "FILTER_FIELD");
  } finally {
    await worker.dispose();
  }
});
