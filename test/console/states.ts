import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

const refusal = {
  status: 400,
  contentType: "application/problem+json",
  body: JSON.stringify({ status: 400, title: "Too slow", detail: "Narrow the filter.", code: "x" }),
};
const isDetail = true;

/** What a page shows while there is nothing to show yet, or any more. */
export function pageStates(given: () => ConsoleTest): void {
  describe("a page", { timeout: 90_000 }, () => {
    test("tells that it loads, and why it could not", async () => {
      const { served } = given();
      const visit = await served.signIn();
      const { page } = visit;
      const answered = Promise.withResolvers<void>();
      await page.route("**/v1/record-filters*", async (route) => {
        await answered.promise;
        await route.fulfill(refusal);
      });
      await page.goto(`${served.url}/records?object=company`);
      await page.getByRole("status").getByText("Loading").waitFor({ state: "attached" });
      expect(await lookAt(visit, "records-loading", { isDetail })).toEqual([]);
      answered.resolve();
      await page.getByRole("alert").getByText("Narrow the filter.").waitFor();
      expect(await lookAt(visit, "records-failed", { isDetail })).toEqual([]);
      await page.unrouteAll();
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("tbody tr[aria-rowindex]").first().waitFor();
      await visit.context.close();
    });

    test("keeps what it showed while it cannot be read again, and says so", async () => {
      const { line, served } = given();
      const visit = await served.signIn();
      const { page } = visit;
      await page.goto(`${served.url}/operations`);
      await page
        .getByRole("region", { name: "Connections" })
        .getByText("hubspot")
        .first()
        .waitFor();
      await page.route("**/v1/operations", (route) => route.fulfill(refusal));
      await line.database.query("update hold_epoch set epoch = epoch + 1");
      await page.getByText("What you see is from before").first().waitFor();
      await page
        .getByRole("region", { name: "Connections" })
        .getByText("hubspot")
        .first()
        .waitFor();
      expect(await lookAt(visit, "operations-stale", { isDetail })).toEqual([]);
      await visit.context.close();
    });

    test("that fails says so in its place, and leaves the way to the others", async () => {
      const { served } = given();
      const visit = await served.signIn();
      const { page } = visit;
      await page.route("**/v1/records/**/fields", (route) => route.fulfill({ json: {} }));
      await page.goto(`${served.url}/records/hubspot/company/1`);
      await page.getByRole("heading", { name: "This page does not work", level: 1 }).waitFor();
      expect(await lookAt(visit, "broken", { isDetail })).toEqual([]);
      await page.getByRole("link", { name: "Records" }).click();
      await page.locator("tbody tr[aria-rowindex]").first().waitFor();
      await visit.context.close();
    });
  });
}
