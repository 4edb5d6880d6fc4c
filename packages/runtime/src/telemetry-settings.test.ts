import { expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "./config.ts";
import { telemetrySettings, telemetryVariables } from "./telemetry-settings.ts";

const load = (env: Record<string, string>) => loadConfig(z.object(telemetrySettings), env);
const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example/v1/traces" };

test("nothing is exported without an endpoint, whatever else is set", () => {
  expect(telemetryVariables(load({ OTEL_EXPORTER_OTLP_HEADERS: "x-api-key=k" }))).toBeUndefined();
});

test("where traces alone have a place, no metrics are sent to a default one", () => {
  expect(telemetryVariables(load(traces))).toMatchObject({ OTEL_METRICS_EXPORTER: "none" });
  const both = { ...traces, OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  expect(telemetryVariables(load(both))).not.toHaveProperty("OTEL_METRICS_EXPORTER");
});

test.each([
  ["OTEL_EXPORTER_OTLP_HEADERS", "Bearer secret", "is not written as name=value,name=value"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "is not an http:// or https:// URL"],
])("%s in a wrong form is refused, and not shown where it is secret", (name, value, problem) => {
  const start = () => load({ [name]: value });
  expect(start).toThrow(problem);
  expect(start).not.toThrow("secret");
});
