import { releaseEnrichments } from "@fieldwork/enrichments";
import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

const name = "company-profile";

/** The pages about enrichments. */
export function enrichmentPages(given: () => ConsoleTest): void {
  describe("an enrichment's page", { timeout: 90_000 }, () => {
    test("shows what its versions cost and change, and releases an earlier one", async () => {
      const { line, served, ann } = given();
      const { page } = ann;
      const changed = line.enrichments.map((one) =>
        one.name === name ? { ...one, prompt: `${one.prompt}\nBe brief.` } : one,
      );
      await releaseEnrichments(line.database, { enrichments: changed, by: "Ada" });
      await page.goto(`${served.url}/enrichments`);
      await page.getByRole("link", { name: `${name}: versions` }).click();
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      const versions = page.getByRole("region", { name: "Versions" });
      await versions.getByText("by Ada").waitFor();
      await versions.getByRole("cell", { name: /^\$0\.\d+/ }).waitFor();
      await versions.getByRole("link", { name: /^Compare/ }).click();
      const difference = page.getByRole("region", { name: /^From/ });
      await difference.getByText("removed: Be brief.").waitFor();
      expect(new URL(page.url()).searchParams.has("to")).toBe(true);
      expect(await lookAt(ann, "enrichment", { fullPage: true })).toEqual([]);
      await difference.getByRole("button", { name: "Release this version" }).click();
      expect(await lookAt(ann, "enrichment-release", { isDetail: true })).toEqual([]);
      await page.getByRole("dialog").getByRole("button", { name: "Release this version" }).click();
      await page.getByText("It is released").waitFor();
      await eventually(async () => {
        const before = line.enrichments.find((one) => one.name === name)?.hash;
        const current = await line.database.query(
          "select 1 from definition where name = $1 and hash = $2 and is_current",
          [name, before],
        );
        expect(current).toHaveLength(1);
      });
    });

    test("tries a record: the answer as it grows, its evidence and cost; leaving ends the call", async () => {
      const { line, served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/enrichments/${name}`);
      await page.getByRole("combobox", { name: "Record" }).fill("nordic");
      await page.getByRole("option", { name: "Nordic Bank (hubspot)" }).click();
      await line.openai.misbehave("stalled-stream", { times: 1 });
      const trying = page.getByRole("region", { name: "Try it" });
      await trying.getByRole("button", { name: "Ask" }).click();
      await trying.getByText("The model answers.").waitFor();
      await trying.locator("dl mark").first().waitFor();
      expect(await lookAt(ann, "try-growing", { isDetail: true, fullPage: true })).toEqual([]);
      await page.getByRole("link", { name: "All enrichments" }).click();
      const open = "select 1 from ordered_ask where state in ('waiting', 'asking')";
      await eventually(async () => expect(await line.database.query(open)).toEqual([]), {
        timeoutMs: 10_000,
      });
      await page.goBack();
      const record = page.getByRole("combobox", { name: "Record" });
      await eventually(async () => expect(await record.inputValue()).toBe("Nordic Bank (hubspot)"));
      await trying.getByRole("button", { name: "Ask" }).click();
      await trying.getByText("A write would be").first().waitFor();
      await trying.getByText(/tokens in/).waitFor();
      expect(await trying.locator("mark").count()).toBeGreaterThan(0);
      await trying.getByText("The whole prompt").click();
      await page.evaluate("scrollTo(0, 0)");
      expect(await lookAt(ann, "try-answered", { isDetail: true, fullPage: true })).toEqual([]);
    });
  });
}
