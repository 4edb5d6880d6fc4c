import type { Route } from "./route.ts";

/** Asking models labelled cases, to see how often they are right. */
export const evaluationRoutes = {
  "evaluations.ask": {
    ...{ method: "POST", path: "/v1/evaluations", permission: "evaluations.order" },
    summary: "Ask models the labelled cases of a definition, or others; nothing is written",
  },
  "evaluations.list": {
    ...{ method: "GET", path: "/v1/evaluations", permission: "definitions.read" },
    summary: "The evaluations of the last 30 days, the newest first",
  },
  "evaluations.show": {
    ...{ method: "GET", path: "/v1/evaluations/:id", permission: "definitions.read" },
    summary:
      "How far an evaluation is and, once it has ended, its figures; unless it is looked at or goes on by itself, it ends",
  },
  "evaluations.stop": {
    ...{ method: "POST", path: "/v1/evaluations/:id/stop", permission: "evaluations.order" },
    summary: "Ask nothing more of an evaluation; what was asked stays, and stays charged",
  },
} as const satisfies Record<string, Route>;
