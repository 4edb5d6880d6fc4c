import type { Route } from "./route.ts";

/** The definitions of enrichments, as they were released, and which of their versions is current. */
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
  "definitions.figures": {
    ...{ method: "GET", path: "/v1/definitions/:name/figures", permission: "definitions.read" },
    summary: "What the answers of each version cost, how long their calls took, how often they fit",
  },
  "proposals.list": {
    ...{ method: "GET", path: "/v1/proposals", permission: "definitions.read" },
    summary: "What the files of the configuration propose other than what is released",
  },
  "proposals.release": {
    ...{ method: "POST", path: "/v1/proposals/:name/release" },
    permission: "definitions.release",
    summary: "Release what the files propose for one definition, as its difference was seen",
  },
  "definitions.release": {
    ...{ method: "POST", path: "/v1/definitions/:name/release" },
    permission: "definitions.release",
    summary: "Make a version current that was released before; running services follow",
  },
} as const satisfies Record<string, Route>;
