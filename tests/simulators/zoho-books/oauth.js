// The token endpoint of the accounts hosts. A refresh token lasts; what it gives lasts an hour.
// The three errors with status 200 are recorded by clients; the error of another grant and of another method is a
// reconstruction.

import { credentialsOf, isForm } from "../shared/http.js";
import { TokenBook } from "../shared/tokens.js";
import { accountsHost, apiHost } from "./hosts.js";
import { reply } from "./replies.js";

export const ZOHO_CLIENT = { client_id: "zoho-client", client_secret: "zoho-client-secret" };
export const ZOHO_REFRESH_TOKEN = "zoho-demo-refresh";

const LIFETIME = 3600;
const TEN_MINUTES = 600_000;

/**
 * @typedef {object} AccountsOptions
 * @property {import("../shared/switches.js").Switches} switches
 * @property {() => number} clock
 * @property {string} region
 * @property {string} accessToken one that lasts
 * @property {number} tokensInTenMinutes
 */

/** @param {AccountsOptions} options */
export function createAccounts({ switches, clock, region, accessToken, tokensInTenMinutes }) {
  const tokens = new TokenBook({
    clock,
    prefix: "zoho",
    lifetime: LIFETIME,
    rotates: switches.refreshRotation === "rotates",
    lasting: [accessToken],
    refreshTokens: [ZOHO_REFRESH_TOKEN],
  });
  /** @type {number[]} when tokens were given out of late */
  let given = [];

  /** @param {string} error */
  function refused(error) {
    return reply({ error }, Number(switches.oauthErrorStatus));
  }

  /** @param {URLSearchParams} asked @param {{ id: string | null, secret: string | null }} client */
  function grant(asked, client) {
    if (client.id !== ZOHO_CLIENT.client_id) return refused("invalid_client");
    if (client.secret !== ZOHO_CLIENT.client_secret) return refused("invalid_client_secret");
    if (asked.get("grant_type") !== "refresh_token") return refused("unsupported_grant_type");
    given = given.filter((time) => clock() < time + TEN_MINUTES);
    if (given.length >= tokensInTenMinutes) {
      const error_description = "You have made too many requests continuously. Please try again after some time.";
      return reply({ error_description, error: "Access Denied", status: "failure" }, 400);
    }
    const granted = tokens.refresh(asked.get("refresh_token"));
    if (!granted) return refused("invalid_code");
    given.push(clock());
    const { access_token, refresh_token, expires_in } = granted;
    const rotated = switches.refreshRotation === "rotates" ? { refresh_token } : {};
    const expiry = switches.expiresIn === "seconds" ? { expires_in } : { expires_in_sec: expires_in, expires_in: expires_in * 1000 };
    return reply({ access_token, ...rotated, api_domain: `https://${apiHost(region)}`, token_type: "Bearer", ...expiry }, 200);
  }

  return {
    tokens,

    /** The lasting secrets, and the tokens given out so far. */
    get secrets() {
      return [ZOHO_CLIENT.client_secret, ...tokens.secrets];
    },

    reset() {
      given = [];
    },

    /**
     * Answers a call to an accounts host.
     * @param {Request} request
     * @param {URL} url
     * @returns {Promise<{ route: string, response: Response }>}
     */
    async answer(request, url) {
      if (url.pathname !== "/oauth/v2/token") return { route: "none", response: reply({ error: "invalid_request" }, 404) };
      if (request.method !== "POST") return { route: "none", response: reply({ error: "invalid_request" }, 405) };
      // A client is known in its own region only.
      if (url.hostname !== accountsHost(region)) return { route: "token", response: refused("invalid_client") };
      const asked = await parameters(request, url);
      return { route: "token", response: grant(asked, clientOf(request, asked)) };
    },
  };
}

/**
 * Those of the address and, over them, those of a form.
 * @param {Request} request
 * @param {URL} url
 */
async function parameters(request, url) {
  const all = new URLSearchParams(url.searchParams);
  const type = request.headers.get("content-type") ?? "";
  if (!isForm(type)) return all;
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") all.set(name, value);
  }
  return all;
}

/**
 * @param {Request} request
 * @param {URLSearchParams} asked
 */
function clientOf(request, asked) {
  const basic = credentialsOf(request, "Basic");
  if (basic === null) return { id: asked.get("client_id"), secret: asked.get("client_secret") };
  let pair = "";
  try {
    pair = atob(basic);
  } catch {
    // Not a pair then, and no client.
  }
  const at = pair.indexOf(":");
  return at < 0 ? { id: null, secret: null } : { id: pair.slice(0, at), secret: pair.slice(at + 1) };
}
