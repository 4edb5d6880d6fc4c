import { expect, test } from "vitest";
import {
  type CreateFixture,
  companies,
  countOutputs,
  industryOf,
  kindsOf,
  never,
  open,
  secondsAgo,
  write,
} from "./contract-steps.ts";

export function describeGuarding(create: CreateFixture): void {
  test("crm-26: a person's edit after the read wins over a guarded write, and its neighbours are written", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(30), { at: secondsAgo(3600) });
    const [edited = ""] = ids;
    const adapter = crm.connect();
    const readBeganAt = performance.now();
    const read = await adapter.readRecords("company", ids, never);
    await crm.edit("company", edited, { ai_industry: "Retail" });
    const guarded = read.map(({ ref, version: { vendorAt }, outputs }) => ({
      ...industryOf(ref.id),
      guard: { vendorAt, readBeganAt, outputs },
    }));
    const results = await write(adapter, guarded);
    expect(kindsOf(results)).toEqual({ written: 29, refused: 1 });
    expect(results[guarded.findIndex(({ id }) => id === edited)]).toMatchObject({
      ...{ kind: "refused", error: { reason: "overtaken", scope: "ours" } },
    });
    const [record] = await adapter.readRecords("company", [edited], never);
    expect(record?.outputs.ai_industry).toBe("Retail");
    expect(await countOutputs(adapter, ids)).toBe(29);
  });
}
