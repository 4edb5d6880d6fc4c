import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger };

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

export interface LoggerOptions {
  service: string;
  level: LogLevel;
  /** Where lines go; standard error by default. Standard output belongs to what the program prints. */
  destination?: DestinationStream | undefined;
}

const secretNames = [
  "apiKey",
  "accessToken",
  "access_token",
  "refreshToken",
  "refresh_token",
  "clientSecret",
  "client_secret",
  "password",
  "authorization",
  "Authorization",
  "token",
  "connectionString",
  "databaseUrl",
];

/** JSON lines: fields and a constant sentence. Secrets are redacted by name, up to two levels deep. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[secret]",
      },
      serializers: { err: serializeError },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

// A bound, so that a text full of addresses is not read to its end from each of them.
const urlSecret = /(\/\/[^:/@\s]*:)[^@\s]{0,1000}@/g;
const bearerSecret = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
const keySecret = /\b(sk|pat)-[\w-]{6,}/g;

/** Redacts passwords in URLs, bearer tokens and API keys in a text. */
export function redactText(text: string): string {
  return text
    .replace(urlSecret, "$1[secret]@")
    .replace(bearerSecret, "$1 [secret]")
    .replace(keySecret, "$1-[secret]");
}

// Only what we put there: properties of a foreign error (a request's headers, for example) may be
// secret.
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return redactText(String(error));
  const fields = error as Error & { code?: unknown; details?: unknown; retryAfterMs?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof fields.code === "string" && { code: fields.code }),
    ...(fields.retryAfterMs !== undefined && { retryAfterMs: fields.retryAfterMs }),
    ...(fields.details !== undefined && { details: fields.details }),
    stack: error.stack === undefined ? undefined : redactText(error.stack),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}
