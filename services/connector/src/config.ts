import { connectionsSetting } from "@fieldwork/crm";
import {
  backendSettings,
  leaseSetting,
  milliseconds,
  processSettings,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";

export const connectorConfig = z.object({
  POLL_EVERY_MS: setting(milliseconds.min(100).default(5000), {
    about: "How long the connector waits between two scans of a CRM",
  }),
  ...leaseSetting,
  RECONCILE_EVERY_HOURS: setting(z.coerce.number().min(0).max(8760).optional(), {
    about:
      "How often what is known of each object is compared with its CRM, in hours: every 24 by default, never with 0",
    set: "a number of hours",
  }),
  WEBHOOK_PORT: setting(z.coerce.number().int().min(0).max(65_535).optional(), {
    about: "The port on which CRMs may call the connector; without it, they are only polled",
    set: "a port; 0 picks a free one",
  }),
  WEBHOOK_HOST: setting(z.string().min(1).optional(), {
    about: "The address on which the calls of CRMs are taken, 127.0.0.1 by default",
    set: "an address of this machine",
  }),
  WEBHOOK_URL: setting(
    z
      .url("is not a URL")
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    {
      about: "What the CRMs call the connector: they sign it with each call",
      set: "the public address of the proxy in front of WEBHOOK_PORT, such as https://hooks.acme.com",
    },
  ),
});
export type ConnectorConfig = z.infer<typeof connectorConfig>;

/** The settings of a connector in its own process. */
export const connectorProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...connectionsSetting,
  ...connectorConfig.shape,
});
