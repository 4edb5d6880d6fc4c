import type { Route } from "./route.ts";

/** The definitions of enrichments, as they were released. */
export const definitionRoutes = {
  "definitions.list": {
    ...{ method: "GET", path: "/v1/definitions", permission: "definitions.read" },
    summary: "The released definitions of enrichments",
  },
  "definitions.show": {
    ...{ method: "GET", path: "/v1/definitions/:name", permission: "definitions.read" },
    summary: "One version of a definition, the current one unless told, and all that there are",
  },
  "definitions.diff": {
    ...{ method: "GET", path: "/v1/definitions/:name/diff", permission: "definitions.read" },
    summary: "What differs between two versions of a definition; unless told, since the one before",
  },
} as const satisfies Record<string, Route>;
