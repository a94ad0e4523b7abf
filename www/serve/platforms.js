// The four simulators as a worker: what the edge handler's calls reach instead of the platforms.

import { createSimulators } from "../../tests/simulators/index.js";

const simulators = createSimulators();

export default {
  /** @param {Request} request */
  fetch: (request) => simulators.fetch(request),
};
