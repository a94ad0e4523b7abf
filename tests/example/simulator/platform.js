import { entry } from "../shared/entry.js";
import { expected } from "./expected.js";
import { faults } from "./faults.js";
import { EXAMPLE_HOST, EXAMPLE_TOKEN, createExample } from "./index.js";
import { EXAMPLE_SWITCHES } from "./switches.js";

const credentials = { access_token: EXAMPLE_TOKEN };

export default entry({
  platform: "EXAMPLE",
  fixtures: "example",
  number: 5,
  create: createExample,
  switches: EXAMPLE_SWITCHES,
  isHost: (host) => host === EXAMPLE_HOST,
  connection: { id: "example-demo", credentials },
  // One token, and no grant.
  grants: { access_token: credentials },
  draft: { project: false, rest: {} },
  expected,
  faults,
});
