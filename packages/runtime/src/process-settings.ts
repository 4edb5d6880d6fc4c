import { z } from "zod";

/** What every process of its own can be told. */
export const processSettings = z.object({
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("Set one of trace, debug, info, warn, error, silent"),
  HEALTH_HOST: z.string().min(1).default("127.0.0.1").describe("Set an address of this machine"),
  HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe("Set a port; 0 takes one that is free"),
  /** Traces are sent there by OTLP; nowhere unless set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
});
export type ProcessSettings = z.infer<typeof processSettings>;

const urlProblem =
  (scheme: string) =>
  ({ input }: { input?: unknown }) =>
    input === undefined ? "is missing" : `is no ${scheme} URL`;

/** Where the production layout's backends are. Each service takes those it uses. */
export const backendSettings = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: urlProblem("postgresql://") })
    .describe("Set postgresql://host:port/database, with user and password before the host"),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: urlProblem("redis://") })
    .describe("Set redis://host:port, or rediss:// for TLS"),
  KAFKA_BROKERS: z
    .string("is missing")
    .transform((text) => text.split(",").map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:/]+:\d+$/, "is no host:port")).min(1))
    .describe("Set host:port, with commas between several"),
  /** How long a group waits for a member that fell silent before it gives its partitions to others. */
  KAFKA_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .default(30_000)
    .describe("Set milliseconds, at least 1000"),
});
