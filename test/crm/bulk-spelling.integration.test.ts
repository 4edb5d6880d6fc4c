import { everyRecord } from "@fieldwork/contracts";
import { extendMapping } from "@fieldwork/crm";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator } from "@fieldwork/simulators";
import { expect, onTestFinished, test } from "vitest";

const signal = new AbortController().signal;

test("crm-14: a field is spelled alike, whether a job of Salesforce's or a call has read it", async () => {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  // As a mapping says that names no types.
  const mapping = extendMapping(new Map(), {
    company: {
      object: "Account",
      fields: { name: "Name", revenue: "AnnualRevenue", since: "CreatedDate" },
    },
  });
  const adapter = createSalesforceAdapter({
    ...{ connection: "crm", loginUrl: simulator.url, clientId, mapping, bulkReadFrom: 1 },
    ...{ grant: { kind: "client-credentials", clientSecret }, outputs: () => [] },
    logger: testLogger(),
  });
  onTestFinished(() => adapter.close());
  const [id = ""] = await simulator.create("Account", [{ Name: "A", AnnualRevenue: 950000000 }]);
  const [called] = await adapter.readRecords("company", [id], signal);
  const ask = { filter: everyRecord, limit: 10, expected: 1 };
  let page = await adapter.readMatching("company", { ...ask, token: null }, signal);
  while (page.records.length === 0 && page.token !== null) {
    page = await adapter.readMatching("company", { ...ask, token: page.token }, signal);
  }
  expect(page.job?.state).toBe("reading");
  expect(page.records[0]?.fields).toEqual(called?.fields);
  expect(page.records[0]?.version).toEqual(called?.version);
});
