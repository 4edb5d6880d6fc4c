import { metrics } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { recordSpans } from "./record-telemetry.ts";
import { createGauges, withSpan } from "./telemetry.ts";

afterEach(() => metrics.disable());

/** Stands where an SDK's provider stands, and exports when it is told to. */
function provideMetrics(): () => Promise<unknown[]> {
  type Observe = (told: {
    observe(instrument: { name: string }, value: number, labels: object): void;
  }) => Promise<void>;
  const callbacks = new Set<Observe>();
  const meter = {
    createObservableGauge: (name: string) => ({ name }),
    addBatchObservableCallback: (callback: Observe) => callbacks.add(callback),
    removeBatchObservableCallback: (callback: Observe) => callbacks.delete(callback),
  };
  metrics.setGlobalMeterProvider({ getMeter: () => meter as never });
  return async () => {
    const told: unknown[] = [];
    const observe = ({ name }: { name: string }, value: number, labels: object) =>
      void told.push({ name, value, ...labels });
    for (const callback of callbacks) await callback({ observe });
    return told;
  };
}

test("gauges are looked at when metrics are exported, from start to stop, and a look that fails tells nothing", async () => {
  const exported = provideMetrics();
  let looks = 0;
  const errors: unknown[] = [];
  const gauges = createGauges({
    ...{ name: "test", gauges: { "test.load": "how full" } },
    async look() {
      looks += 1;
      if (looks === 2) throw new Error("away");
      return [{ gauge: "test.load", value: looks, labels: { of: "a" } }];
    },
    onError: (error) => errors.push(error),
  });
  expect(await exported()).toEqual([]);
  await gauges.start();
  expect(await exported()).toEqual([{ name: "test.load", value: 1, of: "a" }]);
  expect(await exported()).toEqual([]);
  expect(errors).toMatchObject([{ message: "away" }]);
  await gauges.stop();
  expect(await exported()).toEqual([]);
  expect(looks).toBe(2);
});

test("a span tells what it failed with, without secrets", async () => {
  const recorded = await recordSpans();
  const failed = withSpan("work", {}, async () => {
    throw new Error("connect to redis://:hunter2@host with Bearer abc.def.ghi failed");
  });
  await expect(failed).rejects.toThrow("failed");
  await recorded.stop();
  const [span] = recorded.spans;
  expect(span?.failure).toMatch(/connect to redis:.*host.*failed$/);
  for (const secret of ["hunter2", "abc.def.ghi"]) expect(span?.failure).not.toContain(secret);
});
