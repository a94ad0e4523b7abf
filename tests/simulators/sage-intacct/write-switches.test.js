import assert from "node:assert/strict";
import { test } from "node:test";
import { askIntacct, askIntacctToken as token, askIntacctWrite as write, testSwitches } from "../shared/asking.js";
import { createSageIntacct } from "./index.js";
import { WRITE_SWITCHES } from "./write-switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

const DRAFT = { name: "Gutters", project: { key: "132" }, taskStatus: "planned" };
const CREDENTIALS = { grant_type: "client_credentials", username: "demo@company" };

/** @param {string} name @param {SwitchValue} side */
function withSide(name, side) {
  return createSageIntacct({ size: 60, switches: { [name]: side } });
}

/** @param {import("../shared/http.js").Simulator} simulator @param {string} key */
async function taskOf(simulator, key) {
  return (await askIntacct(simulator, `/objects/projects/task/${key}`)).body["ia::result"];
}

/** @param {import("../shared/http.js").Simulator} simulator @param {string} accessToken */
async function statusWith(simulator, accessToken) {
  return (await askIntacct(simulator, "/objects/projects/task/1", { authorization: `Bearer ${accessToken}` })).status;
}

testSwitches(test, assert, WRITE_SWITCHES, {
  ruleStatus: {
    probe: async (side) => {
      const of = withSide("ruleStatus", side);
      const bodies = [{ ...DRAFT, name: "Demolition" }, { ...DRAFT, project: { key: "9" } }, { ...DRAFT, taskStatus: "x" }];
      return Promise.all(bodies.map(async (body) => (await write(of, "POST", "", body)).status));
    },
    sides: [[400, 400, 400], [422, 422, 400]],
  },
  foreignTask: {
    probe: async (side) => (await write(withSide("foreignTask", side), "POST", "", { ...DRAFT, parent: { key: "1" } })).status,
    sides: [400, 201],
  },
  deleteOfParent: {
    probe: async (side) => {
      const of = withSide("deleteOfParent", side);
      await write(of, "PATCH", "1326", { dependentOn: { key: "1325" }, parent: { key: "1325" } });
      const { status } = await write(of, "DELETE", "1325");
      const task = await taskOf(of, "1326");
      return [status, task.parent?.key ?? null, task.dependentOn?.key ?? null, (await write(of, "DELETE", "1326")).status];
    },
    sides: [[204, null, null, 204], [400, "1325", "1325", 204]],
  },
  completionDate: {
    probe: async (side) => {
      const of = withSide("completionDate", side);
      const days = [];
      for (const taskStatus of ["completed", "planned"]) {
        await write(of, "PATCH", "1325", { taskStatus });
        days.push((await taskOf(of, "1325")).actual.endDate);
      }
      const made = await write(of, "POST", "", { ...DRAFT, taskStatus: "completed" });
      return [...days, (await taskOf(of, made.body["ia::result"].key)).actual.endDate];
    },
    sides: [[null, null, null], ["2026-06-30", null, "2026-06-30"]],
  },
  writeMeta: {
    probe: async (side) => Object.keys((await write(withSide("writeMeta", side), "POST", "", DRAFT)).body["ia::meta"]),
    sides: [["totalCount", "totalSuccess", "totalError"], ["totalCount", "totalSuccess", "totalError"], ["totalCount"]],
  },
  idempotentFailures: {
    probe: async (side) => {
      const of = withSide("idempotentFailures", side);
      const twice = async () => (await write(of, "POST", "", { ...DRAFT, name: "Demolition" }, { "idempotency-key": "k" })).status;
      const first = await twice();
      await write(of, "DELETE", "1325");
      return [first, await twice()];
    },
    sides: [[400, 201], [400, 400]],
  },
  tokenFailureStatus: {
    probe: async (side) => (await token(withSide("tokenFailureStatus", side), { ...CREDENTIALS, client_secret: "wrong" })).status,
    sides: [401, 400],
  },
  tokenErrorShape: {
    probe: async (side) => Object.keys((await token(withSide("tokenErrorShape", side), {})).body),
    sides: [["error"], ["ia::result", "ia::meta"]],
  },
  newAuthorization: {
    probe: async (side) => {
      const of = withSide("newAuthorization", side);
      const old = (await token(of, CREDENTIALS)).body;
      await token(of, CREDENTIALS);
      const refreshed = await token(of, { grant_type: "refresh_token", refresh_token: old.refresh_token });
      return [await statusWith(of, old.access_token), refreshed.status];
    },
    sides: [[401, 401], [200, 401]],
  },
  accessAfterRefresh: {
    probe: async (side) => {
      const of = withSide("accessAfterRefresh", side);
      const old = (await token(of, CREDENTIALS)).body;
      await token(of, { grant_type: "refresh_token", refresh_token: old.refresh_token });
      return statusWith(of, old.access_token);
    },
    sides: [200, 401],
  },
});
