// A million tasks in a page of Chromium: a filter and the first page in each frame, and what they cost in memory.

import { launchChromium } from "../../support/chromium.js";
import { serve } from "../browser/serve.js";
import { eachPage } from "../data/pages.js";
import { PLATFORMS, TEXTS, dataName, grouped } from "../figures.js";
import { median, sameLists } from "../measure.js";
import { canDropPages } from "../ours.js";
import { CONNECTION, COUNT, ROWS, wantedAt } from "../question.js";
import { memoryCells, milliseconds } from "../report/numbers.js";
import { newestOfPages } from "../rows.js";

/** What one frame leaves, at 60 a second. */
const FRAME = 16;

/** @param {import("../figures.js").Context} context @returns {AsyncGenerator<import("../figures.js").Section, void>} */
async function* run({ taskweave, folder, quick, say }) {
  const rows = quick ? 50_000 : 1_000_000;
  const count = quick ? 60 : 300;
  const keeps = canDropPages(taskweave) ? [true, false] : [true];
  const server = await serve(folder);
  const browser = await launchChromium();
  const version = browser.version();
  /** @type {string[][]} */
  const lines = [];
  try {
    for (const platform of PLATFORMS) {
      for (const text of TEXTS) {
        for (const keep of keeps) {
          say(`browser: ${grouped(rows)} tasks, ${dataName(platform, text)}, ${keep ? "with pages" : "without"}`);
          const { frames, first, ...kept } = await frame(browser, server.url, { platform, text, rows, keep }, count);
          if (keep) {
            // What is the fastest answer worth if it is another one?
            const pages = eachPage(platform, text, { pages: rows / ROWS, rows: ROWS });
            const expected = newestOfPages(platform, pages, CONNECTION, wantedAt(0), COUNT);
            const bare = (/** @type {{ last_synced_at: string }[]} */ tasks) => tasks.map(({ last_synced_at: _, ...rest }) => rest);
            sameLists(bare(first), bare(expected), "browser: the first page is another one");
          }
          const [middle, worst] = [median(frames), Math.max(...frames)];
          const late = frames.filter((spent) => spent > FRAME).length;
          lines.push([
            dataName(platform, text),
            milliseconds(middle),
            milliseconds(worst),
            `${late} of ${count}`,
            `< ${FRAME} ms: ${worst < FRAME ? "reached" : "not reached"}`,
            ...memoryCells(kept, keep),
          ]);
        }
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  yield {
    title: `${grouped(rows)} tasks in the browser`,
    columns: [
      "data", "filter + first page", "worst", "late frames", "goal", "pages", "page bytes a task", "kept a task", "memory grown a task", "grown ÷ page bytes", "goal",
    ],
    rows: lines,
    text: `Chromium ${version}, headless; in each of ${count} frames a filter of 3 predicates, its newest ${COUNT} as objects; their order is kept from the second on.`,
  };
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {Parameters<typeof import("../memory/kept.js").keepPages>[2]} what
 * @param {number} count
 * @returns {Promise<import("../browser/frames.js").Framed>}
 */
async function frame(browser, url, what, count) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  /** @type {Error[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  page.on("crash", () => errors.push(new Error("the page crashed")));
  try {
    await page.goto(url);
    await page.waitForFunction(() => "measureFrames" in globalThis, undefined, { timeout: 10_000 });
    return await page.evaluate(
      ({ what, count }) => /** @type {any} */ (globalThis).measureFrames(what, count),
      { what, count },
    );
  } catch (error) {
    throw new Error(`the page failed: ${[error, ...errors].join("; ")}`, { cause: error });
  } finally {
    await page.close();
  }
}

/** @type {import("../figures.js").Group} */
export const browser = { names: ["browser"], run };
