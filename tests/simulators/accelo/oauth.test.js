import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askAccelo, askAcceloToken, writeAccelo } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createAccelo } from "./index.js";

const DAY = 86_400_000;
const CREDENTIALS = { grant_type: "client_credentials" };
const REFRESH = { grant_type: "refresh_token", refresh_token: "accelo-demo-refresh" };

/** @param {Record<string, any>} [options] */
function fresh(options) {
  const clock = createClock(DEFAULT_NOW);
  return { clock, simulator: createAccelo({ size: 10, now: clock.now, ...options }) };
}

/** @param {string} token */
const bearer = (token) => ({ authorization: `Bearer ${token}` });

test("a service application: a token for thirty days, no refresh token", async () => {
  const { simulator, clock } = fresh();
  const { status, body } = await askAcceloToken(simulator, CREDENTIALS);
  assert.deepEqual([status, body.token_type, body.expires_in], [200, "Bearer", "2592000"]);
  assert.ok(!("refresh_token" in body));
  const read = async () => (await askAccelo(simulator, "tasks", { headers: bearer(body.access_token) })).status;
  assert.equal(await read(), 200);
  clock.advance(30 * DAY - 1);
  assert.equal(await read(), 200);
  clock.advance(1);
  const ended = await askAccelo(simulator, "tasks", { headers: bearer(body.access_token) });
  assert.deepEqual([ended.status, ended.body.response, ended.body.meta.status], [401, null, "invalid_client"]);
  assert.equal((await askAccelo(simulator, "tasks")).status, 200, "the demo token lasts");
  const unseen = simulator.tokens.secrets.filter((token) => token.startsWith("accelo-refresh"));
  assert.ok(unseen.length > 0);
  for (const refresh_token of unseen) assert.equal((await askAcceloToken(simulator, { ...REFRESH, refresh_token })).status, 400);
});

test("a token may be asked for with a shorter life", async () => {
  const { simulator, clock } = fresh();
  const { body } = await askAcceloToken(simulator, { ...CREDENTIALS, expires_in: "60" });
  assert.equal(body.expires_in, "60");
  clock.advance(59_999);
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(body.access_token) })).status, 200);
  clock.advance(1);
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(body.access_token) })).status, 401);
  for (const expires_in of ["0", "-1", "soon"]) assert.equal((await askAcceloToken(simulator, { ...CREDENTIALS, expires_in })).status, 400);
});

test("scopes: what may be read and written", async () => {
  const { simulator } = fresh();
  /** @type {[string | undefined, number, number][]} */
  const cases = [
    [undefined, 200, 403], ["read(all)", 200, 403], ["read(tasks)", 200, 403], ["write(all)", 200, 200], ["read(all),write(all)", 200, 200],
    ["write(contacts,tasks)", 200, 200], ["read(companies),write(staff)", 403, 403], ["read(all),write(companies)", 200, 403],
  ];
  for (const [scope, read, write] of cases) {
    const { body } = await askAcceloToken(simulator, scope === undefined ? CREDENTIALS : { ...CREDENTIALS, scope });
    const headers = bearer(body.access_token);
    const statuses = [(await askAccelo(simulator, "tasks", { headers })).status, (await writeAccelo(simulator, "PUT", "tasks/1", { title: "x" }, headers)).status];
    assert.deepEqual(statuses, [read, write], scope);
  }
  for (const scope of ["", "all", "read", "read()", "read(all) write(all)", "delete(all)"]) {
    const { status, body } = await askAcceloToken(simulator, { ...CREDENTIALS, scope });
    assert.deepEqual([status, body.error], [400, "invalid_scope"], scope);
  }
});

test("a web application refreshes, and its old access token goes on", async () => {
  const { simulator, clock } = fresh();
  const first = (await askAcceloToken(simulator, REFRESH)).body;
  assert.deepEqual(Object.keys(first).sort(), ["access_token", "expires_in", "refresh_token", "token_type"]);
  clock.advance(29 * DAY);
  const second = (await askAcceloToken(simulator, { ...REFRESH, refresh_token: first.refresh_token })).body;
  assert.notEqual(second.access_token, first.access_token);
  for (const token of [first.access_token, second.access_token]) {
    assert.equal((await writeAccelo(simulator, "PUT", "tasks/1", { title: "x" }, bearer(token))).status, 200);
  }
  clock.advance(2 * DAY);
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(first.access_token) })).status, 401);
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(second.access_token) })).status, 200);
});

test("where refresh tokens rotate each is good for once", async () => {
  const { simulator } = fresh({ switches: { refreshTokens: "rotated" } });
  const { refresh_token } = (await askAcceloToken(simulator, REFRESH)).body;
  const again = await askAcceloToken(simulator, REFRESH);
  assert.deepEqual([again.status, again.body], [400, { error: "invalid_grant", error_description: "Grant was not found (possibly expired)." }]);
  assert.equal((await askAcceloToken(simulator, { ...REFRESH, refresh_token })).status, 200);
});

test("who asks wrongly is refused", async () => {
  const { simulator } = fresh();
  const wrong = { authorization: `Basic ${btoa("accelo-client:wrong")}` };
  /** @type {[Record<string, string>, Record<string, string> | undefined, number, string][]} */
  const cases = [
    [CREDENTIALS, wrong, 401, "invalid_client"],
    [CREDENTIALS, {}, 401, "invalid_client"],
    [{ ...CREDENTIALS, client_id: "accelo-client", client_secret: "accelo-client-secret" }, {}, 401, "invalid_client"],
    [{}, undefined, 400, "invalid_request"],
    [{ grant_type: "refresh_token" }, undefined, 400, "invalid_request"],
    [{ token_type: "refresh_token", refresh_token: "accelo-demo-refresh" }, undefined, 400, "invalid_request"],
    [{ ...REFRESH, refresh_token: "x" }, undefined, 400, "invalid_grant"],
    [{ grant_type: "password" }, undefined, 400, "unsupported_grant_type"],
    [{ grant_type: "authorization_code", code: "1" }, undefined, 400, "invalid_grant"],
  ];
  for (const [fields, headers, status, error] of cases) {
    const answer = await askAcceloToken(simulator, fields, { headers });
    assert.deepEqual([answer.status, answer.body.error, typeof answer.body.error_description], [status, error, "string"]);
  }
  assert.equal((await ask(simulator, "https://demo.api.accelo.com/oauth2/v0/token")).status, 404);
  assert.equal((await askAcceloToken(simulator, {}, { endpoint: "other" })).status, 404);
});

test("a revoked token is no longer valid", async () => {
  const { simulator } = fresh();
  const { access_token } = (await askAcceloToken(simulator, CREDENTIALS)).body;
  assert.equal((await askAcceloToken(simulator, { token: access_token }, { headers: {}, endpoint: "revoke" })).status, 401);
  const named = { token: access_token, client_id: "accelo-client", client_secret: "accelo-client-secret" };
  const { status, body } = await askAcceloToken(simulator, named, { headers: {}, endpoint: "revoke" });
  assert.deepEqual([status, body.meta.status], [200, "ok"]);
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(access_token) })).status, 401);
  assert.equal((await askAcceloToken(simulator, {}, { endpoint: "revoke" })).status, 400);
  await askAcceloToken(simulator, { token: "accelo-demo-refresh" }, { endpoint: "revoke" });
  assert.equal((await askAcceloToken(simulator, REFRESH)).body.error, "invalid_grant");
});

test("tokens that are ended by hand, and the secrets", async () => {
  const { simulator } = fresh();
  const { access_token } = (await askAcceloToken(simulator, CREDENTIALS)).body;
  simulator.tokens.endAll();
  for (const token of [access_token, "accelo-demo-token"]) {
    assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(token) })).status, 401);
  }
  const renewed = (await askAcceloToken(simulator, REFRESH)).body;
  assert.equal((await askAccelo(simulator, "tasks", { headers: bearer(renewed.access_token) })).status, 200);
  simulator.tokens.revokeAll();
  assert.equal((await askAcceloToken(simulator, REFRESH)).status, 400);
  const wanted = [access_token, renewed.access_token, "accelo-demo-token", "accelo-demo-refresh", "accelo-client-secret", btoa("accelo-client:accelo-client-secret")];
  for (const secret of wanted) assert.ok(simulator.secrets.includes(secret), secret);
});
