import { describe, expect, test } from "vitest";
import type { FaultLine } from "../faults/fault-line.ts";
import { lookAt, openConsole, type Visit } from "../support/test-console.ts";

/** The console as the API's own process serves it. */
export function describeProductionConsole(lineOf: () => FaultLine): void {
  describe("the console of the production line", () => {
    test("signs in, shows its records, holds the line and lets it go on", async () => {
      const line = lineOf();
      const api = line.stack.process("api-1");
      await api.start();
      const served = await openConsole({ url: line.apiUrl, database: line.database });
      try {
        const visit = await served.signIn();
        await look(visit, served.url);
        expect(visit.faults()).toEqual([]);
      } finally {
        await served.stop();
        await api.stop();
      }
    }, 90_000);
  });
}

async function look(visit: Visit, url: string): Promise<void> {
  const { page } = visit;
  await page.goto(`${url}/records?object=company`);
  const first = page.locator("tbody tr[aria-rowindex]").first();
  await first.getByRole("link").first().click();
  await page.getByRole("heading", { name: "What the CRM says" }).waitFor();
  await page.goto(`${url}/operations`);
  const opened = visit.context.waitForEvent("page");
  await page.getByRole("link", { name: "The raw queues" }).click();
  const queues = await opened;
  await queues.getByRole("link", { name: "openai" }).first().waitFor();
  await queues.close();
  await page.getByRole("button", { name: "Pause" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("People hold something").waitFor();
  expect(await lookAt(visit, "production-operations", { isDetail: true })).toEqual([]);
  await page.getByRole("button", { name: "Let it go on" }).click();
  await page.getByText("People hold something").waitFor({ state: "detached" });
}
