import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

const description =
  "Operates wind farms and sells electricity to households. Founded in 1990 in Sweden.";
const patient = { timeoutMs: 30_000, everyMs: 50 };

/** What becomes of writes that fail, one for all or all alike, on whichever stack. */
export function describeFailingWrites(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;

    beforeAll(async () => {
      line = await open({ settings: { WRITE_MAX_FAILURES: "2" } });
    });

    afterAll(() => line.stop());

    const summarised = async (ids: readonly string[]) => {
      const writes = await Promise.all(ids.map((id) => visibleWrites(line, id, "ai_summary")));
      return writes.filter(({ length }) => length === 1).length;
    };

    async function statesOf(ids: readonly string[]) {
      return line.database.query<{ state: string; reason: string | null; count: number }>(
        `select state, reason, count(*)::int as count from work where record_id = any($1)
         group by 1, 2 order by 3 desc`,
        [ids],
      );
    }

    describe.each([
      ["fails with 500, whoever else is in it", { status: 500 }],
      ["meets a lock, whoever else is in it", { status: 423 }],
    ])("a call that holds one record %s", (_, fault) => {
      test("keeps 60 others waiting for seconds; the one is dead with its reason, and intents do not pile up", async () => {
        const name = `Batch ${fault.status}`;
        const create = (count: number) =>
          line.hubspot.create(
            "companies",
            Array.from({ length: count }, (_, index) => ({
              name: `${name} ${index} of ${count}`,
              description: `${name} ${index} of ${count}. ${description}`,
            })),
          );
        // While a call is under way the others gather: they come in one batch.
        const underWay = await line.hubspot.faults.hold({ kind: "write" });
        await create(1);
        await underWay.arrived;
        const ids = await create(61);
        const [poison = "", ...others] = ids.toReversed();
        await eventually(async () =>
          expect(await statesOf(ids)).toMatchObject([{ state: "answered", count: 61 }]),
        );
        await line.hubspot.faults.add({
          ...{ kind: "write", body: `"${poison}"`, times: "always" },
          ...fault,
        });
        await underWay.release();
        await eventually(async () => expect(await summarised(others)).toBe(60), patient);
        await eventually(async () => {
          const [row] = await statesOf([poison]);
          expect(row).toMatchObject({ state: "dead", reason: expect.stringMatching(/\w/) });
        }, patient);
        expect(await statesOf(others)).toEqual([{ state: "written", reason: null, count: 60 }]);
        const [intents] = await line.database.query<{ count: number }>(
          `select count(*)::int as count from write_intent
           where record_id = any($1) and state <> 'refused'`,
          [ids],
        );
        expect(intents?.count).toBeLessThanOrEqual(2 * 61);
        await line.hubspot.faults.clear();
      }, 60_000);
    });

    test("what a rule of the org refuses alike waits in review as one group, and goes on by itself once the rule is gone", async () => {
      const rule = { kind: "update-collection", vendor: "item-error", times: "always" } as const;
      await line.salesforce.faults.add({ ...rule, code: "FIELD_CUSTOM_VALIDATION_EXCEPTION" });
      const create = (count: number, word: string) =>
        line.salesforce.create(
          "Account",
          Array.from({ length: count }, (_, index) => ({
            Name: `${word} ${index}`,
            Description: `${word} ${index}. ${description}`,
          })),
        );
      const first = await create(8, "First");
      await eventually(async () =>
        expect(await statesOf(first)).toMatchObject([{ state: "review", count: 8 }]),
      );
      const sentWrites = async () =>
        (await line.salesforce.books.read()).counts.calls["write 200 integration"];
      const sent = await sentWrites();
      const later = await create(8, "Later");
      const ids = [...first, ...later];
      await eventually(async () =>
        expect(await statesOf(ids)).toMatchObject([
          { state: "review", count: 16, reason: expect.stringContaining("refused alike") },
        ]),
      );
      expect(await sentWrites()).toBe(sent);
      await line.salesforce.faults.clear();
      // Spares the pause until the next try.
      await line.database.query("update write_brake set next_try_at = now()");
      await eventually(
        async () =>
          expect(await statesOf(ids)).toEqual([{ state: "written", reason: null, count: 16 }]),
        patient,
      );
    }, 60_000);
  });
}
