export interface ZohoBooksConnection extends ConnectionBase {
  platform: "ZOHOBOOKS";
  region: "com" | "eu" | "in" | "com.au" | "jp" | "ca" | "sa";
  organization_id: string;
  /** A token, which lasts an hour; or a client with a refresh token. */
  credentials:
    | { access_token: string }
    | { client_id: string; client_secret: string; refresh_token: string; access_token?: string };
}
