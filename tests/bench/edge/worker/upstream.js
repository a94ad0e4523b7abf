// The platforms: answers that were kept, given out again at next to no cost, and the same for both handlers.

import data from "./data.js";

const encoder = new TextEncoder();

/** @type {Map<string, { status: number, headers: [string, string][], bytes: Uint8Array<ArrayBuffer> }>} */
const ANSWERS = new Map(data.answers.map(([key, { text, ...answer }]) => [key, { ...answer, bytes: encoder.encode(text) }]));

/** @param {Request} request */
export async function upstream(request) {
  const key = request.method === "GET" ? request.url : `${request.url}\n${await request.text()}`;
  const answer = ANSWERS.get(key);
  if (!answer) return new Response(`{"error":"this was not asked before: ${request.url}"}`, { status: 404 });
  return new Response(answer.bytes, { status: answer.status, headers: answer.headers });
}
