export interface ZohoBooksConnection extends ConnectionBase {
  platform: "ZOHOBOOKS";
  region: "com" | "eu" | "in" | "com.au" | "jp" | "ca" | "sa";
  organization_id: string;
  credentials: { access_token: string };
}
