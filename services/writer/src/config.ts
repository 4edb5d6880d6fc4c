import { connectionsSetting, writeModeSetting } from "@fieldwork/crm";
import {
  backendSettings,
  count,
  leaseSetting,
  milliseconds,
  processSettings,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";

export const writerConfig = z.object({
  ...writeModeSetting,
  WRITE_LINGER_MS: setting(milliseconds.min(0).default(25), {
    about:
      "How long the first answer waits for others, where they come that soon, so that they can share calls to the CRM",
  }),
  WRITE_POLL_MS: setting(milliseconds.min(100).default(1000), {
    about: "How often to look for answers that were not announced",
  }),
  ...leaseSetting,
  WRITE_READ_MAX_AGE_MS: setting(milliseconds.min(100).default(2000), {
    about: "How old the read of a batch may be when it is sent; an older one is read again first",
  }),
  WRITE_HISTORY_EVERY_MS: setting(milliseconds.min(0).default(60_000), {
    about:
      "How often what was written is compared with the CRM's own history of its fields, to find edits that were overwritten; 0: never",
  }),
  WRITE_MAX_FAILURES: setting(count.default(5), {
    about:
      "How many attempts the CRM may refuse while others succeed, before the work becomes a dead letter",
  }),
});
export type WriterConfig = z.infer<typeof writerConfig>;

/** The settings of a writer in its own process. */
export const writerProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...connectionsSetting,
  ...writerConfig.shape,
});
