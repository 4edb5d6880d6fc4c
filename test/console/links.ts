import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** Companies that are in two CRMs. */
export function linkPages(given: () => ConsoleTest): void {
  describe("companies of two CRMs", { timeout: 90_000 }, () => {
    test("wait at Home for a person to say whether they are one, who says so in the list", async () => {
      const { line, served, ann } = given();
      const { page } = ann;
      await line.owner.query(
        `insert into company_link (connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence)
         select hub.connection, 'company', hub.record_id, sales.connection, sales.record_id, 'doubtful', 'name-alone',
           '{"name": "same", "domain": "one-unknown"}'
         from record as hub cross join record as sales
         where hub.connection = 'hubspot' and hub.fields->>'name' = 'Borealis Wind'
           and sales.connection = 'salesforce' and sales.fields->>'name' = 'Solen Energi'`,
      );
      await page.goto(served.url);
      await page
        .getByRole("link", { name: "One pair of companies in two CRMs may be one" })
        .click();
      await page.getByRole("heading", { name: "Linked companies", level: 1 }).waitFor();
      const row = page.getByRole("row", { name: /Borealis Wind/ });
      await row.getByText("Perhaps one company: only their name is the same.").waitFor();
      expect(await lookAt(ann, "links", { fullPage: true })).toEqual([]);
      await row.getByRole("button", { name: /^One company: / }).click();
      await page.getByText("No company is linked").waitFor();
      await page.goto(`${served.url}/links`);
      await row.getByText("One company: ann says so.").waitFor();
      await row.getByRole("link", { name: "Borealis Wind" }).click();
      const links = page.getByRole("region", { name: "The same company elsewhere" });
      await links.getByRole("link", { name: "Solen Energi" }).waitFor();
      expect(await lookAt(ann, "record-links", { isDetail: true, fullPage: true })).toEqual([]);
      await links.getByRole("button", { name: /^Two companies: / }).click();
      await links.getByText("Two companies: ann says so.").waitFor();
    });
  });
}
