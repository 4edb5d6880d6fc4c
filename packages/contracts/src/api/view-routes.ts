import type { Route } from "./route.ts";

/** Searches of records that people keep under a name. */
export const viewRoutes = {
  "views.list": {
    ...{ method: "GET", path: "/v1/views", permission: "records.read" },
    summary: "One's own saved views of records, and those that others share",
  },
  "views.save": {
    ...{ method: "POST", path: "/v1/views", permission: "records.read" },
    summary: "Save a view under a name, for oneself or for all; in place of one's own of that name",
  },
  "views.remove": {
    ...{ method: "DELETE", path: "/v1/views/:id", permission: "records.read" },
    summary: "Remove a view of one's own; of an admin, any that is shared",
  },
} as const satisfies Record<string, Route>;
