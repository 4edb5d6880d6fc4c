import { context, propagation, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { NodeSDK } from "@opentelemetry/sdk-node";
import { AppError } from "./app-error.ts";
import type { Service } from "./service.ts";

/**
 * Traces, exported by OTLP to wherever the standard `OTEL_EXPORTER_OTLP_*` variables point. Without an
 * endpoint nothing is started and spans cost nothing.
 */
export function createTelemetry({
  serviceName,
  enabled,
}: {
  serviceName: string;
  enabled: boolean;
}): Service {
  let sdk: NodeSDK | undefined;
  return {
    name: "telemetry",
    async start() {
      if (!enabled || sdk) return;
      // Loaded on demand: it costs a start a fifth of a second and 16 MB.
      const [{ NodeSDK: Sdk }, { W3CTraceContextPropagator }] = await Promise.all([
        import("@opentelemetry/sdk-node"),
        import("@opentelemetry/core"),
      ]);
      sdk = new Sdk({ serviceName, textMapPropagator: new W3CTraceContextPropagator() });
      sdk.start();
    },
    async stop() {
      await sdk?.shutdown();
      sdk = undefined;
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
      span.setStatus({ code: SpanStatusCode.ERROR, message });
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

/** Runs `work` without any trace of it. */
export async function untraced<T>(work: () => Promise<T>): Promise<T> {
  const { suppressTracing } = await import("@opentelemetry/core");
  return context.with(suppressTracing(context.active()), work);
}
