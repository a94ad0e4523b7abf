export interface SageIntacctConnection extends ConnectionBase {
  platform: "SAGE_INTACCT";
  entity?: string;
  /** A token; or a client that acts as `user@company` or `user@company|entity`; or one with a refresh token. */
  credentials:
    | { access_token: string }
    | { client_id: string; client_secret: string; username: string; access_token?: string }
    | { client_id: string; client_secret: string; refresh_token: string; access_token?: string };
}
