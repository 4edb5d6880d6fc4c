import type { Attributes, MeterProvider } from "@opentelemetry/api";
import { useMeters } from "./telemetry.ts";

export interface RecordedSpan {
  name: string;
  traceId: string;
  spanId: string;
  /** Of the span that it is within. */
  parentSpanId: string | undefined;
  attributes: Attributes;
  /** What it failed with, if it says so. */
  failure: string | undefined;
}

/** Records the spans of this process as they end. */
export async function recordSpans(): Promise<{
  spans: readonly RecordedSpan[];
  stop(): Promise<void>;
}> {
  const [{ NodeSDK }, { W3CTraceContextPropagator }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/core"),
  ]);
  const spans: RecordedSpan[] = [];
  const sdk = new NodeSDK({
    serviceName: "test",
    textMapPropagator: new W3CTraceContextPropagator(),
    ...{ metricReaders: [], logRecordProcessors: [], instrumentations: [] },
    spanProcessors: [
      {
        onStart() {},
        onEnd(span) {
          const { traceId, spanId } = span.spanContext();
          const parentSpanId = span.parentSpanContext?.spanId;
          spans.push({
            name: span.name,
            traceId,
            spanId,
            parentSpanId,
            attributes: span.attributes,
            failure: span.status.message,
          });
        },
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  sdk.start();
  return { spans, stop: () => sdk.shutdown() };
}

export interface RecordedMetric {
  name: string;
  value: number;
  labels: Attributes;
}

/** Records what instruments of this process are told, until it is stopped. */
export function recordMetrics(): { metrics: readonly RecordedMetric[]; stop(): void } {
  const metrics: RecordedMetric[] = [];
  const instrument = (name: string) => {
    const tell = (value: number, labels: Attributes = {}) =>
      void metrics.push({ name, value, labels });
    return { add: tell, record: tell };
  };
  const meter = { createCounter: instrument, createHistogram: instrument };
  const provider = { getMeter: () => meter } as unknown as MeterProvider;
  return { metrics, stop: useMeters(provider) };
}
