import type { Route } from "./route.ts";

/** Records of two CRMs that are one company. */
export const companyLinkRoutes = {
  "company-links.list": {
    ...{ method: "GET", path: "/v1/company-links", permission: "links.read" },
    summary: "Records of two connections that are one company, or may be, the last decided first",
  },
  "company-links.show": {
    ...{ method: "GET", path: "/v1/company-links/of", permission: "links.read" },
    summary: "The links of one record, each with the reason and how the two compare",
  },
  "company-links.figures": {
    ...{ method: "GET", path: "/v1/company-links/figures", permission: "links.read" },
    summary: "How many links there are, and what one answer for both records has saved",
  },
  "company-links.order": {
    ...{ method: "POST", path: "/v1/company-links", permission: "links.order" },
    summary:
      "Say that two records are one company, or are not, whatever the rules say; or leave it to them again",
  },
} as const satisfies Record<string, Route>;
