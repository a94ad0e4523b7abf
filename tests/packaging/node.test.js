// The package in an empty Node project, by every way in that its manifest names.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { runWell } from "../support/run.js";
import { QUESTIONS, bare, intacctPage } from "./intacct.js";
import { openWorkshop } from "./project.js";

/** @type {import("./project.js").Workshop} */
let workshop;
/** @type {string} */
let project;
/** @type {import("./intacct.js").ExpectedTask[]} */
let expected;

before(async () => {
  workshop = await openWorkshop();
  project = await workshop.project("node");
  const page = await intacctPage();
  expected = page.tasks;
  await writeFile(path.join(project, "page.json"), page.bytes);
});
after(() => workshop?.remove());

/**
 * @param {string[]} args of Node
 * @returns {Promise<any>} what it printed
 */
async function node(...args) {
  const { stdout } = await runWell(process.execPath, args, { cwd: project });
  return JSON.parse(stdout);
}

const { filter, holds } = QUESTIONS[1];

/** @param {import("taskweave").Task[]} tasks */
function compare(tasks) {
  assert.deepEqual(tasks.map(bare), expected.filter(holds));
}

test("import gives the package, ready", async () => compare(await node("main.js", "page.json", filter)));

test("require gives it too", { skip: !("require_module" in process.features) && "this Node cannot require a module" }, async () =>
  compare(await node("require.cjs", "page.json", filter)));

test("the slim entry takes the wasm, at once or later", async () => {
  compare(await node("slim.js", "page.json", filter));
  compare(await node("slim.js", "page.json", filter, "later"));
});

test("a stream of tasks is read by for await", async () => {
  assert.deepEqual(await node("stream.js"), { asked: ["the first", "second"], names: ["a", "b", "c"] });
});

test("nothing but what a user needs is packed, and all that the manifest names", async () => {
  const manifest = JSON.parse(await readFile(path.join(project, "node_modules/taskweave/package.json"), "utf8"));
  assert.equal(manifest.name, "taskweave");
  assert.equal(manifest.dependencies, undefined);
  for (const file of workshop.packed) assert.match(file, /^(package\.json|README\.md|LICENSE\S*|(snippets\/taskweave-\w+\/src\/js\/)?[\w-]+\.js|[\w-]+(\.wasm)?\.d\.ts|taskweave_bg\.wasm)$/);
  const targets = Object.entries(manifest.exports).flatMap(([name, to]) =>
    Object.entries(typeof to === "string" ? { "": to } : to).map(([condition, file]) => [`${name} ${condition}`.trim(), file]),
  );
  // Whoever adds a way in has to add the test that goes it: which one goes each is said here.
  assert.deepEqual(targets, [
    [". types", "./index.d.ts"], // types.test.js
    [". workerd", "./workerd.js"], // worker.test.js
    [". node", "./node.js"], // above
    [". browser", "./bundler.js"], // vite.test.js
    [". default", "./bundler.js"], // vite.test.js, without a bundler
    ["./slim types", "./slim.d.ts"],
    ["./slim default", "./slim.js"],
    ["./taskweave_bg.wasm types", "./taskweave_bg.wasm.d.ts"],
    ["./taskweave_bg.wasm default", "./taskweave_bg.wasm"],
    ["./package.json", "./package.json"],
  ]);
  for (const [, file] of targets) assert.ok(workshop.packed.includes(file.slice(2)), file);
});

test("conditions lead to the files that the manifest names for them", async () => {
  const script = 'process.stdout.write(JSON.stringify(["taskweave","taskweave/slim","taskweave/taskweave_bg.wasm","taskweave/package.json"].map((name) => import.meta.resolve(name).split("/taskweave/").at(-1))))';
  const evaluate = ["--input-type=module", "--eval", script];
  const others = ["slim.js", "taskweave_bg.wasm", "package.json"];
  assert.deepEqual(await node(...evaluate), ["node.js", ...others]);
  assert.deepEqual(await node("--conditions=workerd", ...evaluate), ["workerd.js", ...others]);
  assert.deepEqual(await node("--conditions=browser", ...evaluate), ["node.js", ...others]);
});
