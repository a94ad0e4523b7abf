// The CPU time of one `GET /tasks` in workerd over four sources: our handler and one that was written by hand, side by
// side. The clock of workerd stands still while a handler runs, so what the process has spent is read from the outside,
// over batches of requests that take turns. Nothing is taken off: what HTTP costs is in both.

import assert from "node:assert/strict";

import { grouped } from "../figures.js";
import { median, sameLists } from "../measure.js";
import { JAVASCRIPT } from "../peers/javascript.js";
import { milliseconds } from "../report/numbers.js";
import { TICK, cpuOf, workerdOf } from "./cpu.js";
import { EACH, REQUESTS, record } from "./requests.js";
import { startWorkers } from "./workers.js";

/** A batch spends so many ticks at least, so that one of them is no more than a hundredth. */
const LEAST = 100 * TICK;
const WARM_UP = 40;
/** How many times less than the JavaScript handler ours is to spend. */
const WANTED = 2;

/** @param {URL} url */
async function ask(url) {
  const response = await fetch(url);
  const text = await response.text();
  assert.equal(response.status, 200, `${url}: ${text.slice(0, 500)}`);
  return text;
}

/** @param {string} pid @param {URL} url @param {number} times @returns {Promise<number>} milliseconds a request */
async function batch(pid, url, times) {
  const before = cpuOf(pid);
  for (let i = 0; i < times; i += 1) await ask(url);
  return (cpuOf(pid) - before) / times;
}

/** Medians of batches that take turns. @param {string} pid @param {readonly URL[]} urls @param {number} rounds @param {number} least */
async function measure(pid, urls, rounds, least) {
  /** @type {number[]} */
  const times = [];
  for (const url of urls) {
    await batch(pid, url, WARM_UP);
    times.push(Math.ceil(least / Math.max(0.2, await batch(pid, url, WARM_UP))));
  }
  /** @type {number[][]} */
  const samples = urls.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < urls.length; place += 1) {
      const i = (place + round) % urls.length;
      samples[i].push(await batch(pid, urls[i], times[i]));
    }
  }
  return samples.map(median);
}

/**
 * @param {import("../figures.js").Context} context
 * @returns {AsyncGenerator<import("../figures.js").Figure | import("../figures.js").Section, void>}
 */
export async function* measureEdge({ taskweave, folder, quick, rounds, say }) {
  say("edge: answers of the platforms");
  const world = await record(taskweave);
  const workers = await startWorkers(folder, world);
  try {
    const pid = workerdOf();
    /** @type {number[]} */
    const least = [];
    for (const keeps of [false, true]) {
      for (const [i, { work }] of REQUESTS.entries()) {
        const what = `${work}, ${keeps ? "warm" : "cold"}`;
        say(`edge: ${what}`);
        const { path, calls } = world.recorded[i];
        const [ours, theirs, nothing] = (["taskweave", "javascript", "nothing"]).map((name) => workers.urlOf(/** @type {any} */ (name), keeps, path));
        for (let again = 0; again < 2; again += 1) {
          const [answer, other] = [JSON.parse(await ask(ours)), JSON.parse(await ask(theirs))];
          assert.ok(answer.tasks.length > 0, `${what}: the answer is empty`);
          sameLists(other.tasks, answer.tasks, `${what}: the JavaScript handler answers something else`);
        }
        const spent = await measure(pid, [ours, theirs, nothing], rounds, quick ? LEAST / 4 : LEAST);
        least.push(spent[2]);
        const bytes = calls.reduce((sum, { answer }) => sum + Buffer.byteLength(answer.text), 0);
        yield {
          row: "edge",
          work: `CPU of GET /tasks in workerd: ${what}`,
          data: `4 × ${grouped(EACH)} tasks, ${keeps ? "what was read whole is kept" : `${calls.length} pages, ${(bytes / 1e6).toFixed(1)} MB`}`,
          ours: spent[0],
          others: { [JAVASCRIPT]: spent[1] },
          goals: [{ than: JAVASCRIPT, times: WANTED }],
        };
      }
    }
    yield {
      title: "The request at the edge",
      columns: ["part of every request above", "CPU"],
      rows: [["HTTP alone: a request that nothing is done for, in the same workerd", milliseconds(median(least))]],
      text: "Cold: every page is read and parsed again. Warm: what was read whole is kept from request to request, by both.",
    };
  } finally {
    await workers.stop();
  }
}
