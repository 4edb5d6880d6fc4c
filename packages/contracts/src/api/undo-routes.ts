import type { Route } from "./route.ts";

/** Taking back what was written. */
export const undoRoutes = {
  "undo.preview": {
    ...{ method: "POST", path: "/v1/undos/preview", permission: "backfills.order" },
    summary:
      "What an undo of a run, a definition, a record or a field would restore, and what it would leave",
  },
  "undo.list": {
    ...{ method: "GET", path: "/v1/undos", permission: "backfills.read" },
    summary: "The undos of a run, the last first",
  },
  "undo.order": {
    ...{ method: "POST", path: "/v1/undos", permission: "backfills.order" },
    summary:
      "Undo exactly what a preview showed; a run of its own, which can be undone by its name",
  },
  "undo.show": {
    ...{ method: "GET", path: "/v1/undos/:id", permission: "backfills.read" },
    summary: "How far an undo has come",
  },
  "undo.cancel": {
    ...{ method: "POST", path: "/v1/undos/:id/cancel", permission: "backfills.order" },
    summary: "End an undo: what it has not written stays as it is",
  },
} as const satisfies Record<string, Route>;
