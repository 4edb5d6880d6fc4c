import { createAdapter, type OutputField } from "@fieldwork/crm";
import { outputMetadata } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, customFieldsIn } from "@fieldwork/simulators";
import { expect, onTestFinished, test } from "vitest";

const signal = new AbortController().signal;
const names = ["ai_a", "ai_b", "ai_c", "ai_d", "ai_e"];
const fields = names.map((field): OutputField => {
  return { field, label: field, type: "text", maxChars: 100 };
});
const outputs = (object: string) => (object === "company" ? fields : []);
const apiNames = names.map((name) => `Ai_${name.slice(3).toUpperCase()}__c`);

test("G2: what 1,000 writes replaced is found, however many versions there are since", async () => {
  const simulator = createSalesforceSimulator({
    fieldHistory: true,
    customFields: customFieldsIn(outputMetadata(outputs)),
  });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const adapter = createAdapter(
    { vendor: "salesforce", name: "crm", loginUrl: simulator.url, clientId, clientSecret },
    { outputs, logger: testLogger() },
  );
  onTestFinished(() => adapter.close());
  const all = (value: string) => Object.fromEntries(apiNames.map((name) => [name, value]));
  const ids = await simulator.create(
    "Account",
    Array.from({ length: 200 }, (_, number) => ({ Name: `Company ${number}`, ...all("before") })),
  );
  const openedAt = new Date();
  await adapter.writeFields(
    "company",
    ids.map((id) => ({ id, values: Object.fromEntries(names.map((one) => [one, "ours"])) })),
    signal,
  );
  const settledAt = new Date();
  for (const value of ["loaded", "loaded again"]) {
    for (const id of ids) await simulator.edit({ object: "Account", id }, all(value));
  }
  const written = ids.flatMap((id) =>
    names.map((field) => ({ id, field, value: "ours", openedAt, settledAt })),
  );
  const found = (await adapter.findReplaced?.("company", written, signal)) ?? [];
  expect(new Set(found.map(({ value }) => value))).toEqual(new Set(["before"]));
  expect(found).toHaveLength(written.length);
});
