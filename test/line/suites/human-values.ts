import { topics } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

/** What becomes of a person's values, on whichever stack. */
export function describeHumanValues(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let testLine: TestLine;

    beforeAll(async () => {
      testLine = await open();
    });

    afterAll(() => testLine.stop());

    const description =
      "Operates wind farms and sells electricity to households. Founded in 1990 in Sweden.";
    let count = 0;

    async function createCompany(fields: Record<string, unknown> = {}): Promise<string> {
      count += 1;
      const name = `Company ${count}`;
      const [id = ""] = await testLine.hubspot.create("companies", [
        { name, description: `${name}. ${description}`, ...fields },
      ]);
      return id;
    }

    function person(id: string, fields: Record<string, unknown>): Promise<void> {
      return testLine.hubspot.edit({ object: "companies", id }, fields);
    }

    const owners = async (id: string) => {
      const rows = await testLine.database.query<{ field: string; owner: string }>(
        "select field, owner from field_ledger where record_id = $1",
        [id],
      );
      return Object.fromEntries(rows.map(({ field, owner }) => [field, owner]));
    };

    describe("G2: a person's value", () => {
      test("that was there before us is left alone; the blank beside it is filled", async () => {
        const id = await createCompany({ ai_industry: "Utilities" });
        await eventually(async () => expect((await testLine.company(id)).ai_summary).toBeTruthy());
        await testLine.drained();
        expect(await visibleWrites(testLine, id, "ai_industry")).toEqual([]);
        expect((await testLine.company(id)).ai_industry).toBe("Utilities");
      });

      test("that lands between the model's answer and the read is left alone", async () => {
        const call = await testLine.openai.faults.hold({}, "after");
        const id = await createCompany();
        await call.arrived;
        await person(id, { ai_industry: "Materials" });
        await call.release();
        await eventually(async () => expect((await testLine.company(id)).ai_summary).toBeTruthy());
        await testLine.drained();
        expect((await testLine.company(id)).ai_industry).toBe("Materials");
        expect(await visibleWrites(testLine, id, "ai_industry")).toEqual([]);
        expect(await owners(id)).toMatchObject({ ai_industry: "person", ai_summary: "fieldwork" });
      });

      test("put in place of ours is noticed, and survives a change of the inputs", async () => {
        const id = await createCompany();
        await eventually(async () =>
          expect(await owners(id)).toMatchObject({ ai_industry: "fieldwork" }),
        );
        await person(id, { ai_industry: "Real Estate" });
        await eventually(async () =>
          expect(await owners(id)).toMatchObject({ ai_industry: "person" }),
        );
        await person(id, { description: "Runs a chain of hotels and restaurants in Norway." });
        await eventually(async () =>
          expect(await visibleWrites(testLine, id, "ai_summary")).toHaveLength(2),
        );
        await testLine.drained();
        expect((await testLine.company(id)).ai_industry).toBe("Real Estate");
      });

      test("cleared of ours stays blank, though the inputs change", async () => {
        const id = await createCompany();
        await eventually(async () => expect((await testLine.company(id)).ai_industry).toBeTruthy());
        await person(id, { ai_industry: "" });
        await eventually(async () =>
          expect(await owners(id)).toMatchObject({ ai_industry: "cleared-by-person" }),
        );
        await person(id, { description: "Makes software for hospitals and clinics in Denmark." });
        await eventually(async () =>
          expect(await visibleWrites(testLine, id, "ai_summary")).toHaveLength(2),
        );
        await testLine.drained();
        expect(await visibleWrites(testLine, id, "ai_industry")).toHaveLength(1);
        expect((await testLine.company(id)).ai_industry || null).toBeNull();
      });

      test("cleared between our write and its entry in the ledger is noticed once that is made", async () => {
        const written = await testLine.hubspot.faults.hold(
          { kind: "write", body: "ai_industry" },
          "after",
        );
        const id = await createCompany();
        await written.arrived;
        await person(id, { ai_industry: "" });
        await eventually(async () => {
          const last = (await testLine.changesOf(id)).at(-1)?.event;
          expect(last?.kind === "changed" && last.outputs).toMatchObject({
            ai_industry: null,
            ai_summary: expect.any(String),
          });
        });
        // The writer has seen it while its own write was under way.
        await eventually(async () =>
          expect(await testLine.eventLog.lag(topics.recordChanged, "writer")).toBe(0),
        );
        await written.release();
        await eventually(async () =>
          expect(await owners(id)).toMatchObject({ ai_industry: "cleared-by-person" }),
        );
      });
    });

    test("G2: what we wrote stays ours when the CRM's reply is lost", async () => {
      await testLine.hubspot.faults.add({
        operation: undefined,
        kind: "write",
        reset: "after",
        body: "ai_summary",
      } as never);
      const id = await createCompany();
      await eventually(async () =>
        expect(await owners(id)).toMatchObject({ ai_industry: "fieldwork" }),
      );
      await testLine.drained();
      expect(await visibleWrites(testLine, id, "ai_industry")).toHaveLength(1);
      await person(id, { description: "Owns and develops shopping centres in Finland." });
      await eventually(async () =>
        expect(await visibleWrites(testLine, id, "ai_summary")).toHaveLength(2),
      );
    });
  });
}
