// The sides of every switch.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askAccelo, askAcceloToken, testSwitches, writeAccelo } from "../shared/asking.js";
import { createAccelo } from "./index.js";
import { ACCELO_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

/** @param {any} value */
const set = (value) => value !== null;

const some = createAccelo({ size: 400 }).rows();
/** @param {(row: Record<string, any>) => boolean} matches */
const countOf = (matches) => String(some.filter(matches).length);

/** @param {string} name @param {SwitchValue} side @param {string} path */
function askSide(name, side, path) {
  return askAccelo(withSide(name, side), path);
}

/** @param {string} name @param {SwitchValue} side @param {string} path */
async function firstIds(name, side, path) {
  const { status, body } = await askSide(name, side, path);
  return status === 200 ? body.response.map((/** @type {any} */ task) => task.id).join() : status;
}

/** @param {string} name @param {SwitchValue} side @param {string} filters */
async function countSide(name, side, filters) {
  return (await askSide(name, side, `tasks/count?_filters=${filters}`)).body.response.count;
}

const TASK = { title: "Paint", against_type: "job", against_id: "1", date_started: "1700000000" };
/** @param {(row: Record<string, any>) => boolean} matches @returns {number} an id */
const firstWhere = (matches) => some.findIndex(matches) + 1;
const pending = firstWhere((row) => row.standing === "pending" && row.assignee !== "4" && row.manager !== "4");
const complete = firstWhere((row) => row.standing === "complete");
const assigned = firstWhere((row) => row.assignee !== null && row.description !== "kept");

/** @param {string} name @param {SwitchValue} side */
function withSide(name, side) {
  return createAccelo({ size: 400, switches: { [name]: side } });
}

/** @param {string} name @param {SwitchValue} side @param {Record<string, string>} fields @param {string} [shown] */
function created(name, side, fields, shown = "") {
  return writeAccelo(withSide(name, side), "POST", `tasks?_fields=${shown}`, { ...TASK, ...fields });
}

/** @param {string} name @param {SwitchValue} side @param {number} id @param {Record<string, string>} fields @param {string} [shown] */
function updated(name, side, id, fields, shown = "") {
  return writeAccelo(withSide(name, side), "PUT", `tasks/${id}?_fields=${shown}`, fields);
}

const firstUnset = some.findIndex((row) => row.date_due === null) + 1;

testSwitches(test, assert, ACCELO_SWITCHES, {
  limitMax: { probe: async (side) => (await askSide("limitMax", side, "tasks?_limit=100")).body.response.length, sides: [100, 50] },
  limitAboveMax: { probe: async (side) => (await askSide("limitAboveMax", side, "tasks?_limit=101")).status, sides: [200, 400] },
  pageBase: { probe: (side) => firstIds("pageBase", side, "tasks?_page=1&_limit=2"), sides: ["3,4", "1,2"] },
  offsetWithPage: { probe: (side) => firstIds("offsetWithPage", side, "tasks?_page=1&_limit=2&_offset=30"), sides: ["3,4", 400] },
  badPaging: { probe: (side) => firstIds("badPaging", side, "tasks?_limit=0&_offset=-3"), sides: [400, "1,2,3,4,5,6,7,8,9,10"] },
  tieOrder: {
    probe: async (side) => {
      const of = createAccelo({ size: 400, switches: { tieOrder: side } });
      const ask = async () => (await askAccelo(of, "tasks?_filters=order_by_asc(standing)&_limit=3")).body.response.map((/** @type {any} */ t) => t.id).join();
      const [a, b] = [await ask(), await ask()];
      return a === b ? a : "another at each call";
    },
    sides: [
      some.filter((r) => r.standing === "accepted").map((r) => r.id).slice(0, 3).join(),
      some.filter((r) => r.standing === "accepted").map((r) => r.id).slice(-3).reverse().join(),
      "another at each call",
    ],
  },
  orderSeveral: { probe: (side) => firstIds("orderSeveral", side, "tasks?_filters=order_by_desc(id,title)&_limit=2"), sides: ["400,399", 400] },
  textOrder: {
    probe: async (side) => {
      const { body } = await askSide("textOrder", side, "tasks?_filters=order_by_asc(title),search(roof)&_limit=100");
      const titles = body.response.map((/** @type {any} */ task) => task.title);
      return titles.findIndex((/** @type {string} */ title) => title.startsWith("roof")) > titles.findLastIndex((/** @type {string} */ title) => title.startsWith("ROOF"));
    },
    sides: [true, false],
  },
  unsetDate: {
    probe: async (side) => {
      const task = (await askSide("unsetDate", side, `tasks/${firstUnset}?_fields=date_due`)).body.response;
      return "date_due" in task ? task.date_due : "absent";
    },
    sides: [null, "0", "absent"],
  },
  unsetMatchesBefore: {
    probe: (side) => countSide("unsetMatchesBefore", side, "date_due_before(1700000000)"),
    sides: [countOf((r) => set(r.date_due) && Number(r.date_due) < 1.7e9), countOf((r) => Number(r.date_due ?? 0) < 1.7e9)],
  },
  unsetSorts: {
    probe: async (side) => {
      const { body } = await askSide("unsetSorts", side, "tasks?_filters=order_by_asc(date_due)&_fields=date_due&_limit=1");
      return body.response[0].date_due === null;
    },
    sides: [true, false],
  },
  nullUnderNot: {
    probe: (side) => countSide("nullUnderNot", side, "assignee_not(4)"),
    sides: [countOf((r) => r.assignee !== "4"), countOf((r) => set(r.assignee) && r.assignee !== "4")],
  },
  repeatedAcross: {
    probe: (side) => firstIds("repeatedAcross", side, "tasks?_filters=id(1,2,3),_OR(id(3,5),standing(nothing))"),
    sides: ["3", "3,5"],
  },
  jobOfMilestone: {
    probe: async (side) => {
      const task = some.find((row) => row.against_type === "milestone");
      const shown = (await askSide("jobOfMilestone", side, `tasks/${task?.id}?_fields=task_job(title)`)).body.response.task_job;
      const found = await firstIds("jobOfMilestone", side, `tasks?_filters=child_of_job(${task?.task_job}),id(${task?.id})`);
      return [shown?.id === task?.against_id, found === task?.id];
    },
    sides: [[true, true], [false, true]],
  },
  unsetId: {
    probe: async (side) => {
      const free = some.find((row) => row.assignee === null)?.id;
      const shown = (await askSide("unsetId", side, `tasks/${free}?_fields=assignee(email)`)).body.response.assignee;
      return [shown, await countSide("unsetId", side, `assignee(0),id(${free})`)];
    },
    sides: [[null, "0"], ["0", "0"]],
  },
  unknownFilter: {
    probe: async (side) => {
      const filter = await firstIds("unknownFilter", side, "tasks?_filters=colour(3)&_limit=1");
      return [filter, await firstIds("unknownFilter", side, "tasks?_filters=order_by_asc(colour)&_limit=1")];
    },
    sides: [["1", "1"], [400, 400]],
  },
  unknownField: {
    probe: async (side) => {
      const own = (await askSide("unknownField", side, "tasks?_fields=colour")).status;
      return [own, (await askSide("unknownField", side, "tasks?_fields=type(colour)")).status];
    },
    sides: [[200, 200], [400, 200]],
  },
  searchWords: {
    probe: async (side) => (await countSide("searchWords", side, "search(surve)")) !== "0",
    sides: [false, true],
  },
  countType: { probe: (side) => countSide("countType", side, "max_id(7)"), sides: ["7", 7] },
  durations: {
    probe: async (side) => {
      const shown = (await askSide("durations", side, "tasks/7?_fields=billable")).body.response.billable;
      return [shown, await countSide("durations", side, "billable_greater_than(9000)")];
    },
    sides: [
      [some[6].billable, countOf((r) => Number(r.billable) > 9000)],
      [String(Number(some[6].billable) / 60), countOf((r) => Number(r.billable) / 60 > 9000)],
    ],
  },
  bothTokensStatus: { probe: async (side) => (await askSide("bothTokensStatus", side, "tasks?_bearer_token=accelo-demo-token")).status, sides: [400, 401] },
  missingUrl: {
    probe: async (side) => {
      const { status, headers } = await askSide("missingUrl", side, "nothing");
      const removed = await writeAccelo(withSide("missingUrl", side), "DELETE", "tasks/1");
      return [status, removed.status, headers.get("content-type")?.split(";")[0]];
    },
    sides: [[404, 404, "text/html"], [404, 404, "application/json"], [400, 400, "application/json"]],
  },
  unknownWrite: {
    probe: async (side) => {
      const answers = [await created("unknownWrite", side, { colour: "red" }), await updated("unknownWrite", side, 1, { colour: "red" })];
      return answers.map(({ status }) => status);
    },
    sides: [[200, 200], [400, 400]],
  },
  readOnlyWrite: {
    probe: async (side) => {
      const { status } = await updated("readOnlyWrite", side, pending, { standing: "complete", status_id: "5" }, "standing");
      return [status, (await created("readOnlyWrite", side, { logged: "900" })).status];
    },
    sides: [[400, 400], [200, 200]],
  },
  formerFields: {
    probe: async (side) => (await updated("formerFields", side, 1, { type_id: "3" }, "task_type")).body.response?.task_type ?? null,
    sides: [null, "3"],
  },
  emptyWrite: {
    probe: async (side) => {
      const { status, body } = await updated("emptyWrite", side, assigned, { assignee_id: "", description: "kept" }, "assignee,description");
      return status === 200 ? [body.response.assignee, body.response.description] : status;
    },
    sides: [[null, "kept"], [some[assigned - 1].assignee, "kept"], 400],
  },
  rateElsewhere: {
    probe: async (side) => {
      const { status, body } = await created("rateElsewhere", side, { against_type: "company", rate_id: "2", is_billable: "yes" }, "rate_id");
      return status === 200 ? body.response.rate_id : status;
    },
    sides: [400, null],
  },
  duplicateTitle: {
    probe: async (side) => {
      const of = withSide("duplicateTitle", side);
      await writeAccelo(of, "POST", "tasks", TASK);
      const { status, body } = await writeAccelo(of, "POST", "tasks", TASK);
      const elsewhere = await writeAccelo(of, "POST", "tasks", { ...TASK, against_id: "2" });
      return [status, body.meta.status, elsewhere.status];
    },
    sides: [[200, "ok", 200], [400, "duplicate", 200]],
  },
  progressionShape: {
    probe: async (side) => Object.keys((await askSide("progressionShape", side, `tasks/${pending}/progressions`)).body.response[0]).sort().join(),
    sides: ["id,status,title", "color,id,standing,title"],
  },
  wrongStanding: {
    probe: async (side) => {
      const of = withSide("wrongStanding", side);
      const { status, body } = await writeAccelo(of, "PUT", `tasks/${complete}/progressions/start?_fields=standing`);
      return [status, body.response?.standing ?? null, of.effects.length];
    },
    sides: [[400, null, 0], [200, "complete", 0], [200, "started", 1]],
  },
  processPermission: {
    probe: async (side) => {
      const of = withSide("processPermission", side);
      const { body } = await askAccelo(of, `tasks/${pending}/progressions`);
      return [body.response.length > 0, (await writeAccelo(of, "PUT", `tasks/${pending}/progressions/start`)).status];
    },
    sides: [[true, 200], [false, 403]],
  },
  oauthErrors: {
    probe: async (side) => {
      const { status, body } = await askAcceloToken(withSide("oauthErrors", side), { grant_type: "refresh_token", refresh_token: "x" });
      return [status, body.error ?? body.meta.status, Object.keys(body).sort().join()];
    },
    sides: [[400, "invalid_grant", "error,error_description"], [400, "invalid_grant", "meta,response"]],
  },
  refreshTokens: {
    probe: async (side) => {
      const of = withSide("refreshTokens", side);
      const ask = () => askAcceloToken(of, { grant_type: "refresh_token", refresh_token: "accelo-demo-refresh" });
      const { body } = await ask();
      return [body.refresh_token === "accelo-demo-refresh", (await ask()).status];
    },
    sides: [[true, 200], [false, 400]],
  },
  expiresIn: {
    probe: async (side) => (await askAcceloToken(withSide("expiresIn", side), { grant_type: "client_credentials" })).body.expires_in,
    sides: ["2592000", 2_592_000],
  },
});
