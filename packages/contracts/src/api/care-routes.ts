import type { Route } from "./route.ts";

/** What people do about dead letters, reviews and corrections. */
export const careRoutes = {
  "dead-letters.list": {
    ...{ method: "GET", path: "/v1/dead-letters", permission: "dead-letters.read" },
    summary: "What failed for good, by cause, with what to do about it; the largest groups first",
  },
  "dead-letters.show": {
    ...{ method: "GET", path: "/v1/dead-letters/:id", permission: "dead-letters.read" },
    summary: "One group of dead letters",
  },
  "dead-letters.replay": {
    ...{ method: "POST", path: "/v1/dead-letters/:id/replay", permission: "dead-letters.order" },
    summary: "Put a group as it is now back into the line, a few of it first",
  },
  "dead-letters.discard": {
    ...{ method: "POST", path: "/v1/dead-letters/:id/discard", permission: "dead-letters.order" },
    summary: "End dead letters of a group for good, with the reason",
  },
  "dead-events.show": {
    ...{ method: "GET", path: "/v1/dead-events/:id", permission: "dead-events.read" },
    summary: "One event that failed for good, with its payload",
  },
  "dead-events.edit": {
    ...{ method: "POST", path: "/v1/dead-events/:id", permission: "dead-events.order" },
    summary: "Change an event's payload, under its topic's schema",
  },
  "replays.list": {
    ...{ method: "GET", path: "/v1/replays", permission: "dead-letters.read" },
    summary: "Replays, the newest first",
  },
  "replays.show": {
    ...{ method: "GET", path: "/v1/replays/:id", permission: "dead-letters.read" },
    summary: "How a replay goes, and what failed anew",
  },
  "replays.change": {
    ...{ method: "POST", path: "/v1/replays/:id", permission: "dead-letters.order" },
    summary: "Let a replay go on, rest or end",
  },
  "work.preview-retry": {
    ...{ method: "POST", path: "/v1/retry/preview", permission: "work.retry" },
    summary: "How many dead letters or reviews match",
  },
  "work.retry": {
    ...{ method: "POST", path: "/v1/retry", permission: "work.retry" },
    summary: "Have dead letters asked again, or reviews decided again, all that match",
  },
  "reviews.list": {
    ...{ method: "GET", path: "/v1/reviews", permission: "reviews.read" },
    summary: "Answers that wait for a person, longest open first",
  },
  "reviews.show": {
    ...{ method: "GET", path: "/v1/reviews/:id", permission: "reviews.read" },
    summary:
      "One answer that waits, whole; named by work, field and generation, such as 7.ai_industry.1",
  },
  "reviews.take": {
    ...{ method: "POST", path: "/v1/reviews/take", permission: "reviews.decide" },
    summary: "Take the next answers that wait for a person, so that nobody else does",
  },
  "reviews.give-back": {
    ...{ method: "POST", path: "/v1/reviews/give-back", permission: "reviews.decide" },
    summary: "Give back everything that one has taken",
  },
  "reviews.decide": {
    ...{ method: "POST", path: "/v1/reviews/decide", permission: "reviews.decide" },
    summary: "Approve, correct, reject, keep or pin, each with the value that was seen",
  },
  "reviews.preview": {
    ...{ method: "POST", path: "/v1/reviews/preview", permission: "reviews.decide" },
    summary: "What a decision about all that match would do",
  },
  "reviews.decide-all": {
    ...{ method: "POST", path: "/v1/reviews/decide-all", permission: "reviews.decide" },
    summary: "Decide about exactly those that a preview showed",
  },
  "fields.order": {
    ...{ method: "POST", path: "/v1/fields", permission: "reviews.decide" },
    summary: "Pin, unpin or correct a field of a record",
  },
  "cases.export": {
    ...{ method: "POST", path: "/v1/cases/export", permission: "cases.export" },
    summary: "What people corrected, as labelled cases in JSON lines",
  },
  "acceptance.show": {
    ...{ method: "GET", path: "/v1/acceptance", permission: "reviews.read" },
    summary: "How often people take the answers, by field, model and definition",
  },
} as const satisfies Record<string, Route>;
