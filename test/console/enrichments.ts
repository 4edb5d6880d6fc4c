import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { releaseEnrichments } from "@fieldwork/enrichments";
import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import {
  appendToPrompt,
  type ChangedCatalog,
  changeDefinition,
} from "../support/changed-catalog.ts";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

const name = "company-profile";

interface EnrichmentTest extends ConsoleTest {
  catalog: Pick<ChangedCatalog, "dir">;
}

/** The pages about enrichments. */
export function enrichmentPages(given: () => EnrichmentTest): void {
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

    test("releases what its files propose, once the difference is shown, and says what is wrong with them", () =>
      releaseProposed(given()));
    test("tries a record: the answer as it grows, its evidence and cost; leaving ends the call", () =>
      tryRecord(given()));
  });
}

async function tryRecord({ line, served, ann }: EnrichmentTest): Promise<void> {
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
  await record.fill("borealis");
  await page.getByRole("option", { name: "Borealis Wind (hubspot)" }).click();
  await eventually(async () => expect(await record.inputValue()).toBe("Borealis Wind (hubspot)"));
  // What was answered was about another record.
  expect(await trying.getByText("A write would be").count()).toBe(0);
}

async function releaseProposed({ line, served, ann, catalog }: EnrichmentTest): Promise<void> {
  const { page } = ann;
  await appendToPrompt(catalog, name, "Be very brief.");
  await addEnrichment(catalog, "contact-tone");
  await page.goto(`${served.url}/enrichments`);
  const fresh = page.getByRole("region", { name: /^contact-tone, as its files/ });
  await fresh.getByText(/ai_tone has to be created in the CRM first/).waitFor();
  expect(await fresh.getByRole("button", { name: /^Release/ }).count()).toBe(0);
  const changed = page.getByRole("region", { name: `${name}, as its files` });
  await changed.getByText("added: Be very brief.").waitFor();
  expect(await lookAt(ann, "enrichments-proposed", { fullPage: true })).toEqual([]);
  await changed.getByRole("button", { name: `Release this version: ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Release this version" }).click();
  await changed.waitFor({ state: "detached" });
  const [current] = await line.database.query<{ content: { prompt: string } }>(
    "select content from definition where name = $1 and is_current",
    [name],
  );
  expect(current?.content.prompt).toContain("Be very brief.");
  await changeDefinition(catalog, "contact-tone", (tone) => tone.set("surprise", 1));
  await page.reload();
  await page
    .getByRole("alert")
    .getByText(/surprise/)
    .waitFor();
  await rm(join(catalog.dir, "contact-tone"), { recursive: true });
  await page.reload();
  await page.getByRole("region", { name }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
}

/** One that writes a field which no CRM has. */
async function addEnrichment(catalog: Pick<ChangedCatalog, "dir">, added: string): Promise<void> {
  const dir = join(catalog.dir, added);
  await cp(join(catalog.dir, "contact-role"), dir, { recursive: true });
  await rm(join(dir, "vocabulary.yaml"));
  for (const file of ["cases.jsonl", "examples.jsonl"]) await writeFile(join(dir, file), "");
  await changeDefinition(catalog, added, (definition) => {
    definition.set("name", added);
    definition.delete("evaluation");
    const tone = { name: "tone", field: "ai_tone", label: "AI tone", type: "text", maxChars: 40 };
    definition.set("outputs", [tone]);
  });
}
