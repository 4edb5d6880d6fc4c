import type { Route } from "./route.ts";

/** Reading what a filter matches in the CRM itself, before a backfill is about it. */
export const readRoutes = {
  "filters.fields": {
    ...{ method: "GET", path: "/v1/filters/fields", permission: "backfills.read" },
    summary:
      "What a filter can ask of the records of an enrichment, as their CRM described it last",
  },
  "filters.check": {
    ...{ method: "POST", path: "/v1/filters/check", permission: "backfills.read" },
    summary: "What is wrong with a filter, condition by condition; it changes nothing",
  },
  "filters.count": {
    ...{ method: "POST", path: "/v1/filters/count", permission: "backfills.read" },
    summary:
      "How many of the records that have been read match a filter; a backfill would be about these",
  },
  "reads.order": {
    ...{ method: "POST", path: "/v1/reads", permission: "backfills.order" },
    summary: "Have the records that match read from their CRM; nothing is wanted for them",
  },
  "reads.show": {
    ...{ method: "GET", path: "/v1/reads/:id", permission: "backfills.read" },
    summary:
      "How far a read is: how many match in the CRM, how many are known and how many were read",
  },
  "reads.cancel": {
    ...{ method: "POST", path: "/v1/reads/:id/cancel", permission: "backfills.order" },
    summary: "Read no further page",
  },
} as const satisfies Record<string, Route>;
