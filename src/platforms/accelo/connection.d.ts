export interface AcceloConnection extends ConnectionBase {
  platform: "ACCELO";
  /** The first part of `{deployment}.api.accelo.com`. */
  deployment: string;
  credentials: { access_token: string };
}
