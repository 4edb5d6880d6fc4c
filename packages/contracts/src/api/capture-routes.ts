import type { Route } from "./route.ts";

/** Requests to models and their replies, of enrichments whose definition has them kept. */
export const captureRoutes = {
  "captures.list": {
    ...{ method: "GET", path: "/v1/captures", permission: "captures.read" },
    summary: "What was captured of calls to models, the last first, without request and reply",
  },
  "captures.show": {
    ...{ method: "GET", path: "/v1/captures/:id", permission: "captures.read" },
    summary: "One request to a model and its reply; who looked is kept in the audit",
  },
} as const satisfies Record<string, Route>;
