import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askZoho } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { askToken } from "./asking.js";
import { ZOHO_REGIONS, accountsHost, apiHost } from "./hosts.js";
import { createZohoBooks } from "./index.js";

const ACCOUNTS = "https://accounts.zoho.com/oauth/v2/token";
const ALL = { grant_type: "refresh_token", client_id: "zoho-client", client_secret: "zoho-client-secret", refresh_token: "zoho-demo-refresh" };

/** @param {string} token */
const bearing = (token) => ({ authorization: `Zoho-oauthtoken ${token}` });

test("a refresh token gives a token for an hour, as often as it is asked", async () => {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const simulator = createZohoBooks({ size: 5, now: clock.now });
  const { status, body } = await askToken(simulator);
  assert.equal(status, 200);
  assert.deepEqual(body, { access_token: "zoho-access-1", api_domain: "https://www.zohoapis.com", token_type: "Bearer", expires_in: 3600 });
  const read = async () => (await askZoho(simulator, "projects", {}, bearing(body.access_token))).status;
  assert.equal(await read(), 200);
  clock.advance(3_599_999);
  assert.equal(await read(), 200);
  clock.advance(1);
  assert.equal(await read(), 401);
  const next = await askToken(simulator);
  assert.notEqual(next.body.access_token, body.access_token);
  assert.equal((await askZoho(simulator, "projects", {}, bearing(next.body.access_token))).status, 200);
  assert.equal((await askZoho(simulator, "projects")).status, 200, "the demo token lasts");
  assert.deepEqual(simulator.calls.byRoute, { token: 2, projects: 4, none: 1 });
});

test("the parameters: in the address, in both kinds of form, the client in a header", async () => {
  const simulator = createZohoBooks({ size: 5 });
  const form = new FormData();
  for (const [name, value] of Object.entries(ALL)) form.set(name, value);
  const { grant_type, refresh_token } = ALL;
  const basic = { authorization: `Basic ${btoa(`${ALL.client_id}:${ALL.client_secret}`)}` };
  /** @type {[string, RequestInit][]} */
  const asked = [
    [`${ACCOUNTS}?${new URLSearchParams(ALL)}`, {}],
    [ACCOUNTS, { body: new URLSearchParams({ ...ALL, redirect_uri: "https://example.com" }) }],
    [ACCOUNTS, { body: form }],
    [ACCOUNTS, { body: new URLSearchParams({ grant_type, refresh_token }), headers: basic }],
  ];
  for (const [url, init] of asked) {
    const { status, body } = await ask(simulator, url, { method: "POST", ...init });
    assert.deepEqual([status, typeof body.access_token], [200, "string"]);
  }
});

test("what is wrong is said in the body alone", async () => {
  const simulator = createZohoBooks({ size: 5 });
  for (const [changed, error] of /** @type {[Record<string, string>, string][]} */ ([
    [{ client_id: "" }, "invalid_client"],
    [{ client_id: "other" }, "invalid_client"],
    [{ client_secret: "" }, "invalid_client_secret"],
    [{ client_secret: "other" }, "invalid_client_secret"],
    [{ refresh_token: "" }, "invalid_code"],
    [{ refresh_token: "other" }, "invalid_code"],
    [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
    [{ grant_type: "" }, "unsupported_grant_type"],
  ])) {
    const { status, body } = await askToken(simulator, changed);
    assert.deepEqual([status, body], [200, { error }], JSON.stringify(changed));
  }
  for (const pair of ["%", "bm9jb2xvbg=="]) {
    const headers = { authorization: `Basic ${pair}` };
    const { body } = await ask(simulator, ACCOUNTS, { method: "POST", headers, body: new URLSearchParams(ALL) });
    assert.deepEqual(body, { error: "invalid_client" });
  }
  assert.equal((await ask(simulator, `${ACCOUNTS}?${new URLSearchParams(ALL)}`)).status, 405);
  assert.equal((await ask(simulator, "https://accounts.zoho.com/oauth/v2/other", { method: "POST" })).status, 404);
  assert.equal(simulator.tokens?.issued, 0);
});

test("tokens are of one region, each with its own hosts", async () => {
  assert.deepEqual([accountsHost("com"), accountsHost("com.au"), accountsHost("ca")], ["accounts.zoho.com", "accounts.zoho.com.au", "accounts.zohocloud.ca"]);
  for (const region of ZOHO_REGIONS) {
    const simulator = createZohoBooks({ size: 5, region });
    const { body } = await askToken(simulator, {}, accountsHost(region));
    assert.equal(body.api_domain, `https://${apiHost(region)}`);
    for (const other of ZOHO_REGIONS) {
      const read = await ask(simulator, `https://${apiHost(other)}/books/v3/projects?organization_id=10234695`, { headers: bearing(body.access_token) });
      assert.equal(read.status, other === region ? 200 : 401, `${region} at ${other}`);
      if (other !== region) assert.deepEqual((await askToken(simulator, {}, accountsHost(other))).body, { error: "invalid_client" });
    }
  }
});

test("with rotation a refresh token is used up", async () => {
  const simulator = createZohoBooks({ size: 5, switches: { refreshRotation: "rotates" } });
  const first = (await askToken(simulator)).body;
  assert.deepEqual((await askToken(simulator)).body, { error: "invalid_code" });
  const second = (await askToken(simulator, { refresh_token: first.refresh_token })).body;
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal((await askZoho(simulator, "projects", {}, bearing(first.access_token))).status, 200, "the earlier token holds");
});

test("tokens can be ended by the test, and too many are refused", async () => {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const simulator = createZohoBooks({ size: 5, now: clock.now, tokensInTenMinutes: 2 });
  const { tokens } = simulator;
  assert.ok(tokens);
  tokens.endAll();
  assert.equal((await askZoho(simulator, "projects")).status, 401);
  const { access_token } = (await askToken(simulator)).body;
  assert.equal((await askZoho(simulator, "projects", {}, bearing(access_token))).status, 200);
  clock.advance(60_000);
  assert.equal((await askToken(simulator)).status, 200);
  const third = await askToken(simulator);
  assert.deepEqual([third.status, third.body.error], [400, "Access Denied"]);
  clock.advance(540_000);
  assert.equal((await askToken(simulator)).status, 200);
  assert.equal((await askToken(simulator)).status, 400);
  simulator.reset();
  tokens.revokeAll();
  assert.deepEqual((await askToken(simulator)).body, { error: "invalid_code" });
});

test("every secret is named", async () => {
  const simulator = createZohoBooks({ size: 5 });
  assert.deepEqual(simulator.secrets.sort(), ["zoho-client-secret", "zoho-demo-refresh", "zoho-demo-token"]);
  const { access_token } = (await askToken(simulator)).body;
  assert.ok(simulator.secrets.includes(access_token));
});
