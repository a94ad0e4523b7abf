export interface AcceloConnection extends ConnectionBase {
  platform: "ACCELO";
  /** The first part of `{deployment}.api.accelo.com`. */
  deployment: string;
  /** A token; or a service application; or a web application with a refresh token. */
  credentials:
    | { access_token: string }
    | { client_id: string; client_secret: string; scope?: string; access_token?: string }
    | { client_id: string; client_secret: string; refresh_token: string; access_token?: string };
}
