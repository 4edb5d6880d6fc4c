import { createRequire } from "node:module";

/**
 * kafkajs 2.2.4 keeps a timer going on every connection to look for requests that wait, and with none
 * waiting computes a negative delay: Node makes that 1 ms, warns, and an idle process burns some 4 % of
 * a core (https://github.com/tulios/kafkajs/issues/1751). Every request that has to wait asks for its
 * own timer, so without one no timer is needed. Does nothing where kafkajs is built otherwise.
 */
export function quietRequestQueue(): void {
  const prototype = requestQueuePrototype();
  const schedule = prototype?.scheduleCheckPendingRequests;
  if (!prototype || typeof schedule !== "function" || quieted.has(prototype)) return;
  quieted.add(prototype);
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (!Array.isArray(this.pending) || this.pending.length > 0) schedule.call(this);
  };
}

interface RequestQueue {
  pending?: unknown;
  scheduleCheckPendingRequests?: unknown;
}

const quieted = new WeakSet<RequestQueue>();

function requestQueuePrototype(): RequestQueue | undefined {
  try {
    const load = createRequire(import.meta.url);
    return load("kafkajs/src/network/requestQueue/index.js").prototype;
  } catch {
    // Another version, put together otherwise: it has its timer, which costs only time.
    return undefined;
  }
}
