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
  WRITE_LINGER_MS: setting(milliseconds.min(0).default(100), {
    about: "How long a first answer waits for others, so that they share the CRM's calls",
  }),
  WRITE_POLL_MS: setting(milliseconds.min(100).default(1000), {
    about: "How often answers are looked for that nobody announced",
  }),
  ...leaseSetting,
  WRITE_READ_MAX_AGE_MS: setting(milliseconds.min(100).default(2000), {
    about: "How old the read of a batch may be when it is sent; an older one is read again first",
  }),
  WRITE_MAX_FAILURES: setting(count.default(5), {
    about: "Attempts that the CRM refuses while others succeed, before the work is a dead letter",
  }),
});
export type WriterConfig = z.infer<typeof writerConfig>;

/** Of a writer in a process of its own. */
export const writerProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...connectionsSetting,
  ...writerConfig.shape,
});
