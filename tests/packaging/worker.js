// What a Worker's author does with a project: packs it by wrangler, and runs what came of that in workerd.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { Miniflare, Response as WorkerResponse } from "miniflare";

import { createSimulators } from "../simulators/index.js";
import { run } from "../support/run.js";
import { TOOLS, filesBelow } from "./project.js";

/**
 * `wrangler deploy --dry-run`: everything of a deployment but the sending.
 * @param {string} project
 */
export function dryRun(project) {
  const wrangler = path.join(TOOLS, "wrangler/bin/wrangler.js");
  return run(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", "dist"], {
    cwd: project,
    env: {
      CI: "true",
      NO_COLOR: "1",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_LOG_PATH: path.join(project, ".wrangler-logs"),
      WRANGLER_SEND_METRICS: "false",
      // What would lead out leads nowhere.
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    },
  });
}

/**
 * The modules that wrangler left, as workerd takes them.
 * @param {string} project
 */
export async function bundleOf(project) {
  const dist = path.join(project, "dist");
  const files = await filesBelow(dist);
  /** @type {{ type: "ESModule" | "CompiledWasm", path: string, contents: Uint8Array }[]} */
  const modules = [];
  for (const file of files) {
    const contents = new Uint8Array(await readFile(path.join(dist, file)));
    if (file.endsWith(".js")) modules.unshift({ type: "ESModule", path: path.join(dist, file), contents });
    if (file.endsWith(".wasm")) modules.push({ type: "CompiledWasm", path: path.join(dist, file), contents });
  }
  return { files, modules, modulesRoot: dist };
}

/**
 * Runs a bundle in workerd over the simulators, which stand where the Worker's own `fetch` arrives.
 * @param {Awaited<ReturnType<typeof bundleOf>>} bundle
 */
export function startWorker({ modules, modulesRoot }) {
  const simulators = createSimulators();
  const tokens = Object.entries(simulators.accessTokens);
  const worker = new Miniflare({
    modules,
    modulesRoot,
    compatibilityDate: "2026-04-01",
    cf: false,
    bindings: {
      CONNECTIONS: JSON.stringify(simulators.connections),
      ACCESS_TOKENS: JSON.stringify(Object.fromEntries(tokens.map(([token, { id }]) => [token, id]))),
    },
    /** @param {import("miniflare").Request} request */
    async outboundService({ url, method, headers, body }) {
      const given = body ? await new WorkerResponse(body).text() : undefined;
      const answer = await simulators.fetch(new Request(url, { method, headers: [...headers], body: given }));
      return new WorkerResponse(await answer.arrayBuffer(), { status: answer.status, headers: [...answer.headers] });
    },
  });
  return { worker, simulators, tokens: tokens.map(([token]) => token) };
}
