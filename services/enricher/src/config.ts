import { catalogSetting, routeSetting } from "@fieldwork/enrichments";
import { backendSettings, processSettings } from "@fieldwork/runtime";
import { z } from "zod";
import { modelSettings } from "./model-settings.ts";

const milliseconds = z.coerce.number().int().describe("Set whole milliseconds");
const count = z.coerce.number().int().min(1).describe("Set a whole number of at least 1");

export const enricherConfig = z.object({
  /** Wake-ups handled at once in each lane; the provider's own limit stands in admission. */
  LANE_CONCURRENCY: count.default(50),
  /** How long a claim lasts without being renewed. */
  LEASE_MS: milliseconds.min(1000).default(10_000),
  /** How long single statements wait at most for others to share a round trip. */
  GATHER_MS: milliseconds.min(0).max(1000).default(15),
  /** One logical call: all attempts, repairs and fallbacks together. */
  CALL_DEADLINE_MS: milliseconds.min(1000).default(120_000),
  /** One HTTP request to a model. */
  ATTEMPT_TIMEOUT_MS: milliseconds.min(100).default(60_000),
  /** Failures of one record while others succeed, before it is a dead letter. */
  ASK_MAX_FAILURES: count.default(3),
  /** Whether a small call without a record sees before the first one that each model takes what is asked. */
  PREFLIGHT: z.enum(["on", "off"]).default("on").describe("Set on or off"),
});
export type EnricherConfig = z.infer<typeof enricherConfig>;

/** So many share a statement that none waits longer: more of them would save little, and waiting costs a place. */
export const gatheredEnough = 10;

/** Of an enricher in a process of its own. */
export const enricherProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...catalogSetting,
  ...routeSetting,
  ...modelSettings.shape,
  ...enricherConfig.shape,
});
