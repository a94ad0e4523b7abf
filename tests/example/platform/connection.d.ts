export interface ExampleConnection extends ConnectionBase {
  platform: "EXAMPLE";
  credentials: { access_token: string };
}
