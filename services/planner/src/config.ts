import { routeSetting } from "@fieldwork/enrichments";
import { liveShareSetting } from "@fieldwork/limits";
import { backendSettings, count, milliseconds, processSettings, setting } from "@fieldwork/runtime";
import { z } from "zod";

export const plannerConfig = z.object({
  DISPATCH_WINDOW: setting(count.max(10_000).default(200), {
    about:
      "The most wake-ups that wait in one lane; the rest stays in the work table, where order and class still apply",
  }),
  ...liveShareSetting,
  WAKE_UP_OVERDUE_MS: setting(milliseconds.min(1000).default(15_000), {
    about: "How long a wake-up may go unclaimed before it is sent again",
  }),
  SWEEP_EVERY_MS: setting(milliseconds.min(100).default(2000), {
    about: "How often the planner looks for expired claims and for what was lost",
  }),
  LOOP_ROUNDS: setting(count.min(3).max(100).default(8), {
    about:
      "After so many writes in a row that each brought a change of the record's inputs with it, the record is parked: an automation of the CRM answers us",
  }),
  AUDIT_RETENTION_DAYS: setting(count.min(90).default(730), {
    about: "How long the audit of orders is kept",
  }),
  CALL_RETENTION_DAYS: setting(count.default(90), {
    about: "How long calls to models are kept, once their cost is known",
  }),
  CAPTURE_RETENTION_DAYS: setting(count.max(30).default(7), {
    about:
      "How long requests to models and their replies are kept, of enrichments whose definition has them captured",
  }),
  INTENT_RETENTION_DAYS: setting(count.default(400), {
    about: "How long it is kept what was written over what: an undo goes no further back",
  }),
});
export type PlannerConfig = z.infer<typeof plannerConfig>;

/** The settings of a planner in its own process. */
export const plannerProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...routeSetting,
  ...plannerConfig.shape,
});
