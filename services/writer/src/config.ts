import { connectionsSetting } from "@fieldwork/crm";
import { catalogSetting } from "@fieldwork/enrichments";
import { backendSettings, processSettings } from "@fieldwork/runtime";
import { z } from "zod";

const milliseconds = z.coerce.number().int().describe("Set whole milliseconds");

export const writerConfig = z.object({
  /** `preview` decides and shows what would be written, and writes nothing. */
  WRITE_MODE: z.enum(["apply", "preview"]).default("apply").describe("Set apply or preview"),
  /** How long a first answer waits for others, so that they share the CRM's calls. */
  WRITE_LINGER_MS: milliseconds.min(0).default(100),
  /** Without an announcement, answers are looked for this often. */
  WRITE_POLL_MS: milliseconds.min(100).default(1000),
  /** How long a claim lasts without being renewed. */
  LEASE_MS: milliseconds.min(1000).default(10_000),
  /** A batch whose read began longer ago is read again before it is sent. */
  WRITE_READ_MAX_AGE_MS: milliseconds.min(100).default(2000),
  /** Attempts that the CRM refuses while others succeed, before the work is a dead letter. */
  WRITE_MAX_FAILURES: z.coerce.number().int().min(1).default(5).describe("Set a whole number"),
});
export type WriterConfig = z.infer<typeof writerConfig>;

/** Of a writer in a process of its own. */
export const writerProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.omit({ REDIS_URL: true }).shape,
  ...connectionsSetting,
  ...catalogSetting,
  ...writerConfig.shape,
});
