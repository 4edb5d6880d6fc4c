import { eventually } from "@fieldwork/runtime/testing";
import { keepBill } from "@fieldwork/store/vendor-bills";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** The parts of the settings. */
export function settingsPages(given: () => ConsoleTest): void {
  describe("the settings", { timeout: 90_000 }, () => {
    test("test a connection scope by scope, and show what the models charge and allow", async () => {
      const { served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/settings`);
      await page.getByRole("link", { name: "Connections" }).click();
      const hubspot = page.getByRole("region", { name: "hubspot" });
      await hubspot.getByText("It was never tested from here.").waitFor();
      await hubspot.getByRole("button", { name: "Test hubspot" }).click();
      await hubspot.getByText("Tested by").waitFor();
      await hubspot.getByText("output fields can be written").first().waitFor();
      expect(await hubspot.getByText("records can be read").count()).toBe(2);
      expect(await lookAt(ann, "settings-connections", { fullPage: true })).toEqual([]);
      await page.getByRole("link", { name: "Models" }).click();
      await page
        .getByRole("cell", { name: /^openai\// })
        .first()
        .waitFor();
      expect(await lookAt(ann, "settings-models", { isDetail: true })).toEqual([]);
    });

    test("set a budget's limit, and let it be as configured again", async () => {
      const { served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/settings?part=budgets`);
      await page.getByRole("button", { name: "Set a limit" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Of what" }).click();
      await page.getByRole("option", { name: "enrichment" }).click();
      await dialog.getByLabel("Its name").fill("company-profile");
      await dialog.getByLabel("Limit in US dollars").fill("12.5");
      await dialog.getByLabel("For how many hours").fill("2");
      expect(await lookAt(ann, "settings-budget", { isDetail: true })).toEqual([]);
      await dialog.getByRole("button", { name: "Set a limit" }).click();
      const row = page.getByRole("row", { name: /company-profile/ });
      await row.getByText("$12.50").waitFor();
      expect(await lookAt(ann, "settings-budgets", { isDetail: true })).toEqual([]);
      await row.getByRole("button", { name: /^As configured/ }).click();
      await row.waitFor({ state: "detached" });
    });
    bills(given);
    grants(given);
  });
}

function bills(given: () => ConsoleTest): void {
  test("show what vendors billed beside ours, by day and model, what differs, and what is held", async () => {
    const { line, served, ann } = given();
    const { page } = ann;
    const day = { day: "2026-03-02", calls: 3, heldNanoUsd: 0n };
    const usd = 1_000_000_000n;
    await keepBill(line.database, {
      ...{ provider: "openai", reconciledBy: "Ann" },
      days: [
        {
          ...{ ...day, model: "gpt-6-luna", verdict: "alike" },
          ...{ billedNanoUsd: 12n * usd, chargedNanoUsd: 12n * usd },
        },
        {
          ...{ ...day, model: "gpt-6-nova", verdict: "held-was-billed", heldNanoUsd: 2n * usd },
          ...{ billedNanoUsd: 4n * usd, chargedNanoUsd: (5n * usd) / 2n },
        },
      ],
    });
    await keepBill(line.database, {
      ...{ provider: "anthropic", reconciledBy: "Bo" },
      days: [
        {
          ...{ ...day, calls: 1, model: null, verdict: "billed-less" },
          ...{ billedNanoUsd: 3n * usd, chargedNanoUsd: 4n * usd },
        },
      ],
    });
    await page.goto(`${served.url}/operations`);
    await page.getByRole("link", { name: "Vendors' bills" }).click();
    const shown = page.getByRole("region", { name: "Bills" });
    await shown.getByText("2 of 3 rows differ.").waitFor();
    const held = shown.getByRole("row", { name: /gpt-6-nova/ });
    expect(await held.getByRole("cell").allInnerTexts()).toEqual([
      ...["2026-03-02", "openai", "gpt-6-nova", "$4.00"],
      expect.stringMatching(/^\$2\.50\s+3 calls$/),
      ...["+$1.50", "$2.00"],
      expect.stringMatching(/^calls of unknown outcome were billed/),
      expect.stringMatching(/by Ann$/),
    ]);
    await shown.getByRole("row", { name: /anthropic all models .*-\$1\.00/ }).waitFor();
    expect(await lookAt(ann, "settings-bills", { fullPage: true })).toEqual([]);
  });
}

function grants(given: () => ConsoleTest): void {
  test("grant and take away what somebody may do, after they were invited", async () => {
    const { line, served, ann } = given();
    const { page } = ann;
    await page.goto(`${served.url}/settings?part=people`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Cleo");
    await dialog.getByLabel("E-mail address").fill("cleo@acme.example");
    await dialog.getByRole("button", { name: "Invite somebody" }).click();
    await dialog.locator("pre").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Grants of Cleo" }).click();
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: /^Operator/ }).click();
    await dialog.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: "hubspot" }).click();
    await dialog.getByRole("button", { name: "Grant it" }).click();
    await dialog.getByText("Operator on hubspot").waitFor();
    expect(await lookAt(ann, "settings-grants", { isDetail: true })).toEqual([]);
    await dialog.getByRole("button", { name: "Take away Viewer on all connections" }).click();
    await eventually(async () => {
      const left = await line.database.query(
        `select role, connection from person_grant join person on person.id = person_id
           where email = 'cleo@acme.example'`,
      );
      expect(left).toEqual([{ role: "operator", connection: "hubspot" }]);
    });
    await page.keyboard.press("Escape");
    expect(await lookAt(ann, "settings-people", { isDetail: true })).toEqual([]);
  });
}
