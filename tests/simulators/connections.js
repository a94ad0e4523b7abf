// The demo connections: with tokens that last, and with what a client needs to fetch its own.

/**
 * @typedef {import("./index.js").Connection} Connection
 * @typedef {import("./index.js").Platform} Platform
 */

const INTACCT_CLIENT = { client_id: "intacct-client", client_secret: "intacct-client-secret" };
const ACCELO_CLIENT = { client_id: "accelo-client", client_secret: "accelo-client-secret" };

/**
 * Complete sets of credentials by platform and grant. Kickserv knows one token and no grant.
 * @satisfies {Record<Platform, Record<string, Record<string, string>>>}
 */
export const OAUTH_CREDENTIALS = {
  SAGE_INTACCT: {
    refresh_token: { ...INTACCT_CLIENT, refresh_token: "intacct-demo-refresh" },
    client_credentials: { ...INTACCT_CLIENT, username: "demo@company" },
  },
  ACCELO: {
    client_credentials: ACCELO_CLIENT,
    refresh_token: { ...ACCELO_CLIENT, refresh_token: "accelo-demo-refresh" },
  },
  KICKSERV: { api_token: { api_token: "kickserv-demo-token" } },
  ZOHOBOOKS: {
    refresh_token: { client_id: "zoho-client", client_secret: "zoho-client-secret", refresh_token: "zoho-demo-refresh" },
  },
};

/** @returns {Connection[]} */
export function demoConnections() {
  return [
    { id: "intacct-demo", platform: "SAGE_INTACCT", credentials: { access_token: "intacct-demo-token" } },
    { id: "accelo-demo", platform: "ACCELO", deployment: "demo", credentials: { access_token: "accelo-demo-token" } },
    { id: "kickserv-demo", platform: "KICKSERV", slug: "demo-account", credentials: { api_token: "kickserv-demo-token" } },
    {
      id: "zoho-demo",
      platform: "ZOHOBOOKS",
      region: "com",
      organization_id: "10234695",
      credentials: { access_token: "zoho-demo-token" },
    },
  ];
}

/**
 * The same connections with the first grant of each platform in place of the lasting token.
 * @returns {Connection[]}
 */
export function oauthConnections() {
  return demoConnections().map((connection) => {
    const [credentials] = Object.values(OAUTH_CREDENTIALS[connection.platform]);
    return { ...connection, credentials };
  });
}

/** The access tokens that the demo handlers know: token → connection id. @returns {Record<string, string>} */
export function demoAccessTokens() {
  return Object.fromEntries(demoConnections().map(({ id }, i) => [`00000000-0000-4000-8000-00000000000${i + 1}`, id]));
}

/** What of a connection's credentials is secret: not the names of clients and users. */
const SECRET_NAMES = ["access_token", "api_token", "client_secret", "refresh_token"];

/** Those of every connection and grant. @returns {string[]} */
export function demoSecrets() {
  const sets = [
    ...demoConnections().map(({ credentials }) => credentials),
    ...Object.values(OAUTH_CREDENTIALS).flatMap((grants) => Object.values(grants)),
  ];
  return sets.flatMap((set) => Object.entries(set).flatMap(([name, value]) => (SECRET_NAMES.includes(name) ? value : [])));
}
