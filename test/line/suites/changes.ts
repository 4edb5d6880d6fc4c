import { newTraceparent, topics } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  paidCalls,
  type TestLine,
  type TestLineOptions,
  visibleWrites,
} from "../../support/test-line.ts";

/** What happens to changes, on either stack. */
export function describeChanges(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let testLine: TestLine;

    beforeAll(async () => {
      testLine = await open({ latencyMs: 30 });
    });

    afterAll(() => testLine.stop());

    const texts = [
      "Operates wind farms and sells electricity to households.",
      "Owns and develops shopping centres and offices.",
      "Makes software for hospitals and clinics.",
      "Mines copper, zinc and gold in the north.",
      "Runs a chain of hotels and restaurants.",
    ];
    let count = 0;

    async function createCompany(description: string): Promise<string> {
      count += 1;
      const [id = ""] = await testLine.hubspot.create("companies", [
        { name: `Company ${count}`, description },
      ]);
      return id;
    }

    function edit(id: string, fields: Record<string, unknown>, at?: string): Promise<void> {
      const ref = { object: "companies", id };
      return testLine.hubspot.edit(ref, fields, at === undefined ? {} : { at });
    }

    /** The simulated model's summary depends only on the text. */
    async function expectSummaryOf(id: string, text: string): Promise<void> {
      await eventually(async () => {
        expect((await testLine.company(id)).ai_summary).toContain(text.slice(0, 20));
      });
      await testLine.drained();
      expect((await testLine.company(id)).ai_summary).toContain(text.slice(0, 20));
    }

    describe("G1: no change is lost", () => {
      test("of two edits with the same CRM timestamp, the later one is written", async () => {
        const id = await createCompany(`First. ${texts[0]}`);
        await expectSummaryOf(id, "First.");
        const at = new Date().toISOString();
        const asked = await testLine.openai.faults.hold({ body: "Second" });
        await edit(id, { description: `Second. ${texts[1]}` }, at);
        await asked.arrived;
        await edit(id, { description: `Third. ${texts[2]}` }, at);
        await asked.release();
        await expectSummaryOf(id, "Third.");
      });

      test("a record edited faster than the model answers is still written, and ends up with its last edit", async () => {
        const id = await createCompany(`Start. ${texts[0]}`);
        await testLine.openai.faults.delay(250);
        let edits = 0;
        await eventually(
          async () => {
            await edit(id, { description: `Edit ${++edits}. ${texts[edits % texts.length]}` });
            const duringTheEdits = await visibleWrites(testLine, id, "ai_summary");
            expect(duringTheEdits.length).toBeGreaterThan(1);
          },
          { timeoutMs: 15_000, everyMs: 15 },
        );
        await testLine.openai.faults.delay(0);
        await expectSummaryOf(id, `Edit ${edits}.`);
        const [row] = await testLine.database.query<{ superseded: number }>(
          "select superseded from work where record_id = $1",
          [id],
        );
        expect(row?.superseded).toBeGreaterThan(0);
      });

      test("a record without its required input ends with a reason and costs nothing", async () => {
        const before = await paidCalls(testLine);
        const id = await createCompany(" ");
        await eventually(async () => {
          const rows = await testLine.database.query(
            "select state, reason_code as reason from work where record_id = $1",
            [id],
          );
          expect(rows).toEqual([{ state: "skipped", reason: "input-empty" }]);
        });
        expect(await paidCalls(testLine)).toBe(before);
      });
    });

    describe("G4: one paid call for one question, one visible write for one result", () => {
      test("crm-23: a redelivered event asks nothing and writes nothing", async () => {
        const id = await createCompany(`Redelivered. ${texts[3]}`);
        await expectSummaryOf(id, "Redelivered.");
        const before = await paidCalls(testLine);
        const [published] = await testLine.changesOf(id);
        if (!published) throw new Error("the change is not in the log");
        const event = { event: published.event, traceparent: newTraceparent() };
        await testLine.eventLog.publish(topics.recordChanged, [event, event, event]);
        await testLine.drained();
        await testLine.restart();
        await testLine.drained();
        expect(await paidCalls(testLine)).toBe(before);
        expect(await visibleWrites(testLine, id, "ai_summary")).toHaveLength(1);
      });

      test("models-40: records with the same inputs share one call, even if they ask at the same time", async () => {
        const before = await paidCalls(testLine);
        const description = `Shared. ${texts[4]}`;
        const ids = await testLine.hubspot.create(
          "companies",
          Array.from({ length: 8 }, () => ({ name: "Same Ltd", description })),
        );
        for (const id of ids) await expectSummaryOf(id, "Shared.");
        expect((await paidCalls(testLine)) - before).toBe(1);
        const rows = await testLine.database.query<{ reused: boolean }>(
          "select reused from work where record_id = any($1)",
          [ids],
        );
        expect(rows.filter(({ reused }) => reused)).toHaveLength(7);
      });

      test("an edit of a field that no enrichment names asks nothing", async () => {
        const id = await createCompany(`Unnamed. ${texts[0]}`);
        await expectSummaryOf(id, "Unnamed.");
        const before = await paidCalls(testLine);
        await edit(id, { phone: "+46 8 123 456 78" });
        await eventually(async () => {
          const phones = (await testLine.changesOf(id)).map(
            ({ event }) => event.kind === "changed" && event.fields.phone,
          );
          expect(phones.some(Boolean)).toBe(true);
        });
        await testLine.drained();
        expect(await paidCalls(testLine)).toBe(before);
      });
    });
  });
}
