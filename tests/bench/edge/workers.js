// One workerd with a worker for each handler, each warm and cold, asked without anything between.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Miniflare } from "miniflare";

import { NOW, keyOf } from "./requests.js";

const WORKERS = fileURLToPath(new URL("worker", import.meta.url));

/** The names of the handlers, which those of their files are. */
export const HANDLERS = /** @type {const} */ (["taskweave", "javascript", "nothing"]);

/** @param {string} place @param {string} contents */
const esm = (place, contents) => ({ type: /** @type {const} */ ("ESModule"), path: place, contents });

/** The package below `/pkg/`. @param {string} folder */
function packageModules(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return [
    ...names.map((name) => esm(`/pkg/${name}`, readFileSync(path.join(folder, name), "utf8"))),
    { type: /** @type {const} */ ("CompiledWasm"), path: "/pkg/taskweave_bg.wasm", contents: readFileSync(path.join(folder, "taskweave_bg.wasm")) },
  ];
}

/**
 * @param {string} folder of the package
 * @param {Awaited<ReturnType<typeof import("./requests.js").record>>} world
 */
export async function startWorkers(folder, { recorded, connections, accessTokens }) {
  /** @type {Map<string, import("./requests.js").Call["answer"]>} */
  const answers = new Map();
  for (const { calls } of recorded) for (const call of calls) answers.set(keyOf(call), call.answer);
  const plans = recorded.map(({ search, calls }) => ({
    search,
    calls: calls.map(({ platform, url, method, body, headers }) => ({ platform, url, method, body, headers })),
  }));
  const data = { now: NOW, connections, accessTokens, plans, answers: [...answers] };
  const shared = ["upstream.js", "tables.js"].map((name) => esm(`/worker/${name}`, readFileSync(path.join(WORKERS, name), "utf8")));
  /** @param {typeof HANDLERS[number]} handler @param {boolean} keeps */
  const worker = (handler, keeps) => ({
    name: nameOf(handler, keeps),
    modulesRoot: "/",
    modules: [
      esm(`/worker/${handler}.js`, readFileSync(path.join(WORKERS, `${handler}.js`), "utf8")),
      ...shared,
      esm("/worker/data.js", `export default JSON.parse(${JSON.stringify(JSON.stringify(data))});`),
      ...(handler === "taskweave" ? [esm("/worker/taskweave", "export * from '../pkg/workerd.js';"), ...packageModules(folder)] : []),
    ],
    bindings: { KEEPS: keeps },
    compatibilityDate: "2026-04-01",
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  });
  const miniflare = new Miniflare({ workers: HANDLERS.flatMap((handler) => [worker(handler, false), worker(handler, true)]) });
  await miniflare.ready;
  /** @type {Map<string, URL>} */
  const places = new Map();
  for (const handler of HANDLERS) {
    for (const keeps of [false, true]) places.set(nameOf(handler, keeps), await miniflare.unsafeGetDirectURL(nameOf(handler, keeps)));
  }
  return {
    /** @param {typeof HANDLERS[number]} handler @param {boolean} keeps @param {string} wanted */
    urlOf: (handler, keeps, wanted) => new URL(wanted, places.get(nameOf(handler, keeps))),
    stop: () => miniflare.dispose(),
  };
}

/** @param {typeof HANDLERS[number]} handler @param {boolean} keeps what it read whole, from request to request */
const nameOf = (handler, keeps) => `${handler}-${keeps ? "warm" : "cold"}`;
