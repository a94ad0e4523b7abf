import { entry } from "../shared/entry.js";
import { expected } from "./expected.js";
import { faults } from "./faults.js";
import { isZohoHost } from "./hosts.js";
import { createZohoBooks } from "./index.js";
import { ZOHOBOOKS_SWITCHES } from "./switches.js";

export default entry({
  platform: "ZOHOBOOKS",
  fixtures: "zoho_books",
  number: 4,
  create: createZohoBooks,
  switches: ZOHOBOOKS_SWITCHES,
  isHost: isZohoHost,
  connection: { id: "zoho-demo", region: "com", organization_id: "10234695", credentials: { access_token: "zoho-demo-token" } },
  grants: {
    refresh_token: { client_id: "zoho-client", client_secret: "zoho-client-secret", refresh_token: "zoho-demo-refresh" },
  },
  draft: { project: true, rest: {} },
  expected,
  faults,
});
