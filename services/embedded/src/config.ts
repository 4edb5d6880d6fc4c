import { apiConfig } from "@fieldwork/api";
import { budgetSetting } from "@fieldwork/budget";
import { connectorConfig } from "@fieldwork/connector";
import { connectionsSetting } from "@fieldwork/crm";
import { enricherConfig } from "@fieldwork/enricher";
import { catalogSetting, routeSetting } from "@fieldwork/enrichments";
import { modelNameSettings, modelSettings } from "@fieldwork/models";
import { plannerConfig } from "@fieldwork/planner";
import { adminSetting, checkoutSettings, processSettings, withDefault } from "@fieldwork/runtime";
import { writerConfig } from "@fieldwork/writer";
import { z } from "zod";

/** Every setting of the line in one process. Its caller says whether it writes. */
export const embeddedConfig = z.object({
  ...processSettings.omit({ HEALTH_HOST: true }).shape,
  ...connectorConfig.shape,
  ...plannerConfig.shape,
  ...enricherConfig.shape,
  ...writerConfig.omit({ WRITE_MODE: true }).shape,
  ...modelSettings.shape,
  ...apiConfig.shape,
  API_PORT: withDefault(apiConfig.shape.API_PORT, 0),
  ...catalogSetting,
  ...budgetSetting,
  ...routeSetting,
  POLL_EVERY_MS: withDefault(connectorConfig.shape.POLL_EVERY_MS, 1500),
  ...checkoutSettings,
  ...adminSetting,
  ...modelNameSettings,
});
export type EmbeddedConfig = z.infer<typeof embeddedConfig>;

/** The settings of the line in one process, on your own connections. */
export const embeddedProcess = z.object({ ...embeddedConfig.shape, ...connectionsSetting });
