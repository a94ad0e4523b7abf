export interface KickservConnection extends ConnectionBase {
  platform: "KICKSERV";
  /** The account's part of `app.kickserv.com/{slug}`. */
  slug: string;
  credentials: { api_token: string };
}
