import { AppError } from "@fieldwork/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Received } from "./event-log.ts";
import { handlePrefix } from "./handle-prefix.ts";

function received(n: number): Received<number> {
  return {
    event: n,
    key: "k",
    partition: 0,
    offset: BigInt(n),
    traceparent: undefined,
    publishedAt: new Date(0),
  };
}

test("handles every event that can be handled, in order, and sets aside just those that cannot", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 20 }), async (isPoisoned) => {
      const handled: number[] = [];
      const events = isPoisoned.map((_, n) => received(n));
      const result = await handlePrefix(events, async (batch) => {
        if (batch.some(({ event }) => isPoisoned[event])) {
          throw new AppError("no", { code: "event_malformed", retryable: false });
        }
        handled.push(...batch.map(({ event }) => event));
      });
      expect(result.finished).toBe(events.length);
      expect(handled).toEqual(events.map(({ event }) => event).filter((n) => !isPoisoned[n]));
      expect(result.deadLetters.map(({ received: { event } }) => event)).toEqual(
        events.map(({ event }) => event).filter((n) => isPoisoned[n]),
      );
    }),
  );
});

test("an outage ends a batch with the prefix that was finished before it", async () => {
  const result = await handlePrefix([0, 1, 2, 3].map(received), async (batch) => {
    if (batch.length > 1) throw new AppError("no", { code: "event_malformed", retryable: false });
    if (batch[0]?.event === 2)
      throw new AppError("away", { code: "store_unavailable", retryable: true });
  });
  expect(result).toMatchObject({
    finished: 2,
    deadLetters: [],
    outage: { code: "store_unavailable" },
  });
});
