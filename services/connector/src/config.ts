import { z } from "zod";

export const connectorConfig = z.object({
  /** How long the connector rests between two looks at a CRM. */
  POLL_EVERY_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(5000)
    .describe("Set milliseconds, at least 100"),
});
export type ConnectorConfig = z.infer<typeof connectorConfig>;
