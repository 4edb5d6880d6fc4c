import {
  type Attributes,
  type BatchObservableCallback,
  context,
  type Meter,
  type MeterProvider,
  metrics,
  propagation,
  type Span,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { NodeSDK } from "@opentelemetry/sdk-node";
import { AppError } from "./app-error.ts";
import type { CheckedService } from "./health.ts";
import { redactText } from "./logger.ts";
import type { Service } from "./service.ts";
import { type TelemetrySettings, telemetryVariables } from "./telemetry-settings.ts";

/** Before an SDK is registered, a meter is one that counts nothing, for good. */
let isStarted = false;

/** Has instruments made from now on counted by another provider than the SDK's, until it is given back. */
export function useMeters(provider: MeterProvider): () => void {
  metrics.setGlobalMeterProvider(provider);
  isStarted = true;
  return () => {
    metrics.disable();
    isStarted = false;
  };
}

/**
 * Traces and metrics, exported by OTLP to wherever the settings point. Without an endpoint nothing is
 * started, and spans and gauges cost nothing.
 */
export function createTelemetry({
  serviceName,
  settings,
}: {
  serviceName: string;
  settings: TelemetrySettings;
}): Service {
  const variables = telemetryVariables(settings);
  let sdk: NodeSDK | undefined;
  return {
    name: "telemetry",
    async start() {
      if (variables === undefined || sdk) return;
      // The SDK reads nothing but the environment, and our settings may come from files.
      const { env } = process;
      for (const [name, value] of Object.entries(variables)) env[name] ||= value;
      // Loaded on demand: it costs a start a fifth of a second and 16 MB.
      const [{ NodeSDK: Sdk }, { W3CTraceContextPropagator }] = await Promise.all([
        import("@opentelemetry/sdk-node"),
        import("@opentelemetry/core"),
      ]);
      sdk = new Sdk({ serviceName, textMapPropagator: new W3CTraceContextPropagator() });
      sdk.start();
      isStarted = true;
    },
    async stop() {
      await sdk?.shutdown();
      sdk = undefined;
    },
  };
}

/**
 * Instruments of metrics, made when they are first asked for after telemetry has started; undefined before,
 * and where nothing is exported, so that what they would be told need not be worked out.
 */
export function createInstruments<T>(make: (meter: Meter) => T): () => T | undefined {
  let made: T | undefined;
  return () => {
    if (isStarted) made ??= make(metrics.getMeter("fieldwork"));
    return made;
  };
}

/** One number at this time, of a gauge. Its labels have few values. */
export interface GaugeValue<Name extends string> {
  gauge: Name;
  value: number;
  labels?: Attributes;
}

/**
 * Numbers that are looked at whenever metrics are exported, from its start to its stop. What a look fails of
 * is told, and nothing is exported of it.
 */
export function createGauges<Name extends string>({
  name,
  gauges,
  look,
  onError,
}: {
  name: string;
  /** What each is about. */
  gauges: Readonly<Record<Name, string>>;
  look: () => Promise<readonly GaugeValue<Name>[]>;
  onError: (error: unknown) => void;
}): CheckedService {
  let end: (() => void) | undefined;
  return {
    name,
    // Nothing depends on it.
    check: async () => undefined,
    async start() {
      if (end) return;
      const meter = metrics.getMeter("fieldwork");
      const byName = new Map(
        Object.entries<string>(gauges).map(([gauge, description]) => [
          gauge,
          meter.createObservableGauge(gauge, { description }),
        ]),
      );
      const all = [...byName.values()];
      const observe: BatchObservableCallback = async (told) => {
        const values = await look().catch((error: unknown) => {
          onError(error);
          return [];
        });
        for (const { gauge, value, labels } of values) {
          const instrument = byName.get(gauge);
          if (instrument) told.observe(instrument, value, labels);
        }
      };
      meter.addBatchObservableCallback(observe, all);
      end = () => meter.removeBatchObservableCallback(observe, all);
    },
    async stop() {
      end?.();
      end = undefined;
    },
  };
}

const tracer = trace.getTracer("fieldwork");

/** Runs `work` in a span that continues `traceparent`, the trace of the change it serves. */
export async function withSpan<T>(
  name: string,
  { traceparent, attributes = {} }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent =
    traceparent === undefined
      ? context.active()
      : propagation.extract(context.active(), { traceparent });
  return tracer.startActiveSpan(name, { attributes }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      const { code, message } = AppError.from(error);
      span.setAttribute("error.type", code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: redactText(message) });
      throw error;
    } finally {
      span.end();
    }
  });
}

export interface SpanOptions {
  traceparent?: string | undefined;
  attributes?: Record<string, string | number | boolean> | undefined;
}

/** Whether what runs now is part of a trace that is exported. */
export function isTraced(): boolean {
  return trace.getActiveSpan()?.isRecording() ?? false;
}

/** Runs `work` without any trace of it. */
export async function untraced<T>(work: () => Promise<T>): Promise<T> {
  const { suppressTracing } = await import("@opentelemetry/core");
  return context.with(suppressTracing(context.active()), work);
}
