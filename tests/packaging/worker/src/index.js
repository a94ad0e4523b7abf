import { createHandler } from "taskweave";

export default createHandler((env) => ({
  connections: JSON.parse(env.CONNECTIONS),
  accessTokens: JSON.parse(env.ACCESS_TOKENS),
}));
