import { routeSetting } from "@fieldwork/enrichments";
import { liveShareSetting } from "@fieldwork/limits";
import { modelSettings } from "@fieldwork/models";
import {
  backendSettings,
  count,
  leaseSetting,
  milliseconds,
  processSettings,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";

export const enricherConfig = z.object({
  LANE_CONCURRENCY: setting(count.default(50), {
    about:
      "Wake-ups that a process handles at once in each lane; the provider's own limits are enforced by admission",
  }),
  ...liveShareSetting,
  ...leaseSetting,
  GATHER_MS: setting(milliseconds.min(0).max(1000).default(40), {
    about:
      "How long a single statement waits at most for others to share its round trip, where they come that soon; a claim waits up to twice as long",
  }),
  CALL_DEADLINE_MS: setting(milliseconds.min(1000).default(120_000), {
    about: "The time limit for one question: all attempts, repairs and fallbacks together",
  }),
  ATTEMPT_TIMEOUT_MS: setting(milliseconds.min(100).default(60_000), {
    about: "The time limit for one HTTP request to a model",
  }),
  FIRST_TOKEN_TIMEOUT_MS: setting(milliseconds.min(100).optional(), {
    about:
      "The time limit until an answer begins; unless set, the limit for the whole request applies",
  }),
  CHUNK_TIMEOUT_MS: setting(milliseconds.min(100).optional(), {
    about:
      "The time limit between two pieces of an answer; unless set, the limit for the whole request applies",
  }),
  ASK_MAX_FAILURES: setting(count.default(3), {
    about: "How often one record may fail while others succeed, before it becomes a dead letter",
  }),
  PREFLIGHT: setting(z.enum(["on", "off"]).default("on"), {
    about:
      "Whether a small call without a record checks, before the first record, that each model accepts what it is sent",
  }),
});
export type EnricherConfig = z.infer<typeof enricherConfig>;

/**
 * When this many share a statement, none waits longer: more would save little, and waiting occupies a
 * place.
 */
export const gatheredEnough = 25;

/** The settings of an enricher in its own process. */
export const enricherProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...routeSetting,
  ...modelSettings.shape,
  ...enricherConfig.shape,
});
