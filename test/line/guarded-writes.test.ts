import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** Two connections that are told to guard their writes. */
describe("guarded writes", () => {
  let testLine: TestLine;
  let count = 0;

  beforeAll(async () => {
    testLine = await createTestLine({ crmWrites: "guarded", names: ["company-profile"] });
  });

  afterAll(() => testLine.stop());

  const wind = "Operates wind farms and sells electricity to households.";
  const hotels = "Runs a chain of hotels and restaurants in Norway.";

  async function createAccount(): Promise<string> {
    count += 1;
    const [id = ""] = await testLine.salesforce.create("Account", [
      { Name: `Company ${count}`, Description: `Company ${count}. ${wind}` },
    ]);
    return id;
  }

  const account = async (id: string) =>
    (await testLine.salesforce.record({ object: "Account", id }))?.fields ?? {};

  const writesOf = async (id: string, field: string) => {
    const { writes } = await testLine.salesforce.books.read();
    return writes.filter(
      (row) => row.recordId === id && row.by === "integration" && field in row.after,
    );
  };

  /** Our write to it has left, and Salesforce has not looked at it. */
  async function writeOnItsWay() {
    const call = await testLine.salesforce.faults.hold({ kind: "write", body: "Ai_Industry__c" });
    const id = await createAccount();
    await call.arrived;
    return { id, call };
  }

  test("crm-26: a person's edit between our read and our write wins, and the field is theirs", async () => {
    const { id, call } = await writeOnItsWay();
    await testLine.salesforce.edit({ object: "Account", id }, { Ai_Industry__c: "Materials" });
    await call.release();
    await eventually(async () => expect((await account(id)).Ai_Summary__c).toBeTruthy());
    await testLine.drained();
    expect((await account(id)).Ai_Industry__c).toBe("Materials");
    expect(await writesOf(id, "Ai_Industry__c")).toEqual([]);
    const owners = await testLine.database.query<{ field: string; owner: string }>(
      "select field, owner from field_ledger where record_id = $1 order by field",
      [id],
    );
    expect(owners).toMatchObject([
      { field: "ai_industry", owner: "person" },
      { field: "ai_summary", owner: "fieldwork" },
    ]);
  });

  test("crm-26: an answer whose inputs were edited meanwhile is not written over them unread; the record is asked again", async () => {
    const { id, call } = await writeOnItsWay();
    await testLine.salesforce.edit({ object: "Account", id }, { Description: hotels });
    await call.release();
    await eventually(async () => expect((await account(id)).Ai_Summary__c).toMatch(/hotels/));
    await testLine.drained();
    const { calls } = await testLine.salesforce.books.read();
    expect(calls.filter(({ operation }) => operation === "update-collection")).toEqual([]);
  });
});
