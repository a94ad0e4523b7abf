import { entry } from "../shared/entry.js";
import { expected } from "./expected.js";
import { faults } from "./faults.js";
import { KICKSERV_HOST, createKickserv } from "./index.js";
import { KICKSERV_SWITCHES } from "./switches.js";

const credentials = { api_token: "kickserv-demo-token" };

export default entry({
  platform: "KICKSERV",
  fixtures: "kickserv",
  number: 3,
  create: createKickserv,
  switches: KICKSERV_SWITCHES,
  isHost: (host) => host === KICKSERV_HOST,
  connection: { id: "kickserv-demo", slug: "demo-account", credentials },
  // One token, and no grant.
  grants: { api_token: credentials },
  draft: { project: true, rest: { platform_fields: { task_type_id: 4 } } },
  expected,
  faults,
});
