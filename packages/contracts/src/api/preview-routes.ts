import type { Route } from "./route.ts";

/** Asking a model on a person's order, to look at the answer. */
export const previewRoutes = {
  "preview.ask": {
    ...{ method: "POST", path: "/v1/preview", permission: "preview.ask", isStream: true },
    summary:
      "Ask about one record without writing anything: server-sent events with the prompt, the growing answer, the whole one and its cost",
  },
  "samples.ask": {
    ...{ method: "POST", path: "/v1/backfills/:id/sample", permission: "backfills.order" },
    summary: "Really ask about some records of a backfill, at random, without writing anything",
  },
  "samples.show": {
    ...{ method: "GET", path: "/v1/backfills/:id/sample", permission: "backfills.read" },
    summary: "A backfill's sample: answers beside today's values, and what a write would do",
  },
} as const satisfies Record<string, Route>;
