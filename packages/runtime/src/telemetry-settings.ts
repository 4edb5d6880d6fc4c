import { z } from "zod";
import { setting } from "./setting.ts";

const pairs = z
  .string()
  .regex(/^[^=,\s]+=[^,\s]*(,[^=,\s]+=[^,\s]*)*$/, "is not written as name=value,name=value");
const url = z.url({ protocol: /^https?$/, error: "is not an http:// or https:// URL" });
const pairsForm = "name=value, several separated by commas; a space is written %20";

/** Where traces and metrics go: OpenTelemetry's own variables. */
export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(url.optional(), {
    about:
      "Where traces and metrics are sent by OTLP, each below its own path, /v1/traces and /v1/metrics; unless set, nowhere",
    set: "a URL",
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(url.optional(), {
    about: "Where traces are sent by OTLP, exactly as given; alone, no metrics are sent",
    set: "a URL",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting(pairs.optional(), {
    about: "Headers that are sent along, such as the key of an account",
    set: pairsForm,
    secret: true,
  }),
  OTEL_RESOURCE_ATTRIBUTES: setting(pairs.optional(), {
    about: "What each trace and metric says about this installation",
    set: pairsForm,
  }),
};
const shape = z.object(telemetrySettings);
export type TelemetrySettings = z.infer<typeof shape>;

/**
 * The variables by which OpenTelemetry's SDK is told the same; undefined if nothing is to be sent. It sends
 * metrics and logs to a default address, unless it is told not to. Pure.
 */
export function telemetryVariables(
  settings: TelemetrySettings,
): Record<string, string> | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = settings;
  if (all === undefined && traces === undefined) return undefined;
  const names = Object.keys(telemetrySettings) as (keyof TelemetrySettings)[];
  const given = names.flatMap((name): [string, string][] => {
    const value = settings[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(given),
    OTEL_LOGS_EXPORTER: "none",
    ...(all === undefined && { OTEL_METRICS_EXPORTER: "none" }),
  };
}
