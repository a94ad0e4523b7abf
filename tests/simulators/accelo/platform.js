import { entry } from "../shared/entry.js";
import { expected } from "./expected.js";
import { faults } from "./faults.js";
import { createAccelo } from "./index.js";
import { ACCELO_SWITCHES } from "./switches.js";

const CLIENT = { client_id: "accelo-client", client_secret: "accelo-client-secret" };

export default entry({
  platform: "ACCELO",
  fixtures: "accelo",
  number: 2,
  create: createAccelo,
  switches: ACCELO_SWITCHES,
  isHost: (host) => host === "demo.api.accelo.com",
  connection: { id: "accelo-demo", deployment: "demo", credentials: { access_token: "accelo-demo-token" } },
  grants: {
    client_credentials: CLIENT,
    refresh_token: { ...CLIENT, refresh_token: "accelo-demo-refresh" },
  },
  draft: { project: true, rest: { start_at: "2026-07-02T08:00:00Z" } },
  expected,
  faults,
});
