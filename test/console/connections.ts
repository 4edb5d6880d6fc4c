import { addWriteWindows, keepConnectionTerms } from "@fieldwork/store/terms";
import { expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** What limits the calls to each CRM, how it is written, and what it pushes. */
export function connectionPages(given: () => ConsoleTest): void {
  test("operations tell the limits of each CRM beside what it says of them, how it is written, and gaps of what it pushes", () =>
    tell(given()));
}

async function tell({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  // Until the line itself looks again, which finds the same limits.
  await keepConnectionTerms(line.database, [
    {
      ...{ connection: "hubspot", maxWriteBatch: 100, quotaUsed: null, quotaLimit: null },
      toldLimits: [{ unit: "requests", per: "ten-seconds", limit: 190, used: 12, isOfApp: true }],
    },
  ]);
  await addWriteWindows(line.database, [{ connection: "hubspot", withinMs: 80, batches: 7 }]);
  await line.owner.query(
    `insert into reconciliation (id, connection, object, ordered_by, state, checked_at, gap)
     values ('gap', 'salesforce', 'lead', 'connector', 'done', now(), 'overflow')`,
  );
  await page.goto(`${served.url}/operations`);
  const connections = page.getByRole("region", { name: "Connections" });
  const hubspot = connections.getByRole("row", { name: /^hubspot/ });
  await hubspot.getByText("Of our app alone: 100 requests in ten seconds").waitFor();
  await hubspot.getByText(/^The CRM said \d+ of 190 used,/).waitFor();
  await hubspot.getByText("5 searches a second").waitFor();
  await hubspot.getByText("The CRM says nothing of it").waitFor();
  await hubspot.getByText("fast", { exact: true }).waitFor();
  await hubspot.getByText(/^From read to reply half take [\d.]+ s at most, 99 of 100 /).waitFor();
  await connections.getByRole("row", { name: /^salesforce .*10 requests at once/ }).waitFor();
  const streams = page.getByRole("region", { name: "Pushed changes" });
  await streams
    .getByRole("row", { name: /^salesforce Leads/ })
    .getByText("the CRM had more changes than it told of, so all records were compared")
    .waitFor();
  expect(await lookAt(ann, "operations-connections", { fullPage: true })).toEqual([]);
  await page.goto(`${served.url}/enrichments/company-profile`);
  const written = page.getByRole("region", { name: "What it writes" });
  await written
    .getByText(/^hubspot: fast; half took [\d.]+ s at most/)
    .first()
    .waitFor();
  await written
    .getByText(/^salesforce: fast/)
    .first()
    .waitFor();
}
