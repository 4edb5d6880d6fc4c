import { connectorConfig } from "@fieldwork/connector";
import { enricherConfig, modelSettings } from "@fieldwork/enricher";
import { defaultOpenaiModel } from "@fieldwork/models";
import { plannerConfig } from "@fieldwork/planner";
import { writerConfig } from "@fieldwork/writer";
import { z } from "zod";

/** Everything that can be set for the line in one process. */
export const embeddedConfig = z.object({
  ...connectorConfig.shape,
  ...plannerConfig.shape,
  ...enricherConfig.shape,
  ...writerConfig.shape,
  ...modelSettings.shape,
  POLL_EVERY_MS: connectorConfig.shape.POLL_EVERY_MS.removeDefault()
    .default(1500)
    .describe("Set milliseconds, at least 100"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("Set one of trace, debug, info, warn, error, silent"),
  HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe("Set a port on 127.0.0.1; 0 takes one that is free"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("Set postgresql://user:password@host:port/database, or leave it out"),
  FIELDWORK_HOME: z
    .string()
    .optional()
    .describe("Set a folder, or leave it out: then it is the checkout"),
  FIELDWORK_CONNECTIONS: z
    .string()
    .optional()
    .describe("Set the path of a JSON file of connections"),
  /** The model that is asked once there is a key, or a server of one's own. */
  OPENAI_MODEL: z.string().min(1).default(defaultOpenaiModel),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
});
export type EmbeddedConfig = z.infer<typeof embeddedConfig>;
