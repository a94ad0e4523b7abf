// For the tests: how each platform is asked, with the demo credentials unless a test says otherwise.

/**
 * @typedef {import("./http.js").Simulator} Simulator
 * @typedef {{ status: number, headers: Headers, text: string, body: any }} Answer `body` is null where the text is no JSON
 */

/**
 * @param {Simulator} simulator
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<Answer>}
 */
export async function ask(simulator, url, init) {
  const response = await simulator.fetch(url, init);
  const text = await response.text();
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // Some answers are XML, HTML or empty.
  }
  return { status: response.status, headers: response.headers, text, body };
}

const INTACCT = "https://api.intacct.com/ia/api/v1";
export const INTACCT_AUTH = { authorization: "Bearer intacct-demo-token" };

/**
 * @param {Simulator} simulator
 * @param {object} query without `object`, unless it is another one
 * @param {Record<string, string>} [headers]
 */
export function askQuery(simulator, query, headers = {}) {
  return ask(simulator, `${INTACCT}/services/core/query`, {
    method: "POST",
    headers: { ...INTACCT_AUTH, "content-type": "application/json", ...headers },
    body: JSON.stringify({ object: "projects/task", ...query }),
  });
}

/** @param {Simulator} simulator @param {string} path @param {Record<string, string>} [headers] */
export function askIntacct(simulator, path, headers = INTACCT_AUTH) {
  return ask(simulator, INTACCT + path, { headers });
}

/**
 * @param {Simulator} simulator
 * @param {"POST" | "PATCH" | "DELETE"} method
 * @param {string} key of a task; empty for a new one
 * @param {unknown} [body] as JSON; a text stays as it is
 * @param {Record<string, string>} [headers]
 */
export function askIntacctWrite(simulator, method, key, body, headers = {}) {
  return ask(simulator, `${INTACCT}/objects/projects/task${key && `/${key}`}`, {
    method,
    headers: { ...INTACCT_AUTH, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
  });
}

/** @param {Simulator} simulator @param {Record<string, string>} form */
export function askIntacctToken(simulator, form) {
  const client = { client_id: "intacct-client", client_secret: "intacct-client-secret" };
  return ask(simulator, `${INTACCT}/oauth2/token`, { method: "POST", body: new URLSearchParams({ ...client, ...form }) });
}

export const ACCELO_AUTH = { authorization: "Bearer accelo-demo-token" };

/**
 * @param {Simulator} simulator
 * @param {string} path e.g. `tasks?_limit=2`
 * @param {RequestInit} [init]
 */
export function askAccelo(simulator, path, init = { headers: ACCELO_AUTH }) {
  return ask(simulator, `https://demo.api.accelo.com/api/v0/${path}`, init);
}

/**
 * A write of Accelo: form-encoded, as its documents have it.
 * @param {Simulator} simulator
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} [fields]
 * @param {Record<string, string>} [headers]
 */
export function writeAccelo(simulator, method, path, fields = {}, headers = ACCELO_AUTH) {
  return askAccelo(simulator, path, { method, headers, body: new URLSearchParams(fields) });
}

export const ACCELO_CLIENT = { authorization: `Basic ${btoa("accelo-client:accelo-client-secret")}` };

/**
 * @param {Simulator} simulator
 * @param {Record<string, string>} fields
 * @param {{ headers?: Record<string, string>, endpoint?: string }} [options] `endpoint`: `token` or `revoke`
 */
export function askAcceloToken(simulator, fields, { headers = ACCELO_CLIENT, endpoint = "token" } = {}) {
  return ask(simulator, `https://demo.api.accelo.com/oauth2/v0/${endpoint}`, { method: "POST", headers, body: new URLSearchParams(fields) });
}

export const KICKSERV_AUTH = { authorization: `Basic ${btoa("kickserv-demo-token:kickserv-demo-token")}` };

/** @param {Simulator} simulator @param {string} path @param {Record<string, string>} [headers] */
export function askKickserv(simulator, path, headers = KICKSERV_AUTH) {
  return ask(simulator, `https://app.kickserv.com/demo-account/${path}`, { headers });
}

/**
 * @param {Simulator} simulator
 * @param {string} method
 * @param {string} path e.g. `tasks/2357911.json`
 * @param {object} [body]
 */
export function writeKickserv(simulator, method, path, body) {
  /** @type {Record<string, string>} */
  const type = body === undefined ? {} : { "content-type": "application/json" };
  return ask(simulator, `https://app.kickserv.com/demo-account/${path}`, {
    method,
    headers: { ...KICKSERV_AUTH, ...type },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

export const ZOHO_AUTH = { authorization: "Zoho-oauthtoken zoho-demo-token" };

/**
 * @param {Simulator} simulator
 * @param {string} path e.g. `projects`
 * @param {Record<string, string>} [query]
 * @param {Record<string, string>} [headers]
 */
export function askZoho(simulator, path, query = {}, headers = ZOHO_AUTH) {
  const parameters = new URLSearchParams({ organization_id: "10234695", ...query });
  return ask(simulator, `https://www.zohoapis.com/books/v3/${path}?${parameters}`, { headers });
}

/**
 * Asks for each side of each switch and compares the answers with what the side stands for.
 * @param {typeof import("node:test").test} test
 * @param {{ deepEqual: (actual: unknown, expected: unknown, message?: string) => void }} assert
 * @param {import("./switches.js").SwitchTable} table
 * @param {Record<string, { probe: (side: import("./switches.js").SwitchValue) => Promise<unknown>, sides: unknown[] }>} probes
 *   `sides` are the expected answers in the order of the table's values
 */
export function testSwitches(test, assert, table, probes) {
  test("every switch has a probe, and its default is one of its sides", () => {
    assert.deepEqual(Object.keys(probes).sort(), Object.keys(table).sort());
    for (const entry of Object.values(table)) assert.deepEqual(entry.values.includes(entry.default), true);
  });
  for (const [name, { probe, sides }] of Object.entries(probes)) {
    test(`the switch ${name} changes what it says`, async () => {
      const answers = [];
      for (const side of table[name].values) answers.push(await probe(side));
      assert.deepEqual(answers, sides);
      assert.deepEqual(new Set(sides.map((side) => JSON.stringify(side))).size > 1, true, "the sides do not differ");
    });
  }
}
