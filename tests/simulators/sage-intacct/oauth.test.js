import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askIntacct, askIntacctToken as token, askIntacctWrite, askQuery } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createSageIntacct } from "./index.js";

const CREDENTIALS = { grant_type: "client_credentials", username: "demo@company" };

function withClock() {
  const clock = createClock(DEFAULT_NOW);
  return { clock, simulator: createSageIntacct({ size: 50, now: clock.now }) };
}

/** @param {import("../shared/http.js").Simulator} simulator @param {string} accessToken */
async function statusWith(simulator, accessToken) {
  return (await askIntacct(simulator, "/objects/projects/task/1", { authorization: `Bearer ${accessToken}` })).status;
}

/** @param {string} refreshToken */
const refreshing = (refreshToken) => ({ grant_type: "refresh_token", refresh_token: refreshToken });

test("client_credentials for a user give a token that ends by the clock", async () => {
  const { clock, simulator } = withClock();
  const { status, body } = await token(simulator, CREDENTIALS);
  assert.equal(status, 200);
  assert.deepEqual(body, { token_type: "Bearer", access_token: body.access_token, refresh_token: body.refresh_token, expires_in: 43_200 });
  assert.notEqual(body.access_token, body.refresh_token);
  assert.equal(await statusWith(simulator, body.access_token), 200);
  clock.advance(43_200_000 - 1);
  assert.equal(await statusWith(simulator, body.access_token), 200);
  clock.advance(1);
  assert.equal(await statusWith(simulator, body.access_token), 401);
  assert.equal(await statusWith(simulator, "intacct-demo-token"), 200);
  assert.equal((await token(simulator, refreshing(body.refresh_token))).status, 200);
});

test("a refresh token is used once", async () => {
  const { simulator } = withClock();
  const first = await token(simulator, refreshing("intacct-demo-refresh"));
  assert.equal(first.status, 200);
  assert.equal(await statusWith(simulator, first.body.access_token), 200);
  assert.equal(await statusWith(simulator, first.body.refresh_token), 401);
  const again = await token(simulator, refreshing("intacct-demo-refresh"));
  assert.equal(again.status, 401);
  assert.equal(again.body.error.message, "Invalid token");
  const second = await token(simulator, refreshing(first.body.refresh_token));
  assert.equal(second.status, 200);
  assert.notEqual(second.body.access_token, first.body.access_token);
});

test("a new authorization of a user ends the old one, and no other user's", async () => {
  const { simulator } = withClock();
  const other = (await token(simulator, { ...CREDENTIALS, username: "other@company" })).body;
  const old = (await token(simulator, CREDENTIALS)).body;
  assert.equal((await token(simulator, refreshing("intacct-demo-refresh"))).status, 401);
  const now = (await token(simulator, CREDENTIALS)).body;
  assert.deepEqual(
    await Promise.all([old, now, other].map((grant) => statusWith(simulator, grant.access_token))),
    [401, 200, 200],
  );
  assert.equal((await token(simulator, refreshing(old.refresh_token))).status, 401);
  assert.equal((await token(simulator, refreshing(other.refresh_token))).status, 200);
});

test("a token for an entity sees what a header for it sees, and writes are stamped with its user", async () => {
  const { simulator } = withClock();
  const grant = (await token(simulator, { ...CREDENTIALS, username: "other@company|WEST" })).body;
  const count = async (/** @type {Record<string, string>} */ headers) =>
    (await askQuery(simulator, { fields: ["key"] }, headers)).body["ia::meta"].totalCount;
  const own = { authorization: `Bearer ${grant.access_token}` };
  const west = await count({ "x-ia-api-param-entity": "WEST" });
  const east = await count({ "x-ia-api-param-entity": "EAST" });
  assert.notEqual(west, east);
  assert.deepEqual([await count(own), await count({ ...own, "x-ia-api-param-entity": "EAST" })], [west, east]);
  const refreshed = (await token(simulator, refreshing(grant.refresh_token))).body;
  assert.equal(await count({ authorization: `Bearer ${refreshed.access_token}` }), west);
  await askIntacctWrite(simulator, "PATCH", "1", { description: "x" }, own);
  const audit = (await askIntacct(simulator, "/objects/projects/task/1")).body["ia::result"].audit;
  assert.equal(audit.modifiedByUser.key, "3");
});

test("what the token endpoint refuses", async () => {
  const { simulator } = withClock();
  for (const [form, status] of /** @type {[Record<string, string>, number][]} */ ([
    [{ ...CREDENTIALS, client_secret: "wrong" }, 401],
    [{ ...CREDENTIALS, client_id: "wrong" }, 401],
    [{ ...CREDENTIALS, username: "nobody@company" }, 401],
    [{ ...CREDENTIALS, username: "demo@company|NORTH" }, 401],
    [{ ...CREDENTIALS, username: "demo@company|WEST|EAST" }, 401],
    [{ grant_type: "client_credentials" }, 401],
    [refreshing("wrong"), 401],
    [{ ...refreshing("intacct-demo-refresh"), client_secret: "wrong" }, 401],
    [{ grant_type: "refresh_token" }, 401],
    [{ grant_type: "password" }, 400],
    [{}, 400],
  ])) {
    const answer = await token(simulator, form);
    assert.equal(answer.status, status, JSON.stringify(form));
    assert.deepEqual(Object.keys(answer.body), ["error"]);
  }
  const url = "https://api.intacct.com/ia/api/v1/oauth2/token";
  const typed = await ask(simulator, url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  assert.equal(typed.status, 400);
  // What was refused used nothing up.
  assert.equal((await token(simulator, refreshing("intacct-demo-refresh"))).status, 200);
  assert.equal(simulator.calls.byRoute.token, 13);
});

test("the secrets are all that was ever given out, and the book ends what it is told to", async () => {
  const { simulator } = withClock();
  const grant = (await token(simulator, CREDENTIALS)).body;
  for (const secret of ["intacct-demo-token", "intacct-powerless-token", "intacct-demo-refresh", "intacct-client-secret", grant.access_token, grant.refresh_token]) {
    assert.ok(simulator.secrets?.includes(secret), secret);
  }
  simulator.tokens?.endAll();
  for (const accessToken of ["intacct-demo-token", grant.access_token]) assert.equal(await statusWith(simulator, accessToken), 401);
  simulator.tokens?.revokeAll();
  assert.equal((await token(simulator, refreshing(grant.refresh_token))).status, 401);
});
