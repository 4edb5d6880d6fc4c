import { describe, expect, test } from "vitest";
import { type ChangedCatalog, changeDefinition, keepCases } from "../support/changed-catalog.ts";
import { lookAt } from "../support/test-console.ts";
import { testModel } from "../support/test-line.ts";
import type { ConsoleTest } from "./console-test.ts";

const name = "contact-role";

/** What makes the pages about it worth looking at: few cases, an experiment, and captured calls. */
export async function changeCatalog(catalog: ChangedCatalog): Promise<void> {
  await changeDefinition(catalog, "company-profile", (definition) => {
    definition.setIn(["outputs", 0, "conflicts"], "review");
    definition.set("freshness", { share: 0.95, within: "2m" });
  });
  await changeDefinition(catalog, "contact-role", (definition) => {
    definition.set("privacy", { capture: "all" });
    definition.set("route", [`openai/${testModel}`, "baseline/tf-idf"]);
    definition.set("routing", { experiment: { model: `openai/${testModel}`, percent: 50 } });
  });
  await keepCases(catalog, "contact-role", 12);
}

/** What models are asked, how they do, and what was kept of it. */
export function evaluationPages(given: () => ConsoleTest): void {
  describe("an enrichment's models", { timeout: 90_000 }, () => {
    test("are asked the labelled cases by order, which can be followed and stopped, and are judged", () =>
      evaluate(given()));
    test("are told with what leaves, what is masked, and how each arm of an experiment did", async () => {
      const { served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/enrichments/${name}`);
      const asked = page.getByRole("region", { name: "What is asked" });
      await asked.getByText("whatever has the form of one").first().waitFor();
      await asked.getByText(/^50 % of the records are asked of openai/).waitFor();
      await asked.getByText("Requests and replies are kept for some days").waitFor();
      const versions = page.getByRole("region", { name: "Versions" });
      await versions
        .getByRole("cell", { name: /^(usual|tried)$/ })
        .first()
        .waitFor();
      expect(await lookAt(ann, "enrichment-asked", { fullPage: true })).toEqual([]);
    });
    test("leave captured calls, which are read whole, and the audit keeps by whom", () =>
      readCapture(given()));
  });
}

async function evaluate({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/enrichments/${name}`);
  const evaluations = page.getByRole("region", { name: "Evaluations" });
  await evaluations.getByText("No model was asked labelled cases").waitFor();
  const held = await line.openai.faults.hold();
  await evaluations.getByRole("button", { name: "Evaluate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /^openai/ }).check();
  expect(await lookAt(ann, "evaluation-ask", { isDetail: true })).toEqual([]);
  await dialog.getByRole("button", { name: "Ask them" }).click();
  await held.arrived;
  await evaluations
    .getByText(/^\d+ of 24 asked$/)
    .last()
    .waitFor();
  expect(await lookAt(ann, "evaluation-under-way", { isDetail: true, fullPage: true })).toEqual([]);
  await evaluations.getByRole("button", { name: "Stop it" }).click();
  await page.keyboard.press("Escape");
  await held.release();
  await evaluations.getByText(/^12 cases a model/).waitFor();
  await evaluations.getByText("for comparison").first().waitFor();
  // Twelve cases prove little.
  await evaluations.getByText(/^missed: agrees in \d+% for certain, not 70%/).waitFor();
  await evaluations.getByText(/^What is demanded: .*85% or more right where written/).waitFor();
  expect(await lookAt(ann, "evaluation", { fullPage: true })).toEqual([]);
}

async function readCapture({ served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/records?object=contact&search=lind`);
  await page.getByRole("link", { name: "Eva Lind" }).click();
  await page.getByRole("link", { name: "Captured calls" }).click();
  await page.getByRole("heading", { name: "Captured calls", level: 1 }).waitFor();
  await page
    .getByRole("link", { name: /^Look at what openai/ })
    .first()
    .click();
  const shown = page.getByRole("region", { name: /^openai\/.*, attempt 1/ });
  await shown.getByText("That you have looked at it is kept in the audit.").waitFor();
  await shown.getByText("Chief financial officer").first().waitFor();
  expect(await shown.getByText("Lind").count()).toBe(0);
  expect(await lookAt(ann, "captures", { fullPage: true })).toEqual([]);
  await page.goto(`${served.url}/audit?order=captures.show`);
  await page.getByRole("cell", { name: "looked at a captured call" }).last().waitFor();
  expect(await page.getByRole("cell", { name: "looked at a captured call" }).count()).toBe(1);
}
