import type { Route } from "./route.ts";

/** Wanting an enrichment for many records at once. */
export const backfillRoutes = {
  "backfills.list": {
    ...{ method: "GET", path: "/v1/backfills", permission: "backfills.read" },
    summary: "Backfills, the newest first, each with what became of its records",
  },
  "backfills.show": {
    ...{ method: "GET", path: "/v1/backfills/:id", permission: "backfills.read" },
    summary: "One backfill: how far it is, what became of its records, and what it has spent",
  },
  "backfills.progress": {
    ...{ method: "GET", path: "/v1/backfills/:id/progress", permission: "backfills.read" },
    summary:
      "How far a backfill is, how fast it goes, how long it still takes and what it waits for",
  },
  "backfills.sheet": {
    ...{ method: "GET", path: "/v1/backfills/:id/sheet", permission: "backfills.read" },
    summary:
      "What a backfill would do and cost, as it was last estimated, and whether that still holds",
  },
  "backfills.makeSheet": {
    ...{ method: "POST", path: "/v1/backfills/:id/sheet", permission: "backfills.order" },
    summary:
      "Estimate what a backfill would do and cost; its start approves that sheet by its hash",
  },
  "backfills.create": {
    ...{ method: "POST", path: "/v1/backfills", permission: "backfills.order" },
    summary: "Fix the records that a backfill is about; nothing begins before its start",
  },
  "backfills.change": {
    ...{ method: "POST", path: "/v1/backfills/:id", permission: "backfills.order" },
    summary: "Start, pause, resume or cancel a backfill",
  },
} as const satisfies Record<string, Route>;
