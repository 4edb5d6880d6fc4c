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
});
export type ConnectorConfig = z.infer<typeof connectorConfig>;

/** The settings of a connector in its own process. */
export const connectorProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.shape,
  ...connectionsSetting,
  ...connectorConfig.shape,
});
