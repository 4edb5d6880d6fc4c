import { z } from "zod";
import { secretsSetting } from "./secrets-folder.ts";
import { milliseconds, setting } from "./setting.ts";
import { telemetrySettings } from "./telemetry-settings.ts";

const port = z.coerce.number().int().min(0).max(65_535);

/** The settings of every separate process. */
export const processSettings = z.object({
  ...secretsSetting,
  LOG_LEVEL: setting(
    z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    { about: "The lowest level that is logged" },
  ),
  HEALTH_HOST: setting(z.string().min(1).default("127.0.0.1"), {
    about: "The address on which /livez and /readyz are served",
    set: "an address of this machine",
  }),
  HEALTH_PORT: setting(port.default(0), {
    about: "The port of /livez and /readyz",
    set: "a port; 0 picks a free one",
  }),
  ...telemetrySettings,
});
export type ProcessSettings = z.infer<typeof processSettings>;

const urlProblem =
  (scheme: string) =>
  ({ input }: { input?: unknown }) =>
    input === undefined ? "is missing" : `is not a ${scheme} URL`;

/** The URL of a PostgreSQL database. */
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: urlProblem("postgresql://"),
});

/** The production layout's backends. Each service takes those that it uses. */
export const backendSettings = z.object({
  DATABASE_URL: setting(postgresUrl, {
    about: "The PostgreSQL database, and the role that services connect as",
    set: "postgresql://role:password@host:port/database",
    secret: true,
  }),
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/, error: urlProblem("redis://") }), {
    about: "The Redis that holds lanes and admission",
    set: "redis://:password@host:port, or rediss:// for TLS",
    secret: true,
  }),
  KAFKA_BROKERS: setting(
    z
      .string("is missing")
      .transform((text) => text.split(",").map((broker) => broker.trim()))
      .pipe(z.array(z.string().regex(/^[^\s:/]+:\d+$/, "is not written as host:port")).min(1)),
    {
      about: "The Kafka brokers to connect to first",
      set: "host:port, several separated by commas",
    },
  ),
  KAFKA_SESSION_TIMEOUT_MS: setting(milliseconds.min(1000).default(30_000), {
    about:
      "How long a group waits for a member that fell silent before it gives its partitions to others",
  }),
});

/** For what runs from a checkout. */
export const checkoutSettings = {
  DATABASE_URL: setting(postgresUrl.optional(), {
    about: "A PostgreSQL database of your own, in place of the one that comes with Fieldwork",
    set: "postgresql://role:password@host:port/database",
    secret: true,
  }),
  FIELDWORK_HOME: setting(z.string().optional(), {
    about: "Where all data is stored, in place of the checkout",
    set: "a folder",
  }),
};

/** For every service that claims work. */
export const leaseSetting = {
  LEASE_MS: setting(milliseconds.min(1000).default(10_000), {
    about: "How long the claims of a process that has fallen silent remain valid",
  }),
};

/** For programs that create tables: the services connect as a role that owns nothing. */
export const adminSetting = {
  DATABASE_ADMIN_URL: setting(postgresUrl.optional(), {
    about:
      "The same database, as the role that creates the tables and grants the services' role its rights; without it, DATABASE_URL's role does both and owns the tables",
    set: "postgresql://owner:password@host:port/database",
    secret: true,
  }),
};
