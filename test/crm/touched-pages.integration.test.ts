import { type Cursor, createAdapter } from "@fieldwork/crm";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator } from "@fieldwork/simulators";
import { expect, onTestFinished, test } from "vitest";

const signal = new AbortController().signal;

test.each([
  ["as long as Salesforce makes them", {}],
  ["shortened by Salesforce", { queryPageSize: [200, 100, 250] }],
])("crm-4: every record on which a task was logged is told, in pages %s", async (_, options) => {
  const simulator = createSalesforceSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const adapter = createAdapter(
    { vendor: "salesforce", name: "crm", loginUrl: simulator.url, clientId, clientSecret },
    { outputs: () => [], logger: testLogger() },
  );
  onTestFinished(() => adapter.close());
  let cursor: Cursor | null = null;
  const told = new Set<string>();
  const scan = async () => {
    const ask = { kind: "tasks", objects: ["company"], cursor } as const;
    for await (const page of adapter.activities?.readTouched(ask, signal) ?? []) {
      for (const { ref } of page.touched) told.add(ref.id);
      cursor = page.cursor;
    }
  };
  await scan();
  const numbers = Array.from({ length: 2500 }, (_, number) => number);
  const ids = await simulator.create(
    "Account",
    numbers.map((number) => ({ Name: `Company ${number}` })),
  );
  await simulator.create(
    "Task",
    ids.map((WhatId) => ({ WhatId, Subject: "Imported" })),
  );
  // Scans follow one another; what none of those returns that overlap is lost.
  for (let round = 0; round < 3; round++) await scan();
  expect(told.size).toBe(ids.length);
});
