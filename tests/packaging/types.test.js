// The package's types, as a project's own compiler reads them.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { run } from "../support/run.js";
import { TOOLS, openWorkshop } from "./project.js";

/** @type {import("./project.js").Workshop} */
let workshop;
/** @type {string} */
let project;

before(async () => {
  workshop = await openWorkshop();
  project = await workshop.project("types");
});
after(() => workshop?.remove());

for (const resolution of ["bundler", "nodenext"]) {
  test(`strict TypeScript takes them with moduleResolution ${resolution}`, async () => {
    const tsc = path.join(TOOLS, "typescript/bin/tsc");
    const { status, stdout, stderr } = await run(process.execPath, [tsc, "--project", `tsconfig.${resolution}.json`], { cwd: project });
    assert.equal(stdout + stderr, "");
    assert.equal(status, 0);
  });
}
