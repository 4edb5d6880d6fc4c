import type { Route } from "./route.ts";

/** Records as they stand. */
export const recordRoutes = {
  "record-filters.list": {
    ...{ method: "GET", path: "/v1/record-filters", permission: "records.read" },
    summary: "By what records can be filtered, and where any have been read",
  },
  "records.fields": {
    ...{ method: "GET", path: "/v1/records/:connection/:object/:id/fields" },
    permission: "records.read",
    summary:
      "Each field that an enrichment writes to one record: how it stands, and what it comes from",
  },
} as const satisfies Record<string, Route>;
