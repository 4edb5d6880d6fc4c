import { describe, expect, test } from "vitest";
import { open } from "./testing.ts";

describe("limits", () => {
  const searchOnce = { method: "POST", body: '{"limit":1}' };

  test("of searches a second are told without a policy, and without what is left", async () => {
    const { call } = await open({ searchesPerSecond: 5, now: () => 0 });
    const replies: Response[] = [];
    for (let index = 0; index < 6; index++) {
      replies.push(await call("/crm/v3/objects/companies/search", searchOnce));
    }
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    const [reply] = replies.slice(-1);
    expect(await reply?.json()).toEqual({
      status: "error",
      message: "You have reached your secondly limit.",
      correlationId: expect.any(String),
      category: "RATE_LIMITS",
    });
    expect(reply?.headers.get("retry-after")).toBeNull();
    expect(reply?.headers.get("x-hubspot-ratelimit-max")).toBeNull();
    expect(reply?.headers.get("x-hubspot-ratelimit-daily")).not.toBeNull();
  });

  test("of ten seconds and of the day name their policy", async () => {
    let nowMs = 0;
    const { call } = await open({ callsPerTenSeconds: 2, callsPerDay: 4, now: () => nowMs });
    const get = async () => {
      const reply = await call("/crm/v3/objects/companies");
      const { policyName } = (await reply.json()) as { policyName?: string };
      return policyName ?? reply.headers.get("x-hubspot-ratelimit-remaining");
    };
    expect([await get(), await get(), await get()]).toEqual(["1", "0", "TEN_SECONDLY_ROLLING"]);
    nowMs = 11_000;
    expect([await get(), await get()]).toEqual(["1", "DAILY"]);
  });

  test("a stranger is turned away, and so is a token that ran out", async () => {
    const { simulator, call } = await open();
    expect((await call("/crm/v3/objects/companies", {}, "wrong")).status).toBe(401);
    await simulator.faults.add({ status: 401 });
    expect((await call("/crm/v3/objects/companies")).status).toBe(401);
    const { counts } = await simulator.books.read();
    expect(counts.calls).toEqual({ "read 401 nobody": 1, "read 401 person": 1 });
  });
});
