import { expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** Whether what is known is what the CRMs show. */
export function verdictPages(given: () => ConsoleTest): void {
  test("operations compare what is known with a CRM by order, and tell the verdict", () =>
    compare(given()));
}

async function compare({ served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/operations`);
  const verdicts = page.getByRole("region", { name: "Compared with the CRMs" });
  const companies = verdicts.getByRole("row", { name: /^hubspot Companies/ });
  await companies.getByRole("button", { name: "Compare hubspot, Companies" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("All records").check();
  expect(await lookAt(ann, "operations-compare", { isDetail: true })).toEqual([]);
  await dialog.getByRole("button", { name: "Compare" }).click();
  await companies.getByText("by ann").waitFor();
  await companies.getByText(/^checked/).waitFor();
  await companies.getByRole("cell", { name: /^\d+ of \d+$/ }).waitFor();
  expect(await lookAt(ann, "operations-verdicts", { fullPage: true })).toEqual([]);
}
