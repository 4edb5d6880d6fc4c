import { eventually } from "@fieldwork/runtime/testing";
import { listOpenReviews } from "@fieldwork/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestLine, type TestLine, visibleWrites } from "../support/test-line.ts";

/** Two connections that write fast, to CRMs that keep the history of their fields. */
describe("an edit that lands between our read and our fast write", () => {
  let testLine: TestLine;

  beforeAll(async () => {
    testLine = await createTestLine({
      names: ["company-profile"],
      settings: { WRITE_HISTORY_EVERY_MS: "200" },
      fieldHistory: true,
    });
  });

  afterAll(() => testLine.stop());

  const wind = "Operates wind farms and sells electricity to households.";

  /** Whatever is written by now has been compared with the CRMs' histories. */
  async function checked(): Promise<void> {
    await testLine.drained();
    await eventually(async () => {
      const behind = await testLine.database.query(
        `select from history_check where checked_id < (select max(id) from write_intent
         where write_intent.connection = history_check.connection and state = 'settled')`,
      );
      expect(behind).toEqual([]);
    });
  }

  /** A write, a look at the history and a review: several steps, each with a time of its own. */
  const inTime = { timeoutMs: 15_000 };

  const reviewsOf = (recordId: string) => listOpenReviews(testLine.database, { recordId }, 10);

  test("G2: is found in HubSpot's history, goes to review, and is not overwritten again", async () => {
    const { hubspot } = testLine;
    const write = await hubspot.faults.hold({ kind: "write", body: "ai_industry" });
    const [id = ""] = await hubspot.create("companies", [{ name: "Vindö", description: wind }]);
    await write.arrived;
    await hubspot.edit({ object: "companies", id }, { ai_industry: "Materials" });
    await write.release();
    await eventually(
      async () =>
        expect(await reviewsOf(id)).toMatchObject([
          {
            field: "ai_industry",
            reason: { code: "edit-overwritten", detail: { overwritten: "Materials" } },
          },
        ]),
      inTime,
    );
    const [ours] = await visibleWrites(testLine, id, "ai_industry");
    const hotels = "Runs a chain of hotels and restaurants in Norway.";
    await hubspot.edit({ object: "companies", id }, { description: hotels });
    await eventually(async () =>
      expect(await visibleWrites(testLine, id, "ai_summary")).toHaveLength(2),
    );
    await testLine.drained();
    expect(await visibleWrites(testLine, id, "ai_industry")).toEqual([ours]);
    expect((await testLine.company(id)).ai_industry).toBe(ours);
    expect((await reviewsOf(id)).map(({ field }) => field)).toEqual(["ai_industry"]);
  });

  test("G2: is found in Salesforce's field history and goes to review; a write that replaced what we read does not", async () => {
    const { salesforce } = testLine;
    const write = await salesforce.faults.hold({ kind: "write", body: "Ai_Industry__c" });
    const [id = ""] = await salesforce.create("Account", [{ Name: "Vindö", Description: wind }]);
    await write.arrived;
    await salesforce.edit({ object: "Account", id }, { Ai_Industry__c: "Materials" });
    await write.release();
    await eventually(
      async () =>
        expect(await reviewsOf(id)).toMatchObject([
          { reason: { code: "edit-overwritten", detail: { overwritten: "Materials" } } },
        ]),
      inTime,
    );
    const [quiet = ""] = await salesforce.create("Account", [
      { Name: "Lund", Description: `Lund. ${wind}` },
    ]);
    await eventually(async () => {
      const account = await salesforce.record({ object: "Account", id: quiet });
      expect(account?.fields.Ai_Industry__c).toBeTruthy();
    });
    await checked();
    expect(await reviewsOf(quiet)).toEqual([]);
  });
});
