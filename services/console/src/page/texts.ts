import { auditTexts } from "./texts/audit.ts";
import { deadLettersTexts, replaysTexts } from "./texts/dead-letters.ts";
import { frameTexts } from "./texts/frame.ts";
import { homeTexts } from "./texts/home.ts";
import { operationsTexts } from "./texts/operations.ts";
import { recordTexts, timelineTexts } from "./texts/record.ts";
import { recordsTexts } from "./texts/record-list.ts";
import { reviewsTexts } from "./texts/reviews.ts";

/**
 * Every text of the console: another language is another folder like texts/. What the API says in words comes from the
 * API. Pages that are loaded when they are opened import their own file of it.
 */
export const texts = {
  language: "en",
  ...frameTexts,
  home: homeTexts,
  records: recordsTexts,
  record: recordTexts,
  timeline: timelineTexts,
  reviews: reviewsTexts,
  operations: operationsTexts,
  deadLetters: deadLettersTexts,
  replays: replaysTexts,
  backfills: {
    none: "No backfill yet",
    noneHint:
      "A backfill wants an enrichment for many records at once: npx fieldwork backfill create.",
    about: (enrichment: string, connection: string, records: string) =>
      `${enrichment} on ${records.toLowerCase()} of ${connection}`,
    states: {
      created: "not started",
      running: "running",
      resting: "rests before its next step",
      paused: "paused",
      cancelled: "cancelled",
      finished: "finished",
    },
    orderedBy: (name: string) => `Ordered by ${name}`,
    spent: (spent: string) => `${spent} spent; it has no limit of its own`,
    spentOf: (spent: string, most: string) => `${spent} spent of at most ${most}`,
    records: (count: string) => `${count} records`,
    parts: {
      written: "written",
      unchanged: "unchanged",
      kept: "kept a person's value",
      inReview: "wait for a person",
      unanswered: "without an answer",
      skipped: "skipped",
      failed: "failed",
      underWay: "under way",
    },
    orders: { start: "Start", pause: "Pause", resume: "Resume", cancel: "Cancel it" },
    confirm: (order: string, id: string) => `${order}: ${id}?`,
    meaning: {
      start: (count: string) =>
        `It is about ${count} records. Its first step begins within seconds.`,
      pause: (count: string) => `What is under way of its ${count} records is held, too.`,
      resume: (count: string) => `It goes on with what is left of its ${count} records.`,
      cancel: (count: string) => `Of its ${count} records those that have not begun never do.`,
    },
  },
  audit: auditTexts,
};
