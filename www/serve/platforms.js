// The four simulators as a worker: what the edge handler's calls reach instead of the platforms.

import { createSimulators } from "../../tests/simulators/index.js";

// The demo's clock stands still, so that its hour never ends.
const simulators = createSimulators({ options: { ACCELO: { callsAnHour: Infinity } } });

export default {
  /** @param {Request} request */
  fetch: (request) => simulators.fetch(request),
};
