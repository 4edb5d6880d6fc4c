import { connectionsSetting } from "@fieldwork/crm";
import { catalogSetting } from "@fieldwork/enrichments";
import { backendSettings, processSettings } from "@fieldwork/runtime";
import { z } from "zod";

const milliseconds = z.coerce.number().int();

export const connectorConfig = z.object({
  /** How long the connector rests between two looks at a CRM. */
  POLL_EVERY_MS: milliseconds.min(100).default(5000).describe("Set milliseconds, at least 100"),
  /** How long a connector that fell silent keeps others from reading in its place. */
  LEASE_MS: milliseconds.min(1000).default(10_000).describe("Set milliseconds, at least 1000"),
});
export type ConnectorConfig = z.infer<typeof connectorConfig>;

/** Of a connector in a process of its own. */
export const connectorProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.omit({ REDIS_URL: true }).shape,
  ...connectionsSetting,
  ...catalogSetting,
  ...connectorConfig.shape,
});
