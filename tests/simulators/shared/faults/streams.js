/**
 * Bytes that come piece by piece.
 * @param {Uint8Array} bytes
 * @param {{ pause: number, chunks: number, never: boolean }} options `pause` in milliseconds before each piece; never:
 *   the last piece does not come until the call is aborted
 * @param {AbortSignal} signal
 * @returns {ReadableStream<Uint8Array>}
 */
export function slowStream(bytes, { pause, chunks, never }, signal) {
  const size = Math.max(1, Math.ceil(bytes.length / chunks));
  let sent = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return new ReadableStream({
    start(controller) {
      const end = () => {
        clearTimeout(timer);
        controller.error(signal.reason);
      };
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    },
    pull(controller) {
      if (never && sent + size >= bytes.length) return new Promise(() => {});
      return new Promise((resolve) => {
        timer = setTimeout(() => {
          const piece = bytes.slice(sent, sent + size);
          sent += piece.length;
          controller.enqueue(piece);
          if (sent >= bytes.length) controller.close();
          resolve();
        }, pause);
      });
    },
    cancel() {
      clearTimeout(timer);
    },
  });
}
