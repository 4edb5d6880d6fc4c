import { expect, test } from "vitest";
import { openSimulated } from "./open-simulated-openai.ts";

const model = "gpt-6-luna";

test("works on one call at a time, the others waiting for their turn", async () => {
  const { simulator, respond } = await openSimulated({ slots: 1, latencyMs: 300 });
  const from = performance.now();
  await Promise.all([respond(), respond({ input: "Other text." }), respond({ input: "More." })]);
  expect(performance.now() - from).toBeGreaterThanOrEqual(890);
  const usage = (await simulator.usage())[model];
  expect(usage).toMatchObject({ calls: 3, peakConcurrency: 3, hungUp: 0 });
});

test("drops at once a call whose caller hung up, wherever it is, and charges nothing", async () => {
  // No answer comes within the test, so that each end is a hang-up's.
  const { simulator, client } = await openSimulated({ slots: 1, latencyMs: 600_000 });
  const usage = async () => (await simulator.usage())[model];
  const begin = async (input: string) => {
    const before = (await usage())?.peakConcurrency ?? 0;
    const stop = new AbortController();
    const { signal } = stop;
    const end = client.responses.create({ model, input }, { signal }).catch(() => "given up");
    await expect.poll(async () => (await usage())?.peakConcurrency).toBe(before + 1);
    return { stop: () => stop.abort(), end };
  };
  const inSlot = await begin("One.");
  const queued = await begin("Two.");
  queued.stop();
  expect(await queued.end).toBe("given up");
  await expect.poll(async () => (await usage())?.hungUp).toBe(1);
  inSlot.stop();
  expect(await inSlot.end).toBe("given up");
  await expect.poll(async () => (await usage())?.hungUp).toBe(2);
  expect(await usage()).toMatchObject({ calls: 0 });
  const { calls } = await simulator.books.read();
  expect(calls.map(({ status }) => status)).toEqual([499, 499]);
});
