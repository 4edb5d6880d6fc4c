import { expect, test } from "vitest";
import {
  type CreateFixture,
  companies,
  countOutputs,
  industryOf,
  kindsOf,
  never,
  open,
  write,
} from "./contract-steps.ts";
import type { CrmFault } from "./crm-fixture.ts";

export function describeLostAnswers(create: CreateFixture): void {
  test.each<[CrmFault, boolean]>([
    ["reset-before", false],
    ["reset-after", true],
    ["broken-off", true],
    ["truncated", true],
    ["slow", true],
  ])("a write whose answer is lost (%s) is unknown; a read tells", async (fault, isDone) => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(3));
    const reader = crm.connect();
    await crm.fail("write", fault);
    const timeoutMs = fault === "slow" ? 500 : 10_000;
    const results = await write(crm.connect({ timeoutMs }), ids.map(industryOf));
    expect(kindsOf(results)).toEqual({ unknown: 3 });
    expect(results[0]).toMatchObject({ error: { code: "crm_write_unknown", retryable: true } });
    expect(await crm.countCalls("write")).toBe(1);
    expect(await countOutputs(reader, ids)).toBe(isDone ? 3 : 0);
  });

  test.each<[CrmFault, string]>([
    ["rate-limited", "crm_rate_limited"],
    ["unavailable", "crm_unavailable"],
  ])(
    "a write that is turned away (%s) was not done, and may be sent again",
    async (fault, code) => {
      const crm = await open(create);
      const ids = await crm.create("company", companies(250));
      const adapter = crm.connect();
      await crm.fail("write", fault);
      const results = await write(adapter, ids.map(industryOf));
      expect(kindsOf(results)).toEqual({ refused: 250 });
      expect(results[0]).toMatchObject({ error: { code, retryable: true } });
      expect(await crm.countCalls("write")).toBe(1);
      expect(kindsOf(await write(adapter, ids.map(industryOf)))).toEqual({ written: 250 });
    },
  );
}

export function describeOutages(create: CreateFixture): void {
  test.each<[CrmFault, string]>([
    ["rate-limited", "crm_rate_limited"],
    ["unavailable", "crm_unavailable"],
    ["reset-before", "crm_unavailable"],
    ["broken-off", "crm_unavailable"],
    ["truncated", "crm_reply_malformed"],
  ])("a read that fails (%s) says so once, and the next one works", async (fault, code) => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(3));
    const adapter = crm.connect();
    await adapter.readRecords("company", ids, never);
    const before = await crm.countCalls("read");
    await crm.fail("read", fault);
    await expect(adapter.readRecords("company", ids, never)).rejects.toMatchObject({
      code: expect.stringContaining(code),
      retryable: true,
    });
    expect((await crm.countCalls("read")) - before).toBe(1);
    expect(await adapter.readRecords("company", ids, never)).toHaveLength(3);
  });

  test("a CRM that is not there was sent nothing", async () => {
    const crm = await open(create);
    const adapter = crm.connect();
    await crm.vanish();
    const results = await write(adapter, ["1", "2"].map(industryOf));
    expect(kindsOf(results)).toEqual({ refused: 2 });
    expect(results[0]).toMatchObject({ error: { code: "crm_unavailable", retryable: true } });
  });

  test("a write that is stopped does not begin", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", companies(1));
    const results = await crm
      .connect()
      .writeFields("company", [industryOf(id)], AbortSignal.abort());
    expect(results).toMatchObject([{ kind: "refused", error: { code: "stopped" } }]);
    expect(await crm.countCalls("write")).toBe(0);
  });
}
