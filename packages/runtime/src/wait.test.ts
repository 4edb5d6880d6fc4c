import { expect, test } from "vitest";
import { untilStopped, within } from "./wait.ts";

test("an answer in time is passed on, and so is a failure", async () => {
  await expect(within(1000, Promise.resolve(1))).resolves.toBe(1);
  await expect(within(1000, Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("what takes too long is given up, with the error that was asked for", async () => {
  const never = new Promise<never>(() => undefined);
  await expect(within(5, never)).rejects.toThrow("no answer within 5 ms");
  await expect(within(5, never, () => new RangeError("late"))).rejects.toThrow(RangeError);
});

test("a stop is waited for, or found to have come", async () => {
  const stop = new AbortController();
  const waiting = untilStopped(stop.signal);
  await expect(within(20, waiting)).rejects.toThrow("no answer");
  stop.abort();
  await expect(within(1000, waiting)).resolves.toBeUndefined();
  await expect(within(1000, untilStopped(stop.signal))).resolves.toBeUndefined();
});
