// Serves the page and the edge handler on this machine, all of it inside one workerd:
//
//   node www/serve.js [--port 8787] [--connections FILE]
//
// Four platforms are simulated, and reached by the very worker that edge/ deploys. With a file
// {"connections": […], "accessTokens": {…}} that worker reads those connections instead.
// TASKWEAVE_PKG names the folder of the built package; ../pkg unless given.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { createSimulators } from "../tests/simulators/index.js";

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What goes wrong in a way that a person can mend. */
class Problem extends Error {}

const HOST = "127.0.0.1";
const COMPATIBILITY_DATE = "2026-04-01";

try {
  await serve();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

async function serve() {
  const { port, file } = readArguments();
  const real = file === undefined ? null : readConnections(file);
  const { connections, accessTokens } = real ?? demo();
  const folder = resolve(process.env.TASKWEAVE_PKG || here("../pkg"));
  const packed = packageModules(folder);
  const { Miniflare, Log, LogLevel } = miniflare();
  const free = await freePort(port);

  const common = { compatibilityDate: COMPATIBILITY_DATE };
  const instance = new Miniflare({
    host: HOST,
    port: free,
    // Else a file about the place of the caller is fetched from the network.
    cf: false,
    log: new Log(LogLevel.ERROR),
    workers: [
      {
        ...common,
        name: "front",
        modules: [script("front.js", "serve/front.js")],
        serviceBindings: {
          PAGE: { disk: { path: here("."), writable: false } },
          PACKAGE: { disk: { path: folder, writable: false } },
          SIMULATORS: { disk: { path: here("../tests/simulators"), writable: false } },
          EDGE: "edge",
        },
      },
      {
        ...common,
        name: "edge",
        modules: [script("worker.js", "edge/worker.js"), script("page-cache.js", "edge/page-cache.js"), ...packed],
        bindings: { CONNECTIONS: JSON.stringify(connections), ACCESS_TOKENS: JSON.stringify(accessTokens) },
        ...(real ? {} : { outboundService: "platforms" }),
      },
      ...(real ? [] : [{ ...common, name: "platforms", modules: [script("www/serve/platforms.js", "serve/platforms.js"), ...simulatorModules()] }]),
    ],
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await instance.dispose();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) {
    // Miniflare's own would end the process at once, and with an error's code.
    process.removeAllListeners(signal);
    process.on(signal, stop);
  }

  const url = (await instance.ready).origin;
  const health = await fetch(`${url}/health`);
  if (!health.ok) {
    const said = await health.text();
    await instance.dispose();
    throw new Problem(`the edge handler does not start: ${said.slice(0, 400)}`);
  }
  console.log(`Taskweave is at ${url}/${real ? "?via=edge" : ""}`);
}

function readArguments() {
  const usage = "Usage: node www/serve.js [--port 8787] [--connections FILE]";
  /** @type {{ port?: string, connections?: string }} */
  let values;
  try {
    ({ values } = parseArgs({ options: { port: { type: "string" }, connections: { type: "string" } } }));
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}. ${usage}`, { cause: error });
  }
  const port = values.port ?? "8787";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Problem(`--port ${port} is no port: give a number from 0 (any free one) to 65535. ${usage}`);
  }
  return { port: Number(port), file: values.connections };
}

function demo() {
  // The smallest set: only who they are is wanted here, their data is made inside workerd.
  const simulators = createSimulators({ sizes: 1 });
  const accessTokens = Object.fromEntries(Object.entries(simulators.accessTokens).map(([token, { id }]) => [token, id]));
  return { connections: /** @type {unknown[]} */ (simulators.connections), accessTokens: /** @type {object} */ (accessTokens) };
}

/**
 * The connections of a file. Whatever is wrong with it, its contents are not shown.
 * @param {string} file
 * @returns {{ connections: unknown[], accessTokens: object }}
 */
function readConnections(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Problem(`--connections ${file} cannot be read (${code})`, { cause: error });
  }
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Problem(`--connections ${file} is not JSON`);
  }
  const { connections, accessTokens } = read ?? {};
  const isObject = typeof accessTokens === "object" && accessTokens !== null && !Array.isArray(accessTokens);
  if (!Array.isArray(connections) || !isObject) {
    throw new Problem(
      `--connections ${file} must hold {"connections": [{"id": …, "platform": …, "credentials": …}, …], "accessTokens": {"<a token of yours>": "<id of a connection>", …}}`,
    );
  }
  return { connections, accessTokens };
}

/**
 * A module of a worker, under a name of its own.
 * @param {string} name
 * @param {string} path from this folder
 */
function script(name, path) {
  return { type: /** @type {const} */ ("ESModule"), path: name, contents: readFileSync(here(path), "utf8") };
}

/**
 * The package as `import "taskweave"` finds it in workerd: the entry that its manifest names, and all that it can import.
 * @param {string} folder
 */
function packageModules(folder) {
  const hint = "Build it with: cargo xtask build";
  let names, entry;
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    entry = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).exports["."].workerd;
  } catch (error) {
    throw new Problem(`there is no package in ${folder}. ${hint}`, { cause: error });
  }
  if (!names.some((name) => name.endsWith(".wasm"))) {
    throw new Problem(`the package in ${folder} has no .wasm, and nothing works without it. ${hint}`);
  }
  const entries = new Set(["bundler.js", "node.js"]);
  return [
    { type: /** @type {const} */ ("ESModule"), path: "taskweave", contents: `export * from "./pkg/${entry.replace(/^\.\//, "")}";` },
    ...names
      .filter((name) => /\.(js|wasm)$/.test(name) && !entries.has(name))
      .map((name) => {
        const path = `pkg/${name}`;
        const contents = readFileSync(join(folder, name));
        return name.endsWith(".wasm")
          ? { type: /** @type {const} */ ("CompiledWasm"), path, contents }
          : { type: /** @type {const} */ ("ESModule"), path, contents: contents.toString() };
      }),
  ];
}

function simulatorModules() {
  return readdirSync(here("../tests/simulators"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"))
    .map((name) => script(`tests/simulators/${name}`, `../tests/simulators/${name}`));
}

/** @returns {typeof import("miniflare")} */
function miniflare() {
  try {
    return createRequire(here("../tests/package.json"))("miniflare");
  } catch (error) {
    throw new Problem("miniflare is not installed. Type: npm ci --prefix tests", { cause: error });
  }
}

/**
 * The port, if nobody has it; for 0, a free one.
 * @param {number} port
 * @returns {Promise<number>}
 */
function freePort(port) {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ { code }) => {
      const taken = code === "EADDRINUSE";
      failed(new Problem(taken ? `port ${port} is taken: give another one with --port, or 0 for any` : `port ${port} cannot be listened on (${code})`));
    });
    probe.listen({ host: HOST, port, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : port));
    });
  });
}
