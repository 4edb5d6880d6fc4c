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
      throw new AppError("away", { code: "backend_unavailable", retryable: true });
  });
  expect(result).toMatchObject({
    finished: 2,
    deadLetters: [],
    outage: { code: "backend_unavailable" },
  });
});

const internal = () => new TypeError("a bug of ours");

test("what nobody typed ends a batch at the event that fails, and is not held against it", async () => {
  const handled: number[] = [];
  const result = await handlePrefix([0, 1, 2, 3, 4, 5].map(received), async (batch) => {
    if (batch.some(({ event }) => event === 3)) throw internal();
    handled.push(...batch.map(({ event }) => event));
  });
  expect(handled).toEqual([0, 1, 2]);
  expect(result).toMatchObject({ finished: 3, deadLetters: [], outage: { code: "internal" } });
});

test("an event that fails alone for long is a dead letter once others can be handled", async () => {
  const handle = async (batch: readonly Received<number>[]) => {
    if (batch.some(({ event }) => event === 3)) throw internal();
  };
  const result = await handlePrefix([3, 4, 5].map(received), handle, { suspect: 3n });
  expect(result).toMatchObject({
    finished: 3,
    deadLetters: [{ received: { event: 3 } }],
    outage: undefined,
  });
  const alone = await handlePrefix([3].map(received), handle, { suspect: 3n });
  expect(alone).toMatchObject({ finished: 0, deadLetters: [], outage: { code: "internal" } });
});

test("where every event fails, nobody is to blame, however long it lasts", async () => {
  const handle = async () => {
    throw internal();
  };
  const result = await handlePrefix([3, 4, 5].map(received), handle, { suspect: 3n });
  expect(result).toMatchObject({ finished: 0, deadLetters: [], outage: { code: "internal" } });
});

test("of two events in doubt only the one that failed for long is a dead letter", async () => {
  const handle = async (batch: readonly Received<number>[]) => {
    if (batch.some(({ event }) => event < 5)) throw internal();
  };
  const result = await handlePrefix([3, 4, 5].map(received), handle, { suspect: 3n });
  expect(result).toMatchObject({
    finished: 1,
    deadLetters: [{ received: { event: 3 } }],
    outage: { code: "internal" },
  });
});

/** An error that says whose failure it is. */
const scoped = (scope: string) =>
  Object.assign(new AppError("no", { code: "crm_request_rejected", retryable: false }), { scope });

test("what a CRM says of one record is that record's, and the others are handled", async () => {
  const result = await handlePrefix([0, 1, 2, 3].map(received), async (batch) => {
    if (batch.some(({ event }) => event === 2)) throw scoped("record");
  });
  expect(result).toMatchObject({
    finished: 4,
    deadLetters: [{ received: { event: 2 } }],
    outage: undefined,
  });
});

test("what is wrong with a connection is held against no event, and asked once", async () => {
  let calls = 0;
  const result = await handlePrefix([0, 1, 2, 3].map(received), async () => {
    calls += 1;
    throw scoped("connection");
  });
  expect(result).toMatchObject({ finished: 0, deadLetters: [], outage: { scope: "connection" } });
  expect(calls).toBe(1);
});
