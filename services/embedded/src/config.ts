import { connectorConfig } from "@fieldwork/connector";
import { nanoFromUsd } from "@fieldwork/contracts";
import { enricherConfig } from "@fieldwork/enricher";
import { plannerConfig } from "@fieldwork/planner";
import { writerConfig } from "@fieldwork/writer";
import { z } from "zod";

const usd = z.string().transform((text, context) => {
  const nano = nanoFromUsd(text);
  if (nano !== undefined) return nano;
  context.addIssue({ code: "custom", message: `${JSON.stringify(text)} is no amount` });
  return z.NEVER;
});

/** Everything that can be set for the line in one process. */
export const embeddedConfig = z.object({
  ...connectorConfig.shape,
  ...plannerConfig.shape,
  ...enricherConfig.shape,
  ...writerConfig.shape,
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
  FIELDWORK_BUDGET_USD: usd.default(5_000_000_000n).describe("Set US dollars, such as 5 or 0.50"),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional().describe("Set the URL up to and with /v1"),
  OPENAI_MODEL: z.string().min(1).optional(),
  OPENAI_API: z
    .enum(["responses", "chat"])
    .optional()
    .describe("Set responses or chat; servers other than OpenAI's mostly speak chat"),
  OPENAI_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(32)
    .describe("Set how many calls may run at once"),
  OPENAI_INPUT_USD_PER_MTOK: usd.optional().describe("Set US dollars for a million input tokens"),
  OPENAI_OUTPUT_USD_PER_MTOK: usd.optional().describe("Set US dollars for a million output tokens"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
});
export type EmbeddedConfig = z.infer<typeof embeddedConfig>;
