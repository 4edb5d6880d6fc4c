import { totalBudget, totalSpec } from "@fieldwork/budget";
import { eventually } from "@fieldwork/runtime/testing";
import { setBudgets } from "@fieldwork/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRoutedCatalog } from "../../support/routed-catalog.ts";
import { type TestLine, type TestLineOptions, testModel } from "../../support/test-line.ts";

/** What holds some work up holds nothing else up, on whichever stack. */
export function describeOthersGoOn(
  stack: string,
  open: (options: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let catalog: Awaited<ReturnType<typeof createRoutedCatalog>>;
    let line: TestLine;

    beforeAll(async () => {
      // Companies cost money and need the vendor; contacts do not.
      catalog = await createRoutedCatalog({
        "company-profile": [`openai/${testModel}`],
        "contact-role": ["baseline/tf-idf"],
      });
      line = await open({ catalogDir: catalog.dir });
    }, 90_000);

    afterAll(async () => {
      await line?.stop();
      await catalog?.remove();
    });

    let count = 0;
    const description = (text: string) => `${text} ${++count}. Sells electricity to households.`;

    async function createCompany(text: string): Promise<string> {
      const [id = ""] = await line.hubspot.create("companies", [
        { name: text, description: description(text) },
      ]);
      return id;
    }

    async function createAccount(text: string): Promise<string> {
      const [id = ""] = await line.salesforce.create("Account", [
        { Name: text, Description: description(text) },
      ]);
      return id;
    }

    async function contactIsEnriched(): Promise<void> {
      const fields = { firstname: "Ada", lastname: `L${++count}`, jobtitle: "Sales Manager" };
      const [id = ""] = await line.hubspot.create("contacts", [fields]);
      await eventually(async () => {
        const record = await line.hubspot.record({ object: "contacts", id });
        expect(record?.fields.ai_seniority).toBe("Manager");
      });
    }

    async function companyIsEnriched(id: string): Promise<void> {
      await eventually(async () => expect((await line.company(id)).ai_summary).toBeTruthy(), {
        timeoutMs: 20_000,
      });
    }

    async function stateOf(recordId: string): Promise<{ state?: string; reason?: string | null }> {
      const [row] = await line.database.query<{ state: string; reason: string | null }>(
        "select state, reason_code as reason from work where record_id = $1",
        [recordId],
      );
      return row ?? {};
    }

    test("a closed provider holds up its own work alone, and all of it goes on once it is back", async () => {
      await line.openai.faults.add({ status: 503, retryAfterS: 2, times: "always" });
      const id = await createCompany("Closed");
      await eventually(async () => {
        expect(await stateOf(id)).toMatchObject({
          state: "ready",
          reason: "model-busy",
        });
      });
      await contactIsEnriched();
      expect(await stateOf(id)).toMatchObject({
        state: expect.stringMatching(/ready|dispatched|asking/),
      });
      await line.openai.faults.clear();
      await companyIsEnriched(id);
    });

    test("an empty budget holds up what costs money alone, until there is more of it", async () => {
      // What processes have in hand comes back when nothing is asked.
      await eventually(async () =>
        expect(await line.database.query("select from budget_slice")).toEqual([]),
      );
      const [before] = await line.database.query<{ charged: string }>(
        "select charged_nano_usd::text as charged from budget where scope = $1",
        [totalBudget],
      );
      await setBudgets(line.database, [totalSpec(BigInt(before?.charged ?? 0))]);
      const id = await createCompany("Broke");
      await eventually(async () => {
        expect(await stateOf(id)).toMatchObject({
          state: "ready",
          reason: "budget-exhausted",
        });
      });
      await contactIsEnriched();
      await setBudgets(line.database, [totalSpec(1_000_000_000_000n)]);
      await companyIsEnriched(id);
    });

    test("a connection out of quota holds up its own records alone, when they are written and when they are read", async () => {
      const quota = { status: 403, reason: "REQUEST_LIMIT_EXCEEDED", times: "always" } as const;
      const refusal = await line.salesforce.faults.add({ ...quota, kind: "write" });
      const accountId = await createAccount("Spent");
      await eventually(async () => {
        expect(await stateOf(accountId)).toMatchObject({
          state: "answered",
          reason: "crm-quota",
        });
      });
      await companyIsEnriched(await createCompany("While it cannot be written"));
      await line.salesforce.faults.add(quota);
      const unreadId = await createAccount("Unread");
      await companyIsEnriched(await createCompany("While it cannot be read"));
      await contactIsEnriched();
      expect(await stateOf(accountId)).toMatchObject({
        state: expect.stringMatching(/answered|writing/),
      });
      expect(await stateOf(unreadId)).toEqual({});
      const account = await line.salesforce.record({ object: "Account", id: accountId });
      expect(account?.fields.Ai_Summary__c).toBeFalsy();
      const rules = await line.salesforce.faults.list();
      expect(rules.find(({ id }) => id === refusal)?.hit).toBeGreaterThan(0);
      await line.salesforce.faults.clear();
    });
  });
}
