export interface SageIntacctConnection extends ConnectionBase {
  platform: "SAGE_INTACCT";
  entity?: string;
  credentials: { access_token: string };
}
