import { entry } from "../shared/entry.js";
import { expected } from "./expected.js";
import { faults } from "./faults.js";
import { SAGE_INTACCT_HOST, createSageIntacct } from "./index.js";
import { SAGE_INTACCT_SWITCHES } from "./switches.js";

const CLIENT = { client_id: "intacct-client", client_secret: "intacct-client-secret" };

export default entry({
  platform: "SAGE_INTACCT",
  fixtures: "sage_intacct",
  number: 1,
  create: createSageIntacct,
  switches: SAGE_INTACCT_SWITCHES,
  isHost: (host) => host === SAGE_INTACCT_HOST,
  connection: { id: "intacct-demo", credentials: { access_token: "intacct-demo-token" } },
  grants: {
    refresh_token: { ...CLIENT, refresh_token: "intacct-demo-refresh" },
    client_credentials: { ...CLIENT, username: "demo@company" },
  },
  draft: { project: true, rest: { status: "not_started" } },
  expected,
  faults,
});
