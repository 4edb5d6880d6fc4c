import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "./app-error.ts";
import { createFollower } from "./follower.ts";
import { eventually, testLogger } from "./testing.ts";

/** Follows `source.now` until the test ends, unless it fails to start. */
function follow(source: { now: number | AppError }) {
  let known: number | undefined;
  let looks = 0;
  const follower = createFollower({
    name: "test",
    logger: testLogger(),
    async look() {
      looks += 1;
      await turn();
      if (source.now instanceof AppError) throw source.now;
      known = source.now;
    },
    lookEveryMs: 1,
  });
  onTestFinished(() => follower.stop());
  return { follower, known: () => known, looks: () => looks };
}

const away = new AppError("away", { code: "backend_unavailable", retryable: true });

test("what is followed is known once it has started, and kept up with from then on", async () => {
  const source = { now: 1 };
  const { follower, known } = follow(source);
  await follower.start();
  expect(known()).toBe(1);
  source.now = 2;
  await eventually(() => expect(known()).toBe(2));
});

test("it does not start while the first look fails, and does not look any more", async () => {
  const { follower, looks } = follow({ now: away });
  await expect(follower.start()).rejects.toBe(away);
  await follower.stop();
  expect(looks()).toBe(1);
});

test("a later failure leaves what is known, and is tried again", async () => {
  const source: { now: number | AppError } = { now: 1 };
  const { follower, known, looks } = follow(source);
  await follower.start();
  source.now = away;
  const before = looks();
  await eventually(() => expect(looks()).toBeGreaterThan(before + 1));
  expect(known()).toBe(1);
  await follower.check();
  source.now = 2;
  await eventually(() => expect(known()).toBe(2));
});

test("it is not fit while look after look fails for what no waiting mends", async () => {
  const source: { now: number | AppError } = { now: 1 };
  const { follower } = follow(source);
  await follower.start();
  source.now = AppError.from(new TypeError("a bug of ours"));
  await eventually(() => expect(follower.check()).rejects.toMatchObject({ code: "internal" }));
});
