import { catalogSetting, routeSetting } from "@fieldwork/enrichments";
import { backendSettings, processSettings } from "@fieldwork/runtime";
import { z } from "zod";

export const plannerConfig = z.object({
  /** Most wake-ups that wait in one lane; what is beyond stays in `work`, where order and class still count. */
  DISPATCH_WINDOW: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe("Set a whole number from 1 to 10000"),
  /** How long a wake-up may go unclaimed before it is sent again. */
  WAKE_UP_OVERDUE_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .default(15_000)
    .describe("Set milliseconds, at least 1000"),
  SWEEP_EVERY_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(2000)
    .describe("Set milliseconds, at least 100"),
});
export type PlannerConfig = z.infer<typeof plannerConfig>;

/** Of a planner in a process of its own. */
export const plannerProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...catalogSetting,
  ...routeSetting,
  ...plannerConfig.shape,
});
