// What a request costs that nobody does anything for.

export default {
  fetch: () => new Response("{}", { headers: { "Content-Type": "application/json; charset=utf-8" } }),
};
