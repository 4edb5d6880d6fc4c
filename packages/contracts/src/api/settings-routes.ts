import type { Route } from "./route.ts";

/** What is connected: CRMs and models. How they are set up stands in the configuration. */
export const settingsRoutes = {
  "connections.list": {
    ...{ method: "GET", path: "/v1/connections", permission: "line.read" },
    summary:
      "The connections to CRMs: what is read, what they allow, and what their last test found",
  },
  "connections.test": {
    ...{ method: "POST", path: "/v1/connections/:connection/test", permission: "connections.test" },
    summary: "Have a connection tested, scope by scope; nothing is written",
  },
  "reconciliations.list": {
    ...{ method: "GET", path: "/v1/reconciliations", permission: "line.read" },
    summary:
      "The last comparison of each object with its CRM: what was missing and stale, and when",
  },
  "reconciliations.order": {
    ...{ method: "POST", path: "/v1/reconciliations", permission: "reconciliations.order" },
    summary: "Have an object compared with its CRM now; what differs is read again",
  },
  "models.list": {
    ...{ method: "GET", path: "/v1/models", permission: "line.read-all" },
    summary: "The models that are asked: what they charge and allow, and whether they are closed",
  },
} as const satisfies Record<string, Route>;
