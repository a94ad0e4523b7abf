// A headless Chromium without a way to the net, and pages whose every complaint is kept.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

// Inside a container there is no user namespace for the sandbox; the rest keeps it off the net.
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchChromium() {
  const { CHROME } = process.env;
  assert.ok(CHROME, "CHROME does not name a browser; run by: cargo xtask test");
  return chromium.launch({ executablePath: CHROME, args: ARGS });
}

/**
 * What a page complains of: errors of the console, and errors that nobody caught.
 * @param {import("playwright-core").Page} page
 * @returns {string[]} grows as long as the page lives
 */
export function complaintsOf(page) {
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  return complaints;
}
