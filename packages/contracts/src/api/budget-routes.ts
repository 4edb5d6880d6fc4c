import type { Route } from "./route.ts";

/** What may be spent, and the orders about it. */
export const budgetRoutes = {
  "budgets.list": {
    ...{ method: "GET", path: "/v1/budgets", permission: "budgets.read" },
    summary: "What is spent, what is held and what is left; and who set which limit",
  },
  "budgets.set": {
    ...{ method: "POST", path: "/v1/budgets", permission: "budgets.set" },
    summary: "Set a limit in place of what the configuration says, until a time or for good",
  },
  "budgets.unset": {
    ...{ method: "POST", path: "/v1/budgets/unset", permission: "budgets.set" },
    summary: "Let a limit be as the configuration says again",
  },
  "budgets.release": {
    ...{ method: "POST", path: "/v1/budgets/release", permission: "budgets.set" },
    summary: "Release what is held for calls that the vendor has not billed",
  },
  "bills.list": {
    ...{ method: "GET", path: "/v1/bills", permission: "budgets.read" },
    summary:
      "What vendors bill by day and model beside what the log of calls says, the newest days first",
  },
  "bills.reconcile": {
    ...{ method: "POST", path: "/v1/bills", permission: "budgets.set" },
    summary: "Hold what a vendor bills against the log of calls, and keep where they differ",
  },
} as const satisfies Record<string, Route>;
