import type { Route } from "./route.ts";

/** What the line did and does. */
export const lineRoutes = {
  "changes.follow": {
    ...{ method: "GET", path: "/v1/changes", permission: "self.manage", isStream: true },
    summary: "Server-sent events `changed` with the areas to read again; one stream a client",
  },
  "line.show": {
    ...{ method: "GET", path: "/v1/line", permission: "line.read-all" },
    summary: "How much work is in which state",
  },
  "rests.list": {
    ...{ method: "GET", path: "/v1/rests", permission: "line.read-all" },
    summary:
      "Lanes and models that are closed and connections that are left alone, why and until when",
  },
  "savings.list": {
    ...{ method: "GET", path: "/v1/savings", permission: "line.read-all" },
    summary: "How many questions were not paid for again because their answer was known",
  },
  "operations.show": {
    ...{ method: "GET", path: "/v1/operations", permission: "line.read-all" },
    summary: "What each lane works on and whether it is open, and how far each connection is read",
  },
  "weather.show": {
    ...{ method: "GET", path: "/v1/weather", permission: "line.read-all" },
    summary:
      "How the calls to each model did of late: answers, failures, times, share of its limits, cost today",
  },
  "trends.show": {
    ...{ method: "GET", path: "/v1/trends", permission: "line.read-all" },
    summary:
      "How lanes, the log and spending were in the last half hour, and when budgets are used up",
  },
  "freshness.list": {
    ...{ method: "GET", path: "/v1/freshness", permission: "line.read-all" },
    summary: "Whether live changes are written as soon as promised, and what keeps them from it",
  },
  "records.find": {
    ...{ method: "GET", path: "/v1/records/find", permission: "records.read" },
    summary: "The record that is meant by `connection/object/id`, or by its id alone",
  },
  "records.show": {
    ...{ method: "GET", path: "/v1/records/:connection/:object/:id", permission: "records.read" },
    summary: "Everything about one record, from change to write, or why a field is blank",
  },
  "records.timeline": {
    ...{ method: "GET", path: "/v1/records/:connection/:object/:id/timeline" },
    permission: "records.read",
    summary: "What happened to one record, the last first",
  },
  "work.finished": {
    ...{ method: "GET", path: "/v1/work/finished", permission: "line.read-all" },
    summary: "Work that has ended, last finished first",
  },
  "decisions.list": {
    ...{ method: "GET", path: "/v1/decisions", permission: "line.read-all" },
    summary: "What was decided about fields, the last first",
  },
  "calls.list": {
    ...{ method: "GET", path: "/v1/calls", permission: "line.read-all" },
    summary: "Every attempt at a model, the last first",
  },
  "ledger.list": {
    ...{ method: "GET", path: "/v1/ledger", permission: "records.read" },
    summary: "Whose each value is, last recorded first",
  },
} as const satisfies Record<string, Route>;
