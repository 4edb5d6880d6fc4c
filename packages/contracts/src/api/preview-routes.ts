import type { Route } from "./route.ts";

/** Asking a model on a person's order, to look at the answer. */
export const previewRoutes = {
  "preview.ask": {
    ...{ method: "POST", path: "/v1/preview", permission: "preview.ask", isStream: true },
    summary:
      "Ask about one record without writing anything: server-sent events with the prompt, the growing answer, the whole one and its cost",
  },
} as const satisfies Record<string, Route>;
