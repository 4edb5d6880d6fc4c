import { eventually } from "@fieldwork/runtime/testing";
import type { HeldCall } from "@fieldwork/simulators";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

const description =
  "Operates wind farms and sells electricity to households. Founded in 1990 in Sweden.";
const patient = { timeoutMs: 30_000, everyMs: 50 };

interface Rule {
  vendor: "salesforce" | "hubspot";
  object: string;
  /** What its fields are called. */
  name: string;
  about: string;
  fault: { kind: string; status: number } | { kind: string; vendor: string; code: string };
}

const rules: Rule[] = [
  {
    ...{ vendor: "salesforce", object: "Account", name: "Name", about: "Description" },
    fault: {
      ...{ kind: "update-collection", vendor: "item-error" },
      code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    },
  },
  {
    ...{ vendor: "hubspot", object: "companies", name: "name", about: "description" },
    fault: { kind: "batch-update", status: 400 },
  },
];

/** As many of an object as the writer has under way at once where records come one by one. */
async function holdWrites({ hubspot }: TestLine, createOne: () => Promise<unknown>) {
  const held: HeldCall[] = [];
  for (let count = 0; count < 2; count++) {
    const call = await hubspot.faults.hold({ kind: "write" });
    await createOne();
    await call.arrived;
    held.push(call);
  }
  return held;
}

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
        `select state, reason_code as reason, count(*)::int as count from work where record_id = any($1)
         group by 1, 2 order by 3 desc`,
        [ids],
      );
    }

    describe.each([
      ["fails with 500, whoever else is in it", { status: 500, others: 60 }],
      ["meets a lock, whoever else is in it", { status: 423, others: 14 }],
    ])("a call that holds one record %s", (_, { status, others: count }) => {
      test("keeps the others waiting for seconds; the one is dead with its reason, and intents do not pile up", async () => {
        const name = `Batch ${status}`;
        const create = (companies: number) =>
          line.hubspot.create(
            "companies",
            Array.from({ length: companies }, (_, index) => ({
              name: `${name} ${index} of ${companies}`,
              description: `${name} ${index} of ${companies}. ${description}`,
            })),
          );
        // While as many calls as may be are under way the others gather: they come in one batch.
        const underWay = await holdWrites(line, () => create(1));
        const ids = await create(count + 1);
        const [poison = "", ...others] = ids.toReversed();
        await eventually(async () =>
          expect(await statesOf(ids)).toMatchObject([{ state: "answered", count: count + 1 }]),
        );
        await line.hubspot.faults.add({
          ...{ kind: "write", body: `"${poison}"`, times: "always", status },
        });
        for (const call of underWay) await call.release();
        await eventually(async () => expect(await summarised(others)).toBe(count), patient);
        await eventually(async () =>
          expect(await statesOf([poison])).toMatchObject([{ reason: expect.any(String) }]),
        );
        // Others may all have been written before its turn came: this one shows that the CRM still writes.
        const later = await create(1);
        await eventually(async () => expect(await summarised(later)).toBe(1), patient);
        await eventually(async () => {
          // Spares the pauses between its tries.
          await line.database.query("update work set due_at = now() where record_id = $1", [
            poison,
          ]);
          const [row] = await statesOf([poison]);
          expect(row).toMatchObject({ state: "dead", reason: expect.stringMatching(/\w/) });
        }, patient);
        expect(await statesOf(others)).toEqual([{ state: "written", reason: null, count }]);
        const [intents] = await line.database.query<{ count: number }>(
          `select count(*)::int as count from write_intent
           where record_id = any($1) and state <> 'refused'`,
          [ids],
        );
        expect(intents?.count).toBeLessThanOrEqual(2 * (count + 1));
        await line.hubspot.faults.clear();
      }, 60_000);
    });

    describe.each(rules)(
      "a rule of $vendor that refuses all alike",
      ({ vendor, fault, ...fields }) => {
        test("keeps them in review as one group, sends nothing more, and all go on by themselves once it is gone", async () => {
          const crm = line[vendor];
          await crm.faults.add({ ...fault, times: "always" });
          const create = (count: number, word: string) =>
            crm.create(
              fields.object,
              Array.from({ length: count }, (_, index) => ({
                [fields.name]: `${word} ${index} of ${vendor}`,
                [fields.about]: `${word} ${index} of ${vendor}. ${description}`,
              })),
            );
          const sentWrites = async () => {
            const { calls } = await crm.books.read();
            return calls.filter(({ operation }) => operation === fault.kind).length;
          };
          const first = await create(8, "First");
          await eventually(async () =>
            expect(await statesOf(first)).toMatchObject([{ state: "review", count: 8 }]),
          );
          const sent = await sentWrites();
          const ids = [...first, ...(await create(8, "Later"))];
          await eventually(async () =>
            expect(await statesOf(ids)).toMatchObject([
              { state: "review", count: 16, reason: "braked" },
            ]),
          );
          expect(await sentWrites()).toBe(sent);
          await crm.faults.clear();
          // Spares the pause until the next try.
          await line.database.query("update write_brake set next_try_at = now()");
          await eventually(
            async () =>
              expect(await statesOf(ids)).toEqual([{ state: "written", reason: null, count: 16 }]),
            patient,
          );
        }, 60_000);
      },
    );
  });
}
