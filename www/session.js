// Where tasks come from: the module in this page over the simulators, or an edge handler.

/**
 * @typedef {typeof import("taskweave")} Taskweave
 * @typedef {import("taskweave").Client} Client
 * @typedef {import("taskweave").Platform} Platform
 *
 * @typedef {object} Session
 * @property {Client} client
 * @property {{ id: string, platform: Platform }[]} connections none are known here of an edge handler, before it answers
 * @property {(platform: Platform) => number} calls how many calls a platform has got so far, where that can be seen
 */

// Beside the page, wherever it is served: no name of a host, no path from the root.
const PACKAGE = "./pkg/bundler.js";
const SIMULATORS = "./simulators/index.js";

/** The demo set's tokens, one a platform. */
export const DEMO_TOKENS = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);

/**
 * The module. There is nothing to fall back to: without the wasm this page does nothing.
 * @returns {Promise<Taskweave>}
 */
export const loadTaskweave = () => import(PACKAGE);

/**
 * @param {Taskweave} taskweave
 * @param {readonly string[]} accessTokens
 * @returns {Session}
 */
export function edgeSession({ Client }, accessTokens) {
  const client = new Client({ endpoint: location.origin, accessTokens: [...accessTokens] });
  return { client, connections: [], calls: () => 0 };
}

/**
 * @param {Taskweave} taskweave
 * @param {() => void} onCall told after every call
 * @returns {Promise<Session>}
 */
export async function pageSession({ Client }, onCall) {
  /** @type {typeof import("../tests/simulators/index.js")} */
  const { createSimulators } = await import(SIMULATORS);
  // The demo's clock stands still, so that its hour never ends.
  const simulators = createSimulators({ options: { ACCELO: { callsAnHour: Infinity } } });
  const connections = /** @type {import("taskweave").Connection[]} */ (simulators.connections);
  let drawn = performance.now();

  /** @param {Request} request */
  async function fetch(request) {
    const response = await simulators.fetch(request);
    onCall();
    // A network would leave the page time to draw and to hear keys; a simulator answers at once.
    if (performance.now() - drawn > 12) {
      await new Promise((resolve) => setTimeout(resolve));
      drawn = performance.now();
    }
    return response;
  }

  return {
    client: new Client({ connections, fetch }),
    connections: connections.map(({ id, platform }) => ({ id, platform })),
    calls: (platform) => simulators.byPlatform[platform].calls.total,
  };
}
