import { eventually } from "@fieldwork/runtime/testing";
import { findTrail, type Trail } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestLine, TestLineOptions } from "../../support/test-line.ts";

/** What a trail tells, on whichever stack. */
export function describeTrail(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
  /** What is tested on this stack alone. */
  also: (line: () => TestLine) => void = () => undefined,
): void {
  describe(`${stack} line`, () => {
    let testLine: TestLine;

    beforeAll(async () => {
      testLine = await open();
    });

    afterAll(() => testLine.stop());

    async function trailOf(id: string): Promise<Trail> {
      const ref = { connection: "hubspot", object: "company", id } as const;
      const trail = await findTrail(testLine.database, ref);
      if (!trail) throw new Error("there is no trail");
      return trail;
    }

    async function createCompany(fields: Record<string, unknown>): Promise<string> {
      const [id = ""] = await testLine.hubspot.create("companies", [{ name: "Acme", ...fields }]);
      await eventually(async () => {
        const { work } = await trailOf(id);
        expect(work[0]?.finishedAt).toBeTruthy();
        // What a call cost is stored with the next ones, or a moment later.
        expect(work.flatMap(({ calls }) => calls).filter((one) => one.outcome === null)).toEqual(
          [],
        );
      });
      return id;
    }

    describe("G7: every value explains itself", () => {
      test("from the change by one trace to the model, its evidence, its cost and the CRM's reply", async () => {
        const description = "Sells electricity from wind farms to households. Based in Sweden.";
        const id = await createCompany({ description });
        // A paid call is entered while it is under way, and its cost is stored a moment after its reply.
        const { record, work, ledger } = await eventually(async () => {
          const trail = await trailOf(id);
          expect(trail.work[0]?.calls).toMatchObject([{ kind: "first", outcome: "clean" }]);
          return trail;
        });
        const [one] = work;
        expect(record.fields).toMatchObject({ name: "Acme", description });
        expect(one?.state).toBe("written");
        const [change] = await testLine.changesOf(id);
        expect(one?.traceparent).toBe(change?.traceparent);
        expect(one?.answer).toMatchObject({
          provider: "openai",
          promptVersion: testLine.enrichments[0]?.promptVersion,
          definitionHash: testLine.enrichments[0]?.hash,
        });
        for (const output of Object.values(one?.answer?.outputs ?? {})) {
          expect(description).toContain(output.evidence);
        }
        expect(one?.calls).toMatchObject([{ kind: "first", provider: "openai", outcome: "clean" }]);
        expect(Number(one?.calls[0]?.costNanoUsd)).toBeGreaterThan(0);
        expect(one?.decisions.map(({ field, decision }) => [field, decision]).toSorted()).toEqual([
          ["ai_industry", "write"],
          ["ai_summary", "write"],
        ]);
        expect(one?.intents.every(({ state }) => state === "settled")).toBe(true);
        expect(ledger.map(({ owner }) => owner)).toEqual(["fieldwork", "fieldwork"]);
        expect(ledger.map(({ answerId }) => answerId)).toEqual([one?.answer?.id, one?.answer?.id]);
        const live = await testLine.company(id);
        expect(ledger.map(({ value }) => value)).toEqual([live.ai_industry, live.ai_summary]);
      });
    });

    also(() => testLine);

    describe("G7: every blank explains itself", () => {
      test.each([
        ["nothing", ""],
        ["blanks that nobody sees", "\u00a0\u200b\u3000"],
        ["empty markup", "<p>&nbsp;</p><br/>"],
        ["markup that only its rendering shows to be empty", '<p title="a > b"></p>'],
      ])("when the record's input is %s", async (_, description) => {
        const { work } = await trailOf(await createCompany({ description }));
        expect(work[0]).toMatchObject({
          ...{ state: "skipped", calls: [] },
          reason: { code: "input-empty", detail: { fields: ["description"] } },
        });
      });

      test("when the model abstains", async () => {
        await testLine.openai.misbehave("abstain");
        const { work } = await trailOf(
          await createCompany({ description: "Does this and that, mostly." }),
        );
        expect(work[0]).toMatchObject({ state: "skipped", reason: { code: "abstained" } });
        expect(work[0]?.decisions.map(({ decision }) => decision)).toEqual([
          "abstained",
          "abstained",
        ]);
      });

      test("when the model invents its evidence, twice", async () => {
        await testLine.openai.misbehave("invented-evidence", { times: 2 });
        const { work } = await trailOf(
          await createCompany({ description: "Makes chairs and tables of oak." }),
        );
        expect(work[0]?.calls.map(({ kind }) => kind)).toEqual(["first", "repair"]);
        expect(work[0]).toMatchObject({ state: "skipped", reason: { code: "rejected" } });
        for (const { decision, reason } of work[0]?.decisions ?? []) {
          expect(decision).toBe("rejected");
          expect(reason.detail?.problems).toEqual([expect.stringMatching(/input field/)]);
        }
      });

      test("when the model refuses", async () => {
        await testLine.openai.misbehave("refusal");
        const { work } = await trailOf(
          await createCompany({ description: "Sells things nobody speaks of." }),
        );
        expect(work[0]?.state).toBe("dead");
        expect(work[0]?.reason?.code).toBe("model-refused-content");
      });
    });
  });
}
