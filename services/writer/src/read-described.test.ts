import type { CrmRecord } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { describe, expect, test } from "vitest";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { readDescribed } from "./read-described.ts";
import { describedField, recordOf } from "./testing.ts";

/** A CRM that shows one field or hides it, and counts what it is asked. */
function crm() {
  const seen = { isShown: true, failures: 0, described: 0, reads: 0 };
  const adapter: Partial<CrmAdapter> = {
    connection: "hubspot",
    async describeFields() {
      seen.described += 1;
      if (seen.described <= seen.failures) throw new Error("stopped");
      return [describedField({ exists: seen.isShown })];
    },
    async readRecords(): Promise<CrmRecord[]> {
      seen.reads += 1;
      return [recordOf("1", seen.isShown ? { ai_industry: "Utilities" } : {})];
    },
  };
  const known = createFieldDescriptions({ maxAgeMs: 300_000 });
  const read = () =>
    readDescribed(
      known,
      {
        adapter: adapter as CrmAdapter,
        ...{ object: "company", recordIds: ["1"], fields: ["ai_industry"] },
      },
      new AbortController().signal,
    );
  return { seen, read, known, adapter: adapter as CrmAdapter };
}

describe("a read beside what is known of the fields", () => {
  test("costs no second look while the two agree", async () => {
    const { seen, read } = crm();
    await read();
    await read();
    expect(seen).toMatchObject({ described: 1, reads: 2 });
  });

  test("two at one moment ask once what fields there are; where that failed, each asks by itself", async () => {
    const { seen, read } = crm();
    seen.failures = 1;
    const [first, second] = await Promise.allSettled([read(), read()]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
    expect(seen).toMatchObject({ described: 2, reads: 1 });

    const { seen: others, read: readOther } = crm();
    await Promise.all([readOther(), readOther()]);
    expect(others).toMatchObject({ described: 1, reads: 2 });
  });

  test("asks for both anew once a field is gone, and again once it is back", async () => {
    const { seen, read } = crm();
    await read();
    seen.isShown = false;
    const hidden = await read();
    expect(hidden.descriptions).toMatchObject([{ exists: false }]);
    expect(hidden.live[0]?.outputs).toEqual({});
    seen.isShown = true;
    const shown = await read();
    expect(shown.descriptions).toMatchObject([{ exists: true }]);
    expect(shown.live[0]?.outputs).toEqual({ ai_industry: "Utilities" });
    expect(seen).toMatchObject({ described: 3, reads: 5 });
  });

  test("forgets what the CRM contradicts", async () => {
    const { seen, read, known, adapter } = crm();
    await read();
    known.forget(adapter, "company");
    await read();
    expect(seen.described).toBe(2);
  });
});
