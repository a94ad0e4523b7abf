/** What the workers share; made by `../workers.js`. */
declare const data: {
  now: number;
  connections: import("taskweave").Connection[];
  accessTokens: Record<string, string>;
  plans: { search: string; calls: { platform: string; url: string; method: string; body: string; headers: [string, string][] }[] }[];
  answers: [string, { status: number; headers: [string, string][]; text: string }][];
};
export default data;
